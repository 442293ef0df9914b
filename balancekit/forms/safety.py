"""Before anything else: whether training is the right answer at all."""

from __future__ import annotations

from html import escape
from typing import Any

from balancekit.catalogue import RedFlag
from balancekit.figures.marks import CARE_SIGN
from balancekit.forms.parts import Form, button, column, html, row, say, segments
from balancekit.forms.workbench import Workbench
from balancekit.programme.words import number

_ANSWERS = (("No", False), ("Yes", True))


def advice(flag: RedFlag) -> str:
    """What the page says to a yes."""
    return (
        f'<div class="bk-advice" role="alert">{CARE_SIGN}<div><h4>{escape(flag.heading)}</h4>'
        f"<p>{escape(flag.say)}</p></div></div>"
    )


def standing_advice(workbench: Workbench) -> str:
    """The headings of every yes, for the steps that come after; empty where there is none."""
    flags = [
        workbench.catalogue.red_flags[flag] for flag in workbench.case.flags if flag in workbench.catalogue.red_flags
    ]
    if not flags:
        return ""
    lines = "".join(f"<li>{escape(flag.heading)}</li>" for flag in flags)
    return (
        f'<div class="bk-advice" role="note">{CARE_SIGN}<div><h4>First, from the safety questions</h4>'
        f"<ul>{lines}</ul></div></div>"
    )


class Safety(Form):
    """The red-flag questions. A yes says whom to see, and holds the plan back."""

    step = "safety"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        flags = workbench.catalogue.red_flags
        lead = (
            f"{number(len(flags)).capitalize()} questions. They take a minute, and they decide whether training is the "
            "right answer at all."
        )
        self.questions = {
            key: segments(flag.name, _ANSWERS, workbench.case.safety.get(key), "bk-q") for key, flag in flags.items()
        }
        self._advice = {key: html("", "bk-block") for key in flags}
        for key, question in self.questions.items():
            question.observe(self.guard(lambda change, key=key: self._answer(key, change["new"])), "value")
        rows = [column(question, self._advice[key], classes="bk-row") for key, question in self.questions.items()]
        self._note = html("", "bk-grow")
        self._next = button("Continue", self.guard(lambda: workbench.go("about")), "is-primary")
        self.show(
            html(self.title("First, is it safe to train?", lead), "bk-title"),
            column(*rows, classes="bk-card bk-rows"),
            row(self._note, self._next, classes="bk-nav"),
        )
        self.watch("case", self._draw)
        self._draw()

    def _answer(self, key: str, answer: Any) -> None:
        case = self.case.screen(catalogue=self.workbench.catalogue, **{key: answer})
        self.workbench.update(case, what=f"safety {key}")

    def _draw(self) -> None:
        safety = self.case.safety
        for key, question in self.questions.items():
            answer = safety.get(key)
            if question.value != answer:
                question.value = answer
            say(self._advice[key], advice(self.workbench.catalogue.red_flags[key]) if answer else "")
        left = len(self.questions) - len(safety)
        words = f"{left} question{'s' * (left != 1)} left" if left > 0 else "All answered"
        self._note.value = f'<p class="bk-note">{words}</p>'
        self._next.description = self._next.tooltip = "Continue without a plan" if self.case.flags else "Continue"
