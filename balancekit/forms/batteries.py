"""Sets of tests as cards: what each is for, and how much of it can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import ipywidgets as w

from balancekit.catalogue import Battery
from balancekit.figures.views import Guard
from balancekit.forms.offer import Fitted, Means, fitted, ranked
from balancekit.forms.parts import button, classed, column, html, picture_of
from balancekit.forms.workbench import ALWAYS_AT_HAND, Workbench

SHOWN_FIRST = 3


class BatteryCards(w.VBox):
    """The sets that fit best, and the others on demand. A card is made when it is first shown.

    Parameters
    ----------
    workbench
        Where the catalogue and the case are.
    take
        Called with the id of the set that was chosen.
    guard
        Wraps every callback, as `Form.guard` does.
    """

    def __init__(self, workbench: Workbench, take: Callable[[str], None], guard: Guard) -> None:
        self._workbench, self._take = workbench, guard(take)
        self.choose: dict[str, w.Button] = {}
        """The button of each card that was shown so far, by set."""
        self._cards: dict[str, w.VBox] = {}
        self._words: dict[str, w.HTML] = {}
        self._all = False
        self._grid = classed(w.GridBox(), "bk-cards")
        self.more = button("", guard(self._toggle), "is-quiet bk-center")
        """Shows the other sets, or hides them."""
        self._now: tuple[Means, tuple[str, ...], str] = (Means(), (), "")
        super().__init__([self._grid, self.more])

    def draw(self, means: Means, marked: Iterable[str], chosen: str) -> None:
        """Order and fill the cards. ``marked``: tests about what was marked; ``chosen``: the set that is taken."""
        self._now = (means, tuple(marked), chosen)
        catalogue = self._workbench.catalogue
        order = ranked(means, catalogue, marked)
        shown = order if self._all else order[:SHOWN_FIRST]
        if chosen and chosen not in [battery.id for battery in shown]:
            shown = [*shown[:-1], catalogue.batteries[chosen]]
        cards = [self._card(battery) for battery in shown]
        if list(self._grid.children) != cards:
            self._grid.children = cards
        for battery in shown:
            inside = fitted(battery.assessments, means, catalogue, wanted=marked)
            self._fill(battery, inside, on=battery.id == chosen)
        others = len(order) - len(shown)
        self.more.description = "Show fewer sets" if self._all else f"Show the other {others} sets"
        self.more.tooltip = self.more.description
        self.more.layout.display = None if others or self._all else "none"

    def _toggle(self) -> None:
        self._all = not self._all
        self.draw(*self._now)

    def _card(self, battery: Battery) -> w.VBox:
        if battery.id not in self._cards:
            tests = [self._workbench.catalogue.assessments[test] for test in battery.assessments]
            picture = picture_of(tests, f"Muscles of the set {battery.name}")
            words = self._words[battery.id] = html("", "bk-grow")
            take = self.choose[battery.id] = button("Choose", lambda: self._take(battery.id))
            self._cards[battery.id] = column(html(picture, "bk-pic"), words, take, classes="bk-card bk-battery")
        return self._cards[battery.id]

    def _fill(self, battery: Battery, inside: Fitted, *, on: bool) -> None:
        catalogue = self._workbench.catalogue
        minutes = round(sum(catalogue.assessments[test].minutes for test in inside.tests))
        first, _, rest = battery.why.partition(". ")
        all_of = f" of {len(battery.assessments)}" if inside.left_out else ""
        needs = [
            catalogue.equipment[thing].name for thing in catalogue.needs(battery.id) if thing not in ALWAYS_AT_HAND
        ]
        needed = f"<p>Needs: {escape(', '.join(needs))}.</p>" if needs else ""
        more = f"<p>{escape(rest)}</p>{needed}"
        words = (
            f"<h3>{escape(battery.name)}</h3><p>{escape(first.removesuffix('.'))}.</p>"
            f'<p class="bk-meta"><b>{len(inside.tests)}</b>{all_of} tests<b>{minutes}</b> minutes</p>'
            f'<details class="bk-more"><summary>More about this set</summary>{more}</details>'
        )
        if self._words[battery.id].value != words:  # an unfolded part would fold
            self._words[battery.id].value = words
        card, take = self._cards[battery.id], self.choose[battery.id]
        (card.add_class if on else card.remove_class)("is-on")
        take.description = "Chosen" if on else "Choose" if inside.tests else "Nothing of it fits"
        verb = "Choose" if take.description == "Choose" else f"{take.description}:"
        take.tooltip = f"{verb} the set {battery.name}"
        take.disabled = not inside.tests
        for name in ("is-primary", "is-chosen"):
            (take.add_class if on else take.remove_class)(name)
