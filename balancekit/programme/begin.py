"""When a plan begins and what ends it: the first session holds it in place, a re-test lets the next one begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from balancekit.programme.schedule import DAYS


def first_days(
    tested: Iterable[dt.date], trained: Iterable[dt.date], *, weeks: int, days_per_week: int
) -> tuple[dt.date, ...]:
    """The first day of each plan that one has followed, and of the one that is next; the last is the plan of now.

    - Before any session is logged, a plan would begin on the Monday after the latest test; each new test moves it.
    - The first session holds it in place: it began on the Monday of that week, or with the session itself where a test
      was done in the same week. Tests that come later, such as the second day of measuring, no longer move it.
    - A test after the plan's last training day, such as that on the re-test date, ends it. Then the next plan begins
      by the same two rules. Without such a test the plan stays, however long ago its end was.

    Parameters
    ----------
    tested, trained
        Days with a test, and days with a set in the log. What was trained before the first test belongs to no plan.
    weeks, days_per_week
        How long a plan is, and how many days of a week it uses.
    """
    tests, sessions = sorted(set(tested)), sorted(set(trained))
    found: list[dt.date] = []
    while tests:
        session = next((day for day in sessions if day >= tests[0]), None)
        if session is None:
            found.append(_monday(tests[-1]) + dt.timedelta(weeks=1))
            break
        before = max(day for day in tests if day <= session)
        start = _monday(session) if _monday(session) > before else session
        found.append(start)
        last = start + dt.timedelta(weeks=weeks - 1, days=DAYS[days_per_week][-1])
        tests = [day for day in tests if day > max(last, session)]
    return tuple(found)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
