"""The verdict as one would write it without balancekit: once in plain numpy, once with groupby-apply."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from balancekit.symmetry.published import known_row
from benchmarks.cohort import KEYS, tests

Z = 1.959963984540054
VERDICTS = np.array(["unscored", "uncertain", "similar", "clear", "unable"], dtype=object)
SOURCES = np.array(["none", "published", "own trials"], dtype=object)
SCOPES = np.array(["none", "today", "lasting"], dtype=object)
BEST_OF = np.array([np.nan, np.nan, np.nan, 0.5595, 0.4917, 0.4475])
"""Variance of the best of 3, 4, 5 trials, in units of one trial's."""
T = np.array([np.nan, 12.706204736432095, 4.302652729696142, 3.182446305284263, 2.776445105197799])


@cache
def known() -> dict[str, np.ndarray]:
    """What the catalogue says about each test, by the test's number."""
    rows = [known_row(entry) for entry in tests()]
    table = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return table | {"ratio": table["scale"] == "ratio", "ordinal": table["scale"] == "ordinal"}


def t_quantile(df: np.ndarray) -> np.ndarray:
    """97.5 % quantile of Student's t."""
    z, inverse = Z, 1 / df
    far = z + inverse * (
        (z**3 + z) / 4
        + inverse
        * (
            (5 * z**5 + 16 * z**3 + 3 * z) / 96
            + inverse
            * (
                (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
                + inverse * (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
            )
        )
    )
    return np.where(df < 4.5, T[np.minimum(df, 4).astype(int)], far)


def formulas(
    code: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    left_sd: np.ndarray,
    right_sd: np.ndarray,
    left_n: np.ndarray,
    right_n: np.ndarray,
) -> dict[str, np.ndarray]:
    """The verdict of each row from bare arrays; words as numbers of `VERDICTS`, `SOURCES` and `SCOPES`."""
    table = known()
    ratio, ordinal = table["ratio"][code], table["ordinal"][code]
    margin, cv, sem = table["margin"][code], table["error_cv"][code], table["error_sem"][code]
    of_difference, best = table["error_of_difference"][code], (table["combine"] == "best")[code]
    rounding = (table["resolution"] ** 2 / 12)[code]

    pair = np.isfinite(left) & np.isfinite(right)
    unable = ratio & ((left == 0) ^ (right == 0))
    ok = pair & (~ratio | ((left > 0) & (right > 0)))
    safe_left, safe_right = np.where(ok & ratio, left, 1.0), np.where(ok & ratio, right, 1.0)
    difference = np.where(ratio, 100 * np.log(safe_right / safe_left), right - left)
    difference[~ok] = np.nan

    unit_left, unit_right = np.where(ratio, 100 / safe_left, 1.0), np.where(ratio, 100 / safe_right, 1.0)
    units = unit_left**2 + unit_right**2
    with_cv, with_sem = np.isfinite(cv), np.isfinite(sem)
    published = np.where(with_cv, 2 * cv**2, np.where(of_difference, sem**2, sem**2 * units))
    trials = (left_n >= 3) & (right_n >= 3) & np.isfinite(left_sd) & np.isfinite(right_sd)
    df = np.where(trials, left_n + right_n - 2, 1.0)
    squares = (left_n - 1) * (left_sd * unit_left) ** 2 + (right_n - 1) * (right_sd * unit_right) ** 2
    share = np.where(
        best,
        BEST_OF[np.clip(left_n, 3, 5).astype(int)] + BEST_OF[np.clip(right_n, 3, 5).astype(int)],
        1 / np.maximum(left_n, 1) + 1 / np.maximum(right_n, 1),
    )
    within = squares / df * share + rounding * units

    has_published = with_cv | with_sem
    by_published = has_published & ~(trials & (published < within))
    source = np.where(by_published, 1, np.where(trials, 2, 0))
    source[~ok | ordinal] = 0
    scope = np.where(source == 0, 0, np.where((source == 2) & ~has_published, 1, 2))
    se = np.sqrt(np.where(source == 1, published, np.where(source == 2, within, np.nan)))
    quantile = np.where(source == 2, t_quantile(df), Z)

    half, size = quantile * se, np.abs(difference)
    verdict = np.where((half < size) & (size > margin), 3, np.where(size + half < margin, 2, 1))
    verdict[source == 0] = 0
    verdict[ok & ordinal] = 1
    verdict[unable] = 4

    room = np.where(size > margin, size, margin - size)
    open_question = (verdict == 1) & (source > 0) & (room > 0)
    factor = (half / np.where(open_question, room, 1.0)) ** 2
    days = np.where(open_question & (scope == 2), np.maximum(np.ceil(factor) - 1, 1), np.nan)
    more = np.where(open_question & (scope == 1) & ~best, np.maximum(np.ceil(factor * right_n) - right_n, 1), np.nan)
    return {
        "difference": difference,
        "se": se,
        "low": difference - half,
        "high": difference + half,
        "df": np.where(source == 2, df, np.inf),
        "quantile": quantile,
        "error_source": source,
        "scope": scope,
        "verdict": verdict,
        "more_days": days,
        "more_trials": more,
    }


def numpy_by_hand(frame: pd.DataFrame) -> pd.DataFrame:
    """From a pandas frame to a pandas frame, with numpy between."""
    numbers, names = pd.factorize(frame["assessment"])
    place = {entry.id: k for k, entry in enumerate(tests())}
    code = np.array([place[name] for name in names])[numbers]
    readings = ("left", "right", "left_sd", "right_sd", "left_n", "right_n")
    found: dict[str, Any] = formulas(code, *(frame[name].to_numpy() for name in readings))
    for name, words in (("verdict", VERDICTS), ("error_source", SOURCES), ("scope", SCOPES)):
        found[name] = pd.Categorical.from_codes(found[name], list(words))
    found |= {name: known()[name][code] for name in ("margin", "baseline")}
    return frame.assign(**found)


def groupby_apply(frame: pd.DataFrame) -> pd.DataFrame:
    """One Python call a row, as a first version is often written."""
    described = {entry.id: known_row(entry) for entry in tests()}

    def judge(group: pd.DataFrame) -> pd.Series:
        row = group.iloc[0]
        return pd.Series(_verdict(row, described[group.name[-1]]))

    return frame.groupby(list(KEYS), sort=False).apply(judge).reset_index()


def _verdict(row: Any, test: dict[str, Any]) -> dict[str, Any]:
    left, right, margin = row["left"], row["right"], test["margin"]
    ratio = test["scale"] == "ratio"
    if math.isnan(left) or math.isnan(right):
        return {"difference": math.nan, "se": math.nan, "verdict": "unscored"}
    if ratio and (left == 0) != (right == 0):
        return {"difference": math.nan, "se": math.nan, "verdict": "unable"}
    if ratio and (left <= 0 or right <= 0):
        return {"difference": math.nan, "se": math.nan, "verdict": "unscored"}
    difference = 100 * math.log(right / left) if ratio else right - left
    if test["scale"] == "ordinal":
        return {"difference": difference, "se": math.nan, "verdict": "uncertain"}
    unit_left, unit_right = (100 / left, 100 / right) if ratio else (1.0, 1.0)
    published = within = None
    if not math.isnan(test["error_cv"]):
        published = 2 * test["error_cv"] ** 2
    elif not math.isnan(test["error_sem"]):
        published = test["error_sem"] ** 2 * (1 if test["error_of_difference"] else unit_left**2 + unit_right**2)
    n_left, n_right = row["left_n"], row["right_n"]
    if n_left >= 3 and n_right >= 3:
        squares = (n_left - 1) * (row["left_sd"] * unit_left) ** 2
        squares += (n_right - 1) * (row["right_sd"] * unit_right) ** 2
        if test["combine"] == "best":
            share = BEST_OF[min(int(n_left), 5)] + BEST_OF[min(int(n_right), 5)]
        else:
            share = 1 / n_left + 1 / n_right
        rounding = test["resolution"] ** 2 / 12 * (unit_left**2 + unit_right**2)
        within = squares / (n_left + n_right - 2) * share + rounding
    if published is None and within is None:
        return {"difference": difference, "se": math.nan, "verdict": "unscored"}
    if published is not None and (within is None or published >= within):
        se, quantile = math.sqrt(published), Z
    else:
        se, quantile = math.sqrt(within or 0.0), float(t_quantile(np.array(n_left + n_right - 2)))
    half, size = quantile * se, abs(difference)
    verdict = "clear" if half < size and size > margin else "similar" if size + half < margin else "uncertain"
    return {"difference": difference, "se": se, "verdict": verdict}
