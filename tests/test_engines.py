"""The same rows, the same answers, whatever engine holds the frame; and what is lazy stays lazy."""

from __future__ import annotations

import importlib.util
import math
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from small_catalogue import SMALL

import balancekit as bk
from balancekit.symmetry.expressions import RESULTS
from balancekit.symmetry.frames import BLOCK, judge_rows
from balancekit.symmetry.published import baseline, known_row

NAN = math.nan
TEXT = ("assessment", "dominant_hand", "coach", "_l")
FLAGS = ("left_unable", "right_unable")
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Engine:
    """How a frame of an engine is made and read."""

    make: Callable[[Rows], Any]
    read: Callable[[Any], Rows]
    untouchable: Callable[[], Any] | None = None
    """A frame that fails when its rows are looked at; None for an engine that has them in memory."""


def _columns(rows: Rows) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def _polars(rows: Rows) -> pl.DataFrame:
    types = {name: pl.String if name in TEXT else pl.Boolean if name in FLAGS else pl.Float64 for name in rows[0]}
    return pl.DataFrame(_columns(rows), schema={**types, "row": pl.Int64}, strict=False)


def _never(frame: pl.DataFrame) -> pl.DataFrame:
    raise ZeroDivisionError("the rows were looked at")


def _duckdb_untouchable() -> duckdb.DuckDBPyRelation:
    numbers = "error('the rows were looked at')::DOUBLE"
    return duckdb.connect().sql(f"SELECT 'hold' AS assessment, {numbers} AS left, {numbers} AS right")


def _duckdb_read(relation: duckdb.DuckDBPyRelation) -> Rows:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


IN_MEMORY = {
    "pandas": Engine(lambda rows: pd.DataFrame(_columns(rows)), lambda frame: frame.to_dict("records")),
    "polars": Engine(_polars, lambda frame: frame.to_dicts()),
    "polars lazy": Engine(
        lambda rows: _polars(rows).lazy(),
        lambda frame: frame.collect().to_dicts(),
        lambda: _polars([{"row": 1, "assessment": "hold", "left": 60, "right": 50}]).lazy().map_batches(_never),
    ),
    "duckdb": Engine(
        lambda rows: duckdb.connect().from_arrow(_polars(rows).to_arrow()), _duckdb_read, _duckdb_untouchable
    ),
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Engine]:
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed; pip install 'balancekit[spark]'")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 or later, and there is no java on the path")
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import lit, raise_error

    here = dict.fromkeys(("spark.driver.host", "spark.driver.bindAddress"), "127.0.0.1")
    builder = SparkSession.builder.master("local[2]").config(map={**here, "spark.ui.enabled": "false"})
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    kinds = dict.fromkeys(TEXT, "string") | dict.fromkeys(FLAGS, "boolean") | {"row": "bigint"}

    def make(rows: Rows) -> Any:
        schema = ", ".join(f"{name} {kinds.get(name, 'double')}" for name in rows[0])
        floats = [[float(v) if type(v) is int and n != "row" else v for n, v in row.items()] for row in rows]
        return session.createDataFrame(floats, schema)

    def untouchable() -> Any:
        frame = make([{"row": 1, "assessment": "hold", "right": 50}])
        return frame.withColumn("left", raise_error(lit("the rows were looked at")).cast("double"))

    yield Engine(make, lambda frame: [row.asDict() for row in frame.collect()], untouchable)
    session.stop()


