"""What if: findings set by hand, and the beliefs that would follow, beside those of the real ones."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from balancekit.forms.parts import SETTLED, Form, button, classed, column, html, row, segments
from balancekit.forms.workbench import Workbench

if TYPE_CHECKING:
    from balancekit.reasoning import Explanations

MORE = 3.0
"""How many times the smallest difference that matters "more on one side" stands for. Convention."""
SHOWN = 6
"""Stories whose beliefs are drawn."""
_MEASURED = "as measured"


class WhatIf(Form):
    """Set findings by hand and watch beliefs move. The case itself is never touched.

    Parameters
    ----------
    workbench
        Its tests are listed, its findings are the beginning.
    """

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.supposed: dict[str, float | None] = {}
        """What was set by hand: differences in margins, by test; None leaves a test out."""
        self._head = html(
            self.title("What if?", "Set a finding by hand and watch the stories move. Your own case stays as it is."),
            "bk-title",
        )
        self._beliefs = html("", "bk-block")
        self._rows = column(classes="bk-list")
        known = workbench.catalogue.assessments
        self.add = classed(
            w.Dropdown(
                description="Another test",
                options=[("Choose a test", ""), *sorted((entry.name, key) for key, entry in known.items())],
                tooltip="Another test",
            ),
            "bk-jump",
        )
        """Brings a test into the list that is not measured."""
        self.choices: dict[str, w.RadioButtons] = {}
        """The switch of each listed test."""
        again = button("Back to what was measured", self.guard(self.reset), "is-quiet")
        self._listed = column(
            html("<h3>Findings</h3>"), self._rows, row(self.add, html("", "bk-grow"), again), classes="bk-card"
        )
        self.add.observe(self.guard(lambda change: self._bring(change["new"])), "value")
        self.watch("findings", self.reset, pause=SETTLED)
        self.reset()

    @property
    def explanations(self) -> Explanations:
        """The stories under what is set."""
        return self.workbench.explanations.suppose(**self.supposed)

    def reset(self) -> None:
        """Back to the findings as they are."""
        self.supposed = {}
        self.choices = {}
        listed = [finding.assessment for finding in self.workbench.findings if finding.verdict != "unscored"]
        for test in listed or self.workbench.tests:
            if test in self.workbench.catalogue.assessments:
                self._row(test)
        self._draw()

    def set(self, assessment: str, difference: float | None) -> None:
        """Suppose a difference, in multiples of the smallest that matters; None leaves the test out."""
        self.supposed = {**self.supposed, assessment: difference}
        self._draw()

    def _bring(self, test: str) -> None:
        if test and test not in self.choices:
            self._row(test)
            self._draw()

    def _row(self, test: str) -> None:
        entry = self.workbench.catalogue.assessments[test]
        word = entry.more if entry.scale == "signed" else "more"
        options: list[tuple[str, Any]] = [
            (f"{word} on the left", -MORE),
            ("alike", 0.0),
            (f"{word} on the right", MORE),
            ("not known", None),
        ]
        if test in self.workbench.findings:
            options.append((_MEASURED, _MEASURED))
        choice = segments(entry.name, options, options[-1][1], "is-set")
        choice.index = len(options) - 1
        choice.observe(self.guard(lambda change, test=test: self._chosen(test, change["new"])), "index")
        self.choices[test] = choice

    def _chosen(self, test: str, index: int | None) -> None:
        value = None if index is None else self.choices[test].options[index][1]
        if value == _MEASURED:
            self.supposed = {key: d for key, d in self.supposed.items() if key != test}
            self._draw()
        else:
            self.set(test, value)

    def _draw(self) -> None:
        was, now = self.workbench.explanations, self.explanations
        self._beliefs.value = beliefs(was, now, changed=bool(self.supposed))
        self._rows.children = list(self.choices.values())
        self.show(self._head, column(self._beliefs, classes="bk-card is-first"), self._listed)


def beliefs(was: Explanations, now: Explanations, *, changed: bool) -> str:
    """The first stories with their bars now, a mark where each was, and its word; as markup."""
    before = {item.id: item.probability for item in was}
    items = []
    for item in now[:SHOWN]:
        at = before.get(item.id)
        mark = f'<i class="was" style="left:{100 * at:.1f}%"></i>' if changed and at is not None else ""
        moved = ""
        if changed and at is not None and abs(item.probability - at) >= 0.005:
            moved = f", was {at:.0%}"
        items.append(
            f'<li><b>{escape(item.name)}</b><span class="track" role="img" aria-label="{item.probability:.0%}{moved}">'
            f'<i class="now" style="width:{100 * item.probability:.1f}%"></i>{mark}</span>'
            f'<span class="word">{escape(item.band)}{moved}</span></li>'
        )
    note = "The dashed mark is where the story stood by what was measured. None of them is a diagnosis."
    return f'<h3>What would be believed</h3><ul class="bk-moves">{"".join(items)}</ul><p class="bk-note">{note}</p>'
