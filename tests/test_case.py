"""One person's file: verbs, frames, and a file that survives what files go through."""

import datetime as dt
import json
import os
import subprocess
import sys
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import balancekit as bk
from balancekit.case import CaseError

DAY = "2026-11-02"
numbers = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.fixture
def case():
    case = bk.Case(profile=bk.Profile(name="Case", dominant_hand="right"))
    case = case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on=DAY)
    case = case.measure("scoliometer_lumbar", value=[6, 6, 7], on=DAY)
    return case.unable("single_leg_glute_ham_raise", "right", on=DAY).screen(night_pain=False).choose(["side_bridge"])


def test_each_verb_returns_a_new_case(case):
    before = case.model_dump_json()
    case.measure("side_bridge", left=1).unable("x", "left").screen(night_pain=True).about(name="B").choose([])
    assert case.model_dump_json() == before


def test_measuring_the_same_day_twice_replaces(case):
    again = case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on=DAY)
    assert sorted(map(repr, again.trials)) == sorted(map(repr, case.trials))
    changed = case.measure("side_bridge", left=70, on=DAY)
    assert [t.value for t in changed.readings("side_bridge", "left", dt.date(2026, 11, 2))] == [70]
    assert len(changed.readings("side_bridge", "right", dt.date(2026, 11, 2))) == 3


def test_today_is_the_default():
    assert bk.Case().measure("x", left=1).trials[0].on == dt.date.today()


def test_file_round_trip(case, tmp_path):
    path = case.save(tmp_path / "new folder" / "me.json")
    assert bk.Case.load(path) == case
    assert [p.name for p in path.parent.iterdir()] == ["me.json"]


@given(
    st.lists(numbers, min_size=1, max_size=4),
    st.lists(numbers, min_size=1, max_size=4),
    st.text(max_size=20),
    st.booleans(),
)
def test_json_round_trip_of_any_case(left, right, name, flag):
    case = bk.Case(profile=bk.Profile(name=name)).screen(night_pain=flag)
    case = case.measure("turn", left=left, right=right, on=DAY)
    assert bk.Case.from_json(case.model_dump_json()) == case


def test_frame_round_trip(case):
    assert set(bk.Case.from_frame(case.to_frame()).trials) == set(case.trials)


def test_from_a_wide_frame_as_a_spreadsheet_has_it():
    frame = pd.DataFrame(
        {"date": [pd.Timestamp(DAY)] * 2, "assessment": ["side_bridge"] * 2, "left": [62, 60], "right": [48, None]}
    )
    case = bk.Case.from_frame(frame)
    assert [(t.side, t.value) for t in case.trials] == [("left", 62), ("right", 48), ("left", 60)]
    assert case.trials[0].on == dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda c: c.measure("side_bridge"), "nothing was given to measure"),
        (lambda c: c.measure("side_bridge", left="sixty"), "'sixty' is no number"),
        (lambda c: c.measure("side_bridge", left=[]), "the list of readings is empty"),
        (lambda c: c.measure("side_bridge", left=float("inf")), "inf is not a reading"),
        (lambda c: c.measure("side_bridge", left=1, value=2), "not both"),
        (lambda c: c.measure("side_bridge", left=1, on="yesterday"), "'yesterday' cannot be read"),
        (lambda c: c.measure("Side bridge", left=1), "Side bridge"),
        (lambda c: c.unable("side_bridge", "both"), "must be 'left' or 'right'"),
        (lambda c: c.screen(night_pian=True), "did you mean 'night_pain'"),
        (lambda c: c.screen(night_pain="no"), "must be True, False or None"),
        (lambda c: c.about(dominant_hand="both"), "dominant_hand"),
        (lambda _: bk.Case.from_frame(pd.DataFrame({"a": [1]})), "the frame has the columns a; expected"),
        (
            lambda _: bk.Case.from_frame(
                pd.DataFrame({"date": [DAY], "assessment": ["x"], "left": ["many"], "right": [1]})
            ),
            r"row 1 \(x\), left: 'many' is no number",
        ),
    ],
)
def test_wrong_input_gets_one_sentence(case, wrong, message):
    with pytest.raises(CaseError, match=message):
        wrong(case)


def test_a_screen_answer_can_be_taken_back(case):
    assert "night_pain" not in case.screen(night_pain=None).safety
    assert case.screen(night_pain=True).flags == ("night_pain",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"schema_version": 1, "trials": [', "breaks off or is damaged"),
        (b"", "breaks off or is damaged"),
        (b"[1, 2]", "this is no case file"),
        (b'{"schema_version": 99}', "written by a newer balancekit"),
        (b"\xff\xfe\x00", "not a text file"),
        (
            b'{"schema_version": 1, "trials": [{"assessment": "x", "side": "up", "on": "2026-11-02"}]}',
            "trials, entry 1, side: expected",
        ),
    ],
)
def test_a_damaged_file_says_what_is_wrong_with_it(tmp_path, content, message):
    path = tmp_path / "me.json"
    path.write_bytes(content)
    with pytest.raises(CaseError, match=message):
        bk.Case.load(path)
    assert path.read_bytes() == content


def test_a_missing_file_is_said():
    with pytest.raises(CaseError, match="there is no such file"):
        bk.Case.load("nowhere.json")


def test_a_full_disk_leaves_the_old_file(case, tmp_path, monkeypatch):
    path = case.save(tmp_path / "me.json")
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        case.measure("side_bridge", left=1).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["me.json"]


def test_a_process_killed_in_mid_write_leaves_a_whole_file(tmp_path):
    path = tmp_path / "me.json"
    script = (
        "import balancekit as bk, sys\n"
        f"case = bk.Case(profile=bk.Profile(name='x' * 200_000)).measure('side_bridge', left=1, right=2)\n"
        f"case.save({str(path)!r}); print('saved', flush=True)\n"
        f"while True: case.save({str(path)!r})\n"
    )
    for pause in (0.0, 0.013, 0.037):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        process.kill()
        process.wait()
        process.stdout.close()
        assert bk.Case.load(path).profile.name == "x" * 200_000


def test_the_file_is_plain_json_that_others_can_read(case, tmp_path):
    content = json.loads(case.save(tmp_path / "me.json").read_text())
    assert content["schema_version"] == 2
    assert content["trials"][0] == {
        "assessment": "side_bridge", "side": "left", "value": 62.0, "on": DAY, "unable": False, "doubted": False,
    }  # fmt: skip
