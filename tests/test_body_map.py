"""The body map: what each region says, and that figure, widget, picture and table say the same."""

import gzip
import json
import math
import re
import struct
import sys
import xml.etree.ElementTree as ET
from typing import Any

import ipywidgets
import plotly.graph_objects as go
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st
from small_catalogue import SMALL, row, test_entry

import balancekit as bk
from balancekit.figures import BodyMap, body_map, colours, muscle_map, muscle_picture
from balancekit.figures.artwork import BUILDS, LAYERS, VIEWS, drawing, muscle_views
from balancekit.figures.marks import stylesheet
from balancekit.figures.regions import regions_of

DAY = "2026-11-02"
HAMSTRINGS = ("biceps_femoris", "semitendinosus", "semimembranosus")
KB = 1000
SVG = "{http://www.w3.org/2000/svg}"


def muscle(name):
    return {"name": name, "latin": f"m. {name}", "group": "trunk", "layer": "deep"}


def parsed(svg) -> Any:
    return ET.fromstring(svg)


def load(*muscles):
    return [{"muscle": name} for name in muscles]


STEADY = [row(cv=1, use="cv")]
CATALOGUE = SMALL.extend(
    {
        "muscles": {
            "multifidus": muscle("multifidus"),
            "gluteus_maximus": muscle("large <i>gluteus</i>"),
            "soleus": muscle("soleus"),
            "erector_spinae": muscle("erector spinae"),
            "biceps_femoris": muscle("biceps femoris"),
        },
        "assessments": {
            "sure": test_entry(name="Sure", reliability=STEADY, muscles=load("multifidus", "gluteus_maximus")),
            "also_sure": test_entry(
                name="Also <b>sure</b>", reliability=STEADY, muscles=load("gluteus_maximus", "soleus")
            ),
            "open": test_entry(
                name="Open",
                reliability=[row(cv=30, use="cv")],
                quality="strength",
                muscles=load("erector_spinae", "soleus"),
            ),
            "alike": test_entry(name="Alike", reliability=STEADY, quality="size", muscles=load("erector_spinae")),
            "bare": test_entry(name="Bare", reliability=[], trials=1, quality="control", muscles=load("multifidus")),
            "hard": test_entry(name="Hard", reliability=STEADY, quality="strength", muscles=load("biceps_femoris")),
        },
    }
)


def score(case):
    return bk.score(case, catalogue=CATALOGUE)


@pytest.fixture(scope="module")
def findings():
    case = (
        bk.Case()
        .measure("sure", left=[80], right=[50], on=DAY)
        .measure("also_sure", left=[50], right=[60], on=DAY)
        .measure("open", left=[50], right=[60], on=DAY)
        .measure("alike", left=[50], right=[51], on=DAY)
        .measure("bare", left=[50], right=[60], on=DAY)
        .measure("hard", left=[5], on=DAY)
        .unable("hard", "right", on=DAY)
    )
    return score(case)


def states(made: BodyMap) -> dict[str, str]:
    return {region: reading.state for region, reading in made.readings.items() if reading.state != "unmeasured"}


def sent(figure) -> Any:
    """The figure as a page gets it."""
    return json.loads(figure.to_json())


def traces(figure) -> dict[str, Any]:
    return {trace.meta: trace for trace in figure.data if trace.meta}


# ---------------------------------------------------------------- what a region says


def test_the_side_that_does_less_takes_its_own_colour_and_its_partner_stays_neutral(findings):
    made = body_map(findings)
    assert states(made) == {
        "gluteus_maximus_l": "opposite",
        "gluteus_maximus_r": "clear",
        "soleus_l": "clear",
        "soleus_r": "opposite",
        "erector_spinae_l": "uncertain",
        "erector_spinae_r": "opposite",
        "biceps_femoris_l": "opposite",
        "biceps_femoris_r": "unable",
    }
    shown = traces(made.figure)
    assert made.readings["gluteus_maximus_r"].position > 0 > made.readings["soleus_l"].position
    for region in ("gluteus_maximus_r", "soleus_l"):
        assert shown[region].fillcolor == colours.diverging(made.readings[region].position)
    assert shown["gluteus_maximus_l"].fillcolor == colours.SAME
    assert shown["erector_spinae_l"].fillpattern.shape == "/"
    assert shown["biceps_femoris_r"].fillpattern.shape == "x"
    assert shown["pectineus_l"].fillcolor == colours.NONE
    assert shown["pectineus_l"].name == "<b>Pectineus, left</b><br>not measured"


