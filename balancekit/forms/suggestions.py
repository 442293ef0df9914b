"""Which test to do next, from the reasoning; asked for with a button, because reasoning takes a moment to load."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as w

from balancekit.figures.views import Guard
from balancekit.forms.offer import Means
from balancekit.forms.parts import button, column, html, row
from balancekit.forms.workbench import ALWAYS_AT_HAND, Workbench

if TYPE_CHECKING:
    from balancekit.reasoning.next_assessment import Suggestion

_LEAD = (
    '<h3>Suggest next</h3><p class="bk-note">Which tests would tell most about what you measured so far, in the time '
    "you have. Nothing measured yet? Then these are good ones to begin with.</p>"
)
_FLAGGED = "An answer to a safety question comes first: see somebody before any further test."
_NOTHING = "No open test that fits your time, your helpers and your things would tell much more."


class SuggestNext(w.VBox):
    """Three tests worth doing next, each with the reason, and a button that adds it.

    Parameters
    ----------
    workbench
        Where the case and its explanations are.
    means
        Called for the time, people and things at hand.
    add
        Called with the id of a test to add.
    guard
        Wraps every callback, as `Form.guard` does.
    """

    def __init__(
        self, workbench: Workbench, means: Callable[[], Means], add: Callable[[str], None], guard: Guard
    ) -> None:
        self._workbench, self._means, self._add = workbench, means, guard(add)
        self._asked: tuple[object, ...] = ()
        self.add: dict[str, w.Button] = {}
        """The button of each test that is suggested, by id."""
        self.ask = button("Suggest tests", guard(self.suggest), "is-small bk-ask")
        """Asks the reasoning."""
        self._found = column(classes="bk-stack bk-suggested")
        super().__init__([html(_LEAD), self.ask, self._found])

    def suggest(self) -> None:
        """Ask the reasoning, and show what it says."""
        bench, means = self._workbench, self._means()
        things = None if means.things is None else {*means.things, *ALWAYS_AT_HAND} & set(bench.catalogue.equipment)
        found = bench.explanations.next_assessments(3, minutes=means.minutes, equipment=things, alone=means.alone)
        self._asked = self._state()
        self.add.clear()
        rows = [self._row(item) for item in found]
        words = _FLAGGED if bench.case.flags else _NOTHING
        self._found.children = rows or [html(f'<p class="bk-note" role="status">{words}</p>')]
        self.draw()

    def draw(self) -> None:
        """Follow the case: what rested on another case or on other means is taken away."""
        if self._asked and self._asked != self._state():
            self._asked = ()
            self.add.clear()
            self._found.children = [html('<p class="bk-note">Something changed: ask again.</p>')]
        for test, made in self.add.items():
            on = test in self._workbench.case.chosen
            made.description = "Added" if on else "Add"
            made.tooltip = f"{made.description}: {self._workbench.catalogue.assessments[test].name}"
            (made.add_class if on else made.remove_class)("is-chosen")

    def _state(self) -> tuple[object, ...]:
        case = self._workbench.case
        return (case.trials, case.safety, case.profile, self._means())

    def _row(self, item: Suggestion) -> w.HBox:
        why = f"<p>{escape(item.why)}</p>" if item.why else ""
        words = f'<h4>{escape(item.name)} <small class="bk-small">{item.minutes:g} min</small></h4>{why}'
        made = self.add[item.assessment] = button("Add", lambda: self._add(item.assessment), "is-small")
        return row(html(words, "bk-grow"), made, classes="bk-suggestion")
