"""Which exercise answers a finding, and which side of it makes the weak muscle work.

A test and an exercise are compared by the muscles they load: each is a vector over muscles and sides, with the
catalogue's weights. A test in which the right did less points to the right of its `same` muscles and to the left of
its `opposite` ones, and away from their partners; the exercise, done with one side or the other, points somewhere,
too. Their cosine says how well they match, and the better of the two sides is the one to begin with.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from balancekit.programme.ladder import START, below, start
from balancekit.programme.rules import LOADING

if TYPE_CHECKING:
    from balancekit.catalogue import Catalogue, Dose, Exercise, Load
    from balancekit.symmetry import Finding

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
Leaves = Mapping[str, tuple[str, ...]]
"""Muscle or group to the muscles that are drawn for it."""
SERVES: Mapping[str, tuple[str, ...]] = {
    "strength": ("strength", "endurance", "size"),
    "endurance": ("endurance", "strength"),
    "size": ("size", "strength"),
    "mobility": ("mobility",),
    "control": ("control",),
    "alignment": ("control", "strength"),
}
"""Qualities of exercises that serve a finding's quality, the nearest first. Pain is nothing to train."""
FIT = 0.35
"""Least cosine between test and exercise. Convention: below it, the test's main muscles only help in the exercise."""
EXPLAINED = 0.1
"""What a likely explanation adds to the match of an exercise that it asks for: it decides between near equals."""
MAIN = 0.5
"""A load heavier than this is a main mover's; up to this, a helper's."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An exercise for a finding."""

    exercise: Exercise
    dose: Dose
    works: Side
    """The side as the exercise counts it."""
    weak: Side
    """The side of the weaker muscles."""
    match: float
    """Cosine of test and exercise, up to 1."""
    ladder: str
    """Id of the lowest rung: names the ladder."""


@dataclass(frozen=True, slots=True)
class Gym:
    """What there is to choose from."""

    known: Catalogue
    leaves: Leaves
    equipment: Collection[str]
    held_back: Collection[str] = ()
    """Muscles that are not loaded before somebody has looked at them."""
    not_one_sided: Collection[str] = ()
    """Muscles that are not even stretched on one side before that."""
    not_now: Collection[str] = ()
    """Exercises that wait for the same reason, or were stopped for pain."""
    first: Collection[str] = ()
    """Exercises that a likely explanation asks for."""
    hardest: int = START
    """Hardest rung that the plan starts on."""
    rungs: Collection[str] = ()
    """Rungs that the person has chosen."""
    too_much: Collection[str] = ()
    """Rungs that ask for more than a test of theirs has shown."""


def other(side: str) -> Side:
    """The other side."""
    return "left" if side == "right" else "right"


def drawn(known: Catalogue) -> Leaves:
    """Each muscle as the body map draws it: itself, or the members of a group."""
    inner: dict[str, list[str]] = defaultdict(list)
    for muscle in known.muscles.values():
        if muscle.parent:
            inner[muscle.parent].append(muscle.id)

    def leaves(muscle: str) -> tuple[str, ...]:
        return tuple(leaf for one in inner[muscle] for leaf in leaves(one)) if muscle in inner else (muscle,)

    return {muscle: leaves(muscle) for muscle in known.muscles}


def loaded(loads: Iterable[Load], side: str, leaves: Leaves) -> dict[tuple[str, str], float]:
    """Muscle and side to weight, seen from the side that works. A group shares its weight among its members."""
    vector: dict[tuple[str, str], float] = defaultdict(float)
    for load in loads:
        parts = leaves[load.muscle]
        where = side if load.side == "same" else other(side)
        for leaf in parts:
            vector[leaf, where] = max(vector[leaf, where], load.weight / math.sqrt(len(parts)))
    return dict(vector)


def main_muscles(loads: Iterable[Load], leaves: Leaves) -> set[str]:
    """The muscles, of either side, that do the work."""
    return {leaf for load in loads if load.weight > MAIN for leaf in leaves[load.muscle]}


def choices(finding: Finding, gym: Gym) -> tuple[Choice, ...]:
    """The exercises that answer a finding, one a ladder, the best first."""
    ladders: dict[str, dict[str, Choice]] = defaultdict(dict)
    for exercise in gym.known.exercises.values():
        if _possible(exercise, finding, gym) and (choice := matched(exercise, finding, gym)):
            ladders[choice.ladder][exercise.id] = choice
    found = []
    for rungs in ladders.values():
        offered = [choice.exercise for choice in rungs.values()]
        rung = start(
            offered,
            finding,
            gym.known.exercises,
            hardest=gym.hardest,
            preferred=gym.rungs,
            too_much=gym.too_much,
        )
        if rung is not None:
            found.append(rungs[rung.id])
    nearest = SERVES[finding.quality]
    return tuple(
        sorted(
            found,
            key=lambda choice: (
                choice.exercise.id not in gym.rungs,  # what the person has chosen is wanted most
                -round(choice.match + EXPLAINED * (choice.exercise.id in gym.first), 2),
                nearest.index(choice.exercise.quality),
                choice.exercise.id,
            ),
        )
    )


def _possible(exercise: Exercise, finding: Finding, gym: Gym) -> bool:
    """One-sided, of the right kind, with what is there, and not held back."""
    return (
        exercise.one_sided
        and exercise.quality in SERVES[finding.quality]
        and all(thing in gym.equipment for thing in exercise.equipment)
        and exercise.id not in gym.not_now
        and not _works_what_is_held_back(exercise, gym)
    )


def _works_what_is_held_back(exercise: Exercise, gym: Gym) -> bool:
    """Whether it loads a muscle that is held back, be it only as a helper; or works on one side what must not be."""
    if exercise.quality not in LOADING:
        return bool(main_muscles(exercise.muscles, gym.leaves) & set(gym.not_one_sided))
    return any(leaf in gym.held_back for load in exercise.muscles for leaf in gym.leaves[load.muscle])


def matched(exercise: Exercise, finding: Finding, gym: Gym) -> Choice | None:
    """The exercise with the side that begins; None where it does not load what the test found."""
    if exercise.dose is None or finding.less_side is None:
        return None
    need = loaded(gym.known.assessments[finding.assessment].muscles, finding.less_side, gym.leaves)
    best: tuple[float, Side, Side] = 0.0, "left", "left"
    for works in SIDES:
        gives = loaded(exercise.muscles, works, gym.leaves)
        helps = {key: weight * need.get(key, 0.0) for key, weight in gives.items()}
        hinders = sum(weight * need.get((muscle, other(side)), 0.0) for (muscle, side), weight in gives.items())
        match = (sum(helps.values()) - hinders) / (math.hypot(*need.values()) * math.hypot(*gives.values()))
        if match > best[0]:
            weak = max(SIDES, key=lambda side: sum(share for (_, where), share in helps.items() if where == side))
            best = match, works, weak
    if best[0] < FIT:
        return None
    lower = below(exercise.id, gym.known.exercises)
    return Choice(exercise, exercise.dose, best[1], best[2], best[0], lower[-1].id if lower else exercise.id)


def setup(exercise: Exercise, works: Side) -> str:
    """What the working side stands for in this exercise: "left is the hand that holds the weight"."""
    said = exercise.side_means
    if re.search(r"\b(left|right)\b", said):
        return said if works == "left" else re.sub(r"\b(left|right)\b", lambda found: other(found[0]), said)
    return f"{works} is {said}" if said else ""
