"""All notebooks, run as the tests run them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_notebooks(ledger):
    start = time.perf_counter()
    subprocess.run([sys.executable, "tools/check_notebooks.py"], cwd=ROOT, capture_output=True, check=True)
    ledger.bar("notebooks", time.perf_counter() - start)
