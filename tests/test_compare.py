"""Has it changed? The error of a change, and the direction over dates."""

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit
from small_catalogue import SMALL

import balancekit as bk

FIRST, LATER = dt.date(2026, 9, 1), dt.date(2026, 11, 2)
seconds = st.floats(20, 200).map(lambda x: round(x, 1))


def two(assessment, before, after, **about):
    case = bk.Case().about(**about)
    case = case.measure(assessment, left=before[0], right=before[1], on=FIRST)
    case = case.measure(assessment, left=after[0], right=after[1], on=LATER)
    return bk.compare(bk.score(case, on=FIRST, catalogue=SMALL), bk.score(case, catalogue=SMALL))


def test_a_change_needs_root_two_times_the_error_of_a_difference():
    change = two("steady_hold", (60, 45), (60, 58))["steady_hold"]
    assert change.se == pytest.approx(math.sqrt(2) * math.sqrt(2) * 5)
    assert change.detectable == pytest.approx(1.96 * 10, abs=0.01)
    assert change.change == pytest.approx(100 * math.log(58 / 45))
    assert change.verdict == "smaller"
    assert "smaller" in change.summary


def test_the_band_of_a_change_is_3_92_sem_over_root_n():
    """Statistics 4.4, in units: 3.92 SEM for one trial a side at each time."""
    change = two("gap", (5, 9), (5, 6))["gap"]
    assert change.detectable == pytest.approx(1.96 * 2 * 1, abs=0.001)
    assert change.detectable == pytest.approx(3.92, abs=0.001)


def test_a_noisy_test_cannot_tell():
    assert two("hold", (60, 40), (60, 58))["hold"].verdict == "can't tell"


def test_a_gap_that_grew_and_one_that_turned():
    assert two("steady_hold", (60, 58), (60, 40))["steady_hold"].verdict == "larger"
    assert two("steady_hold", (60, 50), (40, 60))["steady_hold"].verdict == "larger"
    assert two("steady_hold", (60, 45), (45, 60))["steady_hold"].verdict == "turned"


def test_no_change_needs_the_interval_inside_what_matters():
    assert two("far_hand", (60, 58), (60, 58.1))["far_hand"].verdict == "no change"


def test_estimated_errors_use_welch_and_satterthwaite():
    change = two("lift", ([40, 42, 44], [30, 31, 33]), ([40, 41, 40], [39, 40, 40]))["lift"]
    a, b = change.before, change.after
    df = (a.se**2 + b.se**2) ** 2 / (a.se**4 / a.df + b.se**4 / b.df)
    assert change.detectable == pytest.approx(stdtrit(df, 0.975) * math.hypot(a.se, b.se))


def test_what_was_measured_once_is_listed():
    case = bk.Case().measure("hold", left=60, right=50, on=FIRST).measure("turn", left=30, right=31, on=LATER)
    later = bk.score(bk.Case(trials=case.trials[2:]), catalogue=SMALL)
    changes = bk.compare(bk.score(case, on=FIRST, catalogue=SMALL), later)
    assert (changes.only_before, changes.only_after, len(changes)) == (("hold",), ("turn",), 0)
    assert str(changes) == "No test was measured both times."
    with pytest.raises(KeyError, match="measured both times: none"):
        changes["hold"]


def test_unable_is_not_comparable_and_said():
    case = bk.Case().measure("lift", left=40, on=FIRST).unable("lift", "right", on=FIRST)
    case = case.measure("lift", left=[40, 41, 40], right=[30, 31, 30], on=LATER)
    change = bk.compare(bk.score(case, on=FIRST, catalogue=SMALL), bk.score(case, catalogue=SMALL))["lift"]
    assert change.verdict == "not comparable"
    assert "can now" in change.summary


def test_direction_kappa_with_a_neutral_class():
    case = bk.Case()
    days = {FIRST: {"steady_hold": (60, 40), "turn": (30, 45), "gap": (9, 3), "grip": (50, 50.5)}}
    days[LATER] = {"steady_hold": (60, 45), "turn": (30, 44), "gap": (8, 3), "grip": (50.5, 50)}
    for day, tests in days.items():
        for test, (left, right) in tests.items():
            case = case.measure(test, left=left, right=right, on=day)
    changes = bk.compare(bk.score(case, on=FIRST, catalogue=SMALL), bk.score(case, catalogue=SMALL))
    assert changes.direction_kappa == pytest.approx(1.0)
    assert changes.direction_words == "nearly perfect"
    flipped = case.measure("turn", left=45, right=30, on=LATER).measure("gap", left=3, right=9, on=LATER)
    changes = bk.compare(bk.score(flipped, on=FIRST, catalogue=SMALL), bk.score(flipped, catalogue=SMALL))
    assert changes.direction_kappa < 0.3


@given(seconds, seconds, seconds, seconds)
def test_swapping_sides_or_times_keeps_the_size(a, b, c, d):
    change = two("steady_hold", (a, b), (c, d))["steady_hold"]
    swapped = two("steady_hold", (b, a), (d, c))["steady_hold"]
    back = two("steady_hold", (c, d), (a, b))["steady_hold"]
    assert swapped.change == pytest.approx(-change.change)
    assert back.change == pytest.approx(-change.change)
    assert swapped.verdict == change.verdict
    opposite = {"smaller": "larger", "larger": "smaller"}
    assert back.verdict == opposite.get(change.verdict, change.verdict)


def test_people_who_did_not_change_are_called_changed_one_time_in_twenty():
    rng = np.random.default_rng(3)
    called = 0
    people = 400
    for _ in range(people):
        a, b, c, d = np.exp(rng.normal(math.log(60), 0.05, 4))
        called += two("steady_hold", (a, b), (c, d))["steady_hold"].verdict in ("smaller", "larger", "turned")
    assert called / people <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / people)
