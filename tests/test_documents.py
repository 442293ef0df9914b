"""What README and CONTRIBUTING show is run here, so that it stays true."""

import re
from pathlib import Path

import pytest
import yaml

import balancekit as bk
from balancekit import cli

ROOT = Path(__file__).resolve().parent.parent


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("README.md", "python")
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  our own file
    assert capsys.readouterr().out == "uncertain\n"
    assert {file.name for file in tmp_path.iterdir()} == {"plan.ics", "map.html", "case.html"}


def test_what_a_coach_reads_runs_and_says_what_stands_there(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "coach.md").read_text("utf-8")
    shared, said, compared = {}, "", 0
    for language, file, body in re.findall(r"```(\w+)(?: (\S+))?\n(.*?)```", text, flags=re.DOTALL):
        if file:
            Path(file).write_text(body, "utf-8")
        elif language == "python":
            exec(compile(body, "coach.md", "exec"), shared)  # noqa: S102  our own file
            said = capsys.readouterr().out
        else:
            assert body == said
            compared += 1
    assert compared >= 6
    written = {file.name for file in tmp_path.iterdir()}
    assert written == {"my_tests.yaml", "squad.csv", "clients.db", "Ann.html", "Bob.html"}
    assert "Wall sit on one leg" in Path("Ann.html").read_text("utf-8")


def test_the_command_scores_the_table_that_a_coach_is_shown(tmp_path):
    text = (ROOT / "docs" / "coach.md").read_text("utf-8")
    [table] = re.findall(r"```csv squad\.csv\n(.*?)```", text, flags=re.DOTALL)
    (tmp_path / "squad.csv").write_text(table)
    with pytest.raises(SystemExit):
        cli.main(["score", str(tmp_path / "squad.csv"), "-o", str(tmp_path / "scored.csv")])
    assert "right '44 kg' is no number" in (tmp_path / "scored.rejected.csv").read_text()


def test_the_entry_that_contributing_shows_joins_the_catalogue():
    (entry,) = blocks("CONTRIBUTING.md", "yaml")
    content = yaml.safe_load(entry)
    mine = bk.catalogue().extend(content)
    assert set(content["assessments"]) <= set(mine.assessments)


def test_the_make_targets_that_are_named_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(
        re.findall(r"`make ([a-z-]+)`", (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text())
    )
    assert named
    assert [target for target in named if not re.search(rf"^{target}:", makefile, flags=re.MULTILINE)] == []


def test_no_document_names_a_registry_or_a_path_of_a_machine():
    hosts = re.compile(r"pypi\.org|pythonhosted|npmjs|deb\.debian|/work/|/tmp/|file:///")
    documents = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/coach.md")
    for name in (*documents, "constraints.txt", "pyproject.toml", "Makefile"):
        assert not hosts.search((ROOT / name).read_text("utf-8")), name
