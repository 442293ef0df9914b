"""What the training log says about today: the strong side's cap, the hand that is up next, what is stopped for pain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from balancekit.programme.choice import Side, other
from balancekit.programme.rules import RULES, Rule, Rulebook
from balancekit.programme.words import counted
from balancekit.training import MIXED_GRIP, LogEntry

if TYPE_CHECKING:
    from balancekit.case import Case
    from balancekit.programme.phases import Amount
    from balancekit.programme.plan import Programme, Row


def sets_of(case: Case, exercise: str, on: dt.date, side: Side) -> tuple[LogEntry, ...]:
    """The sets that one side did on one day, in their order."""
    found = (e for e in case.log if (e.exercise, e.on, e.side) == (exercise, on, side) and e.value is not None)
    return tuple(sorted(found, key=lambda entry: entry.set))


def about(case: Case, exercise: str, on: dt.date) -> LogEntry | None:
    """What was noted about the exercise as a whole on one day."""
    return next((e for e in case.log if (e.exercise, e.on, e.side) == (exercise, on, None)), None)


def trained_on(case: Case) -> tuple[dt.date, ...]:
    """The days on which a set was logged."""
    return tuple(sorted({entry.on for entry in case.log if entry.value is not None}))


def cap(case: Case, row: Row, on: dt.date, number: int) -> float | None:
    """What the strong side may do in this set: the weak side's count of the same set; None before that is logged.

    Beyond the weak side's sets there is nothing left to do: 0.
    """
    weak = sets_of(case, row.exercise, on, row.works)
    by_number = {entry.set: entry.value for entry in weak}
    if number in by_number:
        return by_number[number]
    return 0.0 if by_number and number > max(by_number) else None


def beyond_cap(case: Case, row: Row, on: dt.date) -> tuple[LogEntry, ...]:
    """Sets of the strong side that went beyond the weak side's."""
    done = sets_of(case, row.exercise, on, other(row.works))
    return tuple(e for e in done if (most := cap(case, row, on, e.set)) is not None and (e.value or 0) > most)


def stopped(case: Case) -> Mapping[str, LogEntry]:
    """Exercises that pain has stopped, with the entry that says so. A later "no pain" ends the stop."""
    latest: dict[str, LogEntry] = {}
    for entry in sorted((e for e in case.log if e.pain is not None), key=lambda e: e.on):
        before = latest.get(entry.exercise)
        if before is None or before.on < entry.on or entry.pain:  # of one day, the yes counts
            latest[entry.exercise] = entry
    return {exercise: entry for exercise, entry in latest.items() if entry.pain}


def grips(case: Case) -> tuple[LogEntry, ...]:
    """All sets in a mixed grip, in their order; the side is the hand that was palm up."""
    return tuple(sorted((e for e in case.log if e.exercise == MIXED_GRIP and e.side), key=lambda e: (e.on, e.set)))


def next_grip(case: Case) -> Side:
    """The hand that is palm up in the next set of a mixed grip.

    It is the other one than last time. Before the first set: the one that the person never turns up, or the left.
    """
    done = grips(case)
    if done and done[-1].side:
        return other(done[-1].side)
    return other(case.profile.underhand) if case.profile.underhand in ("left", "right") else "left"


@dataclass(frozen=True, slots=True)
class Step:
    """What the log says about an exercise."""

    way: Literal["climb", "load", "stay", "ease", "unknown"]
    words: str


def step(case: Case, row: Row, rules: Iterable[Rule] = RULES) -> Step:
    """Whether it is time for more, for the harder version, or for less.

    Parameters
    ----------
    row
        The exercise as planned on the day that was logged last. A set short of what it asks for, or with none left in
        reserve, makes the next time easier; the range of the catalogue's entry decides what is next in the long run.
    rules
        The rules in force; without ``climb`` nothing says when to take another version.
    """
    if row.quality == "mobility":
        return Step("unknown", "A stretch stays as it is; measuring again tells whether it has helped.")
    book = Rulebook(tuple(rules))
    done = [sets for day in trained_on(case) if (sets := sets_of(case, row.exercise, day, row.works))]
    if not done:
        return Step("unknown", "Nothing is logged for it yet.")
    unit = " s" if row.unit == "s" else ""
    last = done[-1]
    if book.holds("as_logged") and (short := fell_short(row, last, row.unit)):
        lighter = ", or less weight" if any(entry.load for entry in last) else ""
        less = f"{short[:1].upper()}{short[1:]}, so the next time asks for less{lighter}."
        return Step("ease", f"{less} If it happens again, take the easier version." if row.low <= row.bottom else less)
    if not book.holds("climb"):
        return Step("unknown", "No rule says when to climb.")
    running = round(book.value("climb", "sessions", 2))
    if any((entry.value or 0) < row.bottom for entry in last):
        return Step("ease", f"A set fell short of {row.bottom}{unit}. If that happens again, take the easier version.")
    days = f"{counted(running, 'training day')}{' running' * (running > 1)}"
    if len(done) < running or any((entry.value or 0) < row.top for sets in done[-running:] for entry in sets):
        return Step("stay", f"Stay until all sets reach {row.top}{unit} on {days}{_sooner(row, book)}.")
    if {entry.load for entry in last} != {None} and book.holds("raise_load"):
        least, most = (book.value("raise_load", way, 0) for way in ("least", "most"))
        return Step("load", f"All sets at {row.top}{unit} on {days}: take {least:g} to {most:g} % more on both sides.")
    return Step("climb", f"All sets at {row.top}{unit} on {days}: the harder version is next.")


