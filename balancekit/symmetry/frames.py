"""Brings measured rows and the catalogue together, for any engine, and has `expressions.judge` decide."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import narwhals as nw

from balancekit.catalogue import Catalogue
from balancekit.symmetry.expressions import KNOWN, MEASURED, judge
from balancekit.symmetry.published import baseline, known_row
from balancekit.symmetry.small import SmallFrame

_EMPTY: dict[Any, Any] = {float: math.nan, bool: False, str: ""}


def judge_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`judge` for a handful of rows given as mappings; missing columns are filled in."""
    if not rows:
        return []
    columns = {**MEASURED, **KNOWN}
    frame = SmallFrame({name: [row.get(name, _EMPTY[kind]) for row in rows] for name, kind in columns.items()})
    return [{**row, **result} for row, result in zip(rows, judge(frame, frame).rows(), strict=True)]


def score_frame(native: Any, catalogue: Catalogue) -> Any:
    """Score a frame row by row; see `balancekit.symmetry.score.score`."""
    try:
        frame = nw.from_native(native)
    except TypeError:
        raise ValueError(
            f"score() takes a Case or a frame (pandas, polars); {type(native).__name__} is neither. "
            "A list of records becomes a frame with pandas.DataFrame(records)."
        ) from None
    present = frame.collect_schema().names()
    missing = [name for name in ("assessment", "left", "right") if name not in present]
    if missing:
        raise ValueError(
            f"the frame has the columns {', '.join(present) or '(none)'}, but no {' and no '.join(missing)}; "
            "expected assessment, left, right, one row a test."
        )
    frame = frame.with_columns(
        *(nw.col(name).cast(nw.Float64) for name in present if MEASURED.get(name) is float),
        **{name: nw.lit(_EMPTY[kind]) for name, kind in MEASURED.items() if name not in present},
    )
    hand = "dominant_hand" in present
    frame = frame.join(_known_table(frame, catalogue), on="assessment", how="left")
    expected = nw.lit(0.0)
    if hand:
        expected = (
            nw.when(nw.col("dominant_hand") == "right")
            .then(nw.col("_baseline_right"))
            .when(nw.col("dominant_hand") == "left")
            .then(nw.col("_baseline_left"))
            .otherwise(nw.lit(0.0))
        )
    frame = frame.with_columns(baseline=expected, scale=nw.col("scale").fill_null("unknown"))
    added = [name for name in MEASURED if name not in present]
    judged = judge(frame).drop(
        *added, "_baseline_right", "_baseline_left", "combine", "better", "resolution", "error_cv"
    )
    return nw.to_native(judged.drop("error_sem", "error_of_difference", "scale"))


def _known_table(frame: Any, catalogue: Catalogue) -> Any:
    """The catalogue as a small table of the frame's own engine, to join with."""
    rows: list[Mapping[str, Any]] = [
        {
            "assessment": entry.id,
            **known_row(entry),
            "_baseline_right": baseline(entry, "right"),
            "_baseline_left": baseline(entry, "left"),
        }
        for entry in catalogue.assessments.values()
    ]
    columns = {name: [row[name] for row in rows] for name in rows[0] if name != "baseline"}
    engine = frame.implementation
    if engine.is_pandas() or engine.is_polars():
        table = nw.from_dict(columns, backend=engine)
        return table.lazy() if isinstance(frame, nw.LazyFrame) else table
    raise ValueError(f"frames of {engine} are not scored yet; convert to pandas or polars first.")
