"""The grid of tries: left and right, one row a try; what is typed goes into the case at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ipywidgets as w

from balancekit.case import Trial
from balancekit.catalogue import Assessment
from balancekit.figures.marks import side
from balancekit.forms.field import Field
from balancekit.forms.parts import button, chip, classed, html
from balancekit.forms.workbench import Workbench

_SIDES = ("left", "right")


class Trials(w.GridBox):
    """The tries of one test on one day, kept in step with the case."""

    def __init__(self, workbench: Workbench, entry: Assessment, on: dt.date, guard: Callable[..., Any]) -> None:
        self.workbench, self.entry, self.on, self._guard = workbench, entry, on, guard
        self.fields: dict[str, list[Field]] = {which: [] for which in _SIDES}
        self.unable = {which: chip(f"Can't do {which}", classes="is-wide") for which in _SIDES}
        for which, made in self.unable.items():
            made.observe(guard(lambda change, which=which: self._cannot(which, on=change["new"])), "value")
        self._add = button("Add a try", guard(self._one_more), "is-small is-quiet")
        super().__init__()
        classed(self, "bk-trials")
        self.refresh()

    def next_free(self, which: str) -> Field:
        """The first empty field of a side; a new row if there is none."""
        for field in self.fields[which]:
            if not field.text.value.strip():
                return field
        self._one_more()
        return self.fields[which][-1]

    def enter(self, which: str, value: float) -> None:
        """Put a reading into the next free field, as if typed."""
        self.next_free(which).text.value = f"{value:g}"

    def refresh(self) -> None:
        """Show what the case holds. Fields that show it already are left alone, so that typing is never disturbed."""
        signed = self.entry.scale == "signed"
        for field in (field for fields in self.fields.values() for field in fields):
            field.speak(self.workbench.case.profile.units)
        stored = {which: self._stored(which) for which in _SIDES}
        both = self.workbench.case.readings(self.entry.id, "both", self.on)
        if signed:
            pairs = [((t, None) if (t.value or 0) < 0 else (None, t)) for t in both]
            stored = {which: [pair[k] for pair in pairs] for k, which in enumerate(_SIDES)}
        rows = max(self.entry.trials, *(len(trials) for trials in stored.values()), len(self.fields["left"]))
        self._ensure(rows)
        for which in _SIDES:
            cannot = any(t is not None and t.unable for t in stored[which])
            if self.unable[which].value != cannot:
                self.unable[which].value = cannot
            values = [t for t in stored[which] if t is None or not t.unable]
            if cannot or self._holds(which, values):
                continue
            for k, field in enumerate(self.fields[which]):
                trial = values[k] if k < len(values) else None
                number = None if trial is None or trial.value is None else abs(trial.value) if signed else trial.value
                field.set(number, confirmed=trial is not None and not trial.doubted)
            for field in self.fields[which]:
                field.text.disabled = cannot
        self._set_disabled()

    def _stored(self, which: str) -> list[Any]:
        return list(self.workbench.case.readings(self.entry.id, which, self.on))

    def _holds(self, which: str, trials: list[Any]) -> bool:
        shown = [(field.value, field.doubted) for field in self.fields[which] if field.value is not None]
        signed = self.entry.scale == "signed"
        stored = [
            (abs(t.value) if signed and t.value is not None else t.value, t.doubted) for t in trials if t is not None
        ]
        return shown == stored

    def _ensure(self, rows: int) -> None:
        start = len(self.fields["left"])
        if rows <= start and self.children:
            return
        for number in range(start + 1, rows + 1):
            for which in _SIDES:
                field = Field(which, number, self.entry, self._guard(self._typed))
                field.speak(self.workbench.case.profile.units)
                self.fields[which].append(field)
        self._lay_out()

    def _lay_out(self) -> None:
        signed = self.entry.scale == "signed"
        heads = {
            which: f"{self.entry.more.capitalize()} on the {which}" if signed else which.capitalize()
            for which in _SIDES
        }
        cells: list[w.Widget] = [html("", "bk-th"), *(html(side(which, heads[which]), "bk-th") for which in _SIDES)]
        for number, (left, right) in enumerate(zip(*self.fields.values(), strict=True), 1):
            cells += [html(f"Try {number}", "bk-th is-row"), left.box, right.box, left.message, right.message]
        cells += [html("", "bk-th"), html("", "bk-th") if signed else self.unable["left"]]
        cells += [html("", "bk-th") if signed else self.unable["right"], html("", "bk-th"), self._add]
        self.children = cells

    def _one_more(self) -> None:
        self._ensure(len(self.fields["left"]) + 1)
        self._set_disabled()

    def _set_disabled(self) -> None:
        for which in _SIDES:
            for field in self.fields[which]:
                field.text.disabled = self.unable[which].value

    def _typed(self, field: Field) -> None:
        if self.entry.scale == "signed":
            pairs = list(zip(*self.fields.values(), strict=True))
            if field.value is not None:  # only one side of a try can be the higher one: the later word counts
                next(f for pair in pairs if field in pair for f in pair if f is not field).set(None, confirmed=True)
            self._write("both", [trial for pair in pairs for trial in self._signed(*pair)])
            return
        for which in _SIDES:
            if not self.unable[which].value:
                self._write(which, self._side_trials(which))

    def _signed(self, left: Field, right: Field) -> list[Trial]:
        """The signed reading of a try, from the field that has a number; + where the right is higher, 0 for level."""
        return [
            self._trial("both", sign * field.value + 0.0, doubted=field.doubted)
            for field, sign in ((left, -1), (right, 1))
            if field.value is not None
        ]

    def _side_trials(self, which: str) -> list[Trial]:
        """The readings that stand in the fields of a side."""
        return [self._trial(which, f.value, doubted=f.doubted) for f in self.fields[which] if f.value is not None]

    def _trial(self, which: str, value: float | None, *, doubted: bool) -> Trial:
        return Trial(assessment=self.entry.id, side=which, value=value, on=self.on, doubted=doubted)  # pyright: ignore[reportArgumentType]

    def _write(self, which: str, trials: list[Trial]) -> None:
        case = self.workbench.case
        changed = case.record(trials) if trials else case.without(self.entry.id, side=which, on=self.on)
        if changed.readings(self.entry.id, which, self.on) != case.readings(self.entry.id, which, self.on):
            self.workbench.update(changed, what=f"{self.entry.id} {which}")

    def _cannot(self, which: str, *, on: bool) -> None:
        self._set_disabled()
        case = self.workbench.case
        known = any(t.unable for t in case.readings(self.entry.id, which, self.on))
        if on and not known:
            self.workbench.update(case.unable(self.entry.id, which, on=self.on), what=f"{self.entry.id} {which} unable")  # pyright: ignore[reportArgumentType]
        elif not on and known:
            trials = self._side_trials(which)
            cleared = case.without(self.entry.id, side=which, on=self.on)
            self.workbench.update(cleared.record(trials) if trials else cleared, what=f"{self.entry.id} {which} able")
