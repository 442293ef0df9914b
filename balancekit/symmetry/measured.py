"""Reduces the trials of a case to one row a test: scores, scatter, days."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any

from balancekit.case import Trial
from balancekit.catalogue import Assessment

WINDOW = dt.timedelta(days=28)
"""Days this close to the latest one are averaged as one occasion; older ones are history. Convention: in four weeks,
training moves a score by less than most tests can see."""
_NAN = math.nan


def measured(entry: Assessment, own: list[Trial]) -> dict[str, Any]:
    """What was measured, reduced to the columns of a row: scores, scatter, days."""
    latest = max(trial.on for trial in own)
    window = readings_that_count(own)
    days = {day: [t for t in window if t.on == day] for day in sorted({t.on for t in window}, reverse=True)}
    if entry.scale == "signed":
        return _signed(entry, days)
    scores = {day: tuple(_side(entry, trials, side)[0] for side in ("left", "right")) for day, trials in days.items()}
    pairs = [(left, right) for left, right in scores.values() if _usable(entry, left) and _usable(entry, right)]
    last_unable = {t.side for t in days[latest] if t.unable or (entry.scale == "ratio" and t.value == 0)}
    row: dict[str, Any] = {"left_unable": False, "right_unable": False}
    if last_unable or not pairs:  # the pair cannot be averaged: the latest of each side is what there is
        newest = {side: _newest(entry, days, side) for side in ("left", "right")}
        for side in ("left", "right"):
            trials, unable = newest[side]
            row[f"{side}_unable"] = unable
            row |= _scatter(entry, trials, side)
        return row | {"days": 1.0}
    day = next(d for d, pair in scores.items() if _usable(entry, pair[0]) and _usable(entry, pair[1]))
    for side, values in zip(("left", "right"), zip(*pairs, strict=True), strict=True):
        row |= _scatter(entry, [t for t in days[day] if t.side == side], side) | {side: _average(entry, values)}
    differences = [100 * math.log(right / left) if entry.scale == "ratio" else right - left for left, right in pairs]
    return row | _days(differences)


def readings_that_count(own: list[Trial]) -> list[Trial]:
    """The trials of the latest occasion; the older ones are history."""
    latest = max(trial.on for trial in own)
    return [trial for trial in own if trial.on > latest - WINDOW]


def _signed(entry: Assessment, days: Mapping[dt.date, list[Trial]]) -> dict[str, Any]:
    scores = [_side(entry, trials, "both")[0] for trials in days.values()]
    usable = [value for value in scores if not math.isnan(value)]
    _, sd, n = _side(entry, next(iter(days.values())), "both")
    return {"value": sum(usable) / len(usable), "right_sd": sd, "right_n": float(n)} | _days(usable)


def _days(differences: list[float]) -> dict[str, Any]:
    n = len(differences)
    mean = sum(differences) / n
    sd = math.sqrt(sum((d - mean) ** 2 for d in differences) / (n - 1)) if n >= 3 else _NAN
    return {"days": float(n), "days_sd": sd, "days_low": min(differences), "days_high": max(differences)}


def _side(entry: Assessment, trials: Iterable[Trial], side: str) -> tuple[float, float, int]:
    """Score of one side on one day, scatter of its trials, their number."""
    values = [trial.value for trial in trials if trial.side == side and trial.value is not None]
    if not values:
        return _NAN, _NAN, 0
    mean = sum(values) / len(values)
    sd = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else _NAN
    if entry.combine == "best" and entry.better != "neither":
        return (max if entry.better == "higher" else min)(values), sd, len(values)
    return mean, sd, len(values)


def _scatter(entry: Assessment, trials: Iterable[Trial], side: str) -> dict[str, float]:
    value, sd, n = _side(entry, trials, side)
    return {side: value, f"{side}_sd": sd, f"{side}_n": float(n)}


def _usable(entry: Assessment, value: float) -> bool:
    return not math.isnan(value) and (entry.scale != "ratio" or value > 0)


def _average(entry: Assessment, values: Iterable[float]) -> float:
    """Mean over days.

    The geometric one on a ratio scale, so that the difference is the mean of the days' differences.
    """
    listed = list(values)
    if entry.scale == "ratio" and len(listed) > 1:
        return math.exp(sum(math.log(value) for value in listed) / len(listed))
    return sum(listed) / len(listed)


def _newest(entry: Assessment, days: Mapping[dt.date, list[Trial]], side: str) -> tuple[list[Trial], bool]:
    """The latest trials of a side, and whether it was unable then."""
    for trials in days.values():
        own = [trial for trial in trials if trial.side == side]
        if own:
            zero = entry.scale == "ratio" and all(not trial.value for trial in own)
            return own, zero or all(trial.unable for trial in own)
    return [], False
