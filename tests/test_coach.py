"""What a coach types by mistake is answered in a sentence, and nothing passes that should not."""

import textwrap
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import balancekit as bk
from balancekit import cli
from balancekit.case import CaseError
from balancekit.catalogue import CatalogueError
from balancekit.catalogue.page import stop_rule
from balancekit.reasoning.wording import REFER

CAT = bk.catalogue()
CASE = bk.Case()
DAY = "2026-11-02"
# The same classes, unknown to the type checker, which would not let the mistakes through.
PROFILE: Any = bk.Profile
ANY_CASE: Any = bk.Case
TRIAL: Any = bk.Trial


# ---------------------------------------------------------------- what a case takes


def test_a_single_id_is_one_test_and_a_battery_stands_for_its_tests():
    assert CASE.choose("side_bridge").chosen == ("side_bridge",)
    assert CASE.choose("quick").chosen == CAT.batteries["quick"].assessments
    assert CASE.choose(["side_bridge", "quick"]).chosen == ("side_bridge", *CAT.batteries["quick"].assessments)
    assert CASE.choose(["figure_four", "lower_back"]).chosen.count("figure_four") == 1
    assert CASE.choose("a_test_of_mine").chosen == ("a_test_of_mine",)
    assert CASE.choose(equipment="mat").equipment == ("mat",)


def test_an_own_battery_is_found_in_ones_own_catalogue():
    mine = CAT.extend({"batteries": {"monday": {"name": "Monday", "why": "w", "assessments": ["grip_strength"]}}})
    assert CASE.choose("monday", catalogue=mine).chosen == ("grip_strength",)


def test_a_place_is_felt_with_one_word():
    assert CASE.feel({"soleus_l": "larger"}).felt["soleus_l"] == ("larger",)


@pytest.mark.parametrize("given", ["Right", " RIGHT ", "right"])
def test_a_word_of_the_profile_may_be_capitalised(given):
    assert bk.Profile(dominant_hand=given, one_sided_sport=given, underhand=given).dominant_hand == "right"
    assert CASE.about(dominant_hand=given).profile.dominant_hand == "right"
    assert PROFILE(units="Imperial").units == "imperial"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            lambda: PROFILE(dominant_hand="both"),
            "Profile: dominant_hand: expected 'left' or 'right' (given: 'both').",
        ),
        (
            lambda: PROFILE(dominant="right"),
            "Profile: unknown field 'dominant'; did you mean 'dominant_hand'?",
        ),
        (lambda: ANY_CASE(profil=1), "Case: unknown field 'profil'; did you mean 'profile'?"),
        (
            lambda: TRIAL(side="left", value=1, on=DAY),
            "Trial: the field 'assessment' is missing; please add it.",
        ),
        (lambda: bk.Training(weeks=0), "Training: weeks: has to be at least 1 (given: 0)."),
        (lambda: CASE.plan(wekes=3), "unknown field 'wekes'; did you mean 'weeks'?"),
        (
            lambda: CASE.measure("Side bridge", left=1),
            (
                "'Side bridge': assessment: an id has small letters, digits and underscores, such as 'side_bridge' "
                "(given: 'Side bridge')."
            ),
        ),
    ],
)
def test_a_wrong_field_gets_the_packages_own_sentence(wrong, says):
    with pytest.raises(CaseError) as caught:
        wrong()
    assert str(caught.value) == says


def test_many_faults_of_a_case_file_are_counted():
    trials = ", ".join('{"assessment": "x", "side": "up", "on": "2026-11-02", "value": 1}' for _ in range(9))
    with pytest.raises(CaseError, match=r"trials, entry 1, side: .*trials, entry 3, side: .* And 6 more\.$"):
        bk.Case.from_json(f'{{"schema_version": 2, "trials": [{trials}]}}')


@given(st.text(max_size=12))
def test_any_other_hand_is_refused_with_the_words_that_are_allowed(word):
    if word.strip().lower() in ("left", "right"):
        return
    with pytest.raises(CaseError, match="expected 'left' or 'right'"):
        bk.Profile(dominant_hand=word)


def test_a_case_shows_itself_as_a_card():
    case = bk.Case(profile=bk.Profile(name="Ann <b>", dominant_hand="right"))
    assert case._repr_markdown_() == "### Ann &lt;b&gt;\n\nright-handed\n\nNothing measured yet."
    case = case.measure("side_bridge", left=[62, 60], right=[48], on=DAY).unable("side_bridge", "left", on="2026-11-09")
    case = case.measure("scoliometer_lumbar", value=6, on=DAY).measure("of_mine", left=1, right=2, on=DAY)
    card = case.screen(night_pain=True)._repr_markdown_()
    assert "| Side bridge | 2026-11-02 | 62, 60 s | 48 s |" in card
    assert "| Side bridge | 2026-11-09 | not able |  |" in card
    assert "| Scoliometer, lower back | 2026-11-02 |  | 6 deg (+: right) |" in card
    assert "| of_mine | 2026-11-02 | 1 | 2 |" in card
    assert f"yes to: {CAT.red_flags['night_pain'].name}" in card


