"""The verb `programme`: from findings to a plan, or to what to do instead of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from balancekit.programme import gate, given, schedule
from balancekit.programme.choice import SERVES, Choice, Gym, choices, drawn, matched, other, setup
from balancekit.programme.ladder import ladder
from balancekit.programme.phases import Phase, amount, phase_of, phases
from balancekit.programme.plan import Programme, Refusal, Row
from balancekit.programme.retest import retests
from balancekit.programme.rules import LEVELS, LOADING, Rulebook, bears, lost, rulebook
from balancekit.programme.schedule import Bounds, Item
from balancekit.programme.words import counted, listed, weekday

if TYPE_CHECKING:
    from balancekit.programme.rules import Rule
    from balancekit.reasoning import Explanations
    from balancekit.symmetry import Finding, Findings

EXERCISES_A_FINDING = {"strength": 2, "endurance": 2, "size": 2}
"""Exercises for one finding, by its quality; one for every other. Convention."""


def programme(
    findings: Findings,
    explanations: Explanations | None = None,
    *,
    equipment: Iterable[str] | None = None,
    days_per_week: int | None = None,
    weeks: int | None = None,
    minutes: int | None = None,
    level: str | None = None,
    start: dt.date | str | None = None,
    choose: Iterable[str] | None = None,
    rules: Mapping[str, object] | Iterable[Rule] | None = None,
) -> Programme:
    """A plan for what is clearly different between the sides, or what to do instead of one.

    Nothing is planned across a red flag, from a difference that may be the test's error, or against a suspected
    structural curve; `Programme.refusals` then says what to do instead. What pain has stopped in the case's training
    log stays out, and what has become alike since the log began is kept with little work.

    Parameters
    ----------
    findings
        What `score` found.
    explanations
        What `explain` made of it. Among exercises that fit about equally, those of likely stories come first; stories
        that somebody should look at hold theirs back.
    equipment
        Ids of what there is, such as ``{"mat", "dumbbell"}``; None: everything. One's own body weight is always there.
    days_per_week
        Training days, 1 to 7; what the case says if left out (3 where it says nothing).
    weeks
        Weeks until the re-test, 1 to 26; what the case says if left out (6).
    minutes
        Most minutes a session, 10 to 180, warm-up and rests included; what the case says if left out (no bound).
    level
        ``"beginner"``, ``"regular"`` or ``"trained"``: how hard a rung the plan starts on and how many sets a week it
        aims at; what the case says if left out (regular).
    start
        First day, a date or ``"2026-11-09"``; if left out what the case says, else the Monday after the latest test.
    choose
        Ids of tests to train for instead of the clear ones. Red flags and referrals still hold.
    rules
        A coach's changes to the `RULES`: ``{"one_extra_set": None}`` switches one off, ``{"rest": {"seconds": 120}}``
        gives it other numbers, a `Rule` stands in its place; or a list of the rules that shall hold.
        `Programme.no_longer` says what then no longer holds.

    Raises
    ------
    ValueError
        For an unknown test, rule or piece of equipment, a date that cannot be read, or numbers out of range.
    TypeError
        For one text where several ids are expected.
    """
    known, wishes = findings.catalogue, findings.case.training
    owned = given.owned(equipment, known)
    chosen = given.chosen(choose, findings)
    days_per_week = wishes.days_per_week if days_per_week is None else days_per_week
    weeks = wishes.weeks if weeks is None else weeks
    minutes = wishes.minutes if minutes is None else minutes
    level = wishes.level if level is None else level
    given.whole_number("days_per_week", days_per_week, 1, 7)
    given.whole_number("weeks", weeks, 1, 26)
    if minutes is not None:
        given.whole_number("minutes", minutes, 10, 180)
    given.one_of("level", level, LEVELS)
    first_day = given.first_day(start, findings)
    book = rulebook(rules, level)
    bounds = Bounds.of(book, minutes)

    empty = Programme(
        person=findings.case.profile.name,
        start=first_day,
        weeks=weeks,
        days_per_week=days_per_week,
        rows=(),
        refusals=gate.red_flags(findings.case, known),
        notes=(),
        rules=(),
        no_longer=(),
        phases=(),
        warm_up=0,
        retest_on=None,
        retest=(),
        ladders=(),
        catalogue_version=known.version,
    )
    if empty.refusals:
        return empty

    held = gate.held_back(findings, explanations, pain=book.holds("stop_for_pain"))
    wanted, refusals = gate.trainable(findings, chosen)
    kept = gate.closed(findings) if book.holds("keep") and choose is None else []
    if kept:
        refusals = [refusal for refusal in refusals if refusal.kind != "alike"]
    likely = [one for one in explanations or () if one.band in gate.LIKELY]
    gym = Gym(
        known,
        drawn(known),
        owned,
        held_back=held.muscles,
        not_one_sided=held.one_sided,
        not_now=held.exercises,
        first=frozenset(exercise for one in likely for exercise in one.exercises),
        hardest=LEVELS[level]["start"],
        rungs=wishes.rungs,
    )
    items = _items(wanted, gym)
    items += _kept(kept, gym, items, book)
    made = phases(weeks, book)
    days = schedule.week(items, days_per_week, gym.leaves, bounds)
    asked = {finding.assessment: finding for finding in (*kept, *wanted)}
    maker = _Rows(made, book, bounds, asked)
    rows = maker.all(days, first_day, weeks) if first_day else ()
    trained = [finding for finding in wanted if any(finding.assessment in row.why for row in rows)]
    left_out = [_left_out(finding, gym, items) for finding in wanted if finding not in trained]
    refused = replace(empty, refusals=(*held.refusals, *refusals, *left_out))
    if not rows or first_day is None:
        return refused
    planned = dict.fromkeys(row.exercise for row in rows)
    underhand = findings.case.profile.underhand
    again = [*trained, *(findings[finding.assessment] for finding in kept)]
    measure = book.holds("retest")
    return replace(
        refused,
        rows=rows,
        notes=_notes(trained, kept, findings),
        rules=tuple(rule for rule in book.rules if bears(rule, rows, underhand)),
        no_longer=lost(book, rows, underhand),
        phases=made,
        warm_up=round(bounds.warm_up),
        retest_on=first_day + dt.timedelta(weeks=weeks) if measure else None,
        retest=retests(again, weeks) if measure else (),
        ladders=tuple(ladder(exercise, known, owned) for exercise in planned),
    )


def _items(wanted: Sequence[Finding], gym: Gym) -> list[Item]:
    """Exercises in the order in which they are wanted: every finding's best before any finding's second.

    One rung of a ladder, and one side first in it, is enough for all findings that ask for it.
    """
    offered = {finding.assessment: _agreed(finding, wanted, gym) for finding in wanted}
    taken: dict[str, Item] = {}
    for turn in range(max(EXERCISES_A_FINDING.values())):
        for finding in wanted:
            if turn < EXERCISES_A_FINDING.get(finding.quality, 1):
                _take(finding, offered[finding.assessment], taken, gym, best=turn == 0)
    return list(taken.values())


def _kept(closed: Sequence[Finding], gym: Gym, items: Sequence[Item], book: Rulebook) -> list[Item]:
    """One exercise for each difference that has closed, where nothing else in the plan keeps it."""
    times = round(book.value("keep", "sessions", 1))
    kept: dict[str, Item] = {}
    there = {item.exercise.id for item in items}
    for finding in closed:
        choice = next(iter(choices(finding, gym)), None)
        if choice is None or choice.exercise.id in there:
            continue
        sets = choice.dose.sets
        item = kept.get(choice.exercise.id) or Item(
            choice.exercise,
            choice.dose,
            choice.works,
            choice.weak,
            sets,
            sets,
            extra=False,
            why=(),
            times=times,
            kept=True,
        )
        kept[choice.exercise.id] = replace(item, why=(*item.why, finding.assessment))
    return list(kept.values())


def _agreed(finding: Finding, wanted: Sequence[Finding], gym: Gym) -> list[Choice]:
    """The choices without those that another finding pulls to the other side more strongly.

    A weight in the right hand may suit a weak right hip, but not while the right flank is the weak one.
    """

    def agreed(choice: Choice) -> bool:
        pulls = (matched(choice.exercise, one, gym) for one in wanted if one is not finding)
        return all(pull is None or pull.works == choice.works or pull.match <= choice.match for pull in pulls)

    return [choice for choice in choices(finding, gym) if agreed(choice)]


def _take(finding: Finding, offered: list[Choice], taken: dict[str, Item], gym: Gym, *, best: bool) -> None:
    """Enter the finding's next choice, or join the item that another finding has entered in the same ladder."""
    while offered:
        choice = offered.pop(0)
        item = taken.get(choice.ladder)
        if item is None:
            sets = choice.dose.sets
            others = 1 if choice.exercise.quality == "mobility" else sets
            item = Item(choice.exercise, choice.dose, choice.works, choice.weak, sets, others, extra=False, why=())
        else:
            same = matched(item.exercise, finding, gym)
            serves = item.exercise.quality in SERVES[finding.quality]
            if not serves or same is None or same.works != item.works:
                continue
        more = item.extra or (best and item.is_loaded and _stays_clear(finding))
        taken[choice.ladder] = replace(item, extra=more, why=(*item.why, finding.assessment))
        return


