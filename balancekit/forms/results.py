"""What was found: the counts, the body map, every test held against its own error."""

from __future__ import annotations

import itertools
from collections import Counter
from html import escape

from balancekit.catalogue import Catalogue
from balancekit.figures import BodyMapPanel, muscle_picture
from balancekit.figures.dumbbells import dumbbells
from balancekit.figures.marks import interval_bar, mark, values, verdict_class
from balancekit.forms.parts import SETTLED, Form, Later, button, column, html, row, say, source_note
from balancekit.forms.safety import standing_advice
from balancekit.forms.warm import warm_up
from balancekit.forms.workbench import Workbench
from balancekit.programme.words import listed, number
from balancekit.symmetry import Finding, Findings
from balancekit.symmetry.findings import ORDER, Verdict
from balancekit.symmetry.wording import VERDICTS, false_alarms

_OPENING = 1.5
"""Seconds until a first map is drawn: the page is to stand before it, and plotly is slow to load. Convention."""
_READING = 3.0
"""Seconds that a reader surely reads before the first reading is typed. Convention."""
_HEADLINES = 4
"""How many differences the first card names."""
_COUNTED: dict[Verdict, str] = {
    "clear": "clear",
    "unable": "unable on one side",
    "uncertain": "can't tell yet",
    "similar": "alike",
}
_SENTENCE: dict[Verdict, tuple[str, str]] = {
    "clear": ("shows a clear difference", "show a clear difference"),
    "unable": ("was too much for one side", "were too much for one side"),
    "uncertain": ("can't tell yet", "can't tell yet"),
    "similar": ("finds the sides alike", "find the sides alike"),
    "unscored": ("is not scored", "are not scored"),
}
_LEADS = {
    "clear": "Larger than this test's error, and than what we take as worth acting on.",
    "unable": "Work up an easier version first.",
    "uncertain": "Could be real, could be noise.",
    "similar": "The whole range of likely values is small.",
    "unscored": "What is missing stands beside it.",
}


def result_row(finding: Finding, catalogue: Catalogue) -> str:
    """One finding as a line of the list."""
    words = finding.reason if finding.verdict == "unscored" else _difference(finding)
    shown = words[:1].upper() + words[1:]
    return (
        f'<li class="bk-result {verdict_class(finding.verdict)}">{mark(finding.verdict)}<div class="what">'
        f"<b>{escape(finding.name)}</b><span>{escape(shown)}</span></div>"
        f'<div class="vals">{values(finding)}</div>{interval_bar(finding)}'
        f'<details class="bk-more"><summary>What this means</summary><p>{escape(finding.summary)}</p>'
        f"{source_note(finding, catalogue)}</details></li>"
    )


