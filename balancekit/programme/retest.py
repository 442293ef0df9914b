"""When to measure again, and what a second measurement could show."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from balancekit.programme.plan import Retest
from balancekit.symmetry.wording import quantity

if TYPE_CHECKING:
    from balancekit.symmetry import Finding


SHORT = 4
"""Weeks below which a re-test mostly measures error. Convention: gains of a few weeks are about as large as it."""


def retests(trained: Iterable[Finding], weeks: int) -> tuple[Retest, ...]:
    """What to measure at the end of the plan, those tests first that could show a change beyond their error.

    Where none could, or the plan is short, the words say so.
    """
    made = sorted((retest(finding) for finding in trained), key=lambda one: not one.shows)
    if weeks < SHORT:
        note = f" {weeks} week{'s' * (weeks > 1)} is short: a difference that soon is mostly the test's error."
        made = [replace(one, words=one.words + note) for one in made]
    return tuple(made)


def retest(finding: Finding) -> Retest:
    """What testing again in the same way could show.

    The minimal detectable change of a side difference is 1.96 sqrt(2) SE where the error is published, and the same
    with the t quantile where it was estimated: sqrt(2) times half the 95 % interval.
    """
    detectable = math.sqrt(2) * (finding.high - finding.low) / 2
    if finding.verdict == "unable":
        side = finding.unable_sides[0]
        words = f"{finding.name}: try it again on the {side}. Doing it at all is the change."
        return Retest(finding.assessment, finding.name, math.nan, shows=True, words=words)
    if math.isnan(detectable) or finding.scale == "ordinal":
        words = f"{finding.name}: no error is known for it, so what change would count cannot be said."
        return Retest(finding.assessment, finding.name, math.nan, shows=False, words=words)
    shows = detectable <= abs(finding.difference - finding.baseline)
    words = f"{finding.name}: {_words(finding, detectable)}"
    return Retest(finding.assessment, finding.name, detectable, shows=shows, words=words)


def _words(finding: Finding, detectable: float) -> str:
    less = finding.less_side or "right"
    if finding.scale == "ratio":
        turn, sign = ("drop", -1) if finding.better == "lower" else ("gain", 1)
        size = abs(math.expm1(sign * detectable / 100))
        change = f"the {less} would have to {turn} about {100 * size:.0f} % against the other side"
    else:
        change = f"the difference would have to change by about {quantity(detectable, finding.unit, finding.units)}"
    if finding.scope == "today":
        return f"{change} to be more than the error of one day; how it varies between days is not known yet."
    said = f"{change} to be more than the test's error."
    gap = abs(finding.difference - finding.baseline)
    if gap and detectable > gap:
        days = math.ceil(finding.days * (detectable / gap) ** 2)
        said += (
            f" That is more than the whole gap: even sides that had become alike would not show, unless you measure on "
            f"{days} days now and on {days} days then."
        )
        if finding.instead_name:
            said += f" {finding.instead_name} varies less."
    return said
