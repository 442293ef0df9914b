"""The whole lower-back case by keyboard alone, from an empty page to the first session in the log."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from reader import FILE, WAIT, Keyboard, begin

import balancekit as bk
from balancekit.programme.choice import other

pytestmark = pytest.mark.browser

# What is typed, as it is typed; a dash before a signed reading: the left is the higher one.
TYPED = {
    "scoliometer_thoracic": ("1", "0", "1"),
    "scoliometer_lumbar": ("-2", "-1", "-2"),
    "paraspinal_prominence": ("-4", "-3,5", "-4"),
    "leg_length_blocks": ("2", "3", "2"),
    "navicular_drop": (("9", "8", "9"), ("6", "6", "7")),
    "hip_internal_rotation_prone": (("28", "27", "29"), ("39", "38", "40")),
    "hip_external_rotation_prone": (("42", "43", "42"), ("43", "42", "43")),
    "figure_four": (("22", "21", "22"), ("14", "15", "14")),
    "hip_external_rotation_strength": (("12", "12.5", "12", "12.4"), ("15", "15.5", "15.2", "15.4")),
    "side_bridge": (("1:02", "60", "1:04"), ("48", "51", "47 s")),
    "suitcase_hold": (("40", "41", "39"), ("41", "40", "42")),
    "single_leg_back_extension": (("14", "13", "14"), ("8", "9", "8")),
    "single_leg_deadlift_8rm": (("20",), None),
}
# Whether the file that the link hands over holds so many sets of the log.
OFFERED = """sets => {
  const link = document.querySelector('.s-save a[download$="case.json"]');
  return JSON.parse(atob(link.href.split(',')[1])).log.length === sets;
}"""
MEANT = {"1:02": 62.0, "1:04": 64.0, "47 s": 47.0, "-3,5": -3.5}
TESTS = bk.catalogue().assessments


@pytest.fixture
def hands(page, voila_server, notebook_folder):
    """A keyboard before an empty workbook."""
    begin(page, voila_server, notebook_folder)
    return Keyboard(page)


def test_the_lower_back_case_from_empty_to_the_first_session(page, hands, notebook_folder, screenshots):
    answer_the_questions(page, hands)
    point_at_places(page, hands)
    hands.press("Shift+Tab")
    hands.tab_to("feel", "Choose tests")
    hands.press("Enter")
    hands.lands_on("choose")
    hands.tab_to("choose", "Choose the set Lower back and hips")
    hands.press("Enter")
    assert hands.still_in("choose")
    hands.tab_to("choose", "Start measuring")
    hands.press("Enter")
    for test in TYPED:
        hands.lands_on("measure")
        expect(page.locator(".s-measure h2")).to_have_text(TESTS[test].name, timeout=WAIT)
        measure(page, hands, test)
        hands.tab_to("measure", "Next")
        hands.press("Enter")
    hands.lands_on("results")
    hands.tab_to("results", "Why is it so?")
    hands.press("Enter")
    hands.lands_on("why")
    expect(page.locator(".s-why")).to_contain_text("hip extensors on the right", timeout=WAIT)
    hands.tab_to("why", "Make a plan")
    hands.press("Enter")
    hands.lands_on("plan")
    row = log_the_first_set(page, hands)
    hands.tab_to("save", "Download your case")
    page.wait_for_function(OFFERED, arg=2, timeout=WAIT)
    with page.expect_download() as taken:
        hands.press("Enter")

    case = bk.Case.load(notebook_folder / FILE)
    assert json.loads(Path(taken.value.path()).read_text("utf-8")) == json.loads(case.model_dump_json())
    wanted = typed_case()
    assert case.profile == wanted.profile
    assert dict(case.safety) == dict(wanted.safety)
    assert dict(case.felt) == dict(wanted.felt)
    assert case.chosen == wanted.chosen
    for test in TYPED:
        assert readings(case, test) == readings(wanted, test), test
    assert len(case.trials) == len(wanted.trials)
    assert [(e.exercise, e.side, e.set, e.value) for e in case.log] == [
        (row.exercise, row.works, 1, 8),
        (row.exercise, other(row.works), 1, 8),
    ]
    assert hands.without_ring == {}
    page.locator(".s-plan").screenshot(path=screenshots / "keyboard_plan.png")


def answer_the_questions(page, hands):
    """Safety and About you."""
    for question in page.locator(".s-safety .widget-radio-box").all():
        hands.tab_to("safety", group=question.get_attribute("aria-label") or "")
        hands.press("Space")  # the first answer is No
        expect(question.locator("input").first).to_be_checked(timeout=WAIT)
    hands.tab_to("safety", "Continue")
    hands.press("Enter")
    hands.lands_on("about")
    hands.tab_to("about", group="Which hand do you write with?")
    hands.press("ArrowRight")
    hands.tab_to("about", group="Which arm leads")
    hands.press("ArrowRight", "ArrowRight")
    hands.tab_to("about", group="which palm always faces forward")
    hands.press("ArrowRight")
    hands.tab_to("about", group="spoken of a scoliosis")
    hands.press("ArrowRight")
    hands.tab_to("about", "Name")
    hands.type("Ann-Sofie")
    hands.tab_to("about", "Continue")
    hands.press("Enter")
    hands.lands_on("feel")


def point_at_places(page, hands):
    """Where it is felt, from the list; what is different there, on the chips."""
    page.locator(".s-feel .bk-regions select").wait_for(timeout=WAIT)
    for name, word in (("Erector spinae, left", "larger"), ("Piriformis, left", "tighter")):
        hands.tab_to("feel", "Muscle")
        find_in_list(page, name)
        hands.press("Enter")
        expect(page.locator(".s-feel .bk-feltrow.is-now")).to_contain_text(name, timeout=WAIT)
        hands.tab_to("feel", f"{name}: {word}")
        hands.press("Space")
        chip = page.get_by_role("button", name=f"{name}: {word}")
        expect(chip).to_have_attribute("aria-pressed", "true", timeout=WAIT)
        hands.tab_to("feel", group="Layer", back=True)


def find_in_list(page, name):
    """Type a name into a closed list, which passes others on the way: they count as little as a page turned.

    The browser forgets the first letters after a second, so on a busy machine a name may need another go.
    """
    chosen = "document.activeElement.selectedOptions[0].label"
    for _ in range(5):
        page.keyboard.type(name)
        if page.evaluate(chosen).split() == name.split():
            return
        page.wait_for_timeout(1500)
    pytest.fail(f"the list shows {page.evaluate(chosen)}, not {name}")


def measure(page, hands, test):
    """All tries of a test."""
    tries = TYPED[test]
    if TESTS[test].scale == "signed":
        for number, value in enumerate(tries, 1):
            hands.tab_to("measure", f"{'Left' if value.startswith('-') else 'Right'}, try {number}")
            hands.type(value.removeprefix("-"))
        return
    if test == "suitcase_hold":
        hold_both_sides(page, hands)
    left, right = tries
    for number in range(1, 1 + len(left)):
        for which, values in (("Left", left), ("Right", right)):
            if values is not None:
                hands.tab_to("measure", f"{which}, try {number}")
                if test == "side_bridge" and (which, number) == ("Right", 1):
                    slip_and_mend(page, hands)
                else:
                    hands.type(values[number - 1])
        expect(page.locator(".s-measure .bk-warnbox:visible")).to_have_count(0, timeout=WAIT)
    if right is None:
        hands.tab_to("measure", "Can't do right")
        hands.press("Space")
        expect(page.get_by_label("Right, try 1", exact=True)).to_be_disabled(timeout=WAIT)
        assert hands.still_in("measure") == "Can't do right"


def hold_both_sides(page, hands):
    """The stopwatch: both sides in one go, into the first field of each; what is typed later goes over it."""
    hands.tab_to("measure", "Start")
    hands.press("Space")
    page.wait_for_timeout(1200)
    hands.press("s")
    page.wait_for_timeout(1200)
    hands.press("Space")
    for which in ("Left", "Right"):
        expect(page.get_by_label(f"{which}, try 1", exact=True)).to_have_value(re.compile(r"[1-9]"), timeout=WAIT)


def slip_and_mend(page, hands):
    """A decimal point forgotten: asked about beside the field, taken over with a button that then is gone."""
    hands.type("480")
    page.get_by_role("button", name="Use 48").wait_for(timeout=WAIT)
    hands.tab_to("measure", "Use 48")
    hands.press("Enter")
    expect(page.get_by_role("button", name="Use 48")).to_be_hidden(timeout=WAIT)
    assert hands.still_in("measure")
    hands.tab_to("measure", "Right, try 1", back=True)


def log_the_first_set(page, hands):
    """One set of the first exercise of the plan, weak side first; the plan's row."""
    plan = page.locator(".s-plan")
    case = typed_case()
    findings = bk.score(case)
    wanted = bk.programme(findings, bk.explain(findings), equipment=case.equipment)
    first = wanted.sessions[0].rows[0]
    for row in wanted.sessions[0].rows:
        line = plan.locator("tr, li", has_text=row.name).filter(has_text=f"{row.side_first.capitalize()} first")
        expect(line.first).to_be_visible(timeout=WAIT)
    hands.tab_to("log", f"{first.name}, set 1, {first.works}")
    hands.type("8")
    strong = page.get_by_label(f"{first.name}, set 1, {other(first.works)}", exact=True)
    expect(strong).to_be_enabled(timeout=WAIT)
    assert hands.still_in("log") == f"{first.name}, set 1, {first.works}"
    hands.tab_to("log", f"{first.name}, set 1, {other(first.works)}")
    hands.type("8")
    assert hands.still_in("log") == f"{first.name}, set 1, {other(first.works)}"
    return first


