"""What findings and answers say for and against a difference, as soft evidence: noise says nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from balancekit.reasoning import wording
from balancekit.reasoning.beliefs import Beliefs, Likelihood, Question
from balancekit.reasoning.network import OTHER, SIDES, Edge, Graph, Side, leaf_id, node_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from balancekit.case import Profile
    from balancekit.reasoning.strengths import Strengths
    from balancekit.symmetry import Finding, Findings

MARKS: Mapping[str, str] = {"one_sided_sport": "one_sided_sport", "underhand": "mixed_grip_habit"}
"""Fields of the profile that name a side, and the cause whose mark on the body they speak for."""
CURVE = "structural_curve"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding or one answer, and what it says about which node or leaf."""

    source: str
    """Id of the assessment, or the field of the profile."""
    words: str
    likelihoods: Mapping[str, Likelihood]
    finding: Finding | None = None


class Known:
    """What of a case bears on the graph: the evidence, the leaves that were scored, and the nodes that lead there.

    While nothing was scored that bears on a cause, every node counts.
    """

    def __init__(self, findings: Findings, graph: Graph, strengths: Strengths) -> None:
        self.findings, self.graph, self.strengths = findings, graph, strengths
        self._shown: dict[str, Finding | None] = {}
        scored = tuple(_scored(findings, graph, strengths))
        leaves = [leaf for item in scored for leaf in item.likelihoods]
        self.causes = [key for key, node in graph.nodes.items() if node.cause.kind == "cause"]
        """Every story there is, whatever was measured."""
        fits = graph.strongest(leaves, lambda edge: strengths.weight(edge.effect))
        rivals = [key for key in self.causes if fits.get(key, 0.0) > strengths.finding_leak]
        self.told = [node_id(CURVE, side) for side in SIDES if findings.case.profile.curve_told]
        """Causes that somebody who examined the person spoke of: ranked, whatever was scored."""
        self.told = [node for node in self.told if node in graph.nodes]
        self.rivals = list(dict.fromkeys((*rivals, *self.told))) if rivals else self.causes
        """Causes that would bring about something that was scored more often than it is there without any cause."""
        self.leaves = leaves if rivals else []
        self.scored = {item.source: item for item in scored} if rivals else {}
        self.relevant = graph.ancestors(self.leaves).union(self.told) if rivals else frozenset(graph.nodes)
        self.evidence = (*self.scored.values(), *_answers(findings.case.profile, self.relevant, strengths))
        self.likelihoods: dict[str, Likelihood] = {
            name: pair for item in self.evidence for name, pair in item.likelihoods.items()
        }

    def shown_by(self, node: str) -> Finding | None:
        """The finding that a node itself would show in most often, of those that were scored."""
        if node not in self._shown:
            edges = [edge for edge in self.graph.out.get(node, ()) if edge.effect.to in self.scored]
            best = max(edges, key=lambda edge: self.strengths.weight(edge.effect), default=None)
            self._shown[node] = self.scored[best.effect.to].finding if best else None
        return self._shown[node]

    def weight(self, path: tuple[Edge, ...]) -> float:
        """How often the end of a path is there because its beginning is."""
        return math.prod(self.strengths.weight(edge.effect) for edge in path)

    def beliefs(self, questions: Sequence[Question] = (), *, about: Sequence[str] | None = None) -> Beliefs:
        """The network under this evidence, asked for these stories: the rivals if left out."""
        return Beliefs(
            self.graph,
            self.strengths,
            leaves=self.leaves,
            likelihoods=self.likelihoods,
            targets=self.rivals if about is None else about,
            questions=questions,
        )


def _scored(findings: Findings, graph: Graph, strengths: Strengths) -> Iterator[Evidence]:
    for finding in findings:
        said: dict[str, Likelihood] = {}
        for side in SIDES:
            leaf, share = leaf_id(finding.assessment, side), supported(finding, side, strengths)
            if leaf in graph.into and share is not None:
                said[leaf] = (1 - share, share)
        if said:
            yield Evidence(finding.assessment, wording.finding(finding), said, finding)


