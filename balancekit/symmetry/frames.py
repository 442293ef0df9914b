"""Brings measured rows and the catalogue together, for any engine, and has `expressions.judge` decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from balancekit.catalogue import Catalogue
from balancekit.symmetry.cells import not_numbers
from balancekit.symmetry.expressions import KNOWN, MEASURED, RESULTS, facts, judge
from balancekit.symmetry.published import baseline, known_row
from balancekit.symmetry.small import SmallFrame, Words

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 16_384
"""Rows of a pandas frame that are scored at a time: as many as stay, with their columns, in a processor's cache."""

PART = 2_000_000
"""Rows of a polars frame that are scored at a time, so that the columns in between stay small beside the frame."""

_KEY = "_assessment"
MISSING = {name: missing for part in MEASURED.values() for name, missing in part.items()}
"""The columns `MEASURED`, and what stands for a missing cell."""
_UNKNOWN = {**facts({}), "_baseline_right": 0.0, "_baseline_left": 0.0}
"""The facts of a test that the catalogue does not hold."""
_EXPECTED = {float: "numbers, and nothing where there is none", bool: "true or false"}


def judge_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`judge` for a handful of rows given as mappings; missing columns are filled in."""
    if not rows:
        return []
    given = _parts({name for row in rows for name in row})
    rows = [{**KNOWN, **MISSING, **row} for row in rows]
    known = [facts(row) for row in rows]
    columns = {name: np.array([row[name] for row in known]) for name in known[0]}
    columns |= {f"_{name}": np.array([row[name] for row in rows]) for part in given for name in MEASURED[part]}
    lists = {name: _plain(values) for name, values in _judge_arrays(columns, given).items()}
    return [
        {**row, **dict(zip(lists, values, strict=True))} for row, *values in zip(rows, *lists.values(), strict=True)
    ]


def score_frame(native: Any, catalogue: Catalogue) -> Any:
    """Score a frame row by row; see `balancekit.symmetry.score.score`."""
    try:
        frame = nw.from_native(native)
    except TypeError:
        raise ValueError(
            f"score() takes a Case or a frame (pandas, polars, DuckDB, PySpark); {type(native).__name__} is neither. "
            "A list of records becomes a frame with pandas.DataFrame(records)."
        ) from None
    engine, schema = frame.implementation, frame.collect_schema()
    if not (engine.is_pandas() or engine.is_polars() or engine.is_duckdb() or engine.is_pyspark()):
        raise ValueError(
            f"frames of {engine.value} are not scored; convert to pandas, polars, DuckDB or PySpark first."
        )
    check_columns(schema)
    for name in MISSING.keys() & schema.keys():
        kind = schema[name]
        # narwhals takes a pandas column of nothing at all for text
        if kind.is_temporal() or (kind == nw.String and not (engine.is_pandas() and native[name].isna().all())):
            holds = "text" if kind == nw.String else "dates or times"
            wanted = type(MISSING[name])
            rows = not_numbers(frame, name) if holds == "text" and wanted is float else ""
            raise ValueError(f"the column {name} holds {holds}; expected {_EXPECTED[wanted]}.{rows}")
    if engine.is_pandas():
        return _score_pandas(native, catalogue)
    if isinstance(frame, nw.LazyFrame):
        return _planned(frame, catalogue).to_native()
    parts = (frame[start : start + PART].lazy() for start in range(0, max(len(frame), 1), PART))
    return nw.concat([_planned(part, catalogue).collect() for part in parts]).to_native()


def check_columns(names: Collection[str]) -> None:
    """Say which of the needed columns are missing."""
    missing = [name for name in ("assessment", "left", "right") if name not in names]
    if missing:
        raise ValueError(
            f"the table has the columns {', '.join(names) or '(none)'}, but no {' and no '.join(missing)}; "
            "expected assessment, left, right, one row a test."
        )


def _plain(values: np.ndarray) -> list[Any]:
    return [values.words[word] for word in values] if isinstance(values, Words) else values.tolist()


def _parts(names: Collection[str]) -> set[str]:
    """Which parts of `MEASURED` there is a column of; the sides are always needed."""
    return {"sides"} | {part for part, columns in MEASURED.items() if not columns.keys().isdisjoint(names)}


def _knowledge(catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """The facts of each assessment by its id, with the baselines of both hands."""
    return {
        entry.id: {
            **facts(known_row(entry)),
            "_baseline_right": baseline(entry, "right"),
            "_baseline_left": baseline(entry, "left"),
        }
        for entry in catalogue.assessments.values()
    }


# --- pandas: on its numpy arrays, block by block ----------------------------------------------------------------------


def _score_pandas(native: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    import pandas as pd

    known = _knowledge(catalogue)
    by_number = {name: np.array([*(row[name] for row in known.values()), value]) for name, value in _UNKNOWN.items()}
    codes, found = pd.factorize(native["assessment"])
    number = np.append(pd.Index(known).get_indexer(pd.Index(found)), -1)[codes]  # -1: the last of them, unknown
    given = _parts(native.columns)
    measured = {f"_{name}": _array(native, name) for part in given for name in MEASURED[part]}
    if "dominant_hand" in native:
        given.add("hand")
        for side in ("right", "left"):
            measured[f"_{side}_handed"] = (native["dominant_hand"] == side).to_numpy(bool, na_value=False)

    results: dict[str, np.ndarray] = {}
    words: dict[str, tuple[str, ...]] = {}
    for start in range(0, max(len(native), 1), BLOCK):
        block = slice(start, start + BLOCK)
        columns = {name: values[number[block]] for name, values in by_number.items()}
        columns |= {name: values[block] for name, values in measured.items()}
        for name, values in _judge_arrays(columns, given).items():
            if name not in results:
                results[name] = np.empty(len(native), values.dtype)
                words[name] = getattr(values, "words", ())
            results[name][block] = values
    kept = native.drop(columns=[name for name in RESULTS if name in native.columns])
    added = {n: pd.array(words[n], dtype="str").take(values) if words[n] else values for n, values in results.items()}
    return pd.concat([kept, pd.DataFrame(added, native.index, copy=False)], axis=1)  # assign() would copy each column


def _array(native: pd.DataFrame, name: str) -> np.ndarray:
    empty = MISSING[name]
    if name not in native.columns:
        return np.full(len(native), empty)
    try:
        return native[name].to_numpy(type(empty), na_value=empty)
    except (TypeError, ValueError) as error:
        rows = not_numbers(nw.from_native(native), name) if isinstance(empty, float) else f" {error}."
        raise ValueError(f"the column {name} holds other things; expected {_EXPECTED[type(empty)]}.{rows}") from None


def _judge_arrays(columns: Mapping[str, np.ndarray], given: Collection[str]) -> dict[str, np.ndarray]:
    frame = SmallFrame(columns)
    with np.errstate(all="ignore"):  # both sides of a choice are computed here, also the one that is not taken
        judge(frame, given, frame)
    return {name: frame.col(name) for name in RESULTS}


# --- engines that plan a query: as expressions, nothing is computed here ----------------------------------------------


def _planned(frame: nw.LazyFrame[Any], catalogue: Catalogue) -> nw.LazyFrame[Any]:
    schema = frame.collect_schema()
    own = {name: f"{name} " for name in schema if name.startswith("_")}  # the work uses such names
    frame = frame.rename(own)
    given = _parts(schema)
    columns = {name: _expression(schema, name) for part in given for name in MEASURED[part]}
    if "dominant_hand" in schema:
        given.add("hand")
        columns |= {f"{side}_handed": (nw.col("dominant_hand") == side).fill_null(False) for side in ("right", "left")}
    frame = frame.with_columns(
        nw.col("assessment").cast(nw.String).alias(_KEY), *(value.alias(f"_{name}") for name, value in columns.items())
    )
    frame = _with_facts(frame, _knowledge(catalogue))
    kept = [own.get(name, name) for name in schema if name not in RESULTS]
    return judge(frame, given).select(*kept, *RESULTS).rename({theirs: name for name, theirs in own.items()})


def _expression(schema: Any, name: str) -> Any:
    empty = MISSING[name]
    if name not in schema:
        return nw.lit(empty)
    return nw.col(name).cast(nw.Boolean if isinstance(empty, bool) else nw.Float64).fill_null(empty)


def _with_facts(frame: Any, known: Mapping[str, Mapping[str, Any]]) -> Any:
    """The frame with what is known about each row's assessment."""
    native, engine = nw.to_native(frame), frame.implementation
    columns = {name: [row[name] for row in known.values()] for name in _UNKNOWN}
    if engine.is_polars():
        return nw.from_native(_gathered(native, list(known), columns))
    columns = {_KEY: list(known), **columns}
    table = _duckdb_table(native, columns) if engine.is_duckdb() else _spark_table(native, columns)
    frame = frame.join(nw.from_native(table), on=_KEY, how="left")
    return frame.with_columns(*(nw.col(name).fill_null(value) for name, value in _UNKNOWN.items()))


