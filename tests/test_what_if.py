"""What if, waterfall, chain and network: what follows from the explanations, drawn and set by hand."""

from __future__ import annotations

import itertools
import math
import re
from html import escape
from typing import Any

import pytest

import balancekit as bk
from balancekit.figures.chain import LINE_KINDS, chain_of, chain_picture, line_kind, place_of
from balancekit.figures.network import network_figure
from balancekit.figures.waterfall import waterfall_chart, waterfall_list
from balancekit.forms.what_if import MORE
from balancekit.reasoning.wording import GRADES, STEADY, band

CATALOGUE = bk.catalogue()
DAYS = ("2026-10-26", "2026-10-29", "2026-11-02")


def _case() -> bk.Case:
    """The story's chain on the left: foot, hip, pelvis, flank."""
    case = bk.Case(profile=bk.Profile(dominant_hand="right"))
    for day in DAYS:
        case = case.measure("foot_posture_index", left=9, right=4, on=day)
        case = case.measure("hip_internal_rotation_prone", left=[25, 26, 25], right=[44, 45, 45], on=day)
        case = case.measure("leg_length_blocks", value=[24, 24, 25], on=day)
        case = case.measure("paraspinal_prominence", value=[-12, -12, -13], on=day)
        case = case.measure("scoliometer_lumbar", value=[0, 0, 1], on=day)
    return case


@pytest.fixture(scope="module")
def explained() -> bk.Explanations:
    return bk.explain(bk.score(_case()))


def _believed(explanations: bk.Explanations) -> dict[str, float]:
    return {item.id: item.probability for item in explanations}


# ---- Supposing


def test_supposing_nothing_changes_nothing(explained: bk.Explanations) -> None:
    assert _believed(explained.suppose()) == _believed(explained)


def test_a_supposed_curve_takes_the_lead_from_the_chain(explained: bk.Explanations) -> None:
    curve = _believed(explained.suppose(scoliometer_lumbar=-3.0))
    assert curve["structural_curve_l"] > 0.4 > _believed(explained)["structural_curve_l"]
    assert explained.findings["scoliometer_lumbar"].verdict == "similar"  # the case itself is untouched


def test_supposing_the_mirror_image_moves_the_mirror_image() -> None:
    blank = bk.explain(bk.score(bk.Case()))
    left, right = (_believed(blank.suppose(hip_internal_rotation_prone=d)) for d in (3.0, -3.0))
    assert left["femoral_version_l"] == pytest.approx(right["femoral_version_r"])


@pytest.mark.parametrize("test", sorted(CATALOGUE.assessments))
def test_every_test_can_be_supposed_and_said(test: str) -> None:
    blank = bk.explain(bk.score(bk.Case(profile=bk.Profile(dominant_hand="right"))))
    for difference, verdict in ((3.0, "clear"), (-3.0, "clear"), (0.0, "similar")):
        finding = blank.suppose(**{test: difference}).findings[test]
        assert finding.verdict == verdict
        assert finding.effect == pytest.approx(difference)
        assert "nan" not in finding.difference_words


def test_a_finding_left_out_is_as_if_never_measured(explained: bk.Explanations) -> None:
    without = bk.explain(bk.score(_case().without("foot_posture_index")))
    assert _believed(explained.suppose(foot_posture_index=None)) == pytest.approx(_believed(without))


def test_bad_suppositions_get_one_clear_sentence(explained: bk.Explanations) -> None:
    with pytest.raises(ValueError, match="did you mean 'side_bridge'"):
        explained.suppose(side_brige=1.0)
    with pytest.raises(ValueError, match="expected a number of margins"):
        explained.suppose(side_bridge=math.nan)


# ---- Waterfall


def test_the_waterfall_runs_from_before_any_test_to_the_probability(explained: bk.Explanations) -> None:
    for story in ("foot_arch_low_l", "structural_curve_l", "normal_asymmetry"):
        falls = explained.waterfall(story)
        assert [fall.after for fall in falls[:-1]] == [fall.before for fall in falls[1:]]
        assert falls[-1].after == pytest.approx(_believed(explained)[story])
        assert {fall.source for fall in falls} == {finding.assessment for finding in explained.findings}
    assert explained.waterfall("foot_arch_low_l")[0].before == pytest.approx(explained.strengths.uncommon)


