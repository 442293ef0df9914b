"""The verdict of a row, written once as narwhals expressions, for one person and for a frame of any size.

A row is one test of one person: left and right (or one signed value), how the trials scattered, on how many days, and
what the catalogue says about the test. Nothing here looks at another row, so a lazy engine can run it in any order.

Notation: d = observed difference, d0 = expected one (baseline), m = smallest difference that matters,
d = 100 ln(R/L) on a ratio scale, R - L on an interval or ordinal scale, the value itself on a signed scale.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import inf, isfinite, nan
from typing import Any

import narwhals as nw

Z = 1.959963984540054
"""Quantile of the normal distribution for a 95 % interval."""

_T_EXACT = {2: 4.302652729696142, 3: 3.182446305284263, 4: 2.776445105197799}
_MAX_VARIANCE = {3: 0.5595, 4: 0.4917, 5: 0.4475}
"""Variance of the largest of n normal readings, in units of the variance of one (order statistics)."""

MEASURED: dict[str, dict[str, float | bool]] = {
    "sides": {"left": nan, "right": nan},
    "value": {"value": nan},
    "trials": {"left_sd": nan, "right_sd": nan, "left_n": nan, "right_n": nan},
    "days": {"days": nan, "days_sd": nan, "days_low": nan, "days_high": nan},
    "unable": {"left_unable": False, "right_unable": False},
}
"""Columns of a row that say what was measured, by the part of the formulas that takes them, and what stands for a
missing one. ``left_sd``: scatter of the trials of one day, in the unit; ``days_sd``, ``days_low``, ``days_high``:
scatter, lowest and highest of the days' d. Only ``left`` and ``right`` (or ``value``) are needed."""

KNOWN: dict[str, Any] = {
    "scale": "",
    "combine": "",
    "resolution": nan,
    "error_sem": nan,
    "error_cv": nan,
    "error_of_difference": False,
    "margin": nan,
    "baseline": 0.0,
}
"""What the catalogue knows about a test, and what stands for what it does not know."""

RESULTS = (
    "margin", "baseline", "difference", "se", "low", "high", "df", "quantile", "verdict", "scope", "error_source",
    "more_days", "more_trials",
)  # fmt: skip
"""Columns that `judge` adds. ``low`` and ``high`` are the 95 % interval of d - d0; a missing number is NaN."""


def facts(known: Mapping[str, Any]) -> dict[str, float | bool]:
    """What the catalogue knows about a test (`KNOWN`), as the numbers and flags that the formulas take.

    Flags, because comparing words in every row is what costs a large frame its time.
    """
    known = {**KNOWN, **known}
    scale, cv, sem = known["scale"], known["error_cv"], known["error_sem"]
    if isfinite(cv):
        variance = 2 * cv**2
    elif known["error_of_difference"] or scale in ("ratio", "signed"):
        variance = sem**2
    else:
        variance = 2 * sem**2
    return {
        "_ratio": scale == "ratio",
        "_signed": scale == "signed",
        "_ordinal": scale == "ordinal",
        "_best": known["combine"] == "best",
        "_variance": variance,  # published, of one day's difference; NaN if there is none
        # ... of one side's score in the unit, where dividing by the score has to make a ratio of it
        "_in_unit": scale == "ratio" and not isfinite(cv) and not known["error_of_difference"],
        "_rounding": known["resolution"] ** 2 / 12,  # a reading is rounded: identical trials don't prove no error
        "_margin": known["margin"],
        "_baseline": known["baseline"],
    }


def judge(frame: Any, given: Collection[str], ops: Any = nw) -> Any:
    """Add the columns `RESULTS`.

    Parameters
    ----------
    frame
        A narwhals frame or a `SmallFrame` with the columns of `facts` and those parts of `MEASURED` that are given,
        all with an underscore before the name, as columns have that are left over from the work. Nothing is null; a
        missing number is NaN.
    given
        Keys of `MEASURED`, and "hand" where the baseline hangs on handedness (``_right_handed, _left_handed,
        _baseline_right, _baseline_left``). Formulas for the other parts are left out: their outcome is known, and they
        would cost a plain frame most of its time.
    ops
        Offers ``col``, ``lit`` and ``when``: the narwhals module, or a `SmallFrame`.
    """
    for step in (_difference, _error, _verdict, _outlook):
        frame = step(frame, given, ops)
    return frame


