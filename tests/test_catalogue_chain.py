"""Exercises, causes and red flags: ladders, the causal graph, and the signs that are easy to get wrong."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from balancekit.catalogue import catalogue
from balancekit.catalogue.load import CatalogueError

if TYPE_CHECKING:
    from balancekit.catalogue.entries import Cause, Effect, Exercise, RedFlag

CAT = catalogue()
CORE_EXERCISES = [
    "single_leg_back_extension",
    "unilateral_reverse_hyper",
    "single_leg_deadlift",
    "single_leg_stiff_leg_deadlift",
    "single_leg_glute_ham_raise",
    "suitcase_deadlift",
    "alternating_mixed_grip",
    "side_plank",
    "short_foot",
    "piriformis_stretch",
]
CORE_CAUSES = [
    "piriformis_short",
    "pelvis_low",
    "quadratus_lumborum_overload",
    "quadratus_lumborum_short",
    "foot_arch_low",
    "hip_external_rotators_weak",
    "hip_abductors_weak",
    "leg_short",
    "structural_curve",
    "one_sided_sport",
    "dominance",
    "normal_asymmetry",
]
NODES = [cause for cause in CAT.causes.values() if cause.kind in ("cause", "state")]


def edge(cause: str, to: str) -> Effect:
    """The only edge from one entry to another."""
    (found,) = [effect for effect in CAT.causes[cause].effects if effect.to == to]
    return found


def shows(cause: str, test: str) -> tuple[str | None, str]:
    return edge(cause, test).shows, edge(cause, test).side


def reached(cause: str, side: str = "same") -> Iterator[tuple[str, str | None, str]]:
    """Every test at the end of a path from a cause: its id, what it shows, on which side."""
    flipped = {"same": "opposite", "opposite": "same"}
    for effect in CAT.causes[cause].effects:
        there = side if effect.side == "same" else flipped[side]
        if effect.shows:
            yield effect.to, effect.shows, there
        else:
            yield from reached(effect.to, there)


def sides(exercise: str, muscle: str) -> set[str]:
    return {load.side for load in CAT.exercises[exercise].muscles if load.muscle == muscle}


# ---- Exercises


@pytest.mark.parametrize("exercise", CORE_EXERCISES)
def test_core_exercise_is_there(exercise: str) -> None:
    assert exercise in CAT.exercises


@pytest.mark.parametrize("entry", CAT.exercises.values(), ids=CAT.exercises)
def test_rungs_of_a_ladder_agree(entry: Exercise) -> None:
    if entry.harder:
        assert CAT.exercises[entry.harder].easier == entry.id
        assert CAT.exercises[entry.harder].difficulty >= entry.difficulty
    if entry.easier:
        assert CAT.exercises[entry.easier].harder == entry.id


@pytest.mark.parametrize("entry", CAT.exercises.values(), ids=CAT.exercises)
def test_ladder_has_a_bottom_that_a_beginner_can_do(entry: Exercise) -> None:
    seen = [entry.id]
    while below := CAT.exercises[seen[-1]].easier:
        assert below not in seen, f"{entry.id}: the ladder is a circle"
        seen.append(below)
    assert CAT.exercises[seen[-1]].difficulty <= 2


@pytest.mark.parametrize("entry", CAT.exercises.values(), ids=CAT.exercises)
def test_exercise_says_which_side_and_how_much(entry: Exercise) -> None:
    if entry.one_sided:
        assert entry.side_means, "which side is 'left'?"
    if entry.dose:
        assert entry.dose.low <= entry.dose.high
        assert entry.dose.source == "convention" or entry.dose.source in entry.references
    if entry.grade not in ("convention", "mechanism"):
        assert entry.references, f"graded {entry.grade}, but no work is named"
    assert entry.caution


def test_no_alias_is_the_name_of_another_exercise() -> None:
    aliases = Counter(alias.lower() for entry in CAT.exercises.values() for alias in entry.aliases)
    assert not [alias for alias, count in aliases.items() if count > 1 or alias in CAT.exercises]


@pytest.mark.parametrize("exercise", ["suitcase_deadlift", "suitcase_hold", "suitcase_carry"])
def test_weight_in_one_hand_trains_the_other_flank(exercise: str) -> None:
    assert sides(exercise, "quadratus_lumborum") == {"opposite"}
    assert sides(exercise, "external_oblique") == {"opposite"}
    assert sides(exercise, "wrist_flexors") == {"same"}


def test_side_plank_trains_the_side_on_the_floor() -> None:
    assert CAT.exercises["side_plank"].side_means == "the side on the floor"
    assert sides("side_plank", "quadratus_lumborum") == {"same"}
    assert sides("side_plank", "gluteus_medius") == {"same"}


def test_roman_chair_side_bend_trains_the_side_that_faces_up() -> None:
    assert "up" in CAT.exercises["roman_chair_side_bend"].side_means
    assert sides("roman_chair_side_bend", "quadratus_lumborum") == {"same"}


def test_hip_hitch_trains_standing_hip_and_free_flank() -> None:
    assert sides("hip_hitch", "gluteus_medius") == {"same"}
    assert sides("hip_hitch", "quadratus_lumborum") == {"opposite"}


def test_copenhagen_trains_the_top_leg() -> None:
    assert CAT.exercises["copenhagen_adduction_dynamic"].side_means.startswith("the top leg")
    assert sides("copenhagen_adduction_dynamic", "adductor_longus") == {"same"}
    assert sides("copenhagen_adduction_dynamic", "gluteus_medius") == {"opposite"}


@pytest.mark.parametrize(
    "exercise",
    ["nordic_hamstring_eccentric", "back_extension_two_legs", "banded_lateral_walk", "alternating_mixed_grip"],
)
def test_work_of_both_sides_is_not_called_one_sided(exercise: str) -> None:
    assert not CAT.exercises[exercise].one_sided


def test_glute_ham_raise_can_be_reached_from_a_bridge() -> None:
    """Who cannot do the single-leg glute-ham raise finds every rung below it, the slide curl among them."""
    rungs = ["single_leg_glute_ham_raise"]
    while below := CAT.exercises[rungs[-1]].easier:
        rungs.append(below)
    assert "single_leg_slide_curl" in rungs
    assert CAT.exercises[rungs[-1]].difficulty == 1


# ---- The causal graph


@pytest.mark.parametrize("cause", CORE_CAUSES)
def test_core_cause_is_there(cause: str) -> None:
    assert cause in CAT.causes


@pytest.mark.parametrize("cause", NODES, ids=lambda cause: cause.id)
def test_cause_reaches_a_test(cause: Cause) -> None:
    assert list(reached(cause.id))  # a circle would end in a RecursionError


@pytest.mark.parametrize("cause", NODES, ids=lambda cause: cause.id)
def test_cause_has_a_place_on_the_body(cause: Cause) -> None:
    assert cause.place, f"{cause.id}: add 'place', the muscle at which the story is drawn"
    assert CAT.muscles[cause.place].layer != "group", "a group is drawn as its members: name one of them"


def test_a_place_that_nobody_knows_is_refused_in_one_sentence() -> None:
    entry = CAT.causes["calf_weak"].model_dump(exclude={"id"}) | {"place": "soleos"}
    with pytest.raises(CatalogueError, match=r"calf_weak, place: unknown muscle 'soleos'; did you mean 'soleus'\?"):
        CAT.extend({"causes": {"calf_weak": entry}})


@pytest.mark.parametrize("cause", CAT.causes.values(), ids=CAT.causes)
def test_texts_can_be_filled_in(cause: Cause) -> None:
    for text in (cause.name, cause.story, cause.advice):
        filled = text.format(side="left", other="right")
        assert "{" not in filled
        assert "!" not in filled
    assert ("{side}" in cause.name) == cause.sided


@pytest.mark.parametrize("cause", CAT.causes.values(), ids=CAT.causes)
def test_evidence_beyond_reasoning_names_its_work(cause: Cause) -> None:
    for effect in cause.effects:
        if effect.grade not in ("convention", "mechanism"):
            assert effect.references, f"{cause.id} -> {effect.to} is graded {effect.grade}, but no work is named"
    assert len({effect.to for effect in cause.effects}) == len(cause.effects)


@pytest.mark.parametrize("cause", CAT.causes.values(), ids=CAT.causes)
def test_nobody_trains_what_should_be_looked_at_first(cause: Cause) -> None:
    assert not (cause.refer and cause.exercises)


def test_baselines_stay_outside_the_network() -> None:
    outside = {cause.id for cause in CAT.causes.values() if cause.kind in ("baseline", "nothing_wrong")}
    assert {"dominance", "normal_asymmetry", "mixed_grip_habit"} <= outside
    assert not outside & {effect.to for cause in CAT.causes.values() for effect in cause.effects}


def test_graph_is_sparse() -> None:
    """Four causes a test, each on two sides: a test never has more than eight parents."""
    parents = Counter(effect.to for cause in NODES for effect in cause.effects if effect.shows)
    assert max(parents.values()) <= 4
    into_states = Counter(effect.to for cause in NODES for effect in cause.effects if not effect.shows)
    assert max(into_states.values()) <= 5


def test_every_core_test_of_the_lower_back_has_a_rival_story() -> None:
    rivals = Counter(test for cause in NODES for test in {name for name, _, _ in reached(cause.id)})
    for test in ("paraspinal_prominence", "hip_internal_rotation_prone", "side_bridge", "single_leg_back_extension"):
        assert rivals[test] >= 2, test


def test_every_test_has_something_behind_it() -> None:
    told = {test for cause in NODES for test, _, _ in reached(cause.id)}
    assert set(CAT.assessments) == told


@pytest.mark.parametrize(
    "test",
    [
        "shoulder_internal_rotation",
        "shoulder_external_rotation",
        "shoulder_external_rotation_strength",
        "grip_strength",
        "cervical_rotation",
        "cervical_side_bend",
        "y_balance_upper",
        "single_arm_ckcuest",
        "one_arm_press_8rm",
        "arm_girth",
        "forearm_girth",
        "single_hop",
        "triple_hop",
        "single_leg_jump",
        "step_down_rated",
        "single_leg_squat_rated",
        "straight_leg_raise",
        "rear_foot_elevated_split_squat_5rm",
    ],
)
def test_neck_arm_jump_and_lift_have_rival_stories(test: str) -> None:
    assert len({cause.id for cause in NODES if test in {name for name, _, _ in reached(cause.id)}}) >= 2


def test_figure_four_says_little_of_the_piriformis_and_inward_rotation_more() -> None:
    """Anatomy speaks against the first: it turns inwards once the hip is bent far, and the knee falls outwards."""
    four = edge("piriformis_short", "figure_four")
    assert (four.strength, four.grade) == ("weak", "convention")
    assert "anatomy speaks against it" in four.note
    assert edge("piriformis_short", "hip_internal_rotation_prone").strength == "moderate"


@pytest.mark.parametrize(
    "cause", ["neck_nerve_root", "shoulder_joint_stiff", "buttock_nerve_irritated", "foot_arch_high"]
)
def test_what_may_be_a_nerve_or_a_stiffened_joint_is_referred(cause: str) -> None:
    assert CAT.causes[cause].refer
    assert "looked at" in CAT.causes[cause].advice or "doctor" in CAT.causes[cause].advice


def test_the_head_bends_less_away_from_short_muscles_and_turns_less_towards_a_nerve() -> None:
    assert shows("neck_muscles_short", "cervical_side_bend") == ("lower", "opposite")
    assert shows("neck_nerve_root", "cervical_rotation") == ("lower", "same")


def test_a_turned_bone_and_a_stiff_joint_differ_in_turning_outwards() -> None:
    assert shows("shoulder_bone_turned", "shoulder_external_rotation") == ("higher", "same")
    assert shows("shoulder_joint_stiff", "shoulder_external_rotation") == ("lower", "same")
    assert "shoulder_external_rotation" not in {name for name, _, _ in reached("shoulder_turns_in_less")}


def test_an_old_ankle_and_an_old_knee_part_at_the_jump_upwards() -> None:
    ankle, knee = (
        {name for name, _, _ in reached(cause)} for cause in ("previous_ankle_sprain", "previous_knee_injury")
    )
    assert "single_leg_jump" in knee - ankle
    assert "weight_bearing_lunge" in ankle - knee


def test_story_of_the_thread_is_a_path_from_foot_to_back() -> None:
    path = ("foot_arch_low", "piriformis_short", "pelvis_low", "quadratus_lumborum_overload")
    for cause, to in itertools.pairwise(path):
        assert edge(cause, to).side == "same"
        assert edge(cause, to).strength == "weak"
    assert edge("hip_external_rotators_weak", "piriformis_short").grade == "convention"
    assert ("paraspinal_prominence", "higher", "same") in set(reached("foot_arch_low"))


def test_both_stories_of_a_large_quadratus_lumborum_are_told() -> None:
    overload, short = set(reached("pelvis_low")), set(reached("quadratus_lumborum_short"))
    assert ("paraspinal_prominence", "higher", "same") in overload
    assert ("paraspinal_prominence", "higher", "same") in short
    assert ("leg_length_blocks", "lower", "same") in overload  # the large side stands low
    assert ("leg_length_blocks", "lower", "opposite") in short  # the large side stands high


# ---- The eight sign traps


def test_trap_1_the_bone_turns_forwards_on_the_short_side() -> None:
    assert edge("leg_short", "innominate_forward").side == "same"
    assert edge("leg_short", "innominate_forward").grade == "lab"


def test_trap_2_overload_sits_on_the_low_side_and_shortness_on_the_high_side() -> None:
    assert edge("pelvis_low", "quadratus_lumborum_overload").side == "same"
    assert edge("quadratus_lumborum_short", "pelvis_low").side == "opposite"


def test_trap_3_load_in_one_hand_works_the_other_flank() -> None:
    assert shows("side_trunk_weak", "suitcase_hold") == ("lower", "opposite")
    assert shows("side_trunk_weak", "side_bridge") == ("lower", "same")
    for cause in ("one_sided_sport", "one_sided_work_or_carrying"):
        assert edge(cause, "quadratus_lumborum_overload").side == "opposite"
        assert ("paraspinal_prominence", "higher", "opposite") in set(reached(cause))


def test_trap_4_weak_abductors_drop_the_other_side_if_any() -> None:
    drop = edge("hip_abductors_weak", "pelvis_low")
    assert (drop.side, drop.strength, drop.grade) == ("opposite", "weak", "contradicted")


def test_trap_5_a_curve_stands_out_on_its_convex_side_and_a_short_leg_does_not() -> None:
    assert "convex to the {side}" in CAT.causes["structural_curve"].name
    assert shows("structural_curve", "scoliometer_lumbar") == ("higher", "same")
    assert shows("structural_curve", "paraspinal_prominence") == ("higher", "same")
    assert not {name for name, _, _ in reached("leg_short")} & {"scoliometer_lumbar", "scoliometer_thoracic"}


@pytest.mark.parametrize(
    ("cause", "test"),
    [
        ("hamstrings_short", "active_knee_extension"),
        ("piriformis_short", "figure_four"),
        ("hip_flexors_short", "modified_thomas"),
        ("foot_arch_low", "navicular_drop"),
    ],
)
def test_trap_6_the_tight_or_flat_side_has_the_larger_number(cause: str, test: str) -> None:
    assert shows(cause, test) == ("higher", "same")
    assert CAT.assessments[test].better != "higher"


def test_trap_7_more_range_can_be_the_injured_side() -> None:
    assert shows("achilles_lengthened", "weight_bearing_lunge") == ("higher", "same")
    assert shows("achilles_lengthened", "single_leg_heel_raise") == ("lower", "same")
    assert shows("ankle_dorsiflexion_restricted", "weight_bearing_lunge") == ("lower", "same")


def test_trap_8_the_other_leg_is_no_healthy_yardstick() -> None:
    spared = CAT.causes["disuse_after_injury"]
    assert "{other}" in spared.story
    assert "{other}" in spared.advice
    assert all(effect.strength != "strong" for effect in spared.effects if not effect.shows)


def test_bone_and_soft_tissue_differ_in_outward_rotation() -> None:
    assert shows("femoral_version", "hip_internal_rotation_prone") == ("lower", "same")
    assert shows("femoral_version", "hip_external_rotation_prone") == ("higher", "same")
    assert "hip_external_rotation_prone" not in {effect.to for effect in CAT.causes["piriformis_short"].effects}


# ---- Red flags


def test_red_flags_fit_into_a_minute() -> None:
    assert len(CAT.red_flags) <= 9
    assert {"night_pain", "saddle_numbness", "leg_weakness", "trauma", "growing_with_curve"} <= set(CAT.red_flags)


@pytest.mark.parametrize("flag", CAT.red_flags.values(), ids=CAT.red_flags)
def test_red_flag_asks_and_advises_calmly(flag: RedFlag) -> None:
    assert flag.name.endswith("?")
    assert "!" not in flag.name + flag.heading + flag.say
    assert 2 <= flag.say.count(". ") + 1 <= 4


def test_most_urgent_question_comes_first() -> None:
    order = ["emergency", "same day", "soon"]
    ranks = [order.index(flag.urgency) for flag in CAT.red_flags.values()]
    assert ranks == sorted(ranks)