def test_the_waterfall_is_drawn_step_by_step(explained: bk.Explanations) -> None:
    falls = explained.waterfall("foot_arch_low_l")
    figure = waterfall_chart(explained, "foot_arch_low_l")
    bars = [trace for trace in _traces(figure) if trace.type == "bar"]
    moved = sum(sum(trace.x) for trace in bars)
    ends = [10 * math.log10(p / (1 - p)) for p in (falls[0].before, falls[-1].after)]
    assert moved == pytest.approx(ends[1] - ends[0])
    listed = waterfall_list(falls)
    assert listed.count("<li>") >= 4
    assert re.findall(r'<span class="v">([^<]*)<', listed)[-1] == band(falls[-1].after)
    assert not re.search(r"\d ?%<", listed), "a band and no finer: the strengths are judgements"
    assert waterfall_list(()) == ""
    with pytest.raises(ValueError, match="not ranked here"):
        explained.waterfall("calf_weak_l")


# ---- Chain on the body


def test_the_chain_runs_from_the_foot_up_on_its_side(explained: bk.Explanations) -> None:
    story = next(item for item in explained if item.id == "foot_arch_low_l")
    chain = chain_of(story, CATALOGUE)
    assert chain.stops[0].y == max(stop.y for stop in chain.stops)  # y points down
    assert all(stop.x < 0 for stop in chain.stops)  # seen from behind, the left is on the left
    assert {stop.name.split()[1] for stop in chain.stops} >= {"low", "pelvis", "quadratus"}
    mirrored = chain_of(next(i for i in explained if i.id == "foot_arch_low_r"), CATALOGUE)
    assert all(stop.x > 0 for stop in mirrored.stops)


def test_numbers_beside_the_body_never_touch_and_keep_the_order_of_their_places(explained: bk.Explanations) -> None:
    for story in explained:
        stops = chain_of(story, CATALOGUE).stops
        for side in (True, False):
            column = sorted((stop for stop in stops if (stop.x > 0) == side), key=lambda stop: stop.at)
            assert [stop.y for stop in column] == sorted(stop.y for stop in column)
            assert all(low.at - high.at > 60 for high, low in itertools.pairwise(column))
            assert all(0 < stop.at < 1000 for stop in column)


def test_a_chain_at_the_front_of_the_body_is_drawn_from_the_front() -> None:
    blank = bk.explain(bk.score(bk.Case()))
    story = next(i for i in blank.suppose(one_arm_curl_10rm=3.0) if i.id == "elbow_flexors_weak_l")
    chain = chain_of(story, CATALOGUE)
    assert chain.view == "front"
    assert chain.stops[0].x > 0  # seen from the front, the left is on the right
    assert "The body from the front" in chain_picture(story, CATALOGUE)


def test_only_what_fits_is_drawn_and_what_nobody_showed_is_dotted(explained: bk.Explanations) -> None:
    story = next(item for item in explained if item.id == "foot_arch_low_l")
    shown = {finding.assessment for stop in chain_of(story, CATALOGUE).stops for finding in stop.findings}
    assert "scoliometer_lumbar" not in shown
    assert "foot_posture_index" in shown
    picture = chain_picture(story, CATALOGUE)
    assert "is-told" in picture
    assert picture.count('class="art-stop"') == len(chain_of(story, CATALOGUE).stops)


@pytest.mark.parametrize("cause", [c.id for c in CATALOGUE.causes.values() if c.kind == "cause"])
def test_every_cause_has_a_place_on_the_body(cause: str) -> None:
    blank = bk.explain(bk.score(bk.Case()))
    effect = max(
        (e for e in CATALOGUE.causes[cause].effects if e.shows),
        key=lambda e: ("weak", "moderate", "strong").index(e.strength),
    )
    left_is_higher = (effect.shows == "higher") == (effect.side == "same")
    supposed = blank.suppose(**{effect.to: -3.0 if left_is_higher else 3.0})
    story = next(item for item in supposed if item.id == f"{cause}_l")
    chain = chain_of(story, CATALOGUE)
    assert (chain.stops[0].x < 0) == chain.view.startswith("back")
    assert CATALOGUE.causes[cause].place == chain.stops[0].muscle


