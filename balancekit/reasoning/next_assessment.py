"""Which test to do next: the one expected to tell most about the stories in a minute."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from balancekit.reasoning import wording
from balancekit.reasoning.beliefs import NOTHING, Likelihood, Question, Reading
from balancekit.reasoning.evidence import Known
from balancekit.reasoning.explain import NORMAL, Explanations
from balancekit.reasoning.network import SIDES, Side, graph_of, leaf_id
from balancekit.symmetry.published import standard_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from balancekit.catalogue import Assessment

COMPARED = 8
"""Stories that a test is to tell apart, the likeliest: ruling out what is unlikely already is not worth the time."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A test worth doing next."""

    assessment: str
    name: str
    minutes: float
    """For both sides, rests included."""
    information: float
    """Expected bits about the stories, a minute."""
    why: str


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing a test can say: that side truly reads higher."""

    higher: Side
    shares: Mapping[str, float]
    """How likely it is under each story."""


def suggest(
    explanations: Explanations, n: int, *, minutes: float | None, equipment: Iterable[str] | None, alone: bool
) -> tuple[Suggestion, ...]:
    """See `Explanations.next_assessments`.

    Notes
    -----
    Expected information about which of the likeliest stories it is (of all, while nothing is measured): mutual
    information between what the test says and the stories, weighed by their probabilities, added up over the two
    directions a difference can have. How likely each direction is under each story is exact; it is read through a
    channel as good as the test's published error allows.
    """
    if n < 1:
        raise ValueError(f"n is {n}; expected at least one test to propose.")
    if minutes is not None and not minutes > 0:
        raise ValueError(f"minutes is {minutes}; expected the time at hand, above 0.")
    findings = explanations.findings
    at_hand = _checked(equipment, explanations)
    if _forbidden(explanations):
        return ()
    known = Known(findings, graph_of(findings.catalogue), explanations.strengths)
    compared = [item.id for item in explanations[:COMPARED]] if known.leaves else known.rivals
    candidates = [entry for entry in _open(compared, known) if _possible(entry, at_hand, alone=alone)]
    leaves: list[tuple[Assessment, Side]] = [
        (entry, side) for entry in candidates for side in SIDES if leaf_id(entry.id, side) in known.graph.into
    ]
    now, *answers = known.beliefs(
        [Question(_absent(leaf_id(entry.id, side), known)) for entry, side in leaves]
    ).readings
    beliefs = {item.id: item.probability for item in explanations if item.id in compared} or now.posteriors
    signs: dict[str, list[_Sign]] = {entry.id: [] for entry in candidates}
    for (entry, side), answer in zip(leaves, answers, strict=True):
        signs[entry.id].append(_sign(leaf_id(entry.id, side), side, now, answer, known))
    weighed = []
    for entry in candidates:
        accuracy = _accuracy(entry, known)
        bits = sum(_information(sign.shares, beliefs, accuracy) for sign in signs[entry.id])
        weighed.append((round(bits / (entry.minutes * _days(entry, known)), 9), entry))
    weighed.sort(key=lambda found: (-found[0], found[1].id))
    chosen = []
    left = math.inf if minutes is None else minutes
    for worth, entry in weighed:
        if len(chosen) < n and entry.minutes <= left and worth > 0:
            left -= entry.minutes
            why = (
                _why(entry.id, signs[entry.id], beliefs, explanations, known)
                if known.leaves
                else _why_first(entry, known)
            )
            chosen.append(Suggestion(entry.id, entry.name, entry.minutes, worth, why))
    return tuple(chosen)


def _checked(equipment: Iterable[str] | None, explanations: Explanations) -> frozenset[str] | None:
    if equipment is None:
        return None
    things = explanations.findings.catalogue.equipment
    given = (equipment,) if isinstance(equipment, str) else tuple(equipment)
    for thing in given:
        if thing not in things:
            close = difflib.get_close_matches(thing, things, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"known is: {', '.join(things)}."
            raise ValueError(f"there is no equipment '{thing}'; {hint}")
    return frozenset(given)


def _forbidden(explanations: Explanations) -> bool:
    """Whether somebody should see this person before any further test. A question nobody knows counts as the worst."""
    known = explanations.findings.catalogue.red_flags
    return any(flag not in known or known[flag].urgency != "soon" for flag in explanations.findings.case.flags)


def _open(stories: list[str], known: Known) -> Iterator[Assessment]:
    """Tests that one of these stories would show in and that have no verdict yet."""
    bearing: set[str] = set().union(*(known.graph.reach.get(story, ()) for story in stories))
    for test, entry in known.findings.catalogue.assessments.items():
        item = known.scored.get(test)
        settled = item is not None and item.finding is not None and item.finding.verdict != "uncertain"
        if test in bearing and not settled:
            yield entry


def _possible(entry: Assessment, at_hand: frozenset[str] | None, *, alone: bool) -> bool:
    return (at_hand is None or at_hand.issuperset(entry.equipment)) and not (alone and entry.people != "alone")


def _absent(leaf: str, known: Known) -> dict[str, Likelihood]:
    """That a leaf is absent, as evidence. In a noisy-OR that is evidence on each parent by itself, and on its leak."""
    if leaf in known.likelihoods:
        return {leaf: (known.likelihoods[leaf][0], 0.0)}
    said = {}
    for edge in known.graph.into[leaf]:
        absent, present = known.likelihoods.get(edge.start, NOTHING)
        said[edge.start] = (absent, present * (1 - known.strengths.weight(edge.effect)))
    return said


def _sign(leaf: str, higher: Side, now: Reading, absent: Reading, known: Known) -> _Sign:
    leak = known.strengths.finding_leak
    if leaf in known.likelihoods:
        against, speaks = known.likelihoods[leaf]
        chance, normal = 1.0, leak * speaks / (leak * speaks + (1 - leak) * against)
    else:
        chance, normal = 1 - leak, leak
    chance *= absent.probability / now.probability
    shares = {
        story: min(max(1 - chance * absent.posteriors[story] / belief, 0.0), 1.0)
        for story, belief in now.posteriors.items()
    }
    return _Sign(higher, shares | {NORMAL: normal})


def _accuracy(entry: Assessment, known: Known) -> float:
    """How often one day of this test tells a difference of twice the margin from none."""
    error = entry.error
    if error is None or entry.scale == "ordinal":
        return 0.5 * (1 + math.erf(1 / known.strengths.day_error / math.sqrt(2)))
    noise = standard_error(error) * (1 if error.compares == "difference" or entry.scale == "signed" else math.sqrt(2))
    if entry.scale == "ratio" and error.use != "cv":
        level = entry.norms[0].mean if entry.norms else sum(entry.usual) / 2
        noise *= 100 / level
    return 0.5 * (1 + math.erf(entry.margin.value / noise / math.sqrt(2)))


def _days(entry: Assessment, known: Known) -> int:
    """Days of a test before it says anything: a difference in categories counts when it was seen twice."""
    return 2 if entry.scale == "ordinal" and entry.id not in known.scored else 1


def _information(shares: Mapping[str, float], beliefs: Mapping[str, float], accuracy: float) -> float:
    """Bits that a reading for or against this sign is expected to tell about which story it is."""
    total = sum(beliefs.values())
    said = {story: accuracy * shares[story] + (1 - accuracy) * (1 - shares[story]) for story in beliefs}
    mean = sum(belief * said[story] for story, belief in beliefs.items()) / total
    return _entropy(mean) - sum(belief * _entropy(said[story]) for story, belief in beliefs.items()) / total


def _entropy(p: float) -> float:
    return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)


def _why(test: str, signs: list[_Sign], beliefs: Mapping[str, float], explanations: Explanations, known: Known) -> str:
    """The sentence that names the two stories which the test tells apart best."""
    items = {item.id: item for item in explanations if item.id in beliefs}
    shown = {story: known.graph.reach.get(story, known.scored.keys() - {test}) for story in items}
    found: list[tuple[bool, float, str, str, Side]] = []
    for sign, first, second in ((sign, *pair) for sign in signs for pair in permutations(items, 2)):
        gap = sign.shares[first] - sign.shares[second]
        if test in shown[first] and items[first].cause != items[second].cause and gap > 0:
            # Stories that could be behind one and the same finding are rivals in earnest.
            in_earnest = not known.scored.keys().isdisjoint(shown[first] & shown[second])
            found.append((in_earnest, gap * min(beliefs[first], beliefs[second]), first, second, sign.higher))
    if not found:
        return ""
    _, _, first, second, higher = max(found, key=lambda pair: pair[:2])
    return wording.why(items[first].name, items[second].name, higher)


def _why_first(entry: Assessment, known: Known) -> str:
    """The sentence where nothing is measured yet: what the test bears on, most telling first."""
    telling: dict[str, float] = {}
    for side in SIDES:
        for edge in known.graph.into.get(leaf_id(entry.id, side), ()):
            cause = known.graph.nodes[edge.start].cause
            telling[wording.name(cause, wording.EITHER)] = known.strengths.weight(edge.effect)
    return wording.why_first(sorted(telling, key=lambda name: -telling[name]))
