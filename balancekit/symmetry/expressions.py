"""The verdict of a row, written once as narwhals expressions, for one person and for a frame of any size.

A row is one test of one person: left and right (or one signed value), how the trials scattered, on how many days, and
what the catalogue says about the test. Nothing here looks at another row, so a lazy engine can run it in any order.

Notation: d = observed difference, d0 = expected one (baseline), m = smallest difference that matters,
d = 100 ln(R/L) on a ratio scale, R - L on an interval or ordinal scale, the value itself on a signed scale.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import narwhals as nw

Z = 1.959963984540054
"""Quantile of the normal distribution for a 95 % interval."""

_T_EXACT = {1: 12.706204736432095, 2: 4.302652729696142, 3: 3.182446305284263, 4: 2.776445105197799}
_MAX_VARIANCE = {3: 0.5595, 4: 0.4917, 5: 0.4475}
"""Variance of the largest of n normal readings, in units of the variance of one (order statistics)."""

MEASURED: dict[str, Any] = {
    "left": float,
    "right": float,
    "value": float,
    "left_sd": float,
    "right_sd": float,
    "left_n": float,
    "right_n": float,
    "days": float,
    "days_sd": float,
    "days_low": float,
    "days_high": float,
    "left_unable": bool,
    "right_unable": bool,
}
"""Columns of a row that say what was measured. ``left_sd``: scatter of the trials of one day, in the unit; ``days_sd``,
``days_low``, ``days_high``: scatter, lowest and highest of the days' d. Only ``left`` and ``right`` (or ``value``) are
needed."""

KNOWN: dict[str, Any] = {
    "scale": str,
    "combine": str,
    "better": str,
    "resolution": float,
    "error_sem": float,
    "error_cv": float,
    "error_of_difference": bool,
    "margin": float,
    "baseline": float,
}
"""Columns of a row that say what the catalogue knows about its test."""


def _t_quantile(df: Any, ops: Any) -> Any:
    """97.5 % quantile of Student's t: exact up to 4 degrees of freedom, beyond by the Cornish-Fisher expansion.

    Off by less than 0.011 % (at 5). Written out because no query engine offers the quantile itself.
    """
    z = Z
    expansion = (
        z
        + (z**3 + z) / 4 / df
        + (5 * z**5 + 16 * z**3 + 3 * z) / 96 / df**2
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384 / df**3
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160 / df**4
    )
    quantile = expansion
    for exact in sorted(_T_EXACT, reverse=True):
        quantile = ops.when(df <= exact + 0.5).then(ops.lit(_T_EXACT[exact])).otherwise(quantile)
    return quantile


def judge(frame: Any, ops: Any = nw) -> Any:
    """Add the verdict to a narwhals frame that has the columns of `MEASURED` and `KNOWN`.

    ``ops`` offers ``col``, ``lit`` and ``when``: the narwhals module, or a `SmallFrame`.

    Adds ``difference, se, low, high, df, quantile, verdict, scope, error_source, more_days, more_trials, false_alarm``
    where ``low`` and ``high`` are the 95 % interval of d - d0. Missing numbers are NaN.
    """
    col, lit, when = ops.col, ops.lit, ops.when

    def _known(column: str) -> Any:
        return (col(column).is_finite() & ~col(column).is_null()).fill_null(False)

    def _or(column: str, default: float) -> Any:
        return when(_known(column)).then(col(column)).otherwise(lit(default))

    nan = lit(float("nan"))
    ratio, signed, ordinal = col("scale") == "ratio", col("scale") == "signed", col("scale") == "ordinal"

    # --- 1 what was measured -------------------------------------------------------------------------------------
    frame = frame.with_columns(
        _l=_or("left", 0.0),
        _r=_or("right", 0.0),
        _pair=_known("left") & _known("right"),
        _cannot_l=col("left_unable").fill_null(False) | (ratio & _known("left") & (_or("left", 1.0) == 0)),
        _cannot_r=col("right_unable").fill_null(False) | (ratio & _known("right") & (_or("right", 1.0) == 0)),
        _k=_or("days", 1.0),
        _nl=_or("left_n", 1.0),
        _nr=_or("right_n", 1.0),
    )
    frame = frame.with_columns(
        _unable=(col("_cannot_l") | col("_cannot_r")) & ~(col("_cannot_l") & col("_cannot_r")),
        _ok=when(signed)
        .then(_known("value"))
        .when(ratio)
        .then(col("_pair") & (col("_l") > 0) & (col("_r") > 0))
        .otherwise(col("_pair"))
        & _known("margin")
        & ~col("_cannot_l")
        & ~col("_cannot_r"),
    )
    frame = frame.with_columns(  # safe stand-ins, so that no engine takes the logarithm of nothing
        _l=when(col("_ok") & ~signed).then(col("_l")).otherwise(lit(1.0)),
        _r=when(col("_ok") & ~signed).then(col("_r")).otherwise(lit(1.0)),
    )
    plain = when(signed).then(_or("value", 0.0)).otherwise(col("_r") - col("_l"))
    safe_l = when(ratio).then(col("_l")).otherwise(lit(1.0))
    safe_r = when(ratio).then(col("_r")).otherwise(lit(1.0))
    frame = frame.with_columns(
        _d=when(ratio).then(100 * (safe_r / safe_l).log()).otherwise(plain),
        # an error in the unit becomes one of 100 ln(x) by dividing by the score (delta method)
        _ul=when(ratio).then(100 / safe_l).when(signed).then(lit(0.0)).otherwise(lit(1.0)),
        _ur=when(ratio).then(100 / safe_r).otherwise(lit(1.0)),
    )

    # --- 2 its error: published, of the person's own days, of the person's own trials ------------------------------
    step = col("resolution") * (1 / sqrt(12))  # a reading is rounded; identical trials are no proof of no error
    rounding = step**2 * (col("_ul") ** 2 + col("_ur") ** 2)
    cv = _or("error_cv", 0.0)
    sem = _or("error_sem", 0.0)
    published = (
        when(_known("error_cv"))
        .then(2 * cv**2)
        .when(_known("error_sem") & col("error_of_difference").fill_null(False))
        .then(sem**2)
        .when(_known("error_sem"))
        .then(sem**2 * (col("_ul") ** 2 + col("_ur") ** 2))
        .otherwise(nan)
    )
    trials = (
        when(signed)
        .then((col("_nr") >= 3) & _known("right_sd"))
        .otherwise((col("_nl") >= 3) & (col("_nr") >= 3) & _known("left_sd") & _known("right_sd"))
    )
    trials_df = when(signed).then(col("_nr") - 1).otherwise(col("_nl") + col("_nr") - 2)
    squares = (
        when(signed).then(lit(0.0)).otherwise((col("_nl") - 1) * (_or("left_sd", 0.0) * col("_ul")) ** 2)
        + (col("_nr") - 1) * (_or("right_sd", 0.0) * col("_ur")) ** 2
    )
    best = col("combine") == "best"
    within = (
        squares
        / when(trials_df > 0).then(trials_df).otherwise(lit(1.0))
        * (when(signed).then(lit(0.0)).otherwise(_share(col("_nl"), best, ops)) + _share(col("_nr"), best, ops))
        + rounding
    )
    own_days = (col("_k") >= 3) & _known("days_sd")
    frame = frame.with_columns(
        _published=published / col("_k"),
        _has_published=_known("error_cv") | _known("error_sem"),
        _within=when(trials).then(within / col("_k")).otherwise(lit(0.0)),
        _trials=trials,
        _trials_df=trials_df,
        _between=(_or("days_sd", 0.0) ** 2 + rounding) / col("_k"),
        _own_days=own_days,
    )
    source = (
        when(col("_own_days"))
        .then(lit("own days"))
        .when(col("_has_published") & (~col("_trials") | (col("_published") >= col("_within"))))
        .then(lit("published"))
        .when(col("_trials"))
        .then(lit("own trials"))
        .otherwise(lit("none"))
    )
    frame = frame.with_columns(error_source=when(col("_ok") & ~ordinal).then(source).otherwise(lit("none")))
    src = col("error_source")
    frame = frame.with_columns(
        difference=when(col("_ok")).then(col("_d")).otherwise(nan),
        se=when(src == "own days")
        .then(col("_between"))
        .when(src == "published")
        .then(col("_published"))
        .when(src == "own trials")
        .then(col("_within"))
        .otherwise(nan)
        .sqrt(),
        df=when(src == "own days")
        .then(col("_k") - 1)
        .when(src == "own trials")
        .then(col("_trials_df"))
        .otherwise(lit(float("inf"))),
        scope=when((src == "own trials") & ~col("_has_published"))
        .then(lit("today"))
        .when(src != "none")
        .then(lit("lasting"))
        .otherwise(lit("none")),
    )
    estimated = (src == "own days") | (src == "own trials")
    safe_df = when(estimated).then(col("df")).otherwise(lit(1.0))
    frame = frame.with_columns(
        quantile=when(estimated).then(_t_quantile(safe_df, ops)).otherwise(lit(Z)),
        _est=col("_d") - _or("baseline", 0.0),
    )

    # --- 3 the verdict -------------------------------------------------------------------------------------------
    half = col("quantile") * col("se")
    m, size = col("margin"), col("_est").abs()
    seen_twice = ordinal & col("_ok") & (col("_k") >= 2) & _known("days_low") & _known("days_high")
    day_low, day_high = _or("days_low", 0.0), _or("days_high", 0.0)
    frame = frame.with_columns(
        low=when(src != "none").then(col("_est") - half).when(seen_twice).then(day_low).otherwise(nan),
        high=when(src != "none").then(col("_est") + half).when(seen_twice).then(day_high).otherwise(nan),
    )
    excludes_zero = when(src != "none").then(half < size).otherwise(lit(False))
    inside = when(src != "none").then(size + half < m).otherwise(lit(False))
    ordinal_word = (
        when(seen_twice & ((day_low > m) | (day_high < -m)))
        .then(lit("clear"))
        .when(seen_twice & (day_low >= -m) & (day_high <= m))
        .then(lit("similar"))
        .otherwise(lit("uncertain"))
    )
    frame = frame.with_columns(
        verdict=when(col("_unable"))
        .then(lit("unable"))
        .when(~col("_ok"))
        .then(lit("unscored"))
        .when(ordinal)
        .then(ordinal_word)
        .when(src == "none")
        .then(lit("unscored"))
        .when(excludes_zero & (size > m))
        .then(lit("clear"))
        .when(inside)
        .then(lit("similar"))
        .otherwise(lit("uncertain"))
    )

    # --- 4 what would settle it ------------------------------------------------------------------------------------
    # either the interval shrinks until it leaves zero (a difference larger than m), or until it fits inside +-m
    room = when(size > m).then(size).otherwise(m - size)
    factor = when((col("verdict") == "uncertain") & (src != "none") & (room > 0)).then(half / room).otherwise(nan)
    frame = frame.with_columns(_factor=factor**2)
    lasting = col("scope") == "lasting"
    frame = frame.with_columns(
        more_days=when(lasting).then((col("_factor") * col("_k")).ceil() - col("_k")).otherwise(nan),
        more_trials=when((col("scope") == "today") & ~best)
        .then((col("_factor") * col("_nr")).ceil() - col("_nr"))
        .otherwise(nan),
    )
    return frame.with_columns(
        more_days=when(col("more_days") < 1).then(lit(1.0)).otherwise(col("more_days")),
        more_trials=when(col("more_trials") < 1).then(lit(1.0)).otherwise(col("more_trials")),
    ).drop(
        "_l", "_r", "_pair", "_cannot_l", "_cannot_r", "_k", "_nl", "_nr", "_unable", "_ok", "_d", "_ul", "_ur",
        "_published", "_has_published", "_within", "_trials", "_trials_df", "_between", "_own_days", "_est", "_factor",
    )  # fmt: skip


def _share(n: Any, best: Any, ops: Any) -> Any:
    """Variance of a side's score in units of the variance of one trial: 1/n for a mean, more for a best."""
    of_best = ops.lit(_MAX_VARIANCE[5])
    for count in (4, 3):
        of_best = ops.when(n < count + 0.5).then(ops.lit(_MAX_VARIANCE[count])).otherwise(of_best)
    return ops.when(best).then(of_best).otherwise(1 / ops.when(n < 1).then(ops.lit(1.0)).otherwise(n))