def supported(finding: Finding, higher: Side, strengths: Strengths) -> float | None:
    """How far a finding speaks for that side truly reading higher by more than the margin.

    Returns
    -------
    float or None
        0.5 says nothing; the odds for, against even odds, are its likelihood ratio. None where nothing was scored.

    Notes
    -----
    True differences beyond the margin are taken to scatter normally, `Strengths.spread` margins wide; those within it
    as narrowly as it takes for only `Strengths.finding_leak` of them to go beyond. The ratio is that of the reading's
    mean likelihood over all true differences beyond the margin to that over all others. With a standard error far above
    the margin it goes to one whatever was read. To a finding that is known to hold for the day of testing only,
    `Strengths.day_error` margins of error from day to day are added.
    """
    share = _share(finding, higher, strengths)
    return None if share is None else min(max(share, 1 - strengths.certain), strengths.certain)


def _share(finding: Finding, higher: Side, strengths: Strengths) -> float | None:
    if finding.verdict == "unscored" or (finding.verdict == "unable" and len(finding.unable_sides) != 1):
        return None
    if finding.verdict == "unable":
        reads_lower = finding.unable_sides[0] if finding.better != "lower" else OTHER[_side(finding.unable_sides[0])]
        return strengths.certain if reads_lower != higher else 1 - strengths.certain
    towards = (finding.difference - finding.baseline) * (1 if higher == "right" else -1)
    if finding.scale == "ordinal" or math.isnan(finding.se):
        clear = strengths.category if towards > 0 else 1 - strengths.category
        return {"clear": clear, "similar": 1 - strengths.category}.get(finding.verdict, 0.5)
    se, df = finding.se / finding.margin, finding.df
    if finding.scope == "today":
        se, df = _with_days(se, df, strengths.day_error)
    return _weigh(towards / finding.margin, se, df, strengths.spread, strengths.healthy)


def _with_days(se: float, df: float, day_error: float) -> tuple[float, float]:
    """Standard error and degrees of freedom of a sum of two errors, the second one known (Welch and Satterthwaite)."""
    both = se**2 + day_error**2
    return math.sqrt(both), df * (both / se**2) ** 2 if se > 0 else math.inf


def _side(word: str) -> Side:
    return "left" if word == "left" else "right"


@lru_cache(maxsize=8)
def _scatter(spread: float, healthy: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """True differences in margins, and how common each is before anything is measured."""
    import numpy as np

    true = np.linspace(-5 * spread, 5 * spread, 1001)
    common = np.exp(-0.5 * (true / spread) ** 2)
    within = np.abs(true) <= 1
    shape = np.exp(-0.5 * (true[within] / healthy) ** 2)
    common[within] = shape / shape.sum() * common[within].sum()
    return true, common


def _weigh(estimate: float, se: float, df: float, spread: float, healthy: float) -> float:
    """Share of "beyond the margin" in the two mean likelihoods; all in multiples of the margin."""
    import numpy as np

    true, common = _scatter(spread, healthy)
    step = float(true[1] - true[0])
    limit = 4 * spread  # beyond what is thought possible, one reading says no more than at the limit
    z2 = ((min(max(estimate, -limit), limit) - true) / max(se, 2 * step)) ** 2
    log = -0.5 * z2 if math.isinf(df) else -0.5 * (df + 1) * np.log1p(z2 / df)
    likely = np.exp(log - log.max()) * common
    beyond = true > 1
    present = float(likely[beyond].sum() / common[beyond].sum())
    absent = float(likely[~beyond].sum() / common[~beyond].sum())
    return present / (present + absent)


def _answers(profile: Profile, nodes: frozenset[str], strengths: Strengths) -> Iterator[Evidence]:
    has, has_not = (1 - strengths.sport, strengths.sport), (strengths.sport, 1 - strengths.sport)
    for field, cause in MARKS.items():
        answer = getattr(profile, field)
        if answer is not None:
            said = {node_id(cause, side): has if side == answer else has_not for side in SIDES}
            yield from _bearing(Evidence(field, wording.answer(field, answer), said), nodes)
    if profile.curve_told:
        said = {node_id(CURVE, side): (1 - strengths.curve, strengths.curve) for side in SIDES}
        yield from _bearing(Evidence("curve_told", wording.answer("curve_told", "yes"), said), nodes)


def _bearing(item: Evidence, nodes: frozenset[str]) -> Iterator[Evidence]:
    """The part of an answer that speaks of these nodes, if any."""
    said = {node: pair for node, pair in item.likelihoods.items() if node in nodes}
    if said:
        yield replace(item, likelihoods=said)
