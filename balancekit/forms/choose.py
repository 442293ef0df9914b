"""Which tests to do: a set to start with, the time, help and things at hand, and single tests."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from balancekit.catalogue import Battery, Catalogue
from balancekit.catalogue.telling import muscle_of, telling_of
from balancekit.figures.regions import plain_name
from balancekit.forms.batteries import BatteryCards
from balancekit.forms.equipment import EquipmentChips
from balancekit.forms.offer import Fitted, Means, by_region, fitted, found_tests, ranked
from balancekit.forms.parts import Form, Later, button, classed, column, html, row, say, segments
from balancekit.forms.rows import RegionGroup, TestRows, counted, lay
from balancekit.forms.safety import standing_advice
from balancekit.forms.suggestions import SuggestNext
from balancekit.forms.workbench import Workbench

_FOUND = 6
_ABOUT = 5
_NAMED = 6
_TYPING = 0.25
"""Seconds without a key before a search begins. Convention."""
_TIMES = (("15 min", 15), ("30 min", 30), ("60 min", 60), ("Any", 0))
_PEOPLE = (("Alone", True), ("With a partner", False))


class ChooseTests(Form):
    """Sets of tests, what is at hand, and the list of single tests."""

    step = "choose"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        catalogue = workbench.catalogue
        self._taken = ""  # the set that is chosen just as it is offered
        self._mine: list[str] = []
        self._by_hand = False
        self._drawn: tuple[object, ...] = ()
        self.time = segments("How much time do you have?", _TIMES, 0, "bk-filter")
        self.people = segments("Who is with you?", _PEOPLE, False, "bk-filter")
        for choice in (self.time, self.people):
            choice.observe(self.guard(lambda _: self._refit()), "value")
        self.batteries = BatteryCards(workbench, self._take, self.guard)
        self._chips = EquipmentChips(catalogue, self._have, self.guard)
        self.equipment = self._chips.chips
        self._missing = html("", "bk-block")
        self.tests = TestRows(catalogue, lambda test, on: self._tick(test, on=on), self.guard)
        """The tick of each test, by id."""
        self._your, self._your_rows = html("", "bk-block"), column(classes="bk-rows is-bare")
        self._left_out = html("", "bk-block")
        self.suggestions = SuggestNext(workbench, lambda: self.means, self._add, self.guard)
        self.find = classed(
            w.Text(description="Find a test", placeholder="Its name, a muscle, a thing", tooltip="Find a test"),
            "bk-text",
        )
        self._search = Later(_TYPING, self.guard(self._find))
        self.find.observe(self.guard(lambda _: self._search.start()), "value")
        self._count, self._found = html("", "bk-block"), column(classes="bk-rows is-bare")
        self._about_head, self._about_rows = html("", "bk-block"), column(classes="bk-rows is-bare")
        self._about = column(self._about_head, self._about_rows, classes="bk-card")
        self.groups = {
            group: RegionGroup(group, tests, self.tests, self.guard) for group, tests in by_region(catalogue).items()
        }
        """All tests by region of the body."""
        self._advice, self._note = html("", "bk-block"), html("", "bk-grow")
        self.show(*self._sheet())
        self.watch("case", self._draw)
        self._find()
        self._draw()

    def _sheet(self) -> list[w.Widget]:
        lead = "Start with a set, or find a single test below. You can change your mind at any time."
        yours = column(
            column(self._your, self._your_rows, self._left_out, classes="bk-card"),
            column(self.suggestions, classes="bk-card"),
            classes="bk-half",
        )
        others = column(
            column(self.find, self._count, self._found, classes="bk-card bk-find"),
            self._about,
            column(html("<h3>All tests, by region</h3>"), column(*self.groups.values()), classes="bk-card bk-groups"),
            classes="bk-half",
        )
        return [
            html(self.title("Choose your tests", lead), "bk-title"),
            self._advice,
            row(self.time, self.people, classes="bk-card bk-filters"),
            self.batteries,
            column(self._chips, self._missing, classes="bk-card"),
            row(yours, others, classes="bk-cols"),
            row(
                button("Back", self.guard(lambda: self.workbench.go("feel")), "is-quiet"),
                self._note,
                button("Start measuring", self.guard(self._start), "is-primary"),
                classes="bk-nav",
            ),
        ]

    @property
    def means(self) -> Means:
        """The time, help and things at hand."""
        at_hand = self.case.equipment
        return Means(
            minutes=self.time.value or None,
            alone=bool(self.people.value),
            things=None if at_hand is None else frozenset(at_hand),
        )

    @property
    def marked(self) -> list[str]:
        """Tests about the places that were marked on the body."""
        return telling_of(map(muscle_of, self.case.felt), self.workbench.catalogue)

    # ------------------------------------------------------------------ what the reader does

    def _take(self, battery: str) -> None:
        self.workbench.update(self.case.choose(self._fitted(battery, self.means).tests))

    def _tick(self, test: str, *, on: bool) -> None:
        if on != (test in self.case.chosen):
            self._by_hand = True
            rest = [key for key in self.case.chosen if key != test]
            self.workbench.update(self.case.choose([*rest, test] if on else rest))

    def _add(self, test: str) -> None:
        self._tick(test, on=True)

    def _measure(self, test: str) -> None:
        self._add(test)
        self.workbench.go("measure", test)

    def _refit(self) -> None:
        if self._taken:
            self.workbench.update(self.case.choose(self._fitted(self._taken, self.means).tests), what="time and help")
        self._draw()

    def _have(self, things: set[str]) -> None:
        """A set that is chosen follows what is at hand; single tests go along with what was taken away."""
        known = self.workbench.catalogue.assessments
        if self._taken:
            means = Means(self.means.minutes, self.means.alone, frozenset(things))
            kept = self._fitted(self._taken, means).tests
        else:
            at_hand = self.case.equipment
            lost = {*(self.workbench.catalogue.equipment if at_hand is None else at_hand)} - things
            kept = [test for test in self.case.chosen if test not in known or not lost & {*known[test].equipment}]
        self.workbench.update(self.case.choose(kept, equipment=things), what="equipment")

    def _find(self) -> None:
        text = self.find.value.strip()
        found: list[str] = []
        if any(letter.isalnum() for letter in text):
            found = found_tests(text, self.workbench.catalogue)
        lay(self._found, [self._found_row(test) for test in found[:_FOUND]])
        say(self._count, _found_words(text, len(found)) if text else "")

    def _found_row(self, test: str) -> w.HBox:
        name = self.workbench.catalogue.assessments[test].name
        go = button("Measure", self.guard(lambda: self._measure(test)), "is-small", f"Measure {name} now")
        return row(self.tests.row(test), go, classes="bk-row bk-foundrow")

    def _start(self) -> None:
        best = self._best()
        if not self.case.chosen and best is not None:
            self._take(best.id)
        first = next((test for test in self.case.chosen if not self.workbench.measured(test)), "")
        self.workbench.go("measure", first)

    # ------------------------------------------------------------------ what follows

    def _fitted(self, battery: str, means: Means) -> Fitted:
        tests = self.workbench.catalogue.batteries[battery].assessments
        return fitted(tests, means, self.workbench.catalogue, wanted=self.marked)

    def _best(self) -> Battery | None:
        """The set on the first card."""
        return next(iter(ranked(self.means, self.workbench.catalogue, self.marked)), None)

    def _draw(self) -> None:
        case, means, catalogue = self.case, self.means, self.workbench.catalogue
        self.suggestions.draw()
        say(self._advice, standing_advice(self.workbench))
        state = (case.chosen, case.felt, case.equipment, means)
        if state == self._drawn:  # most changes of a case are tries, and change nothing here
            return
        self._drawn = state
        self._taken = next(
            (key for key in catalogue.batteries if case.chosen and self._fitted(key, means).tests == case.chosen), ""
        )
        self._chips.follow(case.equipment)
        self.tests.follow(case.chosen, means)
        self.batteries.draw(means, self.marked, self._taken)
        lacking = [test.name for test in catalogue.assessments.values() if means.missing(test)]
        say(self._missing, _sentence("Left out without the rest", lacking))
        self._draw_mine(means)
        self._draw_about(means)
        for group in self.groups.values():
            group.draw(catalogue, means)

    def _draw_mine(self, means: Means) -> None:
        """The reader's tests. One that was unticked here stays where it is, so that nothing moves under the finger."""
        catalogue, chosen = self.workbench.catalogue, self.case.chosen
        listed = [test for test in chosen if test in catalogue.assessments]
        self._mine = [*self._mine, *(t for t in listed if t not in self._mine)] if self._by_hand else listed
        self._by_hand = False
        lay(self._your_rows, [self.tests.row(test) for test in self._mine])
        minutes = round(sum(catalogue.assessments[test].minutes for test in listed))
        total = f"{counted(len(listed))}, about {minutes} minutes"
        over = f" You have {means.minutes:g}." if means.minutes is not None and minutes > means.minutes else ""
        best = self._best()
        default = f" Without a choice you start with “{escape(best.name)}”." if best is not None else ""
        words = f"{total}.{over}" if listed else f"Nothing yet.{default}"
        self._your.value = f'<h3>Your tests</h3><p class="bk-note" role="status">{words}</p>'
        self._note.value = f'<p class="bk-note">{total}</p>' if listed else ""
        say(self._left_out, _left_out(self._fitted(self._taken, means), catalogue) if self._taken else "")

    def _draw_about(self, means: Means) -> None:
        known, marked = self.workbench.catalogue.assessments, self.marked
        fitting = [test for test in marked if means.fits(known[test])]
        lay(self._about_rows, [self.tests.row(test) for test in fitting[:_ABOUT]])
        self._about.layout.display = None if self.case.felt else "none"
        muscles = dict.fromkeys(map(muscle_of, self.case.felt))
        places = ", ".join(escape(plain_name(muscle).lower()) for muscle in muscles)
        note = "The most telling first." if fitting else "No test that fits what you have is about it."
        self._about_head.value = f'<h3>Tests about what you marked</h3><p class="bk-note"><b>{places}</b>. {note}</p>'


def _found_words(text: str, count: int) -> str:
    if not count:
        typed = escape(text[:40])
        words = f"No test found for “{typed}”. Try a muscle (“calf”), a movement (“rotation”) or a thing (“dumbbell”)."
    elif count > _FOUND:
        words = f"{counted(count)} found, the best {_FOUND} are shown. Another word narrows it down."
    else:
        words = f"{counted(count)} found."
    return f'<p class="bk-note" role="status">{words}</p>'


def _left_out(found: Fitted, catalogue: Catalogue) -> str:
    reasons = (
        ("Left out for time", found.without_time),
        ("Left out without a partner", found.without_help),
        ("Left out without the equipment", found.without_things),
    )
    return "".join(_sentence(why, [catalogue.assessments[test].name for test in tests]) for why, tests in reasons)


def _sentence(why: str, names: list[str]) -> str:
    if not names:
        return ""
    some = "; ".join(map(escape, names[:_NAMED]))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f'<p class="bk-note">{why}: <b>{some}</b>{more}.</p>'
