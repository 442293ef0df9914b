"""What would be believed if: findings set by hand, in place of what was measured."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from balancekit.catalogue.wording import did_you_mean
from balancekit.symmetry import Finding, Findings, score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balancekit.catalogue import Assessment

SURE = 0.3
"""Standard error of a finding that is set by hand, in multiples of the smallest difference that matters: about what a
test is like that can be relied on. Convention."""


def suppose(findings: Findings, differences: Mapping[str, float | None]) -> Findings:
    """The findings, with some set by hand.

    Parameters
    ----------
    differences
        By test: the difference in multiples of the smallest that matters, + where the right reads higher, 0 where the
        sides are alike; None to leave a test out.

    Raises
    ------
    ValueError
        Where the catalogue has no such test, or a difference is no finite number.
    """
    known = findings.catalogue.assessments
    for test, difference in differences.items():
        if test not in known:
            hint = did_you_mean(test, known, "see the assessments of the catalogue.")
            raise ValueError(f"there is no test '{test}'; {hint}")
        if difference is not None and not math.isfinite(difference):
            raise ValueError(f"{test}: the difference is {difference}; expected a number of margins, or None.")
    kept = [finding for finding in findings if finding.assessment not in differences]
    made = [_set(findings, known[test], d) for test, d in differences.items() if d is not None]
    return replace(findings, items=(*kept, *made))


def _set(findings: Findings, entry: Assessment, effect: float) -> Finding:
    """A finding as `score` would make it; what was not measured (values of a side, trials) stays without a number."""
    margin, se = entry.margin.value, SURE * entry.margin.value
    day = max((finding.on for finding in findings), default=None)
    blank = score(
        findings.case.without(entry.id).measure(entry.id, **_any(entry), on=day), catalogue=findings.catalogue
    )
    low, high = (effect * margin + z * se for z in (-1.96, 1.96))
    verdict = "clear" if low * high > 0 and abs(effect) > 1 else "similar" if max(-low, high) < margin else "uncertain"
    lower_is_less = entry.better != "lower"
    ordinal = entry.scale == "ordinal"
    finding = blank[entry.id]
    at = effect * margin
    return replace(
        finding,
        days=0,
        left=_level(entry, -at),
        right=_level(entry, at),
        value=at if entry.scale == "signed" else math.nan,
        n_left=0,
        n_right=0,
        difference=at + finding.baseline,
        se=math.nan if ordinal else se,
        low=low,
        high=high,
        df=math.inf,
        error_source="none",
        error_words="",
        scope="lasting",
        verdict=("clear" if abs(effect) > 1 else "similar") if ordinal else verdict,
        p=math.nan,
        q=math.nan,
        less_side=None if not effect else "left" if (effect > 0) == lower_is_less else "right",
        unable_sides=(),
        more_days=None,
        more_trials=None,
        instead=None,
        instead_name="",
        today=None,
        reason="",
        refer="",
    )


def _any(entry: Assessment) -> dict[str, float]:
    return {"value": 0.0} if entry.scale == "signed" else {"left": _level(entry, 0.0), "right": _level(entry, 0.0)}


def _level(entry: Assessment, away: float) -> float:
    """A reading of one side, half the difference away from the middle of what is usual."""
    middle = sum(entry.usual) / 2
    return middle * math.exp(away / 200) if entry.scale == "ratio" else middle + away / 2
