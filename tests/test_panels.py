"""The live maps with all that belongs to them: to read what was found, and to point at where it is felt."""

from types import MappingProxyType
from typing import Any

import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st
from small_catalogue import SMALL, row, test_entry

import balancekit as bk
from balancekit.figures import BodyMapPanel, RegionPicker, body_map, chosen_map, colours
from balancekit.figures.artwork import LAYERS, VIEWS, drawing
from balancekit.figures.notes import region_note
from balancekit.figures.picker import FEELINGS
from balancekit.figures.regions import drawn_regions

DAY = "2026-11-02"


def muscle(name, layer="superficial"):
    return {"name": name, "latin": f"m. {name}", "group": "trunk", "layer": layer, "job": f"What {name} does."}


def loads(*muscles, side="same"):
    return [{"muscle": name, "side": side} for name in muscles]


STEADY = [row(cv=1, use="cv")]
CATALOGUE = SMALL.extend(
    {
        "muscles": {
            "soleus": muscle("soleus"),
            "external_oblique": muscle("external oblique"),
            "piriformis": muscle("piriformis", "deep"),
            "pectineus": muscle("pectineus"),
        },
        "assessments": {
            "raise": test_entry(name="Raise <b>", reliability=STEADY, muscles=loads("soleus", "piriformis")),
            "girth": test_entry(name="Girth", reliability=STEADY, quality="size", muscles=loads("soleus")),
            "carry": test_entry(
                name="Carry", reliability=[], quality="strength", muscles=loads("external_oblique", side="opposite")
            ),
        },
    }
)


@pytest.fixture(scope="module")
def findings():
    case = (
        bk.Case()
        .measure("raise", left=[80, 80, 80], right=[50, 50, 50], on=DAY)
        .measure("girth", left=[50, 50, 50], right=[50, 50, 50], on=DAY)
        .measure("carry", left=[60, 60.2, 59.8], right=[40, 40.1, 39.9], on=DAY)
    )
    return bk.score(case, catalogue=CATALOGUE)


def fills(panel, layer="superficial"):
    return {
        (view, trace.meta): (trace.fillcolor, trace.line.color, trace.line.width, trace.fillpattern.shape)
        for view, figure in panel.figures[layer].items()
        for trace in figure.data
        if trace.meta
    }


# ---------------------------------------------------------------- to read


def test_a_region_is_picked_from_python_from_the_list_and_on_the_map(findings):
    panel = BodyMapPanel(findings)
    heard = []
    panel.observe(lambda change: heard.append(change["new"]), "region")
    panel.region = "soleus_l"
    assert panel.regions.value == "soleus_l"
    panel.regions.value = "soleus_r"
    panel.figures["superficial"]["back"].region = "pectineus_l"  # what a click sets
    assert heard == ["soleus_l", "soleus_r", "pectineus_l"]
    assert [figure.region for figure in panel.figures["superficial"].values()] == ["pectineus_l"] * 2
    assert panel.regions.value == "pectineus_l"


def test_picking_marks_the_region_in_both_views_and_says_what_is_known(findings):
    panel = BodyMapPanel(findings)
    panel.region = "soleus_r"
    marked = {where for where, look in fills(panel).items() if look[1] == colours.INK}
    assert marked == {("front", "soleus_r"), ("back", "soleus_r")}
    text = panel.pick.value
    assert "Soleus, right" in text
    assert "Endurance. Clear difference: the right does less" in text
    assert "Size. Sides alike" in text
    assert "Raise &lt;b&gt;" in text
    assert "<b>" not in text
    panel.region = ""
    assert "Click or tap a muscle" in panel.pick.value
    assert colours.INK not in {look[1] for look in fills(panel).values()}


def test_a_muscle_of_another_layer_brings_its_layer(findings):
    panel = BodyMapPanel(findings)
    panel.regions.value = "piriformis_l"
    assert panel.layer.value == "deep"
    assert [figure.region for figure in panel.figures["deep"].values()] == ["piriformis_l"] * 2
    panel.region = "abductor_hallucis_r"
    assert panel.layer.value == "sole"
    panel.region = "soleus_l"
    assert panel.layer.value == "superficial"


