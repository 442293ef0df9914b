"""Has it helped? The differences over dates, what the changes are worth, how much was done, what to change next."""

from __future__ import annotations

import datetime as dt
import math
from html import escape
from typing import TYPE_CHECKING, Any

from balancekit.figures.progress import change_mark, dated_bars
from balancekit.forms.parts import SETTLED, Form, classed, column, html
from balancekit.forms.workbench import Workbench
from balancekit.programme import Progress as Followed
from balancekit.programme import plan_at_start, progress
from balancekit.programme.logbook import trained_on
from balancekit.programme.words import date, day_and_month

if TYPE_CHECKING:
    from balancekit.programme import Programme, Trend


class Progress(Form):
    """What has become of the differences since training began.

    Parameters
    ----------
    workbench
        Holds the case with its dates and its log.
    on
        The day to look from; today if left out.
    """

    def __init__(self, workbench: Workbench, *, on: dt.date | None = None) -> None:
        super().__init__(workbench)
        classed(self, "s-progress")
        self.on = on or dt.date.today()
        self._begun: tuple[Any, Programme] | None = None
        self._head = html("", "bk-title")
        self._done = html("", "bk-block")
        self._trends = html("", "bk-block")
        self._done_card = column(self._done, classes="bk-card is-next")
        self._trend_card = column(self._trends, classes="bk-card")
        self.watch(["findings", "rules"], self._draw, pause=SETTLED)
        self._draw()

    def _draw(self) -> None:
        bench = self.workbench
        if not bench.done("safety") or not len(bench.findings):
            self._head.value = self.title("Has it helped?", "Once you have measured twice, the changes appear here.")
            self.show(self._head)
            return
        known, things = bench.catalogue, bench.case.equipment
        now = bench.programme  # the first day and the re-test date are said as on every page
        key = (bench.case.model_copy(update={"log": ()}), trained_on(bench.case)[:1], now.start, bench.rules)
        if self._begun is None or self._begun[0] != key:  # what is logged on further days does not change it
            begun = plan_at_start(bench.case, equipment=things, catalogue=known, rules=bench.rules, on=self.on)
            self._begun = key, begun
        plan = self._begun[1]
        seen = progress(bench.case, plan, catalogue=known, on=self.on)
        lead = "Each difference over its dates. A change counts only beyond the error of both measurements."
        self._head.value = self.title("Has it helped?", lead)
        again, following = "", now if now.retest_on is not None else plan
        if following.retest_on is not None:
            left = (following.retest_on - self.on).days
            again = f"Measure again on {date(following.retest_on)}" if left > 0 else "It is time to measure again"
            tests = ", ".join(escape(one.name) for one in following.retest if one.shows)
            again = f"<p>{again}{': ' + tests if tests else ''}.</p>"
        self._done.value = _adherence(seen) + again
        self._trends.value = "".join(_trend(one) for one in seen.trends) or (
            "<p>None of the tests that you train for has been measured yet.</p>"
        )
        self.show(self._head, self._done_card, self._trend_card)


def _adherence(seen: Followed) -> str:
    done = seen.adherence
    percent = 0 if math.isnan(done.share) else round(100 * done.share)
    return (
        f'<p class="bk-eyebrow">Up to {day_and_month(seen.on)}</p><h3>{escape(done.words)}</h3>'
        f'<div class="bk-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}" '
        f'aria-label="planned sessions done"><i style="width:{percent}%"></i></div>'
    )


def _trend(one: Trend) -> str:
    return (
        f'<section class="bk-trend"><h4>{escape(one.name)} {change_mark(one.verdict)}</h4>{dated_bars(one)}'
        f"<p>{escape(one.words)}</p><p><b>Next.</b> {escape(one.next)}</p></section>"
    )