def _difference(frame: Any, given: Collection[str], ops: Any) -> Any:
    """What was measured: d, and whether it can be judged."""
    col, lit, when = ops.col, ops.lit, ops.when
    left, right, ratio, signed = col("_left"), col("_right"), col("_ratio"), col("_signed")

    cannot_left, cannot_right = ratio & (left == 0), ratio & (right == 0)
    if "unable" in given:
        cannot_left, cannot_right = cannot_left | col("_left_unable"), cannot_right | col("_right_unable")
    usable = left.is_finite() & right.is_finite() & (~ratio | ((left > 0) & (right > 0)))
    usable = when(signed).then(col("_value").is_finite()).otherwise(usable) if "value" in given else usable & ~signed
    frame = frame.with_columns(
        _unable=cannot_left != cannot_right,
        _ok=usable & col("_margin").is_finite() & ~cannot_left & ~cannot_right,
    )
    frame = frame.with_columns(  # safe stand-ins, so that no engine takes the logarithm of nothing
        _l=when(ratio & col("_ok")).then(left).otherwise(lit(1.0)),
        _r=when(ratio & col("_ok")).then(right).otherwise(lit(1.0)),
    )
    plain = when(signed).then(col("_value")).otherwise(right - left) if "value" in given else right - left
    d = when(ratio).then(100 * (col("_r") / col("_l")).log()).otherwise(plain)
    return frame.with_columns(difference=when(col("_ok")).then(d).otherwise(lit(nan)))


def _error(frame: Any, given: Collection[str], ops: Any) -> Any:
    """Its error: of the person's own days, published, of the person's own trials."""
    col, lit, when = ops.col, ops.lit, ops.when
    # a variance in the unit becomes one of 100 ln(x) by the square of 100 / score (delta method)
    unit_left = when(col("_ratio")).then(1e4 / (col("_l") * col("_l")))
    unit_right = when(col("_ratio")).then(1e4 / (col("_r") * col("_r")))
    if "value" in given:
        unit_left = unit_left.when(col("_signed")).then(lit(0.0))
    frame = frame.with_columns(
        _scored=col("_ok") & ~col("_ordinal"),
        _unit_left=unit_left.otherwise(lit(1.0)),
        _unit_right=unit_right.otherwise(lit(1.0)),
        _k=_or("_days", 1.0, ops) if "days" in given else lit(1.0),
    )
    unit = col("_unit_left") + col("_unit_right")
    frame = frame.with_columns(
        _published=when(col("_in_unit")).then(col("_variance") * unit).otherwise(col("_variance")) / col("_k"),
        _has_published=col("_scored") & col("_variance").is_finite(),
    )
    # the first source that is there counts: its name, whether it is there, its variance, its degrees of freedom
    sources = [("published", col("_has_published"), col("_published"), lit(inf))]
    if "trials" in given:
        frame = _own_trials(frame, given, ops)
        larger = col("_has_published") & (~col("_has_trials") | (col("_published") >= col("_within")))
        sources = [("published", larger, col("_published"), lit(inf))]
        sources += [("own trials", col("_has_trials"), col("_within"), col("_within_df"))]
    if "days" in given:
        frame = frame.with_columns(
            _has_days=col("_scored") & (col("_k") >= 3) & col("_days_sd").is_finite(),
            _between=(col("_days_sd") * col("_days_sd") + col("_rounding") * unit) / col("_k"),
        )
        sources.insert(0, ("own days", col("_has_days"), col("_between"), col("_k") - 1))

    def chosen(part: int, default: Any) -> Any:
        chain = ops
        for source in sources:
            chain = chain.when(source[1]).then(lit(source[0]) if part == 0 else source[part])
        return chain.otherwise(lit(default))

    estimated = len(sources) > 1
    frame = frame.with_columns(
        error_source=chosen(0, "none"), se=chosen(2, nan).sqrt(), df=chosen(3, inf) if estimated else lit(inf)
    )
    frame = frame.with_columns(
        _judged=col("se").is_finite(), quantile=_t_quantile(col("df"), ops) if estimated else lit(Z)
    )
    chain = ops
    if "trials" in given:
        today = col("_has_trials") & ~col("_has_published")
        frame = frame.with_columns(_today=today & ~col("_has_days") if "days" in given else today)
        chain = when(col("_today")).then(lit("today"))
    return frame.with_columns(scope=chain.when(col("_judged")).then(lit("lasting")).otherwise(lit("none")))


def _own_trials(frame: Any, given: Collection[str], ops: Any) -> Any:
    """The error of today's score by the scatter of its trials; three or more a side are needed."""
    col, lit, when = ops.col, ops.lit, ops.when
    enough = {side: col(f"_{side}_n").is_finite() & (col(f"_{side}_n") >= 3) for side in ("left", "right")}
    frame = frame.with_columns(  # 2 stands for too few: what comes of it is not used, and nothing is divided by zero
        _n_left=when(enough["left"]).then(col("_left_n")).otherwise(lit(2.0)),
        _n_right=when(enough["right"]).then(col("_right_n")).otherwise(lit(2.0)),
    )
    n_left, n_right, signed = col("_n_left"), col("_n_right"), col("_signed")
    left = (n_left - 1) * col("_left_sd") * col("_left_sd") * col("_unit_left")
    right = (n_right - 1) * col("_right_sd") * col("_right_sd") * col("_unit_right")
    has_left, has_right = (enough[side] & col(f"_{side}_sd").is_finite() for side in ("left", "right"))
    df, squares, shares = n_left + n_right - 2, left + right, _share(n_left, ops) + _share(n_right, ops)
    if "value" in given:  # a signed test has one value, and its trials stand on the right
        has_left = has_left | signed
        df, squares = when(signed).then(n_right - 1).otherwise(df), when(signed).then(right).otherwise(squares)
        shares = when(signed).then(_share(n_right, ops)).otherwise(shares)
    frame = frame.with_columns(_has_trials=col("_scored") & has_left & has_right, _within_df=df)
    rounding = col("_rounding") * (col("_unit_left") + col("_unit_right"))
    return frame.with_columns(_within=(squares / col("_within_df") * shares + rounding) / col("_k"))


