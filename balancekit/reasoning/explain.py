"""Ranks the stories that could be behind the findings, with what speaks for and against each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, overload

from balancekit.reasoning import wording
from balancekit.reasoning.beliefs import NOTHING, Question
from balancekit.reasoning.evidence import Known
from balancekit.reasoning.network import Edge, Node, Side, graph_of
from balancekit.reasoning.strengths import Strengths
from balancekit.symmetry.findings import check_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from balancekit.catalogue import Grade
    from balancekit.reasoning.next_assessment import Suggestion
    from balancekit.reasoning.waterfall import Fall
    from balancekit.symmetry import Finding, Findings

NORMAL = "normal_asymmetry"
TOO_LITTLE = "not_enough_measured"
HEARD = 0.5
"""A finding that moves a story by less, in decibans, is not said to speak for or against it. Convention."""
FITS = 0.25
"""How far above even odds a finding has to speak for a difference before a way to it is drawn. Convention."""
HEARD_THROUGH_OTHERS = 1.0
"""The same for one that bears on a story only through its rivals."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A finding, an answer or a test that is still open, seen from one story."""

    assessment: str | None
    """Id of the test; None for an answer of the profile."""
    words: str
    weight: float = 0.0
    """How far it moved the story: change of 10 log10 odds, in decibans, beside the same case without it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain from cause to finding."""

    start: str
    """Id of the node it starts at, such as ``piriformis_short_l``."""
    end: str
    """Id of the node or of the assessment it leads to."""
    start_name: str
    end_name: str
    strength: str
    grade: Grade
    words: str
    """What the grade means."""
    references: tuple[str, ...]
    note: str
    verdict: str | None
    """Verdict of the finding, for the last step."""
    start_finding: Finding | None = None
    """The most telling finding that the node it starts at would show in by itself; None where none was scored."""
    end_finding: Finding | None = None
    """The same for where it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One story: what it would mean, how well it fits, and why."""

    id: str
    """Cause and side, such as ``piriformis_short_l``."""
    cause: str
    side: Side | None
    name: str
    story: str
    probability: float
    """Exact under the graph and its table of strengths, which are judgements: good for an order, not more."""
    band: str
    """The probability in a word; see `wording.BANDS`."""
    supporting: tuple[Statement, ...] = ()
    """What fits, what moved it most first."""
    contradicting: tuple[Statement, ...] = ()
    """What speaks against it."""
    untested: tuple[Statement, ...] = ()
    """Tests that would show it and are not known yet, the most telling first."""
    chain: tuple[Link, ...] = ()
    """The best way from the cause to a finding."""
    paths: tuple[tuple[Link, ...], ...] = ()
    """The best way to each finding that fits, the most telling first."""
    evidence: Grade | None = None
    """Grade of the weakest link of the chain; None where there is no chain."""
    references: tuple[str, ...] = ()
    """Ids in the catalogue, of the cause and of the links of its chain."""
    advice: str = ""
    refer: bool = False
    """Whether somebody else should look at it before any training for it."""
    exercises: tuple[str, ...] = ()

    def _repr_markdown_(self) -> str:
        from balancekit.reasoning.page import card

        return card(self)


