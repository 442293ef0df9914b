"""The training log: today's exercises, weak side first, the strong side held to it, pain stops."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any

import ipywidgets as w

from balancekit.forms.grip import Grip, wants_grip
from balancekit.forms.parts import SETTLED, Form, button, classed, column, html, row, say
from balancekit.forms.safety import standing_advice
from balancekit.forms.sets import Sets
from balancekit.forms.workbench import Workbench
from balancekit.programme.logbook import stopped, trained_on
from balancekit.programme.page import phase_words, refusals
from balancekit.programme.words import day_and_month


class TrainingLog(Form):
    """What is done today.

    Parameters
    ----------
    workbench
        Holds the case; what is typed goes into its log at once.
    on
        The day of training; today if left out.
    """

    def __init__(self, workbench: Workbench, *, on: dt.date | None = None) -> None:
        super().__init__(workbench)
        classed(self, "s-log")
        self.on = on or dt.date.today()
        self.cards: dict[str, Sets] = {}
        self._key: Any = None
        self._listing = False
        self._head = html("", "bk-title")
        self._advice = html("", "bk-block")
        self.session = classed(w.Dropdown(description="Session", tooltip="Choose a session"), "bk-jump")
        self.session.observe(self.guard(lambda _: self._listing or self._draw()), "value")
        self._before = html("", "bk-block")
        self._before_card = column(self._before, classes="bk-card")
        self._cards = column(classes="bk-stack")
        self.grip = Grip(workbench, self.guard, self.on)
        self._stopped = column(classes="bk-card bk-stopped")
        self._empty = html("", "bk-block")
        self._empty_card = column(self._empty, classes="bk-card")
        self._undo = button("Undo", self.guard(workbench.undo), "is-small is-quiet")
        self._saved = html("", "bk-grow")
        self._safety = button("Something new? Safety questions", self.guard(self._ask_safety), "is-quiet is-small")
        self._nav = row(self._undo, self._saved, self._safety, classes="bk-nav")
        self.watch(["findings", "rules"], self._draw, pause=SETTLED)
        self._draw()

    @property
    def day(self) -> dt.date:
        """The day that is written to: that of the session where it is past, else today."""
        return min(self.session.value, self.on) if self.session.value else self.on

    def _ask_safety(self) -> None:
        self.workbench.go("safety")

    def _draw(self) -> None:
        bench = self.workbench
        say(self._advice, standing_advice(bench))
        self._undo.disabled = bench.last_change.split(" ")[0] not in ("sets", "note", "pain", "grip", "painless")
        self.grip.refresh()
        self._list_stopped()
        if not bench.done("safety"):
            self._nothing("Safety questions first", "<p>They decide whether training is the answer.</p>")
            return
        plan = bench.programme
        if not plan.rows:
            told = refusals(plan.refusals) or "<p>A plan is made from differences that are clear.</p>"
            self._nothing("Nothing to train today", told)
            return
        self._list_sessions()
        session = plan.session(self.session.value) if self.session.value else None
        if session is None:
            return
        key = (session.rows, self.day, bench.case.profile.units)
        if key != self._key:
            self._key = key
            self.cards = {row.exercise: Sets(bench, row, self.day, self.guard) for row in session.rows}
            self._cards.children = list(self.cards.values())
        else:
            for card in self.cards.values():
                card.refresh()
        self.grip.on = self.day
        phase = plan.phase(session.week)
        when = f"{session.day} {day_and_month(session.date)}, week {session.week} of {plan.weeks}"
        lead = f"{when}: {escape(session.kind.lower())}, about {session.minutes} minutes."
        self._head.value = self.title("Train", lead)
        kept = "" if self.day == session.date else f" What you enter is kept under {day_and_month(self.day)}."
        warm = f'<p class="bk-warmup">{escape(session.warm_up)}</p>' if session.warm_up else ""
        self._before.value = f'{phase_words(phase, session.week)}{warm}<p class="bk-note">{kept}</p>'
        saved = f"Saved at {bench.saved_at:%H:%M}" if bench.saved_at else ""
        self._saved.value = f'<p class="bk-note">{saved}</p>' if saved else ""
        extra = [self.grip] if wants_grip(bench, plan) else []
        held = [self._stopped] if self._stopped.children else []
        advice = [self._advice] if self._advice.value else []
        self.show(
            self._head,
            *advice,
            self.session,
            self._before_card,
            *held,
            self._cards,
            *extra,
            self._nav,
        )

    def _nothing(self, heading: str, text: str) -> None:
        self._key, self.cards = None, {}
        self._saved.value = ""
        self._head.value = self.title("Train", "The log shows what the plan holds for today.")
        self._empty.value = f"<h3>{heading}</h3>{text}"
        advice = [self._advice] if self._advice.value else []
        held = [self._stopped] if self._stopped.children else []
        extra = [self.grip] if not self.case.flags else []
        self.show(self._head, *advice, self._empty_card, *held, *extra, self._nav)

    def _list_sessions(self) -> None:
        plan, done = self.workbench.programme, set(trained_on(self.case))
        near = plan.session_near(self.on)
        options = [
            (f"{'✓ ' if one.date in done else ''}{one.day[:3]} {day_and_month(one.date)}, {one.kind.lower()}", one.date)
            for one in plan.sessions
        ]
        self._listing = True  # new options choose their first one, which is not the reader's wish
        chosen = self.session.value
        if tuple(self.session.options) != tuple(options):
            self.session.options = options
        days = [day for _, day in options]
        self.session.value = chosen if chosen in days else near.date if near else None
        self._listing = False

    def _list_stopped(self) -> None:
        known, held = self.workbench.catalogue.exercises, []
        for exercise, entry in stopped(self.case).items():
            name = known[exercise].name if exercise in known else exercise
            words = (
                f"<h3>{escape(name)}: stopped for pain</h3><p>Logged on {day_and_month(entry.on)}. It stays out of the "
                "plan, and an easier version takes its place where there is one. Pain that stays, spreads or comes "
                "back wants somebody to look at it.</p>"
            )
            back = button(
                "It no longer hurts",
                self.guard(lambda exercise=exercise, entry=entry: self._painless(exercise, entry.on)),
                "is-small",
                f"It no longer hurts: {name}",
            )
            held.append(row(html(words, "bk-grow"), back, classes="bk-split"))
        self._stopped.children = held

    def _painless(self, exercise: str, since: dt.date) -> None:
        day = max(self.on, since)
        self.workbench.update(self.case.train(exercise, pain=False, on=day), what=f"painless {exercise}")
