"""Choose tests, driven as a person does: sets, time, help, equipment, search, marks, suggestions."""

from collections.abc import Iterator

import ipywidgets as w
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_forms import press, shown, story, widgets

import balancekit as bk
from balancekit import forms
from balancekit.case import Case
from balancekit.catalogue.telling import telling_of
from balancekit.forms.offer import Means, by_region, fitted, found_tests, ranked
from balancekit.forms.workbench import ALWAYS_AT_HAND

KNOWN = bk.catalogue()
BATTERIES = st.sampled_from(list(KNOWN.batteries))
THINGS = st.none() | st.frozensets(st.sampled_from(list(KNOWN.equipment)))
MEANS = st.builds(Means, st.none() | st.integers(5, 240), st.booleans(), THINGS)


@pytest.fixture
def bench():
    return bk.Workbench(Case())


@pytest.fixture
def choose(bench):
    return forms.ChooseTests(bench)


def take(choose: forms.ChooseTests, battery: str) -> None:
    """Click the button of a set, which may first have to be shown."""
    if battery not in choose.batteries.choose:
        choose.batteries.more.click()
    choose.batteries.choose[battery].click()


def rows(box: w.VBox) -> list[str]:
    """Names of the tests that a list shows, in their order."""
    return [tick.description for tick in _ticks(box)]


def _ticks(box: w.Widget) -> Iterator[w.Checkbox]:
    return (widget for widget in widgets(box) if isinstance(widget, w.Checkbox))


# ---------------------------------------------------------------------- what fits


@given(BATTERIES, MEANS)
def test_what_is_put_in_fits_and_what_is_left_out_is_named(battery, means):
    tests = KNOWN.batteries[battery].assessments
    found = fitted(tests, means, KNOWN)
    assert list(found.tests) == [test for test in tests if test in found.tests]  # the order of the set
    everything = [*found.tests, *found.without_things, *found.without_help, *found.without_time]
    assert sorted(everything) == sorted(tests)
    assert all(means.fits(KNOWN.assessments[test]) for test in found.tests)
    if means.minutes is None:
        assert not found.without_time
    else:
        used = sum(KNOWN.assessments[test].minutes for test in found.tests)
        assert used <= means.minutes
        assert all(used + KNOWN.assessments[test].minutes > means.minutes for test in found.without_time)


def test_wanted_tests_get_their_time_first():
    tests = KNOWN.batteries["lower_back"].assessments
    assert "side_bridge" not in fitted(tests, Means(30), KNOWN).tests
    assert "side_bridge" in fitted(tests, Means(30), KNOWN, wanted=["side_bridge"]).tests


@given(MEANS)
def test_every_set_is_ranked_once_and_empty_ones_come_last(means):
    order = ranked(means, KNOWN, ())
    assert sorted(battery.id for battery in order) == sorted(KNOWN.batteries)
    empty = [not fitted(battery.assessments, means, KNOWN).tests for battery in order]
    assert empty == sorted(empty)


def test_sets_about_what_was_marked_come_first():
    first = ranked(Means(), KNOWN, telling_of(["biceps_brachii"], KNOWN))[0]
    assert first.id == "upper_body"
    # The story's own person: the gym's lifts load the back too; the set of the lower back looks for what is behind it.
    assert ranked(Means(), KNOWN, telling_of(["erector_spinae"], KNOWN))[0].id == "lower_back"
    assert ranked(Means(alone=True), KNOWN, telling_of(["soleus"], KNOWN))[0].id == "lower_body"
    assert ranked(Means(), KNOWN, ())[0].id == next(iter(KNOWN.batteries))


def test_every_test_stands_in_one_region():
    listed = [test for tests in by_region(KNOWN).values() for test in tests]
    assert sorted(listed) == sorted(KNOWN.assessments)
    assert "single_leg_heel_raise" in by_region(KNOWN)["lower leg"]


def test_the_most_telling_test_comes_first():
    loads = KNOWN.assessments[telling_of(["quadratus_lumborum"], KNOWN)[0]].muscles
    assert ("quadratus_lumborum", 1) in [(load.muscle, load.weight) for load in loads]


def test_a_muscle_without_a_test_is_stood_for_by_its_group():
    short = KNOWN.muscles["biceps_femoris"].model_copy(update={"id": "biceps_femoris_short", "name": "short head"})
    known = KNOWN.extend({"muscles": {short.id: short}})
    found = telling_of([short.id], known)
    assert "active_knee_extension" in found
    assert set(found) >= set(telling_of(["semitendinosus"], known))
    assert telling_of(["nothing_of_the_kind"], known) == []


def test_a_search_finds_tests_by_name_and_by_muscle():
    assert found_tests("side bridge", KNOWN)[0] == "side_bridge"
    assert "side_bridge" in found_tests("QL", KNOWN)
    assert set(found_tests("glute", KNOWN)) <= set(KNOWN.assessments)
    assert found_tests("zzz", KNOWN) == []


