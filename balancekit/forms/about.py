"""Who is measured. Only what is used is asked, and each question says what for."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any

import ipywidgets as w

from balancekit.figures.marks import WARN_SIGN
from balancekit.forms.parts import Form, button, classed, column, html, row, say, segments
from balancekit.forms.units import units_switch
from balancekit.forms.workbench import Workbench

_CHOICES: dict[str, tuple[str, str, tuple[tuple[str, Any], ...]]] = {
    "dominant_hand": (
        "Which hand do you write with?",
        "A right-hander's right hand is expected to grip harder. Such differences are taken off first.",
        (("Left", "left"), ("Right", "right")),
    ),
    "one_sided_sport": (
        "Which arm leads in a racket, throwing or bowling sport, or in one-sided work?",
        "The trunk adapts to the side that leads. That is no fault.",
        (("Left", "left"), ("Right", "right"), ("None", "none")),
    ),
    "underhand": (
        "In a mixed deadlift grip, which palm always faces forward?",
        "The same palm every time loads the two sides differently.",
        (("Left", "left"), ("Right", "right"), ("I swap", "none")),
    ),
    "curve_told": (
        "Has somebody who examined your back spoken of a scoliosis?",
        "It keeps that explanation in play until a measurement speaks for or against it.",
        (("No", False), ("Yes", True)),
    ),
}


class About(Form):
    """The profile."""

    step = "about"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        profile = workbench.case.profile
        self.name = classed(w.Text(profile.name, description="Name (optional)", tooltip="Name, optional"), "bk-text")
        year = "" if profile.birth_year is None else str(profile.birth_year)
        self.birth_year = classed(
            w.Text(year, description="Year of birth (optional)", tooltip="Year of birth, optional"), "bk-text"
        )
        self._message = html("", "bk-block")
        say(self._message, "")
        self.choices = {
            key: segments(question, options, getattr(profile, key), "bk-q")
            for key, (question, _, options) in _CHOICES.items()
        }
        self.name.observe(self.guard(lambda change: self._set("name", change["new"].strip())), "value")
        self.birth_year.observe(self.guard(lambda change: self._set_year(change["new"])), "value")
        rows = []
        for key, choice in self.choices.items():
            choice.observe(self.guard(lambda change, key=key: self._set(key, change["new"])), "value")
            rows.append(
                column(
                    choice, html(f'<p class="bk-note">{escape(_CHOICES[key][1])}</p>', "bk-reason"), classes="bk-row"
                )
            )
        why = (
            "Your name stands on what you print and hand out. The year matters below 18: a growing spine is looked at "
            "sooner."
        )
        self.show(
            html(self.title("About you", "Only what is used, and why. Everything stays in your own file."), "bk-title"),
            column(*rows, classes="bk-card bk-rows"),
            column(
                row(self.name, self.birth_year, units_switch(self), classes="bk-pair is-even is-person"),
                self._message,
                html(f'<p class="bk-note">{why}</p>'),
                classes="bk-card",
            ),
            row(
                button("Back", self.guard(lambda: workbench.go("safety")), "is-quiet"),
                html("", "bk-grow"),
                button("Continue", self.guard(lambda: workbench.go("feel")), "is-primary"),
                classes="bk-nav",
            ),
        )
        self.watch("case", self._draw)

    def _set(self, field: str, value: Any) -> None:
        self.workbench.update(self.case.about(**{field: value}), what=f"about {field}")

    def _set_year(self, text: str) -> None:
        typed = text.strip()
        this_year = dt.date.today().year
        if not typed:
            self._say("")
            self._set("birth_year", None)
        elif typed.isdecimal() and this_year - 110 <= int(typed) <= this_year:
            self._say("")
            self._set("birth_year", int(typed))
        elif len(typed) >= 4 or not typed.isdecimal():
            self._say(
                f'<p class="bk-warn" role="alert">{WARN_SIGN}<span><b>“{escape(typed[:20])}” is no year of birth.</b> '
                "Please give four digits, for example 1990.</span></p>"
            )

    def _say(self, words: str) -> None:
        """Say below the year what is wrong with it, and mark it; nothing to say takes both away."""
        say(self._message, words)
        (self.birth_year.add_class if words else self.birth_year.remove_class)("is-bad")

    def _draw(self) -> None:
        profile = self.case.profile
        for key, choice in self.choices.items():
            if choice.value != getattr(profile, key):
                choice.value = getattr(profile, key)
        if self.name.value.strip() != profile.name:
            self.name.value = profile.name
        year = "" if profile.birth_year is None else str(profile.birth_year)
        typed = self.birth_year.value.strip()
        if typed != year and (year or (typed.isdecimal() and len(typed) == 4)):  # what is half typed is left alone
            self.birth_year.value = year
