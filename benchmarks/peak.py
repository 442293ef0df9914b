"""Peak memory of scoring a frame: ``python -m benchmarks.peak polars 1000000`` prints it in MB.

Run in a fresh process, so that nothing else is counted: what is held with the input ready is taken off.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.by_hand import groupby_apply, numpy_by_hand
from benchmarks.cohort import ENGINES, columns

_STATUS = Path("/proc/self/status")


def memory(name: str) -> float:
    """A figure of this process in MB: ``VmRSS`` is what it holds, ``VmHWM`` the most it held."""
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
    return int(lines[name].split()[0]) / 1000


def main(name: str, rows: int) -> None:
    """Print the peak above the input."""
    ways = {engine.name: engine.score for engine in ENGINES} | {"numpy": numpy_by_hand, "apply": groupby_apply}
    made = {engine.name: engine.frame for engine in ENGINES}.get(name, lambda frame, _: frame)
    with TemporaryDirectory() as folder:
        small = made(pd.DataFrame(columns(100)), Path(folder))
        ways[name](small)  # what is loaded once is not the data's
        frame = made(pd.DataFrame(columns(rows)), Path(folder))
        gc.collect()
        before = memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # starts the peak afresh
        kept = ways[name](frame)
        print(memory("VmHWM") - before)
        del kept


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
