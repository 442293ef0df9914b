"""What to do now: a week at a time, the rules, the day of the re-test."""

from __future__ import annotations

import base64
import datetime as dt
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from balancekit.catalogue import Catalogue
from balancekit.forms.grip import Grip, wants_grip
from balancekit.forms.parts import SETTLED, Form, button, classed, column, html, row, say, segments
from balancekit.forms.plan_settings import LadderCard, PlanSettings
from balancekit.forms.safety import standing_advice
from balancekit.forms.workbench import Workbench
from balancekit.programme import Programme
from balancekit.programme.calendar import calendar
from balancekit.programme.page import grouped_rules, phase_strip, phase_words, refusals
from balancekit.programme.paper import paper
from balancekit.programme.plan import Refusal
from balancekit.programme.words import counted, number


def download(text: bytes, name: str, label: str, kind: str, classes: str = "") -> str:
    """A link that hands over a file; it needs no server, so it works in every home of the notebook."""
    data = base64.b64encode(text).decode("ascii")
    return (
        f'<a class="jupyter-button bk-btn {classes}" download="{escape(name)}" href="data:{kind};base64,{data}">'
        f"{escape(label)}</a>"
    )


class Plan(Form):
    """The programme, or why there is none.

    A coach's changes to the rules go in by code: ``Plan(workbench, rules={"one_extra_set": None})``, or later
    ``workbench.rules = ...``; see `balancekit.programme.programme`.
    """

    step = "plan"

    def __init__(self, workbench: Workbench, *, rules: Any = None, on: dt.date | None = None) -> None:
        super().__init__(workbench)
        self.on = on or dt.date.today()
        if rules is not None:
            workbench.rules = rules
        self._head = html("", "bk-title")
        self.week = segments("Week", [("1", 1)], 1, "bk-inline is-weeks")
        self._phase = html("", "bk-block")
        self._table = html("", "bk-block")
        self._calendar = html("")
        self._rules = html("", "bk-block")
        self._notes = html("", "bk-block")
        self._retest = html("", "bk-block")
        self._refusals = html("", "bk-block")
        self._advice = html("", "bk-block")
        self.settings = PlanSettings(workbench, self.guard, self.on)
        self.ladder = LadderCard(workbench, self.guard)
        self.grip = Grip(workbench, self.guard, self.on)
        self._sheet = button("Spreadsheet", self.guard(self._make_sheet), "is-small is-quiet")
        self._sheet_link = html("")
        self.week.observe(self.guard(lambda _: self._draw_week()), "value")
        self._week_card = column(
            row(
                self.week,
                row(self._calendar, self._sheet, self._sheet_link, classes="bk-pair bk-files"),
                classes="bk-split",
            ),
            self._notes,
            self._phase,
            self._table,
            classes="bk-card",
        )
        self._rules_card = column(self._rules, classes="bk-card")
        self._retest_card = column(self._retest, classes="bk-card is-next")
        self._small = classed(w.GridBox(), "bk-cards is-plan")
        self._refusal_card = column(self._refusals, classes="bk-card")
        self._finish = button("Save and finish", self.guard(lambda: workbench.go("save")))
        self._nav = row(
            button("Why", self.guard(lambda: workbench.go("why")), "is-quiet"),
            html("", "bk-grow"),
            self._finish,
            classes="bk-nav",
        )
        self.watch(["findings", "rules"], self._draw, pause=SETTLED)
        self._draw()

    def _draw(self) -> None:
        asked = self.workbench.done("safety")
        (self._finish.add_class if asked else self._finish.remove_class)("is-primary")  # one primary button a screen
        if not asked:
            self._ask_first()
            return
        plan = self.workbench.programme
        lead = (
            f"{_capital(counted(plan.weeks, 'week'))}, {counted(plan.days_per_week, 'day')} a week, up to "
            f"{max(one.minutes for one in plan.sessions)}\N{NO-BREAK SPACE}minutes. "
            "Only for the differences that are clear."
            if plan.rows
            else "Have it looked at first. The plan waits until then."
            if self.case.flags
            else "A plan is made only for differences that are clear."
        )
        self._head.value = self.title("Your plan", lead)
        self._advice.value = standing_advice(self.workbench)
        self._refusals.value = _refusals(plan.refusals, has_plan=bool(plan.rows))
        cards: list[w.Widget] = [self._head, *([self._advice] if self._advice.value else [])]
        if plan.rows:
            self._draw_plan(plan)
            third = [self.ladder] if plan.ladders else []
            grip = [self.grip] if wants_grip(self.workbench, plan) else []
            self._small.children = [*third, *grip, self._retest_card]
            cards += [self._week_card, self._small, self.settings, self._rules_card]
        if plan.refusals:
            cards.append(self._refusal_card)
        self.show(*cards, self._nav)

    def _draw_plan(self, plan: Programme) -> None:
        weeks = [(str(week), week) for week in range(1, plan.weeks + 1)]
        if list(self.week.options) != weeks:
            self.week.options = weeks
            self.week.value = _this_week(plan, self.on)
        self._draw_week()
        self._calendar.value = download(
            calendar(plan).to_ical(), "balancekit-plan.ics", "Calendar file", "text/calendar", "is-small"
        ) + download(paper(plan).encode(), "balancekit-plan.html", "For paper", "text/html", "is-small is-quiet")
        say(self._sheet_link, "")
        lost = "".join(f"<li>{escape(text)}</li>" for text in plan.no_longer)
        lost = f'<h4>What no longer holds</h4><ul class="bk-lost">{lost}</ul>' if lost else ""
        self._rules.value = f"<h3>The rules behind it</h3>{lost}{grouped_rules(plan.rules)}"
        self._rules.value += _sources(plan, self.workbench.catalogue)
        say(self._notes, "".join(f'<p class="bk-caveat">{escape(note)}</p>' for note in plan.notes))
        self._retest.value = _retest(plan, self.on)
        self._retest_card.layout.display = None if plan.retest_on else "none"
        self.settings.refresh()
        self.ladder.refresh()
        self.grip.refresh()

    def _ask_first(self) -> None:
        bench = self.workbench
        left = len(bench.catalogue.red_flags) - len(bench.case.safety)
        self._head.value = self.title("Your plan", "A plan is made once the safety questions are answered.")
        heading = f"{number(left).capitalize()} safety question{'s' * (left != 1)} first"
        words = f"<h3>{heading}</h3><p>They decide whether training is the answer.</p>"
        go = button("Answer them", self.guard(lambda: bench.go("safety")), "is-primary")
        advice = standing_advice(bench)
        say(self._advice, advice)
        self.show(self._head, self._advice, column(html(words), go, classes="bk-card bk-empty"), self._nav)

    def _draw_week(self) -> None:
        plan, week = self.workbench.programme, self.week.value
        if self.workbench.done("safety") and plan.rows and week:
            phase = plan.phase(week)
            self._phase.value = phase_strip(plan.phases, week) + phase_words(phase, week)
            self._table.value = plan.to_html(week)

    def _make_sheet(self) -> None:
        try:
            with tempfile.TemporaryDirectory() as folder:
                content = self.workbench.programme.to_excel(Path(folder) / "plan.xlsx").read_bytes()
        except ModuleNotFoundError as error:
            say(self._sheet_link, f'<p class="bk-note" role="alert">{escape(_capital(str(error)))}</p>')
            return
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        say(self._sheet_link, download(content, "balancekit-plan.xlsx", "Download the spreadsheet", kind, "is-small"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _this_week(plan: Programme, on: dt.date) -> int:
    """The week of the plan that a day lies in, kept within the plan."""
    weeks = 0 if plan.start is None else (on - plan.start).days // 7
    return max(1, min(plan.weeks, weeks + 1))


def _sources(plan: Programme, known: Catalogue) -> str:
    """The works behind the rules, in full."""
    ids = dict.fromkeys(source for rule in plan.rules for source in rule.source)
    items = "".join(f"<li>{escape(known.references[one].citation)}</li>" for one in ids if one in known.references)
    return f'<details class="bk-more"><summary>The sources in full</summary><ul>{items}</ul></details>' if items else ""


def _retest(plan: Programme, on: dt.date) -> str:
    if plan.retest_on is None:
        return ""
    day = f"{plan.retest_on:%a} {plan.retest_on.day} {plan.retest_on:%B}"
    now = _this_week(plan, on)
    weeks = '<li class="is-now"></li>' * now + "<li></li>" * (plan.weeks - now)
    words = "".join(f"<li>{escape(item.words)}</li>" for item in plan.retest)
    return (
        f'<p class="bk-eyebrow">Re-test</p><p class="bk-date">{escape(day)}</p>'
        f'<ol class="bk-weeks" aria-label="week {now} of {plan.weeks}">{weeks}<li class="end"></li></ol>'
        f'<ul class="bk-rules">{words}</ul>'
    )


def _refusals(refused: Iterable[Refusal], *, has_plan: bool) -> str:
    head = "<h3>What is not in it, and why</h3>" if has_plan else "<h3>No plan yet, and why</h3>"
    return head + refusals(refused)
