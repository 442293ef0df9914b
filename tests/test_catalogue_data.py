"""Muscles, equipment and references: that they hold together, are drawn and can be found again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import pytest

from balancekit.catalogue import Assessment, catalogue

CAT = catalogue()
TESTS = list(CAT.assessments.values())
DRAWN = [muscle for muscle in CAT.muscles.values() if muscle.layer != "group"]


def each(entry: object) -> str:
    """Name of a parametrised test: the entry's id."""
    return getattr(entry, "id", "") or getattr(entry, "reference", "")


def strings(value: object) -> Iterator[str]:
    """All texts inside an entry, ids among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings(part)


@cache
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


@pytest.mark.parametrize("test", TESTS, ids=each)
def test_every_muscle_that_a_test_loads_has_a_region_on_both_bodies(test: Assessment):
    loaded = {load.muscle for load in test.muscles}
    for build in ("male", "female"):
        assert loaded <= set(drawn(build))
    assert all(CAT.muscles[muscle].views for muscle in loaded)


# ---- References


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


def test_every_work_is_used_or_on_the_reading_list():
    package = files("balancekit")
    rules = [
        file.read_text("utf-8") for file in (package / "programme").iterdir() if file.name.endswith((".py", ".yaml"))
    ]
    kinds = (CAT.assessments, CAT.exercises, CAT.causes, CAT.red_flags, CAT.muscles)
    texts = [text for kind in kinds for entry in kind.values() for text in strings(entry.model_dump())] + rules
    used = set(re.findall(r"[a-z_]+_\d{4}[a-z]?", " ".join(texts)))
    listed = {key for key, reference in CAT.references.items() if reference.gives}
    assert set(CAT.references) <= used | listed


@pytest.mark.parametrize("reference", CAT.references.values(), ids=each)
def test_what_was_not_read_off_the_work_is_said(reference):
    if reference.seen in ("secondary", "title"):
        assert reference.doi is None or reference.note or reference.gives or reference.seen == "title"
    if "memory" in reference.note:
        assert reference.seen != "full text"
