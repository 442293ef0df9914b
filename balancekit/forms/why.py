"""Why it might be so: rival stories, what speaks for and against each, and the test that would tell."""

from __future__ import annotations

import itertools
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as w

from balancekit.figures.chain import chain_picture
from balancekit.figures.marks import mark, verdict_class
from balancekit.figures.waterfall import waterfall_list
from balancekit.forms.parts import SETTLED, Form, button, classed, column, html, row
from balancekit.forms.safety import standing_advice
from balancekit.forms.workbench import Workbench
from balancekit.reasoning.wording import LISTED, NOT_TESTED, REFER, STEADY, steadiness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balancekit.reasoning.explain import Explanation, Statement

SHOWN = 5
"""Stories that are shown in full; the rest stand in one line."""
_BANDS = ("unlikely", "less likely", "possible", "likely", "very likely")
_EVIDENCE = (
    ("supporting", "yes", "Fits", "{} for"),
    ("contradicting", "no", "Speaks against", "{} against"),
    ("untested", "open", "Not known yet", "{} not known yet"),
)
"""Field of an explanation, its class, its head, and how a closed card counts it."""


def band(word: str) -> str:
    """Five blocks and the word."""
    level = _BANDS.index(word) + 1
    blocks = "".join(f"<i class='{'on' if k < level else 'off'}'></i>" for k in range(len(_BANDS)))
    return (
        f"<span class='bk-band' role='img' aria-label='{word}, {level} of {len(_BANDS)}'>{blocks}</span>"
        f"<b class='bk-bandword'>{word}</b>"
    )


def _statements(items: tuple[Statement, ...]) -> str:
    said = "".join(f"<p>{escape(item.words.removesuffix(NOT_TESTED))}</p>" for item in items[:LISTED])
    return said + (f'<p class="more">and {len(items) - LISTED} more</p>' if len(items) > LISTED else "")


def _chain(story: Explanation) -> str:
    """The way that leads furthest, as boxes with mark and finding; the grade of the evidence on each arrow."""
    chain = max(story.paths, key=len, default=story.chain)
    if not chain:
        return ""
    boxes = [(chain[0].start_name, chain[0].start_finding), *((link.end_name, link.end_finding) for link in chain)]
    items = []
    for k, (name, own) in enumerate(boxes):
        finding = own if k == len(chain) or own is not chain[-1].end_finding else None  # the last box tells it
        glyph = mark(finding.verdict if finding else "unscored")
        css = verdict_class(finding.verdict if finding else "unscored")
        said = f"{finding.difference_words}, {finding.verdict_words.lower()}" if finding else "not measured by itself"
        said = finding.verdict_words.lower() if finding and finding.verdict in ("similar", "uncertain") else said
        items.append(f'<li class="{css}">{glyph}<b>{escape(name)}</b><small>{escape(said)}</small></li>')
        if k < len(chain):
            items.append(f'<li class="arrow"><span>{escape(chain[k].grade)}</span></li>')
    rests = "" if any(link.grade == "trial" for link in chain) else " No link here rests on a trial."
    return (
        '<h4 class="bk-chainhead">The chain, from cause to finding</h4>'
        f'<ol class="bk-chain">{"".join(items)}</ol>'
        f'<p class="bk-note">The word on each arrow is how good the evidence for that link is.{rests}</p>'
    )


def rival(rank: int, story: Explanation, *, first: bool) -> str:
    """One story as a card that opens and closes, as markup; the first is open and shows its chain."""
    evidence = "".join(
        f'<li class="is-{css}"><h4>{head}</h4>{_statements(getattr(story, field))}</li>'
        for field, css, head, _ in _EVIDENCE
        if getattr(story, field)
    )
    listed = f'<ul class="bk-evidence">{evidence}</ul>' if evidence else ""
    counts = ", ".join(
        words.format(len(getattr(story, field))) for field, _, _, words in _EVIDENCE if getattr(story, field)
    )
    likely = band(story.band) if story.band in _BANDS else ""
    refer = f"{REFER} " if story.refer else ""
    advice = f'<p class="bk-advise"><b>What you can do.</b> {escape(refer + story.advice)}</p>' if story.advice else ""
    return (
        f'<details class="bk-story"{" open" if first else ""}><summary class="bk-rival">'
        f'<span class="bk-rank">{rank}</span><span class="bk-rivalname"><b>{escape(story.name)}</b>'
        f'<span>{escape(story.story)}</span><span class="bk-counts-line">{counts}</span></span>'
        f'<span class="bk-likely">{likely}</span></summary>'
        f"{listed}{_chain(story) if first else ''}{advice}</details>"
    )


