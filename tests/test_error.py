"""Reliability and agreement, held against published worked examples."""

import math
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from balancekit import symmetry as sym

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
PSR = np.fromstring(
    "31 27 33 35 42 47 40 44 63 63 28 31 43 54 44 54 68 68 47 58 47 48 40 43 43 45 47 52 58 48 61 61 45 52 43 44 58 48 "
    "40 44 48 47 42 52 61 45 48 43 43 52 50 52 39 40 52 58 42 45 77 67",
    sep=" ",
).reshape(30, 2)


def test_typical_error_of_hopkins_2000():
    assert sym.typical_error([62, 78, 81, 55, 66], [67, 76, 87, 55, 63]) == pytest.approx(2.9, abs=0.05)


@pytest.mark.parametrize(
    ("kind", "printed"), [("1,1", 0.17), ("2,1", 0.29), ("3,1", 0.71), ("1,k", 0.44), ("2,k", 0.62), ("3,k", 0.91)]
)
def test_icc_of_shrout_and_fleiss_1979(kind, printed):
    assert sym.icc(SHROUT_FLEISS, kind) == pytest.approx(printed, abs=0.005)


def test_reliability_example_of_the_psr_package():
    """Its ICC .88 is that of the average of two trials; from a single score the error is a quarter larger."""
    assert sym.icc(PSR, "2,k") == pytest.approx(0.88, abs=0.005)
    assert sym.icc(PSR, "2,1") == pytest.approx(0.787, abs=0.0005)
    formula = PSR.std(ddof=1) * math.sqrt(1 - 0.88)
    assert formula == pytest.approx(3.5, abs=0.05)
    assert sym.mdc(formula) == pytest.approx(9.7, abs=0.05)
    assert sym.sem(PSR) == pytest.approx(4.67, abs=0.005)
    assert sym.mdc(sym.sem(PSR)) == pytest.approx(12.9, abs=0.05)


@pytest.mark.parametrize(
    ("sem", "printed"), [(2.6, 7.2), (2.9, 8.0), (2.2, 6.1), (5.3, 14.7), (7.6, 21.1), (1.4, 3.9), (2.0, 5.5), (1, 2.8)]
)
def test_mdc_of_printed_abstracts(sem, printed):
    """Neto 2015, Reurink 2013, Johnson 2012, Teixeira 2022."""
    assert sym.mdc(sem) == pytest.approx(printed, abs=0.06)


def test_the_mdc_that_youdas_2007_prints_is_not_that_of_its_error():
    """SEM 2 degrees, MDC printed as 4: the formula says 5.5. So a catalogue keeps what was printed, with its level."""
    assert sym.mdc(2) == pytest.approx(5.54, abs=0.01)
    assert abs(sym.mdc(2) - 4) > 1
    assert sym.mdc(2, confidence=0.90) == pytest.approx(4.65, abs=0.01)  # nor is it a 90 % level


def test_the_side_difference_of_chisholm_2012_is_root_two_times_as_noisy_as_one_leg():
    """Printed: 1.0 cm for one leg, 1.5 cm for the difference of the legs."""
    assert math.sqrt(2) * 1.0 == pytest.approx(1.5, abs=0.1)
    rng = np.random.default_rng(1)
    left, right, left_again, right_again = 10 + rng.normal(0, 0.36, (4, 20_000))
    one_leg = sym.mdc(sym.typical_error(left, left_again))
    assert one_leg == pytest.approx(1.0, abs=0.02)
    assert sym.mdc(sym.typical_error(left - right, left_again - right_again)) == pytest.approx(1.41, abs=0.02)


def test_a_ratio_of_two_sides_is_less_reliable_than_either_side():
    """Waldhelm 2026: .88 to .93 for one arm, .53 for the ratio of the arms; Helme 2019: .73 for a symmetry."""
    rng = np.random.default_rng(2)
    person, side, error = rng.normal(20, 3, (2_000, 1)), rng.normal(0, 0.6, (2_000, 2)), 1.0
    left, right = (person + side[:, [arm]] + rng.normal(0, error, (2_000, 2)) for arm in (0, 1))
    assert sym.icc(left, "2,1") == pytest.approx(0.9, abs=0.02)
    ratio = np.column_stack([sym.limb_symmetry_index(left[:, day], right[:, day]) for day in (0, 1)])
    assert sym.icc(ratio, "2,1") < 0.5


def test_mdc_at_ninety_per_cent():
    assert sym.mdc(1, confidence=0.90) == pytest.approx(1.645 * math.sqrt(2), abs=0.001)


def test_kappa_of_the_textbook_table():
    assert sym.kappa([[20, 5], [10, 15]]) == pytest.approx(0.40)
    assert math.isnan(sym.kappa([[5, 0], [0, 0]]))


def test_limits_of_agreement():
    limits = sym.limits_of_agreement([10, 20, 30, 40], [11, 22, 30, 45])
    assert limits.bias == pytest.approx(2.0)
    assert (limits.upper - limits.lower) / 2 == pytest.approx(1.96 * np.std([1, 2, 0, 5], ddof=1))


@given(arrays(float, st.tuples(st.integers(2, 12), st.just(2)), elements=st.floats(0, 100)))
def test_sem_of_two_trials_is_the_typical_error(table):
    assert sym.sem(table) == pytest.approx(sym.typical_error(table[:, 0], table[:, 1]), abs=1e-6)


@given(arrays(float, st.tuples(st.integers(2, 10), st.integers(2, 5)), elements=st.floats(0, 100)), st.floats(-50, 50))
def test_a_shift_of_all_readings_changes_no_error(table, shift):
    assert sym.sem(table + shift) == pytest.approx(sym.sem(table), abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sym.icc([[1, 2]], "2,1"), "at least two subjects"),
        (lambda: sym.icc(SHROUT_FLEISS, cast("Any", "4,1")), "no ICC of the kind '4,1'"),
        (lambda: sym.sem([[1, math.nan], [2, 3]]), "missing or infinite"),
        (lambda: sym.mdc(-1), "not negative"),
        (lambda: sym.mdc(1, confidence=95), "share between 0 and 1"),
        (lambda: sym.typical_error([1, 2], [1, 2, 3]), "same length"),
        (lambda: sym.kappa([[1, 2, 3], [1, 2, 3]]), "square table"),
        (lambda: sym.kappa([[0, 0], [0, 0]]), "at least one"),
    ],
)
def test_wrong_input_gets_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
