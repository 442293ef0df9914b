"""A programme on paper: every week on its own sheet, with room for what was done. Black ink, no network."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from balancekit.programme.page import ladder_list, phase_strip, phase_words, rules_list
from balancekit.programme.words import day_and_month, headline

if TYPE_CHECKING:
    from balancekit.programme.plan import Programme, Row, Session

MOST_SETS = 5
"""Columns to write a set into."""


def paper(programme: Programme, *, style: str = "") -> str:
    """The plan as one page of markup that prints well."""
    name = f" of {escape(programme.person)}" if programme.person else ""
    parts = [f"<h1>Training plan{name}</h1><p>{escape(headline(programme))}</p>"]
    parts += [f'<p class="care">{escape(note)}</p>' for note in programme.notes]
    if programme.rows:
        parts.append(phase_strip(programme.phases))
        parts += _list("Measure again", [one.words for one in programme.retest])
        parts += [
            f"<h3>{escape(ladder.name)}: easier and harder</h3>{ladder_list(ladder)}"
            for ladder in programme.ladders
            if len(ladder.rungs) > 1
        ]
    parts += [
        f'<div class="care"><b>{escape(one.heading)}</b><p>{escape(one.text)}</p></div>' for one in programme.refusals
    ]
    for week, sessions in groupby(programme.sessions, key=lambda session: session.week):
        phase = programme.phase(week)
        days = "".join(_day(session) for session in sessions)
        heading = f"<h2>Week {week} of {programme.weeks}</h2>"
        parts.append(f'<section class="week">{heading}{phase_words(phase, week)}{days}</section>')
    if programme.rows:
        parts.append(f'<section class="week"><h2>The rules behind it</h2>{rules_list(programme.rules)}')
        parts += [*_list("What no longer holds", programme.no_longer), "</section>"]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Training plan{name}</title><style>{style or _style()}</style></head>"
        f"<body>{''.join(parts)}</body></html>"
    )


def _style() -> str:
    return (files("balancekit.programme") / "paper.css").read_text("utf-8")


def _day(session: Session) -> str:
    most = min(MOST_SETS, max(row.sets for row in session.rows))
    heads = "".join(f'<th class="fill" scope="col">{number}</th>' for number in range(1, most + 1))
    rows = "".join(_row(row, most) for row in session.rows)
    warm = f'<p class="note">{escape(session.warm_up)}</p>' if session.warm_up else ""
    return (
        f'<div class="day"><h3>{escape(session.day)} {day_and_month(session.date)}: {escape(session.kind.lower())}, '
        f"about {session.minutes} minutes</h3>{warm}<table><thead><tr><th scope=col>Exercise</th>"
        f"<th scope=col>Begin</th><th scope=col>Do</th><th scope=col>Other side</th>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(row: Row, most: int) -> str:
    setup = f"<small>{escape(row.setup)}</small>" if row.setup else ""
    return (
        f"<tr><th scope=row>{escape(row.name)}{setup}</th><td>{row.side_first}</td>"
        f"<td class=dose>{escape(row.dose)}</td>"
        f"<td>{escape(row.other_side)}<small>{escape(row.how)}</small></td>{'<td class=fill></td>' * most}</tr>"
    )


def _list(title: str, lines: tuple[str, ...] | list[str]) -> list[str]:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return [f"<h3>{title}</h3><ul>{items}</ul>"] if lines else []
