"""Which test to do next: the one expected to tell most about the stories in a minute."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from balancekit.catalogue.telling import muscle_of, telling_of
from balancekit.catalogue.wording import EITHER, did_you_mean
from balancekit.reasoning import wording
from balancekit.reasoning.beliefs import NOTHING, Likelihood, Question, Reading
from balancekit.reasoning.evidence import Known
from balancekit.reasoning.explain import NORMAL, Explanations
from balancekit.reasoning.network import SIDES, Side, graph_of, leaf_id
from balancekit.symmetry.published import standard_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from balancekit.catalogue import Assessment

NAMED = 8
"""Stories that the reason for a proposal may name, the likeliest."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A test worth doing next."""

    assessment: str
    name: str
    minutes: float
    """For both sides, rests included."""
    information: float
    """Expected bits about a story, a minute: the mean over the stories, the likely ones counting most."""
    why: str


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing a test can say: that side truly reads higher."""

    higher: Side
    share: float
    """How likely it is."""
    shares: Mapping[str, float]
    """How likely it is under each story."""


def suggest(
    explanations: Explanations, n: int, *, minutes: float | None, equipment: Iterable[str] | None, alone: bool
) -> tuple[Suggestion, ...]:
    """See `Explanations.next_assessments`.

    Notes
    -----
    Expected information about a story: mutual information between the story being there and what the test says, in
    both directions that a difference can have. How likely each direction is, with the story and without it, is exact;
    it is read through a channel as good as the test's published error allows. Of all stories the mean is taken, weighed
    as `_weights` says, so that it looks round while nothing is known and follows up what was found.

    Where the case says where a difference is felt, the stories count that tests of that place would show, for as long
    as an open test tells of them.
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
    for stories in _followed(known):
        candidates = [entry for entry in _open(stories, known) if _possible(entry, at_hand, alone=alone)]
        chosen = _chosen(stories, candidates, explanations, known, n=n, minutes=minutes)
        if chosen:
            return chosen
    return ()


def _followed(known: Known) -> Iterator[list[str]]:
    """The stories that count, and what to turn to where no open test tells more about them."""
    place = _place(known)
    if place:
        yield [story for story in known.causes if not place.isdisjoint(known.graph.reach[story])]
    yield known.causes


def _place(known: Known) -> set[str]:
    """Ids of the tests about the places where a difference is felt or seen."""
    return set(telling_of(map(muscle_of, known.findings.case.felt), known.findings.catalogue))


def _chosen(
    stories: list[str],
    candidates: list[Assessment],
    explanations: Explanations,
    known: Known,
    *,
    n: int,
    minutes: float | None,
) -> tuple[Suggestion, ...]:
    """The candidates that tell most about these stories in a minute: at most `n`, for as long as the time lasts.

    A further test of a story comes after the first one of each.
    """
    leaves: list[tuple[Assessment, Side]] = [
        (entry, side) for entry in candidates for side in SIDES if leaf_id(entry.id, side) in known.graph.into
    ]
    questions = [Question(_absent(leaf_id(entry.id, side), known)) for entry, side in leaves]
    now, *answers = known.beliefs(questions, about=stories).readings
    signs: dict[str, list[_Sign]] = {entry.id: [] for entry in candidates}
    for (entry, side), answer in zip(leaves, answers, strict=True):
        signs[entry.id].append(_sign(leaf_id(entry.id, side), side, now, answer, known))
    weights = _weights(now.posteriors, known)
    weighed = []
    for entry in candidates:
        accuracy = _accuracy(entry, known)
        bits = sum(_information(sign, now.posteriors, weights, accuracy) for sign in signs[entry.id])
        weighed.append((round(bits / (entry.minutes * _days(entry, known)), 9), entry))
    weighed.sort(key=lambda found: (-found[0], found[1].id))
    chosen, again, asked = [], [], set()
    left = math.inf if minutes is None else minutes

    def take(worth: float, entry: Assessment, why: str) -> None:
        nonlocal left
        if len(chosen) < n and entry.minutes <= left:
            left -= entry.minutes
            chosen.append(Suggestion(entry.id, entry.name, entry.minutes, worth, why))

    for worth, entry in weighed:
        if len(chosen) == n or worth <= 0:
            break
        about, why = _why(entry.id, signs[entry.id], explanations, known) or _bears_on(entry, known)
        if about in asked:  # three tests of one question are worth less than one test of each of three
            again.append((worth, entry, why))
        else:
            asked.add(about)
            take(worth, entry, why)
    for rest in again:
        take(*rest)
    return tuple(chosen)


