"""The wheel, as a reader gets it: built, installed into an empty environment, used from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def run(*command: str | Path, cwd: Path) -> str:
    # PYTHONPATH would let the checkout answer for the wheel.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{' '.join(map(str, command))}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", f"--outdir={folder}", ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the programs of an empty environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(
        *(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *(f"--constraint={ROOT / 'constraints.txt'}", wheel),
        cwd=folder,
    )
    return programs


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    files = {path for path in (ROOT / "balancekit").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {".py", ".yaml", ".svg", ".css", ".js"} <= {path.suffix for path in files}
    expected = {path.relative_to(ROOT).as_posix() for path in files}
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_notebooks_and_nothing_of_a_reader(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name for name in names if name.startswith("balancekit/notebooks/")}
    assert shipped == {f"balancekit/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert not [name for name in names if name.startswith(("tests", "tools", "notebooks"))]


def test_the_installed_package_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    script = """
import balancekit as bk
assert "site-packages" in bk.__file__, bk.__file__
case = bk.Case().measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on="2026-11-02")
findings = bk.score(case)
bk.body_map(findings).save("map.html")
bk.report(case, "case.html")
print(findings["side_bridge"].verdict)
"""
    assert run(installed / "python", "-c", script, cwd=tmp_path).strip() == "uncertain"
    assert {"map.html", "case.html"} <= {path.name for path in tmp_path.iterdir()}


def test_the_installed_command_opens_a_copy_of_the_notebooks(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "balancekit", "--version", cwd=tmp_path) == f"balancekit {VERSION}\n"
    assert "--folder" in run(installed / "balancekit", "workbook", "--help", cwd=tmp_path)
    copy = "from balancekit.cli import notebook_folder; print(notebook_folder())"
    folder = Path(run(installed / "python", "-c", copy, cwd=tmp_path).strip())
    assert folder == tmp_path / "balancekit-workbook"
    assert {path.name for path in folder.glob("*.ipynb")} == {p.name for p in (ROOT / "notebooks").glob("*.ipynb")}
