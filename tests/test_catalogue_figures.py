"""Figures of the tests: that each says where it comes from, and that none is held against you that should not be."""

from __future__ import annotations

import re

import pytest

from balancekit.catalogue import CONVENTION, Assessment, catalogue

CAT = catalogue()
TESTS = list(CAT.assessments.values())
ROWS = [(test, row) for test in TESTS for row in test.reliability]
NORMS = [(test, norm) for test in TESTS for norm in test.norms]
Z = {90: 1.6449, 95: 1.96}


def each(entry: object) -> str:
    """Name of a parametrised test: the entry's id."""
    return getattr(entry, "id", "") or getattr(entry, "reference", "")


def test_nothing_is_shipped_from_dim_memory():
    rows = [row.confidence for _, row in ROWS] + [norm.confidence for test in TESTS for norm in test.norms]
    assert "L" not in rows


@pytest.mark.parametrize(("test", "row"), ROWS, ids=each)
def test_a_row_tells_something_and_its_source_was_seen(test: Assessment, row):
    assert any((row.icc, row.sem, row.cv, row.mdc, row.limits_of_agreement, row.note))
    assert CAT.references[row.reference].seen in ("abstract", "full text")  # H: the printed figure was seen
    if row.use is None and row.compares in ("days", "difference") and (row.sem or row.cv or row.mdc):
        assert row.note, "a day-to-day figure that is not used says why"


@pytest.mark.parametrize(("test", "row"), ROWS, ids=each)
def test_detectable_change_follows_from_the_error_or_the_note_says_otherwise(test: Assessment, row):
    if row.sem is None or row.mdc is None:
        return
    expected = Z[row.mdc_confidence] * 2**0.5 * row.sem
    # printed to one decimal, or to whole numbers, from an error that was itself rounded to one decimal
    rounding = Z[row.mdc_confidence] * 2**0.5 * 0.05 + (0.5 if row.mdc == int(row.mdc) else 0.05)
    assert abs(row.mdc - expected) <= rounding or "MDC" in row.note


@pytest.mark.parametrize(("test", "row"), ROWS, ids=each)
def test_the_limits_of_a_row_are_in_order(test: Assessment, row):
    for pair in (row.icc if isinstance(row.icc, tuple) else None, row.limits_of_agreement):
        assert pair is None or pair[0] < pair[1]
    values = row.icc if isinstance(row.icc, tuple) else (row.icc,)
    assert all(value is None or 0 < value <= 1 for value in values)
    if row.limits_of_agreement is not None:
        low, high = row.limits_of_agreement
        assert low < 0 < high
    if row.cv is not None:
        assert test.scale == "ratio" or row.use is None


@pytest.mark.parametrize(("test", "row"), ROWS, ids=each)
def test_a_row_that_does_not_know_of_days_does_not_say_days(test: Assessment, row):
    unknown = r"(different|on which) days was not seen|time between the sessions was not seen|from study to study"
    assert row.compares != "days" or not re.search(unknown, row.note)


@pytest.mark.parametrize(("test", "row"), ROWS, ids=each)
def test_a_level_that_was_not_seen_is_taken_as_the_one_with_the_larger_error(test: Assessment, row):
    if row.use == "mdc" and re.search(r"level .*not", row.note):
        assert row.mdc_confidence == 90


@pytest.mark.parametrize(("test", "norm"), NORMS, ids=each)
def test_a_figure_that_was_not_seen_in_the_work_says_so(test: Assessment, norm):
    notes = [other.note for other in test.norms if other.reference == norm.reference]
    if norm.confidence == "M":
        assert any(re.search(r"[Nn]ot seen|quote", note) for note in notes)
    if norm.sd is not None:
        assert norm.sd < abs(norm.mean)
    assert norm.mean >= 0 or test.scale == "interval"


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_a_verdict_is_held_against_days_only(test: Assessment):
    if test.error is not None:
        assert test.error.compares in ("days", "difference")
        assert test.error.confidence == "H"


def test_the_side_bridge_is_held_against_the_larger_of_its_two_errors():
    error = CAT.assessments["side_bridge"].error
    assert error is not None
    assert (error.reference, error.use, error.cv, error.sem) == ("juan_recio_2022", "cv", 30.75, 10.95)
    assert "disagree" in error.note


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_margin_and_norms_say_where_they_come_from(test: Assessment):
    assert test.margin.note
    assert test.margin.source == CONVENTION or test.margin.source in CAT.references
    for norm in test.norms:
        assert norm.reference in CAT.references
        assert norm.confidence == "H" or norm.note, "what was not seen in the work itself says so"
        assert norm.confidence == "M" or CAT.references[norm.reference].seen != "secondary"
        low, high = test.usual
        assert low <= norm.mean <= high


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_every_source_of_a_test_is_in_the_catalogue(test: Assessment):
    sources = [test.margin.source, test.usual_source, *([test.baseline.source] if test.baseline else [])]
    named = [row.reference for row in (*test.reliability, *test.norms, *test.refer)]
    assert set(sources) <= {CONVENTION, *CAT.references}
    assert {*named, *test.references} <= set(CAT.references)
    assert len(test.references) == len(set(test.references))


def test_an_expected_difference_explains_itself():
    with_baseline = {test.id: test.baseline for test in TESTS if test.baseline}
    assert set(with_baseline) == {"grip_strength", "shoulder_internal_rotation"}
    assert with_baseline["shoulder_internal_rotation"].source == "carcia_2013"
    baseline = with_baseline["grip_strength"]
    samples = [(262, 12.72), (128, 8.20), (124, 6.31)]
    pooled = sum(n * share for n, share in samples) / sum(n for n, _ in samples)
    assert baseline.right_handed == pytest.approx(pooled, abs=0.1)
    assert all(key in baseline.note for key in ("petersen_1989", "incel_2002", "jarjour_1997"))


def test_referral_rules_ask_for_more_at_the_lower_limit_first():
    for key in ("scoliometer_thoracic", "scoliometer_lumbar"):
        rules = {rule.at_least: rule for rule in CAT.assessments[key].refer}
        assert set(rules) == {5, 7}
        assert "measure again" in rules[5].say
        assert rules[7].reference == "negrini_2018"
    assert [rule.at_least for rule in CAT.assessments["calf_girth"].refer] == [3]
    assert "today" in CAT.assessments["calf_girth"].refer[0].say


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_a_referral_rule_is_about_a_difference_in_the_unit(test: Assessment):
    if test.refer:
        assert test.scale in ("interval", "signed")
        assert all(rule.say.endswith(".") for rule in test.refer)
