"""The ledger that every benchmark writes to, a clock, and the browser of the tests."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ledger import Ledger, Measured

# Chromium and the servers are started as the tests start them.
from tests.conftest import browser, chromium_path, notebook_folder, page, voila_server  # noqa: F401

_LEDGER = pytest.StashKey[Ledger]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--page", type=Path, help="write what was measured to this Markdown file")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEDGER] = Ledger()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # what other projects warn of is the tests' business; here it would stop a measurement
        item.add_marker(pytest.mark.filterwarnings("ignore"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        _skipped[report.nodeid.rpartition("::")[2]] = report.longrepr[2].removeprefix("Skipped: ")
    elif report.failed:
        _skipped[report.nodeid.rpartition("::")[2]] = "the benchmark failed"


_skipped: dict[str, str] = {}


def pytest_sessionfinish(session: pytest.Session) -> None:
    ledger, target = session.config.stash[_LEDGER], session.config.getoption("--page")
    if target and (ledger.bars or ledger.others):
        ledger.why_not |= _skipped
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(ledger.page(), "utf-8")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.stash[_LEDGER].bars:
        terminalreporter.write_line("")
        terminalreporter.write_line(config.stash[_LEDGER].page())


@pytest.fixture(scope="session")
def ledger(pytestconfig: pytest.Config) -> Ledger:
    """Where measurements go."""
    return pytestconfig.stash[_LEDGER]


@pytest.fixture
def timed(benchmark: Any) -> Callable[..., Measured]:
    """Best and middle time of a call in seconds; ``make`` prepares each round's arguments and is not timed."""

    def clock(
        call: Callable[..., Any], *, make: Callable[[], Any] | None = None, rounds: int = 20, warm: bool = True
    ) -> Measured:
        setup = None if make is None else lambda: ((make(),), {})
        if warm:
            call(*(() if make is None else (make(),)))
        gc.collect()
        benchmark.pedantic(call, setup=setup, rounds=rounds)
        return Measured(benchmark.stats.stats.min, benchmark.stats.stats.median)

    return clock
