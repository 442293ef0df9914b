"""One exercise of today: its sets, the weak side's entered first, the strong side's held to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from balancekit.figures.marks import WARN_SIGN, side
from balancekit.forms import numbers
from balancekit.forms.parts import button, chip, classed, column, html, row, say
from balancekit.forms.workbench import Workbench
from balancekit.programme.choice import other
from balancekit.programme.logbook import about, beyond_cap, cap, sets_of, step
from balancekit.programme.rules import rulebook
from balancekit.symmetry.units import Units, to_shown, unit_shown

if TYPE_CHECKING:
    from balancekit.programme import Row

_UNIT_WORDS = {"s": "s", "reps": "reps"}


def _number_field(label: str, unit: str, classes: str = "") -> tuple[w.Text, w.HBox]:
    text = classed(w.Text(description=label, tooltip=label, continuous_update=True), "bk-num")
    return text, row(text, html(unit, "bk-unit"), classes=f"bk-field {classes}")


class Sets(w.VBox):
    """The card of one exercise on one day, kept in step with the case."""

    def __init__(self, workbench: Workbench, planned: Row, on: dt.date, guard: Callable[..., Any]) -> None:
        self.workbench, self.row, self.on = workbench, planned, on
        self.weak, self.strong = planned.works, other(planned.works)
        self._drawing = False
        self._units: Units = workbench.case.profile.units
        self.fields: dict[str, list[w.Text]] = {self.weak: [], self.strong: []}
        self._boxes: dict[str, list[w.HBox]] = {self.weak: [], self.strong: []}
        self._cells: list[w.Widget] = []
        self._message = html("", "bk-block")
        self._fix = button("", guard(self._hold_to_cap), "is-small")
        self._warning = row(html("", "bk-grow"), self._fix, classes="bk-warnbox")
        self.load, self._load_box = _number_field(f"Load, {planned.name}", unit_shown("kg", self._units))
        self.reserve, self._reserve_box = _number_field(f"In reserve, {planned.name}", "reps")
        self.note = classed(
            w.Text(description="Note", tooltip=f"Note, {planned.name}", continuous_update=False), "bk-text"
        )
        self.pain = chip("It hurts: stop", classes="is-pain")
        self.pain.tooltip = f"It hurts: stop {planned.name}"
        self._step = html("", "bk-block")
        self._grid = classed(w.GridBox(), "bk-trials bk-setgrid")
        loads = planned.quality in ("strength", "endurance", "size")
        extras = [
            column(html('<span class="bk-note">Load</span>'), self._load_box, classes="bk-extra"),
            *(
                [column(html('<span class="bk-note">Reps in reserve</span>'), self._reserve_box, classes="bk-extra")]
                if planned.in_reserve is not None
                else []
            ),
        ]
        super().__init__(
            [
                html(self._head(), "bk-block"),
                self._grid,
                self._message,
                self._warning,
                row(*(extras if loads else []), self.note, classes="bk-extras"),
                row(self.pain, self._step, classes="bk-split"),
            ]
        )
        classed(self, "bk-card bk-exercise")
        for text in (self.load, self.reserve):
            text.observe(guard(self._typed), "value")
        self.note.observe(guard(lambda _: self._remark("note")), "value")
        self.pain.observe(guard(lambda _: self._remark("pain")), "value")
        self._guard = guard
        self._ensure(max(planned.sets, *(self._highest(which) for which in self.fields)))
        self._prefill()
        self.refresh()

    # ------------------------------------------------------------------ what it shows

    def _head(self) -> str:
        planned = self.row
        first = "first" if planned.weak_first else "is weaker"
        setup = f"{planned.setup[:1].upper()}{planned.setup[1:]}. " if planned.setup else ""
        return (
            f"<h3>{escape(planned.name)}</h3>"
            f'<p class="bk-dayline">{side(planned.side_first, f"{planned.side_first.capitalize()} {first}")}, '
            f"<b>{escape(planned.dose)}</b>; {escape(planned.other_side)}</p>"
            f'<p class="bk-note">{escape(setup)}{escape(planned.how[:1].upper() + planned.how[1:])}.</p>'
        )

    def _highest(self, which: Any) -> int:
        return max((entry.set for entry in sets_of(self.workbench.case, self.row.exercise, self.on, which)), default=0)

    def _ensure(self, count: int) -> None:
        """As many rows as sets are planned or done."""
        have = len(self.fields[self.weak])
        for number in range(have + 1, count + 1):
            for which in (self.weak, self.strong):
                label = f"{self.row.name}, set {number}, {which}"
                text, box = _number_field(label, _UNIT_WORDS[self.row.unit], f"is-{which}")
                text.observe(self._guard(self._typed), "value")
                self.fields[which].append(text)
                self._boxes[which].append(box)
        more = button("Add a set", self._guard(self._one_more), "is-small is-quiet", f"Add a set, {self.row.name}")
        cells: list[w.Widget] = [html("", "bk-th")]
        planned = self.row
        aim = "first" if planned.works == planned.side_first else f"first, for the weak {planned.side_first}"
        for which, word in ((self.weak, aim), (self.strong, "then")):
            cells.append(html(f'{side(which, which.capitalize())} <small class="bk-note">{word}</small>', "bk-th"))
        for number, pair in enumerate(zip(self._boxes[self.weak], self._boxes[self.strong], strict=True), 1):
            cells += [html(f"Set {number}", "bk-th is-row"), *pair]
        self._grid.children = (*cells, html("", "bk-th"), more)

    def _one_more(self) -> None:
        self._ensure(len(self.fields[self.weak]) + 1)
        self.refresh()

    def _prefill(self) -> None:
        """The weight of the last time, where today has none: most often it is the same."""
        before = [e for e in self.workbench.case.log if e.exercise == self.row.exercise and e.load is not None]
        if before and not self.load.value:
            self._set(self.load, numbers.typed(round(to_shown(before[-1].load or 0.0, "kg", self._units), 1)))

    def refresh(self) -> None:
        """Show what the case holds. Fields that show it already are left alone, so that typing is never disturbed."""
        case, planned = self.workbench.case, self.row
        highest = max(self._highest(which) for which in self.fields)
        if highest > len(self.fields[self.weak]):
            self._ensure(highest)
        for which, fields in self.fields.items():
            stored = {e.set: e.value for e in sets_of(case, planned.exercise, self.on, which)}  # pyright: ignore[reportArgumentType]
            for number, text in enumerate(fields, 1):
                if self._read(text) != stored.get(number) and not self._bad(text):
                    self._set(text, "" if number not in stored else numbers.typed(stored[number] or 0.0))
        # The rules themselves, not those of the plan: a plan is made anew for each number that is typed.
        book = rulebook(self.workbench.rules, case.training.level)
        capped = book.holds("strong_side_stops")
        for number, text in enumerate(self.fields[self.strong], 1):
            most = cap(case, planned, self.on, number)
            waits = not most and planned.weak_first and not text.value.strip()
            text.disabled = waits
            spare = number > planned.other_sets and not text.value.strip()
            self._boxes[self.strong][number - 1].layout.visibility = "hidden" if spare else None
            hint = f"{self.weak} first" if waits else ""
            if capped and most:
                hint = f"up to {most:g}"
            text.placeholder = hint
        done = about(case, planned.exercise, self.on)
        self._drawing = True
        self.pain.value = bool(done and done.pain)
        self.note.value = done.note if done else ""
        self._drawing = False
        self._say_what_is_wrong()
        over = beyond_cap(case, planned, self.on) if capped else ()
        if over:
            most = cap(case, planned, self.on, over[0].set) or 0
            words = (
                f"The {self.strong} did {over[0].value:g} in set {over[0].set}, the {self.weak} {most:g}. "
                f"The {self.strong} stops at the {self.weak}'s count."
            )
            self._warning.children[0].value = f'<p class="bk-warn" role="alert">{WARN_SIGN}<span>{words}</span></p>'
            self._fix.description = self._fix.tooltip = f"Change to {most:g}"
        self._warning.layout.display = None if over else "none"
        following = step(case, planned, book.rules)
        say(self._step, f'<p class="bk-note">{escape(following.words)}</p>' if following.way != "unknown" else "")

    # ------------------------------------------------------------------ what is typed

    def _set(self, text: w.Text, value: str) -> None:
        self._drawing = True
        text.value = value
        self._drawing = False

    def _read(self, text: w.Text) -> float | None:
        try:
            value = numbers.read(text.value, self.row.unit)
        except ValueError:
            return None
        return None if value is None or value < 0 else value

    def _bad(self, text: w.Text) -> bool:
        return bool(text.value.strip()) and self._read(text) is None

    def _say_what_is_wrong(self) -> None:
        said = ""
        for which, fields in self.fields.items():
            for text, box in zip(fields, self._boxes[which], strict=True):
                bad = self._bad(text)
                (box.add_class if bad else box.remove_class)("is-bad")
                if bad:
                    kind = "seconds, such as 30" if self.row.unit == "s" else "a number of repetitions, such as 8"
                    said = said or f"“{text.value[:30]}” is no count. Please type {kind}."
        for text, box, kind in (
            (self.load, self._load_box, "a weight, such as 12.5"),
            (self.reserve, self._reserve_box, "a whole number, such as 2"),
        ):
            bad = bool(text.value.strip()) and self._extra(text) is None
            (box.add_class if bad else box.remove_class)("is-bad")
            if bad:
                said = said or f"“{text.value[:30]}” can't be kept. Please type {kind}."
        words = f'<p class="bk-warn" role="alert">{WARN_SIGN}<span>{escape(said)}</span></p>' if said else ""
        say(self._message, words)

    def _extra(self, text: w.Text) -> float | None:
        """Load in kilograms, or repetitions in reserve; None where it is empty or cannot be."""
        weighs = text is self.load
        try:
            value = numbers.read(text.value, "kg" if weighs else "reps", self._units)
        except ValueError:
            return None
        if value is None or value < 0 or value > (1000 if weighs else 20) or (not weighs and value != int(value)):
            return None
        return value

    def _typed(self, _: Any) -> None:
        if self._drawing:
            return
        load, reserve = self._extra(self.load), self._extra(self.reserve)
        case = self.workbench.case
        for which, fields in self.fields.items():
            values = [self._read(text) for text in fields]
            had = sets_of(case, self.row.exercise, self.on, which)  # pyright: ignore[reportArgumentType]
            if had or any(value is not None for value in values):
                whole = None if reserve is None else round(reserve)
                case = case.train(self.row.exercise, **{which: values}, load=load, in_reserve=whole, on=self.on)  # pyright: ignore[reportArgumentType]
        self.workbench.update(case, what=f"sets {self.row.exercise}")
        self.refresh()

    def _hold_to_cap(self) -> None:
        for entry in beyond_cap(self.workbench.case, self.row, self.on):
            most = cap(self.workbench.case, self.row, self.on, entry.set)
            self._set(self.fields[self.strong][entry.set - 1], numbers.typed(most) if most else "")
        self._typed(None)

    def _remark(self, what: str) -> None:
        """Keep the note and whether it hurts; ``what`` is the one that was changed."""
        if not self._drawing:
            pain, note = self.pain.value or None, self.note.value[:2000]
            case = self.workbench.case.train(self.row.exercise, pain=pain, note=note, on=self.on)
            self.workbench.update(case, what=f"{what} {self.row.exercise}")
