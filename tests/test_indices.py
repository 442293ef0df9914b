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
