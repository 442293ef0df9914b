"""The training log: kept with the case, read by the plan, driven through its form; and what came of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import balancekit as bk
from balancekit import forms
from balancekit.case import SCHEMA, CaseError
from balancekit.programme import adherence, next_grip, plan_at_start, progress, step, stopped
from balancekit.programme.logbook import beyond_cap, grips

SAFE: dict[str, Any] = dict.fromkeys(bk.catalogue().red_flags, False)
DAYS = ("2026-11-02", "2026-11-04", "2026-11-06")
MONDAY = dt.date(2026, 11, 9)


def story(**profile: Any) -> bk.Case:
    """A weak right flank, measured on three days; the plan begins on the ninth."""
    case = bk.Case(profile=bk.Profile(dominant_hand="right", **profile)).screen(**SAFE).choose(equipment=[])
    for day, hair in zip(DAYS, (-0.01, 0, 0.01), strict=True):
        case = case.measure("side_bridge", left=62 * (1 + hair), right=47 * (1 - hair), on=day)
    return case.plan(start="2026-11-09")


def plan_of(case: bk.Case) -> Any:
    return bk.programme(bk.score(case), equipment=case.equipment)


def plank(case: bk.Case) -> Any:
    return next(row for row in plan_of(case).rows if row.exercise == "side_plank")


# ---- the case


def test_what_is_logged_replaces_that_sides_sets_of_the_day():
    case = bk.Case().train("side_plank", right=[20, 18], left=[20, 18], load=2.5, on=MONDAY)
    again = case.train("side_plank", right=[22, None, 15], on=MONDAY)
    assert [(e.side, e.set, e.value) for e in again.log] == [
        ("left", 1, 20), ("left", 2, 18), ("right", 1, 22), ("right", 3, 15),
    ]  # fmt: skip
    assert case.train("side_plank", right=[20, 18], left=[20, 18], load=2.5, on=MONDAY).log == case.log
    assert again.train("side_plank", right=[], left=[], on=MONDAY).log == ()


def test_a_file_without_a_log_still_loads_and_a_newer_one_is_refused(tmp_path):
    old = json.loads(story().model_dump_json())
    del old["log"], old["training"]
    old["schema_version"] = 1
    case = bk.Case.from_json(json.dumps(old))
    assert (case.log, case.schema_version) == ((), SCHEMA)
    assert case.trials == story().trials
    with pytest.raises(CaseError, match="newer balancekit"):
        bk.Case.from_json(json.dumps(old | {"schema_version": SCHEMA + 1}))


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1000)), max_size=5),
    st.one_of(st.none(), st.floats(0, 500)),
    st.one_of(st.none(), st.booleans()),
    st.text(max_size=30),
)
def test_json_round_trip_of_any_log(done, load, pain, note):
    case = bk.Case().train("side_plank", left=done, load=load, pain=pain, note=note, on=MONDAY).grip("left", on=MONDAY)
    assert bk.Case.from_json(case.model_dump_json()) == case
    assert len(case.log_to_frame()) == len(case.log)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "nothing was given to log"),
        ({"left": [-1]}, "has to be at least 0"),
        ({"left": ["many"]}, "'many' is no number"),
        ({"left": 8, "in_reserve": 50}, "can be at most 20"),
        ({"left": 8, "on": "someday"}, "cannot be read"),
    ],
)
def test_what_no_log_can_hold_is_one_sentence(given, says):
    with pytest.raises(CaseError, match=says):
        bk.Case().train("side_plank", **given)
    with pytest.raises(CaseError, match="palm_up must be"):
        bk.Case().grip("both")  # pyright: ignore[reportArgumentType]
    with pytest.raises(CaseError, match="days_per_week"):
        bk.Case().plan(days_per_week=9)


# ---- what the log says


def test_the_hand_that_is_up_next_is_the_other_one():
    case = story(underhand="right")
    assert next_grip(case) == "left", "first the hand that is never up"
    for hand in ("left", "right", "left"):
        assert next_grip(case) == hand
        case = case.grip(hand, on=MONDAY)  # pyright: ignore[reportArgumentType]
    assert next_grip(case) == "right"
    assert next_grip(case.grip("left", on="2026-11-11")) == "right"
    assert [entry.set for entry in grips(case)] == [1, 2, 3]
    assert next_grip(bk.Case()) == "left"


def test_beyond_the_cap_is_seen_set_by_set():
    case = story()
    row = plank(case)
    case = case.train("side_plank", right=[20, 15], left=[20, 18, 10], on=MONDAY)
    assert [(e.set, e.value) for e in beyond_cap(case, row, MONDAY)] == [(2, 18), (3, 10)]


def test_pain_stops_an_exercise_until_it_is_over():
    case = story().train("side_plank", right=[20], on=MONDAY).train("side_plank", pain=True, note="hip", on=MONDAY)
    assert set(stopped(case)) == {"side_plank"}
    plan = plan_of(case)
    assert "side_plank" not in {row.exercise for row in plan.rows}
    assert "side_plank_knees" in {row.exercise for row in plan.rows}
    assert '"hip"' in str(plan)
    assert not stopped(case.train("side_plank", pain=False, on="2026-11-20"))
    assert stopped(case.train("side_plank", pain=False, on="2026-11-01")), "an earlier no ends nothing"


def test_the_log_says_when_to_climb_and_when_to_ease():
    case = story()
    row = plank(case)
    assert step(case, row).way == "unknown"
    case = case.train("side_plank", right=[row.top] * 3, on="2026-11-09")
    assert step(case, row).way == "stay"
    case = case.train("side_plank", right=[row.top] * 3, on="2026-11-13")
    assert step(case, row).way == "climb"
    weighted = case.train("side_plank", right=[row.top] * 3, load=5, on="2026-11-13")
    assert step(weighted, row).way == "load"
    assert step(case.train("side_plank", right=[row.bottom - 1], on="2026-11-16"), row).way == "ease"
    longer = bk.programme(bk.score(case), rules={"climb": {"sessions": 3}, "raise_load": {"most": 5}}).rules
    assert step(case, row, longer).way == "stay"
    assert "2 to 5 %" in step(weighted.train("side_plank", right=[row.top], load=5, on="2026-11-16"), row, longer).words
    assert step(case, row, rules=()).words == "No rule says when to climb."


def test_adherence_counts_sessions_done_on_another_day_and_easier_rungs():
    case = story()
    plan = plan_of(case)
    first, second = plan.sessions[:2]
    assert adherence(plan, case, MONDAY - dt.timedelta(days=1)).planned == 0
    case = case.train("side_plank", right=[20, 20], left=[25, 20], on=first.date + dt.timedelta(days=1))
    case = case.train("side_plank_knees", right=[20], left=[20], on=second.date)
    done = adherence(plan, case, second.date)
    assert (done.planned, done.done, done.sets_done, done.beyond) == (2, 2, 3, 1)
    assert "went beyond" in done.words


# ---- has it helped?


def followed(*after: tuple[str, float, float], trained: bool = True) -> Any:
    case = story()
    if trained:
        for session in plan_of(case).sessions:
            for row in session.rows:
                case = case.train(row.exercise, right=[row.high] * row.sets, left=[row.high], on=session.date)
    for day, left, right in after:
        case = case.measure("side_bridge", left=left, right=right, on=day)
    return progress(case, on=dt.date(2026, 12, 31))["side_bridge"]


def later(left: float, right: float) -> list[tuple[str, float, float]]:
    return [(f"2026-12-{21 + k}", left * (1 + hair), right * (1 - hair)) for k, hair in enumerate((-0.01, 0.0, 0.01))]


def test_the_four_verdicts_of_change():
    assert followed(*later(62, 61.8)).verdict == "better"
    assert "one session a week" in followed(*later(62, 61.8)).next
    assert followed(*later(62, 30)).verdict == "worse"
    assert followed(*later(47, 62)).verdict == "worse", "it went over to the other side"
    assert "other side" in followed(*later(47, 62)).next
    same = followed(*later(62, 47))
    assert same.verdict == "no change beyond error"
    assert "a harder or easier version" in same.next
    assert "Too little of the plan was done" in followed(*later(62, 47), trained=False).next
    assert followed(("2026-12-21", 62, 55)).verdict == "can't tell"
    once = followed()
    assert (once.verdict, once.change, len(once.points)) == ("can't tell", None, 1)


def test_a_side_that_can_do_it_now_is_better():
    case = story().unable("single_leg_glute_ham_raise", "right", on=DAYS[0])
    case = case.measure("single_leg_glute_ham_raise", left=3, on=DAYS[0])
    case = case.measure("single_leg_glute_ham_raise", left=4, right=2, on="2026-12-21")
    trend = progress(case, on=dt.date(2026, 12, 31))["single_leg_glute_ham_raise"]
    assert trend.verdict == "better"
    assert "can do it now" in trend.next


def test_no_day_counts_in_two_rounds_and_nothing_later_is_seen():
    case = story().train("side_plank", right=[20], left=[20], on=MONDAY)
    for day, left, right in later(62, 61.8):
        case = case.measure("side_bridge", left=left, right=right, on=day)
    trend = progress(case, on=dt.date(2026, 12, 31))["side_bridge"]
    assert [point.days for point in trend.points] == [3, 3]
    assert len(progress(case, on=dt.date(2026, 12, 1))["side_bridge"].points) == 1
    frame = progress(case, on=dt.date(2026, 12, 31)).frame
    assert list(frame["change"]) == ["", "better"]
    assert str(progress(case, on=dt.date(2026, 12, 31))).count("better") == 1


def test_what_was_done_is_held_against_the_plan_as_it_began():
    case = story().train("side_plank", right=[20], left=[20], on=MONDAY)
    begun = plan_at_start(case, equipment=case.equipment)
    for day, left, right in later(62, 61.8):
        case = case.measure("side_bridge", left=left, right=right, on=day)
    assert plan_at_start(case, equipment=case.equipment).rows == begun.rows
    assert plan_of(case).rows != begun.rows


# ---- the form


@pytest.fixture
def bench() -> bk.Workbench:
    return bk.Workbench(case=story(underhand="right"))


def card(form: forms.TrainingLog, exercise: str = "side_plank") -> Any:
    return form.cards[exercise]


def words(widget: Any) -> str:
    own = " ".join(str(getattr(widget, name, "") or "") for name in ("description", "value"))
    return f"{own} " + " ".join(words(child) for child in getattr(widget, "children", ()))


def test_the_weak_side_comes_first_and_sets_the_strong_sides_target(bench):
    log = forms.TrainingLog(bench, on=MONDAY)
    one = card(log)
    assert one.weak == "right"
    assert [text.disabled for text in one.fields["right"]] == [False, False]
    assert [text.disabled for text in one.fields["left"]] == [True, True]
    one.fields["right"][0].value = "18"
    assert [text.disabled for text in one.fields["left"]] == [False, True]
    assert one.fields["left"][0].placeholder == "up to 18"
    one.fields["left"][0].value = "25"
    assert "The left did 25 in set 1, the right 18" in words(one)
    one._fix.click()
    assert [(e.side, e.value) for e in bench.case.log] == [("right", 18), ("left", 18)]
    assert one._warning.layout.display == "none"
    assert log._fault.value == ""


def test_what_is_typed_is_kept_and_a_fresh_form_shows_it(bench):
    log = forms.TrainingLog(bench, on=MONDAY)
    one = card(log)
    one.fields["right"][0].value = "0:20"
    one.fields["right"][1].value = "twenty"
    one.load.value = "2,5"
    one.note.value = "<b>steady</b>"
    assert "“twenty” is no count" in words(one)
    assert [(e.value, e.load) for e in bench.case.log if e.side] == [(20, 2.5)]
    fresh = card(forms.TrainingLog(bench, on=MONDAY))
    assert [text.value for text in fresh.fields["right"]] == ["20", ""]
    assert (fresh.load.value, fresh.note.value) == ("2.5", "<b>steady</b>")
    one.fields["right"][0].value = ""
    assert not [e for e in bench.case.log if e.side]


@pytest.mark.parametrize("form", [forms.TrainingLog, forms.Plan, forms.Progress])
def test_a_form_that_followed_the_case_equals_a_fresh_one(form, bench):
    full = bench.case
    made = form(bench, on=MONDAY)
    changes = (
        bk.Case(),
        full.screen(night_pain=True),
        full.train("side_plank", right=[20, 18], left=[20], note="steady", on=MONDAY),
        full.train("side_plank", pain=True, on=MONDAY),
        full.plan(days_per_week=5, weeks=12, minutes=20, level="beginner"),
        full,
    )
    for case in changes:
        bench.update(case)
        assert made._fault.value == ""
        assert words(made) == words(form(bench, on=MONDAY))


def test_pounds_are_kept_as_kilograms(bench):
    bench.update(bench.case.about(units="imperial"))
    one = card(forms.TrainingLog(bench, on=MONDAY))
    one.load.value = "10"
    one.fields["right"][0].value = "20"
    assert bench.case.log[0].load == pytest.approx(4.5359, abs=1e-3)


def test_pain_takes_the_exercise_away_and_the_reader_brings_it_back(bench):
    log = forms.TrainingLog(bench, on=MONDAY)
    card(log).pain.value = True
    assert "side_plank" not in log.cards
    assert "side_plank_knees" in log.cards
    assert "Side plank: stopped for pain" in words(log)
    back = next(child.children[1] for child in log._stopped.children)
    back.click()
    assert "side_plank" in log.cards
    assert not log._stopped.children
    assert log._fault.value == ""


def test_a_yes_to_a_safety_question_leaves_nothing_to_train(bench):
    log = forms.TrainingLog(bench, on=MONDAY)
    bench.update(bench.case.screen(night_pain=True))
    assert not log.cards
    assert "Nothing to train today" in words(log)
    bench.update(bench.case.screen(night_pain=None))
    assert "Safety questions first" in words(log)


def test_an_earlier_session_is_kept_under_its_own_day_and_a_coming_one_under_today(bench):
    log = forms.TrainingLog(bench, on=dt.date(2026, 11, 10))
    assert log.session.value == dt.date(2026, 11, 11) or log.session.value == dt.date(2026, 11, 13)
    assert log.day == log.on
    log.session.value = MONDAY
    card(log).fields["right"][0].value = "15"
    assert bench.case.log[0].on == MONDAY
    assert any(label.startswith("✓ ") for label, _ in log.session.options)


def test_the_grip_is_tracked_in_both_places(bench):
    log, plan = forms.TrainingLog(bench, on=MONDAY), forms.Plan(bench, on=MONDAY)
    assert "left palm up" in words(log.grip)
    log.grip.buttons["left"].click()
    assert "right palm up" in words(log.grip)
    assert "right palm up" in words(plan.grip)
    assert bench.case.log[-1].side == "left"
    bench.undo()
    assert "left palm up" in words(log.grip)


def test_the_plan_is_set_by_its_reader_and_its_rules_by_a_coach(bench):
    plan = forms.Plan(bench, on=MONDAY, rules={"one_extra_set": None})
    assert "What no longer holds" in words(plan)
    bench.rules = None
    assert "What no longer holds" not in words(plan)
    plan.settings.fields["days_per_week"].value = 2
    plan.settings.fields["minutes"].value = 30
    assert (bench.case.training.days_per_week, bench.case.training.minutes) == (2, 30)
    assert bench.programme.days_per_week == 2
    plan.ladder.exercise.value = "side_plank"
    plan.ladder.easier.click()
    assert plan.ladder.exercise.value == "side_plank_knees"
    assert "side_plank_knees" in {row.exercise for row in bench.programme.rows}
    plan.ladder.harder.click()
    assert "side_plank" in {row.exercise for row in bench.programme.rows}
    plan.week.value = 5
    assert "Balance." in plan._phase.value
    plan.settings.begin.click()
    assert bench.case.training.start is None
    assert plan._fault.value == ""


def test_after_the_retest_the_next_plan_can_begin(bench):
    case = bench.case
    for day, left, right in later(62, 50):
        case = case.measure("side_bridge", left=left, right=right, on=day)
    bench.update(case)
    plan = forms.Plan(bench, on=dt.date(2026, 12, 24))
    assert plan.settings.begin.description == "Begin the next one on Monday 28 December 2026"
    plan.settings.begin.click()
    assert bench.programme.start == dt.date(2026, 12, 28)


def test_progress_says_what_changed_and_what_to_do_next(bench):
    seen = forms.Progress(bench, on=dt.date(2026, 12, 24))
    assert "measured in one round so far" in words(seen)
    case = bench.case.train("side_plank", right=[20], left=[20], on=MONDAY)
    for day, left, right in later(62, 61.8):
        case = case.measure("side_bridge", left=left, right=right, on=day)
    bench.update(case)
    text = words(seen)
    assert "Better" in text
    assert "keep it with one session a week" in text
    assert "1 of 1" in text
    assert seen._fault.value == ""
    assert words(forms.Progress(bk.Workbench(case=bk.Case()))).count("Once you have measured twice") == 1


# ---- the plan follows the log


BACK = "single_leg_back_extension"


def lifter() -> bk.Case:
    """The right manages eight repetitions on one leg; the plan begins on the 23rd."""
    return bk.Case().screen(**SAFE).measure(BACK, left=[20, 21, 20], right=[8, 8, 9], on="2026-11-17")


def asked(case: bk.Case, on: str, exercise: str = BACK, **options: Any) -> Any:
    plan = bk.programme(bk.score(case), **options)
    return next(row for row in plan.rows if (row.exercise, row.date) == (exercise, dt.date.fromisoformat(on)))


def test_no_set_asks_for_more_than_the_weak_side_managed():
    plan = bk.programme(bk.score(lifter()))
    rows = [row for row in plan.rows if row.exercise == BACK]
    assert all(row.high + (row.in_reserve or 0) <= 8 for row in rows)
    assert (rows[0].high, rows[0].in_reserve, rows[2].high, rows[2].in_reserve) == (4, 4, 6, 2)
    assert "the right managed 8" in rows[0].how
    assert {rule.grade for rule in plan.rules if rule.id in ("as_measured", "as_logged")} == {"convention"}
    assert "as_measured" not in {
        rule.id for rule in bk.programme(bk.score(lifter()), rules={"as_measured": None}).rules
    }


@pytest.mark.parametrize(
    ("done", "reserve", "says"),
    [([7, 6], 0, "ended with none in reserve"), ([3, 4], None, "fell short of 4"), ([3, 3], 0, "fell short of 4")],
)
def test_none_in_reserve_or_too_few_makes_the_next_time_easier_and_says_so(done, reserve, says):
    case = lifter()
    later = asked(case, "2026-11-27"), asked(case, "2026-11-30")
    case = case.train(BACK, right=done, left=done, in_reserve=reserve, on="2026-11-23")
    assert asked(case, "2026-11-23") == asked(lifter(), "2026-11-23"), "what was asked for stays"
    for before, row in zip(later, (asked(case, "2026-11-27"), asked(case, "2026-11-30")), strict=True):
        assert row.high < before.high
        assert f"on 23 November a set {says}" in row.how
    told = step(case, asked(case, "2026-11-23"))
    assert told.way == "ease"
    assert "the next time asks for less" in told.words
    off = {"as_logged": None}
    assert asked(case, "2026-11-30", rules=off).high == later[1].high


def test_it_rises_only_as_the_log_shows_it():
    case = lifter()
    case = case.train(BACK, right=[4, 4], left=[4, 4], in_reserve=4, on="2026-11-23")
    assert asked(case, "2026-11-30").high == 6, "one day is no run"
    case = case.train(BACK, right=[4, 4], left=[4, 4], in_reserve=4, on="2026-11-27")
    assert asked(case, "2026-11-30").high == 7
    assert "all sets were done with the reserve kept" in asked(case, "2026-11-30").how
    little = case.train(BACK, right=[4, 4], left=[4, 4], in_reserve=2, on="2026-11-27")
    assert asked(little, "2026-11-30").high == 6, "the reserve was not kept"


def test_what_no_test_bounds_walks_on_until_a_set_falls_short():
    case = story()
    walked = asked(case, "2026-11-20", "side_plank")
    exercise = "side_plank"
    assert [asked(case.train(exercise, right=[45] * 3, on=MONDAY), "2026-11-20", exercise).high] == [walked.high]
    short = case.train(exercise, right=[10, 10], left=[10, 10], on=MONDAY)
    assert asked(short, "2026-11-20", exercise).high == 10
    assert "a set fell short of 15 s" in asked(short, "2026-11-20", exercise).how


def test_a_set_done_a_day_early_does_not_change_what_is_being_done():
    case = lifter()
    begun = case.train(BACK, right=[4, 4], left=[4, 4], in_reserve=4, on="2026-11-23")
    early = begun.train(BACK, right=[2], on="2026-11-26")
    assert asked(early, "2026-11-27") == asked(begun, "2026-11-27")
    assert asked(early, "2026-11-30").high < asked(begun, "2026-11-30").high


def test_a_later_test_lowers_what_is_asked_for_but_only_the_log_raises_it():
    case = lifter().train(BACK, right=[4, 4], left=[4, 4], in_reserve=4, on="2026-11-23")
    better = case.measure(BACK, left=[20, 20, 20], right=[14, 14, 14], on="2026-11-24")
    assert asked(better, "2026-11-23").high == 4, "the past stays as it was asked for"
    assert asked(better, "2026-11-30").high == 6
    worse = case.measure(BACK, left=[20, 20, 20], right=[4, 4, 4], on="2026-11-24")
    assert "single_leg_back_extension_hold" in {row.exercise for row in bk.programme(bk.score(worse)).rows}


def test_one_set_is_one_set():
    case = story()
    plan = plan_of(case)
    case = case.train("side_plank", right=[20], left=[25], on=MONDAY)
    assert "In one set the strong side" in adherence(plan, case, MONDAY).words


def test_no_page_speaks_of_rungs(bench):
    bench.update(bench.case.train("side_plank", right=[5], left=[5], on=MONDAY))
    for form in (forms.Plan, forms.TrainingLog, forms.Progress):
        assert "rung" not in words(form(bench, on=MONDAY)).lower().replace("s-rung", "")
    assert "rung" not in str(bench.programme).lower()


def test_the_rules_are_folded_behind_their_leads(bench):
    shown = forms.Plan(bench, on=MONDAY)._rules.value
    folded = "".join(part.split("</details>")[0] for part in shown.split("<details")[1:])
    for rule in bench.programme.rules:
        assert rule.note.split("'")[0].split('"')[0][:40] in folded.replace("&#x27;", "'")
    lead = shown.split("<details")[0]
    assert "Weak side first" in lead
    assert "Small trials" not in lead
