"""Tests and batteries: that the steps are complete and easy, loads and scales right, and that no two say the same."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from balancekit.catalogue import Assessment, Battery, catalogue

CAT = catalogue()
TESTS = list(CAT.assessments.values())
CORE = [
    "side_bridge",
    "single_leg_back_extension",
    "scoliometer_thoracic",
    "scoliometer_lumbar",
    "paraspinal_prominence",
    "hip_internal_rotation_prone",
    "hip_external_rotation_prone",
    "figure_four",
    "hip_external_rotation_strength",
    "hip_abduction_strength",
    "navicular_drop",
    "foot_posture_index",
    "leg_length_tape",
    "leg_length_blocks",
    "single_leg_deadlift_8rm",
    "suitcase_hold",
    "single_leg_bridge",
    "single_leg_heel_raise",
    "weight_bearing_lunge",
    "single_leg_stance_eyes_closed",
    "y_balance_anterior",
    "trunk_rotation_seated",
    "active_knee_extension",
    "modified_thomas",
    "grip_strength",
    "thigh_girth",
    "calf_girth",
    "back_scratch",
    "pigeon_pose",
    "warrior_three_pose",
    "single_leg_glute_ham_raise",
]
ALIKE = [
    {"hip_internal_rotation_prone", "hip_external_rotation_prone"},
    {"scoliometer_thoracic", "scoliometer_lumbar"},
    {"shoulder_internal_rotation_strength", "shoulder_external_rotation_strength"},
    {"single_hop", "triple_hop"},
    {"single_leg_stance_eyes_open", "single_leg_stance_eyes_closed"},
    {"thigh_girth", "calf_girth"},
    {"y_balance_anterior", "y_balance_posteromedial", "y_balance_posterolateral"},
]
"""Tests that share their set-up and differ in one thing: the direction, the place, the eyes."""
RHYTHM = r"\btick\b|\b(one|two|three) seconds? (up|down)\b|\bin (one|two|three) seconds?\b"
TRADE = (
    r"\b(ipsilateral|contralateral|unilateral|bilateral|supine|prone|flexion|extension|abduct\w*|adduct\w*|dorsi\w+|"
    r"plantar\w+|posterior|anterior|lateral\w*|medial\w*|proximal|distal|isometric|eccentric|concentric|goniometer|"
    r"dynamometer|ROM|SEM|MDC|ICC|patients?|subjects?|athletes?)\b"
)
FILLER = re.compile(
    r"\b(a|an|and|as|at|by|each|for|from|in|is|it|of|on|one|or|other|side|that|the|then|three|to|two|until|with|you|your)\b"
)


def each(entry: object) -> str:
    """Name of a parametrised test: the entry's id."""
    return getattr(entry, "id", "") or getattr(entry, "reference", "")


