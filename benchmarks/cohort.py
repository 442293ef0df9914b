"""A made-up federation to score, and the engines that hold it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import balancekit as bk

if TYPE_CHECKING:
    import pandas as pd

score: Any = bk.score
"""Takes and gives each engine's own kind of frame."""
KEYS = ("client", "date", "assessment")
TESTS_A_DAY = 10


@cache
def tests() -> tuple[Any, ...]:
    """The tests that have a left and a right."""
    return tuple(entry for entry in bk.catalogue().assessments.values() if entry.scale != "signed")


def codes(rows: int) -> np.ndarray:
    """The number of each row's test in `tests`."""
    return np.random.default_rng(rows).integers(0, len(tests()), rows)


def columns(rows: int) -> dict[str, np.ndarray]:
    """One row a test of a person: readings around the middle of what is usual, one in a hundred missing."""
    chance = np.random.default_rng(rows + 1)
    code = codes(rows)
    middle = np.array([sum(entry.usual) / 2 for entry in tests()])[code]
    left, right = (middle * chance.lognormal(0, 0.15, rows) for _ in range(2))
    right[chance.random(rows) < 0.01] = np.nan
    return {
        "client": np.arange(rows) // TESTS_A_DAY,
        "date": np.full(rows, np.datetime64("2026-11-02", "s")),
        "assessment": np.array([entry.id for entry in tests()], dtype=object)[code],
        "left": left,
        "right": right,
        "left_sd": middle * chance.uniform(0.01, 0.1, rows),
        "right_sd": middle * chance.uniform(0.01, 0.1, rows),
        "left_n": chance.integers(1, 6, rows).astype(float),
        "right_n": chance.integers(1, 6, rows).astype(float),
    }


def _spark_score(frame: Any) -> Any:
    scored = score(frame)
    scored.write.format("noop").mode("overwrite").save()  # computes every row and column and keeps none
    return scored


@dataclass(frozen=True)
class Engine:
    """How a kind of frame is made of a pandas frame, and how its score is made to be computed in full."""

    name: str
    frame: Callable[[pd.DataFrame, Path], Any]
    score: Callable[[Any], Any]
    collect: Callable[[Any], pd.DataFrame]
    """What `score` gave, as pandas, in any order of rows."""
    own_process: bool = True
    """Whether the work, and so its memory, is in this process."""


def _polars(frame: pd.DataFrame, _: Path) -> Any:
    polars = pytest.importorskip("polars", reason="polars is not installed (extra: cohort)")
    return polars.from_pandas(frame)


def _duckdb(frame: pd.DataFrame, _: Path) -> Any:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed (extra: cohort)")
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra: cohort)")
    return duckdb.from_arrow(arrow.Table.from_pandas(frame, preserve_index=False))


def _spark(frame: pd.DataFrame, folder: Path) -> Any:
    pytest.importorskip("pyspark", reason="PySpark is not installed (extra: spark)")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on PATH")
    path = folder / f"{len(frame)}.parquet"
    # Spark knows no nanoseconds.
    frame.to_parquet(path, index=False, coerce_timestamps="us", allow_truncated_timestamps=True)
    held = _session().read.parquet(str(path)).cache()
    held.count()
    return held


@cache
def _session() -> Any:
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.memory": "4g"}
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


ENGINES = (
    Engine("pandas", lambda frame, _: frame, score, lambda scored: scored),
    Engine("polars", _polars, score, lambda scored: scored.to_pandas()),
    Engine(
        "polars, lazy",
        lambda frame, folder: _polars(frame, folder).lazy(),
        lambda frame: score(frame).collect(),
        lambda scored: scored.to_pandas(),
    ),
    Engine("DuckDB", _duckdb, lambda frame: score(frame).to_arrow_table(), lambda scored: scored.to_pandas()),
    Engine(
        "Spark, two cores",
        _spark,
        _spark_score,
        lambda scored: scored.toPandas(),
        own_process=False,
    ),
)
