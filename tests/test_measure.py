"""The Measure step beyond the plain tries: units, other days, notes, signed tests, a running stopwatch; two pages."""

import asyncio
import datetime as dt
import json

import pytest

import balancekit as bk
from balancekit import forms
from balancekit.forms.measure import how_to

TODAY = dt.date.today()


@pytest.fixture
def bench():
    return bk.Workbench(bk.Case())


def measuring(bench, test):
    bench.go("measure", test)
    measure = forms.Measure(bench)
    assert measure.trials is not None
    return measure


def first(measure, side):
    return measure.trials.fields[side][0]


# ---------------------------------------------------------------- units


def test_units_are_switched_without_losing_a_digit(bench):
    measure = measuring(bench, "grip_strength")
    first(measure, "left").text.value = "41.7"
    before = bench.case.trials
    for _ in range(5):
        for units, shown in (("imperial", "91.9328"), ("metric", "41.7")):
            bench.update(bench.case.about(units=units))
            assert first(measure, "left").text.value == shown
    assert bench.case.trials == before


def test_typing_in_pounds_is_kept_in_kilograms_and_said_in_pounds(bench):
    bench.update(bench.case.about(units="imperial"))
    measure = measuring(bench, "grip_strength")
    for side, typed in (("left", "90"), ("right", "110")):
        first(measure, side).text.value = typed
    values = [trial.value for trial in bench.case.trials]
    assert values == pytest.approx([40.8233133, 49.8951607])
    assert "Left 90 lb, right 110 lb" in bench.findings["grip_strength"].summary
    first(measure, "right").text.value = "111"
    assert bench.case.trials[0].value == values[0]  # the other side is not read off its rounded text


def test_an_unusual_reading_is_asked_about_in_the_units_of_the_reader(bench):
    bench.update(bench.case.about(units="imperial"))
    field = first(measuring(bench, "grip_strength"), "left")
    field.text.value = "900"
    assert "900 lb?" in field._say.value
    assert " lb." in field._say.value
    assert bench.case.trials[0].doubted


def test_what_cannot_be_read_stays_as_typed_when_units_change(bench):
    field = first(measuring(bench, "grip_strength"), "left")
    field.text.value = "forty"
    bench.update(bench.case.about(units="imperial"))
    assert field.text.value == "forty"
    assert "pounds, such as 50" in _typed_again(field)


def _typed_again(field):
    field.text.value = "fourty"
    return field._say.value


# ---------------------------------------------------------------- signed tests


def test_only_one_side_of_a_try_can_be_the_higher_one(bench):
    measure = measuring(bench, "scoliometer_lumbar")
    first(measure, "left").text.value = "4"
    assert [trial.value for trial in bench.case.trials] == [-4]
    first(measure, "right").text.value = "3"
    assert [trial.value for trial in bench.case.trials] == [3]
    assert first(measure, "left").text.value == ""
    first(measure, "right").text.value = "0"
    assert str(bench.case.trials[0].value) == "0.0"
    assert bench.findings["scoliometer_lumbar"].value == 0


# ---------------------------------------------------------------- other days, notes


def test_an_earlier_day_is_mended_where_it_stands(bench):
    before = TODAY - dt.timedelta(days=3)
    bench.update(bench.case.measure("side_bridge", left=[60], right=[50], on=before))
    measure = measuring(bench, "side_bridge")
    assert first(measure, "left").text.value == ""
    assert "choose the day above" in measure._earlier.value
    measure.day.value = before
    assert first(measure, "left").text.value == "60"
    first(measure, "left").text.value = "61"
    assert bench.case.readings("side_bridge", "left", before)[0].value == 61
    assert not bench.case.readings("side_bridge", "left", TODAY)


def test_a_day_to_come_is_not_taken(bench):
    measure = measuring(bench, "side_bridge")
    measure.day.value = TODAY + dt.timedelta(days=2)
    assert measure.day.value == measure.on == TODAY


def test_a_note_is_kept_with_its_test_and_day(bench):
    measure = measuring(bench, "side_bridge")
    measure.note.value = "left shoulder gave way first"
    assert [(note.assessment, note.on, note.text) for note in bench.case.notes] == [
        ("side_bridge", TODAY, "left shoulder gave way first")
    ]
    bench.go("measure", "grip_strength")
    assert measure.note.value == ""
    bench.go("measure", "side_bridge")
    assert measure.note.value == "left shoulder gave way first"
    measure.note.value = " "
    assert bench.case.notes == ()


def test_a_note_typed_a_moment_before_the_next_test_stays_with_its_own(bench):
    async def typed() -> None:  # in a running loop, as in a kernel, a note waits for a pause
        measure = measuring(bench, "side_bridge")
        measure.note.value = "left shoulder gave way first"
        bench.go("measure", "grip_strength")
        assert measure.note.value == ""

    asyncio.run(typed())
    assert [(note.assessment, note.text) for note in bench.case.notes] == [
        ("side_bridge", "left shoulder gave way first")
    ]


