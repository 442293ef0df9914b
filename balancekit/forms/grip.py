"""The mixed-grip tracker: which hand is palm up next, and a button for each hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from balancekit.forms.parts import button, classed, html, row
from balancekit.forms.workbench import Workbench
from balancekit.programme.logbook import grips, next_grip

if TYPE_CHECKING:
    from balancekit.programme import Programme

_SHOWN = 4


def wants_grip(workbench: Workbench, plan: Programme) -> bool:
    """Whether there is a mixed grip to keep track of."""
    return bool(grips(workbench.case)) or any(rule.id == "swap_mixed_grip" for rule in plan.rules)


def grip_list(workbench: Workbench) -> str:
    """The last sets and the next one, as markup."""
    last = grips(workbench.case)[-_SHOWN:]
    up = next_grip(workbench.case)
    done = "".join(
        f'<li class="is-{e.side}"><span aria-hidden="true">{(e.side or "")[:1].upper()}</span>'
        f"<small>{escape(e.side or '')}<br>set {e.set}</small></li>"
        for e in last
    )
    return (
        f'<ul class="bk-grip" aria-label="last sets in a mixed grip">{done}'
        f'<li class="is-now"><span aria-hidden="true">{up[:1].upper()}</span><small>{up}<br>next</small></li></ul>'
    )


class Grip(w.VBox):
    """Mixed grip: swap the palm-up hand every set."""

    def __init__(self, workbench: Workbench, guard: Callable[..., Any], on: dt.date) -> None:
        self.workbench, self.on = workbench, on
        self._words = html("", "bk-block")
        self.buttons = {
            side: button(
                f"Log {side} up",
                guard(lambda side=side: self._log(side)),
                f"is-{side}",
                f"Log {side} up: a set with the {side} palm up",
            )
            for side in ("left", "right")
        }
        super().__init__([self._words, row(*self.buttons.values(), classes="bk-pair is-even")])
        classed(self, "bk-card bk-gripcard")
        self.refresh()

    def refresh(self) -> None:
        """Show what the case holds."""
        up = next_grip(self.workbench.case)
        self._words.value = (
            '<h3>Mixed grip</h3><p class="bk-note">Swap the palm-up hand every set of a deadlift. Next: '
            f"<b>{up} palm up</b>.</p>{grip_list(self.workbench)}"
        )

    def _log(self, side: Any) -> None:
        self.workbench.update(self.workbench.case.grip(side, on=self.on), what=f"grip {len(self.workbench.case.log)}")
