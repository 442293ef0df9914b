"""What README and CONTRIBUTING show is run here, so that it stays true."""

import re
from pathlib import Path

import yaml

import balancekit as bk

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
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "constraints.txt", "pyproject.toml", "Makefile"):
        assert not hosts.search((ROOT / name).read_text("utf-8")), name