def _gathered(native: Any, ids: list[str], columns: Mapping[str, list[Any]]) -> Any:
    """The facts taken by each row's number of its assessment.

    A join that keeps the order of the rows costs polars a third of the whole.
    """
    import polars as pl

    number = pl.col(_KEY).cast(pl.Enum(ids), strict=False).to_physical()
    by_number = {name: pl.Series([*values, _UNKNOWN[name]]) for name, values in columns.items()}
    return native.with_columns(number.fill_null(len(ids)).alias(_KEY)).with_columns(
        pl.lit(values).gather(pl.col(_KEY)).alias(name) for name, values in by_number.items()
    )


def _duckdb_table(native: Any, columns: Mapping[str, list[Any]]) -> Any:
    """A relation of its own rows on the connection of another, which a relation does not tell.

    Hence one row (a count of nothing) is made of the other, and the lists are unnested from it.
    """
    from duckdb import ConstantExpression, FunctionExpression

    lists = [FunctionExpression("unnest", ConstantExpression(v)).alias(name) for name, v in columns.items()]
    return native.limit(0).aggregate("count(*)").select(*lists)


def _spark_table(native: Any, columns: Mapping[str, list[Any]]) -> Any:
    from pyspark.sql.functions import broadcast

    kinds = {str: "string", bool: "boolean", float: "double"}
    schema = ", ".join(f"{name} {kinds[type(values[0])]}" for name, values in columns.items())
    rows = list(zip(*columns.values(), strict=True))
    return broadcast(native.sparkSession.createDataFrame(rows, schema))  # Spark can't know that it is small