# ---------------------------------------------------------------------- sets


def test_choosing_a_set_keeps_its_order(bench, choose):
    take(choose, "lower_back")
    assert bench.case.chosen == bench.tests == KNOWN.batteries["lower_back"].assessments
    assert choose.batteries.choose["lower_back"].description == "Chosen"
    choose.tests["side_bridge"].value = False
    assert "side_bridge" not in bench.case.chosen
    assert choose.batteries.choose["lower_back"].description == "Choose"


def test_all_sets_can_be_reached_and_the_chosen_one_always_shows(bench, choose):
    assert len(choose.batteries.choose) == 3
    choose.batteries.more.click()
    assert set(choose.batteries.choose) == set(KNOWN.batteries)
    choose.batteries.choose["full"].click()
    assert KNOWN.batteries["full"].name in shown(forms.ChooseTests(bench).batteries)


def test_time_and_help_shape_a_set_and_name_what_is_left_out(bench, choose):
    take(choose, "lower_back")
    choose.time.value = 30
    minutes = sum(KNOWN.assessments[test].minutes for test in bench.case.chosen)
    assert 0 < minutes <= 30
    assert "Left out for time" in shown(choose)
    choose.people.value = True
    assert bench.case.chosen
    assert all(KNOWN.assessments[test].people == "alone" for test in bench.case.chosen)
    assert "Left out without a partner: Scoliometer, upper back" in " ".join(shown(choose).split())
    choose.time.value, choose.people.value = 0, False
    assert bench.case.chosen == KNOWN.batteries["lower_back"].assessments


def test_a_filter_leaves_a_list_that_was_picked_by_hand_alone(bench, choose):
    choose.tests["side_bridge"].value = True
    choose.time.value = 15
    assert bench.case.chosen == ("side_bridge",)
    assert "You have 15" in shown(choose)


def test_a_set_of_which_nothing_fits_cannot_be_chosen(bench, choose):
    choose.batteries.more.click()
    bench.update(bench.case.choose(equipment=["mat"]))
    gym = choose.batteries.choose["gym"]
    assert (gym.disabled, gym.description) == (True, "Nothing of it fits")


# ---------------------------------------------------------------------- equipment


def test_equipment_shapes_a_set_and_comes_back(bench, choose):
    take(choose, "lower_back")
    choose.equipment["scoliometer"].value = False
    assert "scoliometer" not in bench.case.equipment
    assert not {"scoliometer_lumbar", "scoliometer_thoracic"} & set(bench.case.chosen)
    assert "Left out without the equipment: Scoliometer, upper back" in " ".join(shown(choose).split())
    choose.equipment["scoliometer"].value = True
    assert bench.case.chosen == KNOWN.batteries["lower_back"].assessments


def test_equipment_that_is_taken_away_takes_single_tests_along(bench, choose):
    choose.tests["side_bridge"].value = choose.tests["grip_strength"].value = True
    choose.equipment["grip_dynamometer"].value = False
    assert bench.case.chosen == ("side_bridge",)


def test_all_and_none_of_the_equipment(bench, choose):
    press(choose, "I have none of it")
    assert set(bench.case.equipment) == set(ALWAYS_AT_HAND)
    assert not any(chip.value for chip in choose.equipment.values())
    press(choose, "I have all of it")
    assert all(chip.value for chip in choose.equipment.values())


def test_undo_brings_equipment_back_that_was_never_spoken_of(bench, choose):
    choose.equipment["mat"].value = False
    bench.undo()
    assert bench.case.equipment is None
    assert choose.equipment["mat"].value
    assert bench.redo()
    assert not choose.equipment["mat"].value


def test_a_set_that_was_changed_by_hand_can_be_chosen_anew(bench, choose):
    take(choose, "lower_back")
    choose.tests["side_bridge"].value = False
    choose.equipment["scoliometer"].value = False
    assert not {"side_bridge", "scoliometer_lumbar"} & set(bench.case.chosen)
    take(choose, "lower_back")
    assert "side_bridge" in bench.case.chosen
    assert not {"scoliometer_lumbar", "scoliometer_thoracic"} & set(bench.case.chosen)


# ---------------------------------------------------------------------- single tests


def test_a_row_never_moves_while_it_is_ticked(bench, choose):
    take(choose, "quick")
    before = rows(choose._your_rows)
    first = bench.case.chosen[0]
    choose.tests[first].value = False
    assert first not in bench.case.chosen
    assert rows(choose._your_rows) == before
    choose.tests["side_bridge"].value = True
    assert rows(choose._your_rows) == [*before, "Side bridge"]
    group = choose.groups["hip"]
    group.head.value = True
    listed = rows(group.rows)
    choose.tests["figure_four"].value = True
    assert rows(group.rows) == listed