def _checked(equipment: Iterable[str] | None, explanations: Explanations) -> frozenset[str] | None:
    if equipment is None:
        return None
    things = explanations.findings.catalogue.equipment
    given = (equipment,) if isinstance(equipment, str) else tuple(equipment)
    for thing in given:
        if thing not in things:
            hint = did_you_mean(thing, things, f"known is: {', '.join(things)}.")
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
    return _Sign(higher, 1 - chance, shares | {NORMAL: normal})


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


def _weights(beliefs: Mapping[str, float], known: Known) -> dict[str, float]:
    """How much each story counts, adding up to one: by the belief, squared, and by what the findings made of it.

    What is likely and was raised by what was found comes first: settling it is worth more than ruling out many stories
    that nothing speaks for. A convention, chosen on virtual clients (docs/reasoning.md).
    """
    raised = {
        story: belief**3 / known.strengths.prior(known.graph.nodes[story].cause) for story, belief in beliefs.items()
    }
    total = sum(raised.values())
    return {story: share / total for story, share in raised.items()} if total else dict.fromkeys(raised, 0.0)


def _information(sign: _Sign, beliefs: Mapping[str, float], weights: Mapping[str, float], accuracy: float) -> float:
    """Bits that a reading for or against this sign is expected to tell about a story: the weighted mean."""

    def told(share: float) -> float:
        return accuracy * share + (1 - accuracy) * (1 - share)

    bits, uncertain = 0.0, _entropy(told(sign.share))
    for story, belief in beliefs.items():
        if 0 < belief < 1:
            without = min(max((sign.share - belief * sign.shares[story]) / (1 - belief), 0.0), 1.0)
            left = belief * _entropy(told(sign.shares[story])) + (1 - belief) * _entropy(told(without))
            bits += weights[story] * max(uncertain - left, 0.0)
    return bits


def _entropy(p: float) -> float:
    return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)


def _why(test: str, signs: list[_Sign], explanations: Explanations, known: Known) -> tuple[str, str] | None:
    """The story that a test speaks of, and the sentence that names it and the rival from which it is told apart best.

    None where no story that is ranked would show in it.
    """
    items = {item.id: item for item in explanations[:NAMED]}
    shown = {story: known.graph.reach.get(story, known.scored.keys() - {test}) for story in items}
    found: list[tuple[bool, float, str, str, Side]] = []
    for sign, first, second in ((sign, *pair) for sign in signs for pair in permutations(items, 2)):
        if not sign.shares.keys() >= {first, second}:
            continue
        gap = sign.shares[first] - sign.shares[second]
        if test in shown[first] and items[first].cause != items[second].cause and gap > 0:
            # Stories that could be behind one and the same finding are rivals in earnest.
            in_earnest = not known.scored.keys().isdisjoint(shown[first] & shown[second])
            weight = gap * min(items[first].probability, items[second].probability)
            found.append((in_earnest, weight, first, second, sign.higher))
    if not found:
        return None
    _, _, first, second, higher = max(found, key=lambda pair: pair[:2])
    return first, wording.why(items[first].name, items[second].name, higher)


def _bears_on(entry: Assessment, known: Known) -> tuple[str, str]:
    """The same of a test of stories that nothing measured speaks of: what it bears on, most telling first."""
    telling: dict[str, float] = {}
    for side in SIDES:
        for edge in known.graph.into.get(leaf_id(entry.id, side), ()):
            cause = known.graph.nodes[edge.start].cause
            telling[wording.name(cause, EITHER)] = known.strengths.weight(edge.effect)
    names = sorted(telling, key=lambda name: -telling[name])
    return names[0], wording.bears_on(names, measured=bool(known.leaves))