@dataclass(frozen=True)
class Explanations:
    """The stories, ranked; a frozen value that carries the findings it rests on."""

    findings: Findings
    strengths: Strengths
    items: tuple[Explanation, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Explanation]:
        return iter(self.items)

    @overload
    def __getitem__(self, rank: int) -> Explanation: ...
    @overload
    def __getitem__(self, rank: slice) -> tuple[Explanation, ...]: ...
    def __getitem__(self, rank: int | slice) -> Explanation | tuple[Explanation, ...]:
        return self.items[rank]

    @property
    def flags(self) -> tuple[str, ...]:
        """Headings of the safety questions that were answered with yes: what to do before anything else."""
        known = self.findings.catalogue.red_flags
        return tuple(
            known[flag].heading if flag in known else wording.unknown_flag(flag) for flag in self.findings.case.flags
        )

    @property
    def measured(self) -> bool:
        """Whether something was scored that bears on a story; without it there is no order to speak of."""
        return all(item.id != TOO_LITTLE for item in self.items)

    @cached_property
    def stability(self) -> float:
        """Share of seeded draws, all strengths shaken, in which the first story stays first; see `Strengths.shake`."""
        from balancekit.reasoning.stability import share_first

        return share_first(self)

    def next_assessments(
        self, n: int = 3, *, minutes: float | None = None, equipment: Iterable[str] | None = None, alone: bool = False
    ) -> tuple[Suggestion, ...]:
        """What to measure next: the tests expected to tell most about the stories in a minute.

        Parameters
        ----------
        n
            At most so many.
        minutes
            Time at hand for all of them together.
        equipment
            Ids of what is at hand; anything if left out.
        alone
            Whether there is nobody to help.

        Returns
        -------
        tuple of Suggestion
            Empty where an answer to a safety question asks to see somebody at once or the same day.

        Raises
        ------
        ValueError
            Where a piece of equipment is not known, or a number is below one.
        """
        from balancekit.reasoning.next_assessment import suggest

        return suggest(self, n, minutes=minutes, equipment=equipment, alone=alone)

    def waterfall(self, story: str) -> tuple[Fall, ...]:
        """What each finding did to one story, one after the other; see `balancekit.reasoning.waterfall.waterfall`."""
        from balancekit.reasoning.waterfall import waterfall

        return waterfall(self, story)

    def suppose(self, **differences: float | None) -> Explanations:
        """The stories as they would be if some findings were others.

        Parameters
        ----------
        **differences
            By test: the difference in multiples of the smallest that matters, + where the right reads higher, 0 where
            the sides are alike; None to leave a test out.
        """
        from balancekit.reasoning.what_if import suppose

        return explain(suppose(self.findings, differences), strengths=self.strengths)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a story.

        Columns ``rank, id, cause, side, name, probability, band, evidence, supporting, contradicting, untested``.
        """
        import pandas as pd

        plain = ("id", "cause", "side", "name", "probability", "band", "evidence")
        said = ("supporting", "contradicting", "untested")
        rows = [
            [rank, *(getattr(item, column) for column in plain)]
            + ["; ".join(statement.words for statement in getattr(item, column)) for column in said]
            for rank, item in enumerate(self.items, 1)
        ]
        return pd.DataFrame(rows, columns=["rank", *plain, *said])

    def _repr_markdown_(self) -> str:
        from balancekit.reasoning.page import page

        return page(self)

    def __str__(self) -> str:
        return wording.text(self)

    __repr__ = __str__


def explain(findings: Findings, *, strengths: Strengths | None = None) -> Explanations:
    """The stories that could be behind the findings, ranked by how well they fit.

    A story is ranked once a test was scored that it would show in more often than chance; a curve of the spine also
    where somebody who examined the person spoke of one. Findings enter as soft
    evidence by their interval, so that noise moves nothing; posteriors are exact (noisy-OR network, pyAgrum). "Nothing
    is wrong" is the probability that no node which leads to what was measured is there at all.

    Parameters
    ----------
    findings
        From `balancekit.score`.
    strengths
        Another table of numbers for the catalogue's words; the convention of the package if left out.

    Raises
    ------
    ValueError
        Where the catalogue's causes go round in a circle.
    TypeError
        For anything but findings, such as a case.
    """
    check_findings(findings, "explain")
    strengths = strengths or Strengths()
    graph = graph_of(findings.catalogue)
    known = Known(findings, graph, strengths)
    if not known.leaves and not known.told:
        return Explanations(findings, strengths, (_too_little(),))
    # One question a finding or answer: what would be believed without it?
    questions = [Question(dict.fromkeys(item.likelihoods, NOTHING)) for item in known.evidence]
    now, *others = known.beliefs(questions).readings
    moved = _moved([[*reading.posteriors.values(), reading.nothing] for reading in (now, *others)])
    sources = [item.source for item in known.evidence]
    weights = [dict(zip(sources, column, strict=True)) for column in zip(*moved, strict=True)]
    rivals = [
        _rival(graph.nodes[key], belief, weight, known)
        for (key, belief), weight in zip(now.posteriors.items(), weights, strict=False)
        if known.leaves or key in known.told
    ]
    rivals.append(_normal(now.nothing, weights[-1], known) if known.leaves else _too_little())
    return Explanations(findings, strengths, tuple(sorted(rivals, key=lambda item: (-item.probability, item.id))))


def _moved(beliefs: list[list[float]]) -> list[list[float]]:
    """Weight of evidence, in decibans: how far the first row is from each of the others."""
    import numpy as np

    settled = np.clip(beliefs, 1e-12, 1 - 1e-12)
    decibans = 10 * np.log10(settled / (1 - settled))
    return (decibans[0] - decibans[1:]).tolist()


def _rival(node: Node, probability: float, weights: Mapping[str, float], known: Known) -> Explanation:
    cause, side = node.cause, node.side
    supporting, contradicting = _heard(known, weights, known.graph.reach[node.id] | {node.id})
    chain, ways, untested = _ways(node, known)
    heard = {statement.assessment for statement in (*supporting, *contradicting)}
    links = tuple(_link(edge, known) for edge in chain)
    return Explanation(
        id=node.id,
        cause=cause.id,
        side=side,
        name=wording.name(cause, side),
        story=wording.placed(cause.story, side),
        probability=probability,
        band=wording.band(probability),
        supporting=supporting,
        contradicting=contradicting,
        untested=tuple(_open(test, known) for test in untested if test not in heard),
        chain=links,
        paths=tuple(tuple(_link(edge, known) for edge in way) for way in ways),
        evidence=max((link.grade for link in links), key=list(wording.GRADES).index, default=None),
        references=tuple(dict.fromkeys((*cause.references, *(ref for link in links for ref in link.references)))),
        advice=wording.placed(cause.advice, side),
        refer=cause.refer,
        exercises=cause.exercises,
    )


def _heard(
    known: Known, weights: Mapping[str, float], direct: frozenset[str] | None
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """What moved a story far enough to be said: for it, and against it."""
    statements = []
    for item in known.evidence:
        weight = weights[item.source]
        near = direct is None or not direct.isdisjoint({item.source, *item.likelihoods})
        if abs(weight) >= (HEARD if near else HEARD_THROUGH_OTHERS):
            words = item.words if near else wording.indirect(item.words, helps=weight > 0)
            statements.append(Statement(item.source if item.finding else None, words, weight))
    statements.sort(key=lambda statement: -abs(statement.weight))
    return tuple(s for s in statements if s.weight > 0), tuple(s for s in statements if s.weight < 0)


def _ways(node: Node, known: Known) -> tuple[tuple[Edge, ...], list[tuple[Edge, ...]], list[str]]:
    """The best way to a finding, the best way to each that fits, and the tests that are open, most telling first."""
    best: tuple[float, tuple[Edge, ...]] = (-1.0, ())
    fitting: dict[str, tuple[float, tuple[Edge, ...]]] = {}
    telling: dict[str, float] = {}
    for path in known.graph.paths(node.id, frozenset(known.graph.into)):
        weight = known.weight(path)
        last, test = path[-1].end, path[-1].effect.to
        if last in known.likelihoods:
            absent, present = known.likelihoods[last]
            speaks = present / (absent + present) - 0.5
            found = (weight * max(speaks, 1e-3), path)  # what fits goes before what is open or speaks against
            best = max(best, found, key=lambda way: way[0])
            if speaks > FITS:
                fitting[test] = max(fitting.get(test, found), found, key=lambda way: way[0])
        item = known.scored.get(test)
        if item is None or (item.finding and item.finding.verdict == "uncertain"):
            telling[test] = max(weight, telling.get(test, 0.0))
    ways = [path for _, path in sorted(fitting.values(), key=lambda way: -way[0])]
    return best[1], ways, sorted(telling, key=lambda test: -telling[test])


def _open(test: str, known: Known) -> Statement:
    name = known.findings.catalogue.assessments[test].name
    if test in known.scored:
        return Statement(test, known.scored[test].words)
    return Statement(test, (wording.no_verdict if test in known.findings else wording.not_tested)(name))


def _link(edge: Edge, known: Known) -> Link:
    start, effect = known.graph.nodes[edge.start], edge.effect
    finding: Finding | None = None
    if effect.shows is None:
        node = known.graph.nodes[edge.end]
        end, end_name = node.id, wording.name(node.cause, node.side)
    else:
        end, end_name = effect.to, known.findings.catalogue.assessments[effect.to].name
        finding = known.scored[effect.to].finding
    return Link(
        start=start.id,
        end=end,
        start_name=wording.name(start.cause, start.side),
        end_name=end_name,
        strength=effect.strength,
        grade=effect.grade,
        words=wording.GRADES[effect.grade],
        references=effect.references,
        note=effect.note,
        verdict=finding.verdict if finding else None,
        start_finding=known.shown_by(edge.start),
        end_finding=finding or known.shown_by(edge.end),
    )


def _normal(probability: float, weights: Mapping[str, float], known: Known) -> Explanation:
    entry = next((c for c in known.findings.catalogue.causes.values() if c.kind == "nothing_wrong"), None)
    supporting, contradicting = _heard(known, weights, None)
    return Explanation(
        id=NORMAL,
        cause=NORMAL,
        side=None,
        name=entry.name if entry else wording.NORMAL_NAME,
        story=entry.story if entry else wording.NORMAL_STORY,
        probability=probability,
        band=wording.band(probability),
        supporting=supporting,
        contradicting=contradicting,
        references=entry.references if entry else (),
        advice=entry.advice if entry else wording.NORMAL_ADVICE,
    )


def _too_little() -> Explanation:
    return Explanation(
        id=TOO_LITTLE,
        cause=TOO_LITTLE,
        side=None,
        name=wording.TOO_LITTLE_NAME,
        story=wording.TOO_LITTLE_STORY,
        probability=1.0,
        band=wording.band(1.0),
        advice=wording.TOO_LITTLE_ADVICE,
    )
