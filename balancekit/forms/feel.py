"""Where do you feel it? Places on the body, and what is different there. No measurement: it only suggests tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from balancekit.figures.regions import drawn_regions
from balancekit.forms.parts import Form, button, column, html, row, say
from balancekit.forms.safety import standing_advice
from balancekit.forms.workbench import Workbench

if TYPE_CHECKING:
    from balancekit.figures.picker import RegionPicker

_CLOSED = (
    '<h3>A body to point at</h3><p class="bk-note">Tap the places that are larger, smaller, tighter, weaker or '
    "painful on one side.</p>"
)
_PAIN = (
    "<p class='bk-warn' role='status'><span><b>You marked pain.</b> Mild, familiar pain is fine to note. Pain that is "
    "sharp, spreads into an arm or a leg, or wakes you at night belongs to the safety questions first.</span></p>"
)


class Feel(Form):
    """A body to point at, before any test is chosen.

    The body is drawn when the reader comes here, or asks for it: plotly is slow to load, and the page is to stand soon.
    """

    step = "feel"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.picker: RegionPicker | None = None
        """The body, once it was opened."""
        self._body = column(
            html(_CLOSED),
            button("Open the body map", self.guard(self.open_body), "is-small"),
            classes="bk-stack bk-closed",
        )
        self._advice = html("", "bk-block")
        self._safety = button("Back to the safety questions", self.guard(lambda: workbench.go("safety")), "is-small")
        self._pain = row(html(_PAIN, "bk-grow"), self._safety, classes="bk-warnbox bk-pain")
        self._note = html("", "bk-grow")
        self._next = button("Choose tests", self.guard(lambda: workbench.go("choose")), "is-primary")
        self.show(
            html(
                self.title(
                    "Where do you feel it?",
                    "Mark what feels or looks different on one side. This is no measurement and moves no verdict: "
                    "it only suggests tests.",
                ),
                "bk-title",
            ),
            self._advice,
            column(self._body, self._pain, classes="bk-card bk-feelcard"),
            row(
                button("Back", self.guard(lambda: workbench.go("about")), "is-quiet"),
                self._note,
                self._next,
                classes="bk-nav",
            ),
        )
        self.watch("case", self._draw)
        self.watch("step", self._arrive)
        self._arrive()
        self._draw()

    def open_body(self) -> RegionPicker:
        """Draw the body, if that was not done yet."""
        if self.picker is None:
            from balancekit.figures.picker import RegionPicker

            self.picker = RegionPicker(self._drawn(), guard=self.guard)
            self.picker.observe(self.guard(lambda change: self._take(change["new"])), "value")
            self._body.children = [self.picker]
        return self.picker

    def _arrive(self) -> None:
        if self.workbench.step == self.step or self._drawn():
            self.open_body()

    def _drawn(self) -> dict[str, Any]:
        """What was marked and is drawn here; a file may hold more."""
        if not self.case.felt:
            return {}  # the drawings need not be read yet
        known = drawn_regions("male")
        return {region: words for region, words in self.case.felt.items() if region in known}

    def _take(self, marked: Mapping[str, tuple[str, ...]]) -> None:
        drawn = self._drawn()
        if dict(marked) != drawn:
            kept = {region: words for region, words in self.case.felt.items() if region not in drawn}
            self.workbench.update(self.case.feel({**kept, **marked}), what="felt")

    def _draw(self) -> None:
        drawn = self._drawn()
        if drawn or self.picker is not None:
            picker = self.open_body()
            if dict(picker.value) != drawn:
                picker.value = drawn
        say(self._advice, standing_advice(self.workbench))
        hurts = any("painful" in words for words in self.case.felt.values())
        self._pain.layout.display = None if hurts else "none"
        count = len(self.case.felt)
        places = f"{count} place{'s' if count > 1 else ''} marked" if count else "Nothing marked: that is fine, too"
        self._note.value = f'<p class="bk-note">{places}</p>'
        self._next.description = self._next.tooltip = "Choose tests" if count else "Nothing stands out"
