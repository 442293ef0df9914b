"""Entries as people read and find them: cards, the review page, the search."""

import pytest

import balancekit as bk
import catalogue_page
from balancekit.catalogue.page import as_markdown

CAT = bk.catalogue()
KINDS = ("references", "muscles", "equipment", "assessments", "batteries", "exercises", "causes", "red_flags")
ENTRIES = [entry for kind in KINDS for entry in getattr(CAT, kind).values()]


def test_the_review_page_says_what_the_catalogue_says():
    assert catalogue_page.TARGET.read_text("utf-8") == catalogue_page.page(CAT), "run python tools/catalogue_page.py"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_card_leaves_no_gap_and_looks_up_every_id(entry):
    card = entry._repr_markdown_()
    assert card.splitlines()[0].startswith("### ")
    assert "{" not in card
    assert "| None |" not in card
    assert f"`{entry.id}`" in card
    assert all(line.count("|") == line.count("\\|") or line.startswith("|") for line in card.splitlines())


def test_a_card_shows_each_figure_with_its_source_and_mark():
    card = CAT.assessments["side_bridge"]._repr_markdown_()
    row = next(line for line in card.splitlines() if "30.75" in line)
    assert "| juan_recio_2022 | H |" in row
    assert "**used: cv**" in row
    assert "doi:10.3390/biology11071043" in card
    assert "10 % (convention)" in card


def test_a_card_of_an_own_test_shows_ids_that_only_its_catalogue_knows():
    own = CAT.extend({"equipment": {"ladder": {"name": "ladder"}}})
    test = CAT.assessments["side_bridge"].model_copy(update={"equipment": ("ladder",)})
    assert "**You need:** ladder" in as_markdown(test, own)
    assert "**You need:** `ladder`" in test._repr_markdown_()


def test_a_battery_adds_up_its_minutes_and_equipment():
    quick = CAT.batteries["quick"]
    assert CAT.minutes("quick") == sum(CAT.assessments[test].minutes for test in quick.assessments) < 15
    assert all(CAT.assessments[test].people == "alone" for test in quick.assessments)
    assert set(CAT.needs("quick")) == {thing for test in quick.assessments for thing in CAT.assessments[test].equipment}
    assert "minutes" in quick._repr_markdown_()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("QL", "quadratus_lumborum"),
        ("lats", "latissimus_dorsi"),
        ("Glute Med", "gluteus_medius"),
        ("side bridge", "side_bridge"),
        ("side_bridge", "side_bridge"),
        ("mixed grip", "alternating_mixed_grip"),
    ],
)
def test_what_a_lifter_types_comes_first(typed, first):
    assert CAT.search(typed)[0].id == first


def test_lower_back_finds_muscles_tests_exercises_and_causes():
    found = CAT.search("lower back")
    kinds = {type(entry).__name__ for entry in found}
    assert kinds == {"Muscle", "Assessment", "Exercise", "Cause"}
    assert {"erector_spinae", "scoliometer_lumbar"} <= {entry.id for entry in found[:6]}
    assert "single_leg_back_extension" in {entry.id for entry in found}
    assert found == CAT.search("  LOWER   bäck ")


def test_a_search_without_a_match_or_a_word_says_so():
    assert repr(CAT.search("zygomaticus")) == "Nothing found."
    with pytest.raises(ValueError, match="nothing to search for in '  '; give a word"):
        CAT.search("  ")


def test_the_reading_list_says_what_each_work_gives():
    works = CAT.reading_list()
    assert len(works) >= 20
    assert all(work.gives.endswith(".") for work in works)
