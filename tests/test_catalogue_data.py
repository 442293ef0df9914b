"""Muscles, equipment, tests, batteries and references: that they hold together and say where each figure comes from."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from balancekit.catalogue import CONVENTION, Assessment, Battery, catalogue

CAT = catalogue()
TESTS = list(CAT.assessments.values())
DRAWN = [muscle for muscle in CAT.muscles.values() if muscle.layer != "group"]
ROWS = [(test, row) for test in TESTS for row in test.reliability]
Z = {90: 1.6449, 95: 1.96}
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


def each(entry: object) -> str:
    """Name of a parametrised test: the entry's id."""
    return getattr(entry, "id", "") or getattr(entry, "reference", "")


def drawn(build: str = "male") -> dict[str, set[str]]:
    """Muscles by id, with the views in which the drawings of a build show them."""
    views: dict[str, set[str]] = {}
    for file in (files("balancekit.figures") / "artwork" / build).iterdir():
        if file.name.endswith(".svg"):
            for muscle, _ in set(re.findall(r'id="(?!detail_)([a-z_]+)_([lr])"', file.read_text("utf-8"))):
                views.setdefault(muscle, set()).add(file.name.removesuffix(".svg"))
    return views


# ---- Muscles and equipment


def test_every_muscle_is_drawn_and_every_drawing_is_a_muscle():
    muscles = {key for key, muscle in CAT.muscles.items() if muscle.layer != "group"}
    assert len(muscles) == 85
    assert muscles == set(drawn())


def test_a_muscle_has_the_layer_of_its_main_view():
    for key, views in drawn().items():
        expected = "sole" if views == {"sole"} else "deep" if all("deep" in view for view in views) else "superficial"
        assert CAT.muscles[key].layer == expected, key


@pytest.mark.parametrize("build", ["male", "female"])
def test_a_muscle_names_the_views_that_show_it(build):
    views = {key: set(muscle.views) for key, muscle in CAT.muscles.items() if muscle.views}
    assert views == drawn(build)


def test_groups_have_members_and_only_groups_do():
    parents = {muscle.parent for muscle in CAT.muscles.values() if muscle.parent}
    assert parents == {key for key, muscle in CAT.muscles.items() if muscle.layer == "group"}
    assert all(CAT.muscles[key].parent is None for key in parents)


@pytest.mark.parametrize("muscle", CAT.muscles.values(), ids=each)
def test_a_muscle_says_in_one_sentence_what_it_does(muscle):
    assert muscle.job.endswith(".")
    assert len(muscle.job.split()) <= 22
    assert muscle.latin != muscle.name


@pytest.mark.parametrize("muscle", DRAWN, ids=each)
def test_a_drawn_muscle_says_what_it_makes_who_helps_and_what_goes_wrong(muscle):
    assert 1 <= len(muscle.actions) <= 4
    assert muscle.works_with or muscle.works_against
    assert muscle.trouble


@pytest.mark.parametrize("muscle", CAT.muscles.values(), ids=each)
def test_trouble_is_one_or_two_sentences_without_a_figure_or_a_promise(muscle):
    if muscle.trouble:
        assert len(re.findall(r"\.(?: |$)", muscle.trouble)) in (1, 2)
        assert muscle.trouble.endswith(".")
        assert not re.search(r"\d|\b(always|never|cures?|heals?|fix(es)?|tear|tendinitis|syndrome)\b", muscle.trouble)


def test_no_two_muscles_have_the_same_trouble():
    troubles = [muscle.trouble for muscle in CAT.muscles.values() if muscle.trouble]
    assert len(troubles) == len(set(troubles))


def test_an_action_is_a_term_with_its_gloss_the_same_wherever_it_stands():
    glosses: dict[str, str] = {}
    for muscle in CAT.muscles.values():
        terms = [action.partition(" (")[0] for action in muscle.actions]
        assert len(terms) == len(set(terms)), muscle.id
        for action in muscle.actions:
            parts = re.fullmatch(r"([a-z ]+) \(([a-z' ]+)\)", action)
            assert parts, f"{muscle.id}: {action}"
            term, gloss = parts.groups()
            assert glosses.setdefault(term, gloss) == gloss, f"{muscle.id}: {action}"
    assert len(set(glosses.values())) == len(glosses), "two terms with one gloss"


@pytest.mark.parametrize("muscle", CAT.muscles.values(), ids=each)
def test_partners_and_opponents_are_other_drawn_muscles_and_it_holds_both_ways(muscle):
    assert muscle.id not in (*muscle.works_with, *muscle.works_against)
    assert not set(muscle.works_with) & set(muscle.works_against)
    for place in ("works_with", "works_against"):
        others = getattr(muscle, place)
        assert len(others) == len(set(others))
        for other in others:
            assert CAT.muscles[other].layer != "group"
            assert muscle.id in getattr(CAT.muscles[other], place), f"{other} does not name {muscle.id} in {place}"


@pytest.mark.parametrize("muscle", DRAWN, ids=each)
def test_the_main_action_of_an_opponent_is_another_one(muscle):
    for other in muscle.works_against:
        assert muscle.actions[0] != CAT.muscles[other].actions[0], other


