"""Where the reader is: the steps, what is done, how long it takes; and what concerns every step."""

from __future__ import annotations

import os
from html import escape

from balancekit.case import Case, CaseError
from balancekit.figures.marks import CARE_SIGN, WARN_SIGN
from balancekit.forms.parts import Form, button, classed, html, row, say
from balancekit.forms.workbench import STEPS, Workbench
from balancekit.programme.words import date

NAMES = {
    "safety": "Safety",
    "about": "About you",
    "feel": "Feel",
    "choose": "Choose tests",
    "measure": "Measure",
    "results": "Results",
    "why": "Why",
    "plan": "Plan",
    "save": "Save",
}


class Header(Form):
    """The head of the workbook: the steps as buttons, a line that says where one is, undo and redo.

    On Binder a banner says that nothing lasts there; where another page has changed the file, the reader chooses which
    of the two goes on.
    """

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        classed(self, "bk-header s-header")
        self._where = html("", "bk-headline")
        self.undo = button("Undo", self.guard(workbench.undo), "is-small is-quiet", "Take back the last change")
        self.redo = button("Redo", self.guard(workbench.redo), "is-small is-quiet", "Do again what was taken back")
        self.buttons = {
            step: button(
                name, self.guard(lambda step=step: workbench.go(step)), "bk-step", f"Go to step {number}: {name}"
            )
            for number, (step, name) in enumerate(NAMES.items(), 1)
        }
        self._bar = html("", "bk-barbox")
        self._notice = html("", "bk-block")
        self.mine = button("Go on with this page", self.guard(self._mine), "is-small is-primary")
        self.theirs = button("Go on with the other page", self.guard(self._theirs), "is-small")
        self._choice = row(self.mine, self.theirs, classes="bk-pair")
        head = row(self._where, row(self.undo, self.redo, classes="bk-pair"), classes="bk-split")
        self.show(head, row(*self.buttons.values(), classes="bk-steps"), self._bar, self._notice, self._choice)
        self.watch(["case", "step", "notice", "conflict"], self._draw)
        self._draw()

    def _draw(self) -> None:
        bench = self.workbench
        number = STEPS.index(bench.step) + 1
        for step, made in self.buttons.items():
            state = "is-now" if step == bench.step else "is-done" if bench.done(step) else "is-waiting"
            for name in ("is-now", "is-done", "is-waiting"):
                (made.add_class if name == state else made.remove_class)(name)
        tests = bench.case.chosen or bench.default_tests
        measured = sum(bench.measured(test) for test in tests)
        minutes = round(bench.minutes_left(tests))
        left = f"{measured} of {len(tests)} tests measured"
        left += f", about {_time(minutes)} to go" if minutes else ""
        self._where.value = (
            '<p class="bk-brand">Find your imbalance</p>'
            f'<p class="bk-where"><b>Step {number} of {len(STEPS)}: {NAMES[bench.step]}</b><span>{left}</span></p>'
            f'<p class="bk-whose">{_whose(bench.case)}</p>'
        )
        share = 100 * measured / len(tests) if tests else 0
        self._bar.value = (
            f'<div class="bk-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{share:.0f}" '
            f'aria-label="{left}"><i style="width:{share:.0f}%"></i></div>'
        )
        self.undo.disabled, self.redo.disabled = not bench.can_undo, not bench.can_redo
        say(self._notice, _lasting() + _told(bench.notice))
        self._choice.layout.display = None if bench.conflict else "none"

    def _mine(self) -> None:
        kept = self.workbench.keep_mine()
        self.workbench.notice = f"What the other page had written was kept as {kept}." if kept else ""

    def _theirs(self) -> None:
        try:
            self.workbench.take_theirs()
        except CaseError as error:
            self.workbench.notice = f"Not saved: {error} You can go on with this page."


def _lasting() -> str:
    """The banner where the machine is thrown away after use; empty elsewhere."""
    if not os.environ.get("BINDER_SERVICE_HOST"):
        return ""
    return (
        f'<div class="bk-advice" role="note">{CARE_SIGN}<div><h4>Nothing lasts on Binder</h4><p>This machine is thrown '
        "away soon after you leave. Download your case in the last step, and open it there next time.</p></div></div>"
    )


def _told(notice: str) -> str:
    """What the workbench has to say; that something is not kept must not be overlooked."""
    if notice.startswith("Not saved"):
        return f'<p class="bk-warn bk-unsaved" role="alert">{WARN_SIGN}<span><b>{escape(notice)}</b></span></p>'
    return f'<p class="bk-note" role="status">{escape(notice)}</p>' if notice else ""


def _whose(case: Case) -> str:
    """Whose case it is, and of when: what a printed page must say."""
    name = escape(case.profile.name) or "A case without a name"
    days = [trial.on for trial in case.trials]
    return f"{name}. Last measured on {date(max(days))}." if days else f"{name}. Nothing measured yet."


def _time(minutes: int) -> str:
    return f"{minutes} minutes" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