class Results(Form):
    """Verdicts, body map, and left and right test by test."""

    step = "results"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._head = html("", "bk-title")
        self._advice = html("", "bk-block")
        self._counts = html("", "bk-block")
        self._list = html("", "bk-block")
        self._chart = html("", "bk-block")
        self.panel: BodyMapPanel | None = None
        """The body map, once there was something to show on it."""
        self._map = column(html("<h3>On your body</h3>"), classes="bk-card bk-mapwait")
        self._listing = Later(SETTLED, self.guard(self._tell_all))
        self._opening = Later(_OPENING, self.guard(self.open_map))
        empty = html(muscle_picture((), view="front", label="Body outline, nothing measured yet"), "bk-pic is-small")
        self._empty = column(
            empty,
            html(
                "<h3>Nothing measured yet</h3><p>Measure at least one test on both sides and the results appear here, "
                "each held against its own error.</p>"
            ),
            button("Go to the tests", self.guard(lambda: workbench.go("measure")), "is-primary"),
            classes="bk-card bk-empty",
        )
        self._full = [
            column(self._counts, classes="bk-card is-honest"),
            self._map,
            column(self._list, classes="bk-card"),
            column(self._chart, classes="bk-card"),
        ]
        self._nav = row(
            button("Measure more", self.guard(lambda: workbench.go("measure")), "is-quiet"),
            html("", "bk-grow"),
            button("Why is it so?", self.guard(lambda: workbench.go("why")), "is-primary"),
            classes="bk-nav",
        )
        self.watch("findings", self._draw)
        self._draw()
        if self.panel is None:
            warm_up(_READING)

    def open_map(self) -> BodyMapPanel:
        """Draw the body map, if that was not done yet."""
        if self.panel is None:
            self.panel = BodyMapPanel(self.workbench.findings, guard=self.guard)
            self._map.children = [self.panel]
            self._map.remove_class("bk-mapwait")
        return self.panel

    def _draw(self) -> None:
        findings = self.workbench.findings
        if self.panel is None:
            if len(findings):
                self._opening.start()
        else:  # first, as it is beside the verdict what one looks for after a key
            self.panel.source = findings
            self.panel.draw()
        tally: Counter[Verdict] = Counter(f.verdict for f in findings)
        lead = _lead(tally) if tally else "When there is something to show, it is shown here."
        self._head.value = self.title("Your results", escape(lead))
        say(self._advice, standing_advice(self.workbench))
        if not len(findings):
            self._listing.cancel()
            self.show(self._head, self._advice, self._empty)
            return
        told = "".join(
            f"<li>{mark(v)}<b>{tally[v]}</b> <span>{word}</span></li>" for v, word in _COUNTED.items() if tally[v]
        )
        self._counts.value = (
            f'<ul class="bk-counts">{told}</ul>{_headlines(findings)}'
            f'<p class="bk-honest">{escape(false_alarms(findings))}</p>'
        )
        if self._nav in self.children:
            self._listing.start()
        else:
            self._tell_all()
            self.show(self._head, self._advice, *self._full, self._nav)

    def _tell_all(self) -> None:
        """Test by test: a hundred times what the verdicts weigh, so it waits until the keys are quiet."""
        findings = self.workbench.findings
        self._list.value = _groups(findings)
        chart = dumbbells(findings)
        self._chart.value = f"<h3>Left and right, test by test</h3>{chart}"
        self._full[3].layout.display = None if chart else "none"


def _lead(tally: Counter[Verdict]) -> str:
    """The counts as a sentence; the first of them names what is counted."""
    told = [(tally[verdict], *words) for verdict, words in _SENTENCE.items() if tally[verdict]]
    parts = [f"{number(count)} {one if count == 1 else many}" for count, one, many in told]
    noun = "test" if told[0][0] == 1 else "tests"
    parts[0] = parts[0].replace(" ", f" {noun} ", 1)
    sentence = listed(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _headlines(findings: Findings) -> str:
    """What is clear, in a line each: it is what a reader came for, and the list is a map further down."""
    told = [f for f in findings if f.verdict in ("clear", "unable")]
    told.sort(key=lambda f: (ORDER.index(f.verdict), -abs(f.effect)))
    lines = [f"<li>{mark(f.verdict)}<span><b>{escape(f.name)}</b>: {escape(_difference(f))}</span></li>" for f in told]
    more = len(lines) - _HEADLINES
    rest = f"<li><span>and {more} more, in the list below the map</span></li>" if more > 0 else ""
    return f'<ul class="bk-headlines">{"".join(lines[:_HEADLINES])}{rest}</ul>' if lines else ""


def _difference(finding: Finding) -> str:
    """The difference in words, with the day it is limited to."""
    today = " (today)" if finding.scope == "today" and finding.verdict in ("clear", "similar") else ""
    return finding.difference_words + today


def _groups(findings: Findings) -> str:
    head = (
        '<div class="bk-result bk-listhead"><h3>Every test, held against its own error</h3><span></span>'
        '<div class="bk-iv-ends"><span class="is-left">more on the left</span><span>alike</span>'
        '<span class="is-right">more on the right</span></div></div>'
    )
    ordered = sorted(findings, key=lambda f: ORDER.index(f.verdict))
    sections = []
    for verdict, group in itertools.groupby(ordered, key=lambda f: f.verdict):
        rows = [result_row(finding, findings.catalogue) for finding in group]
        sections.append(
            f"<section><h4>{mark(verdict)}{VERDICTS[verdict]} <em>{len(rows)}</em><small>{_LEADS[verdict]}</small></h4>"
            f'<ul class="bk-results">{"".join(rows)}</ul></section>'
        )
    return head + "".join(sections)
