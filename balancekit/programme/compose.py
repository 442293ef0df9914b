"""The verb `programme`: from findings to a plan, or to what to do instead of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from balancekit.programme import ceiling, gate, given, schedule
from balancekit.programme.choice import SERVES, Choice, Gym, choices, drawn, matched
from balancekit.programme.ladder import ladder
from balancekit.programme.notes import easier, notes
from balancekit.programme.phases import phases, stretching
from balancekit.programme.plan import Programme, Refusal
from balancekit.programme.retest import retests
from balancekit.programme.rows import Rows
from balancekit.programme.rules import LEVELS, Rulebook, bears, lost, rulebook
from balancekit.programme.schedule import Bounds, Item, Week
from balancekit.programme.words import listed
from balancekit.symmetry.findings import check_findings

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
        First day, a date or ``"2026-11-09"``; if left out what the case says, else the Monday after the latest test
        before the first session in the log. A plan that has begun stays where it is until a re-test at its end; see
        `balancekit.programme.begin.first_days`.
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
        For one text where several ids are expected; for anything but findings, such as a case.
    """
    check_findings(findings, "programme")
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
    first_day = given.first_day(start, findings, weeks=weeks, days_per_week=days_per_week)
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
    tested = ceiling.measured(findings, book)
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
        too_much=ceiling.too_little(tested, known, book),
    )
    items = _items(wanted, gym)
    items += _kept(kept, gym, items, book)
    days = schedule.week(items, days_per_week, gym.leaves, bounds)
    worked = any(item.exercise.quality != "mobility" for done in days.values() for item in done)
    made = phases(weeks, book) if worked else stretching(weeks, book)
    asked = {finding.assessment: finding for finding in (*kept, *wanted)}
    maker = Rows(made, book, bounds, asked, findings, tested)
    rows = maker.all(days, first_day, weeks) if first_day else ()
    trained = [finding for finding in wanted if any(finding.assessment in row.why for row in rows)]
    left_out = [_left_out(finding, gym, items, days, bounds) for finding in wanted if finding not in trained]
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
        notes=(*easier(trained, rows, gym), *notes(trained, kept, findings, first_day)),
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


def _left_out(finding: Finding, gym: Gym, items: Sequence[Item], days: Week, bounds: Bounds) -> Refusal:
    """Why a finding that could be trained for is not."""
    here = choices(finding, gym)
    anywhere = choices(finding, replace(gym, equipment=frozenset(gym.known.equipment)))
    if wished := [item for item in items if finding.assessment in item.why]:
        text = schedule.no_room(wished[0], days, gym, bounds)
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
