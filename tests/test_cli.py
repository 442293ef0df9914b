from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from balancekit import __version__, cli

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    return stopped.value.code


# --- the table -----------------------------------------------------------------------------------------------------

TABLE = """client,date,assessment,left,right,note
ann,2026-11-02,side_bridge,62,48,first
ann,2026-11-02,a_test_nobody_knows,62,48,second
bob,2026-11-02,side_bridge,,48,third
bob,2026-11-03,side_bridge,sixty,48,fourth
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "measured.csv"
    path.write_text(TABLE)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_score_keeps_every_row_and_column_in_order(table: Path, suffix: str) -> None:
    output = table.with_name("scored" + suffix)
    assert run("score", str(table), "-o", str(output)) == 0
    scored = pd.read_csv(output) if suffix == ".csv" else pd.read_parquet(output)
    assert list(scored["note"]) == ["first", "second", "third", "fourth"]
    assert list(scored["date"].astype(str)) == ["2026-11-02", "2026-11-02", "2026-11-02", "2026-11-03"]
    assert list(scored["verdict"]) == ["uncertain", "unscored", "unscored", "unscored"]


def test_score_names_the_cell_that_is_no_number(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("score", str(table), "-o", str(table.with_name("scored.csv")))
    said = capsys.readouterr()
    assert "1 of 4 rows" in said.err
    assert "left" in said.err
    assert "row 4: 'sixty'" in said.err
    assert "3 unscored, 1 uncertain" in said.out


def test_score_of_a_table_without_a_needed_column_names_what_is_there_and_what_is_expected(table: Path) -> None:
    table.write_text(TABLE.replace("right", "rechts"))
    sentence = str(run("score", str(table), "-o", str(table.with_name("scored.csv"))))
    for word in ("rechts", "no right", "expected assessment, left, right"):
        assert word in sentence
    assert not table.with_name("scored.csv").exists()


@pytest.mark.parametrize(
    ("table_name", "output", "sentence"),
    [
        ("measured.csv", "scored.xls", "scored.xls; a name that ends in .csv or .parquet is expected"),
        ("nowhere.csv", "scored.csv", "nowhere.csv cannot be read: No such file"),
        ("measured.csv", "nowhere/scored.csv", "nowhere/scored.csv cannot be written"),
    ],
)
def test_score_says_what_cannot_be_read_or_written(table: Path, table_name: str, output: str, sentence: str) -> None:
    folder = table.parent
    said = str(run("score", str(folder / table_name), "-o", str(folder / output)))
    assert sentence in said
    assert len(said.splitlines()) == 1


def test_score_refuses_an_argument_it_does_not_know(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("score", str(table), "-o", "scored.csv", "--fast") == 2
    assert "--fast" in capsys.readouterr().err


# --- the notebooks -------------------------------------------------------------------------------------------------


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Notebooks as they come with the package."""
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "00.ipynb").write_text("old")
    (folder / "my_case.json").write_text("not a notebook")
    return folder


@pytest.fixture
def mine(tmp_path: Path, release: Path) -> Path:
    """The reader's folder after the first start."""
    folder = tmp_path / "mine"
    assert cli.copy_notebooks(release, folder) == []
    return folder


def test_copying_brings_the_notebooks_and_nothing_else(mine: Path) -> None:
    assert (mine / "00.ipynb").read_text() == "old"
    assert not (mine / "my_case.json").exists()


def test_a_changed_notebook_stays_while_there_is_no_new_one(release: Path, mine: Path) -> None:
    (mine / "00.ipynb").write_text("my own words")
    assert cli.copy_notebooks(release, mine) == []
    assert (mine / "00.ipynb").read_text() == "my own words"


def test_a_new_notebook_takes_the_place_of_an_untouched_one(release: Path, mine: Path) -> None:
    (release / "00.ipynb").write_text("new")
    assert cli.copy_notebooks(release, mine) == []
    assert [path.read_text() for path in mine.glob("*.ipynb")] == ["new"]


def test_a_new_notebook_never_overwrites_a_changed_one(release: Path, mine: Path) -> None:
    for number, release_text in enumerate(("new", "newer", "newest"), start=1):
        (mine / "00.ipynb").write_text(f"my words {number}")
        (release / "00.ipynb").write_text(release_text)
        (renamed,) = cli.copy_notebooks(release, mine)
        assert renamed.read_text() == f"my words {number}"
        assert (mine / "00.ipynb").read_text() == release_text
    assert {path.read_text() for path in mine.glob("*yours*")} == {"my words 1", "my words 2", "my words 3"}


def test_a_notebook_of_the_same_name_from_elsewhere_is_kept(release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "00.ipynb").write_text("something else")
    (renamed,) = cli.copy_notebooks(release, folder)
    assert renamed.read_text() == "something else"


def test_a_checkout_opens_its_own_notebooks() -> None:
    assert cli.notebook_folder() == ROOT / "notebooks"


def test_an_installation_without_notebooks_says_how_to_mend_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli, "_IN_CHECKOUT", tmp_path)
    assert "pip install --force-reinstall balancekit" in str(run("workbook"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert f"could not be copied to {tmp_path / 'file'}" in str(run("workbook", f"--folder={tmp_path / 'file'}"))


# --- the servers ---------------------------------------------------------------------------------------------------


@contextmanager
def started(tmp_path: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that the command prints in its first line, and its process."""
    own_settings = dict.fromkeys(("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"), str(tmp_path))
    process = subprocess.Popen(
        [sys.executable, "-m", "balancekit", *arguments, f"--folder={tmp_path / 'mine'}", "--no-browser"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "JUPYTER_TOKEN"} | own_settings,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address, line
        assert "Ctrl+C" in line
        yield address[0], process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read().decode()


def test_workbook_serves_jupyterlab_to_whoever_has_the_address_and_stops_when_told(tmp_path: Path) -> None:
    with started(tmp_path, "workbook") as (address, process):
        assert "/lab/tree/00_find_your_imbalance.ipynb?token=" in address
        shown = page(address)
        assert "JupyterLab" in shown
        assert "apputils-extension:announcements" in json.dumps(re.findall(r'"disabledExtensions": (\[.*?\])', shown))
        base, token = re.match(r"(http://[^/]+).*token=(\S+)", address).groups()  # pyright: ignore[reportOptionalMemberAccess]
        listed = json.loads(page(f"{base}/api/contents?token={token}"))["content"]
        assert "00_find_your_imbalance.ipynb" in {file["name"] for file in listed}
        with pytest.raises(urllib.error.HTTPError, match="403"):
            page(f"{base}/api/contents")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        with pytest.raises(urllib.error.URLError):
            page(address)


def test_app_shows_the_workbook_without_code_and_passes_arguments_on(tmp_path: Path) -> None:
    with started(tmp_path, "app", "--theme=dark") as (address, _):
        shown = page(address)
    assert "jupyter-widgets" in shown
    assert "import balancekit" not in shown
    assert 'data-jp-theme-light="false"' in shown


def test_a_port_in_use_is_named_and_another_is_found_by_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} cannot be used here" in str(run("app", f"--port={port}"))
        assert cli._port(None, default=port) > port


def test_a_port_that_cannot_exist_is_named() -> None:
    assert "port 99999 does not exist" in str(run("workbook", "--port=99999"))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system knows its browser")
def test_without_a_display_no_browser_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.webbrowser, "get", lambda: "a browser")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not cli._can_open_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert cli._can_open_browser()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"balancekit {__version__}\n"


def test_no_command_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 2
    assert "workbook | app | score" in capsys.readouterr().err
