"""A stopwatch that runs in the browser and hands over finished holds."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import anywidget
import traitlets


class Stopwatch(anywidget.AnyWidget):
    """Start, stop, switch side. ``on_hold`` is called with the side and the seconds of each finished hold."""

    _esm = (files("balancekit.forms") / "stopwatch.js").read_text("utf-8")

    side = traitlets.Enum(("left", "right"), "left").tag(sync=True)
    """The side that is up."""
    label = traitlets.Unicode("Side").tag(sync=True)
    """What the side means in this test: "Side on the floor"."""
    progress = traitlets.Unicode("").tag(sync=True)
    """"Try 2 of 3"."""

    def __init__(self, on_hold: Callable[[str, float], Any], **traits: Any) -> None:
        super().__init__(**traits)
        self._on_hold = on_hold
        self.on_msg(self._receive)

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        side, seconds = content.get("side"), content.get("seconds")
        if side in ("left", "right") and isinstance(seconds, (int, float)):
            self._on_hold(side, float(seconds))