def test_one_row_stands_in_every_list(choose):
    choose.groups["trunk"].head.value = True
    choose.tests["side_bridge"].value = True
    (mine,) = _ticks(choose._your_rows)
    assert any(mine is tick for tick in _ticks(choose.groups["trunk"].rows))


def test_groups_open_close_and_offer_what_fits(choose):
    group = choose.groups["hip"]
    assert rows(group.rows) == []
    group.head.value = True
    everything = rows(group.rows)
    assert group.head.description == f"Hip: {len(everything)} tests"
    choose.people.value = True
    assert 0 < len(rows(group.rows)) < len(everything)
    group.head.value = False
    assert rows(group.rows) == []


def test_one_test_to_check_is_found_and_measured(bench, choose):
    choose.find.value = "side bri"
    assert rows(choose._found)[0] == "Side bridge"
    first = choose._found.children[0]
    press(first, "Measure")
    assert (bench.step, bench.assessment) == ("measure", "side_bridge")
    assert bench.case.chosen == ("side_bridge",)


@pytest.mark.parametrize("typed", ["qwzx", "?!", "<script>alert(1)</script>"])
def test_a_search_that_finds_nothing_says_so(choose, typed):
    choose.find.value = typed
    assert "No test found" in shown(choose)
    assert "<script>" not in choose._count.value
    choose.find.value = ""
    assert "No test found" not in shown(choose)
    assert choose._fault.value == ""


def test_a_found_test_names_what_it_lacks(bench, choose):
    bench.update(bench.case.choose(equipment=["mat"]))
    choose.find.value = "grip strength"
    assert "needs grip meter" in shown(choose._found)
    choose.people.value = True
    choose.find.value = "scoliometer"
    assert "needs scoliometer, a partner" in shown(choose._found)


def test_tests_about_what_was_marked(bench, choose):
    assert "Tests about what you marked" not in shown(choose)
    bench.update(bench.case.feel({"quadratus_lumborum_l": ["larger"]}))
    assert "quadratus lumborum" in shown(choose)
    assert "Side bridge" in rows(choose._about_rows)
    bench.update(bench.case.feel({"plantar_fascia_r": ()}))
    assert rows(choose._about_rows) == []
    assert "No test that fits what you have is about it" in shown(choose)


# ---------------------------------------------------------------------- suggestions


def test_suggestions_are_asked_for_and_added(bench, choose):
    bench.update(story(bench))
    assert "explanations" not in bench._derived
    press(choose, "Suggest tests")
    found = bench.explanations.next_assessments(3)
    assert list(choose.suggestions.add) == [item.assessment for item in found]
    assert found[0].why in shown(choose)
    add = choose.suggestions.add[found[0].assessment]
    add.click()
    assert found[0].assessment in bench.case.chosen
    assert add.description == "Added"


def test_suggestions_keep_to_time_help_and_things(bench, choose):
    bench.update(bench.case.choose(equipment=["mat", "wall", "floor", "chair", "bodyweight", "phone_level"]))
    choose.time.value, choose.people.value = 15, True
    press(choose, "Suggest tests")
    picked = [KNOWN.assessments[test] for test in choose.suggestions.add]
    assert picked
    assert sum(test.minutes for test in picked) <= 15
    assert all(choose.means.fits(test) for test in picked)


def test_suggestions_that_rest_on_another_case_are_taken_away(bench, choose):
    press(choose, "Suggest tests")
    bench.update(bench.case.measure("side_bridge", left=60, right=50))
    assert choose.suggestions.add == {}
    assert "ask again" in shown(choose)


def test_nothing_is_suggested_across_a_red_flag(bench, choose):
    bench.update(bench.case.screen(**dict.fromkeys(KNOWN.red_flags, True)))
    press(choose, "Suggest tests")
    assert choose.suggestions.add == {}
    assert "see somebody" in shown(choose.suggestions)


# ---------------------------------------------------------------------- on and back


def test_start_measuring_goes_to_the_first_open_test(bench, choose):
    take(choose, "quick")
    first, second, *_ = bench.case.chosen
    bench.update(bench.case.measure(first, left=[30, 31, 30], right=[30, 31, 30]))
    press(choose, "Start measuring")
    assert (bench.step, bench.assessment) == ("measure", second)


def test_start_without_a_choice_takes_the_first_set(bench, choose):
    press(choose, "Start measuring")
    assert bench.case.chosen == bench.default_tests
    press(choose, "Back")
    assert bench.step == "feel"


def test_start_without_a_choice_takes_the_set_that_fits_best(bench, choose):
    choose.time.value = 15
    assert "Without a choice you start with “Quick look”" in shown(choose)
    press(choose, "Start measuring")
    assert bench.case.chosen == KNOWN.batteries["quick"].assessments


def test_typing_tries_redraws_nothing(bench, choose):
    take(choose, "quick")
    before = choose._drawn
    bench.update(bench.case.measure("side_bridge", left=60))
    assert choose._drawn is before
