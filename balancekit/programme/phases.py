"""The phases of a plan: groove, build, balance, keep. What each asks for, and when to move on.

A plan that only stretches has one phase before keep.

The order and the lengths are convention; the rules that they follow stand in ``rules.yaml`` and can be switched off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from balancekit.programme.rules import LOADING

if TYPE_CHECKING:
    from balancekit.programme.rules import Rulebook
    from balancekit.programme.schedule import Item

Name = Literal["groove", "build", "balance", "stretch", "keep"]
LONG = 8
"""Weeks from which a plan begins with two weeks of practice, and every fourth week is a light one. Convention."""
COARSE = 20
"""Seconds from which a hold is asked for in steps of five. Convention."""


@dataclass(frozen=True, slots=True)
class Phase:
    """Some weeks with one aim."""

    id: Name
    weeks: tuple[int, ...]
    """Counted from 1; empty for what comes after the re-test."""
    aim: str
    until: str
    """When to move on, and what to do where that is not reached."""
    light: tuple[int, ...] = ()
    """Those of the weeks in which less is done."""

    @property
    def when(self) -> str:
        """The weeks in words: "weeks 2 to 4"."""
        if not self.weeks:
            return "after the re-test"
        first, last = self.weeks[0], self.weeks[-1]
        return f"week {first}" if first == last else f"weeks {first} to {last}"

    @property
    def name(self) -> str:
        """Its name for a heading."""
        return self.id.capitalize()


@dataclass(frozen=True, slots=True)
class Amount:
    """What an exercise asks for in one week."""

    sets: int
    other_sets: int
    low: int
    high: int
    in_reserve: int | None
    """Clean repetitions that should still go; None where repetitions are not what ends a set."""
    spared: int = 0
    """How many of these are kept beyond the usual ones, in practice and in light weeks."""
    bound: bool = False
    """Whether it would be more but for a ceiling."""


def phases(weeks: int, book: Rulebook) -> tuple[Phase, ...]:
    """The phases of a plan of so many weeks.

    Practice takes the first week, the first two of a long plan; equal work the last third; building lies between.
    """
    groove = (2 if weeks >= LONG else 1) if book.holds("groove_first") else 0
    balance = round(weeks / 3) if book.holds("balance_last") and weeks - groove >= 2 else 0
    numbers = tuple(range(1, weeks + 1))
    spans: tuple[tuple[Name, tuple[int, ...]], ...] = (
        ("groove", numbers[:groove]),
        ("build", numbers[groove : weeks - balance]),
        ("balance", numbers[weeks - balance :]),
    )
    light = _light(weeks) if book.holds("lighter_week") else ()
    made = [
        Phase(name, span, *_WORDS[name], light=tuple(week for week in span if week in light))
        for name, span in spans
        if span
    ]
    return (*made, Phase("keep", (), *_WORDS["keep"])) if book.holds("keep") else tuple(made)


def stretching(weeks: int, book: Rulebook) -> tuple[Phase, ...]:
    """The phases of a plan that only stretches: one, for a stretch asks for the same every week."""
    made = Phase("stretch", tuple(range(1, weeks + 1)), *_WORDS["stretch"])
    return (made, Phase("keep", (), *_WORDS["keep"])) if book.holds("keep") else (made,)


_WORDS: dict[str, tuple[str, str]] = {
    "groove": (
        "Learn the movement and make both sides do it alike. Easy, with no set near its end.",
        (
            "Move on when every set of the weak side looks the same from the first repetition to the last and nothing "
            "hurts. If not, stay a week longer or take the easier version."
        ),
    ),
    "build": (
        "Make the weak side stronger: it begins, it may do one set more, and its count walks up the range.",
        (
            "Move on when the weak side reaches the top of the range in all sets. If it misses the bottom twice, take "
            "the easier version."
        ),
    ),
    "balance": (
        "The same sets, count and load on both sides, at the top of the range.",
        "Measure again at the end. Still clear: build once more. Alike: keep. Can't tell: measure on more days first.",
    ),
    "stretch": (
        "The same every week: the tight side first and longer, the other side once, to keep it.",
        "Measure again at the end. Still clear: look at the other stories before you go on. Alike: keep.",
    ),
    "keep": (
        "What has become alike needs little: one session a week, the same for both sides.",
        "Train one side more again only if a later test is clear.",
    ),
}


def phase_of(week: int, made: tuple[Phase, ...]) -> Phase:
    """The phase of a week."""
    return next(phase for phase in made if week in phase.weeks)


def _light(weeks: int) -> tuple[int, ...]:
    """The last week, so that no test is made tired; in long plans every fourth one too, unless the end is near."""
    fourth = [week for week in range(4, weeks, 4) if weeks >= LONG and weeks - week >= 3]
    return (*fourth, weeks) if weeks >= 4 else ()


def amount(item: Item, week: int, made: tuple[Phase, ...], book: Rulebook, most: float = math.inf) -> Amount:
    """What an exercise asks for in a week of the plan; stretching stays the same.

    ``most``: the ceiling of a set at the usual reserve. The weeks then walk up what lies under it, and where even the
    bottom of the exercise's range is above it, it is what is asked for.
    """
    if item.exercise.quality == "mobility":
        return Amount(item.sets, item.other_sets, item.dose.low, item.dose.high, None)
    free = _amount(item, week, made, book)
    if math.isinf(most):
        return free
    top = max(1, min(item.dose.high, math.floor(most)))
    if item.dose.unit == "s" and item.dose.low < top < item.dose.high and top >= COARSE:
        top -= top % 5
    dose = item.dose.model_copy(update={"low": min(item.dose.low, top), "high": top})
    held = _amount(replace(item, dose=dose), week, made, book)
    high = max(1, min(held.high, math.floor(most) - held.spared))
    left = held.in_reserve
    if left is not None:  # a set has one repetition at least, be it that less is left then than there should be
        left = max(0, min(left, left - held.spared + math.floor(most) - high))
    asks = replace(held, low=min(held.low, high), high=high, in_reserve=left)
    return replace(asks, bound=asks != free)


def _amount(item: Item, week: int, made: tuple[Phase, ...], book: Rulebook) -> Amount:
    low, high = item.dose.low, item.dose.high
    base, reserve = min(item.sets, item.other_sets), book.value("two_short_of_failure", "reserve", math.nan)
    usual = reserve
    sets, other_sets = item.sets, item.other_sets
    phase = phase_of(week, made)
    if item.kept:
        sets = other_sets = base
    elif phase.id == "groove":
        sets = other_sets = max(min(2, base), base - 1)
        high, reserve = low, reserve + book.value("groove_first", "reserve", 0)
    elif phase.id == "balance":
        sets = other_sets = base
        low = _rounded(low + (high - low) * 2 / 3, item)
    else:
        steps = [number for number in phase.weeks if number not in phase.light]
        if week in steps:
            place, span = steps.index(week), high - low
            low, high = (_rounded(low + span * k / len(steps), item) for k in (place, place + 1))
    if week in phase.light and not item.kept:
        sets = other_sets = math.ceil(base / 2)
        low, high = item.dose.low, (item.dose.low if phase.id == "groove" else _middle(item))
        reserve += book.value("lighter_week", "reserve", 0) * (phase.id != "groove")
    counted = item.exercise.quality in LOADING and item.dose.unit == "reps" and not math.isnan(reserve)
    return Amount(
        sets,
        other_sets,
        low,
        high,
        round(reserve) if counted else None,
        spared=round(reserve - usual) if counted else 0,
    )


def _middle(item: Item) -> int:
    return _rounded((item.dose.low + item.dose.high) / 2, item)


def _rounded(number: float, item: Item) -> int:
    """A whole repetition, or seconds in steps of five where the range is wide; never outside the range."""
    step = 5 if item.dose.unit == "s" and item.dose.high - item.dose.low >= 15 else 1
    return max(item.dose.low, min(item.dose.high, step * round(number / step)))
