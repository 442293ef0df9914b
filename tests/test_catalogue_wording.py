"""The phrases that every room shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancekit.catalogue.wording import EITHER, capital, did_you_mean, placed


@pytest.mark.parametrize(
    ("side", "said"),
    [
        ("left", "the left foot, not the right one"),
        ("right", "the right foot, not the left one"),
        (None, "the {side} foot, not the {other} one"),
    ],
)
def test_a_text_is_filled_in_for_its_side(side, said):
    assert placed("the {side} foot, not the {other} one", side) == said


@given(st.text(), st.sampled_from(["left", "right", EITHER, None]))
def test_a_text_that_names_no_side_stays_as_it_is(text, side):
    plain = text.replace("{", "").replace("}", "")
    assert placed(plain, side) == plain


def test_a_beginning_is_a_capital_and_the_rest_stays():
    assert [capital(text) for text in ("the QL", "QL", "3 s", "")] == ["The QL", "QL", "3 s", ""]


def test_what_comes_near_is_offered():
    known = ["side_bridge", "single_leg_bridge", "figure_four"]
    assert did_you_mean("side_brige", known) == "did you mean 'side_bridge'?"
    assert did_you_mean("side_brige", known, most=3) == "did you mean 'side_bridge' or 'single_leg_bridge'?"
    assert did_you_mean("side_brige", iter(known), "look it up.") == "did you mean 'side_bridge'?"


def test_where_nothing_comes_near_it_says_what_is_known_or_what_the_caller_wants():
    assert did_you_mean(5, ["left", "right"]) == "known are: left, right."
    assert did_you_mean("x", []) == "known are: none."
    assert did_you_mean("x", ["left"], "look it up.") == "look it up."
    assert did_you_mean("x", ["left"], "") == ""