@pytest.fixture(params=[*IN_MEMORY, "pyspark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return IN_MEMORY[request.param] if request.param in IN_MEMORY else request.getfixturevalue("spark")


def score(engine: Engine, rows: Rows) -> Rows:
    """Rows as the engine scores them, in the order in which they were given."""
    rows = [{"row": number, **row} for number, row in enumerate(rows)]
    scored = engine.read(bk.score(engine.make(rows), catalogue=SMALL))
    return sorted(scored, key=lambda row: row["row"])


# --- the same numbers ----------------------------------------------------------------------------------------------


def expected(row: dict[str, Any]) -> dict[str, Any]:
    """The row as it is scored for a single person."""
    entry = SMALL.assessments.get(row["assessment"])
    hand = row.get("dominant_hand")
    known = known_row(entry) | {"baseline": baseline(entry, hand)} if entry else {}
    measured = {name: value for name, value in row.items() if value is not None}
    (judged,) = judge_rows([measured | known])
    return {name: judged[name] for name in RESULTS}


def some_rows(parts: tuple[str, ...], number: int = 300) -> Rows:
    """Rows of all scales, with cells that are missing, zero, below zero or beyond all bounds here and there."""
    rng = np.random.default_rng(3)

    def cell(value: Any) -> float | None:
        odd: list[float | None] = [0.0, -3.0, NAN, None, math.inf]
        return odd[rng.integers(len(odd))] if rng.random() < 0.1 else float(value)

    rows = []
    for _ in range(number):
        left = rng.normal(50, 12)
        row: dict[str, Any] = {
            "assessment": str(rng.choice([*SMALL.assessments, "nonsense"])),
            "left": cell(left),
            "right": cell(left * rng.normal(1, 0.15)),
        }
        if "value" in parts:
            row["value"] = cell(rng.normal(0, 6))
        if "trials" in parts:
            row |= {f"{side}_sd": cell(abs(rng.normal(3, 3))) for side in ("left", "right")}
            row |= {f"{side}_n": cell(rng.integers(0, 8)) for side in ("left", "right")}
        if "days" in parts:
            low = rng.normal(0, 3)
            row |= {"days": cell(rng.integers(1, 9)), "days_sd": cell(abs(rng.normal(3, 3)))}
            row |= {"days_low": cell(low), "days_high": cell(low + abs(rng.normal(0, 3)))}
        if "unable" in parts:
            row |= {name: [True, False, False, False, None][rng.integers(5)] for name in FLAGS}
        if "hand" in parts:
            row["dominant_hand"] = ["left", "right", "both", None][rng.integers(4)]
        rows.append(row)
    return rows


@pytest.mark.parametrize(
    "parts",
    [(), ("value", "trials"), ("trials", "days"), ("value", "days"), ("value", "trials", "days", "unable", "hand")],
    ids="+".join,
)
def test_every_engine_gives_the_numbers_that_a_single_person_gets(engine: Engine, parts: tuple[str, ...]) -> None:
    rows = some_rows(parts)
    scored, wanted = score(engine, rows), [expected(row) for row in rows]
    for name in RESULTS:
        ours, theirs = [row[name] for row in scored], [row[name] for row in wanted]
        if name in ("verdict", "scope", "error_source"):
            assert ours == theirs
        else:
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9, err_msg=name)


def test_each_kind_of_row_has_its_verdict(engine: Engine) -> None:
    empty = dict.fromkeys(("left", "right", "value", "days", "days_low", "days_high", "dominant_hand"))
    kinds = {
        "clear": {"assessment": "steady_hold", "left": 60, "right": 40},
        "uncertain": {"assessment": "hold", "left": 60, "right": 50},
        "similar": {"assessment": "far_hand", "left": 60, "right": 60, "days": 2},
        "unscored: unknown assessment": {"assessment": "nonsense", "left": 60, "right": 50},
        "unscored: no assessment": {"assessment": None, "left": 60, "right": 50},
        "unscored: a side is null": {"assessment": "hold", "left": 60},
        "unscored: a side is NaN": {"assessment": "hold", "left": 60, "right": NAN},
        "unscored: nothing published": {"assessment": "lift", "left": 60, "right": 50},
        "unscored: below zero": {"assessment": "hold", "left": 60, "right": -5},
        "unscored: both zero": {"assessment": "hold", "left": 0, "right": 0},
        "unable: zero": {"assessment": "hold", "left": 0, "right": 5},
        "unable: flag": {"assessment": "hold", "left": 5, "right_unable": True},
        "clear: below zero on an interval scale": {"assessment": "gap", "left": -3, "right": 3},
        "clear: zero on an interval scale": {"assessment": "gap", "left": 0, "right": 6},
        "unscored: signed, nothing published": {"assessment": "tilt", "value": 8},
        "uncertain: ordinal, once": {"assessment": "rating", "left": 3, "right": 1},
        "clear: ordinal, twice": {
            "assessment": "rating", "left": 3, "right": 1, "days": 2, "days_low": -2, "days_high": -1,
        },
        "clear: a left hander's grip": {"assessment": "grip", "left": 50, "right": 63, "dominant_hand": "left"},
        "uncertain: a right hander's": {"assessment": "grip", "left": 50, "right": 57, "dominant_hand": "right"},
    }  # fmt: skip
    rows = [{**empty, **dict.fromkeys(FLAGS), **row} for row in kinds.values()]
    verdicts = dict(zip(kinds, (row["verdict"] for row in score(engine, rows)), strict=True))
    assert verdicts == {kind: kind.split(":")[0] for kind in kinds}


def test_a_missing_result_is_nan_and_handedness_moves_the_baseline(engine: Engine) -> None:
    rows = [{"assessment": "grip", "left": 50, "right": 55, "dominant_hand": hand} for hand in ("right", "left", None)]
    right, left, unknown = score(engine, rows)
    assert (right["baseline"], left["baseline"], unknown["baseline"]) == pytest.approx((100 * math.log(1.1), 0, 0))
    assert math.isnan(right["more_trials"])
    (nothing,) = score(engine, [{"assessment": "nonsense", "left": 1, "right": 2}])
    for name in ("margin", "difference", "se", "low", "high", "more_days"):
        assert math.isnan(nothing[name]), name


# --- the same kind of frame ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["polars lazy", "duckdb", "pyspark"], indirect=True)
def test_what_is_lazy_stays_lazy(engine: Engine) -> None:
    assert engine.untouchable is not None
    frame = engine.untouchable()
    scored = bk.score(frame, catalogue=SMALL)
    assert type(scored) is type(frame)
    with pytest.raises(Exception, match="the rows were looked at"):
        engine.read(scored)


def test_a_frame_keeps_its_kind_and_its_columns_also_those_named_like_ours(engine: Engine) -> None:
    rows = [{"row": 7, "assessment": "hold", "left": 60, "right": 50, "coach": "x", "_l": "mine"}]
    frame = engine.make(rows)
    scored: Any = bk.score(frame, catalogue=SMALL)
    assert type(scored) is type(frame)
    assert list(engine.read(scored)[0]) == [*rows[0], *RESULTS]
    assert {name: value for name, value in engine.read(scored)[0].items() if name in rows[0]} == rows[0]
    twice = engine.read(bk.score(scored, catalogue=SMALL))
    assert str(twice) == str(engine.read(scored))  # as text, in which NaN is like NaN


def test_text_where_numbers_belong_is_said_at_once(engine: Engine) -> None:
    frame = engine.make([{"row": 1, "assessment": "hold", "left": 60, "right": 50, "coach": "sixty"}])
    wrong: Any = nw.to_native(nw.from_native(frame).with_columns(left=nw.col("coach")))
    with pytest.raises(ValueError, match="the column left holds text; expected numbers"):
        bk.score(wrong, catalogue=SMALL)


def test_the_order_of_rows_is_kept_across_blocks() -> None:
    names = [["steady_hold", "nonsense", "turn"][n % 3] for n in range(2 * BLOCK + 5)]
    frame = {"assessment": names, "left": np.full(len(names), 60.0), "right": np.linspace(20, 60, len(names))}
    scored = bk.score(pd.DataFrame(frame, index=range(5, len(names) + 5)), catalogue=SMALL)
    assert scored.index[0] == 5
    assert scored["assessment"].tolist() == names
    by_polars = bk.score(pl.DataFrame(frame), catalogue=SMALL)
    assert by_polars["assessment"].to_list() == names
    assert by_polars["verdict"].to_list() == scored["verdict"].tolist()
    np.testing.assert_allclose(by_polars["low"].to_numpy(), scored["low"], rtol=1e-12)


@pytest.mark.parametrize("kind", ["category", "object", "string", "string[pyarrow]"])
def test_pandas_columns_of_any_kind(kind: str) -> None:
    frame = pd.DataFrame({"assessment": ["hold", None, "turn"], "left": [60, None, 30], "right": [50, 1, 40]})
    typed = frame.astype({"assessment": kind, "left": "Float64", "right": "Int64"})
    scored = bk.score(typed, catalogue=SMALL)
    assert scored["verdict"].tolist() == bk.score(frame, catalogue=SMALL)["verdict"].tolist()
    assert scored["right"].dtype == "Int64"
    assert len(bk.score(typed.head(0), catalogue=SMALL)) == 0
    nothing = bk.score(frame.assign(left=None), catalogue=SMALL)
    assert set(nothing["verdict"]) == {"unscored"}


def test_polars_categories_stay_categories() -> None:
    frame = pl.DataFrame({"assessment": ["hold", "turn"], "left": [60, 30], "right": [50, 45]})
    scored = bk.score(frame.with_columns(pl.col("assessment").cast(pl.Categorical)), catalogue=SMALL)
    assert scored["assessment"].dtype == pl.Categorical
    assert scored["verdict"].to_list() == bk.score(frame, catalogue=SMALL)["verdict"].to_list()


@pytest.mark.parametrize("size", [0, 255, 256, 300])
def test_polars_finds_its_tests_in_a_catalogue_of_any_size(size: int) -> None:
    hold = SMALL.assessments["hold"]
    tests = {f"test_{n}": hold.model_copy(update={"id": f"test_{n}"}) for n in range(size)}
    many = replace(SMALL, assessments=tests)
    frame = {"assessment": ["test_0", f"test_{size - 1}", "hold", None], "left": [60.0] * 4, "right": [40.0] * 4}
    verdicts = bk.score(pl.DataFrame(frame), catalogue=many)["verdict"].to_list()
    known = bk.score(pl.DataFrame(frame), catalogue=SMALL)["verdict"][2] if size else "unscored"
    assert verdicts == [known, known, "unscored", "unscored"]
    assert verdicts == bk.score(pd.DataFrame(frame), catalogue=many)["verdict"].tolist()


def test_nothing_is_left_on_a_duckdb_connection() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE measured AS SELECT 'hold' AS assessment, 60 AS left, 50 AS right")
    scored = bk.score(connection.table("measured"), catalogue=SMALL)
    assert scored.select("verdict").fetchall() == [("uncertain",)]
    assert connection.sql("SELECT table_name FROM information_schema.tables").fetchall() == [("measured",)]


def test_frames_of_other_engines_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="frames of pyarrow are not scored; convert to pandas, polars, DuckDB or Py"):
        bk.score(pl.DataFrame({"assessment": ["hold"], "left": [1], "right": [2]}).to_arrow(), catalogue=SMALL)
