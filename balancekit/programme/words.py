"""A programme in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balancekit.programme.plan import Programme, Row, Session

_KINDS = {
    "strength": "strength",
    "endurance": "strength",
    "size": "strength",
    "mobility": "mobility",
    "control": "control",
}
# Named here, not by the locale: the same plan reads the same on every machine.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    """Small numbers as words: "six"."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def counted(count: int, what: str) -> str:
    """A number with its noun: "six weeks"."""
    return f"{number(count)} {what}{'' if count == 1 else 's'}"


def listed(parts: Sequence[str]) -> str:
    """Parts as one phrase: "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def weekday(day: dt.date) -> str:
    """The day of the week."""
    return _DAYS[day.weekday()]


def day_and_month(day: dt.date) -> str:
    """A day without its year: "9 November"."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def date(day: dt.date) -> str:
    """A day as one reads it: "Monday 9 November 2026"."""
    return f"{weekday(day)} {day_and_month(day)} {day.year}"


def kind(rows: Sequence[Row]) -> str:
    """What the rows train, for a heading."""
    kinds = {_KINDS[row.quality]: None for row in rows}
    return listed([name for name in dict.fromkeys(_KINDS.values()) if name in kinds]).capitalize()


def dose(row: Row) -> str:
    """Sets and repetitions or seconds of the weak side."""
    span = f"{row.low}" if row.low == row.high else f"{row.low}\N{EN DASH}{row.high}"
    return f"{row.sets} \N{MULTIPLICATION SIGN} {span}{' s' if row.unit == 's' else ''}"


def headline(programme: Programme) -> str:
    """How long, how often, and when to measure again."""
    if programme.start is None or programme.retest_on is None:
        return "No plan for now."
    often = counted(programme.days_per_week, "day").capitalize()
    return (
        f"{counted(programme.weeks, 'week').capitalize()} from {date(programme.start)}. {often} a week. "
        f"Re-test on {date(programme.retest_on)}."
    )


def line(row: Row) -> str:
    """One exercise on one line."""
    setup = f" ({row.setup})" if row.setup else ""
    return f"{row.name}{setup}: {row.side_first} first, {row.dose}; {row.other_side}"


def session(one: Session) -> str:
    """One day as a block of lines."""
    head = f"{one.day} {day_and_month(one.date)}: {one.kind.lower()}"
    return "\n".join([head, *(f"  {row.order}. {line(row)}" for row in one.rows)])


def plan(programme: Programme) -> str:
    """The whole plan as text. A week that repeats the one before is not printed again."""
    parts = [headline(programme)]
    if programme.rows:
        parts.append("\n".join(session(one) for one in programme.sessions if one.week == 1))
        if programme.weeks > 1:
            parts.append(f"Weeks 2 to {programme.weeks}: the same days and sets; the load follows the rules.")
    for title, lines in (
        ("Rules", [f"{rule.text} ({rule.grade_words})" for rule in programme.rules]),
        ("Too hard or too easy", [ladder.words for ladder in programme.ladders if ladder.words]),
        ("Re-test", [retest.words for retest in programme.retest]),
        ("To know", list(programme.notes)),
        ("Left out", [str(refusal) for refusal in programme.refusals]),
    ):
        if lines:
            parts.append("\n".join([title, *(f"- {text}" for text in lines)]))
    return "\n\n".join(parts)
