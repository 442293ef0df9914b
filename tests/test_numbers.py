"""Numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import balancekit as bk
from balancekit.forms import numbers

SIDE_BRIDGE = bk.catalogue().assessments["side_bridge"]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("62", "s", 62), ("62,5", "s", 62.5), (" 1:05 ", "s", 65), ("1:05,5", "s", 65.5), ("62 s", "s", 62),
        ("35°", "deg", 35), ("\N{MINUS SIGN}5", "deg", -5), ("12 reps", "reps", 12), ("22.5 KG", "kg", 22.5),
        ("", "s", None), ("  ", "kg", None),
    ],
)  # fmt: skip
def test_read(text, unit, value):
    assert numbers.read(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "units", "value"),
    [
        ("50", "kg", "imperial", 22.6796185), ("50 lb", "kg", "metric", 22.6796185),
        ("22.5 kg", "kg", "imperial", 22.5),
        ("4,5", "cm", "imperial", 11.43), ('4.5"', "cm", "metric", 11.43), ("4.5 in", "mm", "metric", 114.3),
        ("5'11", "cm", "metric", 180.34), ("5’ 11”", "cm", "imperial", 180.34), ("5'", "cm", "metric", 152.4),
        ("12 mm", "cm", "imperial", 1.2), ("62", "s", "imperial", 62), ("35", "deg", "imperial", 35),
    ],
)  # fmt: skip
def test_read_in_other_units(text, unit, units, value):
    assert numbers.read(text, unit, units) == pytest.approx(value)


@pytest.mark.parametrize(
    ("unit", "units", "example"), [("kg", "imperial", "pounds, such as 50"), ("cm", "imperial", "inches")]
)
def test_the_example_is_in_the_units_of_the_reader(unit, units, example):
    with pytest.raises(ValueError, match=example):
        numbers.read("many", unit, units)


@pytest.mark.parametrize(
    "text", ["sixty", "1;05", "12 13", "nan", "inf", "1e9", "1_000", "<script>", "1:75", "--3", "9" * 400]
)
def test_what_is_no_number_gets_a_sentence_with_an_example(text):
    with pytest.raises(ValueError, match=r"such as 62 or 1:02"):
        numbers.read(text, "s")


@given(st.text())
def test_nothing_that_is_typed_breaks_it(text):
    try:
        value = numbers.read(text, "kg")
    except ValueError as error:
        assert str(error).startswith(("“", "-", *"0123456789"))  # noqa: PT017
    else:
        assert value is None or abs(value) <= 1e6


@given(st.floats(0, 9999).map(lambda x: round(x, 1)))
def test_what_is_shown_can_be_typed_back(value):
    assert numbers.read(numbers.typed(value), "kg") == pytest.approx(value, rel=1e-5)


def test_an_unusual_reading_is_asked_about_with_a_guess():
    low, high = SIDE_BRIDGE.usual
    assert numbers.doubt((low + high) / 2, SIDE_BRIDGE) == ""
    question = numbers.doubt(500, SIDE_BRIDGE)
    assert f"{low:g}" in question
    assert "Did you mean 50?" in question