def _further(rest: Sequence[Explanation]) -> str:
    """The stories that have no card, in a line for each band: the word is said once, not behind every name."""
    lines = [
        f"Further down, {word}: {escape('; '.join(_small(story.name) for story in group))}."
        for word, group in itertools.groupby(rest, key=lambda story: story.band)
    ]
    return "".join(f'<p class="bk-note">{line}</p>' for line in lines)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


class Why(Form):
    """Rival explanations, ranked. Findings that change draw it anew once they have settled."""

    step = "why"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._head = html(
            self.title(
                "Why might it be so?",
                "Rival stories, ranked by how well they fit your findings. None of them is a diagnosis.",
            ),
            "bk-title",
        )
        self._nav = row(
            button("Results", self.guard(lambda: workbench.go("results")), "is-quiet"),
            html("", "bk-grow"),
            button("Make a plan", self.guard(lambda: workbench.go("plan")), "is-primary"),
            classes="bk-nav",
        )
        self.story = classed(w.Dropdown(description="Look closer at", tooltip="Look closer at"), "bk-jump")
        """The story that is drawn on the body; those that have a way to a finding that fits."""
        self._closer = html("", "bk-block")
        self._offering = False
        self.story.observe(self.guard(lambda _: self._look()), "value")
        self.watch("findings", self._draw, pause=SETTLED)
        self._draw()

    def _draw(self) -> None:
        bench = self.workbench
        advice = standing_advice(bench)
        head = [self._head, *([html(advice, "bk-block")] if advice else [])]
        if not any(f.verdict != "unscored" for f in bench.findings):
            empty = html(
                "<h3>Nothing to explain yet</h3><p>Measure some tests first; then the stories that fit appear here.</p>"
            )
            self.show(*head, column(empty, classes="bk-card bk-empty"), self._nav)
            return
        stories = bench.explanations
        cards = [
            column(html(rival(k, story, first=k == 1), "bk-block"), classes=f"bk-card{' is-first' if k == 1 else ''}")
            for k, story in enumerate(stories[:SHOWN], 1)
        ]
        cards[1:1] = self._closer_card()
        further = html(_further(stories[SHOWN : SHOWN + 8]), "bk-block")
        self.show(*head, *self._next(), *self._steady(), *cards, further, self._nav)

    def _steady(self) -> list:
        """How far the order can be trusted: before the stories, where it is not far."""
        stories = self.workbench.explanations
        if not stories.measured:
            return []
        css = "bk-note" if stories.stability >= STEADY else "bk-caveat"
        return [html(f'<p class="{css}">{escape(steadiness(stories.stability))}</p>', "bk-block")]

    def _closer_card(self) -> list:
        """A story with a way to a finding that fits, at first the first: on the body, and what each finding did to it.

        None where nothing fits: a picture would make a story of what is not there.
        """
        told = [(story.name, story.id) for story in self.workbench.explanations[:SHOWN] if story.paths]
        if not told:
            return []
        if list(self.story.options) != told:
            kept = self.story.value
            self._offering = True  # new options choose the first of them by themselves
            self.story.options = told
            self.story.value = kept if kept in dict(told).values() else told[0][1]
            self._offering = False
        self._look()
        choice = [self.story] if len(told) > 1 else []
        return [column(*choice, self._closer, classes="bk-card bk-closer")]

    def _look(self) -> None:
        if self._offering:
            return
        stories = self.workbench.explanations
        story = next((story for story in stories if story.id == self.story.value), None)
        if story is None:
            return
        drawn = chain_picture(story, self.workbench.catalogue)
        moved = waterfall_list(stories.waterfall(story.id))
        self._closer.value = (
            f"<h3>On the body: {escape(_small(story.name))}</h3>{drawn}"
            f'<details class="bk-more" open><summary>What each finding did to this story</summary>{moved}</details>'
        )

    def _next(self) -> list:
        bench = self.workbench
        proposed = bench.explanations.next_assessments(1, equipment=bench.case.equipment)
        if not proposed:
            return []
        test = proposed[0]
        words = (
            f'<p class="bk-eyebrow">Most worth doing next</p><h3>{escape(test.name)}</h3>'
            f"<p>{test.minutes:g} minutes. {escape(test.why)}</p>"
        )
        go = button("Measure this now", self.guard(lambda: bench.go("measure", test.assessment)), "is-primary")
        return [column(row(html(words, "bk-grow"), go, classes="bk-split is-center"), classes="bk-card is-next")]
