"""From the bare interpreter to a report: what each step of the corridor costs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

import balancekit as bk
from benchmarks.full_case import cases, full_case

ROOT = Path(__file__).resolve().parent.parent
COLD_ROUNDS = 25
CLOCK = """
import time
start = time.perf_counter()
{code}
print(time.perf_counter() - start)
"""


def fresh(code: str, *, before: str = "") -> float:
    """Milliseconds that some code takes in a process of its own, the interpreter's start not counted."""
    command = [sys.executable, "-c", before + CLOCK.format(code=code)]
    # As on a reader's machine, where Python keeps its compiled files.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    return 1000 * float(done.stdout)


def best_and_middle(*sources: str, before: str = "") -> list[tuple[float, float]]:
    """Best and middle milliseconds of each source, taken in turns so that all meet the same machine."""
    rounds = [[fresh(code, before=before) for code in sources] for _ in range(COLD_ROUNDS)]
    return [(min(times), statistics.median(times)) for times in zip(*rounds, strict=True)]


def test_import(ledger):
    ((best, middle),) = best_and_middle("import balancekit")
    ledger.bar("import", best, middle)


def test_cold_catalogue(ledger):
    whole, libraries = best_and_middle(
        "bk.catalogue()", "import pydantic; pydantic.BaseModel", before="import balancekit as bk"
    )
    (reading,) = best_and_middle("load.catalogue()", before="import balancekit.catalogue.load as load")
    ledger.bar("catalogue", *whole)
    ledger.other("of which: import of pydantic", "ms", *libraries)
    ledger.other("of which: files read, checked and frozen", "ms", *reading)


def milliseconds(took) -> tuple[float, float]:
    return 1000 * took.best, 1000 * took.middle


def test_score(timed, ledger):
    some = cases()
    took = timed(bk.score, make=lambda: next(some))
    assert len(bk.score(full_case())) == len(bk.catalogue().assessments)
    ledger.other("`score`, full case, warm", "ms", *milliseconds(took))


def test_explain(timed, ledger):
    some = cases()
    took = timed(bk.explain, make=lambda: bk.score(next(some)))
    ledger.bar("explain", *milliseconds(took))


def test_next_assessments(timed, ledger):
    some = cases()
    took = timed(
        lambda explanations: explanations.next_assessments(3), make=lambda: bk.explain(bk.score(next(some))), rounds=8
    )
    ledger.bar("next_assessments", *milliseconds(took))


def test_programme(timed, ledger):
    some = cases()

    def explained() -> tuple[bk.Findings, bk.Explanations]:
        findings = bk.score(next(some))
        return findings, bk.explain(findings)

    took = timed(lambda both: bk.programme(*both), make=explained)
    ledger.other("`programme`, full case, warm", "ms", *milliseconds(took))


def test_report(timed, ledger, tmp_path):
    some = cases()
    took = timed(lambda case: bk.report(case, tmp_path / "case.html"), make=lambda: next(some), rounds=8)
    size = (tmp_path / "case.html").stat().st_size / 1000
    ledger.other("`report` of the full case as HTML, warm", "ms", *milliseconds(took))
    ledger.other("its size", "kB", size)
