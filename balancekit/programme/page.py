"""A programme as HTML, in the classes of the workbook's stylesheet. Every text is escaped: names come from people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from balancekit.programme.words import day_and_month, headline

if TYPE_CHECKING:
    from balancekit.programme.plan import Programme, Refusal, Row, Session
    from balancekit.programme.rules import Rule

_HEAD = ("Exercise", "Weak side first", "Do", "Other side")


def week_table(programme: Programme, week: int) -> str:
    """One week: a heading a day, a row an exercise. On a phone the stylesheet turns rows into blocks."""
    programme.week(week)  # says so where there is no such week
    head = "".join(f'<th scope="col">{title}</th>' for title in _HEAD)
    days = "".join(_day(session) for session in programme.sessions if session.week == week)
    return f'<table class="bk-week"><thead><tr>{head}</tr></thead>{days}</table>'


def side(name: str, text: str = "") -> str:
    """A side of the person: its mark, always with the word."""
    return f'<span class="bk-side is-{escape(name)}">{escape(text or name.capitalize())}</span>'


def rules_list(rules: Iterable[Rule]) -> str:
    """The rules, each with its grade of evidence and what is known."""
    items = (
        f'<li class="bk-rule"><b>{escape(rule.text)}</b> '
        f"<small>{escape(rule.grade_words.capitalize())}. {escape(rule.note)}</small></li>"
        for rule in rules
    )
    return f'<ul class="bk-rules">{"".join(items)}</ul>'


def refusals(refused: Iterable[Refusal]) -> str:
    """What is left out, and what to do instead."""
    return "".join(
        f'<div class="bk-refusal"><h4>{escape(one.heading)}</h4><p>{escape(one.text)}</p></div>' for one in refused
    )


def page(programme: Programme) -> str:
    """The first week, rules, re-test, and what is left out, for a notebook's output."""
    parts = [f"<h3>{escape(headline(programme))}</h3>"]
    if programme.rows:
        parts += [week_table(programme, 1), rules_list(programme.rules)]
        parts += _titled("Re-test", [retest.words for retest in programme.retest])
        parts += _titled("Too hard or too easy", [ladder.words for ladder in programme.ladders if ladder.words])
        parts += _titled("To know", programme.notes)
    if programme.refusals:
        parts.append(
            f"<h4>Left out</h4>{refusals(programme.refusals)}" if programme.rows else refusals(programme.refusals)
        )
    return f'<div class="bk"><div class="bk-card">{"".join(parts)}</div></div>'


def _day(session: Session) -> str:
    heading = f"{escape(session.day)}<small>{day_and_month(session.date)} · {escape(session.kind)}</small>"
    rows = "".join(_row(row) for row in session.rows)
    return f'<tbody><tr class="day"><th colspan="4" scope="colgroup">{heading}</th></tr>{rows}</tbody>'


def _row(row: Row) -> str:
    setup = f'<br><small class="bk-note" style="font-weight:400">{escape(row.setup)}</small>' if row.setup else ""
    first = side(row.side_first, f"{row.side_first.capitalize()} first")
    return (
        f'<tr><th scope="row">{escape(row.name)}{setup}</th><td>{first}</td><td class="dose">{escape(row.dose)}</td>'
        f'<td class="then">{escape(row.other_side)}</td></tr>'
    )


def _titled(title: str, texts: Sequence[str]) -> list[str]:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return [f"<h4>{title}</h4><ul>{items}</ul>"] if texts else []
