"""Spreads exercises over the days of a week: loads apart, each muscle and side within its weekly bounds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from balancekit.programme.choice import MAIN, SIDES, Gym, Leaves, Side, main_muscles, other
from balancekit.programme.rules import LOADING
from balancekit.programme.words import listed

if TYPE_CHECKING:
    from balancekit.catalogue import Dose, Exercise
    from balancekit.programme.rules import Rulebook

DAYS: Mapping[int, tuple[int, ...]] = {
    1: (0,),
    2: (0, 3),
    3: (0, 2, 4),
    4: (0, 1, 3, 4),
    5: (0, 1, 2, 3, 4),
    6: (0, 1, 2, 3, 4, 5),
    7: (0, 1, 2, 3, 4, 5, 6),
}
"""Training days a week to days after the first: three are Monday, Wednesday and Friday if the first is a Monday."""
MOST_A_DAY = 5
"""Exercises a day. Convention."""
MOST_LOADED_A_DAY = 4
SECONDS_A_REP = 5
"""What a repetition takes where no rule says its tempo. Convention."""
Count = tuple[str, str, str]
"""What is counted: sets or minutes, the muscle, its side."""
FEWEST_SETS = 2
"""An exercise for which fewer sets are left within the weekly bounds is not done that day."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a week and a session may add up to."""

    fewest_sets: float
    most_sets: float
    """Sets a week for a muscle and side: the fewest aimed at and the most allowed."""
    stretch_session: float
    stretch_week: float
    """Minutes of stretching for a muscle."""
    minutes: float
    """Minutes a session, warm-up included."""
    extra_sets: int
    rest: float
    rep: float
    warm_up: float
    demanding_first: bool

    @classmethod
    def of(cls, book: Rulebook, minutes: int | None) -> Bounds:
        """The bounds that the rules set; a rule that is off bounds nothing."""
        loose = math.inf
        lift = book.value("tempo", "up", math.nan) + book.value("tempo", "down", math.nan)
        return cls(
            fewest_sets=book.value("sets_a_week", "fewest", 5),
            most_sets=book.value("sets_a_week", "most", loose),
            stretch_session=book.value("stretch_minutes", "session", loose),
            stretch_week=book.value("stretch_minutes", "week", loose),
            minutes=loose if minutes is None else minutes,
            extra_sets=int(book.value("one_extra_set", "sets", 0)),
            rest=book.value("rest", "seconds", 90),
            rep=SECONDS_A_REP if math.isnan(lift) else lift,
            warm_up=book.value("warm_up", "minutes", 0),
            demanding_first=book.holds("demanding_first"),
        )

    def minutes_of(self, item: Item) -> float:
        """How long an exercise takes: the sets of both sides, and a rest after each pair."""
        work = item.dose.high * (self.rep if item.dose.unit == "reps" else 1)
        rest = self.rest if item.is_loaded else self.rest / 2
        return ((item.sets + item.other_sets) * work + max(item.sets, item.other_sets) * rest) / 60


@dataclass(frozen=True, slots=True)
class Item:
    """An exercise as it enters the plan."""

    exercise: Exercise
    dose: Dose
    works: Side
    weak: Side
    sets: int
    """Sets of the weak side."""
    other_sets: int
    extra: bool
    """Whether the weak side gets a set more, where the week's bounds leave room."""
    why: tuple[str, ...]
    times: int = 7
    """Most days a week."""
    kept: bool = False
    """Whether its difference has closed, so that it only needs keeping."""

    @property
    def is_loaded(self) -> bool:
        """Whether it works against a load; mobility and control are light work."""
        return self.exercise.quality in LOADING


Week = dict[int, list[Item]]
"""Days after the first day of the week, with what is done on them."""


def week(items: Sequence[Item], days_per_week: int, leaves: Leaves, bounds: Bounds) -> Week:
    """The days of a week; every day of the pattern is there.

    Everything is placed once before anything is repeated, and extra sets come last.

    Parameters
    ----------
    items
        What is to be trained, the most wanted first. What finds no room within the bounds is left out.
    days_per_week
        From 1 to 7.
    """
    pattern = DAYS[days_per_week]
    heavy = _heavy_days(pattern, mixed=len({item.is_loaded for item in items}) == 2)
    plan: Week = {day: [] for day in pattern}
    for turn in range(len(pattern)):
        for item in items:
            if turn >= item.times or (turn and item.is_loaded and _has_enough(item, plan, leaves, bounds)):
                continue
            any(_place(item, day, plan, leaves, bounds) for day in _days(item, plan, heavy, bounds))
    _add_extra_sets(plan, leaves, bounds)
    if not bounds.demanding_first:
        return plan
    return {day: sorted(done, key=_demand) for day, done in plan.items()}


