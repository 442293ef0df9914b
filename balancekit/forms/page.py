"""What a page needs once: the stylesheet, a few mends of the widgets' markup, and the way from step to step."""

from __future__ import annotations

from importlib.resources import files

import anywidget
import traitlets

from balancekit.figures.marks import stylesheet


class Page(anywidget.AnyWidget):
    """Brings the stylesheet to the page and scrolls to a step. It works without being displayed."""

    _esm = (files("balancekit.forms") / "page.js").read_text("utf-8")
    _css = stylesheet()

    target = traitlets.Unicode("").tag(sync=True)
    """Step to scroll to, and a running number that makes the same step a change again: ``"measure#7"``."""

    _moves = 0

    def go(self, step: str) -> None:
        """Bring a step into view and put the keyboard's focus on its heading."""
        self._moves += 1
        self.target = f"{step}#{self._moves}"