def _stays_clear(finding: Finding) -> bool:
    """Whether the difference is the person's, not only the day's."""
    return finding.verdict == "unable" or (finding.verdict == "clear" and finding.scope == "lasting")


def _left_out(finding: Finding, gym: Gym, items: Sequence[Item]) -> Refusal:
    """Why a finding that could be trained for is not."""
    here = choices(finding, gym)
    anywhere = choices(finding, replace(gym, equipment=frozenset(gym.known.equipment)))
    if any(finding.assessment in item.why for item in items):
        text = "The week is full. Train on more days, or come to it when another difference has closed."
    elif here:
        text = "Its exercises are in the plan for another test, which asks for the other side first."
    elif anywhere:
        best = anywhere[0].exercise
        missing = [gym.known.equipment[thing].name for thing in best.equipment if thing not in gym.equipment]
        text = f"{best.name} would fit, but needs what is not there: {listed(missing)}."
    elif choices(finding, replace(gym, held_back=(), not_now=())):
        text = "What would train it is held back until somebody has looked at it."
    else:
        text = "The catalogue holds no one-sided exercise that fits it and that you could start on."
    return Refusal("no exercise", f"{finding.name}: no exercise for it in this plan", text, (finding.assessment,))


@dataclass(frozen=True)
class _Rows:
    """Makes the rows of a plan: an item of the week, in what its phase asks of it."""

    phases: tuple[Phase, ...]
    book: Rulebook
    bounds: Bounds
    asked: Mapping[str, Finding]

    def all(self, days: Mapping[int, Sequence[Item]], first_day: dt.date, weeks: int) -> tuple[Row, ...]:
        return tuple(
            self.row(item, order, week, first_day + dt.timedelta(weeks=week - 1, days=offset))
            for week in range(1, weeks + 1)
            for offset, items in days.items()
            for order, item in enumerate(items, 1)
        )

    def row(self, item: Item, order: int, week: int, date: dt.date) -> Row:
        phase = phase_of(week, self.phases)
        asks = amount(item, week, self.phases, self.book)
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
            bottom=item.dose.low,
            top=item.dose.high,
            in_reserve=asks.in_reserve,
            tempo=self.tempo(item),
            rest=self.rest(item),
            minutes=round(self.bounds.minutes_of(done), 1),
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


def _notes(trained: Sequence[Finding], kept: Sequence[Finding], findings: Findings) -> tuple[str, ...]:
    notes = []
    if kept:
        names = listed([finding.name for finding in kept])
        notes.append(f"Alike since you began to train, and now only kept: {names}.")
    unanswered = [flag for flag in findings.catalogue.red_flags if flag not in findings.case.safety]
    if unanswered:
        notes.append(f"{counted(len(unanswered), 'safety question').capitalize()} not answered yet: do that first.")
    if findings.case.profile.curve_told:
        notes.append("You were told of a scoliosis: show this plan to whoever examined your back before you begin.")
    notes += [
        f"{finding.name} is here because you chose it. {finding.verdict_words}: the {finding.less_side} may not be the "
        "weaker side."
        for finding in trained
        if finding.verdict not in ("clear", "unable")
    ]
    if today := [finding.name for finding in trained if finding.scope == "today" and finding.verdict == "clear"]:
        notes.append(
            f"Clearly different so far only on the day itself: {listed(today)}. Measure again on a second day in the "
            "first week, and drop the exercises for what is alike then."
        )
    return tuple(notes)