def test_a_cause_of_a_coach_without_a_place_is_drawn_at_its_first_test() -> None:
    own = {"name": "A stiff {side} toe", "kind": "cause", "story": "It would bend less.", "advice": "Ask.",
           "effects": [{"to": "side_bridge", "shows": "lower", "strength": "weak", "grade": "convention"}]}  # fmt: skip
    mine = CATALOGUE.extend({"causes": {"toe_stiff": own}})
    assert place_of("toe_stiff", mine) == CATALOGUE.assessments["side_bridge"].muscles[0].muscle
    assert place_of("toe_stiff", CATALOGUE.extend({"causes": {"toe_stiff": own | {"place": "soleus"}}})) == "soleus"


# ---- Network


def test_the_network_has_every_cause_every_test_and_every_link(explained: bk.Explanations) -> None:
    shown = network_figure(CATALOGUE, explained).markup
    causes = [c for c in CATALOGUE.causes.values() if c.kind in ("cause", "state")]
    assert set(re.findall(r'class="node is-\w+" data-id="(\w+)"', shown)) == {c.id for c in causes} | {
        e.to for c in causes for e in c.effects
    }
    drawn = re.findall(r'<path class="is-\w+" data-a="(\w+)" data-b="(\w+)"', shown)
    told = re.findall(r'<li data-a="(\w+)" data-b="(\w+)">', shown)
    assert sorted(drawn) == sorted(told) == sorted((c.id, e.to) for c in causes for e in c.effects)
    assert "{" not in shown
    assert "A arm" not in shown
    assert "A thigh bone" in shown


def test_the_network_tells_the_evidence_of_a_link_by_line_and_by_word(explained: bk.Explanations) -> None:
    shown = network_figure(CATALOGUE, explained).markup
    for cause in CATALOGUE.causes.values():
        for effect in cause.effects if cause.kind in ("cause", "state") else ():
            ends = f'data-a="{cause.id}" data-b="{effect.to}"'
            kind = line_kind(effect.grade)
            assert f'<path class="is-{kind}" {ends}' in shown
            words = shown.split(f"<li {ends}>")[1].split("</li><li data-a")[0]
            assert f"{effect.grade}: {GRADES[effect.grade]}" in words
            assert f'class="bk-sample is-{kind}"' in words
            for work in effect.references:
                assert escape(CATALOGUE.references[work].citation) in words
    assert "In this case: very likely" in shown or "In this case: likely" in shown
    assert "In this case" not in network_figure(CATALOGUE).markup


def test_every_grade_of_evidence_has_a_line_of_its_own_kind() -> None:
    assert sorted(grade for _, grades in LINE_KINDS.values() for grade in grades) == sorted(GRADES)


def test_names_in_the_network_never_lie_on_each_other() -> None:
    shown = network_figure(CATALOGUE).markup
    boxes = []
    for x, y, words in re.findall(r'translate\(([\d.]+) ([\d.]+)\)"><text[^>]*>(.*?)</text>', shown):
        lines = [float(line) for line in re.findall(r'<tspan x="-?\d+" y="(-?[\d.]+)">', words)]
        boxes.append((float(x), float(y) + min(lines) - 11, float(y) + max(lines) + 2))
    for column in (
        [b for b in boxes if b[0] < 250],
        [b for b in boxes if 250 <= b[0] < 450],
        [b for b in boxes if b[0] > 450],
    ):
        column.sort(key=lambda box: box[1])
        assert len(column) > 5
        assert all(low[1] > high[2] for high, low in itertools.pairwise(column))


# ---- Forms