def test_one_quality_alone(findings):
    assert states(body_map(findings, quality="size")) == {"erector_spinae_l": "similar", "erector_spinae_r": "similar"}
    assert states(body_map(findings, quality="control", layer="deep")) == dict.fromkeys(
        ("multifidus_l", "multifidus_r"), "unscored"
    )


def test_the_most_telling_quality_is_shown_and_all_are_said(findings):
    reading = body_map(findings).readings["erector_spinae_l"]
    assert reading.state == "uncertain"
    assert reading.words == (
        "Strength: can't tell yet, less on the left. Open: left 50 s, right 60 s. "
        "Size: sides alike. Alike: left 50 s, right 51 s."
    )


def test_among_equal_verdicts_the_larger_effect_is_shown():
    class Fake:
        catalogue = CATALOGUE

        def __iter__(self):
            return iter(())

        def muscles(self):
            import pandas as pd

            columns = ["muscle", "quality", "effect", "low", "high", "verdict", "less_side", "assessments"]
            rows = [
                ("soleus", "strength", 1.5, 1, 2, "clear", "left", ()),
                ("soleus", "mobility", -3.0, -4, -2, "clear", "right", ()),
                ("soleus", "size", math.nan, 1, 1, "unable", "left", ()),
            ]
            return pd.DataFrame(rows, columns=columns)

    fake: Any = Fake()
    made = body_map(fake)
    assert made.readings["soleus_r"].state == "clear"
    assert made.readings["soleus_r"].position == pytest.approx(colours.strength(3))
    assert made.readings["soleus_l"].state == "opposite"


def test_without_a_side_that_does_less_both_sides_say_that_it_cannot_be_told():
    case = bk.Case().measure("open", left=[50], right=[50], on=DAY)
    made = body_map(score(case))
    assert states(made) == dict.fromkeys(["erector_spinae_l", "erector_spinae_r", "soleus_l", "soleus_r"], "uncertain")
    left, right = (made.readings[f"soleus_{side}"].paint.ink for side in "lr")
    assert left == colours.diverging(-0.8) != right == colours.diverging(0.8)


def test_the_colour_grows_with_the_effect_and_is_full_at_four_margins():
    assert colours.strength(0) == colours.strength(math.nan) == 0
    assert 0.4 < colours.strength(1) < colours.strength(-2) < colours.strength(3.9) < 1
    assert colours.strength(4) == colours.strength(-40) == 1
    assert (colours.diverging(-1), colours.diverging(0), colours.diverging(1)) == (
        colours.LEFT[-1],
        colours.SAME,
        colours.RIGHT[-1],
    )


# ---------------------------------------------------------------- from a mapping


def test_left_and_right_are_coloured_independently_in_one_call():
    shown = traces(body_map({"biceps_brachii_l": -1, "biceps_brachii_r": 0.5, "rectus_femoris_l": 0}).figure)
    assert shown["biceps_brachii_l"].fillcolor == colours.LEFT[-1]
    assert shown["biceps_brachii_r"].fillcolor == colours.diverging(0.5)
    assert shown["rectus_femoris_l"].fillcolor == colours.SAME
    assert shown["rectus_femoris_r"].fillcolor == colours.NONE


def test_a_muscle_colours_both_sides_and_a_region_wins_over_it():
    values = {"soleus_l": -2, "soleus": 1, "gluteus_maximus": 2}
    readings = body_map(values).readings
    assert [readings[f"soleus_{side}"].position for side in "lr"] == [-1, 0.5]
    assert [readings[f"gluteus_maximus_{side}"].position for side in "lr"] == [1, 1]


def test_a_group_spreads_to_its_members_on_the_side_it_names():
    assert states(body_map({"hamstrings_l": -0.2})) == {
        "biceps_femoris_l": "value",
        "semitendinosus_l": "value",
        "semimembranosus_l": "value",
    }
    both = states(body_map({"hamstrings": 1}))
    assert sorted(both) == sorted(f"{muscle}_{side}" for muscle in HAMSTRINGS for side in "lr")


