"""What is at hand: a chip a thing, the common ones first, the rest on demand."""

from __future__ import annotations

from collections.abc import Callable, Collection

import ipywidgets as w

from balancekit.catalogue import Catalogue
from balancekit.figures.views import Guard
from balancekit.forms.parts import button, chip, html, row
from balancekit.forms.workbench import ALWAYS_AT_HAND

_SHOWN_FIRST = 12
_LEAD = '<h3>What do you have?</h3><p class="bk-note">Tap off what you don\'t have.</p>'


class EquipmentChips(w.VBox):
    """The things that tests or exercises need; those that most tests need come first.

    Parameters
    ----------
    catalogue
        Where the things are.
    tell
        Called with the ids of all that is at hand when the reader changed it.
    guard
        Wraps every callback, as `Form.guard` does.
    """

    def __init__(self, catalogue: Catalogue, tell: Callable[[set[str]], None], guard: Guard) -> None:
        self._tell, self._following, self._open = tell, False, False
        self.chips: dict[str, w.ToggleButton] = {}
        """The chip of each thing, by id."""
        uses = dict.fromkeys(catalogue.equipment, 0)
        for test in catalogue.assessments.values():
            for thing in test.equipment:
                uses[thing] += 1
        training = {thing for exercise in catalogue.exercises.values() for thing in exercise.equipment}
        asked = [thing for thing in uses if thing not in ALWAYS_AT_HAND and (uses[thing] or thing in training)]
        for thing in sorted(asked, key=lambda thing: -uses[thing]):
            name = catalogue.equipment[thing].name
            made = self.chips[thing] = chip(name[:1].upper() + name[1:] + ("" if uses[thing] else " (training)"))
            made.observe(guard(lambda _: self._changed()), "value")
        listed = list(self.chips.values())
        self._rest = listed[_SHOWN_FIRST:]
        self._more_row = row(classes="bk-chips")
        self._more = button("", guard(self._toggle), "is-small is-quiet")
        everything = button("I have all of it", guard(lambda: self._set(self.chips)), "is-small is-quiet")
        nothing = button("I have none of it", guard(lambda: self._set(())), "is-small is-quiet")
        super().__init__(
            [
                html(_LEAD),
                row(*listed[:_SHOWN_FIRST], classes="bk-chips"),
                self._more_row,
                row(self._more, everything, nothing, classes="bk-pair bk-quietrow"),
            ]
        )
        self._lay()

    def follow(self, at_hand: Collection[str] | None) -> None:
        """Show what the case says; None: nothing was said, so everything counts."""
        self._following = True
        for thing, made in self.chips.items():
            made.value = at_hand is None or thing in at_hand
        self._following = False

    def _set(self, things: Collection[str]) -> None:
        self.follow(things)
        self._changed()

    def _changed(self) -> None:
        if not self._following:
            self._tell({*ALWAYS_AT_HAND, *(thing for thing, made in self.chips.items() if made.value)})

    def _toggle(self) -> None:
        self._open = not self._open
        self._lay()

    def _lay(self) -> None:
        self._more_row.children = self._rest if self._open else ()
        self._more_row.layout.display = None if self._open else "none"
        words = f"{'Hide' if self._open else 'Show'} {len(self._rest)} more things"
        self._more.description = self._more.tooltip = words
        self._more.layout.display = None if self._rest else "none"