def _share(n: Any, ops: Any) -> Any:
    """Variance of a side's score in units of the variance of one trial: 1/n for a mean, more for a best."""
    of_best = ops.when(n < 3.5).then(ops.lit(_MAX_VARIANCE[3])).when(n < 4.5).then(ops.lit(_MAX_VARIANCE[4]))
    return ops.when(ops.col("_best")).then(of_best.otherwise(ops.lit(_MAX_VARIANCE[5]))).otherwise(1 / n)


def _t_quantile(df: Any, ops: Any) -> Any:
    """97.5 % quantile of Student's t: exact for 2 to 4 degrees of freedom, beyond by the Cornish-Fisher expansion.

    There are never fewer: three trials or days at least. Off by less than 0.011 % (at 5). Written out because no query
    engine offers the quantile itself.
    """
    z = Z
    i = 1 / df
    quantile = z + i * (
        (z**3 + z) / 4
        + i
        * (
            (5 * z**5 + 16 * z**3 + 3 * z) / 96
            + i
            * (
                (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
                + i * ((79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160)
            )
        )
    )
    for exact in sorted(_T_EXACT, reverse=True):
        quantile = ops.when(df <= exact + 0.5).then(ops.lit(_T_EXACT[exact])).otherwise(quantile)
    return quantile


def _verdict(frame: Any, given: Collection[str], ops: Any) -> Any:
    """The verdict: d - d0, its interval, and what they say."""
    col, lit, when = ops.col, ops.lit, ops.when
    expected = col("_baseline")
    if "hand" in given:
        expected = when(col("_right_handed")).then(col("_baseline_right"))
        expected = expected.when(col("_left_handed")).then(col("_baseline_left")).otherwise(lit(0.0))
    frame = frame.with_columns(margin=col("_margin"), baseline=expected, _half=col("quantile") * col("se"))
    frame = frame.with_columns(_estimate=col("difference") - col("baseline"))
    frame = frame.with_columns(_size=col("_estimate").abs())
    low, high = col("_estimate") - col("_half"), col("_estimate") + col("_half")
    m, size, half = col("_margin"), col("_size"), col("_half")
    clear = col("_judged") & (half < size) & (size > m)
    similar = col("_judged") & (size + half < m)
    if "days" in given:  # categories have no standard error: a difference counts when it was seen twice
        first, last = col("_days_low"), col("_days_high")
        twice = col("_ok") & col("_ordinal") & (col("_k") >= 2) & first.is_finite() & last.is_finite()
        low, high = when(twice).then(first).otherwise(low), when(twice).then(last).otherwise(high)
        clear = clear | (twice & ((first > m) | (last < -m)))
        similar = similar | (twice & (first >= -m) & (last <= m))
    frame = frame.with_columns(low=low, high=high, _clear=clear, _similar=similar)
    return frame.with_columns(
        verdict=when(col("_clear"))
        .then(lit("clear"))
        .when(col("_similar"))
        .then(lit("similar"))
        .when(col("_judged") | (col("_ok") & col("_ordinal")))
        .then(lit("uncertain"))
        .when(col("_unable"))
        .then(lit("unable"))
        .otherwise(lit("unscored"))
    )


def _outlook(frame: Any, given: Collection[str], ops: Any) -> Any:
    """What would settle it: how many more days, or trials a side today.

    Either the interval shrinks until it leaves zero (a difference larger than m), or until it fits inside +-m.
    """
    col, lit, when = ops.col, ops.lit, ops.when
    size, m = col("_size"), col("_margin")
    frame = frame.with_columns(_room=when(size > m).then(size).otherwise(m - size))
    frame = frame.with_columns(_open=col("_judged") & ~col("_clear") & ~col("_similar") & (col("_room") > 0))
    frame = frame.with_columns(_factor=when(col("_open")).then(col("_half") / col("_room")).otherwise(lit(1.0)))

    def more(n: Any, asked: Any) -> Any:
        needed = (col("_factor") * col("_factor") * n).ceil() - n
        return when(asked & (needed < 1)).then(lit(1.0)).when(asked).then(needed).otherwise(lit(nan))

    if "trials" not in given:
        return frame.with_columns(more_days=more(col("_k"), col("_open")), more_trials=lit(nan))
    return frame.with_columns(
        more_days=more(col("_k"), col("_open") & ~col("_today")),
        more_trials=more(col("_n_right"), col("_open") & col("_today") & ~col("_best")),
    )


def _or(name: str, default: float, ops: Any) -> Any:
    return ops.when(ops.col(name).is_finite()).then(ops.col(name)).otherwise(ops.lit(default))
