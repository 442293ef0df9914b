"""A stopwatch and a metronome that run in the browser, where neither kernel nor line costs them accuracy."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

_HERE = files("balancekit.forms")
_SOUND = (_HERE / "sound.js").read_text("utf-8")


class Stopwatch(anywidget.AnyWidget):
    """Start, stop, switch side. ``on_hold`` is called with the side and the seconds of each finished hold.

    A click on "Count down first" leaves five seconds to get into position. After a hold the rest is counted down.
    """

    _esm = _SOUND + (_HERE / "stopwatch.js").read_text("utf-8")

    side = traitlets.Enum(("left", "right"), "left").tag(sync=True)
    """The side that is up."""
    label = traitlets.Unicode("Side").tag(sync=True)
    """What the side means in this test: "Side on the floor"."""
    progress = traitlets.Unicode("").tag(sync=True)
    """"Try 2 of 3"."""
    rest = traitlets.Int(0).tag(sync=True)
    """Seconds of rest after a hold; 0: none is counted."""
    running = traitlets.Bool(default_value=False).tag(sync=True)
    """Whether it runs, or counts down to a start."""

    def __init__(self, on_hold: Callable[[str, float], Any], **traits: Any) -> None:
        super().__init__(**traits)
        self._on_hold = on_hold
        self.on_msg(self._receive)

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        side, seconds = content.get("side"), content.get("seconds")
        if side in ("left", "right") and isinstance(seconds, (int, float)):
            self._on_hold(side, float(seconds))


class Metronome(anywidget.AnyWidget):
    """Ticks in the rhythm of a test whose repetitions have one, by sound and by a mark that blinks."""

    _esm = _SOUND + (_HERE / "metronome.js").read_text("utf-8")

    beats = traitlets.Int(60).tag(sync=True)
    """Ticks a minute."""
    means = traitlets.Unicode("").tag(sync=True)
    """What a tick means: "one tick up, one tick down"."""
