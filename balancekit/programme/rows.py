"""The rows of a plan: an item of the week on each of its days, in what its phase, the tests and the log ask of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from balancekit.programme import ceiling
from balancekit.programme.choice import other, setup
from balancekit.programme.logbook import sets_of, trained_on
from balancekit.programme.phases import Amount, Phase, amount, phase_of
from balancekit.programme.plan import Row
from balancekit.programme.rules import LOADING, Rulebook
from balancekit.programme.schedule import Bounds, Item
from balancekit.programme.words import counted, weekday
from balancekit.symmetry import score

if TYPE_CHECKING:
    from balancekit.symmetry import Finding, Findings


@dataclass(frozen=True)
class Rows:
    """Makes the rows of a plan: an item of the week, in what its phase asks of it."""

    phases: tuple[Phase, ...]
    book: Rulebook
    bounds: Bounds
    asked: Mapping[str, Finding]
    findings: Findings
    tested: Mapping[str, ceiling.Ceiling]
    """What the tests say of exercises now."""

    def all(self, days: Mapping[int, Sequence[Item]], first_day: dt.date, weeks: int) -> tuple[Row, ...]:
        """Every row, by date and place in the session; each exercise is followed through its days and the log."""
        planned: dict[str, list[tuple[Item, int, int, dt.date]]] = {}
        began = _at_start(self.findings, first_day)
        first = ceiling.measured(began, self.book) if began else self.tested
        for week in range(1, weeks + 1):
            for offset, items in days.items():
                date = first_day + dt.timedelta(weeks=week - 1, days=offset)
                for order, item in enumerate(items, 1):
                    planned.setdefault(item.exercise.id, []).append((item, order, week, date))
        rows = [row for places in planned.values() for row in self.through(places, first_day, first)]
        return tuple(sorted(rows, key=lambda row: (row.date, row.order)))

    def through(
        self,
        places: Sequence[tuple[Item, int, int, dt.date]],
        first_day: dt.date,
        first: Mapping[str, ceiling.Ceiling],
    ) -> Iterator[Row]:
        """The rows of one exercise. What was logged on a day, or nearest to it, bears on the days after it.

        ``first``: what the tests said when the plan began; what is measured later bears on the days after it, too.
        """
        dates = [date for *_, date in places]
        exercise, works = places[0][0].exercise, places[0][0].works
        known = (first, self.tested) if self.book.holds("as_measured") else ({}, {})
        now, tested = (one.get(exercise.id, ceiling.Ceiling()) for one in known)
        latest = max(finding.on for finding in self.findings)
        logged: dict[dt.date, list[dt.date]] = {}
        for day in trained_on(self.findings.case):
            if day >= first_day:
                logged.setdefault(min(dates, key=lambda date, day=day: abs(date - day)), []).append(day)
        renewed = tested == now  # by an unrelated test nothing changes
        for item, order, week, date in places:
            if date > latest and not renewed:
                now, renewed = ceiling.renewed(now, tested, logged=any(day < date for day in logged)), True
            asks = amount(item, week, self.phases, self.book, now.most)
            yield self.row(item, order, week, date, asks, now.why if asks.bound else "")
            for day in logged.get(date, ()):
                done = sets_of(self.findings.case, exercise.id, day, works)
                now = ceiling.followed(now, asks, done, day, exercise, self.book)

    def row(self, item: Item, order: int, week: int, date: dt.date, asks: Amount, bound: str) -> Row:
        """One exercise on one day."""
        phase = phase_of(week, self.phases)
        done = replace(
            item, sets=asks.sets, other_sets=asks.other_sets, dose=item.dose.model_copy(update={"high": asks.high})
        )
        return Row(
            week=week,
            date=date,
            day=weekday(date),
            order=order,
            phase="keep" if item.kept else phase.id,
            light=week in phase.light and not item.kept,
            exercise=item.exercise.id,
            name=item.exercise.name,
            quality=item.exercise.quality,
            side_first=item.weak,
            works=item.works,
            setup=setup(item.exercise, item.works),
            sets=asks.sets,
            other_sets=asks.other_sets,
            low=asks.low,
            high=asks.high,
            unit=item.dose.unit,
            bottom=min(item.dose.low, asks.low),
            top=item.dose.high,
            in_reserve=asks.in_reserve,
            tempo=self.tempo(item),
            rest=self.rest(item),
            minutes=round(self.bounds.minutes_of(done), 1),
            load=ceiling.load(item.exercise.id, asks, self.findings),
            measured=item.exercise.id in self.tested,
            bound=bound,
            other_side=_other_side(done, self.book),
            weak_first=self.book.holds("weak_side_first"),
            why=item.why,
            reason="; ".join(_reason(self.asked[test]) for test in item.why),
            grade=item.exercise.grade,
        )

    def tempo(self, item: Item) -> str:
        """How fast, in words; empty where no rule says it."""
        if item.exercise.quality == "mobility":
            return "ease in, no bouncing"
        if item.dose.unit == "s":
            return "steady, breathe on"
        if item.exercise.quality not in LOADING:
            return "slowly, without haste"
        down, up = (self.book.value("tempo", way, 0) for way in ("down", "up"))
        return f"{down:g} s down, {up:g} s up" if down and up else ""

    def rest(self, item: Item) -> int | None:
        """Seconds between rounds; None where no rule says it."""
        seconds = self.book.value("rest", "seconds", 0)
        return round(seconds if item.is_loaded else seconds / 2) or None


def _reason(finding: Finding) -> str:
    words = finding.difference_words
    return f"{finding.name}: {words[:1].lower()}{words[1:]}" if words else finding.name


def _other_side(item: Item, book: Rulebook) -> str:
    if item.exercise.quality == "mobility" and not item.kept:
        return f"{other(item.weak)} once, to keep it"
    sets = f", {counted(item.other_sets, 'set')}" if item.other_sets != item.sets else ""
    # Where the load is held on the other side, "then left" could be read as the hand or as the flank.
    turn = f"then {other(item.weak)}" if item.works == item.weak else "then swap sides"
    if not book.holds("weak_side_first"):
        turn = "the same on the other side"
    if not book.holds("strong_side_stops"):
        return f"{turn}{sets}"
    same = "the first side" if item.works != item.weak else f"the {item.weak}"
    stop = f"never longer than {same}" if item.dose.unit == "s" else f"stop at {same}'s count"
    return f"{turn}{sets}, {stop}"


def _at_start(findings: Findings, first_day: dt.date | None) -> Findings | None:
    """What had been found when the first session was done; None where nothing was measured since."""
    opened = next((day for day in trained_on(findings.case) if first_day and day >= first_day), None)
    if opened is None or all(finding.on <= opened for finding in findings):
        return None
    return score(findings.case, on=opened, catalogue=findings.catalogue)
