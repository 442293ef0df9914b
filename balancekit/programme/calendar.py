"""A programme as a calendar: an event for each session, with a reminder, and one for the re-test day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from balancekit.programme import words

if TYPE_CHECKING:
    from icalendar import Calendar, Event

    from balancekit.programme.plan import Programme

REMINDER = dt.timedelta(hours=9)
"""All-day events remind at nine in the morning of the day itself."""


def calendar(programme: Programme) -> Calendar:
    """The calendar. A session keeps its id when the plan changes, so reading the file again moves it."""
    from icalendar import Calendar

    events = []
    for week, sessions in groupby(programme.sessions, key=lambda session: session.week):
        for number, session in enumerate(sessions, 1):
            phase = programme.phase(week)
            title = f"{session.kind}: week {week} of {programme.weeks}, {phase.id}"
            lines = [session.warm_up] if session.warm_up else []
            lines += [f"{row.order}. {words.line(row)} ({words.how(row)})" for row in session.rows]
            events.append(_event(programme, f"week-{week}-session-{number}", session.date, title, lines))
    if programme.retest_on is not None:
        lines = [retest.words for retest in programme.retest]
        events.append(_event(programme, "retest", programme.retest_on, "Measure again", lines))
    made = Calendar()
    made.add("prodid", "-//balancekit//programme//EN")
    made.add("version", "2.0")
    made.calendar_name = " ".join(["Training plan", *(["of", *programme.person.split()] if programme.person else [])])
    for event in events:
        made.add_component(event)
    return made


def _event(programme: Programme, key: str, day: dt.date, title: str, lines: Sequence[str]) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{_identity(programme)}-{key}@balancekit")
    # The stamp is the plan's first day, not the moment of writing: the same plan gives the same file.
    event.add("dtstamp", dt.datetime.combine(programme.start or day, dt.time(), dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", title)
    event.add("description", "\n".join(lines))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", REMINDER)
    event.add_component(alarm)
    return event


def _identity(programme: Programme) -> str:
    """Who and from when; where there is no name, what is done: two unnamed people must not share events."""
    who = programme.person or repr(programme.rows)
    return hashlib.sha256(f"{who} {programme.start}".encode()).hexdigest()[:16]