def weekly_load(items: Iterable[Item], leaves: Leaves) -> dict[Count, float]:
    """What a week adds up to: sets, a main mover's counting 1 and a helper's 0.5, and minutes of stretching."""
    total: dict[Count, float] = defaultdict(float)
    for item in items:
        for count, amount in _amounts(item, leaves).items():
            total[count] += amount
    return dict(total)


def _heavy_days(pattern: tuple[int, ...], *, mixed: bool) -> list[int]:
    """Days for loads, a day or more apart, also across the end of the week."""
    days: list[int] = []
    for day in pattern:
        if not days or (day - days[-1] >= 2 and days[0] + 7 - day >= 2):
            days.append(day)
    if mixed and len(days) == len(pattern) > 2:
        days.pop(len(days) // 2)  # the middle one is left to mobility and control
    return days


def _days(item: Item, plan: Week, heavy: Sequence[int], bounds: Bounds) -> list[int]:
    """The days with room for an item: loads on heavy days, light work on the others first; the emptiest first."""
    light = [day for day in plan if day not in heavy]
    return [
        day
        for days in ((heavy,) if item.is_loaded else (light, heavy))
        for day in sorted(days, key=lambda day: (len(plan[day]), day))
        if not _full(item, plan[day], bounds) and all(one.exercise.id != item.exercise.id for one in plan[day])
    ]


def _full(item: Item, done: Sequence[Item], bounds: Bounds) -> str:
    """Which limit of a day leaves no room for an item; empty where there is room."""
    if len(done) >= MOST_A_DAY:
        return "exercises"
    if item.is_loaded and sum(one.is_loaded for one in done) >= MOST_LOADED_A_DAY:
        return "loads"
    return "minutes" if _minutes([*done, _fewest(item)], bounds) > bounds.minutes else ""


def no_room(item: Item, plan: Week, gym: Gym, bounds: Bounds) -> str:
    """Why an item found no room in the week, and what would make some: the limit that bit, in words."""
    spent = _done(plan, gym.leaves)
    most = {"sets": bounds.most_sets, "minutes": bounds.stretch_week}
    asks = _amounts(_fewest(item), gym.leaves)
    if over := [count for count, more in asks.items() if spent.get(count, 0.0) + more > most[count[0]]]:
        return _spent(over, plan, gym, most)
    open_days = _open_days(item, plan)
    limits = dict.fromkeys(_full(item, plan[day], bounds) for day in open_days)
    said = {
        "exercises": f"holds {MOST_A_DAY} exercises",
        "loads": f"holds {MOST_LOADED_A_DAY} exercises against a load",
        "minutes": f"fills its {bounds.minutes:g} minutes",
        "": f"gives the same muscles their {bounds.stretch_session:g} minutes of stretching",
    }
    ways = ["allow more minutes"] if "minutes" in limits else []
    if any(len(_open_days(item, {day: [] for day in DAYS[n]})) > len(open_days) for n in range(len(plan) + 1, 8)):
        ways.append("train on more days")
    ways.append("come to it when another difference has closed")
    where = "Each day for loads" if item.is_loaded and len(open_days) < len(plan) else "Each training day"
    what = ", ".join([*ways[:-1], f"or {ways[-1]}"]) if len(ways) > 1 else ways[0]
    return f"{where} {' or '.join(said[limit] for limit in limits)} already. {what[:1].upper()}{what[1:]}."


def _open_days(item: Item, plan: Week) -> list[int]:
    """The days on which the item could be done at all."""
    kinds = {item.is_loaded, *(one.is_loaded for done in plan.values() for one in done)}
    return _heavy_days(tuple(plan), mixed=len(kinds) == 2) if item.is_loaded else list(plan)


def _spent(over: Sequence[Count], plan: Week, gym: Gym, most: Mapping[str, float]) -> str:
    """Whose week is spent, and by what."""
    shown = [f"the {side} {gym.known.muscles[muscle].name}" for _, muscle, side in over[:2]]
    names = listed([*shown, *(["others"] if len(over) > len(shown) else [])])
    by = dict.fromkeys(
        one.exercise.name
        for done in plan.values()
        for one in done
        if any(count in _amounts(one, gym.leaves) for count in over)
    )
    kind = over[0][0]
    amount = f"{most[kind]:g} {'minutes of stretching' if kind == 'minutes' else 'sets'}"
    return (
        f"{names[:1].upper()}{names[1:]} would get more than the week's {amount}, for there is {listed(list(by))} "
        "already. More days don't change that: come to it when another difference has closed."
    )


def _minutes(done: Iterable[Item], bounds: Bounds) -> float:
    return bounds.warm_up + sum(bounds.minutes_of(item) for item in done)


def _fewest(item: Item) -> Item:
    """The item with the fewest sets that are worth a place."""
    return _with_sets(item, min(item.sets, FEWEST_SETS))


def _with_sets(item: Item, sets: int) -> Item:
    return replace(item, sets=sets, other_sets=min(item.other_sets, sets))


def _has_enough(item: Item, plan: Week, leaves: Leaves, bounds: Bounds) -> bool:
    """Whether all its main muscles have reached the fewest sets that are aimed at, on the weak side."""
    done = _done(plan, leaves)
    main = main_muscles(item.exercise.muscles, leaves)
    return all(done.get(("sets", muscle, item.weak), 0.0) >= bounds.fewest_sets for muscle in main)


def _done(plan: Week, leaves: Leaves) -> dict[Count, float]:
    return weekly_load((one for done in plan.values() for one in done), leaves)


def _place(item: Item, day: int, plan: Week, leaves: Leaves, bounds: Bounds) -> bool:
    """Put the item on the day, with as many sets as the bounds leave; whether they left any."""
    for sets in range(item.sets, _fewest(item).sets - 1, -1):
        smaller = _with_sets(item, sets)
        if _fits({**plan, day: [*plan[day], smaller]}, leaves, bounds):
            plan[day].append(smaller)
            return True
    return False


def _add_extra_sets(plan: Week, leaves: Leaves, bounds: Bounds) -> None:
    for day, done in plan.items():
        for place, item in enumerate(done):
            for _ in range(bounds.extra_sets if item.extra else 0):
                more = replace(done[place], sets=done[place].sets + 1)
                if _fits({**plan, day: [*done[:place], more, *done[place + 1 :]]}, leaves, bounds):
                    done[place] = more


def _fits(plan: Week, leaves: Leaves, bounds: Bounds) -> bool:
    """Whether week and sessions stay within the bounds."""
    weekly = {"sets": bounds.most_sets, "minutes": bounds.stretch_week}
    daily = {"sets": math.inf, "minutes": bounds.stretch_session}
    return (
        all(amount <= weekly[count[0]] for count, amount in _done(plan, leaves).items())
        and all(
            amount <= daily[count[0]] for done in plan.values() for count, amount in weekly_load(done, leaves).items()
        )
        and all(_minutes(done, bounds) <= bounds.minutes for done in plan.values())
    )


def _amounts(item: Item, leaves: Leaves) -> dict[Count, float]:
    """What one session of the item adds, on both sides."""
    kind = "minutes" if item.exercise.quality == "mobility" and item.dose.unit == "s" else "sets"
    amounts: dict[Count, float] = defaultdict(float)
    for works in SIDES:
        sets = item.sets if works == item.works else item.other_sets
        shares: dict[Count, float] = {}
        for load in item.exercise.muscles:
            side = works if load.side == "same" else other(works)
            share = item.dose.high / 60 if kind == "minutes" else 1.0 if load.weight > MAIN else 0.5
            for leaf in leaves[load.muscle]:
                shares[kind, leaf, side] = max(shares.get((kind, leaf, side), 0.0), share)
        for count, share in shares.items():
            amounts[count] += sets * share
    return amounts


def _demand(item: Item) -> tuple[int, int]:
    """Sort key of a session: loads before light work, the harder before the easier."""
    kinds = {"control": 1, "mobility": 2}
    return kinds.get(item.exercise.quality, 0), -item.exercise.difficulty
