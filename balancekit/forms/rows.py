"""Single tests as rows to tick. One row a test, however many lists show it, so a tick in one is a tick in all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html import escape

import ipywidgets as w
from ipywidgets.widgets.widget_bool import CheckboxStyle
from ipywidgets.widgets.widget_string import HTMLStyle

from balancekit.catalogue import Catalogue
from balancekit.figures.views import Guard
from balancekit.forms.offer import Means
from balancekit.forms.parts import classed, column

_KINDS = {"s": "seconds", "reps": "repetitions", "kg": "kilograms", "deg": "degrees", "points": "a rating"}
_HELP = {"partner": ", with a partner", "clinician": ", with a clinician"}


class TestRows:
    """The rows of all tests; each is made when it is first shown: a page with ten tests need not build a hundred.

    Parameters
    ----------
    catalogue
        Where the tests are.
    tick
        Called with the id of a test, and whether it was ticked or unticked by the reader.
    guard
        Wraps every callback, as `Form.guard` does.
    """

    def __init__(self, catalogue: Catalogue, tick: Callable[[str, bool], None], guard: Guard) -> None:
        self._catalogue, self._tick, self._guard = catalogue, tick, guard
        self._chosen: Collection[str] = ()
        self._means = Means()
        self._following = False
        # Shared by all rows: a test is three models instead of eight, and a group of thirty opens at once.
        self._layout, self._tick_style, self._words_style = w.Layout(), CheckboxStyle(), HTMLStyle()
        self._rows: dict[str, w.HBox] = {}
        self._boxes: dict[str, w.Checkbox] = {}
        self._meta: dict[str, w.HTML] = {}

    def __getitem__(self, test: str) -> w.Checkbox:
        """The tick of a test."""
        self.row(test)
        return self._boxes[test]

    def row(self, test: str) -> w.HBox:
        """The row of a test: its tick, what is measured, how long it takes."""
        if test not in self._rows:
            entry = self._catalogue.assessments[test]
            box = w.Checkbox(
                test in self._chosen,
                description=entry.name,
                indent=False,
                tooltip=entry.question,
                layout=self._layout,
                style=self._tick_style,
            )
            box.observe(self._guard(lambda change: self._changed(test, on=change["new"])), "value")
            meta = classed(w.HTML(layout=self._layout, style=self._words_style), "bk-checkmeta")
            self._boxes[test], self._meta[test] = classed(box, "bk-check"), meta
            self._rows[test] = classed(w.HBox([box, meta], layout=self._layout), "bk-row bk-testrow")
            self._tell(test)
        return self._rows[test]

    def follow(self, chosen: Collection[str], means: Means) -> None:
        """Tick what the case says, and say what cannot be done with what is at hand."""
        self._chosen, self._means = chosen, means
        self._following = True
        for test, box in self._boxes.items():
            box.value = test in chosen
            self._tell(test)
        self._following = False

    def _changed(self, test: str, *, on: bool) -> None:
        if not self._following:
            self._tick(test, on)

    def _tell(self, test: str) -> None:
        entry = self._catalogue.assessments[test]
        missing = [self._catalogue.equipment[thing].name for thing in self._means.missing(entry)]
        if self._means.alone and entry.people != "alone":
            missing.append(f"a {entry.people}")
        kind = _KINDS.get(entry.unit, entry.unit) + _HELP.get(entry.people, "")
        words = f"<em>needs {escape(', '.join(missing))}</em>" if missing else f"<span>{kind}</span>"
        self._meta[test].value = f"{words}<b>{entry.minutes:g} min</b>"


class RegionGroup(w.VBox):
    """The tests of a region of the body, behind a button that opens them."""

    def __init__(self, name: str, tests: list[str], rows: TestRows, guard: Guard) -> None:
        self._name, self._tests, self._make = name[:1].upper() + name[1:], tests, rows.row
        self._fitting: list[str] = []
        self.head = classed(w.ToggleButton(), "bk-fold")
        """Opens and closes the group."""
        self.rows = column(classes="bk-rows is-bare")
        """The rows, while it is open."""
        self.head.observe(guard(lambda _: self._lay()), "value")
        super().__init__([self.head, self.rows])
        classed(self, "bk-group")

    def draw(self, catalogue: Catalogue, means: Means) -> None:
        """Offer the tests that fit."""
        self._fitting = [test for test in self._tests if means.fits(catalogue.assessments[test])]
        self.head.description = self.head.tooltip = f"{self._name}: {counted(len(self._fitting))}"
        self.layout.display = None if self._fitting else "none"
        self._lay()

    def _lay(self) -> None:
        lay(self.rows, [self._make(test) for test in self._fitting] if self.head.value else [])


def lay(box: w.VBox, rows: list[w.HBox]) -> None:
    """Set the rows of a list, and leave it alone where they are the same: the focus stays."""
    if list(box.children) != rows:
        box.children = rows
    box.layout.display = None if rows else "none"


def counted(number: int) -> str:
    """Tests in words: "1 test", "12 tests"."""
    return f"{number} {'test' if number == 1 else 'tests'}"
