"""What the catalogue says about a test's error, in the form in which a verdict needs it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from balancekit.catalogue import Assessment, Catalogue, Reliability
from balancekit.symmetry.expressions import Z

LESS_NOISE = 0.7
"""Another test is proposed where its noise, in multiples of what matters, is at most this share. Convention."""
_FAMILY = {"strength": "work", "endurance": "work"} | {
    quality: quality for quality in ("mobility", "size", "control", "alignment", "pain")
}
_Z90 = 1.6448536269514722


def standard_error(error: Reliability) -> float:
    """The standard error of one day's score that a row of reliability stands for, in the unit (per cent for a CV).

    A minimal detectable change is z * sqrt(2) * SEM at its level; limits of agreement are 1.96 * sqrt(2) * SEM wide
    each way.
    """
    match error.use:
        case "sem":
            return error.sem or math.nan
        case "cv":
            return error.cv or math.nan
        case "mdc":
            z = Z if error.mdc_confidence == 95 else _Z90
            return (error.mdc or math.nan) / (z * math.sqrt(2))
        case "limits_of_agreement":
            lower, upper = error.limits_of_agreement or (math.nan, math.nan)
            return (upper - lower) / 2 / (Z * math.sqrt(2))
    return math.nan


def known_row(entry: Assessment) -> dict[str, Any]:
    """What the catalogue knows about a test, as the columns `KNOWN`."""
    error = entry.error
    size = standard_error(error) if error else math.nan
    return {
        "scale": entry.scale,
        "combine": entry.combine,
        "better": entry.better,
        "resolution": entry.resolution,
        "error_cv": size if error and error.use == "cv" else math.nan,
        "error_sem": size if error and error.use != "cv" else math.nan,
        "error_of_difference": bool(error and error.compares == "difference"),
        "margin": entry.margin.value,
        "baseline": 0.0,
    }


def baseline(entry: Assessment, dominant_hand: str | None) -> float:
    """d0: the difference that handedness leads one to expect; on a ratio scale as 100 ln(R/L)."""
    if entry.baseline is None or dominant_hand is None:
        return 0.0
    expected = entry.baseline.right_handed if dominant_hand == "right" else entry.baseline.left_handed
    return 100 * math.log1p(expected / 100) if entry.scale == "ratio" else expected


def _noise(entry: Assessment, level: float) -> float:
    """Standard error of a one-day difference in multiples of what matters; NaN where nothing is published."""
    error = entry.error
    if error is None or entry.scale == "ordinal":
        return math.nan
    size = standard_error(error) / (math.sqrt(2) if error.compares == "difference" else 1)
    if entry.scale == "ratio" and error.use != "cv":
        size = 100 * size / level
    return (1 if entry.scale == "signed" else math.sqrt(2)) * size / entry.margin.value


def less_noisy(entry: Assessment, row: Mapping[str, Any], known: Catalogue) -> Assessment | None:
    """A test with a published error that loads a main muscle of this one and is clearly less noisy.

    One of the same quality, if there is one; strength and endurance may stand in for each other.
    """
    main = {load.muscle for load in entry.muscles if load.weight == 1}
    own = _noise(entry, (row["left"] + row["right"]) / 2)
    own = math.inf if math.isnan(own) else own
    found: list[tuple[bool, float, str]] = []
    for other in known.assessments.values():
        shared = main & {load.muscle for load in other.muscles if load.weight == 1}
        if other.id == entry.id or not shared or _FAMILY.get(other.quality) != _FAMILY.get(entry.quality):
            continue
        noise = _noise(other, other.norms[0].mean if other.norms else sum(other.usual) / 2)
        if noise <= LESS_NOISE * own:
            found.append((other.quality != entry.quality, noise, other.id))
    return known.assessments[min(found)[2]] if found else None