def step_now(case: Case, plan: Programme, exercise: str) -> Step:
    """`step` for an exercise of the plan, seen from the day on which it was logged last."""
    last = max((e.on for e in case.log if e.exercise == exercise and e.value is not None), default=dt.date.min)
    row = plan.row_near(exercise, last)
    return Step("unknown", "It is not in the plan.") if row is None else step(case, row, plan.rules)


def has_begun(case: Case, plan: Programme) -> bool:
    """Whether a session of the plan is in the log."""
    return plan.start is not None and any(day >= plan.start for day in trained_on(case))


def _sooner(row: Row, book: Rulebook) -> str:
    """What comes first where a test or the log bounds the exercise."""
    if not row.bound or not book.holds("as_logged"):
        return ""
    more = "seconds" if row.unit == "s" else "more"
    unit = " s" if row.unit == "s" else ""
    return f"; the plan adds {book.value('as_logged', more, 0):g}{unit} at a time as the log shows it"


def fell_short(asked: Row | Amount, done: Iterable[LogEntry], unit: str) -> str:
    """What went short in a day's sets of the weak side, in words; empty where nothing did."""
    done = tuple(done)
    if any((entry.value or 0) < asked.low for entry in done):
        return f"a set fell short of {asked.low}{' s' if unit == 's' else ''}"
    if asked.in_reserve and any(entry.in_reserve == 0 for entry in done):
        return "a set ended with none in reserve"
    return ""


@dataclass(frozen=True, slots=True)
class Adherence:
    """How much of the plan was done up to a day."""

    planned: int
    """Sessions."""
    done: int
    sets_planned: int
    """Sets of the weak side."""
    sets_done: int
    beyond: int
    """Sets in which the strong side went beyond the weak one."""

    @property
    def share(self) -> float:
        """Part of the planned sessions that was done, 0 to 1; NaN before the first."""
        return self.done / self.planned if self.planned else float("nan")

    @property
    def words(self) -> str:
        """In a sentence."""
        if not self.planned:
            return "The plan has not begun yet."
        said = (
            f"{self.done} of {self.planned} planned sessions done, with {self.sets_done} of {self.sets_planned} sets "
        )
        said += "of the weak side."
        if self.beyond:
            said += f" In {counted(self.beyond, 'set')} the strong side went beyond the weak one."
        return said


def adherence(plan: Programme, case: Case, on: dt.date) -> Adherence:
    """What was done of the sessions up to a day. A session counts where something of it was logged in its week."""
    sessions = [one for one in plan.sessions if one.date <= on]
    days = set(trained_on(case))
    done, left = 0, set(_between(days, plan, on))
    for one in sessions:
        # A session may be done on another day than planned: the nearest logged day of that week stands for it.
        near = sorted(left, key=lambda day, one=one: abs((day - one.date).days))
        if near and _week(near[0], plan) == one.week:
            left.discard(near[0])
            done += 1
    rows = [row for one in sessions for row in one.rows]
    works = _rows_of_ladders(plan, rows)
    weak = [e for e in case.log if e.exercise in works and e.side == works[e.exercise].works and e.value is not None]
    return Adherence(
        planned=len(sessions),
        done=done,
        sets_planned=sum(row.sets for row in rows),
        sets_done=len(_between([entry.on for entry in weak], plan, on)),
        beyond=sum(
            len(beyond_cap(case, replace(row, exercise=exercise), day))
            for exercise, row in works.items()
            for day in _between(days, plan, on)
        ),
    )


def _rows_of_ladders(plan: Programme, rows: Iterable[Row]) -> dict[str, Row]:
    """Every rung of the planned ladders to its row: an easier or harder one that was done counts, too."""
    by_exercise = {row.exercise: row for row in rows}
    found = {
        rung.exercise: by_exercise[ladder.exercise]
        for ladder in plan.ladders
        for rung in ladder.rungs
        if ladder.exercise in by_exercise
    }
    return found | by_exercise


def _between(days: Iterable[dt.date], plan: Programme, on: dt.date) -> list[dt.date]:
    return [day for day in days if plan.start is not None and plan.start <= day <= on]


def _week(day: dt.date, plan: Programme) -> int:
    return 0 if plan.start is None else (day - plan.start).days // 7 + 1
