"""Where the reader is: eight steps, what is done, how long it takes."""

from __future__ import annotations

from html import escape

from balancekit.forms.parts import Form, button, classed, html, row
from balancekit.forms.workbench import STEPS, Workbench

NAMES = {
    "safety": "Safety",
    "about": "About you",
    "choose": "Choose tests",
    "measure": "Measure",
    "results": "Results",
    "why": "Why",
    "plan": "Plan",
    "save": "Save",
}


class Header(Form):
    """The head of the workbook: the steps as buttons, and a line that says where one is."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        classed(self, "bk-header s-header")
        self._where = html("", "bk-headline")
        self._buttons = {
            step: button(
                name, self.guard(lambda step=step: workbench.go(step)), "bk-step", f"Go to step {number}: {name}"
            )
            for number, (step, name) in enumerate(NAMES.items(), 1)
        }
        self._bar = html("", "bk-barbox")
        self.show(self._where, row(*self._buttons.values(), classes="bk-steps"), self._bar)
        self.watch(["case", "step", "notice"], self._draw)
        self._draw()

    def _draw(self) -> None:
        bench = self.workbench
        number = STEPS.index(bench.step) + 1
        for step, made in self._buttons.items():
            state = "is-now" if step == bench.step else "is-done" if bench.done(step) else "is-waiting"
            for name in ("is-now", "is-done", "is-waiting"):
                (made.add_class if name == state else made.remove_class)(name)
        minutes = round(bench.minutes_left())
        left = f"about {_time(minutes)} of testing left" if minutes else "all tests of your set are done"
        notice = f'<p class="bk-note" role="status">{escape(bench.notice)}</p>' if bench.notice else ""
        self._where.value = (
            '<p class="bk-brand">Find your imbalance</p>'
            f'<p class="bk-where"><b>Step {number} of {len(STEPS)}: {NAMES[bench.step]}</b>'
            f"<span>{left}</span></p>{notice}"
        )
        done = sum(bench.done(step) for step in ("safety", "about", "choose")) + self._share_measured()
        self._bar.value = (
            f'<div class="bk-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
            f'aria-valuenow="{100 * done / 4:.0f}" aria-label="measuring done">'
            f'<i style="width:{100 * done / 4:.0f}%"></i></div>'
        )

    def _share_measured(self) -> float:
        tests = self.workbench.case.chosen
        return sum(self.workbench.measured(test) for test in tests) / len(tests) if tests else 0.0


def _time(minutes: int) -> str:
    return f"{minutes} minutes" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
