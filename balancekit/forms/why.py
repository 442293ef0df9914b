"""Why it might be so: rival stories, what speaks for and against each, and the test that would tell."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from balancekit.figures.chain import chain_picture
from balancekit.figures.marks import mark, verdict_class
from balancekit.figures.waterfall import waterfall_list
from balancekit.forms.parts import SETTLED, Form, button, column, html, row
from balancekit.forms.safety import standing_advice
from balancekit.forms.workbench import Workbench
from balancekit.reasoning.wording import NOT_TESTED, REFER, steadiness

if TYPE_CHECKING:
    from balancekit.reasoning.explain import Explanation, Statement

SHOWN = 5
"""Stories that are shown in full; the rest stand in one line."""
_BANDS = ("unlikely", "less likely", "possible", "likely", "very likely")
_EVIDENCE = (
    ("supporting", "yes", "Fits"),
    ("contradicting", "no", "Speaks against"),
    ("untested", "open", "Not known yet"),
)


def band(word: str) -> str:
    """Five blocks and the word."""
    level = _BANDS.index(word) + 1
    blocks = "".join(f"<i class='{'on' if k < level else 'off'}'></i>" for k in range(len(_BANDS)))
    return (
        f"<span class='bk-band' role='img' aria-label='{word}, {level} of {len(_BANDS)}'>{blocks}</span>"
        f"<b class='bk-bandword'>{word}</b>"
    )


def _statements(items: tuple[Statement, ...]) -> str:
    return "".join(f"<p>{escape(item.words.removesuffix(NOT_TESTED))}</p>" for item in items[:4])


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
    """One story as a card, as markup."""
    evidence = "".join(
        f'<li class="is-{css}"><h4>{head}</h4>{_statements(getattr(story, field))}</li>'
        for field, css, head in _EVIDENCE
        if getattr(story, field)
    )
    likely = band(story.band) if story.band in _BANDS else ""
    refer = f"{REFER} " if story.refer else ""
    advice = f'<p class="bk-advise"><b>What you can do.</b> {escape(refer + story.advice)}</p>' if story.advice else ""
    return (
        f'<div class="bk-rival"><span class="bk-rank">{rank}</span><div class="bk-rivalname">'
        f'<h3>{escape(story.name)}</h3><p>{escape(story.story)}</p></div><div class="bk-likely">{likely}</div></div>'
        f'<ul class="bk-evidence">{evidence}</ul>{_chain(story) if first else ""}{advice}'
    )


class Why(Form):
    """Rival explanations, ranked. Only drawn when the reader is here, or when it was drawn before."""

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
        cards[1:1] = self._closer()
        rest = [f"{story.name} ({story.band})" for story in stories[SHOWN : SHOWN + 8]]
        note = f'<p class="bk-note">Further down: {escape("; ".join(rest))}.</p>' if rest else ""
        if stories.measured:
            note = f'<p class="bk-note">{escape(steadiness(stories.stability))}</p>{note}'
        self.show(*head, *self._next(), *cards, html(note, "bk-block"), self._nav)

    def _closer(self) -> list:
        """The first story that has a chain: on the body, and what each finding did to it."""
        stories = self.workbench.explanations
        story = next((story for story in stories[:SHOWN] if story.chain), None)
        if story is None:
            return []
        moved = waterfall_list(stories.waterfall(story.id))
        drawn = chain_picture(story, self.workbench.catalogue)
        words = (
            f"<h3>On the body: {escape(story.name[:1].lower() + story.name[1:])}</h3>{drawn}"
            f'<details class="bk-more" open><summary>What each finding did to this story</summary>{moved}</details>'
        )
        return [column(html(words, "bk-block"), classes="bk-card")]

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