def typed_case():
    """The case that the keys should have made."""
    case = bk.Case(profile=bk.Profile(name="Ann-Sofie", dominant_hand="right", one_sided_sport="none"))
    case = case.about(underhand="right", curve_told=True)
    case = case.screen(**dict.fromkeys(bk.catalogue().red_flags, False))  # pyright: ignore[reportArgumentType]
    case = case.feel({"erector_spinae_l": ["larger"], "piriformis_l": ["tighter"]})
    case = case.choose(bk.catalogue().batteries["lower_back"].assessments)
    for test, typed in TYPED.items():
        if TESTS[test].scale == "signed":
            case = case.measure(test, value=[MEANT.get(text) or float(text) for text in typed])
            continue
        sides = {
            side: [MEANT.get(text) or float(text) for text in texts]
            for side, texts in zip(("left", "right"), typed, strict=True)
            if texts is not None
        }
        case = case.measure(test, left=sides.get("left"), right=sides.get("right"))
        if typed[1] is None:
            case = case.unable(test, "right")
    return case


def readings(case, test):
    """What a case holds of a test, side by side."""
    return [
        [
            (trial.value, trial.unable, trial.doubted)
            for trial in case.trials
            if (trial.assessment, trial.side) == (test, side)
        ]
        for side in ("left", "right", "both")
    ]
