"""Which tests to do: a set to start with, the things at hand, single tests."""

from __future__ import annotations

from html import escape

import ipywidgets as w

from balancekit.catalogue import Assessment
from balancekit.forms.parts import Form, button, chip, classed, column, html, picture_of, row, say
from balancekit.forms.workbench import ALWAYS_AT_HAND, Workbench

_SHOWN_FIRST = 8
_KINDS = {"s": "seconds", "reps": "repetitions", "kg": "kilograms", "deg": "degrees", "points": "a rating"}


def _minutes(tests: list[Assessment]) -> int:
    return round(sum(test.minutes for test in tests))


class ChooseTests(Form):
    """Sets of tests, equipment, and the list of single tests."""

    step = "choose"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        catalogue = workbench.catalogue
        self._all = False
        self._choose = {}
        cards = []
        for battery in catalogue.batteries.values():
            tests = [catalogue.assessments[test] for test in battery.assessments]
            picture = picture_of(tests, f"Muscles of the set {battery.name}")
            words = (
                f"<h3>{escape(battery.name)}</h3><p>{escape(battery.why)}</p>"
                f'<p class="bk-meta"><b>{len(tests)}</b> tests<b>{_minutes(tests)}</b> minutes</p>'
            )
            take = self._choose[battery.id] = button(
                "Choose",
                self.guard(lambda ids=battery.assessments: self._take(ids)),
                "",
                f"Choose the set {battery.name}",
            )
            cards.append(column(html(picture, "bk-pic"), html(words, "bk-grow"), take, classes="bk-card bk-battery"))
        self._cards = dict(zip(catalogue.batteries, cards, strict=True))
        for_tests = {thing for test in catalogue.assessments.values() for thing in test.equipment}
        for_training = {thing for exercise in catalogue.exercises.values() for thing in exercise.equipment}
        at_hand = workbench.case.equipment
        self.equipment = {
            key: chip(_capital(thing.name), value=at_hand is None or key in at_hand)
            for key, thing in catalogue.equipment.items()
            if key in for_tests | for_training and key not in ALWAYS_AT_HAND
        }
        for thing in self.equipment.values():
            thing.observe(self.guard(lambda _: self._have()), "value")
        testing = [made for key, made in self.equipment.items() if key in for_tests]
        training = [made for key, made in self.equipment.items() if key not in for_tests]
        self._missing = html("", "bk-block")
        self.tests = {key: self._box(test) for key, test in catalogue.assessments.items()}
        self._list = column(classes="bk-rows is-bare")
        self._more = button("Show all tests", self.guard(self._toggle), "is-quiet")
        self._note = html("", "bk-grow")
        self.show(
            html(
                self.title("Choose your tests", "Start with a set. Add or drop single tests below, now or later."),
                "bk-title",
            ),
            classed(w.GridBox(cards), "bk-cards"),
            column(
                html('<h3>What do you have?</h3><p class="bk-note">Tap off what you don\'t have.</p>'),
                row(*testing, classes="bk-chips"),
                self._missing,
                html('<p class="bk-note">For training only:</p>'),
                row(*training, classes="bk-chips"),
                classes="bk-card",
            ),
            column(html("<h3>Your tests</h3>"), self._list, self._more, classes="bk-card"),
            row(
                button("Back", self.guard(lambda: workbench.go("about")), "is-quiet"),
                self._note,
                button("Start measuring", self.guard(self._start), "is-primary"),
                classes="bk-nav",
            ),
        )
        self.watch("case", self._draw)
        self._draw()

    def _box(self, test: Assessment) -> w.Checkbox:
        box = classed(w.Checkbox(False, description=test.name, indent=False, tooltip=test.question), "bk-check")
        box.observe(self.guard(lambda change: self._tick(test.id, on=change["new"])), "value")
        return box

    def _possible(self, test: Assessment) -> bool:
        at_hand = self.case.equipment
        return at_hand is None or set(test.equipment) <= {*at_hand, *ALWAYS_AT_HAND}

    def _take(self, ids: tuple[str, ...]) -> None:
        known = self.workbench.catalogue.assessments
        self.workbench.update(self.case.choose(test for test in ids if self._possible(known[test])))

    def _tick(self, test: str, *, on: bool) -> None:
        chosen = [key for key in self.case.chosen if key != test]
        if on != (test in self.case.chosen):
            self.workbench.update(self.case.choose([*chosen, test] if on else chosen))

    def _have(self) -> None:
        things = [*ALWAYS_AT_HAND, *(key for key, made in self.equipment.items() if made.value)]
        if self.case.equipment is None or set(things) != set(self.case.equipment):
            case = self.case.choose(equipment=things)
            known = self.workbench.catalogue.assessments
            possible = [test for test in case.chosen if set(known[test].equipment) <= set(things)]
            self.workbench.update(case.choose(possible), what="equipment")

    def _toggle(self) -> None:
        self._all = not self._all
        self._draw()

    def _start(self) -> None:
        if not self.case.chosen:
            self._take(self.workbench.default_tests)
        first = next((test for test in self.case.chosen if not self.workbench.measured(test)), "")
        self.workbench.go("measure", first)

    def _draw(self) -> None:
        case, known = self.case, self.workbench.catalogue.assessments
        chosen = list(case.chosen)
        for battery, card in self._cards.items():
            ids = [t for t in self.workbench.catalogue.batteries[battery].assessments if self._possible(known[t])]
            on = bool(chosen) and chosen == ids
            (card.add_class if on else card.remove_class)("is-on")
            take = self._choose[battery]
            take.description = "Chosen" if on else "Choose"
            for name in ("is-primary", "is-chosen"):
                (take.add_class if on else take.remove_class)(name)
        for key, made in self.equipment.items():
            on = case.equipment is None or key in case.equipment
            if made.value != on:
                made.value = on
        for key, box in self.tests.items():
            if box.value != (key in chosen):
                box.value = key in chosen
        rest = [key for key in known if key not in chosen and self._possible(known[key])]
        listed = chosen + (rest if self._all else rest[: max(0, _SHOWN_FIRST - len(chosen))])
        self._list.children = [self._row(known[key]) for key in listed if key in known]
        hidden = len(chosen) + len(rest) - len(listed)
        self._more.description = "Show fewer tests" if self._all else f"Show the other {hidden} tests"
        self._more.layout.display = None if hidden or self._all else "none"
        out = [test.name for test in known.values() if not self._possible(test)]
        say(self._missing, _left_out(out))
        total = _minutes([known[key] for key in chosen if key in known])
        self._note.value = f'<p class="bk-note">{len(chosen)} tests, about {total} minutes</p>' if chosen else ""

    def _row(self, test: Assessment) -> w.HBox:
        people = {"partner": ", with a partner", "clinician": ", with a clinician"}.get(test.people, "")
        kind = _KINDS.get(test.unit, test.unit) + people
        meta = html(f"<span>{kind}</span><b>{test.minutes:g} min</b>", "bk-checkmeta")
        return row(self.tests[test.id], meta, classes="bk-row bk-testrow")


def _left_out(names: list[str]) -> str:
    if not names:
        return ""
    some = ", ".join(escape(name.lower()) for name in names[:4])
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f'<p class="bk-note">Left out without the rest of the equipment: <b>{some}</b>{more}.</p>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
