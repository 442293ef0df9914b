from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jupyter_server.base.websocket import WebSocketMixin

import balancekit as bk
from balancekit import __version__, cli
from balancekit.symmetry import batch
from balancekit.symmetry.expressions import RESULTS

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    return stopped.value.code


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that cannot go on; what it says, one sentence on one line."""

    def run_and_read(*arguments: str) -> str:
        assert run(*arguments) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 1
        return said.err

    return run_and_read


# --- the table -----------------------------------------------------------------------------------------------------

HEADING = "client,date,assessment,left,right,left_unable,note"
GOOD = """ann,2026-11-02,side_bridge,62,48,,007
ann,2026-11-02,side_bridge,,48,,"NA, and
a second line"
bob,2026-11-03,side_bridge, 61.5 ,48,no,
cem,2026-11-03,side_bridge,,,yes,"""
BAD = {
    "ann,2026-11-02,a_test_nobody_knows,62,48,,": "the catalogue has no assessment 'a_test_nobody_knows'",
    "ann,2026-11-02,side_brige,62,48,,": "has no assessment 'side_brige' (did you mean 'side_bridge'?)",
    "ann,2026-11-02,,62,48,,": "no assessment",
    "ann,2026-11-02,side_bridge,sixty,48,,": "left 'sixty' is no number",
    "ann,2026-11-02,side_bridge,60,4 8,maybe,": "right '4 8' is no number; left_unable 'maybe' is neither true nor",
    "ann,2026-11-02,side_bridge,NA,,,": "left and right are both missing",
    "ann,2026-11-02,side_bridge,-5,48,,": "left is -5, but this test counts from zero",
    "ann,2026-11-02,side_bridge,inf,48,,": "left is infinite",
    "ann,2026-11-02,scoliometer_lumbar,1,2,,": "value is missing: this test takes one signed value",
    "ann,2026-11-02,side_bridge,60,48,,note,x,y": "9 cells where the heading has 7; beyond the last column: x, y",
    "ann,2026-11-02,side_bridge": "3 cells where the heading has 7",
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "measured.csv"
    path.write_text("\n".join([HEADING, *BAD, GOOD, ""]), "utf-8-sig")  # with the mark that Excel puts before it
    return path


def test_score_sets_bad_rows_aside_with_number_and_reason_and_loses_nothing(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("score", str(table), "-o", str(table.with_name("scored.csv"))) == 0
    said = capsys.readouterr()
    assert "4 rows written to" in said.out
    assert "2 uncertain, 1 unscored, 1 unable" in said.out
    assert f"{len(BAD)} rows set aside in {table.with_name('scored.rejected.csv')}" in said.out
    assert said.err == ""  # no bar where there is no terminal
    aside = pd.read_csv(table.with_name("scored.rejected.csv"), dtype=str, keep_default_na=False)
    assert list(aside["row"]) == [str(number) for number in range(1, len(BAD) + 1)]
    for (_, said_of_row, *cells), reason, given in zip(aside.to_numpy().tolist(), BAD.values(), BAD, strict=True):
        assert reason in said_of_row
        assert cells == (given + "," * 7).split(",")[:7]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("part", [1, 3, 50_000])
def test_score_keeps_rows_and_columns_in_order_whatever_fits_into_memory(
    table: Path, suffix: str, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "PART", part)
    output = table.with_name("scored" + suffix)
    assert run("score", str(table), "-o", str(output)) == 0
    scored = pd.read_parquet(output) if suffix == ".parquet" else pd.read_csv(output, dtype="str", na_filter=False)
    assert list(scored) == [*HEADING.split(","), *RESULTS]
    assert list(scored["note"]) == ["007", "NA, and\na second line", "", ""]
    assert list(scored["client"]) == ["ann", "ann", "bob", "cem"]
    assert list(scored["left"])[::2] == ([62, 61.5] if suffix == ".parquet" else ["62.0", "61.5"])
    assert list(scored["verdict"]) == ["uncertain", "unscored", "uncertain", "unable"]
    assert len(pd.read_csv(output.with_name("scored.rejected.csv"))) == len(BAD)


def test_score_of_parquet_gives_what_score_of_its_frame_gives(tmp_path: Path) -> None:
    columns = {
        "assessment": ["side_bridge", "nonsense", "grip_strength"],
        "left": [60, 61, 40],
        "right": [50, 51, None],
    }
    frame = pd.DataFrame({"date": [dt.date(2026, 11, 2)] * 3, **columns})
    frame.to_parquet(tmp_path / "in.parquet")
    assert run("score", str(tmp_path / "in.parquet"), "-o", str(tmp_path / "out.parquet")) == 0
    wanted: Any = bk.score(frame.drop(index=1).reset_index(drop=True))
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out.parquet"), wanted)
    assert pd.read_csv(tmp_path / "out.rejected.csv").iloc[0].tolist()[::2] == [2, "2026-11-02", 61]


def test_score_of_what_was_set_aside_and_mended(table: Path) -> None:
    folder = table.parent
    run("score", str(table), "-o", str(folder / "first.csv"))
    aside = folder / "first.rejected.csv"
    aside.write_text(aside.read_text().replace("sixty", "60"))
    assert run("score", str(aside), "-o", str(folder / "second.csv")) == 0
    assert list(pd.read_csv(folder / "second.csv")["row"]) == [
        4,
        10,
    ]  # the mended one; and one without its surplus cells
    again = pd.read_csv(folder / "second.rejected.csv")
    assert list(again["row (before)"]) == [1, 2, 3, 5, 6, 7, 8, 9, 11]


def test_score_of_a_heading_alone_and_of_a_table_without_bad_rows_leaves_no_side_file(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, aside = table.with_name("scored.csv"), table.with_name("scored.rejected.csv")
    run("score", str(table), "-o", str(output))
    assert aside.exists()
    for rows, said in (("", "0 rows written"), (GOOD, "4 rows written")):
        table.write_text(f"{HEADING}\n{rows}")
        assert run("score", str(table), "-o", str(output)) == 0
        assert said in capsys.readouterr().out
        assert not aside.exists()
        assert list(pd.read_csv(output)) == [*HEADING.split(","), *RESULTS]


def test_score_shows_a_bar_on_a_terminal_and_takes_it_away(
    table: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    run("score", str(table), "-o", str(table.with_name("scored.csv")))
    shown = capsys.readouterr().err
    assert "  0%" in shown
    assert "100%" in shown
    assert shown.endswith("\r\033[K")


@pytest.mark.parametrize(
    ("table_name", "output", "sentence"),
    [
        ("measured.csv", "scored.xls", "scored.xls; a name that ends in .csv or .parquet is expected"),
        ("nowhere.csv", "scored.csv", "nowhere.csv cannot be read: No such file"),
        ("nowhere.parquet", "scored.csv", "nowhere.parquet cannot be read: No such file"),
        ("measured.csv", "nowhere/scored.csv", "nowhere/scored.csv cannot be written"),
        ("measured.csv", "folder.csv", "folder.csv cannot be written: it is a folder"),
        ("measured.csv", "measured.csv", "measured.csv would be written over; give the output another name"),
        ("folder.csv", "scored.csv", "folder.csv cannot be read: Is a directory"),
        ("not.parquet", "scored.csv", "not.parquet is not Parquet: "),
        ("latin.csv", "scored.csv", "latin.csv is not a table with commas in UTF-8: "),
        ("empty.csv", "scored.csv", "has the columns (none), but no assessment and no left and no right"),
        ("lacking.csv", "scored.parquet", "has the columns assessment, rechts, but no left and no right; expected"),
        ("twice.csv", "scored.csv", "twice.csv has more than one column left; give each its own name"),
        ("dates.parquet", "scored.csv", "the column left holds date32[day][pyarrow]; expected numbers"),
        ("flags.parquet", "scored.csv", "the column left_unable holds dates or times; expected true or false"),
    ],
)
def test_score_refuses_in_a_sentence_and_leaves_nothing_behind(
    table: Path, table_name: str, output: str, sentence: str, refused: Callable[..., str]
) -> None:
    folder = table.parent
    (folder / "folder.csv").mkdir()
    (folder / "not.parquet").write_text("no")
    (folder / "latin.csv").write_text(f"{HEADING}\nann,2026-11-02,side_bridge,62,48,,Größe\n", "latin-1")
    (folder / "empty.csv").write_text("")
    (folder / "lacking.csv").write_text("assessment,rechts\n")
    (folder / "twice.csv").write_text("assessment,left,left,right\n")
    dates = pd.DataFrame({"assessment": ["side_bridge"], "left": [dt.date(2026, 11, 2)], "right": [1.0]})
    dates.to_parquet(folder / "dates.parquet")
    flags = dates.assign(left=1.0, left_unable=dt.date(2026, 11, 2))
    flags.to_parquet(folder / "flags.parquet")
    before = sorted(folder.iterdir())
    assert sentence in refused("score", str(folder / table_name), "-o", str(folder / output))
    assert sorted(folder.iterdir()) == before


def test_score_that_is_stopped_leaves_nothing_behind_and_an_older_output_as_it_was(
    table: Path, monkeypatch: pytest.MonkeyPatch, refused: Callable[..., str]
) -> None:
    output = table.with_name("scored.csv")
    output.write_text("older")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "score_frame", stop)
    assert "stopped; nothing was written" in refused("score", str(table), "-o", str(output))
    assert output.read_text() == "older"
    assert sorted(table.parent.iterdir()) == [table, output]


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


def test_an_installation_without_notebooks_says_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refused: Callable[..., str]
) -> None:
    monkeypatch.setattr(cli, "_IN_CHECKOUT", tmp_path)
    assert "pip install --force-reinstall balancekit" in refused("workbook")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, refused: Callable[..., str]) -> None:
    (tmp_path / "file").write_text("")
    assert f"could not be copied to {tmp_path / 'file'}" in refused("workbook", f"--folder={tmp_path / 'file'}")


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


def test_a_port_in_use_is_named_and_another_is_found_by_itself(refused: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} cannot be used here" in refused("app", f"--port={port}")
        assert cli._port(None, default=port) > port


def test_a_port_that_cannot_exist_is_named(refused: Callable[..., str]) -> None:
    assert "port 99999 does not exist" in refused("workbook", "--port=99999")


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


@pytest.mark.parametrize(("file", "server"), [("voila.json", "Voila"), ("jupyter_server_config.json", "ServerApp")])
def test_an_open_page_is_asked_before_it_is_given_up(file: str, server: str) -> None:
    class Socket(WebSocketMixin):
        settings = cli._SETTINGS[file][server].get("tornado_settings", {})

    assert Socket().ping_timeout > Socket().ping_interval