@pytest.mark.parametrize("muscle", DRAWN, ids=each)
def test_partners_share_an_action_or_pull_on_the_same_band(muscle):
    for other in muscle.works_with:
        assert "iliotibial_tract" in (muscle.id, other) or set(muscle.actions) & set(CAT.muscles[other].actions), other


def test_a_band_is_no_muscle_and_has_no_opponent():
    for key in ("plantar_fascia", "iliotibial_tract"):
        assert "not a muscle" in CAT.muscles[key].job
        assert not CAT.muscles[key].works_against


@pytest.mark.parametrize(
    ("movement", "muscles"),
    {
        "hip abduction": {"gluteus_medius", "gluteus_minimus", "tensor_fasciae_latae", "sartorius"},
        "ankle dorsiflexion": {"tibialis_anterior", "extensor_digitorum_longus", "extensor_hallucis_longus"},
        "shoulder external rotation": {"infraspinatus", "teres_minor", "deltoid_posterior"},
        "knee extension": {"rectus_femoris", "vastus_lateralis", "vastus_medialis", "vastus_intermedius"},
        "scapular upward rotation": {"trapezius_upper", "trapezius_lower", "serratus_anterior"},
        "forearm supination": {"biceps_brachii", "supinator"},
    }.items(),
)
def test_a_movement_is_made_by_the_muscles_of_the_textbook(movement, muscles):
    made = {muscle.id for muscle in DRAWN if movement in {action.partition(" (")[0] for action in muscle.actions}}
    assert made == muscles


@pytest.mark.parametrize(
    ("word", "key"),
    {
        "QL": "quadratus_lumborum",
        "lats": "latissimus_dorsi",
        "glute med": "gluteus_medius",
        "traps": "trapezius",
        "rear delt": "deltoid_posterior",
        "VMO": "vastus_medialis",
        "TFL": "tensor_fasciae_latae",
        "hip flexors": "hip_flexors",
        "calves": "calf",
        "rotator cuff": "rotator_cuff",
        "lower back": "back_extensors",
        "IT band": "iliotibial_tract",
        "deep six": "hip_external_rotators",
        "peroneals": "fibularis_longus",
        "SCM": "sternocleidomastoid",
    }.items(),
)
def test_what_a_lifter_types_finds_one_muscle(word, key):
    assert word in (CAT.muscles[key].name, *CAT.muscles[key].aliases)


def test_no_word_stands_for_two_muscles():
    typed = [word.lower() for muscle in CAT.muscles.values() for word in (muscle.name, *muscle.aliases)]
    assert sorted(typed) == sorted(set(typed))


def test_a_muscle_and_an_exercise_share_no_alias():
    of_muscles = {word.lower() for muscle in CAT.muscles.values() for word in (muscle.name, *muscle.aliases)}
    of_exercises = {word.lower() for exercise in CAT.exercises.values() for word in (exercise.name, *exercise.aliases)}
    assert not of_muscles & of_exercises


@pytest.mark.parametrize("muscle", CAT.muscles.values(), ids=each)
def test_an_alias_is_lower_case_except_abbreviations(muscle):
    for word in " ".join(muscle.aliases).split():
        assert word.islower() or sum(letter.isupper() for letter in word) >= 2, word


def test_nobody_is_asked_for_equipment_that_nothing_needs():
    used = {thing for kind in (CAT.assessments, CAT.exercises) for entry in kind.values() for thing in entry.equipment}
    always_offered = {"bodyweight", "floor", "towel", "kettlebell"}
    assert set(CAT.equipment) - used <= always_offered


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
    text = " ".join(test.how_to)
    words = re.findall(r"[A-Za-z']+", text)
    sentences = [part for part in re.split(r"[.:;]\s|[.]$", text) if part]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in words)
    flesch = 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)
    assert flesch >= 70  # "fairly easy" in Flesch's own words


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


# ---- Figures


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


# ---- References and batteries


@pytest.mark.parametrize("reference", CAT.references.values(), ids=each)
def test_a_reference_can_be_found_again(reference):
    assert str(reference.year) == re.sub(r"[a-z]$", "", reference.id.rpartition("_")[2])
    assert reference.authors
    assert reference.source


def test_no_work_stands_there_twice():
    dois = [reference.doi.lower() for reference in CAT.references.values() if reference.doi]
    names = [reference.name.lower() for reference in CAT.references.values()]
    assert len(dois) == len(set(dois))
    assert len(names) == len(set(names))


@pytest.mark.parametrize("battery", CAT.batteries.values(), ids=each)
def test_a_battery_has_at_least_four_tests_and_none_twice(battery: Battery):
    assert len(battery.assessments) == len(set(battery.assessments)) >= 4
    assert battery.why.endswith(".")


def test_the_quick_look_is_quick_alone_and_needs_nothing():
    quick = [CAT.assessments[key] for key in CAT.batteries["quick"].assessments]
    assert sum(test.minutes for test in quick) < 15
    assert {test.people for test in quick} == {"alone"}
    # a wall, a mat and a phone, which is also the stopwatch
    assert {thing for test in quick for thing in test.equipment} <= {"wall", "mat", "phone_level", "stopwatch"}


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
