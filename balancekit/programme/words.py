"""A programme in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balancekit.programme.plan import Programme, Row, Session
    from balancekit.programme.rules import Rule

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


def how(row: Row) -> str:
    """Tempo, repetitions in reserve, rest, weight; then why it asks for no more."""
    parts = [row.tempo] if row.tempo else []
    if row.in_reserve is not None:
        parts.append(f"keep {row.in_reserve} in reserve")
    if row.rest:
        parts.append(f"rest {row.rest} s")
    if row.load:
        parts.append(row.load)
    return ". ".join(filter(None, ("; ".join(parts), row.bound)))


def warm_up(rows: Sequence[Row], minutes: int) -> str:
    """What to do before a session."""
    if not minutes:
        return ""
    loaded = next((row.name for row in rows if _KINDS[row.quality] == "strength"), "")
    light = f", then one light set of {loaded[:1].lower()}{loaded[1:]} on each side" if loaded else ""
    return f"Warm up for {counted(minutes, 'minute')}: walk, cycle or march on the spot until you are warm{light}."


def headline(programme: Programme) -> str:
    """How long, how often, and when to measure again."""
    if programme.start is None or not programme.rows:
        return "No plan for now."
    often = counted(programme.days_per_week, "day").capitalize()
    again = f" Re-test on {date(programme.retest_on)}." if programme.retest_on else ""
    return f"{counted(programme.weeks, 'week').capitalize()} from {date(programme.start)}. {often} a week.{again}"


def line(row: Row) -> str:
    """One exercise on one line."""
    setup = f" ({row.setup})" if row.setup else ""
    first = f"{row.side_first} first" if row.weak_first else f"{row.side_first} is weaker"
    return f"{row.name}{setup}: {first}, {row.dose}; {row.other_side}"


def session(one: Session) -> str:
    """One day as a block of lines."""
    head = f"{one.day} {day_and_month(one.date)}: {one.kind.lower()}"
    warm = [f"  {one.warm_up}"] if one.warm_up else []
    rows = [
        text for row in one.rows for text in (f"  {row.order}. {line(row)}", f"     {how(row)}. For: {row.reason}.")
    ]
    return "\n".join([head, *warm, *rows])


def phase_lines(programme: Programme) -> list[str]:
    """The phases, a line each."""
    return [f"{phase.name} ({phase.when}): {phase.aim} {phase.until}" for phase in programme.phases]


def week_by_week(programme: Programme) -> list[tuple[str, str, list[str]]]:
    """Exercise, day and the dose of every week, for each exercise on each of its days."""
    lines: dict[tuple[str, int], tuple[str, str, list[str]]] = {}
    for row in programme.rows:
        lines.setdefault((row.exercise, row.date.weekday()), (row.name, row.day, []))[2].append(row.dose)
    return list(lines.values())


def _proof(rule: Rule) -> str:
    return "; ".join(filter(None, (rule.grade_words, rule.source_words)))


def plan(programme: Programme) -> str:
    """The whole plan as text: the first week in full, the others by their sets."""
    parts = [headline(programme)]
    if programme.rows:
        parts.append("\n".join(session(one) for one in programme.sessions if one.week == 1))
    weeks = [f"{name}, {day}: {' | '.join(doses)}" for name, day, doses in week_by_week(programme)]
    for title, lines in (
        ("Phases", phase_lines(programme)),
        (f"Weeks 1 to {programme.weeks}", weeks if programme.weeks > 1 else []),
        ("Rules", [f"{rule.text} ({_proof(rule)})" for rule in programme.rules]),
        ("What no longer holds", list(programme.no_longer)),
        ("Too hard or too easy", [ladder.words for ladder in programme.ladders if ladder.words]),
        ("Re-test", [retest.words for retest in programme.retest]),
        ("To know", list(programme.notes)),
        ("Left out", [str(refusal) for refusal in programme.refusals]),
    ):
        if lines:
            parts.append("\n".join([title, *(f"- {text}" for text in lines)]))
    return "\n\n".join(parts)
