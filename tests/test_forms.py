"""The forms, driven as a person does: values typed into widgets, buttons clicked, the page read."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest

import balancekit as bk
from balancekit import forms
from balancekit.forms.parts import Form, html
from balancekit.forms.trials import Trials

DAY = dt.date(2026, 11, 2)
FORMS = [
    forms.Header, forms.Safety, forms.About, forms.Feel, forms.ChooseTests, forms.Measure, forms.Results, forms.Why,
    forms.Plan, forms.Save,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def bench():
    return bk.Workbench()


def widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from widgets(child)


def shown(widget):
    """The text that a reader sees, without markup; hidden parts left out."""
    if getattr(widget.layout, "display", None) == "none":
        return ""
    own = " ".join(str(getattr(widget, name, "") or "") for name in ("description", "value") if hasattr(widget, name))
    inner = " ".join(shown(child) for child in getattr(widget, "children", ()))
    return unescape(re.sub(r"<[^>]+>", " ", f"{own} {inner}"))


def press(form, text):
    (button,) = (w for w in widgets(form) if getattr(w, "description", "") == text and hasattr(w, "click"))
    button.click()


def tries(measure: forms.Measure) -> Trials:
    """The grid of the test that is on the card."""
    assert measure.trials is not None
    return measure.trials


def stopwatch(measure: forms.Measure) -> forms.Stopwatch:
    """The stopwatch of a test that is timed."""
    assert measure.stopwatch is not None
    return measure.stopwatch


def story(bench):
    """The case of the story, measured on one day."""
    case = bench.case.screen(**dict.fromkeys(bench.catalogue.red_flags, False)).about(dominant_hand="right")
    case = case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on=DAY)
    case = case.measure("single_leg_back_extension", left=[14, 13, 14], right=[9, 10, 9], on=DAY)
    return case.measure("hip_internal_rotation_prone", left=[28, 27, 29], right=[39, 38, 40], on=DAY)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_opens_empty_full_and_follows(form, bench):
    made = form(bench)
    assert made._fault.value == ""
    bench.update(story(bench))
    assert made._fault.value == ""
    fresh = form(bench)
    assert fresh._fault.value == ""
    if form is not forms.Save:  # its download link holds the time of the last save
        assert shown(fresh) == shown(made)


def test_safety_yes_gives_advice_that_stays_visible(bench):
    safety, measure, plan = forms.Safety(bench), forms.Measure(bench), forms.Plan(bench)
    safety.questions["night_pain"].value = True
    heading = bench.catalogue.red_flags["night_pain"].heading
    assert bench.case.flags == ("night_pain",)
    assert heading in shown(safety)
    assert heading in shown(measure)
    assert heading in shown(plan)
    assert "Continue without a plan" in shown(safety)
    safety.questions["night_pain"].value = False
    assert heading not in shown(safety)
    assert heading not in shown(measure)


def test_no_plan_across_a_red_flag(bench):
    bench.update(story(bench))
    assert len(bench.programme) > 0
    bench.update(bench.case.screen(night_pain=True))
    assert len(bench.programme) == 0


def test_typing_tries_gives_the_verdict_sentence(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    for which, values in (("left", ("62", "60", "1:04")), ("right", ("48", "51", "47"))):
        for field, value in zip(tries(measure).fields[which], values, strict=True):
            field.text.value = value
    finding = bench.findings["side_bridge"]
    assert (finding.left, finding.n_right) == (62, 3)
    text = re.sub(r"\s+", " ", shown(measure))
    assert "Left 62 s , right 49 s : 22 % less on the right." in text
    assert "varies by about 31 %" in text
    assert "can't tell yet" in text


def test_an_unusual_reading_is_kept_asked_about_and_left_out(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    left, right = tries(measure).fields["left"][0], tries(measure).fields["right"][0]
    left.text.value, right.text.value = "60", "500"
    assert bench.case.readings("side_bridge", "right", DAY)[0].doubted
    assert bench.findings["side_bridge"].verdict == "unscored"
    assert "500 s?" in shown(right.message)
    assert "left out until you confirm" in shown(measure)
    press(right.message, "Use 50")
    assert right.text.value == "50"
    assert bench.findings["side_bridge"].right == 50
    right.text.value = "500"
    press(right.message, "500 is right")
    assert bench.findings["side_bridge"].right == 500


@pytest.mark.parametrize("typed", ["sixty", "-5", "1e9", "<script>alert(1)</script>", "12 13 14"])
def test_bad_input_gets_a_sentence_beside_the_field_and_nothing_is_lost(bench, typed):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    good, bad = tries(measure).fields["left"][:2]
    good.text.value = "60"
    bad.text.value = typed
    assert bad.text.value == typed
    assert "Please type" in shown(bad.message)
    assert "<script>" not in bad._say.value
    assert [t.value for t in bench.case.readings("side_bridge", "left", DAY)] == [60]


def test_emptying_a_field_takes_the_reading_back(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    field = tries(measure).fields["left"][0]
    field.text.value = "60"
    field.text.value = ""
    assert bench.case.trials == ()


def test_could_not_do_it_and_could_after_all(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    tries(measure).fields["left"][0].text.value = "60"
    tries(measure).fields["right"][0].text.value = "50"
    tries(measure).unable["right"].value = True
    assert bench.findings["side_bridge"].verdict == "unable"
    assert tries(measure).fields["right"][0].text.disabled
    tries(measure).unable["right"].value = False
    assert bench.findings["side_bridge"].right == 50


def test_signed_tests_have_a_column_a_side(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "scoliometer_lumbar")
    fields = tries(measure).fields
    fields["right"][0].text.value = "3"
    fields["left"][1].text.value = "1"
    fields["right"][2].text.value = "0"
    assert [t.value for t in bench.case.readings("scoliometer_lumbar", "both", DAY)] == [3, -1, 0]
    assert "Higher on the right" in shown(measure)


def test_the_stopwatch_hands_over_holds(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    watch = stopwatch(measure)
    first = watch.side
    other = "left" if first == "right" else "right"
    watch._receive(None, {"side": first, "seconds": 47.26}, None)
    assert tries(measure).fields[first][0].text.value == "47.3"
    assert watch.side == other
    watch._receive(None, {"side": other, "seconds": 50}, None)
    watch._receive(None, {"side": first, "seconds": 48}, None)
    assert [t.value for t in bench.case.readings("side_bridge", first, DAY)] == [47.3, 48]


def test_a_fourth_try_can_be_added_and_comes_back(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    press(measure, "Add a try")
    tries(measure).fields["left"][3].text.value = "61"
    assert len(tries(forms.Measure(bench, on=DAY)).fields["left"]) >= 3
    assert bench.case.readings("side_bridge", "left", DAY)[0].value == 61


def test_undo_restores_the_fields(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    tries(measure).fields["left"][0].text.value = "60"
    press(measure, "Undo")
    assert tries(measure).fields["left"][0].text.value == ""


def test_results_show_counts_list_and_muscle(bench):
    results = forms.Results(bench)
    assert "Nothing measured yet" in shown(results)
    bench.update(story(bench))
    text = shown(results)
    assert "would flag by chance. You have 2" in text
    results.open_map().layer.value = "deep"
    assert set(results.open_map().figures) == {"superficial", "deep"}
    results.open_map().choose("quadratus_lumborum_r")
    picked = shown(results.open_map().pick)
    assert "uadratus lumborum" in picked
    assert "the right does less" in picked
    results.open_map().choose("soleus_l")
    assert "Not measured" in shown(results.open_map().pick)
    press(results, "Read the map as a table")
    assert "quadratus lumborum" in shown(results.open_map().table).lower()


def fills(figure: Any) -> dict[str, str]:
    """Colour of each region of a live figure."""
    return {trace.meta: trace.fillcolor for trace in figure.data if trace.meta}


def test_the_map_is_recoloured_when_the_case_changes(bench):
    bench.update(story(bench))
    results = forms.Results(bench)
    back = results.open_map().figures["superficial"]["back"]
    colour = fills(back)
    assert colour["erector_spinae_r"] != colour["erector_spinae_l"]
    case = bench.case.measure("single_leg_back_extension", left=[9, 10, 9], right=[14, 13, 14], on=DAY)
    bench.update(case)
    after = fills(back)
    assert after["erector_spinae_l"] not in (colour["erector_spinae_l"], colour["erector_spinae_r"])
    assert after["erector_spinae_r"] == colour["erector_spinae_l"]


def test_no_plan_before_the_safety_questions(bench):
    bench.update(story(bench).model_copy(update={"safety": {}}))
    plan = forms.Plan(bench)
    assert "Nine safety questions first" in shown(plan)
    assert "Right first" not in shown(plan)
    press(plan, "Answer them")
    assert bench.step == "safety"


def test_undo_in_measure_leaves_the_safety_answers_alone(bench):
    measure = forms.Measure(bench, on=DAY)
    bench.go("measure", "side_bridge")
    bench.update(bench.case.screen(night_pain=True))
    assert measure._undo.disabled
    tries(measure).fields["left"][0].text.value = "60"
    assert not measure._undo.disabled
    press(measure, "Undo")
    assert bench.case.flags == ("night_pain",)


def test_the_source_of_an_error_stands_beside_the_verdict(bench):
    bench.update(story(bench))
    bench.go("measure", "side_bridge")
    assert "Juan-Recio" in shown(forms.Measure(bench, on=DAY))
    assert "Juan-Recio" in shown(forms.Results(bench))


def test_why_ranks_and_proposes_and_takes_you_there(bench):
    bench.update(story(bench))
    why = forms.Why(bench)
    text = shown(why)
    assert "Fits" in text
    assert "diagnosis" in text
    press(why, "Measure this now")
    assert bench.step == "measure"
    assert bench.assessment == bench.explanations.next_assessments(1)[0].assessment


def test_plan_shows_a_week_the_rules_and_a_calendar(bench):
    bench.update(story(bench))
    plan = forms.Plan(bench)
    text = shown(plan)
    assert "Right first" in text
    assert "Weak side first" in text
    assert "text/calendar" in plan._calendar.value
    plan.week.value = 6
    assert plan._table.value


def test_save_download_upload_and_report(bench):
    bench.update(story(bench).about(name="<b>Max</b>"))
    save = forms.Save(bench)
    content = bench.case.model_dump_json().encode()
    save._take("case.json", b"{broken")
    assert "breaks off or is damaged" in shown(save)
    assert bench.case.profile.name == "<b>Max</b>"
    save._take("<script>.json", content.replace(b"<b>Max</b>", b"Eve"))
    assert bench.case.profile.name == "Eve"
    assert "<script>" not in save._message.value
    press(save, "Make the report")
    assert 'href="data:text/html;base64,' in save._report_link.value
    press(save, "Begin a new case")
    assert bench.case.trials == ()
    bench.undo()
    assert bench.case.profile.name == "Eve"


def test_about_takes_a_year_and_names_a_wrong_one(bench):
    about = forms.About(bench)
    about.birth_year.value = "19x0"
    assert "no year of birth" in shown(about)
    about.birth_year.value = "1990"
    assert bench.case.profile.birth_year == 1990
    assert "no year of birth" not in shown(about)
    about.choices["dominant_hand"].value = "left"
    assert bench.case.profile.dominant_hand == "left"


def test_a_fault_in_one_form_is_shown_there_and_the_rest_goes_on(bench, monkeypatch):
    results, measure = forms.Results(bench), forms.Measure(bench, on=DAY)
    monkeypatch.setattr(results.open_map(), "draw", lambda: 1 / 0)
    bench.update(story(bench))
    assert "Something went wrong in this step" in shown(results)
    assert "division by zero" in shown(results)
    assert "Something went wrong" not in shown(measure)
    monkeypatch.undo()
    bench.update(bench.case.about(name="B").measure("side_bridge", left=1, on=DAY))
    assert "Something went wrong" not in shown(results)


def test_a_form_of_ones_own_fits_in(bench):
    class Note(Form):
        def __init__(self, workbench):
            super().__init__(workbench)
            self.show(html("Hello"))

    assert "Hello" in shown(Note(bench))