def test_what_names_fewer_regions_wins_whatever_the_order():
    values = {"biceps_femoris_r": 4, "hamstrings_r": 2, "biceps_femoris": 3, "hamstrings": 1}
    for given_values in (values, dict(reversed(values.items()))):
        lines = {region: r.lines[0] for region, r in body_map(given_values).readings.items() if r.state == "value"}
        assert lines == {
            "biceps_femoris_r": "4",
            "biceps_femoris_l": "3",
            "semitendinosus_r": "2",
            "semimembranosus_r": "2",
            "semitendinosus_l": "1",
            "semimembranosus_l": "1",
        }


def test_a_common_name_is_led_to_the_muscle():
    with pytest.raises(ValueError, match="called 'QL_l'; did you mean quadratus_lumborum_l"):
        body_map({"QL_l": 1})
    with pytest.raises(ValueError, match="called 'hamstring_r'; did you mean hamstrings_r"):
        body_map({"hamstring_r": 1})


def test_every_group_and_every_muscle_that_a_test_can_score_has_a_region():
    known, drawn = bk.catalogue(), muscle_views("male")
    loaded = {load.muscle for entry in known.assessments.values() for load in entry.muscles}
    assert {muscle for muscle in loaded if not regions_of(muscle, "male")} == set()
    assert [key for key in known.muscles if not regions_of(key, "male")] == []
    assert set(drawn) <= set(known.muscles)


def test_a_value_that_is_not_a_number_is_no_value():
    assert states(body_map({"soleus_l": math.nan, "soleus_r": 0})) == {"soleus_r": "value"}


def test_a_muscle_of_another_layer_is_not_unknown():
    assert states(body_map({"piriformis_l": 1})) == {}
    assert states(body_map({"piriformis_l": 1}, layer="deep")) == {"piriformis_l": "value"}


def test_an_unknown_id_is_an_error_a_warning_or_nothing():
    with pytest.raises(ValueError, match="called 'pirifomis_l'; did you mean piriformis_l"):
        body_map({"pirifomis_l": 1})
    with pytest.raises(ValueError, match=r"called 'zzz'; bk\.catalogue"):
        body_map({"zzz": 1})
    with pytest.warns(UserWarning, match="pirifomis") as caught:
        made = body_map({"pirifomis": 1, "soleus_l": 1}, on_unknown="warn")
    assert caught[0].filename == __file__
    assert made.readings == body_map({"pirifomis": 1, "soleus_l": 1}, on_unknown="skip").readings
    assert states(made) == {"soleus_l": "value"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"layer": "middle"}, "no layer 'middle'; choose one of superficial, deep, sole"),
        ({"theme": "blue"}, "no theme 'blue'; choose one of light, dark"),
        ({"figure": "child"}, "no figure 'child'; choose one of male, female"),
        ({"on_unknown": "ignore"}, "on_unknown is 'ignore'; choose one of error, warn, skip"),
        ({"source": {"soleus": "strong"}}, "value of 'soleus' is 'strong'; a body map colours by number"),
        ({"source": {"soleus": None}}, "value of 'soleus' is None"),
    ],
)
def test_a_wrong_argument_is_named_in_one_sentence(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        body_map(**{"source": {}, **arguments})


def test_a_wrong_source_or_quality_is_named(findings):
    with pytest.raises(TypeError, match="findings or a mapping of ids to numbers, not a list"):
        body_map([1, 2])  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="no quality 'power'; choose one of strength"):
        body_map(findings, quality="power")


# ---------------------------------------------------------------- the figure


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_region_is_one_filled_trace_that_can_be_hit(findings, layer, build):
    figure: Any = body_map(findings, layer=layer, figure=build).figure
    regions = [region for view in LAYERS[layer] for region in drawing(build, view).regions]
    hit = [trace for trace in figure.data if trace.hoverinfo != "skip"]
    assert [trace.meta for trace in hit] == regions
    (shared,) = figure.layout.template.data.scatter
    assert (shared.fill, shared.hoveron, shared.hoverinfo) == ("toself", "fills", "text")
    assert {trace.fill for trace in hit} == {trace.hoveron for trace in hit} == {None}
    assert len(figure.data) - len(hit) <= 5 * len(LAYERS[layer])
    assert figure.layout.width
    assert figure.layout.height


def test_what_skips_plotlys_checks_would_pass_them(findings):
    figure = body_map(findings).figure
    assert sent(go.Figure(figure.to_dict())) == sent(figure)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_figure_is_light_to_send(findings, layer):
    figure: Any = body_map(findings, layer=layer).figure
    assert len(gzip.compress(figure.to_json().encode())) <= 30 * KB


