"""What the reader sets of the plan: days, minutes, level, first day; and the version of each exercise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from balancekit.forms.parts import button, classed, column, html, row, segments
from balancekit.forms.workbench import Workbench
from balancekit.programme.logbook import has_begun, step_now, trained_on
from balancekit.programme.page import ladder_list
from balancekit.programme.words import date

if TYPE_CHECKING:
    from balancekit.programme import Ladder, Rung

_DAYS = (("2", 2), ("3", 3), ("4", 4), ("5", 5))
_MINUTES = (("20", 20), ("30", 30), ("45", 45), ("60", 60), ("Any", 0))
_WEEKS = (("4", 4), ("6", 6), ("8", 8), ("12", 12))
_LEVELS = (("Beginner", "beginner"), ("Regular", "regular"), ("Trained", "trained"))


class PlanSettings(w.VBox):
    """Days, minutes, weeks, level, and the first day."""

    def __init__(self, workbench: Workbench, guard: Callable[..., Any], on: dt.date) -> None:
        self.workbench, self.on, self._drawing = workbench, on, False
        self.fields = {
            "days_per_week": segments("Days a week", _DAYS, None, "bk-q"),
            "minutes": segments("Most minutes a session", _MINUTES, None, "bk-q"),
            "weeks": segments("Weeks until the re-test", _WEEKS, None, "bk-q"),
            "level": segments("Used to training with loads", _LEVELS, None, "bk-q"),
        }
        for name, field in self.fields.items():
            field.observe(guard(lambda change, name=name: self._set(name, change["new"])), "value")
        self._start = html("", "bk-grow")
        self.begin = button("Begin", guard(self._begin), "is-small")
        rows = [column(field, classes="bk-row") for field in self.fields.values()]
        super().__init__(
            [html("<h3>How you train</h3>"), *rows, row(self._start, self.begin, classes="bk-row bk-split")]
        )
        classed(self, "bk-card bk-rows bk-settings")
        self.refresh()

    def refresh(self) -> None:
        """Show what the case holds; a number that is not among the buttons leaves them all open."""
        training = self.workbench.case.training
        self._drawing = True
        for name, field in self.fields.items():
            value = getattr(training, name)
            value = 0 if name == "minutes" and value is None else value
            field.value = value if value in [option for _, option in field.options] else None
        self._drawing = False
        free, first = self._free_start, self.workbench.programme.start
        held = training.start is None and has_begun(self.workbench.case, self.workbench.programme)
        if held and first is not None:
            self._start.value = (
                f"<p>Begun on <b>{date(first)}</b>, with your first session. New measurements no longer move it; the "
                "re-test ends it.</p>"
            )
            label = "Begin on that day"
        elif training.start is None:
            when = date(first) if first else "the Monday after you have measured"
            self._start.value = (
                f"<p>Not begun yet: it would start on <b>{when}</b>, after your latest test. Your first session holds "
                "it in place.</p>"
            )
            label = "Begin on that day"
        elif self._over and free is not None and free > training.start:
            self._start.value = f"<p>The plan from {date(training.start)} is over, and you have measured since.</p>"
            label = f"Begin the next one on {date(free)}"
        else:
            self._start.value = f"<p>Begun on <b>{date(training.start)}</b>. New measurements no longer move it.</p>"
            label = "Take the start back"
        self.begin.description = self.begin.tooltip = label
        self.begin.disabled = training.start is None and free is None
        self.begin.layout.display = "none" if held else None

    @property
    def _free_start(self) -> dt.date | None:
        """The first day that a plan would have if none had begun."""
        latest = max((finding.on for finding in self.workbench.findings), default=None)
        return None if latest is None else latest + dt.timedelta(days=7 - latest.weekday())

    @property
    def _over(self) -> bool:
        training = self.workbench.case.training
        return training.start is not None and self.on >= training.start + dt.timedelta(weeks=training.weeks)

    def _set(self, name: str, value: Any) -> None:
        if self._drawing or value is None:
            return
        wishes: dict[str, Any] = {name: None if name == "minutes" and value == 0 else value}
        case = self.workbench.case
        if name in ("weeks", "days_per_week") and case.training.start is None and trained_on(case):
            wishes["start"] = self.workbench.programme.start  # plans of another length must not move what has begun
        self.workbench.update(case.plan(**wishes), what=f"plan {name}")

    def _begin(self) -> None:
        begun, free = self.workbench.case.training.start, self._free_start
        again = begun is None or (self._over and free is not None and free > begun)
        start = free if again else None
        self.workbench.update(self.workbench.case.plan(start=start), what="plan start")


class LadderCard(w.VBox):
    """Too hard, too easy: the rungs of one exercise at a time, and a step down or up."""

    def __init__(self, workbench: Workbench, guard: Callable[..., Any]) -> None:
        self.workbench, self._listing = workbench, False
        self.exercise = classed(w.Dropdown(description="Exercise", tooltip="Choose an exercise"), "bk-jump")
        self.exercise.observe(guard(lambda _: self._listing or self._draw()), "value")
        self._rungs = html("", "bk-grow")
        self.easier = button("Easier", guard(lambda: self._move("easier")))
        self.harder = button("Harder", guard(lambda: self._move("harder")))
        super().__init__(
            [
                html("<h3>Too hard? Too easy?</h3>"),
                self.exercise,
                self._rungs,
                row(self.easier, self.harder, classes="bk-pair is-even"),
            ]
        )
        classed(self, "bk-card bk-laddercard")
        self.refresh()

    def refresh(self) -> None:
        """List the exercises of the plan; stay on the ladder that was shown, also where its rung has changed."""
        ladders = self.workbench.programme.ladders
        options = [(ladder.name, ladder.exercise) for ladder in ladders]
        shown = self.exercise.value
        self._listing = True  # new options choose their first one, which is not the reader's wish
        if tuple(self.exercise.options) != tuple(options):
            self.exercise.options = options
        same = next((one.exercise for one in ladders if shown in [rung.exercise for rung in one.rungs]), None)
        self.exercise.value = same or (ladders[0].exercise if ladders else None)
        self._listing = False
        self._draw()

    @property
    def ladder(self) -> Ladder | None:
        """The ladder that is shown."""
        return next((one for one in self.workbench.programme.ladders if one.exercise == self.exercise.value), None)

    def _draw(self) -> None:
        ladder = self.ladder
        if ladder is None:
            return
        told = step_now(self.workbench.case, self.workbench.programme, ladder.exercise)
        words = f'<p class="bk-note">{escape(told.words)}</p>' if told.way != "unknown" else ""
        taken = {which: self._rung(ladder, which) for which in ("easier", "harder")}
        if not any(taken.values()):  # two buttons that do nothing want a reason
            words += '<p class="bk-note">No easier or harder version of it can be taken with what you have.</p>'
        self._rungs.value = ladder_list(ladder) + words
        for rung, made in ((taken["easier"], self.easier), (taken["harder"], self.harder)):
            made.disabled = rung is None
            made.tooltip = f"{made.description}: {rung.name if rung else 'there is no version to take'}"

    def _rung(self, ladder: Ladder, which: str) -> Rung | None:
        """The next rung that can be taken: one-sided work, with what is there."""
        known = self.workbench.catalogue.exercises
        rungs = ladder.rungs[ladder.at + 1 :] if which == "harder" else ladder.rungs[: ladder.at][::-1]
        for rung in rungs:
            if not rung.needs and known[rung.exercise].one_sided and known[rung.exercise].dose is not None:
                return rung
        return None

    def _move(self, which: str) -> None:
        ladder = self.ladder
        rung = None if ladder is None else self._rung(ladder, which)
        if ladder is None or rung is None:
            return
        on_ladder = {one.exercise for one in ladder.rungs}
        kept = [one for one in self.workbench.case.training.rungs if one not in on_ladder]
        self.workbench.update(self.workbench.case.plan(rungs=(*kept, rung.exercise)), what="plan rung")
