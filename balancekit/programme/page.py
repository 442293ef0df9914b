"""A programme as HTML, in the classes of the workbook's stylesheet. Every text is escaped: names come from people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from balancekit.catalogue.wording import capital
from balancekit.programme.rules import GROUPS
from balancekit.programme.words import counted, day_and_month, headline, week_by_week

if TYPE_CHECKING:
    from balancekit.programme.ladder import Ladder
    from balancekit.programme.phases import Phase
    from balancekit.programme.plan import Programme, Refusal, Row, Session
    from balancekit.programme.rules import Rule

_HEAD = ("Exercise", "Weak side first", "Do", "Other side")


def week_table(programme: Programme, week: int) -> str:
    """One week: a heading a day, a row an exercise. On a phone the stylesheet turns rows into blocks."""
    programme.week(week)  # says so where there is no such week
    head = _head(_HEAD)
    days = "".join(_day(session) for session in programme.sessions if session.week == week)
    return f'<table class="bk-week"><thead><tr>{head}</tr></thead>{days}</table>'


def day_view(session: Session) -> str:
    """One day in full: warm-up, then each exercise with its sets, how to do them, and why."""
    rows = "".join(
        f'<li><h4>{escape(row.name)}</h4><p class="bk-daydo">{_first(row)} <b>{escape(row.dose)}</b> '
        f'<span class="then">{escape(row.other_side)}</span></p>'
        f'<p class="bk-note">{escape(". ".join(filter(None, (capital(row.setup), capital(row.how)))))}.</p>'
        f'<p class="bk-note">For {escape(row.reason)}.</p></li>'
        for row in session.rows
    )
    warm = f'<p class="bk-warmup">{escape(session.warm_up)}</p>' if session.warm_up else ""
    return (
        f'<div class="bk-dayview"><h3>{escape(session.day)} {day_and_month(session.date)}</h3>'
        f'<p class="bk-note">{escape(session.kind)}, about {session.minutes} minutes</p>{warm}<ol>{rows}</ol></div>'
    )


def phase_strip(phases: Iterable[Phase], week: int | None = None) -> str:
    """The phases in a row, the one of the week marked."""
    items = "".join(
        f"<li{_now(week in phase.weeks)}><b>{escape(phase.name)}</b><small>{escape(capital(phase.when))}</small></li>"
        for phase in phases
    )
    return f'<ol class="bk-phases">{items}</ol>'


def phase_words(phase: Phase, week: int) -> str:
    """What a week's phase is for, and when to move on."""
    light = " <b>This week is light:</b> fewer sets, further from your limit." if week in phase.light else ""
    return (
        f'<p class="bk-phase"><b>{escape(phase.name)}.</b> {escape(phase.aim)}{light} '
        f'<small class="bk-note">{escape(phase.until)}</small></p>'
    )


def weeks_table(programme: Programme) -> str:
    """The sets of every week, an exercise a row."""
    head = _head(["Exercise", "Day", *(f"Week {week}" for week in range(1, programme.weeks + 1))])
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(day[:3])}</td>'
        f"{''.join(f'<td class=dose>{escape(dose)}</td>' for dose in doses)}</tr>"
        for name, day, doses in week_by_week(programme)
    )
    table = f'<table class="bk-allweeks"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="bk-scroll">{table}</div>'


def ladder_list(ladder: Ladder) -> str:
    """The rungs of a ladder, easiest first, the planned one marked."""
    items = "".join(
        f"<li{_now(rung.exercise == ladder.exercise)}>{escape(rung.name)}{_needs(rung.needs)}</li>"
        for rung in ladder.rungs
    )
    return f'<ol class="bk-ladder">{items}</ol>'


def _source(rule: Rule) -> str:
    return f" Source: {escape(rule.source_words)}." if rule.source_words else ""


def _needs(things: Sequence[str]) -> str:
    return f" <small>needs {escape(' and '.join(things))}</small>" if things else ""


def _now(now: bool) -> str:  # noqa: FBT001  one private word
    return ' class="is-now" aria-current="step"' if now else ""