def test_a_hover_label_stays_short_and_the_table_says_all():
    many = {f"test_{n}": test_entry(name=f"Test {n}", reliability=STEADY, muscles=load("soleus")) for n in range(12)}
    case = bk.Case()
    for name in many:
        case = case.measure(name, left=[80], right=[50], on=DAY)
    made = body_map(bk.score(case, catalogue=CATALOGUE.extend({"assessments": many})))
    hover = traces(made.figure)["soleus_r"].name
    assert hover.count("<br>") == 7
    assert hover.endswith("and 7 more, in the table")
    assert "Test 11" in made.table.set_index("region").loc["soleus_r", "words"]


def test_a_view_stands_alone_and_the_letters_name_the_persons_sides():
    made = body_map({}, layer="deep")
    front: Any = made.view("front_deep")
    back: Any = made.view("back_deep")
    assert (front.layout.width, front.layout.height) == (324, 525)
    for figure, order in ((front, "RL"), (back, "LR")):
        letters = sorted(figure.layout.annotations, key=lambda note: note.x)
        assert "".join(re.sub("<.*?>", "", note.text) for note in letters) == order
    with pytest.raises(ValueError, match="deep layer has no view 'front'; it belongs to the layer 'superficial'"):
        made.view("front")


def test_a_name_from_a_catalogue_cannot_become_markup(findings):
    made = body_map(findings)
    text = traces(made.figure)["gluteus_maximus_l"].name
    assert text.startswith("<b>Large &lt;i&gt;gluteus&lt;/i&gt;, left</b><br>")
    assert "Also &lt;b&gt;sure&lt;/b&gt;: left 50 s, right 60 s" in text
    assert "<i>" not in made.to_svg()
    assert "<i>gluteus" not in made.to_html()


def test_states_differ_without_hue():
    """Pattern, a firm outline or a clearly different grey: enough for who sees no hues."""
    looks = {}
    for state in ("clear", "similar", "uncertain", "unable", "unscored", "unmeasured"):
        paint = colours.paint(state, 0.43)
        looks[state] = (paint.pattern, paint.line != paint.fill, round(grey(paint.fill) / 12))
    assert len(set(looks.values())) == len(looks)
    assert abs(grey(colours.NONE) - grey(colours.SAME)) > 30


