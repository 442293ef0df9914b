"""What to know about a plan as it stands, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from balancekit.programme.ceiling import measure
from balancekit.programme.ladder import asks_more, below
from balancekit.programme.words import counted, listed
from balancekit.symmetry.measured import WINDOW

if TYPE_CHECKING:
    from balancekit.programme.choice import Gym
    from balancekit.programme.plan import Row
    from balancekit.symmetry import Finding, Findings


def easier(trained: Sequence[Finding], rows: Sequence[Row], gym: Gym) -> Iterator[str]:
    """Why an easier version is planned than the exercise that a test counted."""
    planned = dict.fromkeys(row.exercise for row in rows)
    for finding in trained:
        tested = measure(finding.assessment, gym.known)
        if tested is None or tested.times is not None or finding.verdict == "unable" or tested.exercise in planned:
            continue
        exercise = gym.known.exercises[tested.exercise]
        there = exercise.difficulty <= gym.hardest and all(thing in gym.equipment for thing in exercise.equipment)
        easier = [one.name for one in below(exercise.id, gym.known.exercises) if one.id in planned]
        if there and easier and (exercise.id in gym.too_much or asks_more(exercise, finding)):
            yield (
                f"{exercise.name}: the {finding.less_side} managed {finding.shown(finding.less_side or 'right')}, too "
                f"little to train with something in reserve. So the plan starts with an easier version: {easier[0]}."
            )


def notes(
    trained: Sequence[Finding], kept: Sequence[Finding], findings: Findings, first_day: dt.date
) -> tuple[str, ...]:
    """What to know about the plan: what is kept, what to ask first, what is sure only for a day."""
    said = []
    if kept:
        names = listed([finding.name for finding in kept])
        said.append(f"Alike since you began to train, and now only kept: {names}.")
    unanswered = [flag for flag in findings.catalogue.red_flags if flag not in findings.case.safety]
    if unanswered:
        said.append(f"{counted(len(unanswered), 'safety question').capitalize()} not answered yet: do that first.")
    if findings.case.profile.curve_told:
        said.append("You were told of a scoliosis: show this plan to whoever examined your back before you begin.")
    said += [
        f"{finding.name} is here because you chose it. {finding.verdict_words}: the {finding.less_side} may not be the "
        "weaker side."
        for finding in trained
        if finding.verdict not in ("clear", "unable")
    ]
    today = [one for one in trained if one.scope == "today" and one.verdict == "clear"]
    once = [one for one in today if _days(one, findings, first_day) == 1]
    if once:
        said.append(
            f"Clearly different so far only on the day itself: {listed([one.name for one in once])}. Measure again on "
            "a second day in the first week, and drop the exercises for what is alike then. The plan stays where it is."
        )
    if again := [one.name for one in today if one not in once]:
        said.append(
            f"Clearly different over the days measured: {listed(again)}. How much it varies from day to day by itself "
            "is known from three days on."
        )
    return tuple(said)


def _days(finding: Finding, findings: Findings, first_day: dt.date) -> int:
    """On how many days the test was done for this plan: shortly before it, or since."""
    own = (trial for trial in findings.case.trials if trial.assessment == finding.assessment and not trial.doubted)
    return len({trial.on for trial in own if first_day - WINDOW < trial.on <= finding.on})