# ---------------------------------------------------------------- verbs


@pytest.mark.parametrize("verb", ["explain", "programme"])
def test_a_verb_that_takes_findings_says_so(verb):
    with pytest.raises(TypeError, match=rf"^{verb} takes the Findings of bk\.score\(case\); got a Case\.$"):
        getattr(bk, verb)(CASE)


def test_compare_and_score_say_what_they_take():
    with pytest.raises(TypeError, match="compare takes the Findings of"):
        bk.compare(bk.score(CASE), CASE)  # pyright: ignore[reportArgumentType]
    with pytest.raises(TypeError, match=r"which are scored already; what they rest on is their \.case"):
        bk.score(bk.score(CASE))  # pyright: ignore[reportCallIssue, reportArgumentType]


def test_a_misspelt_test_is_kept_and_the_finding_says_what_may_have_been_meant():
    finding = bk.score(CASE.measure("side_brige", left=60, right=50))["side_brige"]
    assert finding.verdict == "unscored"
    assert finding.summary.endswith("Did you mean 'side_bridge'?")


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (CASE.measure("grip_strength", left=[450] * 3, right=[450] * 3), "450 kg on the left, 450 kg on the right"),
        (CASE.measure("grip_strength", left=[45, 450, 45], right=[45] * 3), "Please check 450 kg on the left:"),
        (CASE.measure("grip_strength", left=450), "Please check 450 kg on the left: usual is 10 to 80 kg."),
        (
            CASE.measure("grip_strength", left=45, right=450).about(units="imperial"),
            "992 lb on the right: usual is 22 to",
        ),
        (CASE.measure("scoliometer_lumbar", value=[40, 0, 40]), "Please check 40°: usual is \N{MINUS SIGN}15 to 15°."),
    ],
)
def test_an_unusual_reading_counts_and_is_asked_about(case, says):
    (finding,) = bk.score(case)
    assert says in finding.summary
    assert finding.verdict != "unscored" or "no reading yet" in finding.reason


def test_a_usual_reading_and_a_side_that_could_not_are_not_asked_about():
    usual = CASE.measure("grip_strength", left=45, right=40, on=DAY)
    assert bk.score(usual)["grip_strength"].unusual == ""
    assert bk.score(CASE.measure("side_bridge", left=0, right=40))["side_bridge"].unusual == ""
    past = usual.measure("grip_strength", left=450, right=40, on="2026-01-02")
    assert bk.score(past)["grip_strength"].unusual == ""  # history, which no longer counts


def test_stories_show_themselves_as_cards_with_the_words_of_the_text():
    case = CASE.measure("hip_internal_rotation_prone", left=[30, 31, 30], right=[42, 40, 41], on=DAY)
    stories = bk.explain(bk.score(case.screen(night_pain=True)))
    page = stories._repr_markdown_()
    assert page.startswith(f"**{stories.flags[0].rstrip('.')}.**")
    first = next(story for story in stories if story.supporting)
    card = first._repr_markdown_()
    assert card.startswith(f"### {first.name}\n\n*{first.band}*\n\n{first.story}")
    assert f"- {first.supporting[0].words}" in card
    assert "#" + card in page
    assert "Explanation(" not in page
    referred = next(story for story in stories if story.refer)
    assert f"**What to do:** {REFER} {referred.advice}" in referred._repr_markdown_()
    plain = str(stories)
    assert all(story.story in plain for story in stories if f"#### {story.name}\n" in page)


# ---------------------------------------------------------------- frames and tables

ROWS = {"assessment": ["side_bridge"] * 6, "left": ["44", "44 kg", None, "x", "y", "z"], "right": [50] * 6}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_a_cell_that_is_no_number_is_named_with_its_row_and_a_way_on(make):
    with pytest.raises(ValueError, match="the column left holds text; expected numbers") as caught:
        bk.score(make(ROWS))
    said = str(caught.value)
    assert "Counted from 1, row 2 holds '44 kg', row 4 holds 'x', row 5 holds 'y'; such rows in all: 4." in said
    assert make.__module__.split(".")[0] in said.split("leave them out with ")[1]
    assert "'balancekit score'" in said


