"""The observable: what follows from the case, undo, and a file that is never lost."""

import os
from typing import Any

import pytest

import balancekit as bk
from balancekit.case import Case

MEASURED = bk.Case().measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on="2026-11-02")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_rest_follows_from_the_case():
    bench = bk.Workbench()
    assert len(bench.findings) == 0
    bench.case = MEASURED
    assert bench.findings["side_bridge"].verdict == "uncertain"
    assert bench.findings.case is bench.case
    assert bench.explanations.findings is bench.findings
    assert bench.explanations is bench.explanations
    assert len(bench.programme) == 0


def test_every_change_is_saved_and_resumed():
    bench = bk.Workbench()
    bench.update(MEASURED)
    assert Case.load("my_case.json") == MEASURED
    again = bk.Workbench()
    assert again.case == MEASURED
    assert "resumed" in again.notice


def test_a_given_case_is_not_saved_unless_asked(tmp_path):
    bench = bk.Workbench(MEASURED)
    bench.update(MEASURED.about(name="B"))
    assert list(tmp_path.iterdir()) == []
    bench = bk.Workbench(MEASURED, path="client.json")
    bench.update(MEASURED.about(name="B"))
    assert Case.load("client.json").profile.name == "B"


def test_undo_and_redo():
    bench = bk.Workbench()
    bench.update(MEASURED)
    bench.update(MEASURED.about(name="B"))
    assert bench.undo()
    assert bench.case == MEASURED
    assert bench.redo()
    assert bench.case.profile.name == "B"
    assert not bench.redo()
    assert bench.undo()
    assert bench.undo()
    assert not bench.undo()
    assert bench.case == Case() == Case.load("my_case.json")


def test_typing_one_field_is_one_step_back():
    bench = bk.Workbench()
    for value in (6, 62, 62.5):
        bench.update(bk.Case().measure("side_bridge", left=value, on="2026-11-02"), what="side_bridge left")
    assert bench.undo()
    assert bench.case == Case()


@pytest.mark.parametrize("content", ['{"schema_version": 1, "tri', '{"schema_version": 99}', "\x00\x01"])
def test_a_file_that_cannot_be_read_is_set_aside_never_overwritten(tmp_path, content):
    (tmp_path / "my_case.json").write_text(content)
    bench = bk.Workbench()
    bench.update(MEASURED)
    (aside,) = (p for p in tmp_path.iterdir() if "set-aside" in p.name)
    assert aside.read_text() == content
    assert aside.name in bench.notice
    assert Case.load("my_case.json") == MEASURED


def test_a_disk_that_is_full_is_said_and_said_to_be_over(monkeypatch):
    bench = bk.Workbench()
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    bench.update(MEASURED)
    assert "Not saved" in bench.notice
    assert "No space left on device" in bench.notice
    assert bench.findings["side_bridge"].verdict == "uncertain"
    monkeypatch.setattr(os, "fsync", real)
    bench.update(MEASURED.about(name="B"))
    assert bench.notice == ""
    assert Case.load("my_case.json").profile.name == "B"


def test_steps_know_when_they_are_done():
    bench = bk.Workbench()
    assert bench.step == "safety"
    answers: dict[str, Any] = dict.fromkeys(bench.catalogue.red_flags, False)
    bench.update(Case().screen(**answers).about(dominant_hand="left").choose(["side_bridge"]))
    steps = ("safety", "about", "choose", "measure")
    assert [step for step in steps if bench.done(step)] == ["safety", "about", "choose"]
    assert bk.Workbench().step == "measure"
    bench.update(bench.case.measure("side_bridge", left=60, right=50))
    assert bench.done("measure")
    assert bench.minutes_left() == 0


def test_a_copy_is_kept_before_a_case_is_replaced(tmp_path):
    bench = bk.Workbench()
    assert bench.keep_copy() == ""
    bench.update(MEASURED)
    name = bench.keep_copy()
    bench.update(Case(), what="begin")
    assert Case.load(tmp_path / name) == MEASURED
    assert bench.last_change == "begin"


def test_going_to_a_test_that_was_not_chosen_adds_it():
    bench = bk.Workbench(Case().choose(["side_bridge"]))
    bench.go("measure", "figure_four")
    assert bench.tests == ("side_bridge", "figure_four")
    assert (bench.step, bench.assessment) == ("measure", "figure_four")
    assert bench.page.target.startswith("measure#")
