"""One test at a time: how to do it, the tries, and at once what they say."""

from __future__ import annotations

import datetime as dt
import random
from html import escape

import ipywidgets as w

from balancekit.catalogue import Assessment
from balancekit.catalogue.page import stop_rule
from balancekit.figures.marks import WARN_SIGN, interval_bar, mark, side
from balancekit.forms.parts import Form, Later, button, classed, column, html, picture_of, row, say, source_note
from balancekit.forms.safety import standing_advice
from balancekit.forms.stopwatch import Metronome, Stopwatch
from balancekit.forms.trials import Trials
from balancekit.forms.units import units_switch
from balancekit.forms.workbench import Workbench
from balancekit.symmetry import Finding

_PAUSE = 1.0
"""Seconds without a key after which a note is kept. Convention."""
_PEOPLE = {"alone": "Can be done alone", "partner": "Needs a second person", "clinician": "Needs a trained examiner"}


def live_verdict(finding: Finding | None, entry: Assessment, *, doubted: bool) -> str:
    """What the tries say so far, as markup."""
    left_out = '<p class="bk-note">A reading with a question is left out until you confirm it.</p>' if doubted else ""
    if finding is None:
        first = (
            "Type a reading for each side"
            if entry.scale != "signed"
            else f"Type how much one side is {entry.more}, or 0"
        )
        return (
            f'<div class="bk-says"><p class="bk-sentence">{first}, and what it means appears here.</p>{left_out}</div>'
        )
    if finding.verdict == "unscored":
        return f'<div class="bk-says"><p class="bk-sentence">{escape(finding.reason)}</p>{left_out}</div>'
    said = escape(finding.summary)
    for which in ("left", "right"):
        value = escape(f"{which} {finding.shown(which)}")
        for text in (value, value.capitalize()):
            said = said.replace(text, side(which, text), 1)
    head, _, rest = said.partition(". ")
    sentence = f"<b>{head}.</b> {rest}" if rest else f"<b>{head}</b>"
    return (
        f'<div class="bk-says">{mark(finding.verdict, finding.verdict_words)}<p class="bk-sentence">{sentence}</p>'
        f"{interval_bar(finding, ends=True)}{left_out}</div>"
    )


