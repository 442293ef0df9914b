"""Run every notebook as a test, on a copy, so that a reader's saved case is neither read nor written.

A cell's text output must be what the notebook says; a cell tagged ``nbval-ignore-output`` (widgets) must only run.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from balancekit.cli import copy_notebooks

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
LARGEST = 300_000  # bytes: a code host still shows it, and a diff can still be read
# Paths of somebody's machine, as they stand in outputs and tracebacks (JSON doubles the backslash).
SOMEBODYS_PATH = re.compile(r"(?<![\w.:/])/(?:home|Users|root|tmp|private|mnt|workspace|work)/[\w.-]+|\b[A-Z]:\\\\\w+")
SECONDS_PER_CELL = 120  # against a hanging cell; nothing is timed here


def faults(notebook: Path) -> list[str]:
    """Say what is wrong with a notebook as a file."""
    text = notebook.read_text("utf-8")
    size = notebook.stat().st_size
    found = [f"{notebook.name} holds the path {path}: clear that output" for path in SOMEBODYS_PATH.findall(text)]
    if size > LARGEST:
        found.append(f"{notebook.name} has {size:,} bytes, {LARGEST:,} are allowed: clear its large outputs")
    return found


def main() -> int:
    """Check the files, then run them; the exit code is pytest's."""
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    found = [fault for notebook in notebooks for fault in faults(notebook)]
    if not notebooks:
        found = [f"there is no notebook in {NOTEBOOKS}"]
    if found:
        print(*found, sep="\n", file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        copy_notebooks(NOTEBOOKS, Path(folder))
        options = [
            "--nbval",
            "--nbval-current-env",
            f"--nbval-cell-timeout={SECONDS_PER_CELL}",
            "-p",
            "no:cacheprovider",
        ]
        return subprocess.run([sys.executable, "-m", "pytest", *options, "."], cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