def test_the_list_has_every_region_once_by_name(findings):
    options: Any = BodyMapPanel(findings).regions.options
    assert sorted(value for _, value in options if value) == sorted(drawn_regions("male"))
    names = [name for name, value in options if value]
    assert names == sorted(names)
    assert "Quadratus lumborum, left" in names


def test_the_quality_switch_offers_what_was_found(findings):
    panel = BodyMapPanel(findings)
    assert [name for name, _ in panel.quality.options] == ["What stands out most", "Endurance", "Size", "Strength"]
    assert [value for _, value in panel.quality.options if value] == list(dict.fromkeys(findings.muscles()["quality"]))
    assert fills(panel)["back", "soleus_r"][0] not in (colours.SAME, colours.NONE)
    panel.quality.value = "size"
    assert fills(panel)["back", "soleus_r"][0] == colours.SAME
    assert BodyMapPanel({"soleus": 1}).quality.layout.display == "none"


def test_the_note_says_today_and_that_a_test_loads_the_opposite_side(findings):
    note = region_note("external_oblique_l", findings)
    assert "Strength. Clear difference today: the left does less" in note
    assert "Carry · each side loads the opposite muscle · today only" in note
    assert "Not measured" in region_note("pectineus_l", findings)
    assert "What pectineus does." in region_note("pectineus_l", findings)
    hover = body_map(findings).readings["external_oblique_l"].lines
    assert hover == (
        "Strength: clear difference today, less on the left",
        "Carry: left 60 s, right 40 s, each loading the opposite side",
    )


def test_the_table_tells_of_all_layers(findings):
    panel = BodyMapPanel(findings)
    assert panel.table.layout.display == "none"
    panel.switch.click()
    assert panel.table.layout.display is None
    for words in ("Soleus", "Piriformis", "External oblique", '<th scope="row">'):
        assert words in panel.table.value
    assert "Pectineus" not in panel.table.value
    assert panel.switch.description == "Hide the table"
    panel.switch.click()
    assert panel.table.layout.display == "none"


def test_new_findings_and_a_fresh_panel_show_the_same(findings):
    panel = BodyMapPanel(bk.score(bk.Case(), catalogue=CATALOGUE))
    panel.region = "soleus_r"
    panel.source = findings
    panel.draw()
    fresh = BodyMapPanel(findings)
    fresh.region = "soleus_r"
    assert fills(panel) == fills(fresh)
    for part in ("pick", "legend"):
        assert getattr(panel, part).value == getattr(fresh, part).value
    assert panel.quality.options == fresh.quality.options


def test_a_map_of_given_numbers_has_a_panel_of_its_own():
    panel = body_map({"hamstrings_l": -2, "piriformis": 1}, layer="deep", figure="female").panel()
    assert panel.layer.value == "deep"
    assert panel.build == "female"
    assert "bk" in panel._dom_classes
    panel.region = "biceps_femoris_l"
    assert "Biceps femoris, left" in panel.pick.value
    assert "-2" in panel.pick.value
    assert "no value" in panel.legend.value


def test_a_saved_notebook_keeps_a_picture_of_the_panel(findings):
    panel = BodyMapPanel(findings)
    bundle = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["image/svg+xml"] == panel.shown().to_svg()


def test_a_wrong_region_is_refused_and_the_guard_sees_every_fault(findings, monkeypatch):
    faults = []

    def guard(callback):
        def guarded(*args):
            try:
                return callback(*args)
            except ZeroDivisionError as error:
                faults.append(error)

        return guarded

    panel = BodyMapPanel(findings, guard=guard)
    with pytest.raises(traitlets.TraitError, match="did you mean soleus_l"):
        panel.region = "solus_l"
    monkeypatch.setattr(panel, "shown", lambda *_: 1 / 0)
    panel.layer.value = "deep"
    panel.switch.click()
    assert len(faults) == 2


# ---------------------------------------------------------------- to point at


