"""Rows per second of `score`, engine by engine, beside numpy by hand and beside groupby-apply."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.by_hand import formulas, groupby_apply, numpy_by_hand
from benchmarks.cohort import ENGINES, KEYS, codes, columns
from benchmarks.ledger import SCORE

ROWS = [10_000] if os.environ.get("BENCH_QUICK") else [10_000, 1_000_000, 10_000_000]
BARS = {"pandas": "score_pandas", "polars": "score_polars"}
TIMES_NUMPY = {"pandas": "times_numpy_pandas", "polars": "times_numpy_polars"}
BAR_AT = 1_000_000
ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.parametrize("rows", ROWS, ids=lambda rows: f"{rows:.0e}")
numpy_seconds: dict[int, float] = {}


def rounds(rows: int) -> int:
    return 15 if rows <= 10_000 else 5 if rows <= 1_000_000 else 2


@cache
def cohort(rows: int) -> pd.DataFrame:
    return pd.DataFrame(columns(rows))


def peak(name: str, rows: int) -> str:
    """Peak memory in a process of its own; empty where the system does not tell."""
    if not Path("/proc/self/clear_refs").exists():
        return ""
    command = [sys.executable, "-m", "benchmarks.peak", name, str(rows)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return f"{float(done.stdout):.0f} MB"


def spaced(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")


def note(ledger, name: str, rows: int, took, memory: str) -> None:
    by_numpy = numpy_seconds.get(rows)
    ledger.row(
        SCORE,
        way=name,
        rows=spaced(rows),
        best=f"{spaced(1000 * took.best)} ms",
        middle=f"{spaced(1000 * took.middle)} ms",
        **{
            "M rows/s": f"{rows / took.best / 1e6:.3g}",
            "x numpy by hand": f"{took.best / by_numpy:.1f}" if by_numpy else "",
            "peak memory": memory,
        },
    )


def same(scored: pd.DataFrame, by_hand: pd.DataFrame) -> None:
    """Fail unless both ways say the same, figure by figure; in another order of rows is fine."""
    both = scored.merge(by_hand, on=list(KEYS), suffixes=("", "_by_hand"), validate="one_to_one")
    assert len(both) == len(by_hand) == len(scored)
    assert both["verdict"].tolist() == both["verdict_by_hand"].tolist()
    for name in ("difference", "se", "low", "high", "quantile", "more_days", "more_trials"):
        if f"{name}_by_hand" in both:
            figures = both[[name, f"{name}_by_hand"]].to_numpy(dtype=float)
            scorable = both["verdict"].ne("unscored").to_numpy()
            np.testing.assert_allclose(*figures[scorable].T, rtol=1e-9)


@pytest.fixture(scope="module")
def unique():
    """Rows whose keys are unique, for comparing row by row."""
    return cohort(10_000).drop_duplicates(list(KEYS))


def test_numpy_by_hand(rows, timed, ledger):
    took = timed(lambda: numpy_by_hand(cohort(rows)), rounds=rounds(rows))
    numpy_seconds[rows] = took.best
    note(ledger, "numpy by hand", rows, took, peak("numpy", rows))


def test_numpy_formulas_alone(rows, timed, ledger):
    bare, code = columns(rows), codes(rows)
    readings = [bare[name] for name in ("left", "right", "left_sd", "right_sd", "left_n", "right_n")]
    took = timed(lambda: formulas(code, *readings), rounds=rounds(rows))
    note(ledger, "numpy, formulas alone", rows, took, "")


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_engine(engine, rows, timed, ledger, unique, tmp_path):
    try:
        same(engine.collect(engine.score(engine.frame(unique, tmp_path))), numpy_by_hand(unique))
    except ValueError as error:
        if "not scored yet" not in str(error):
            raise
        pytest.skip(str(error))
    frame = engine.frame(cohort(rows), tmp_path)
    took = timed(lambda: engine.score(frame), rounds=rounds(rows))
    memory = peak(engine.name, rows) if engine.own_process else ""
    note(ledger, engine.name, rows, took, memory)
    if rows == BAR_AT and engine.name in BARS:
        ledger.bar(BARS[engine.name], rows / took.best / 1e6, rows / took.middle / 1e6)
    if rows == BAR_AT and engine.name in TIMES_NUMPY and rows in numpy_seconds:
        ledger.bar(TIMES_NUMPY[engine.name], took.best / numpy_seconds[rows])


def test_groupby_apply(rows, timed, ledger, unique):
    if rows > 1_000_000:
        pytest.skip("one Python call a row: half an hour for ten times the rows above")
    same(groupby_apply(unique), numpy_by_hand(unique))
    took = timed(lambda: groupby_apply(cohort(rows)), rounds=2 if rows <= 10_000 else 1, warm=rows <= 10_000)
    note(ledger, "plain groupby-apply", rows, took, peak("apply", rows))
