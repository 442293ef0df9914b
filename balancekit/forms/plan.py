"""What to do now: a week at a time, the rules, the day of the re-test."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from balancekit.forms.parts import Form, button, column, html, row, say, segments
from balancekit.forms.safety import standing_advice
from balancekit.forms.workbench import Workbench
from balancekit.programme import Programme
from balancekit.programme.calendar import calendar
from balancekit.programme.page import refusals, rules_list
from balancekit.programme.plan import Refusal
from balancekit.programme.words import number

if TYPE_CHECKING:
    import ipywidgets as w


def download(text: bytes, name: str, label: str, kind: str, classes: str = "") -> str:
    """A link that hands over a file; it needs no server, so it works in every home of the notebook."""
    data = base64.b64encode(text).decode("ascii")
    return (
        f'<a class="jupyter-button bk-btn {classes}" download="{escape(name)}" href="data:{kind};base64,{data}">'
        f"{escape(label)}</a>"
    )


class Plan(Form):
    """The programme, or why there is none."""

    step = "plan"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._head = html("", "bk-title")
        self.week = segments("Week", [("1", 1)], 1, "bk-inline is-weeks")
        self._table = html("", "bk-block")
        self._calendar = html("")
        self._rules = html("", "bk-block")
        self._notes = html("", "bk-block")
        self._retest = html("", "bk-block")
        self._refusals = html("", "bk-block")
        self._advice = html("", "bk-block")
        self.week.observe(self.guard(lambda _: self._draw_week()), "value")
        self._week_card = column(
            row(self.week, html("", "bk-grow"), self._calendar, classes="bk-split"),
            self._notes,
            self._table,
            classes="bk-card",
        )
        self._rules_card = column(self._rules, classes="bk-card")
        self._retest_card = column(self._retest, classes="bk-card is-next")
        self._refusal_card = column(self._refusals, classes="bk-card")
        self._nav = row(
            button("Why", self.guard(lambda: workbench.go("why")), "is-quiet"),
            html("", "bk-grow"),
            button("Save and finish", self.guard(lambda: workbench.go("save")), "is-primary"),
            classes="bk-nav",
        )
        self.watch("findings", self._draw)
        self._draw()

    def _draw(self) -> None:
        if not self.workbench.done("safety"):
            self._ask_first()
            return
        plan = self.workbench.programme
        lead = (
            f"{plan.weeks} weeks, {plan.days_per_week} days a week. Only for the differences that are clear."
            if plan.rows
            else "A plan is made only for differences that are clear."
        )
        self._head.value = self.title("Your plan", lead)
        self._advice.value = standing_advice(self.workbench)
        self._refusals.value = _refusals(plan.refusals, has_plan=bool(plan.rows))
        cards: list[w.Widget] = [self._head, *([self._advice] if self._advice.value else [])]
        if plan.rows:
            weeks = [(str(week), week) for week in range(1, plan.weeks + 1)]
            if list(self.week.options) != weeks:
                self.week.options = weeks
                self.week.value = 1
            self._draw_week()
            self._calendar.value = download(
                calendar(plan).to_ical(), "balancekit-plan.ics", "Calendar file", "text/calendar", "is-small"
            )
            self._rules.value = f"<h3>The rules behind it</h3>{rules_list(plan.rules)}"
            say(self._notes, "".join(f'<p class="bk-caveat">{escape(note)}</p>' for note in plan.notes))
            self._retest.value = _retest(plan)
            cards += [self._week_card, self._retest_card, self._rules_card]
        if plan.refusals:
            cards.append(self._refusal_card)
        self.show(*cards, self._nav)

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
        plan = self.workbench.programme
        if self.workbench.done("safety") and plan.rows and self.week.value:
            self._table.value = plan.to_html(self.week.value)


def _retest(plan: Programme) -> str:
    if plan.retest_on is None:
        return ""
    day = f"{plan.retest_on:%a} {plan.retest_on.day} {plan.retest_on:%B}"
    weeks = '<li class="is-now"></li>' + "<li></li>" * (plan.weeks - 1)
    words = "".join(f"<li>{escape(item.words)}</li>" for item in plan.retest)
    return (
        f'<p class="bk-eyebrow">Re-test</p><p class="bk-date">{escape(day)}</p>'
        f'<ol class="bk-weeks" aria-label="{plan.weeks} weeks">{weeks}<li class="end"></li></ol>'
        f'<ul class="bk-rules">{words}</ul>'
    )


def _refusals(refused: Iterable[Refusal], *, has_plan: bool) -> str:
    head = "<h3>What is not in it, and why</h3>" if has_plan else "<h3>No plan yet, and why</h3>"
    return head + refusals(refused)