# ---------------------------------------------------------------- stopwatch


def test_a_running_stopwatch_is_not_left_behind(bench):
    measure = measuring(bench, "side_bridge")
    assert measure.stopwatch is not None
    assert measure.stopwatch.rest == bench.catalogue.assessments["side_bridge"].rest_seconds
    measure.stopwatch.running = True
    measure._next.click()
    assert bench.assessment == "side_bridge"
    assert "Stop it first" in measure._saved.value
    measure.stopwatch.running = False
    measure._next.click()
    assert bench.assessment != "side_bridge"


def test_a_test_with_a_rhythm_has_a_metronome(bench):
    measure = measuring(bench, "single_leg_heel_raise")
    rhythm = [child for card in measure._main.children for child in card.children if isinstance(child, forms.Metronome)]
    assert [made.beats for made in rhythm] == [60]
    measuring(bench, "grip_strength")


# ---------------------------------------------------------------- two pages


@pytest.fixture
def pages(tmp_path):
    path = tmp_path / "my_case.json"
    first = bk.Workbench(path=path)
    first.update(first.case.measure("side_bridge", left=60, right=50))
    second = bk.Workbench(path=path)
    second.update(second.case.measure("grip_strength", left=40, right=44))
    return first, second, path


def test_a_second_page_is_noticed_and_nothing_is_overwritten(pages):
    first, second, path = pages
    written = path.read_text()
    first.update(first.case.about(name="First"))
    assert first.conflict
    assert "another page" in first.notice
    assert path.read_text() == written
    assert not second.conflict


def test_going_on_with_this_page_keeps_a_copy_of_the_other(pages):
    first, _, path = pages
    first.update(first.case.about(name="First"))
    header = forms.Header(first)
    assert header._choice.layout.display is None
    header.mine.click()
    assert not first.conflict
    assert json.loads(path.read_text())["profile"]["name"] == "First"
    [copy] = path.parent.glob("my_case.other-page-*.json")
    assert "grip_strength" in copy.read_text()
    assert copy.name in first.notice
    assert header._choice.layout.display == "none"


def test_a_case_that_could_not_be_saved_is_the_one_that_is_kept(pages):
    first, _, path = pages
    first.update(first.case.about(name="First"))
    assert bk.Case.load(path.parent / first.keep_copy()) == first.case
    assert first.conflict


def test_going_on_with_the_other_page_can_be_undone(pages):
    first, _, path = pages
    first.update(first.case.about(name="First"))
    forms.Header(first).theirs.click()
    assert first.case.assessments == ("side_bridge", "grip_strength")
    assert not first.conflict
    first.undo()
    assert first.case.profile.name == "First"
    assert json.loads(path.read_text())["profile"]["name"] == "First"


def test_the_header_undoes_and_does_again(bench):
    header = forms.Header(bench)
    assert header.undo.disabled
    bench.update(bench.case.about(name="A"))
    header.undo.click()
    assert bench.case.profile.name == ""
    header.redo.click()
    assert bench.case.profile.name == "A"
    assert header.redo.disabled


def test_on_binder_a_banner_says_that_nothing_lasts(bench, monkeypatch):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    assert "Nothing lasts on Binder" in forms.Header(bench)._notice.value


def test_that_nothing_is_saved_is_an_alert(pages):
    first, _, _ = pages
    header = forms.Header(first)
    first.update(first.case.about(name="First"))
    assert 'role="alert"' in header._notice.value
    assert "Not saved" in header._notice.value


def test_a_printed_page_says_whose_case_it_is_and_of_when(bench):
    header = forms.Header(bench)
    assert "A case without a name. Nothing measured yet." in header._where.value
    bench.update(bench.case.about(name="Ann <b>").measure("side_bridge", left=[62], right=[48], on="2026-11-02"))
    assert "Ann &lt;b&gt;. Last measured on Monday 2 November 2026." in header._where.value


# ---------------------------------------------------------------- words of the card


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ("side_bridge", "<b>Stop</b> when "),
        ("foot_posture_index", "<b>Take care.</b> Nothing here should hurt."),
    ],
)
def test_a_caution_is_not_called_a_reason_to_stop(bench, test, says):
    assert says in how_to(bench.catalogue.assessments[test], bench)


def test_a_test_without_a_rest_says_nothing_of_one(bench):
    known = bench.catalogue.assessments
    assert "<dt>Rest</dt>" in how_to(known["side_bridge"], bench)
    assert "<dt>Rest</dt>" not in how_to(known["foot_posture_index"], bench)


def test_the_way_forward_keeps_the_capital_of_a_proper_name(bench):
    bench.case = bench.case.choose(["side_bridge", "foot_posture_index", "grip_strength"])
    assert measuring(bench, "side_bridge")._next.description == "Next: Foot Posture Index"
    assert measuring(bench, "foot_posture_index")._next.description == "Next: grip strength"