def flesch(text: str) -> float:
    """Flesch's reading ease: 60 to 70 is plain, above 70 fairly easy, above 80 easy, in his own words."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = [part for part in re.split(r"[.:;?]\s|[.?]$", text) if part]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in words)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


def words(text: str) -> set[str]:
    """The words of a text that carry its meaning."""
    return set(re.findall(r"[a-z]+", FILLER.sub("", text.lower())))


# ---- Tests


def test_the_core_tests_are_there():
    assert set(CORE) <= set(CAT.assessments)


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_how_to_is_short_and_complete(test: Assessment):
    assert 3 <= len(test.how_to) <= 6
    for step in test.how_to:
        assert len(step.split()) <= 30, step
        assert step.endswith("."), step
    assert test.question.endswith("?")
    assert test.errors
    assert test.side_means
    assert test.stop


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_how_to_is_easy_to_read(test: Assessment):
    assert flesch(" ".join(test.how_to)) >= 70
    assert flesch(" ".join([test.question, *test.errors, test.stop])) >= 70


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_what_one_reads_before_a_test_has_no_term_of_the_trade(test: Assessment):
    asked = [test.question, *test.how_to, *test.errors, test.stop, test.side_means, *(rule.say for rule in test.refer)]
    assert not re.findall(TRADE, " ".join(asked))


def test_no_two_tests_say_the_same():
    assert len({test.name.lower() for test in TESTS}) == len(TESTS)
    assert len({test.question for test in TESTS}) == len(TESTS)
    for one, two in combinations(TESTS, 2):
        mine, yours = words(" ".join(one.how_to)), words(" ".join(two.how_to))
        if len(mine & yours) / len(mine | yours) > 0.6:
            assert any({one.id, two.id} <= family for family in ALIKE), f"{one.id} and {two.id}"
        assert mine != yours, f"{one.id} and {two.id}"


def test_tests_that_are_alike_differ_in_a_step_and_in_what_they_load_or_ask():
    for family in ALIKE:
        for one, two in combinations([CAT.assessments[key] for key in sorted(family)], 2):
            assert set(one.how_to) != set(two.how_to)
            assert one.question != two.question


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_a_rhythm_in_the_steps_has_its_metronome(test: Assessment):
    assert bool(re.search(RHYTHM, " ".join(test.how_to))) == (test.cadence is not None)
    if test.cadence is not None:
        assert not test.timed
        assert "tick" in test.cadence.means


@pytest.mark.parametrize(
    ("key", "seconds"),
    {
        "single_leg_heel_raise": 2,
        "single_leg_back_extension": 4,
        "unilateral_reverse_hyper_reps": 4,
        "single_leg_hip_thrust_reps": 2,
        "one_leg_extension_10rm": 4,
        "one_leg_curl_10rm": 3,
        "single_leg_slide_curl_reps": 4,
    }.items(),
)
def test_the_metronome_gives_a_repetition_the_time_that_the_protocol_gives_it(key, seconds):
    cadence = CAT.assessments[key].cadence
    assert cadence is not None
    ticks = sum({"one": 1, "two": 2, "three": 3}.get(word, 0) for word in re.findall(r"[a-z]+", cadence.means))
    assert ticks * 60 / cadence.beats == seconds


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_scale_and_unit_agree(test: Assessment):
    if test.unit in ("kg", "s", "reps"):
        assert test.scale == "ratio"
        assert test.usual[0] > 0
    if test.unit == "deg":
        assert test.scale in ("interval", "signed")
    assert (test.unit == "points") == (test.scale == "ordinal")
    if test.scale == "signed":
        assert test.usual[0] == -test.usual[1]
        assert "+" in test.side_means
    assert test.timed == (test.unit == "s") == ("stopwatch" in test.equipment)


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_nothing_at_or_below_zero_is_compared_in_per_cent(test: Assessment):
    low, high = test.usual
    if low <= 0:
        assert test.scale != "ratio"
    if test.scale == "ratio":
        assert low > 0
        assert 5 <= test.margin.value <= 25  # per cent
    else:
        assert test.margin.value <= high - low  # in the unit
    assert test.margin.value >= test.resolution or test.scale == "ratio"


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_who_has_to_be_there_is_who_is_spoken_of(test: Assessment):
    steps = " ".join(test.how_to)
    if test.people == "alone":
        assert "helper" not in steps
    if test.people == "clinician":
        assert "physiotherapist" in steps


@pytest.mark.parametrize(
    ("key", "same", "opposite"),
    [
        # what is stretched or holds lies on the side that the test names, or across from it
        ("trunk_side_bend", set(), {"quadratus_lumborum", "external_oblique", "latissimus_dorsi"}),
        ("trunk_rotation_seated", {"external_oblique", "multifidus"}, {"internal_oblique"}),
        ("cervical_rotation", {"sternocleidomastoid"}, {"splenius_capitis", "levator_scapulae"}),
        ("cervical_side_bend", set(), {"trapezius_upper", "scalenes", "levator_scapulae", "sternocleidomastoid"}),
        ("back_scratch", {"latissimus_dorsi", "triceps_long", "subscapularis"}, {"infraspinatus", "teres_minor"}),
        ("cow_face_arms", {"latissimus_dorsi", "triceps_long", "subscapularis"}, {"infraspinatus", "teres_minor"}),
        ("pelvic_drop_single_leg", {"gluteus_medius", "gluteus_minimus"}, {"quadratus_lumborum"}),
        ("suitcase_carry_20m", {"wrist_flexors"}, {"quadratus_lumborum", "external_oblique"}),
        ("side_plank_pose", {"quadratus_lumborum", "external_oblique", "deltoid_middle"}, set()),
        ("thread_the_needle_pose", {"rhomboids", "internal_oblique"}, {"external_oblique"}),
        ("half_lord_of_the_fishes_pose", {"external_oblique", "piriformis"}, {"internal_oblique"}),
        ("one_arm_press_8rm", {"deltoid_anterior"}, {"quadratus_lumborum"}),
        ("unilateral_reverse_hyper_reps", {"gluteus_maximus"}, {"multifidus"}),
    ],
)
def test_a_muscle_is_on_the_side_where_the_test_finds_it(key, same, opposite):
    sides = {load.muscle: load.side for load in CAT.assessments[key].muscles}
    assert {muscle for muscle in same | opposite if sides[muscle] == "same"} == same


def test_the_piriformis_is_loaded_where_it_is_drawn_out_and_not_where_the_bent_hip_is_turned_out():
    loads = {key: {load.muscle for load in CAT.assessments[key].muscles} for key in CAT.assessments}
    assert "piriformis" in loads["hip_internal_rotation_prone"] & loads["fair_test"] & loads["pigeon_pose"]
    assert "piriformis" not in loads["hip_external_rotation_strength"] | loads["hip_external_rotation_prone"]


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_the_minutes_leave_room_for_the_rests(test: Assessment):
    in_turns = (2 * test.trials - 1) * test.rest_seconds / 60
    sides_apart = 2 * (test.trials - 1) * test.rest_seconds / 60
    assert test.minutes > (in_turns if test.scale != "signed" and test.rest_seconds >= 60 else sides_apart / 2)


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_loads_name_drawn_muscles_with_a_full_or_half_weight(test: Assessment):
    loads = [(load.muscle, load.side) for load in test.muscles]
    assert len(loads) == len(set(loads))
    assert {load.weight for load in test.muscles} <= {0.5, 1.0}
    assert all(CAT.muscles[load.muscle].layer != "group" for load in test.muscles)


def test_a_weight_in_one_hand_loads_the_other_flank():
    sides = {load.muscle: load.side for load in CAT.assessments["suitcase_hold"].muscles}
    assert sides["quadratus_lumborum"] == sides["external_oblique"] == sides["internal_oblique"] == "opposite"
    assert sides["wrist_flexors"] == "same"
    assert {load.side for load in CAT.assessments["side_bridge"].muscles} == {"same"}


def test_turning_in_is_limited_by_what_turns_out_and_the_other_way_round():
    turned_in = {load.muscle for load in CAT.assessments["hip_internal_rotation_prone"].muscles}
    turned_out = {load.muscle for load in CAT.assessments["hip_external_rotation_prone"].muscles}
    assert {"piriformis", "deep_hip_rotators"} <= turned_in
    assert {"gluteus_minimus", "tensor_fasciae_latae"} <= turned_out
    assert not turned_in & turned_out


# ---- Batteries


def test_the_batteries_are_those_that_were_asked_for():
    assert set(CAT.batteries) == {"lower_back", "quick", "lower_body", "upper_body", "lifts", "yoga", "gym", "full"}


@pytest.mark.parametrize(
    ("key", "least", "people", "things"),
    [
        ("lower_body", 10, {"alone", "partner"}, {"tape_measure", "phone_level"}),
        ("upper_body", 12, {"alone", "partner"}, {"grip_dynamometer", "phone_level"}),
        ("lifts", 8, {"alone"}, {"barbell", "bench", "dumbbell"}),
        ("yoga", 7, {"alone"}, {"mat"}),
        ("gym", 6, {"alone"}, {"leg_press_machine", "roman_chair"}),
        ("full", 25, {"alone", "partner"}, {"scoliometer", "grip_dynamometer"}),
    ],
)
def test_a_battery_keeps_what_its_name_says(key, least, people, things):
    tests = [CAT.assessments[test] for test in CAT.batteries[key].assessments]
    assert len(tests) >= least
    assert {test.people for test in tests} == people
    assert things <= {thing for test in tests for thing in test.equipment}
    assert CAT.minutes(key) == sum(test.minutes for test in tests)


def test_a_battery_loads_the_part_of_the_body_that_it_names():
    groups = {
        key: {CAT.muscles[load.muscle].group for test in battery.assessments for load in CAT.assessments[test].muscles}
        for key, battery in CAT.batteries.items()
    }
    arms = {"neck", "shoulder", "upper arm", "forearm", "arm"}
    assert not groups["lower_body"] & arms
    assert groups["upper_body"] & arms
    assert groups["full"] >= groups["lower_body"]


def test_the_yoga_battery_is_yoga_and_needs_no_gym():
    tests = [CAT.assessments[key] for key in CAT.batteries["yoga"].assessments]
    assert all(test.id.endswith(("_pose", "_arms")) for test in tests)
    assert {thing for test in tests for thing in test.equipment} <= {
        "mat",
        "wall",
        "towel",
        "tape_measure",
        "stopwatch",
    }


def test_the_lifts_are_weights_and_holds():
    tests = [CAT.assessments[key] for key in CAT.batteries["lifts"].assessments]
    assert {test.unit for test in tests} == {"kg", "s"}


@pytest.mark.parametrize("battery", CAT.batteries.values(), ids=each)
def test_a_battery_has_at_least_four_tests_and_none_twice(battery: Battery):
    assert len(battery.assessments) == len(set(battery.assessments)) >= 4
    assert battery.why.endswith(".")


def test_the_quick_look_is_quick_alone_and_needs_nothing():
    quick = [CAT.assessments[key] for key in CAT.batteries["quick"].assessments]
    assert sum(test.minutes for test in quick) < 15
    assert {test.people for test in quick} == {"alone"}
    # a wall, a mat and a phone, which is also the stopwatch
    assert {thing for test in quick for thing in test.equipment} <= {"wall", "mat", "chair", "phone_level", "stopwatch"}


def test_the_lower_back_battery_holds_the_story():
    story = {
        "side_bridge",
        "single_leg_back_extension",
        "scoliometer_thoracic",
        "scoliometer_lumbar",
        "hip_internal_rotation_prone",
        "hip_external_rotation_prone",
        "figure_four",
        "navicular_drop",
        "hip_external_rotation_strength",
        "single_leg_deadlift_8rm",
        "suitcase_hold",
    }
    assert story <= set(CAT.batteries["lower_back"].assessments)
