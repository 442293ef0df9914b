"""What the caller gave, checked: each fault is one sentence that says how to mend it."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

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
        raise ValueError(f"there is no equipment {thing!r}; {_hint(thing, known.equipment)}")
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
            raise ValueError(f"choose: {test!r} was not measured; {_hint(test, [f.assessment for f in findings])}")
    return tests


def _hint(given: object, known: Iterable[str]) -> str:
    known = list(known)
    close = difflib.get_close_matches(str(given), known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(sorted(known)) or 'none'}."


def whole_number(name: str, given: object, low: int, high: int) -> None:
    """Refuse anything but a whole number within the range."""
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        raise ValueError(f"{name} is {given!r}; give a whole number from {low} to {high}.")


def one_of(name: str, given: object, known: Collection[str]) -> None:
    """Refuse a word that is not among the known ones."""
    if given not in known:
        raise ValueError(f"{name} is {given!r}; {_hint(given, known)}")


def first_day(start: dt.date | str | None, findings: Findings) -> dt.date | None:
    """The day given, else the one in the case, else the Monday after the latest test: never the day of asking."""
    if start is None and findings.case.training.start is not None:
        return findings.case.training.start
    if start is None:
        latest = max((finding.on for finding in findings), default=None)
        return None if latest is None else latest + dt.timedelta(days=7 - latest.weekday())
    if isinstance(start, dt.datetime):
        return start.date()
    if isinstance(start, dt.date):
        return start
    try:
        return dt.date.fromisoformat(start)
    except (TypeError, ValueError):
        raise ValueError(f"start is {start!r}; give a date, or text such as '2026-11-09'.") from None
