"""Ladders: an exercise between its easier and harder variants, and the rung to start on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balancekit.programme.rules import LOADING

if TYPE_CHECKING:
    from balancekit.catalogue import Catalogue, Exercise
    from balancekit.symmetry import Finding

START = 3
"""Hardest rung, of 5, that a plan starts on where nothing else is said. Convention."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One variant of an exercise."""

    exercise: str
    name: str
    needs: tuple[str, ...]
    """Names of the equipment that is missing for it."""

    def __str__(self) -> str:
        return f"{self.name} (needs {' and '.join(self.needs)})" if self.needs else self.name


@dataclass(frozen=True, slots=True)
class Ladder:
    """The variants of an exercise, easiest first, and where the plan starts."""

    exercise: str
    rungs: tuple[Rung, ...]

    @property
    def at(self) -> int:
        """Index of the rung that the plan starts on."""
        return next(i for i, rung in enumerate(self.rungs) if rung.exercise == self.exercise)

    @property
    def easier(self) -> Rung | None:
        """The rung below, or None on the lowest."""
        return self.rungs[self.at - 1] if self.at else None

    @property
    def harder(self) -> Rung | None:
        """The rung above, or None on the highest."""
        return self.rungs[self.at + 1] if self.at + 1 < len(self.rungs) else None

    @property
    def name(self) -> str:
        """Name of the planned rung."""
        return self.rungs[self.at].name

    @property
    def words(self) -> str:
        """The neighbours in a sentence; empty for an exercise that stands alone."""
        ways = [f"{word} is {rung}" for word, rung in (("easier", self.easier), ("harder", self.harder)) if rung]
        return f"{self.rungs[self.at].name}: {', '.join(ways)}." if ways else ""


def climb(exercise: str, exercises: Mapping[str, Exercise]) -> tuple[Exercise, ...]:
    """The ladder through an exercise, easiest first. A coach's entries that point in a circle end it."""
    down, up = _walk(exercise, "easier", exercises), _walk(exercise, "harder", exercises)
    return (*reversed(down), exercises[exercise], *(rung for rung in up if rung not in down))


def below(exercise: str, exercises: Mapping[str, Exercise]) -> tuple[Exercise, ...]:
    """The rungs under an exercise, the nearest first."""
    return _walk(exercise, "easier", exercises)


def above(exercise: str, exercises: Mapping[str, Exercise]) -> tuple[Exercise, ...]:
    """The rungs over an exercise, the nearest first."""
    return _walk(exercise, "harder", exercises)


def _walk(exercise: str, way: str, exercises: Mapping[str, Exercise]) -> tuple[Exercise, ...]:
    met: dict[str, Exercise] = {exercise: exercises[exercise]}
    while (step := getattr(exercises[exercise], way)) and step not in met:
        met[step] = exercises[step]
        exercise = step
    return tuple(met.values())[1:]


def ladder(exercise: str, known: Catalogue, equipment: Collection[str]) -> Ladder:
    """The ladder of a planned exercise, with what its other rungs would need."""
    return Ladder(
        exercise,
        tuple(
            Rung(
                one.id,
                one.name,
                tuple(known.equipment[thing].name for thing in one.equipment if thing not in equipment),
            )
            for one in climb(exercise, known.exercises)
        ),
    )


def start(
    rungs: Iterable[Exercise],
    finding: Finding,
    exercises: Mapping[str, Exercise],
    *,
    hardest: int = START,
    preferred: Collection[str] = (),
    too_much: Collection[str] = (),
) -> Exercise | None:
    """The rung of one ladder that a person with this finding starts on, or None where all are too hard.

    A rung that the person has chosen is taken. Else work against a load starts on the hardest rung up to ``hardest``,
    for both sides did the test; light work on the easiest. A side that could not do the test starts under it, and a
    side that did fewer repetitions or seconds than a rung asks for, or of which a rung is known to ask ``too_much``,
    starts on an easier one.
    """
    rungs = list(rungs)
    if own := [rung for rung in rungs if rung.id in preferred]:
        return own[0]
    possible = [rung for rung in rungs if rung.difficulty <= hardest]
    if finding.verdict == "unable":
        possible = _under(finding.assessment, possible, exercises, hardest)
    if not possible:
        return None
    within_reach = [rung for rung in possible if not (asks_more(rung, finding) or rung.id in too_much)]
    easiest = min(possible, key=lambda rung: (rung.difficulty, rung.id))
    if easiest.quality not in LOADING or not within_reach:
        return easiest
    return min(within_reach, key=lambda rung: (-rung.difficulty, rung.id))


def _under(test: str, rungs: Iterable[Exercise], exercises: Mapping[str, Exercise], hardest: int) -> list[Exercise]:
    """The rungs that are easier than a test that could not be done."""
    if test not in exercises:  # it is no exercise itself: one step under the usual start
        return [rung for rung in rungs if rung.difficulty < hardest]
    ladder_of_test = climb(test, exercises)
    too_hard = ladder_of_test[len(below(test, exercises)) :]
    return [rung for rung in rungs if rung not in too_hard]


def asks_more(rung: Exercise, finding: Finding) -> bool:
    """Whether a set asks for more than the weak side did in the test. Only like units can be compared."""
    if rung.dose is None or rung.dose.unit != finding.unit or finding.verdict == "unable":
        return False
    return min(finding.left, finding.right) < rung.dose.low
