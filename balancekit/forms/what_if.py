"""What if: findings set by hand, and the beliefs that would follow, beside those of the real ones."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from balancekit.forms.parts import SETTLED, Form, button, classed, column, html, row, say, segments
from balancekit.forms.workbench import Workbench

if TYPE_CHECKING:
    from balancekit.reasoning import Explanations
    from balancekit.reasoning.explain import Explanation

MORE = 3.0
"""How many times the smallest difference that matters "more on one side" stands for. Convention."""
SHOWN = 6
"""Stories whose beliefs are drawn."""
SEEN = 0.01
"""Least share by which a story has to move before it is said. Convention."""
_MEASURED = "as measured"
_UNKNOWN = "not known"
"""A word, not None: a switch whose value is None shows no answer at all, and draws itself anew under the focus."""
_READ = (
    '<p class="bk-small">“More” is a difference that nobody would call small: three times the smallest that matters, '
    "measured well.</p>"
)


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
        self._rows = column(classes="bk-sets")
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
        self._said: dict[str, w.HTML] = {}
        again = button("Back to what was measured", self.guard(self.reset), "is-quiet")
        self._listed = column(
            html(f"<h3>Findings</h3>{_READ}"),
            self._rows,
            row(self.add, html("", "bk-grow"), again, classes="bk-addtest"),
            classes="bk-card",
        )
        self.add.observe(self.guard(lambda change: self._bring(change["new"])), "value")
        # Shown once: a sheet whose widgets are set anew takes the keyboard's focus from the switch that moved it.
        self.show(self._head, column(self._beliefs, classes="bk-card is-first"), self._listed)
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
        self._said = {}
        listed = [finding.assessment for finding in self.workbench.findings if finding.verdict != "unscored"]
        for test in listed or self.workbench.tests:
            if test in self.workbench.catalogue.assessments:
                self._row(test)
        self._rows.children = [self._line(test) for test in self.choices]
        self._draw()

    def set(self, assessment: str, difference: float | None) -> None:
        """Suppose a difference, in multiples of the smallest that matters; None leaves the test out."""
        self.supposed = {**self.supposed, assessment: difference}
        self._draw(assessment)

    def _bring(self, test: str) -> None:
        if test and test not in self.choices:
            self._row(test)
            self._rows.children = (*self._rows.children, self._line(test))
        self.add.value = ""

    def _row(self, test: str) -> None:
        entry = self.workbench.catalogue.assessments[test]
        word = entry.more if entry.scale == "signed" else "more"
        options: list[tuple[str, Any]] = [
            (f"{word} on the left", -MORE),
            ("alike", 0.0),
            (f"{word} on the right", MORE),
            (_UNKNOWN, _UNKNOWN),
        ]
        if test in self.workbench.findings:
            options.append((_MEASURED, _MEASURED))
        choice = segments(entry.name, options, options[-1][1], "is-set")
        choice.observe(self.guard(lambda change, test=test: self._chosen(test, change["new"])), "value")
        self.choices[test] = choice
        self._said[test] = html("", "bk-block")

    def _line(self, test: str) -> w.VBox:
        return column(self.choices[test], self._said[test], classes="bk-setrow")

    def _chosen(self, test: str, value: float | str) -> None:
        if value == _MEASURED:
            self.supposed = {key: d for key, d in self.supposed.items() if key != test}
            self._draw(test)
        else:
            self.set(test, None if value == _UNKNOWN else float(value))

    def _draw(self, changed: str = "") -> None:
        was, now = self.workbench.explanations, self.explanations
        self._beliefs.value = beliefs(was, now, changed=bool(self.supposed))
        for test, said in self._said.items():
            say(said, moves(was, now) if test == changed and self.supposed else "")


def beliefs(was: Explanations, now: Explanations, *, changed: bool) -> str:
    """The first stories with their bars now, a mark where each was, and its word; as markup."""
    head = "<h3>What would be believed</h3>"
    if not now.measured:
        return f'{head}<p class="bk-small">Nothing is known yet. Set a finding below, and see which stories fit.</p>'
    before = {item.id: item for item in was} if was.measured and changed else {}
    items = []
    for item in now[:SHOWN]:
        old = before.get(item.id)
        stood = f'<i class="was" style="left:{100 * old.probability:.1f}%"></i>' if old else ""
        moved = _moved(old, item) if old else ""
        items.append(
            f'<li><b>{escape(item.name)}</b><span class="track" aria-hidden="true">'
            f'<i class="now" style="width:{100 * item.probability:.1f}%"></i>{stood}</span>'
            f'<span class="word"><b>{escape(item.band)}</b>{f"<small>{moved}</small>" if moved else ""}</span></li>'
        )
    read = "A longer bar fits better. None of these stories is a diagnosis."
    if before:
        read += " The dashed mark is where the story stood by what was measured."
    return f'{head}<p class="bk-small">{read}</p><ul class="bk-moves">{"".join(items)}</ul>'


def moves(was: Explanations, now: Explanations) -> str:
    """Which story leads now, and which moved most, in a sentence beside what was set; as markup."""
    if not now.measured:
        return '<p class="bk-small" role="status">Now nothing is known that bears on a story.</p>'
    before = {item.id: item for item in was} if was.measured else {}
    known = [item for item in now if item.id in before]
    most = max(known, key=lambda item: abs(item.probability - before[item.id].probability), default=now[0])

    def told(item: Explanation) -> str:
        moved = _moved(before[item.id], item) if item.id in before else ""
        return f"<b>{escape(item.name)}</b>, {item.band}{f', {moved}' if moved else ''}."

    said = f"Now first: {told(now[0])}"
    if most is not now[0] and _moved(before[most.id], most):
        said += f" Moved most: {told(most)}"
    return f'<p class="bk-small" role="status">{said}</p>'


def _moved(old: Explanation, new: Explanation) -> str:
    """How a story stands beside before, in words; empty where nobody would see it move."""
    step = new.probability - old.probability
    if abs(step) < SEEN:
        return ""
    return f"was {old.band}" if old.band != new.band else "a little likelier" if step > 0 else "a little less likely"
