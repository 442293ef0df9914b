"""From tests to muscles: what all tests together say about each one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from balancekit.symmetry.expressions import Z

if TYPE_CHECKING:
    import pandas as pd

    from balancekit.symmetry.findings import Finding, Findings

_Test: TypeAlias = "tuple[Finding, float, int]"
"""A finding, how much it loads the muscle, and its sign: +1 where a larger right reading means that the right muscle
does more."""
_Row: TypeAlias = tuple[float, float, float, str, "str | None", tuple[str, ...]]
_COLUMNS = ["muscle", "quality", "effect", "low", "high", "verdict", "less_side", "assessments"]


def combine(findings: Findings) -> pd.DataFrame:
    """One row a muscle and quality. Each test counts by its load on the muscle and by its precision.

    Tests in different units meet on one scale: multiples of the smallest difference that matters in each.
    """
    import pandas as pd

    loaded: dict[tuple[str, str], list[tuple[Finding, float, int]]] = {}
    for finding in findings:
        entry = findings.assessment(finding)
        if entry is None:
            continue
        for load in entry.muscles:
            turn = (-1 if load.side == "opposite" else 1) * (-1 if finding.better == "lower" else 1)
            loaded.setdefault((load.muscle, finding.quality), []).append((finding, load.weight, turn))
    rows = [(muscle, quality, *_row(tests)) for (muscle, quality), tests in loaded.items()]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _row(tests: list[_Test]) -> _Row:
    ids = tuple(finding.assessment for finding, _, _ in tests)
    measured = [test for test in tests if not math.isnan(test[0].low) and test[0].scale != "ordinal"]
    # what a test says about today is far more precise than what it says about the person: the two are never averaged
    lasting = [test for test in measured if test[0].scope == "lasting"]
    today = [test for test in measured if test[0].scope == "today"]
    rows = [_precision_weighted(group) for group in (lasting, today) if group]
    row = next((row for row in rows if row[3] != "uncertain"), rows[0] if rows else None)
    if len(rows) == 2 and rows[0][0] * rows[1][0] < 0 and min(abs(rows[0][0]), abs(rows[1][0])) > 1:
        effect, low, high, _, less = rows[0]
        row = (effect, low, high, "uncertain", less)  # the tests point to different sides
    unable = next((test for test in tests if test[0].verdict == "unable"), None)
    if unable and (row is None or row[3] != "clear"):
        return math.nan, math.nan, math.nan, "unable", _unable_muscle(*unable), ids
    if row is None:
        return _ordinal(tests, ids)
    effect, low, high, verdict, less = row
    return effect, low, high, verdict, less, ids


def _precision_weighted(tests: list[_Test]) -> tuple[float, float, float, str, str | None]:
    total = estimate = variance = 0.0
    for finding, weight, turn in tests:
        se = (finding.high - finding.low) / 2 / Z / finding.margin  # carries the t quantile of small samples
        share = weight / se**2
        total += share
        estimate += share * turn * finding.effect
        variance += share**2 * se**2
    effect, half = estimate / total, Z * math.sqrt(variance) / total
    return effect, effect - half, effect + half, _verdict(effect, half), _less(effect)


def _unable_muscle(finding: Finding, _: float, turn: int) -> str:
    side = finding.unable_sides[0]
    opposite = turn * (-1 if finding.better == "lower" else 1) < 0
    return {"left": "right", "right": "left"}[side] if opposite else side


def _ordinal(tests: list[_Test], ids: tuple[str, ...]) -> _Row:
    for wanted in ("clear", "uncertain", "similar"):
        for finding, _, turn in tests:
            if finding.scale == "ordinal" and finding.verdict == wanted:
                effect = turn * finding.effect
                return effect, math.nan, math.nan, wanted, _less(effect), ids
    return math.nan, math.nan, math.nan, "unscored", None, ids


def _verdict(effect: float, half: float) -> str:
    if abs(effect) > half and abs(effect) > 1:
        return "clear"
    return "similar" if abs(effect) + half < 1 else "uncertain"


def _less(effect: float) -> str | None:
    return None if effect == 0 else "left" if effect > 0 else "right"
