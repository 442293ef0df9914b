"""Write constraints.txt anew: the newest versions that run on the oldest Python we support.

Covers all extras. Resolved in an empty environment; no addresses, and no line for balancekit itself.
"""

from __future__ import annotations

import json
import subprocess
import tomllib
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = "dev,pdf,postgres"


def main() -> None:
    """Resolve, and write the file."""
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    with TemporaryDirectory() as folder:
        environment, report = Path(folder, "environment"), Path(folder, "report.json")
        venv.create(environment, with_pip=True)
        pip = [environment / "bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "wheel", "--no-deps", f"--wheel-dir={folder}", ROOT], check=True)
        wheel = next(Path(folder).glob("*.whl"))
        # Resolving for another Python takes wheels only; PySpark is published as source, so its wheel is made here.
        subprocess.run([*pip, "wheel", "--no-deps", f"--wheel-dir={folder}", "pyspark"], check=True)
        # The first patch release counts: Debian stays with an early one, and some packages ask for a later one.
        target = [f"--python-version={oldest}.0", "--only-binary=:all:", f"--target={folder}/target"]
        target.append(f"--find-links={folder}")
        resolve = ["install", "--dry-run", f"--report={report}", *target, f"{wheel}[{EXTRAS}]"]
        subprocess.run([*pip, *resolve], check=True)
        packages = [package["metadata"] for package in json.loads(report.read_text())["install"]]
    pins = sorted((f"{p['name']}=={p['version']}" for p in packages if p["name"] != "balancekit"), key=str.lower)
    head = "# Exact versions for an application, the tests and Binder. Made by 'make constraints'; do not edit by hand."
    (ROOT / "constraints.txt").write_text("\n".join([head, *pins, ""]))
    print(f"constraints.txt: {len(pins)} versions for Python {oldest}.0 and later")


if __name__ == "__main__":
    main()
