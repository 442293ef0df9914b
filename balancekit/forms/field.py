"""One reading: the field, its unit, and the sentence beside it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from balancekit.catalogue import Assessment
from balancekit.figures.marks import WARN_SIGN
from balancekit.forms import numbers
from balancekit.forms.parts import Later, button, classed, column, html, row
from balancekit.symmetry.units import Units, unit_shown

_SIGNS = {"deg": "°"}
_PAUSE = 0.8
"""Seconds without a key after which a reading is asked about: a 6 may be on its way to 62. Convention."""


class Field:
    """A reading as it is typed. What is shown follows the reader's units; the value is in the test's own unit.

    Parameters
    ----------
    which, number
        Side and number of the try.
    entry
        The test.
    on_change
        Called with the field whenever its value may have changed by the reader's hand.
    """

    def __init__(self, which: str, number: int, entry: Assessment, on_change: Callable[[Field], None]) -> None:
        self.side, self.entry = which, entry
        self.units: Units = "metric"
        self.confirmed = False
        self._exact: tuple[str, float] | None = None
        label = f"{which.capitalize()}, try {number}"
        self.text = classed(w.Text(description=label, tooltip=label, continuous_update=True), "bk-num")
        self._unit = html(self._unit_words, "bk-unit")
        self.box = row(self.text, self._unit, classes=f"bk-field is-{which}")
        self._say = html("", "bk-grow")
        self._use = button("", None, "is-small")
        self._keep = button("", None, "is-small is-quiet")
        self.message = column(self._say, row(self._use, self._keep, classes="bk-pair"), classes="bk-warnbox bk-span")
        self.message.layout.display = "none"
        self._on_change = on_change
        self._guess: float | None = None
        self._asking = Later(_PAUSE, self._ask)
        self.text.observe(self._typed, "value")
        self._use.on_click(lambda _: self._accept(self._guess))
        self._keep.on_click(lambda _: self._accept(None))

    @property
    def value(self) -> float | None:
        """The reading in the test's unit; None where the field is empty or holds no number that can be one."""
        if self._exact is not None and self._exact[0] == self.text.value:
            return self._exact[1]  # what was shown rounded counts as it was stored
        try:
            value = numbers.read(self.text.value, self.entry.unit, self.units)
        except ValueError:
            return None
        return None if self._below_zero(value) else value

    @property
    def doubted(self) -> bool:
        """Whether the reading is unusual and not confirmed."""
        value = self.value
        return value is not None and not self.confirmed and bool(numbers.doubt(value, self.entry, self.units))

    def set(self, value: float | None, *, confirmed: bool) -> None:
        """Put a reading into the field without telling anybody."""
        self.text.unobserve(self._typed, "value")
        shown = "" if value is None else numbers.typed(value, self.entry.unit, self.units)
        self.text.value = shown
        self._exact = None if value is None else (shown, value)
        self.text.observe(self._typed, "value")
        self.confirmed = confirmed
        self._ask()

    def speak(self, units: Units) -> None:
        """Show the reading in these units; what cannot be read stays as it was typed."""
        if units != self.units:
            value = self.value
            self.units = units
            self._unit.value = self._unit_words
            if value is not None:
                self.set(value, confirmed=self.confirmed)

    @property
    def _unit_words(self) -> str:
        unit = unit_shown(self.entry.unit, self.units)
        return _SIGNS.get(unit, unit)

    def _below_zero(self, value: float | None) -> bool:
        return value is not None and value < 0 and self.entry.scale in ("ratio", "signed")

    def _typed(self, _: Any) -> None:
        self.confirmed = False
        if self.value is not None and not self.doubted:
            self._ask()  # what is right now is no longer asked about
        else:
            self._asking.start()
        self._on_change(self)

    def _accept(self, guess: float | None) -> None:
        if guess is not None:
            self.set(guess, confirmed=True)
        self.confirmed = True
        self._ask()
        self._on_change(self)

    def _ask(self) -> None:
        self._asking.cancel()
        bad = question = ""
        self._guess = None
        value = self.value
        if value is None:
            try:
                found = numbers.read(self.text.value, self.entry.unit, self.units)
            except ValueError as error:
                bad = str(error)
            else:
                if found is not None:
                    bad = f"{self.text.value.strip()} is below zero. Please type a number from zero up."
        elif not self.confirmed:
            question = numbers.doubt(value, self.entry, self.units)
            self._guess = numbers.guess_for(value, self.entry)
        (self.box.add_class if bad else self.box.remove_class)("is-bad")
        (self.box.add_class if question else self.box.remove_class)("is-warn")
        self.message.layout.display = None if bad or question else "none"
        amount = "" if value is None else numbers.typed(value, self.entry.unit, self.units)
        gap = "" if self._unit_words == "°" else " "
        said = f"<b>{amount}{gap}{self._unit_words}?</b> {escape(question)}" if question else escape(bad)
        self._say.value = f'<p class="bk-warn" role="alert">{WARN_SIGN}<span>{said}</span></p>' if said else ""
        self._use.layout.display = None if self._guess is not None else "none"
        self._keep.layout.display = None if question else "none"
        if self._guess is not None:
            guess = numbers.typed(self._guess, self.entry.unit, self.units)
            self._use.description = self._use.tooltip = f"Use {guess}"
        if value is not None:
            self._keep.description = self._keep.tooltip = f"{amount} is right"
