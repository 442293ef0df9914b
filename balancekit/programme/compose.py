"""The verb `programme`: from findings to a plan, or to what to do instead of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from balancekit.programme import gate, given, schedule
from balancekit.programme.choice import SERVES, Choice, Gym, choices, drawn, matched, other, setup
from balancekit.programme.ladder import ladder
from balancekit.programme.plan import Programme, Refusal, Row
from balancekit.programme.retest import retest
from balancekit.programme.rules import rules_for
from balancekit.programme.schedule import Item
from balancekit.programme.words import counted, listed, weekday

if TYPE_CHECKING:
    from balancekit.reasoning import Explanations
    from balancekit.symmetry import Finding, Findings

EXERCISES_A_FINDING = {"strength": 2, "endurance": 2, "size": 2}
"""Exercises for one finding, by its quality; one for every other. Convention."""


def programme(
    findings: Findings,
    explanations: Explanations | None = None,
    *,
    equipment: Iterable[str] | None = None,
    days_per_week: int = 3,
    weeks: int = 6,
    start: dt.date | str | None = None,
    choose: Iterable[str] | None = None,
) -> Programme:
    """A plan for what is clearly different between the sides, or what to do instead of one.

    Nothing is planned across a red flag, from a difference that may be the test's error, or against a suspected
    structural curve; `Programme.refusals` then says what to do instead.

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
        Training days, 1 to 7.
    weeks
        Weeks until the re-test, 1 to 26.
    start
        First day, a date or ``"2026-11-09"``; the Monday after the latest test if left out.
    choose
        Ids of tests to train for instead of the clear ones. Red flags and referrals still hold.

    Raises
    ------
    ValueError
        For an unknown test or piece of equipment, a date that cannot be read, or numbers out of range.
    TypeError
        For one text where several ids are expected.
    """
    known = findings.catalogue
    owned = given.owned(equipment, known)
    chosen = given.chosen(choose, findings)
    given.whole_number("days_per_week", days_per_week, 1, 7)
    given.whole_number("weeks", weeks, 1, 26)
    first_day = given.first_day(start, findings)

    empty = Programme(
        person=findings.case.profile.name,
        start=first_day,
        weeks=weeks,
        days_per_week=days_per_week,
        rows=(),
        refusals=gate.red_flags(findings.case, known),
        notes=(),
        rules=(),
        retest_on=None,
        retest=(),
        ladders=(),
        catalogue_version=known.version,
    )
    if empty.refusals:
        return empty

    held = gate.held_back(findings, explanations)
    wanted, refusals = gate.trainable(findings, chosen)
    likely = [one for one in explanations or () if one.band in gate.LIKELY]
    gym = Gym(
        known,
        drawn(known),
        owned,
        held_back=held.muscles,
        not_now=held.exercises,
        first=frozenset(exercise for one in likely for exercise in one.exercises),
    )
    items = _items(wanted, gym)
    rows = _rows(schedule.week(items, days_per_week, gym.leaves), first_day, weeks) if first_day else ()
    trained = [finding for finding in wanted if any(finding.assessment in row.why for row in rows)]
    left_out = [_left_out(finding, gym, items) for finding in wanted if finding not in trained]
    refused = replace(empty, refusals=(*held.refusals, *refusals, *left_out))
    if not rows or first_day is None:
        return refused
    planned = dict.fromkeys(row.exercise for row in rows)
    return replace(
        refused,
        rows=rows,
        notes=_notes(trained, findings),
        rules=rules_for(rows, findings.case.profile.underhand),
        retest_on=first_day + dt.timedelta(weeks=weeks),
        retest=tuple(retest(finding) for finding in trained),
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


def _rows(week: Mapping[int, Sequence[Item]], first_day: dt.date, weeks: int) -> tuple[Row, ...]:
    rows = []
    for number in range(weeks):
        for offset, items in week.items():
            date = first_day + dt.timedelta(weeks=number, days=offset)
            rows += [_row(item, order, number + 1, date) for order, item in enumerate(items, 1)]
    return tuple(rows)


def _row(item: Item, order: int, week: int, date: dt.date) -> Row:
    return Row(
        week=week,
        date=date,
        day=weekday(date),
        order=order,
        exercise=item.exercise.id,
        name=item.exercise.name,
        quality=item.exercise.quality,
        side_first=item.weak,
        works=item.works,
        setup=setup(item.exercise, item.works),
        sets=item.sets,
        other_sets=item.other_sets,
        low=item.dose.low,
        high=item.dose.high,
        unit=item.dose.unit,
        other_side=_other_side(item),
        why=item.why,
        grade=item.exercise.grade,
    )


def _other_side(item: Item) -> str:
    if item.exercise.quality == "mobility":
        return f"{other(item.weak)} once, to keep it"
    sets = f", {counted(item.other_sets, 'set')}" if item.other_sets != item.sets else ""
    same = "the first side" if item.works != item.weak else f"the {item.weak}"
    stop = f"never longer than {same}" if item.dose.unit == "s" else f"stop at {same}'s count"
    # Where the load is held on the other side, "then left" could be read as the hand or as the flank.
    turn = f"then {other(item.weak)}" if item.works == item.weak else "then swap sides"
    return f"{turn}{sets}, {stop}"


def _notes(trained: Sequence[Finding], findings: Findings) -> tuple[str, ...]:
    notes = []
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
