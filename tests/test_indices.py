"""The indices, held against printed examples, and their behaviour at the edges."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancekit import symmetry as sym
from balancekit.symmetry.indices import as_percentage_difference

positive = st.floats(0.01, 1e4)
RATIO_INDICES = [
    sym.percentage_difference,
    sym.symmetry_index,
    sym.bilateral_asymmetry_index,
    sym.log_ratio,
]
ALL_INDICES = [*RATIO_INDICES, sym.symmetry_angle]


@pytest.mark.parametrize(
    ("index", "printed"),
    [
        (sym.percentage_difference, 20.0),
        (sym.symmetry_index, 22.22),
        (sym.bilateral_asymmetry_index, 11.11),
        (sym.symmetry_angle, 7.04),
        (sym.log_ratio, 22.31),
    ],
)
def test_index_set_of_the_interlimb_example_20_and_25(index, printed):
    assert index(20, 25) == pytest.approx(printed, abs=0.005)
    assert index(25, 20) == pytest.approx(-printed, abs=0.005)


@pytest.mark.parametrize(
    ("index", "printed"),
    [
        (sym.percentage_difference, -7.38),
        (sym.symmetry_index, -7.67),
        (sym.bilateral_asymmetry_index, -3.83),
        (sym.symmetry_angle, -2.44),
        (sym.log_ratio, -7.67),
    ],
)
def test_interlimb_manual_table_6(index, printed):
    """L 19.10, R 17.69. The manual's ln(L/R) is 7.67, + = left; here + = right."""
    assert index(19.10, 17.69) == pytest.approx(printed, abs=0.005)


def test_the_other_columns_of_that_table_follow_from_ours():
    """AI-1, AI-2, BAI-2, BSA-1, BSA-2, ln(L/R), LSI-1 to LSI-4 and SI of the right-dominant pair, as printed."""
    left, right = 19.10, 17.69
    larger_first = sym.percentage_difference(left, right)
    assert sym.symmetry_index(left, right) == pytest.approx(-7.67, abs=0.005)  # AI-1, BAI-2, LSI-3
    assert abs(larger_first) == pytest.approx(7.38, abs=0.005)  # AI-2, BSA-1
    assert larger_first == pytest.approx(-7.38, abs=0.005)  # BSA-2
    assert sym.log_ratio(right, left) == pytest.approx(7.67, abs=0.005)  # ln(L/R)
    assert sym.limb_symmetry_index(left, right) - 100 == pytest.approx(7.97, abs=0.005)  # LSI-2, printed -7.97
    assert abs(sym.bilateral_asymmetry_index(left, right)) == pytest.approx(3.83, abs=0.005)  # SI: high - low


def test_ten_per_cent_of_one_index_is_not_ten_per_cent_of_another():
    """10 % of the larger side is 5.3 % of the sum and 3.35 % as an angle."""
    assert sym.percentage_difference(90, 100) == pytest.approx(10)
    assert sym.bilateral_asymmetry_index(90, 100) == pytest.approx(5.3, abs=0.05)
    assert sym.symmetry_angle(90, 100) == pytest.approx(3.35, abs=0.005)


@pytest.mark.parametrize(
    ("side_bridges", "flexion", "printed"),
    [((94, 97), 146, 0.65), ((72, 77), 189, 0.39)],
    ids=["men", "women"],
)
def test_ratios_of_mcgill_1999(side_bridges, flexion, printed):
    """The abstract prints .65 and .39; the means behind them are known, not seen."""
    assert sym.limb_symmetry_index(sum(side_bridges) / 2, flexion) / 100 == pytest.approx(printed, abs=0.005)


def test_an_index_of_readings_near_zero_is_meaningless_but_finite():
    """Herzog 1989 printed limits of over 13 000 %: half a degree each way turns a per cent around."""
    values = sym.percentage_difference([1e-300, 0.1, 0.2], [2e-300, 0.2, 0.1])
    np.testing.assert_allclose(values, [50, 50, -50])


def test_limb_symmetry_index_of_the_interlimb_manual():
    assert sym.limb_symmetry_index(17.69, 19.10) == pytest.approx(92.62, abs=0.005)
    assert sym.limb_symmetry_index(19.10, 17.69) == pytest.approx(107.97, abs=0.005)


@pytest.mark.parametrize("index", ALL_INDICES)
@given(left=positive, right=positive)
def test_swapping_sides_flips_the_sign_only(index, left, right):
    assert index(left, right) == pytest.approx(-index(right, left), abs=1e-9)


@pytest.mark.parametrize("index", ALL_INDICES)
@given(left=positive, right=positive, factor=st.floats(0.01, 100))
def test_the_unit_does_not_matter(index, left, right, factor):
    assert index(factor * left, factor * right) == pytest.approx(index(left, right), abs=1e-6)


@given(left=positive, right=positive)
def test_exact_links_between_the_indices(left, right):
    log = sym.log_ratio(left, right) / 100
    percent = 100 * math.copysign(1 - math.exp(-abs(log)), log)
    assert sym.percentage_difference(left, right) == pytest.approx(percent, abs=1e-9)
    assert as_percentage_difference(100 * log) == pytest.approx(percent, abs=1e-9)
    assert sym.symmetry_index(left, right) == pytest.approx(200 * math.tanh(log / 2), abs=1e-9)
    assert sym.bilateral_asymmetry_index(left, right) == pytest.approx(sym.symmetry_index(left, right) / 2)
    assert sym.symmetry_angle(left, right) == pytest.approx(
        100 * (45 - math.degrees(math.atan(math.exp(-log)))) / 90, abs=1e-9
    )


@pytest.mark.parametrize(
    ("index", "one_zero"),
    [
        (sym.percentage_difference, 100.0),
        (sym.symmetry_index, 200.0),
        (sym.bilateral_asymmetry_index, 100.0),
        (sym.symmetry_angle, 50.0),
        (sym.log_ratio, math.inf),
    ],
)
def test_zeros_have_documented_values_and_no_warning(index, one_zero):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = index([0.0, 3.0, 0.0, math.nan], [3.0, 0.0, 0.0, 1.0])
    np.testing.assert_array_equal(values, [one_zero, -one_zero, math.nan, math.nan])


def test_symmetry_angle_takes_negative_readings():
    assert sym.symmetry_angle(-1, 1) == pytest.approx(100)
    assert abs(sym.symmetry_angle(1, -1)) == pytest.approx(100)
    assert sym.symmetry_angle(-20, -25) == pytest.approx(7.04, abs=0.005)


@pytest.mark.parametrize("index", RATIO_INDICES)
def test_a_ratio_of_negative_readings_is_refused(index):
    with pytest.raises(ValueError, match=r"right has a reading below zero.*right - left"):
        index([1, 2], [1, -2])


@pytest.mark.parametrize("index", ALL_INDICES)
def test_wrong_input_gets_one_sentence(index):
    with pytest.raises(ValueError, match="infinite reading"):
        index(1, math.inf)
    with pytest.raises(ValueError, match=r"left has the shape \(2,\) and right \(3,\)"):
        index([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="left must be numbers"):
        index("many", 1)


def test_scalars_give_floats_and_arrays_arrays():
    assert type(sym.percentage_difference(20, 25)) is float
    assert sym.percentage_difference([20, 20], 25).shape == (2,)
