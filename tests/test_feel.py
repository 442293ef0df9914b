"""Where do you feel it: what is marked on the body lands in the case, and only suggests tests."""

import pytest
from test_forms import press, shown

import balancekit as bk
from balancekit import forms
from balancekit.case import Case

HERE = "quadratus_lumborum_l"


@pytest.fixture
def bench():
    return bk.Workbench(Case())


@pytest.fixture
def feel(bench):
    return forms.Feel(bench)


def test_the_body_is_drawn_when_the_reader_comes_here(bench, feel):
    assert feel.picker is None
    bench.go("feel")
    assert feel.picker is not None
    assert "Open the body map" not in shown(feel)


def test_the_body_can_be_opened_by_hand(feel):
    press(feel, "Open the body map")
    assert feel.picker is not None


def test_what_is_marked_lands_in_the_case_and_back(bench, feel):
    picker = feel.open_body()
    picker.choose(HERE)
    picker.say(HERE, "larger")
    assert dict(bench.case.felt) == {HERE: ("larger",)}
    bench.undo()
    assert dict(bench.case.felt) == {}
    assert dict(picker.value) == {}
    bench.redo()
    assert dict(picker.value) == {HERE: ("larger",)}


def test_a_resumed_case_shows_what_was_marked():
    felt = forms.Feel(bk.Workbench(Case().feel({HERE: ["tighter"]})))
    assert felt.picker is not None
    assert dict(felt.picker.value) == {HERE: ("tighter",)}


def test_a_place_that_is_not_drawn_here_is_kept(bench):
    bench.update(Case().feel({"tail_l": ["larger"]}))
    feel = forms.Feel(bench)
    feel.open_body().choose(HERE)
    assert feel._fault.value == ""
    assert set(bench.case.felt) == {"tail_l", HERE}


def test_pain_is_answered_calmly_with_a_way_to_the_safety_questions(bench, feel):
    assert "You marked pain" not in shown(feel)
    bench.update(bench.case.feel({HERE: ["painful"]}))
    assert "You marked pain" in shown(feel)
    press(feel, "Back to the safety questions")
    assert bench.step == "safety"
    bench.update(bench.case.feel({HERE: ["larger"]}))
    assert "You marked pain" not in shown(feel)


def test_it_can_be_skipped_and_leads_on_and_back(bench, feel):
    press(feel, "Nothing stands out")
    assert bench.step == "choose"
    bench.update(bench.case.feel({HERE: ()}))
    press(feel, "Choose tests")
    assert bench.step == "choose"
    press(feel, "Back")
    assert bench.step == "about"


def test_feelings_move_no_verdict(bench):
    bench.update(bench.case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on="2026-11-02"))
    before = [finding.verdict for finding in bench.findings]
    bench.update(bench.case.feel({HERE: ["larger", "painful"]}))
    assert [finding.verdict for finding in bench.findings] == before
    assert "moves no verdict" in shown(forms.Feel(bench))


def test_a_safety_yes_stays_visible_here(bench, feel):
    bench.update(bench.case.screen(night_pain=True))
    assert bench.catalogue.red_flags["night_pain"].heading in shown(feel)
