"""When a plan begins, what holds it in place and what ends it; and that every page says the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import balancekit as bk
from balancekit import forms
from balancekit.programme import plan_at_start, progress
from balancekit.programme.begin import first_days

SAFE: dict[str, Any] = dict.fromkeys(bk.catalogue().red_flags, False)
BACK = "single_leg_back_extension"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}" if len(text) == 5 else text)


def measured(*days: str, case: bk.Case | None = None, right: tuple[int, ...] = (8, 8, 9)) -> bk.Case:
    case = case or bk.Case().screen(**SAFE).about(dominant_hand="right").choose([BACK])
    for one in days:
        case = case.measure(BACK, left=[20, 21, 20], right=right, on=day(one))
    return case


def trained(case: bk.Case, *days: str, reps: int = 4) -> bk.Case:
    for one in days:
        case = case.train(BACK, right=[reps, reps], left=[reps, reps], in_reserve=4, on=day(one))
    return case


def plan_of(case: bk.Case, **options: Any) -> bk.Programme:
    return bk.programme(bk.score(case), **options)


def words(widget: Any) -> str:
    own = " ".join(str(getattr(widget, name, "") or "") for name in ("description", "value"))
    return f"{own} " + " ".join(words(child) for child in getattr(widget, "children", ()))


def test_measuring_again_as_the_plan_says_does_not_move_it():
    case = measured("11-17")
    assert plan_of(case).start == day("11-23")
    begun = trained(case, "11-23")
    again = measured("11-24", case=begun, right=(8, 9, 9))
    assert plan_of(again).start == day("11-23")
    assert plan_of(again).retest_on == plan_of(begun).retest_on == day("2027-01-04")
    assert plan_of(measured("11-24", case=case)).start == day("11-30"), "not begun yet, so it waits for the test"


@pytest.mark.parametrize(
    ("tested", "done", "start"),
    [
        (["11-17"], [], "11-23"),
        (["11-16"], [], "11-23"),
        (["11-17"], ["11-25"], "11-23"),
        (["11-17"], ["11-18"], "11-18"),
        (["11-17"], ["12-09"], "12-07"),
        (["11-17"], ["10-05", "11-25"], "11-23"),
        (["11-17", "12-10"], ["11-25"], "11-23"),
        (["11-17", "12-31"], ["11-23"], "11-23"),
        (["11-17", "2027-01-02"], ["11-23"], "2027-01-04"),
        (["11-17", "2027-01-04"], ["11-23"], "2027-01-11"),
        (["11-17", "2027-01-04", "2027-01-05"], ["11-23", "2027-01-13", "2027-01-20"], "2027-01-11"),
        (["11-17", "2027-01-04", "2027-01-19"], ["11-23", "2027-01-13"], "2027-01-11"),
    ],
    ids=[
        "the Monday after the test",
        "a test on a Monday",
        "the Monday of the first session",
        "the session itself, in the week of the test",
        "begun later than it could have",
        "what was trained before the first test",
        "a test on the way",
        "a test in the last week, before its last day",
        "a test after the last training day",
        "a re-test",
        "the next plan, held by its own first session",
        "a test on the way of the next plan",
    ],
)
def test_when_a_plan_begins(tested, done, start):
    found = first_days(map(day, tested), map(day, done), weeks=6, days_per_week=3)
    assert found[-1] == day(start)


DAYS = st.lists(st.integers(0, 400).map(lambda n: dt.date(2026, 1, 1) + dt.timedelta(days=n)), max_size=8)


@given(DAYS, DAYS, st.integers(1, 12), st.integers(1, 7))
def test_plans_follow_each_other_and_no_test_moves_one_that_has_begun(tested, done, weeks, days):
    found = first_days(tested, done, weeks=weeks, days_per_week=days)
    assert bool(found) == bool(tested)
    assert list(found) == sorted(set(found))
    for start in found[:-1]:
        assert any(start <= session < start + dt.timedelta(days=7) for session in done), "a session held it"
    held = [session for session in done if found and session >= found[-1]]
    if held:
        more = [*tested, min(held) + dt.timedelta(days=1)]
        last_day = found[-1] + dt.timedelta(weeks=weeks - 1)
        if more[-1] <= last_day:
            assert first_days(more, done, weeks=weeks, days_per_week=days)[: len(found)] == found


def test_a_chosen_first_day_holds_against_tests_and_log():
    case = measured("11-24", case=trained(measured("11-17"), "11-23")).plan(start="2026-11-20")
    assert plan_of(case).start == day("11-20")
    assert plan_at_start(case).start == day("11-20")


def test_plan_log_and_has_it_helped_agree():
    case = measured("11-24", case=trained(measured("11-17"), "11-23"))
    bench, today = bk.Workbench(case=case), day("11-24")
    plan, log, helped = forms.Plan(bench, on=today), forms.TrainingLog(bench, on=today), forms.Progress(bench, on=today)
    assert "✓ Mon 23 November" in " ".join(label for label, _ in log.session.options)
    assert "week 1 of 6" in words(log)
    assert 'aria-label="week 1 of 6"' in words(plan)
    assert "Mon 4 January" in words(plan)
    assert "Measure again on Monday 4 January 2027" in words(helped)
    assert "1 of 1 planned sessions done" in words(helped)
    assert "Begun on <b>Monday 23 November 2026</b>, with your first session" in words(plan.settings)
    assert plan.settings.begin.layout.display == "none", "there is nothing left to begin"
    log.session.value = day("11-23")
    assert "Monday 23 November, week 1 of 6" in words(log)


def test_after_the_re_test_the_pages_go_over_to_the_next_plan_together():
    sessions = ["11-23", "11-27", "11-30", "12-04", "12-07", "12-11", "12-14", "12-18", "12-21", "12-28", "12-30"]
    case = measured("2027-01-04", case=trained(measured("11-17"), *sessions))
    assert plan_of(case).start == day("2027-01-11")
    bench = bk.Workbench(case=case)
    plan, helped = (form(bench, on=day("2027-01-05")) for form in (forms.Plan, forms.Progress))
    assert "Mon 22 February" in words(plan)
    assert "Measure again on Monday 22 February 2027" in words(helped)
    seen = progress(case, on=day("2027-01-05"))
    assert seen.adherence.planned == 18, "what was done is that of the plan that is over"
    assert progress(case, on=day("2027-01-12")).adherence.planned == 1


def test_another_length_of_the_next_plan_does_not_bring_the_last_one_back():
    bench = bk.Workbench(case=measured("2027-01-04", case=trained(measured("11-17"), "11-23", "12-30")))
    settings = forms.Plan(bench, on=day("2027-01-05")).settings
    settings.fields["weeks"].value = 12
    assert (bench.programme.start, bench.programme.weeks) == (day("2027-01-11"), 12)


def test_the_note_on_a_second_day_goes_once_there_is_one():
    once = trained(measured("11-17"), "11-23")
    assert "second day in the first week" in " ".join(plan_of(once).notes)
    twice = plan_of(measured("11-24", case=once))
    assert "second day" not in " ".join(twice.notes)
    assert "over the days measured" in " ".join(twice.notes)
    lasting = plan_of(measured("11-24", "11-26", case=once, right=(8, 9, 8)))
    assert lasting.notes == ()
    # Further on in the plan the first day is no longer among those that count together, but it was one.
    assert "second day" not in " ".join(plan_of(measured("12-21", case=once)).notes)


def test_two_days_are_not_called_today():
    assert "Today the sides clearly differ" in bk.score(measured("11-17"))[BACK].summary
    twice = bk.score(measured("11-17", "11-24", right=(8, 9, 8)))[BACK].summary
    assert "oday" not in twice
    assert "Over these days the sides clearly differ" in twice