def test_a_column_of_numbers_and_text_names_the_text():
    frame = pd.DataFrame({**ROWS, "left": [44, "44 kg", None, float("nan"), "7", 3.5]})
    with pytest.raises(ValueError, match=r"row 2 holds '44 kg'\. Mend"):
        bk.score(frame)


def test_a_column_of_numbers_as_text_says_how_to_turn_it():
    text = pd.DataFrame({**ROWS, "left": ["44", "45", None, "46", "1", "2"]})
    with pytest.raises(ValueError, match=r"turn the column with pandas\.to_numeric\(frame\['left'\]\)\."):
        bk.score(text)
    assert len(bk.score(text.assign(left=pd.to_numeric(text["left"])))) == 6


def test_of_a_plan_no_row_is_named():
    plan = duckdb.connect().sql("SELECT 'side_bridge' AS assessment, '44 kg' AS left, 50 AS right")
    with pytest.raises(ValueError, match=r"expected numbers, and nothing where there is none\.$"):
        bk.score(plan)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_from_a_spreadsheet_with_decimal_commas_is_read(tmp_path: Path, capsys, separator):
    rows = [
        ["client", "assessment", "left", "right", "note"],
        ["ann", "side_bridge", "62,5", "48", "1,5"],
        ["bob", "side_brige", "61,5", "48", ""],
        ["cem", "side_bridge", "1.234,5", "48.5", ""],
    ]
    (tmp_path / "in.csv").write_text("\r\n".join(separator.join(row) for row in rows), "utf-8-sig")
    with pytest.raises(SystemExit):
        cli.main(["score", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv")])
    assert "a comma in a number was taken for its decimal point" in capsys.readouterr().out
    scored = pd.read_csv(tmp_path / "out.csv")
    assert scored[["client", "left", "note"]].to_numpy().tolist() == [["ann", 62.5, "1,5"]]
    aside = tmp_path / "out.rejected.csv"
    told = pd.read_csv(aside, sep=separator, dtype=str)
    assert told["left"].tolist() == ["61,5", "1.234,5"]
    assert "left '1.234,5' is no number" in told["reason"].tolist()
    aside.write_text(aside.read_text().replace("side_brige", "side_bridge"))
    with pytest.raises(SystemExit):
        cli.main(["score", str(aside), "-o", str(tmp_path / "again.csv")])
    assert pd.read_csv(tmp_path / "again.csv")["left"].tolist() == [61.5]


def test_in_a_table_with_commas_a_decimal_comma_is_no_number(tmp_path: Path, capsys):
    (tmp_path / "in.csv").write_text('assessment,left,right\nside_bridge,"62,5",48\nside_bridge,62.5,48\n')
    with pytest.raises(SystemExit):
        cli.main(["score", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv")])
    assert "separated" not in capsys.readouterr().out
    assert "left '62,5' is no number" in (tmp_path / "out.rejected.csv").read_text()


# ---------------------------------------------------------------- a catalogue of one's own


def test_all_mistakes_of_a_file_are_told_at_once_in_plain_words(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text(
        textwrap.dedent(
            """
            assessments:
              sled_pull:
                name: Sled pull
                colour: red
                unit: miles
                minutes: 0
                how_to: [Pull.]
                usual: [1]
                margin: {value: ten, source: convention}
                reliability: [{population: p, compares: days, icc: high, confidence: H, reference: chen_2003}]
              nonsense: 3
            batteries:
              monday: {name: Monday, why: w, assessments: [sled_pull, side_brige, nonsense]}
            tests: {}
            """
        )
    )
    with pytest.raises(CatalogueError) as caught:
        CAT.extend(file)
    first, *lines = str(caught.value).splitlines()
    assert first == f"{file}: {len(lines)} mistakes."
    assert "pydantic" not in str(caught.value)
    assert "Tuple" not in str(caught.value)
    assert [line.partition(";")[0] for line in lines] == [
        (
            "- sled_pull: the fields 'question', 'quality', 'scale', 'better', 'combine', 'trials', 'rest_seconds', "
            "'resolution', 'people', 'stop' and 'muscles' are missing"
        ),
        "- sled_pull: usual: entry 2 is missing.",
        "- sled_pull: unknown field 'colour'",
        "- sled_pull: unit: expected 's', 'reps', 'kg', 'cm', 'mm', 'deg' or 'points' (given: 'miles').",
        "- sled_pull: minutes: has to be above 0 (given: 0).",
        "- sled_pull: how_to: expected at least 2 entries, found 1 entry.",
        "- sled_pull: margin, value: expected a number (given: 'ten').",
        "- sled_pull: reliability, entry 1, icc: expected a list or a number (given: 'high').",
        "- nonsense: expected the fields of the entry, found 3.",
        "- unknown kind 'tests'",
        "- monday, assessments: unknown assessment 'side_brige'",
    ]


def test_the_card_of_an_own_battery_can_be_read():
    mine = CAT.extend({"batteries": {"monday": {"name": "Monday", "why": "w", "assessments": ["side_bridge"]}}})
    card = mine.batteries["monday"]._repr_markdown_()
    assert "1 test · 16 minutes · mat, stopwatch." in card
    assert "1. Side bridge" in card
    strange = mine.batteries["monday"].model_copy(update={"assessments": ("side_bridge", "of_mine")})
    assert "2 tests · 16 minutes without that of a catalogue of one's own" in strange._repr_markdown_()
    assert "2. `of_mine`" in strange._repr_markdown_()


# ---------------------------------------------------------------- the texts of the catalogue


@pytest.mark.parametrize("test", CAT.assessments.values(), ids=lambda test: test.id)
def test_the_stop_rule_reads_right_after_its_first_word(test):
    head, rest = stop_rule(test.stop)
    assert rest[:1] in (" ", ",")
    if head == "Stop":
        assert rest.strip(" ,").split()[0] in {"at", "once", "when", "if", "and"}
    else:
        assert not rest.startswith((" Leave", " An ", " A "))
        assert rest[1].isupper()
    assert f"**{head}**{rest}" in test._repr_markdown_()


def test_a_note_stands_beside_its_thing():
    assert (
        "**You need:** firm chair (without wheels), ruler (rigid, with millimetres), skin pen (one that washes off)"
        in (CAT.assessments["navicular_drop"]._repr_markdown_())
    )
    assert CAT.equipment["landmine"].described == (
        "landmine (a hinge for one end of a barbell; a corner of the room and a towel will do)"
    )
    assert CAT.equipment["mat"].described == "mat"


def test_a_concordance_coefficient_is_not_shown_as_an_intraclass_correlation():
    rows = [row for test in CAT.assessments.values() for row in test.reliability if row.concordance is not None]
    assert {row.reference for row in rows} == {"kouyoumdjian_2012"}
    assert all(row.icc is None for row in rows)
    assert not [row for t in CAT.assessments.values() for row in t.reliability if "concordance" in row.note.lower()]
    assert "| ICC | concordance |" in CAT.assessments["hip_internal_rotation_prone"]._repr_markdown_()


def test_no_title_stands_in_brackets():
    assert [work.id for work in CAT.references.values() if work.name.startswith("[")] == []


# ---------------------------------------------------------------- the search


def first_tests(text: str, n: int) -> list[str]:
    return [entry.id for entry in CAT.search(text) if entry.id in CAT.assessments][:n]


def test_lower_back_finds_the_tests_of_the_lower_back_before_those_that_mention_it():
    found = first_tests("lower back", 99)
    about = {"scoliometer_lumbar", "single_leg_back_extension", "paraspinal_prominence", "side_bridge", "suitcase_hold"}
    mention = {"back_scratch", "shoulder_external_rotation"}
    assert max(found.index(test) for test in about) < min(found.index(test) for test in mention & set(found))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hip", "hip_internal_rotation_prone"),
        ("grip", "grip_strength"),
        ("lower back", "scoliometer_lumbar"),
        ("piriformis", "hip_internal_rotation_prone"),
        ("ankle", "weight_bearing_lunge"),
        ("side bridge", "side_bridge"),
    ],
)
def test_a_plain_search_finds_the_test_that_is_about_it(typed, first):
    assert first_tests(typed, 1) == [first]


def test_what_only_warns_of_a_thing_comes_last():
    found = CAT.search("knee pain")
    assert found[0].id == "pain_inhibition"
    places = {entry.id: place for place, entry in enumerate(found)}
    assert "knee pain" in CAT.exercises["couch_stretch"].caution.lower()
    assert places["knee_extensors_weak"] < places["couch_stretch"]


@pytest.mark.parametrize("typed", ["hip", "knee pain", "lower back"])
def test_every_word_is_in_what_is_found_or_in_its_main_muscles_and_nothing_comes_twice(typed):
    found = CAT.search(typed)
    assert len({(type(entry), entry.id) for entry in found}) == len(found)
    for entry in found:
        texts = [entry.model_dump_json().lower()]
        for load in getattr(entry, "muscles", ()):
            muscle = CAT.muscles[load.muscle]
            texts += [muscle.model_dump_json().lower()]
            texts += [CAT.muscles[muscle.parent].model_dump_json().lower()] if muscle.parent else []
        assert all(any(word in text for text in texts) for word in typed.split())
