"""What the caller gave, checked: each fault is one sentence that says how to mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from balancekit.catalogue.wording import did_you_mean
from balancekit.programme.begin import first_days
from balancekit.programme.logbook import trained_on

if TYPE_CHECKING:
    from balancekit.catalogue import Catalogue
    from balancekit.symmetry import Findings

ALWAYS_THERE = frozenset({"bodyweight"})


def owned(equipment: Iterable[str] | None, known: Catalogue) -> frozenset[str]:
    """Ids of what there is; None: everything."""
    if equipment is None:
        return frozenset(known.equipment) | ALWAYS_THERE
    if isinstance(equipment, str):
        raise TypeError(f"equipment is {equipment!r}; give a set of ids, such as {{{equipment!r}}}.")
    things = frozenset(equipment)
    for thing in sorted(things - frozenset(known.equipment) - ALWAYS_THERE, key=str):
        raise ValueError(f"there is no equipment {thing!r}; {did_you_mean(thing, sorted(known.equipment))}")
    return things | ALWAYS_THERE


def chosen(choose: Iterable[str] | None, findings: Findings) -> tuple[str, ...] | None:
    """Ids of the tests to train for; None: the clear ones."""
    if choose is None:
        return None
    if isinstance(choose, str):
        raise TypeError(f"choose is {choose!r}; give a list of tests, such as [{choose!r}].")
    tests = tuple(choose)
    for test in tests:
        if test not in findings:
            measured = sorted(finding.assessment for finding in findings)
            raise ValueError(f"choose: {test!r} was not measured; {did_you_mean(test, measured)}")
    return tests


def whole_number(name: str, given: object, low: int, high: int) -> None:
    """Refuse anything but a whole number within the range."""
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        raise ValueError(f"{name} is {given!r}; give a whole number from {low} to {high}.")


def one_of(name: str, given: object, known: Collection[str]) -> None:
    """Refuse a word that is not among the known ones."""
    if given not in known:
        raise ValueError(f"{name} is {given!r}; {did_you_mean(given, sorted(known))}")


def first_day(start: dt.date | str | None, findings: Findings, *, weeks: int, days_per_week: int) -> dt.date | None:
    """The day given, else the one chosen in the case, else the one that tests and log say: never the day of asking.

    How tests and log say it stands in `begin.first_days`: once a session is logged, a further test moves nothing.
    """
    if start is None:
        starts = all_first_days(findings, weeks=weeks, days_per_week=days_per_week)
        return starts[-1] if starts else None
    if isinstance(start, dt.datetime):
        return start.date()
    if isinstance(start, dt.date):
        return start
    try:
        return dt.date.fromisoformat(start)
    except (TypeError, ValueError):
        raise ValueError(f"start is {start!r}; give a date, or text such as '2026-11-09'.") from None


def all_first_days(findings: Findings, *, weeks: int, days_per_week: int) -> tuple[dt.date, ...]:
    """The first day of each plan of the case so far, the present one last; a chosen first day stands alone."""
    case = findings.case
    if case.training.start is not None:
        return (case.training.start,)
    latest = max((finding.on for finding in findings), default=dt.date.min)
    tested = (trial.on for trial in case.trials if trial.on <= latest and not trial.doubted)
    return first_days(tested, trained_on(case), weeks=weeks, days_per_week=days_per_week)
