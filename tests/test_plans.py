"""Plans as data (plans.yaml), and what no plan may ever do, whatever the case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balancekit.case import Case, Profile
from balancekit.catalogue import CONVENTION, catalogue
from balancekit.programme import RULES, Programme, Rule, cap, programme
from balancekit.programme.ceiling import measure
from balancekit.programme.choice import drawn, other
from balancekit.programme.phases import LONG
from balancekit.programme.rules import LOADING
from balancekit.symmetry import score

CAT = catalogue()
LEAVES = drawn(CAT)
SAFE = dict.fromkeys(CAT.red_flags, False)
DAYS = ("2026-11-02", "2026-11-04", "2026-11-06")
ENTRIES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "plans.yaml").read_text("utf-8"))


def steadily(case: Case, test: str, left: float, right: float) -> Case:
    """The same on three days, with a hair of scatter: clear, lasting, and as sure as can be."""
    for day, hair in zip(DAYS, (-0.01, 0.0, 0.01), strict=True):
        case = case.measure(test, left=left * (1 + hair), right=right * (1 - hair), on=day)
    return case


def case_of(entry: dict[str, Any]) -> Case:
    case = Case(profile=Profile(**entry.get("profile", {}))).screen(catalogue=CAT, **SAFE | entry.get("safety", {}))
    for test, (left, right) in entry.get("steady", {}).items():
        case = steadily(case, test, left, right)
    for test, (left, right) in entry.get("once", {}).items():
        case = case.measure(test, left=left, right=right, on=DAYS[2])
    for test, readings in entry.get("value", {}).items():
        case = case.measure(test, value=readings, on=DAYS[2])
    for test, side in entry.get("unable", {}).items():
        case = case.unable(test, side, on=DAYS[0]).measure(test, on=DAYS[0], **{other(side): 3})  # pyright: ignore[reportArgumentType]
    for logged in entry.get("log", []):
        case = case.train(**logged)
    return case.plan(**entry.get("training", {}))


def plan_of(entry: dict[str, Any]) -> Programme:
    return programme(score(case_of(entry), catalogue=CAT), **entry.get("options", {}))


def test_there_are_enough_of_them_and_each_asks_for_something():
    assert len(ENTRIES) >= 20
    assert len({entry["name"] for entry in ENTRIES}) == len(ENTRIES)
    keys = {
        *("name", "profile", "safety", "steady", "once", "value", "unable", "log", "training", "options"),
        *("must", "must_not", "refuses", "says", "empty", "serves", "serves_not", "no_longer"),
        *("most", "load", "notes"),
    }
    for entry in ENTRIES:
        assert set(entry) <= keys
        assert set(entry.get("must", {})) | set(entry.get("must_not", [])) <= set(CAT.exercises), entry["name"]


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["name"] for entry in ENTRIES])
def test_a_plan_holds_what_it_must_and_nothing_that_it_must_not(entry):
    plan = plan_of(entry)
    rows = {row.exercise: row for row in plan.rows}
    told = " ".join(map(str, plan.refusals))
    assert bool(rows) != entry.get("empty", False), told
    for exercise, (works, weak) in entry.get("must", {}).items():
        assert exercise in rows, f"{sorted(rows)}; {told}"
        assert (rows[exercise].works, rows[exercise].side_first) == (works, weak)
    assert not set(entry.get("must_not", [])) & set(rows)
    asked = {test for row in plan.rows for test in row.why}
    assert set(entry.get("serves", [])) <= asked
    assert not set(entry.get("serves_not", [])) & asked
    assert set(entry.get("refuses", [])) <= {refusal.kind for refusal in plan.refusals}
    assert entry.get("says", "") in told
    assert entry.get("no_longer", "") in " ".join(plan.no_longer)
    assert entry.get("notes", "") in " ".join(plan.notes)
    for exercise, most in entry.get("most", {}).items():
        assert max(row.high for row in plan.rows if row.exercise == exercise) == most
    if "load" in entry:
        assert any(entry["load"] in row.how for row in plan.rows)


# ---- phases


def clear_plan(**options: Any) -> Programme:
    # 80 % of the weak side's hold lie above the range, so that nothing but the range bounds it.
    entry = {"steady": {"side_bridge": [80, 60], "single_leg_deadlift_8rm": [60, 45]}}
    return plan_of(entry | {"options": options})


def test_six_weeks_pass_from_groove_over_build_to_balance_and_end_light():
    plan = clear_plan()
    assert [(phase.id, phase.weeks) for phase in plan.phases] == [
        ("groove", (1,)), ("build", (2, 3, 4)), ("balance", (5, 6)), ("keep", ()),
    ]  # fmt: skip
    planks = [next(row for row in plan.week(week) if row.exercise == "side_plank") for week in range(1, 7)]
    assert [row.phase for row in planks] == ["groove", "build", "build", "build", "balance", "balance"]
    assert [row.light for row in planks] == [False] * 5 + [True]
    assert planks[0].high == planks[0].bottom, "practice stays at the bottom of the range"
    assert planks[1].high < planks[2].high < planks[3].high == planks[3].top, "the count walks up the range"
    assert planks[0].sets < planks[1].sets > planks[5].sets
    assert planks[4].sets == planks[4].other_sets, "the end is the same for both sides"
    lifts = [row for week in range(1, 7) for row in plan.week(week) if row.in_reserve is not None]
    assert {row.in_reserve for row in lifts if row.phase == "build"} == {2}
    assert all(row.in_reserve == 4 for row in lifts if row.phase == "groove" or row.light)


@given(st.integers(1, 26))
def test_every_week_has_one_phase_and_no_stretch_without_a_light_week_is_long(weeks):
    plan = clear_plan(weeks=weeks)
    numbers = [week for phase in plan.phases for week in phase.weeks]
    assert numbers == list(range(1, weeks + 1))
    light = sorted(week for phase in plan.phases for week in phase.light)
    if weeks >= 4:
        assert light[-1] == weeks, "the week before the re-test is light"
        gaps = [after - before for before, after in zip([0, *light[:-1]], light, strict=True)]
        assert max(gaps) <= (7 if weeks < LONG else 6)
    for phase in plan.phases:
        assert phase.aim
        assert phase.until


# ---- rules that a coach changes


def test_switching_off_any_rule_says_what_no_longer_holds():
    everything = {"steady": {"side_bridge": [62, 47], "single_leg_deadlift_8rm": [60, 45],
                             "hip_internal_rotation_prone": [25, 42]}}  # fmt: skip
    whole = plan_of(everything)
    assert whole.no_longer == ()
    for rule in RULES:
        plan = plan_of(everything | {"options": {"rules": {rule.id: None}}})
        assert rule.id in {one.id for one in whole.rules}, "the plan should let every rule bear"
        assert rule.id not in {one.id for one in plan.rules}
        assert [text for text in plan.no_longer if rule.without in text], rule.id
        assert rule.without in str(plan)


@pytest.mark.parametrize(
    ("rule", "shows"),
    [
        ("one_extra_set", lambda plan: all(row.sets == row.other_sets for row in plan.rows if row.quality in LOADING)),
        ("strong_side_stops", lambda plan: not any("never longer" in row.other_side for row in plan.rows)),
        ("weak_side_first", lambda plan: not any(row.weak_first for row in plan.rows)),
        ("groove_first", lambda plan: plan.phases[0].id == "build"),
        ("balance_last", lambda plan: "balance" not in {phase.id for phase in plan.phases}),
        ("lighter_week", lambda plan: not any(row.light for row in plan.rows)),
        ("keep", lambda plan: "keep" not in {phase.id for phase in plan.phases}),
        ("warm_up", lambda plan: not any(session.warm_up for session in plan.sessions)),
        ("rest", lambda plan: not any(row.rest for row in plan.rows)),
        ("retest", lambda plan: plan.retest_on is None and not plan.retest),
        ("two_short_of_failure", lambda plan: not any(row.in_reserve for row in plan.rows)),
        ("tempo", lambda plan: not any(" up" in row.tempo for row in plan.rows)),
        ("as_measured", lambda plan: max(row.high for row in plan.rows if row.exercise == "side_plank") == 45),
    ],
)
def test_a_rule_that_is_off_changes_the_plan(rule, shows):
    entry = {"steady": {"side_bridge": [62, 47], "single_leg_deadlift_8rm": [60, 45]}}
    assert not shows(plan_of(entry))
    assert shows(plan_of(entry | {"options": {"rules": {rule: None}}}))


def test_other_numbers_are_convention_and_steer_the_plan():
    plan = clear_plan(rules={"two_short_of_failure": {"reserve": 1}, "rest": {"seconds": 120}})
    (changed,) = (rule for rule in plan.rules if rule.id == "two_short_of_failure")
    assert (changed.grade, changed.source) == ("convention", (CONVENTION,))
    assert "1 more" in changed.text
    assert "2 more" in changed.note, "the old rule is named"
    assert {row.in_reserve for row in plan.rows if row.phase == "build"} <= {1, None}
    assert {row.rest for row in plan.rows if row.quality in LOADING} == {120}
    assert len(plan.no_longer) == 2


def test_a_coachs_own_rule_stands_beside_the_others_or_alone():
    own = Rule(
        id="sleep", wording="Sleep {hours:g} hours.", grade="convention", source=(CONVENTION,), note="Mine.",
        values=(("hours", 8.0),),
    )  # fmt: skip
    assert "Sleep 8 hours." in str(clear_plan(rules={"sleep": own}))
    alone = clear_plan(rules=[own])
    assert [rule.id for rule in alone.rules] == ["sleep"]
    assert len(alone.no_longer) > 10


@pytest.mark.parametrize(
    ("rules", "error", "says"),
    [
        ({"weak_side_frist": None}, ValueError, "did you mean 'weak_side_first'"),
        ({"rest": {"minutes": 2}}, ValueError, "it has: seconds"),
        ({"rest": {"seconds": "long"}}, ValueError, "no number"),
        ({"rest": 90}, TypeError, "give None to switch it off"),
        ("rest", TypeError, "give a mapping"),
    ],
)
def test_a_change_that_cannot_be_read_is_named(rules, error, says):
    with pytest.raises(error, match=says):
        clear_plan(rules=rules)


def test_the_bounds_of_the_week_follow_the_rule_and_the_level():
    for options, most in (({}, 10), ({"level": "trained"}, 20), ({"rules": {"sets_a_week": {"most": 6}}}, 6)):
        plan = clear_plan(days_per_week=4, **options)
        assert 0 < max(volume(plan).values()) <= most
    assert max(volume(clear_plan(days_per_week=4, level="trained")).values()) > 10


def test_minutes_bound_every_session():
    short, whole = clear_plan(minutes=20), clear_plan()
    assert all(session.minutes <= 20 for session in short.sessions)
    assert max(session.minutes for session in whole.sessions) > 20
    with pytest.raises(ValueError, match="from 10 to 180"):
        clear_plan(minutes=5)


def test_settings_of_the_case_hold_where_the_call_says_nothing():
    case = case_of(ENTRIES[0]).plan(days_per_week=2, weeks=4, start="2026-11-23", level="beginner")
    plan = programme(score(case, catalogue=CAT))
    assert (plan.days_per_week, plan.weeks, plan.start) == (2, 4, dt.date(2026, 11, 23))
    assert programme(score(case, catalogue=CAT), days_per_week=5).days_per_week == 5
    with pytest.raises(ValueError, match="did you mean 'trained'"):
        programme(score(case, catalogue=CAT), level="traned")


# ---- after the re-test


def test_what_has_become_alike_since_the_log_began_is_kept_with_one_session_a_week():
    case = case_of({"steady": {"side_bridge": [62, 47]}}).train("side_plank", right=[20], left=[20], on="2026-11-09")
    for day in ("2026-12-21", "2026-12-22", "2026-12-23"):
        case = case.measure("side_bridge", left=62 + int(day[-1]) / 10, right=62, on=day)
    findings = score(case, catalogue=CAT)
    assert findings["side_bridge"].verdict == "similar"
    plan = programme(findings, start="2026-12-28")
    assert {row.phase for row in plan.rows} == {"keep"}
    assert {row.why for row in plan.rows} == {("side_bridge",)}
    assert len(plan.week(1)) == 1
    assert all(row.sets == row.other_sets for row in plan.rows)
    assert any("only kept" in note for note in plan.notes)
    assert programme(findings, rules={"keep": None}).rows == ()


# ---- properties

TESTS = sorted(test.id for test in CAT.assessments.values() if test.scale in ("ratio", "interval") and not test.refer)
EQUIPMENT = sorted(CAT.equipment)


@st.composite
def entries(draw: Any) -> dict[str, Any]:
    steady = {}
    for test in draw(st.lists(st.sampled_from(TESTS), unique=True, min_size=1, max_size=7)):
        low, high = CAT.assessments[test].usual
        weak = low + (high - low) * draw(st.floats(0.1, 0.5))
        strong = weak + (high - low) * draw(st.sampled_from([0.0, 0.4]))
        steady[test] = draw(st.permutations([weak, strong]))
    options = {
        "equipment": draw(st.one_of(st.none(), st.sets(st.sampled_from(EQUIPMENT)))),
        "days_per_week": draw(st.integers(1, 7)),
        "weeks": draw(st.sampled_from([1, 3, 6, 9])),
        "minutes": draw(st.sampled_from([None, 15, 30, 60])),
        "level": draw(st.sampled_from(["beginner", "regular", "trained"])),
    }
    return {"steady": steady, "options": options}


def volume(plan: Programme) -> dict[tuple[int, str, str], float]:
    """Sets a week for a muscle and side: a main mover's counts one, a helper's a half."""
    total: dict[tuple[int, str, str], float] = {}
    for row in plan.rows:
        if row.quality == "mobility" and row.unit == "s":
            continue
        for works, sets in ((row.works, row.sets), (other(row.works), row.other_sets)):
            shares: dict[tuple[int, str, str], float] = {}
            for load in CAT.exercises[row.exercise].muscles:
                side = works if load.side == "same" else other(works)
                for leaf in LEAVES[load.muscle]:
                    key = (row.week, leaf, side)
                    shares[key] = max(shares.get(key, 0), 1.0 if load.weight > 0.5 else 0.5)
            for key, share in shares.items():
                total[key] = total.get(key, 0) + sets * share
    return total


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(entries())
def test_no_plan_breaks_its_promises(entry):
    plan, options = plan_of(entry), entry["options"]
    assert plan == plan_of(entry), "the same case gives the same plan"
    there = set(EQUIPMENT) if options["equipment"] is None else options["equipment"] | {"bodyweight"}
    for row in plan.rows:
        assert row.weak_first
        assert 1 <= row.other_sets <= row.sets, "the strong side never does more than the weak one"
        assert row.bottom <= row.low <= row.high <= row.top
        assert set(CAT.exercises[row.exercise].equipment) <= there
        assert CAT.exercises[row.exercise].one_sided
        assert row.why
        assert row.reason
        assert set(row.why) <= set(entry["steady"])
        for test, (left, right) in entry["steady"].items():
            tested, unit = measure(test, CAT), CAT.assessments[test].unit
            if tested and tested.times is None and (tested.exercise, unit) == (row.exercise, row.unit):
                spare = row.in_reserve or 0
                assert row.high == 1 or row.high + spare <= min(left, right) + 0.5, "no more than was measured"
    most = 20 if options["level"] == "trained" else 10
    assert all(sets <= most for sets in volume(plan).values())
    if options["minutes"]:
        assert all(session.minutes <= options["minutes"] + 2.5 for session in plan.sessions)


@given(entries(), st.sampled_from(sorted(CAT.red_flags)))
def test_no_red_flag_leaves_anything_to_train(entry, flag):
    plan = plan_of(entry | {"safety": {flag: True}})
    assert plan.rows == ()
    assert [refusal.kind for refusal in plan.refusals] == ["red flag"]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(entries())
def test_a_suspected_curve_leaves_nothing_one_sided_for_the_trunk(entry):
    plan = plan_of(entry | {"value": {"scoliometer_lumbar": [9, 9, 9]}})
    trunk = {muscle.id for muscle in CAT.muscles.values() if muscle.group == "trunk"}
    for row in plan.rows:
        for load in CAT.exercises[row.exercise].muscles:
            if load.weight > 0.5 or row.quality in LOADING:
                assert not trunk & set(LEAVES[load.muscle]), row.exercise


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.integers(1, 7))
def test_the_strong_sides_target_is_the_weak_sides_result(done, number):
    case = case_of(ENTRIES[0])
    row = next(row for row in plan_of(ENTRIES[0]).rows if row.exercise == "side_plank")
    assert cap(case, row, row.date, number) is None, "before the weak side's set there is no target"
    case = case.train(row.exercise, on=row.date, **{row.works: done})
    most = cap(case, row, row.date, number)
    assert most == (done[number - 1] if number <= len(done) else 0)