def test_pointing_chooses_and_words_are_said_about_it():
    picker = RegionPicker()
    heard = []
    picker.observe(lambda change: heard.append(dict(change["new"])), "value")
    picker.figures["superficial"]["back"].region = "erector_spinae_l"  # what a click sets
    picker.say("erector_spinae_l", "painful")
    picker.say("erector_spinae_l", "larger")
    picker.regions.value = "piriformis_l"
    assert picker.layer.value == "deep"
    assert heard == [
        {"erector_spinae_l": ()},
        {"erector_spinae_l": ("painful",)},
        {"erector_spinae_l": ("larger", "painful")},
        {"erector_spinae_l": ("larger", "painful"), "piriformis_l": ()},
    ]
    picker.say("erector_spinae_l", "painful", so=False)
    assert picker.value == {"erector_spinae_l": ("larger",), "piriformis_l": ()}


def test_larger_and_smaller_exclude_each_other():
    picker = RegionPicker({"soleus_l": ("larger", "tighter")})
    picker.say("soleus_l", "smaller")
    assert picker.value == {"soleus_l": ("smaller", "tighter")}


def test_the_chips_say_and_show_the_same():
    picker = RegionPicker({"soleus_l": ["weaker"]})
    row = picker._list.children[0]
    chips = {chip.description: chip for chip in row.children[1].children}
    assert list(chips) == list(FEELINGS)
    assert [word for word, chip in chips.items() if chip.value] == ["weaker"]
    chips["painful"].value = True
    chips["weaker"].value = False
    assert picker.value == {"soleus_l": ("painful",)}
    assert chips["painful"].tooltip == "Soleus, left: painful"


def test_removing_a_region_takes_its_row_and_its_colour():
    picker = RegionPicker({"soleus_l": (), "soleus_r": ()})
    picker.region = "soleus_r"
    assert fills(picker)["back", "soleus_r"][0] == colours.diverging(1)
    row = picker._list.children[0]  # the latest first
    row.children[0].children[1].click()
    assert picker.value == {"soleus_l": ()}
    assert picker.region == ""
    assert len(picker._list.children) == 1
    assert fills(picker)["back", "soleus_r"][0] == colours.NONE


def test_the_value_is_frozen_and_a_wrong_one_is_named():
    picker = RegionPicker({"soleus_l": {"painful", "larger"}})
    assert isinstance(picker.value, MappingProxyType)
    assert picker.value["soleus_l"] == ("larger", "painful")
    with pytest.raises(traitlets.TraitError, match="called 'QL_l'; did you mean quadratus_lumborum_l"):
        picker.value = {"QL_l": ()}
    with pytest.raises(traitlets.TraitError, match="larger, smaller, tighter, weaker, painful, not 'sore'"):
        picker.value = {"soleus_l": ["sore"]}
    assert picker.value == {"soleus_l": ("larger", "painful")}


chosen = st.dictionaries(st.sampled_from(sorted(drawn_regions("male"))), st.sets(st.sampled_from(FEELINGS)), max_size=4)


@settings(max_examples=6)
@given(chosen, chosen)
def test_a_changed_picker_equals_a_fresh_one(before, after):
    picker, fresh = RegionPicker(before), RegionPicker(after)
    picker.value = after
    assert picker.value == fresh.value
    assert fills(picker) == fills(fresh)
    assert len(picker._list.children) == len(after)


@pytest.mark.parametrize("view", VIEWS)
def test_what_was_chosen_is_drawn_on_the_persons_side(view):
    layer = next(layer for layer, views in LAYERS.items() if view in views)
    for region in drawing("female", view).regions.values():
        made = chosen_map({region.id: ["painful"]}, layer=layer, figure="female")
        states = {name: reading for name, reading in made.readings.items() if reading.state == "chosen"}
        assert list(states) == [region.id]
        assert states[region.id].lines == ("painful",)
    assert "Where do you feel it?" in chosen_map({}).to_svg()
    assert "chosen on the left" in chosen_map({}).to_svg()
    assert "bk-scale" not in chosen_map({}).to_svg()