def grey(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_the_dark_theme_knows_every_colour_of_a_view(findings):
    """plotly writes colours as rgb(); the stylesheet exchanges each by that very text."""
    rules = stylesheet()
    for state in ("clear", "similar", "uncertain", "unable", "unscored", "unmeasured", "value", "chosen"):
        for position in (-1, -0.61, -0.43, 0, 0.5, 0.77, 1):
            paint = colours.paint(state, position)
            assert f"fill: {_rgb(paint.fill)}" in rules
            assert f"stroke: {_rgb(paint.line)}" in rules
            assert f"stroke={_rgb(paint.ink)}".replace("=", '="') in rules
    figure: Any = body_map(findings).view("back")
    for trace in figure.data:
        if trace.hoverinfo == "skip":
            assert trace.line.color in colours.DARK
    for letter in colours.LETTERS.values():
        assert f"fill: {_rgb(letter)}" in rules


def test_on_dark_ground_strong_is_bright_and_on_light_ground_dark():
    for sign in (-1, 1):
        steps = [colours.diverging(sign * step / 4) for step in range(5)]
        assert grey(steps[0]) > grey(steps[4])
        dark = [grey(colours.in_theme(step, "dark")) for step in steps]
        assert dark == sorted(dark)
        assert dark[4] - dark[0] > 60


@pytest.mark.parametrize("layer", LAYERS)
def test_a_dark_map_has_no_colour_of_the_light_one(findings, layer):
    light, dark = (body_map(findings, layer=layer, theme=theme) for theme in ("light", "dark"))
    assert set(re.findall("#[0-9a-f]{6}", light.to_svg())) <= set(colours.DARK)
    assert set(re.findall("#[0-9a-f]{6}", dark.to_svg())) <= set(colours.DARK.values())
    shown: Any = dark.figure
    assert shown.layout.paper_bgcolor == colours.DARK[colours.PAPER]
    assert {trace.fillcolor for trace in shown.data if trace.meta} <= set(colours.DARK.values())
    assert f"background: {colours.DARK[colours.PAPER]}" in dark.to_html()


def _rgb(colour):
    return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


# ---------------------------------------------------------------- the widget


def click(widget, region):
    """What the page sends when a region is clicked."""
    index = next(i for i, trace in enumerate(widget.data) if trace.meta == region)
    points = {"trace_indexes": [index], "point_indexes": [0], "xs": [0.0], "ys": [0.0]}
    widget._js2py_pointsCallback = {
        "event_type": "plotly_click",
        "points": points,
        "device_state": None,
        "selector": None,
    }


def test_a_click_sets_the_region(findings):
    heard = []
    widget = body_map(findings).widget("back")
    widget.observe(lambda change: heard.append(change.new), "region")
    assert widget.region == ""
    click(widget, "soleus_r")
    click(widget, "gluteus_maximus_l")
    assert heard == ["soleus_r", "gluteus_maximus_l"]
    assert "region" not in widget.get_state()


def outline(widget, region):
    (trace,) = [trace for trace in widget.data if trace.meta == region]
    return trace.line.color, trace.line.width


def test_the_picked_region_is_marked_and_a_recolouring_keeps_the_mark(findings):
    widget = body_map(findings).widget("back")
    plain = outline(widget, "soleus_r")
    click(widget, "soleus_r")
    marked = outline(widget, "soleus_r")
    assert marked[0] == colours.INK
    assert marked[1] > max(colours.paint(state, 1).width for state in ("clear", "uncertain", "unable", "similar"))
    widget.update_from(body_map({"soleus": 1}))
    assert outline(widget, "soleus_r") == marked
    widget.region = "gluteus_maximus_l"
    assert outline(widget, "soleus_r") != marked == outline(widget, "gluteus_maximus_l")
    widget.region = ""
    widget.update_from(body_map(findings))
    assert outline(widget, "soleus_r") == plain
    assert bare(widget)[0] == bare(body_map(findings).widget("back"))[0]


def test_a_region_that_nobody_drew_cannot_be_marked(findings):
    widget = body_map(findings).widget("back")
    widget.region = "piriformis_l"  # drawn, though not in this view
    with pytest.raises(traitlets.TraitError, match="did you mean soleus_l"):
        widget.region = "solus_l"
    assert widget.region == "piriformis_l"


regions = st.sampled_from([muscle + side for muscle in muscle_views("male") for side in ("", "_l", "_r")])
maps = st.dictionaries(regions, st.floats(-3, 3) | st.just(math.nan), max_size=12)


def bare(figure):
    """The figure without the random names that plotly gives a widget's traces, and what was emptied."""
    made = figure.to_dict()
    return [{k: v for k, v in trace.items() if k != "uid" and v != {}} for trace in made["data"]], made["layout"]


@settings(max_examples=8)
@given(maps, maps)
def test_an_update_equals_a_fresh_widget(before, after):
    widget = body_map(before).widget("front")
    widget.update_from(body_map(after))
    assert bare(widget) == bare(body_map(after).widget("front"))


def test_an_update_undoes_patterns(findings):
    widget = body_map(findings).widget()
    widget.update_from(body_map(score(bk.Case())))
    assert bare(widget)[0] == bare(body_map(score(bk.Case())).widget())[0]


@pytest.fixture
def messages(monkeypatch):
    """What live widgets send to their pages, by trait."""
    kept: list[tuple[str, Any]] = []
    monkeypatch.setattr(ipywidgets.Widget, "_send", lambda _, message, **__: kept.extend(message["state"].items()))
    return kept


def test_recolouring_is_one_small_message_then_the_words_and_nothing_when_nothing_changed(messages):
    widget = body_map({}).widget()
    messages.clear()
    widget.update_from(body_map(dict.fromkeys(muscle_views("male"), 1)))
    (coloured, paints), (said, labels) = messages
    assert (coloured, said) == ("_paints", "_labels")
    assert 1 * KB < len(json.dumps(paints)) <= 15 * KB
    assert "soleus_l" in labels["1"]
    assert labels["1"]["soleus_l"] == "<b>Soleus, left</b>"
    widget.update_from(body_map(dict.fromkeys(muscle_views("male"), 1)))
    widget.region = "piriformis_l"  # another layer's
    assert len(messages) == 2


def test_the_page_paints_what_the_figure_says(findings, messages):
    widget = body_map({}).widget("back")
    widget.update_from(body_map(findings))
    widget.region = "soleus_l"
    paints: dict[str, Any] = [value for name, value in messages if name == "_paints"][-1]
    labels: dict[str, Any] = [value for name, value in messages if name == "_labels"][-1]
    names = {region: f"{title}<br>{words}" for words, titles in labels.items() for region, title in titles.items()}
    shown = traces(widget)
    assert set(paints) == set(names) == set(shown)
    for region, (fill, line, width, pattern, ink) in paints.items():
        trace = shown[region]
        assert (trace.fillcolor, trace.line.color, trace.line.width) == (fill, line, width)
        assert (trace.fillpattern.shape or "", trace.fillpattern.fgcolor or "") == (pattern, ink)
        assert names[region] == trace.name


def test_plotlys_script_is_sent_once_for_all_figures():
    first, second = (body_map({}).widget(view) for view in ("front", "back"))
    shared = {widget.get_state()["_plotly"] for widget in (first, second)}
    assert len(shared) == 1
    assert len(json.dumps(first.get_state()["_esm"])) < 10 * KB


def test_a_page_that_asks_later_gets_the_present_colours():
    widget = body_map({}).widget("back")
    widget.update_from(body_map({"soleus_l": -1}))
    state = {trace.get("meta"): trace for trace in widget.get_state()["_widget_data"]}
    assert state["soleus_l"]["fillcolor"] == colours.LEFT[-1]
    assert len(widget.get_state("_widget_layout")) == 1


def test_a_widget_refuses_a_map_of_another_layer():
    widget = body_map({}).widget("back")
    with pytest.raises(ValueError, match=r"has no region .*; a widget takes maps of its own layer and figure"):
        widget.update_from(body_map({}, layer="deep"))


# ---------------------------------------------------------------- pictures, files, table


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("layer", LAYERS)
def test_the_svg_is_well_formed_and_shows_every_region(findings, layer, build):
    root = parsed(body_map(findings, layer=layer, figure=build).to_svg())
    shown = [path for path in root.iter(f"{SVG}path") if path.get("data-region")]
    drawn = [region for view in LAYERS[layer] for region in drawing(build, view).regions]
    assert [path.get("data-region") for path in shown] == drawn
    patterns = {pattern.get("id") for pattern in root.iter(f"{SVG}pattern")}
    for path in shown:
        fill = path.get("fill")
        assert fill.startswith("#") or fill[5:-1] in patterns
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {"Which side does less?", "Left does less", "Right does less", "not measured"} <= set(words)
    order = [word for word in words if word in ("L", "R")]
    assert order == [side[0].upper() for view in LAYERS[layer] for side in drawing(build, view).sides]


def test_the_svg_says_what_it_shows_to_who_cannot_see_it(findings):
    root = parsed(body_map(findings).to_svg())
    assert "Soleus, left: Endurance: clear difference, less on the left." in root.get("aria-label")
    assert root.find(f".//*[@data-region='soleus_l']/{SVG}title").text.startswith(
        "Soleus, left. Endurance: clear difference"
    )


def test_a_map_is_saved_as_html_svg_and_png(findings, tmp_path):
    made = body_map(findings)
    html = made.save(tmp_path / "map.html").read_text("utf-8")
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=.?https?:", html)
    assert "Read the map as a table" in html
    assert html.count('class="plotly-graph-div"') == 2  # a figure a view: they stack where the page is narrow
    assert "Left does less" in html
    assert made.save(str(tmp_path / "map.svg")).read_text("utf-8") == made.to_svg()
    png = made.save(tmp_path / "map.PNG").read_bytes()
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width == 1440 < height
    with pytest.raises(ValueError, match=r"saved as .html, .svg or .png, not as .gif"):
        made.save(tmp_path / "map.gif")


def test_without_the_extra_a_png_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'balancekit\[png\]'"):
        body_map({}).save(tmp_path / "map.png")
    assert not (tmp_path / "map.png").exists()


def test_the_table_says_what_the_figure_says(findings):
    made = body_map(findings)
    assert list(made.table.columns) == ["region", "muscle", "side", "state", "words"]
    rows = made.table.set_index("region")
    assert len(rows) == len(made.readings)
    assert rows.loc["biceps_femoris_r", "state"] == "unable"
    assert rows.loc["biceps_femoris_r", "words"] == (
        "Strength: one side unable, less on the right. Hard: left 5 s, right not able."
    )
    assert rows.loc["pectineus_l"].tolist() == ["Pectineus", "left", "unmeasured", "Not measured."]


def test_a_notebook_gets_the_figure_and_a_picture(findings):
    bundle = body_map(findings)._repr_mimebundle_()
    json.dumps(bundle)
    assert len(bundle["application/vnd.plotly.v1+json"]["data"]) > 126
    parsed(bundle["image/svg+xml"])
    assert bundle["text/plain"] == "BodyMap(superficial, male, 8 of 100 regions with a reading)"


# ---------------------------------------------------------------- pictures of muscles


def classes(svg):
    shown = {}
    for path in parsed(svg).iter(f"{SVG}path"):
        shown.setdefault(path.get("class"), []).append(path.get("d"))
    return shown


def test_a_muscle_picture_is_classed_and_shows_both_sides():
    art = drawing("male", "back_deep")
    shown = classes(muscle_picture(["quadratus_lumborum"], secondary=["multifidus_l"]))
    assert shown["art-hit"] == [art.regions[f"quadratus_lumborum_{side}"].path for side in "lr"]
    assert shown["art-soft"] == [art.regions["multifidus_l"].path]
    assert set(shown) >= {"art-skin", "art-bone", "art-line", "art-m", "art-fibre"}
    assert "fill=" not in muscle_picture(["quadratus_lumborum"])


@pytest.mark.parametrize(
    ("muscles", "view"),
    [
        (["quadratus_lumborum", "multifidus", "external_oblique"], "back_deep"),
        (["external_oblique"], "front"),
        (["gluteus_maximus", "piriformis", "biceps_femoris"], "back"),
        (["abductor_hallucis"], "sole"),
    ],
)
def test_the_view_that_shows_most_of_the_muscles_is_chosen(muscles, view):
    assert drawing("male", view).silhouette.path in muscle_picture(muscles)


@given(st.data(), st.sampled_from(VIEWS), st.sampled_from(BUILDS))
def test_the_crop_holds_every_hit(data, view, build):
    art = drawing(build, view)
    muscles = data.draw(st.lists(st.sampled_from(art.muscles), min_size=1, max_size=4))
    svg = muscle_picture(muscles, view=view, figure=build)
    left, top, width, height = (float(n) for n in parsed(svg).get("viewBox").split())
    for region in art.regions.values():
        if region.muscle in muscles:
            x0, y0, x1, y1 = region.box
            assert left - 1 <= x0 < x1 <= left + width + 1
            assert top - 1 <= y0 < y1 <= top + height + 1


def test_the_label_of_a_picture_is_escaped_and_names_the_muscles():
    assert 'aria-label="&quot;a&quot; &lt;b&gt;"' in muscle_picture(["soleus"], label='"a" <b>')
    assert 'aria-label="Muscles: soleus, gracilis."' in muscle_picture(["soleus"], secondary=["gracilis"])


def test_a_picture_of_no_muscle_shows_the_whole_body():
    assert 'viewBox="-300 0 600 1000"' in muscle_picture([])


def test_a_picture_of_an_unknown_muscle_names_the_closest():
    with pytest.raises(ValueError, match="called 'pirifomis'; did you mean piriformis"):
        muscle_picture(["pirifomis"])
    with pytest.raises(ValueError, match="called 'pirifomis'"):
        muscle_map("pirifomis")


def test_a_picture_of_a_group_shows_its_members():
    shown = classes(muscle_map("hamstrings").to_svg())
    assert len(shown["art-hit"]) == 6
    assert bk.muscle_map("hamstrings").name == "hamstrings"
    one_side = classes(muscle_picture(["hamstrings_l"]))
    art = drawing("male", "back")
    assert sorted(one_side["art-hit"]) == sorted(art.regions[f"{muscle}_l"].path for muscle in HAMSTRINGS)


@pytest.mark.parametrize("muscle", sorted(muscle_views("male")))
def test_every_muscle_has_a_picture_of_its_own(muscle):
    svg = muscle_map(muscle)._repr_svg_()
    assert len(classes(svg)["art-hit"]) == 2
    assert colours.MUSCLE in svg