def how_to(entry: Assessment, workbench: Workbench) -> str:
    """The method of a test, as markup."""
    steps = "".join(f"<li><span>{escape(step)}</span></li>" for step in entry.how_to)
    known = workbench.catalogue
    main = [load for load in entry.muscles if load.weight == 1] or entry.muscles
    loads = ", ".join(known.muscles[load.muscle].name for load in main)
    things = ", ".join(known.equipment[thing].described for thing in entry.equipment) or "nothing"
    facts = [("Side", entry.side_means)] if entry.side_means and entry.scale != "signed" else []
    facts += [
        ("Loads", loads),
        ("Needs", f"{things}. {_PEOPLE[entry.people]}."),
    ]
    if entry.rest_seconds:
        rest = f"{entry.rest_seconds // 60} min" if entry.rest_seconds >= 60 else f"{entry.rest_seconds} s"
        facts += [("Rest", f"{rest} between tries")]
    listed = "".join(f"<dt>{name}</dt><dd>{escape(_capital(text))}</dd>" for name, text in facts)
    if entry.errors:
        errors = "".join(f"<li>{escape(error)}</li>" for error in entry.errors)
        listed += f"<dt>Avoid</dt><dd><ul>{errors}</ul></dd>"
    return (
        f'<h3>How to</h3><ol class="bk-how">{steps}</ol>'
        f'<p class="bk-stop">{_stop_rule(entry.stop)}</p>'
        f'<dl class="bk-facts">{listed}</dl>'
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stop_rule(text: str) -> str:
    """The stop rule, as markup: its first word stands out."""
    head, rest = stop_rule(text)
    return f"<b>{head}</b>{escape(rest)}"


def _in_sentence(name: str) -> str:
    """The name of a test as it reads within a sentence; one that is a proper name keeps its capital."""
    return name if any(letter.isupper() for letter in name[1:]) else name[:1].lower() + name[1:]


class Measure(Form):
    """A card a test."""

    step = "measure"

    def __init__(self, workbench: Workbench, *, on: dt.date | None = None) -> None:
        super().__init__(workbench)
        self.on = on or dt.date.today()
        self.trials: Trials | None = None
        self.stopwatch: Stopwatch | None = None
        self._head = html("", "bk-title")
        self._advice = html("", "bk-block")
        self.day = classed(
            w.DatePicker(value=self.on, description="Day of measuring", tooltip="Day of measuring"), "bk-day"
        )
        self.day.observe(self.guard(lambda change: self._set_day(change["new"])), "value")
        self.note = classed(
            w.Textarea(description="Notes", tooltip="Notes", rows=2, placeholder="What gave way first, what hurt"),
            "bk-note-text",
        )
        self.note.observe(self.guard(lambda _: self._writing.start()), "value")
        self._writing = Later(_PAUSE, self.guard(self._write_note))
        self._shown = ("", self.on)
        self.jump = classed(w.Dropdown(description="Test", tooltip="Go to a test"), "bk-jump")
        self._listing = False
        self.jump.observe(self.guard(lambda change: self._jump(change["new"])), "value")
        self._how = column(classes="bk-card bk-side-col")
        self._main = column(classes="bk-main-col")
        self._live = html("", "bk-block bk-live")
        self._earlier = html("", "bk-block")
        self._undo = button("Undo", self.guard(self._take_back), "is-small is-quiet")
        self._back = button("Previous test", self.guard(lambda: self._move(-1)), "is-quiet")
        self._saved = html("", "bk-grow")
        self._next = button("Next", self.guard(lambda: self._move(1)), "is-primary")
        self.show(
            self._head,
            self._advice,
            row(self.jump, self.day, units_switch(self), classes="bk-pair bk-measurebar"),
            row(self._how, self._main, classes="bk-cols"),
            row(self._back, self._saved, self._next, classes="bk-nav"),
        )
        self.watch("assessment", self._build)
        # Findings come before the case: the sentence is what one waits for, and the steps below take their time.
        self.watch(["findings", "case"], self._draw)
        self._build()

    @property
    def entry(self) -> Assessment | None:
        """The test on the card."""
        tests = self.workbench.tests
        wanted = self.workbench.assessment if self.workbench.assessment in tests else (tests[0] if tests else "")
        return self.workbench.catalogue.assessments.get(wanted)

    def _build(self) -> None:
        entry = self.entry
        if entry is None:
            self._head.value = self.title("Measure", "There are no tests in this catalogue.")
            return
        if self._writing.waiting:  # what was typed belongs to the test that was on the card
            self._write_note()
        picture = picture_of([entry], f"Muscles that {entry.name} is about")
        self._how.children = [html(picture, "bk-pic is-tall"), html(how_to(entry, self.workbench))]
        self.trials = Trials(self.workbench, entry, self.on, self.guard)
        cards = []
        self.stopwatch = None
        if entry.timed:
            self.stopwatch = Stopwatch(
                self.guard(self._held),
                label=_capital(entry.side_means or "side"),
                side=self._first(entry),
                rest=entry.rest_seconds,
            )
            cards.append(column(self.stopwatch, classes="bk-card is-flush"))
        if entry.cadence:
            rhythm = Metronome(beats=entry.cadence.beats, means=entry.cadence.means)
            cards.append(column(rhythm, classes="bk-card is-flush"))
        grid = row(html("<h3>Your tries</h3>", "bk-grow"), self._undo, classes="bk-split")
        tries = column(grid, *self._start_with(entry), self.trials, self.note, self._earlier, classes="bk-card")
        self._main.children = [*cards, tries, column(self._live, classes="bk-card")]
        self._shown = (entry.id, self.on)
        self._draw()

    def _first(self, entry: Assessment) -> str:
        """The side to start with: drawn by lot, but the same for a test all day, so that a reload changes nothing."""
        return random.Random(f"{entry.id} {self.on}").choice(("left", "right"))

    def _start_with(self, entry: Assessment) -> list[w.Widget]:
        if entry.scale == "signed":
            return []
        first = self._first(entry)
        words = (
            f'<p class="bk-note">Start with the {side(first, first)} side today, then alternate. It is drawn by lot, '
            "because the order can change the result.</p>"
        )
        return [html(words)]

    def _held(self, which: str, seconds: float) -> None:
        if self.trials is not None and self.stopwatch is not None:
            if self.trials.unable[which].value:
                return
            self.stopwatch.side = "left" if which == "right" else "right"
            self.trials.enter(which, round(seconds, 1))

    def _set_day(self, day: dt.date | None) -> None:
        """Show the tries of another day, to add or to mend."""
        if day is None or day > dt.date.today():
            self.day.value = self.on
        elif day != self.on and self._may_leave():
            self.on = day
            self._build()

    def _may_leave(self) -> bool:
        """Whether no hold is being timed; if one is, say what to do first."""
        if self.stopwatch is None or not self.stopwatch.running:
            return True
        words = "The stopwatch is running. Stop it first, so that the hold isn't lost."
        self._saved.value = f'<p class="bk-warn" role="alert">{WARN_SIGN}<span>{words}</span></p>'
        self.day.value = self.on
        if self.entry is not None:
            self._list_tests(self.workbench.tests, self.entry.id)
        return False

    def _write_note(self) -> None:
        self._writing.cancel()
        test, day = self._shown
        if self.note.value.strip() != self._noted(test, day):
            self.workbench.update(self.case.note(test, self.note.value, on=day), what=f"{test} note")

    def _noted(self, test: str, day: dt.date) -> str:
        return next((note.text for note in self.case.notes if (note.assessment, note.on) == (test, day)), "")

    def _take_back(self) -> None:
        self.workbench.undo()

    def _jump(self, test: str | None) -> None:
        if test and not self._listing and self.entry is not None and test != self.entry.id and self._may_leave():
            self.workbench.assessment, self.workbench.step = test, "measure"  # the keyboard stays on the list

    def _list_tests(self, tests: tuple[str, ...], now: str) -> None:
        known, bench = self.workbench.catalogue.assessments, self.workbench
        options = [(f"{'✓ ' if bench.measured(test) else ''}{known[test].name}", test) for test in tests]
        self._listing = True  # new options choose their first one, which is not the reader's wish
        if tuple(self.jump.options) != tuple(options):
            self.jump.options = options
        self.jump.value = now
        self._listing = False

    def _move(self, by: int) -> None:
        if not self._may_leave():
            return
        tests, entry = self.workbench.tests, self.entry
        place = tests.index(entry.id) + by if entry else 0
        if 0 <= place < len(tests):
            self.workbench.go("measure", tests[place])
        else:
            self.workbench.go("results" if by > 0 else "choose")

    def _draw(self) -> None:
        entry, bench = self.entry, self.workbench
        if entry is None or self.trials is None:
            return
        if (entry.id, self.on) != self._shown:
            self._build()
            return
        tests = bench.tests
        place = tests.index(entry.id)
        self._list_tests(tests, entry.id)
        self._head.value = self.title(escape(entry.name), f"Test {place + 1} of {len(tests)}. {escape(entry.question)}")
        say(self._advice, standing_advice(bench))
        self.trials.refresh()
        doubted = any(t.doubted for t in bench.case.trials if t.assessment == entry.id)
        finding = next((finding for finding in bench.findings if finding.assessment == entry.id), None)
        self._live.value = live_verdict(finding, entry, doubted=doubted) + source_note(finding, bench.catalogue)
        say(self._earlier, self._other_days(entry))
        noted = self._noted(entry.id, self.on)
        if self.note.value.strip() != noted and not self._writing.waiting:
            self.note.value = noted
        if self.stopwatch is not None:
            filled = sum(bool(f.text.value.strip()) for f in self.trials.fields[self.stopwatch.side])
            self.stopwatch.progress = f"Try {min(filled + 1, entry.trials)} of {entry.trials}"
        following = bench.catalogue.assessments[tests[place + 1]].name if place + 1 < len(tests) else "results"
        self._next.description = self._next.tooltip = f"Next: {_in_sentence(following)}"
        self._back.description = self._back.tooltip = "Previous test" if place else "Choose tests"
        saved = (
            f"Saved at {bench.saved_at:%H:%M}" if bench.saved_at and not bench.notice.startswith("Not saved") else ""
        )
        self._undo.disabled = not bench.last_change.startswith(f"{entry.id} ")
        self._saved.value = f'<p class="bk-note">{saved}</p>'

    def _other_days(self, entry: Assessment) -> str:
        days = sorted({t.on for t in self.case.trials if t.assessment == entry.id and t.on != self.on})
        if not days:
            return ""
        listed = ", ".join(f"{day.day} {day:%B}" for day in days[-4:])
        return (
            f'<p class="bk-note">Also measured on {listed}; choose the day above to mend it. Days within four weeks '
            "count together.</p>"
        )