def test_the_form_moves_beliefs_and_leaves_the_case_alone() -> None:
    bench = bk.Workbench(case=_case())
    form = bk.forms.WhatIf(bench)
    before = bench.case
    choice = form.choices["scoliometer_lumbar"]
    choice.index = 0
    assert form.supposed == {"scoliometer_lumbar": -MORE}
    assert form.explanations[0].probability != bench.explanations[0].probability
    assert bench.case is before
    choice.index = len(choice.options) - 1  # as measured
    assert form.supposed == {}
    choice.index = 3  # not known
    assert form.supposed == {"scoliometer_lumbar": None}
    assert choice.index == 3, "the switch shows what was chosen"
    form.reset()
    assert form.supposed == {}


def test_the_form_says_beside_what_was_set_which_story_moved() -> None:
    form = bk.forms.WhatIf(bk.Workbench(case=_case()))
    form.choices["scoliometer_lumbar"].index = 0
    said = _markup(form)
    assert "Now first: <b>A structural curve of the spine, convex to the left</b>" in said
    assert "The dashed mark" in said
    form.reset()
    again = _markup(form)
    assert "Now first" not in again
    assert "The dashed mark" not in again


def test_the_form_never_shows_a_share_finer_than_a_band() -> None:
    form = bk.forms.WhatIf(bk.Workbench(case=_case()))
    form.choices["scoliometer_lumbar"].index = 0
    words = re.sub(r"<[^>]*>", " ", _markup(form))
    assert "%" not in words
    assert "was unlikely" in words


def test_the_form_takes_a_test_that_was_not_measured() -> None:
    form = bk.forms.WhatIf(bk.Workbench(case=bk.Case()))
    form.add.value = "navicular_drop"
    form.choices["navicular_drop"].index = 0
    believed = _believed(form.explanations)
    assert believed["foot_arch_low_l"] > 5 * believed["foot_arch_low_r"]


def test_the_why_form_shows_chain_and_waterfall_of_the_first_story_with_a_chain() -> None:
    form = bk.forms.Why(bk.Workbench(case=_case()))
    markup = _markup(form)
    assert "bk-onbody" in markup
    assert "bk-falls" in markup
    assert len(re.findall("bk-chainhead", markup)) == 1
    assert "No link here rests on a trial." in markup


def test_another_story_can_be_looked_at_closer_and_stays_chosen() -> None:
    bench = bk.Workbench(case=_case())
    form = bk.forms.Why(bench)
    names = [name for name, _ in form.story.options]
    other = bench.explanations[1]
    assert names[0] == bench.explanations[0].name
    form.story.value = other.id
    assert f"On the body: {other.name[:1].lower()}{other.name[1:]}" in _markup(form)
    bench.update(bench.case.measure("grip_strength", left=40, right=44, on="2026-11-02"))
    assert form.story.value == other.id


def test_where_nothing_fits_no_story_is_drawn_on_the_body() -> None:
    case = bk.Case(profile=bk.Profile(dominant_hand="right"))
    for day in DAYS:
        case = case.measure("scoliometer_lumbar", value=[0, 0, 1], on=day)
        case = case.measure("leg_length_blocks", value=[1, 0, 0], on=day)
    bench = bk.Workbench(case=case)
    assert bench.explanations[0].id == "normal_asymmetry"
    assert "bk-onbody" not in _markup(bk.forms.Why(bench))


def test_an_order_that_is_not_steady_is_said_before_the_stories() -> None:
    bench = bk.Workbench(case=_case())
    form = bk.forms.Why(bench)
    markup = _markup(form)
    assert markup.index("link strengths are shaken") < markup.index('class="bk-rival"')
    assert ("bk-caveat" in markup) == (bench.explanations.stability < STEADY)


def _markup(form: object) -> str:
    return " ".join(widget.value for widget in _widgets(form) if isinstance(getattr(widget, "value", None), str))


def _traces(figure: Any) -> Any:
    return figure.data


def _widgets(widget: object) -> list:
    return [widget, *(found for child in getattr(widget, "children", ()) for found in _widgets(child))]