def _head(titles: Iterable[str]) -> str:
    return "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)


def side(name: str, text: str = "") -> str:
    """A side of the person: its mark, always with the word."""
    return f'<span class="bk-side is-{escape(name)}">{escape(text or name.capitalize())}</span>'


def rules_list(rules: Iterable[Rule]) -> str:
    """The rules, each with its grade of evidence and what is known."""
    items = (
        f'<li class="bk-rule"><b>{escape(rule.text)}</b> '
        f"<small>{escape(rule.grade_words.capitalize())}. {escape(rule.note)}{_source(rule)}</small></li>"
        for rule in rules
    )
    return f'<ul class="bk-rules">{"".join(items)}</ul>'


def grouped_rules(rules: Iterable[Rule]) -> str:
    """The rules by what they are about: in a few words, with what each says in full, its grade and note folded away."""
    known = tuple(rules)
    parts = []
    for group, heading in GROUPS.items():
        if own := [rule for rule in known if rule.group == group]:
            lead = capital("; ".join(rule.short for rule in own))
            why = f'<summary aria-label="Why these rules: {escape(heading.lower())}">Why these rules</summary>'
            parts.append(
                f'<section class="bk-rulegroup"><p><b>{escape(heading)}.</b> {escape(lead)}.</p>'
                f'<details class="bk-more">{why}{rules_list(own)}</details></section>'
            )
    return "".join(parts)


def refusals(refused: Iterable[Refusal]) -> str:
    """What is left out, and what to do instead."""
    return "".join(
        f'<div class="bk-refusal"><h4>{escape(one.heading)}</h4><p>{escape(one.text)}</p></div>' for one in refused
    )


def page(programme: Programme) -> str:
    """The first week, rules, re-test, and what is left out, for a notebook's output."""
    parts = [f"<h3>{escape(headline(programme))}</h3>"]
    if programme.rows:
        parts += [phase_strip(programme.phases, 1), week_table(programme, 1)]
        if programme.weeks > 1:
            parts += [f"<h4>{counted(programme.weeks, 'week').capitalize()}</h4>", weeks_table(programme)]
        parts += ["<h4>Rules</h4>", grouped_rules(programme.rules)]
        parts += _titled("What no longer holds", programme.no_longer)
        parts += _titled("Re-test", [retest.words for retest in programme.retest])
        parts += _titled("Too hard or too easy", [ladder.words for ladder in programme.ladders if ladder.words])
        parts += _titled("To know", programme.notes)
    if programme.refusals:
        parts.append(
            f"<h4>Left out</h4>{refusals(programme.refusals)}" if programme.rows else refusals(programme.refusals)
        )
    return f'<div class="bk"><div class="bk-card">{"".join(parts)}</div></div>'


def _day(session: Session) -> str:
    heading = (
        f"{escape(session.day)}<small>{day_and_month(session.date)} · {escape(session.kind)} · "
        f"about {session.minutes} min</small>"
    )
    rows = "".join(_row(row) for row in session.rows)
    return f'<tbody><tr class="day"><th colspan="4" scope="colgroup">{heading}</th></tr>{rows}</tbody>'


def _row(row: Row) -> str:
    kept = "Kept. " if row.phase == "keep" else ""
    notes = "".join(f"<small>{escape(text)}</small>" for text in (row.setup, f"{kept}For {row.reason}") if text)
    return (
        f'<tr><th scope="row">{escape(row.name)}{notes}</th><td>{_first(row)}</td>'
        f'<td class="dose">{escape(row.dose)}</td>'
        f'<td class="then">{escape(row.other_side)}<small>{escape(row.how)}</small></td></tr>'
    )


def _first(row: Row) -> str:
    return side(row.side_first, f"{row.side_first.capitalize()} {'first' if row.weak_first else 'is weaker'}")


def _titled(title: str, texts: Sequence[str]) -> list[str]:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return [f"<h4>{title}</h4><ul>{items}</ul>"] if texts else []
