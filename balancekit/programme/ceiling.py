"""The most that a set may ask for: what a test of the same movement showed, and what the log has shown since.

A number here is what the weak side can be asked for with the usual repetitions in reserve, in repetitions or seconds;
infinite where neither a test nor the log says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from balancekit.programme.ladder import above
from balancekit.programme.logbook import fell_short
from balancekit.programme.words import day_and_month
from balancekit.symmetry.wording import quantity

if TYPE_CHECKING:
    import datetime as dt

    from balancekit.catalogue import Catalogue, Exercise
    from balancekit.programme.phases import Amount
    from balancekit.programme.rules import Rulebook
    from balancekit.symmetry import Finding, Findings
    from balancekit.training import LogEntry


@dataclass(frozen=True, slots=True)
class Measure:
    """What a test says about an exercise."""

    exercise: str
    times: int | None = None
    """The test finds the heaviest weight for so many repetitions; None: it counts or times the exercise itself."""


@cache
def _listed() -> Mapping[str, Measure]:
    import yaml

    content = yaml.load((files("balancekit.programme") / "measures.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return MappingProxyType({test: Measure(**entry) for test, entry in content.items()})


def measure(test: str, known: Catalogue) -> Measure | None:
    """The exercise whose movement a test does; None for a test that is no exercise."""
    found = Measure(test) if test in known.exercises else _listed().get(test)
    return found if found and found.exercise in known.exercises else None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that a set of one exercise may ask for, as things stand on one day."""

    most: float = math.inf
    why: str = ""
    """What it comes from, in words."""
    full: int = 0
    """Training days running on which everything was done with the reserve kept."""


def weaker(finding: Finding) -> float:
    """What the weaker side managed; NaN where a side could not or was not measured."""
    return math.nan if finding.unable_sides else min(finding.left, finding.right)


def measured(findings: Findings, book: Rulebook) -> Mapping[str, Ceiling]:
    """Exercise to its ceiling, from the tests that count or time it, or an easier version of it."""
    known, found = findings.catalogue.exercises, dict[str, Ceiling]()
    for finding, tested in _tests(findings):
        if tested.times is not None or finding.better != "higher" or finding.unit not in ("reps", "s"):
            continue
        ceiling = _of_test(finding, book)
        for exercise in (known[tested.exercise], *above(tested.exercise, known)):
            like = exercise.dose is not None and exercise.dose.unit == finding.unit
            if like and ceiling.most < found.get(exercise.id, Ceiling()).most:
                found[exercise.id] = ceiling
    return found


def renewed(now: Ceiling, tested: Ceiling, *, logged: bool) -> Ceiling:
    """The ceiling after a later test. Once something is logged, a test only lowers it; what raises it is the log."""
    return tested if not logged or tested.most < now.most else now


def _tests(findings: Findings) -> Iterator[tuple[Finding, Measure]]:
    for finding in findings:
        tested = measure(finding.assessment, findings.catalogue)
        if tested is not None and not math.isnan(weaker(finding)):
            yield finding, tested


def _of_test(finding: Finding, book: Rulebook) -> Ceiling:
    managed, side = weaker(finding), finding.less_side or "weaker side"
    if finding.unit == "s":
        share = book.value("as_measured", "share", 100)
        why = f"From your test: the {side} held {managed:.0f} s, and a set stays within {share:g} % of it"
        return Ceiling(managed * share / 100, why)
    reserve = book.value("two_short_of_failure", "reserve", 0)
    managed = math.floor(managed + 0.05)  # a mean of days may lie a hair under a whole number
    return Ceiling(managed - reserve, f"From your test: the {side} managed {managed}, less what stays in reserve")


def too_little(ceilings: Mapping[str, Ceiling], known: Catalogue, book: Rulebook) -> frozenset[str]:
    """Exercises of which the test leaves too few repetitions to train with."""
    fewest = book.value("as_measured", "fewest", -math.inf)
    reps = (one for one in ceilings if (dose := known.exercises[one].dose) is not None and dose.unit == "reps")
    return frozenset(exercise for exercise in reps if ceilings[exercise].most < fewest)


def load(exercise: str, asks: Amount, findings: Findings) -> str:
    """Which weight to take, in words, where a test found the heaviest one for so many repetitions; else empty.

    No formula turns a weight for eight repetitions into one for twelve: people differ too much. So the words say how
    often one could lift it, and on which side of the tested weight that lies.
    """
    if asks.in_reserve is None:
        return ""
    for finding, tested in _tests(findings):
        if tested.exercise == exercise and tested.times is not None and finding.unit == "kg":
            total, weight = asks.high + asks.in_reserve, quantity(weaker(finding), "kg", finding.units)
            side = finding.less_side or "weaker side"
            known = f"the {weight} that the {side} lifted {tested.times} times"
            if total == tested.times:
                return f"take {known}"
            than = "less" if total > tested.times else "a little more"
            return f"take a weight that the {side} could lift {total} times, {than} than {known}"
    return ""


def followed(
    ceiling: Ceiling, asks: Amount, done: Sequence[LogEntry], on: dt.date, exercise: Exercise, book: Rulebook
) -> Ceiling:
    """The ceiling after a day's sets of the weak side: lower where a set fell short or nothing was left, else higher.

    It rises only where there was one: elsewhere the weeks of the plan themselves walk up the range.
    """
    if not done or not book.holds("as_logged"):
        return ceiling
    unit = exercise.dose.unit if exercise.dose else "reps"
    step = book.value("as_logged", "seconds" if unit == "s" else "more", 1)
    said = fell_short(asks, done, unit)
    if said:
        could = max(_kept(entry, asks) for entry in done) + asks.spared
        most = max(1.0, min(could, asks.high + asks.spared - step, ceiling.most))
        little = unit == "reps" and most < book.value("as_measured", "fewest", 0)
        easier = ". That is little: take the easier version" if little else ""
        return Ceiling(most, f"Less than before: on {day_and_month(on)} {said}{easier}")
    if len(done) < asks.sets or min(_kept(entry, asks) for entry in done) < asks.high:
        return replace(ceiling, full=0)
    running = ceiling.full + 1
    if running < book.value("as_logged", "sessions", 2) or math.isinf(ceiling.most):
        return replace(ceiling, full=running)
    shown = min(entry.value or 0 for entry in done) + asks.spared
    words = f"More than before: by {day_and_month(on)} all sets were done with the reserve kept"
    return Ceiling(max(ceiling.most + step, shown), words)


def _kept(entry: LogEntry, asks: Amount) -> float:
    """What the set would have been with the reserve that was asked for."""
    if asks.in_reserve is None or entry.in_reserve is None:
        return entry.value or 0.0
    return (entry.value or 0.0) + min(0, entry.in_reserve - asks.in_reserve)
