"""The body map in real pages: a click is heard in Python, recolouring repaints, a page that asks late is right."""

import json
import random
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from balancekit.figures import body_map
from balancekit.figures.artwork import BUILDS, LAYERS, drawing
from balancekit.figures.colours import LEFT, SAME
from balancekit.figures.regions import plain_name

pytestmark = pytest.mark.browser

NOTEBOOK = "map.ipynb"
FIRST = """
import time
import ipywidgets
from balancekit.figures import body_map

figure = body_map({}).widget("back")
heard = ipywidgets.Label("nothing yet")

def clicked(change):
    heard.value = change.new
    time.sleep(1 if change.new == "soleus_l" else 0)  # stands for work that keeps the kernel busy
    figure.update_from(body_map({change.new: -1, "trapezius_middle": 0}))

figure.observe(clicked, "region")
ipywidgets.VBox([heard, figure])
"""
# An edit between construction and the moment the page connects, in a box: what plotly alone loses.
SECOND = 'figure.update_from(body_map({"latissimus_dorsi_l": -1}))'

EQUALS = "equals.ipynb"
CHANGED_AND_FRESH = """
import ipywidgets
import balancekit as bk

case = (
    bk.Case()
    .measure("side_bridge", left=[62, 60, 64], right=[28, 31, 27])
    .measure("single_leg_heel_raise", left=[25], right=[24])
    .measure("single_leg_glute_ham_raise", left=[5])
    .unable("single_leg_glute_ham_raise", "right")
)
before = bk.score(bk.Case().measure("single_leg_back_extension", left=[80, 82, 81], right=[40, 41, 42]))
changed, fresh = bk.body_map(before).widget(), bk.body_map(bk.score(case)).widget()
change = ipywidgets.Button(description="Change")
change.on_click(lambda _: changed.update_from(bk.body_map(bk.score(case))))
ipywidgets.VBox([change, changed, fresh])
"""

PANELS = "panels.ipynb"
PANEL = """
from balancekit.figures import RegionPicker, body_map

panel = body_map({"soleus_l": -1, "piriformis_r": 1}).panel()
panel
"""
PICKER = """
import ipywidgets

picker, heard = RegionPicker(), ipywidgets.Label("nothing yet")
picker.observe(lambda change: setattr(heard, "value", str(dict(change.new))), "value")
ipywidgets.VBox([picker.standalone(), heard])
"""

FILL = """([name, colour]) => {
  const figure = document.querySelector('.js-plotly-plot');
  const traces = [...(figure?.querySelectorAll('.scatterlayer .trace') ?? [])];
  const trace = traces[figure?.data?.findIndex(trace => trace.meta === name)];
  return trace?.querySelector('.js-fill')?.style.fill === colour;
}"""
PLACE = """([x, y]) => {
  const figure = document.querySelector('.js-plotly-plot');
  figure.scrollIntoView({block: 'center', behavior: 'instant'});
  const {xaxis, yaxis} = figure._fullLayout;
  const box = figure.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
}"""


@pytest.fixture(scope="module")
def notebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("body_map")
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, sources in (
        (NOTEBOOK, (FIRST, SECOND)),
        (EQUALS, (CHANGED_AND_FRESH,)),
        (PANELS, (PANEL, PICKER)),
    ):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / name)
    return folder


def wait_for_fill(page: Page, name: str, colour: str) -> None:
    rgb = f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"
    page.wait_for_function(FILL, arg=[name, rgb], timeout=60_000)


def hover_region(page: Page, name: str) -> None:
    region = drawing("male", "back").regions[name]
    page.mouse.move(*page.evaluate(PLACE, region.centroid))
    # plotly looks at most every 50 ms what is under the pointer; a hand is never that quick.
    label = f"{plain_name(region.muscle)}, {region.side}"
    page.locator(".hovertext", has_text=label).wait_for(timeout=20_000)


def click_region(page: Page, name: str) -> None:
    hover_region(page, name)
    page.mouse.down()
    page.mouse.up()


def test_voila_shows_the_edit_made_before_it_connected_and_hears_clicks(page: Page, voila_server) -> None:
    voila_server.open(page, NOTEBOOK)
    wait_for_fill(page, "latissimus_dorsi_l", LEFT[-1])
    click_region(page, "gluteus_maximus_l")
    expect(page.get_by_text("gluteus_maximus_l")).to_be_visible()
    wait_for_fill(page, "gluteus_maximus_l", LEFT[-1])
    wait_for_fill(page, "trapezius_middle_r", SAME)
    hover_region(page, "gluteus_maximus_l")
    expect(page.locator(".hovertext")).to_contain_text("-1")
    click_region(page, "trapezius_middle_r")
    expect(page.get_by_text("trapezius_middle_r")).to_be_visible()
    # While the kernel is busy with one click, the next is not lost, even when the pointer moves on.
    click_region(page, "soleus_l")
    click_region(page, "infraspinatus_r")
    hover_region(page, "gluteus_medius_r")
    wait_for_fill(page, "infraspinatus_r", LEFT[-1])


def test_jupyterlab_shows_the_present_colours_after_a_reload(page: Page, jupyterlab_server) -> None:
    jupyterlab_server.open(page, NOTEBOOK)
    wait_for_fill(page, "latissimus_dorsi_l", LEFT[-1])
    click_region(page, "gluteus_maximus_l")
    wait_for_fill(page, "gluteus_maximus_l", LEFT[-1])
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.reload()
    wait_for_fill(page, "gluteus_maximus_l", LEFT[-1])


LOOKS = """() => [...document.querySelectorAll('.js-plotly-plot')].map((figure) => {
  const traces = [...figure.querySelectorAll('.scatterlayer .trace')];
  const looks = traces.map((trace, index) => {
    const [fill, line] = ['.js-fill', '.js-line'].map((part) => trace.querySelector(part)?.style);
    const pattern = figure.querySelector(fill?.fill.match(/#[^"]+/)?.[0] ?? 'none');
    const ground = pattern ? [pattern.getAttribute('width'), pattern.innerHTML] : fill?.fill;
    return [figure.data[index].meta, ground, line?.stroke, line?.strokeWidth, figure._fullData[index].name];
  });
  return JSON.stringify(looks.filter(([region]) => region));
})"""


def test_a_changed_figure_looks_like_a_fresh_one(page: Page, voila_server) -> None:
    voila_server.open(page, EQUALS)
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .nsewdrag').length === 4", timeout=60_000)
    changed, fresh = page.evaluate(LOOKS)
    assert changed != fresh
    shapes = {pattern for _, ground, *_ in json.loads(fresh) if isinstance(ground, list) for pattern in ground[1:]}
    assert len({re.findall(r' d="[^"]*"', shape)[0] for shape in shapes}) > 1  # hatched and cross-hatched
    page.get_by_role("button", name="Change").click()
    page.wait_for_function(
        f"() => {{ const [changed, fresh] = ({LOOKS})(); return changed === fresh; }}", timeout=20_000
    )


OUTLINE = """([name, colour]) => {
  for (const figure of document.querySelectorAll('.js-plotly-plot')) {
    const traces = [...figure.querySelectorAll('.scatterlayer .trace')];
    const trace = traces[figure.data.findIndex(trace => trace.meta === name)];
    if (trace?.querySelector('.js-line')?.style.stroke === colour) return true;
  }
  return false;
}"""


def test_a_muscle_is_picked_from_the_list_and_what_is_felt_is_said_by_keyboard(page: Page, voila_server) -> None:
    voila_server.open(page, PANELS)
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .nsewdrag').length >= 4", timeout=60_000)
    panel, picker = page.locator(".bk:has(.bk-legend)").last, page.locator(".bk:has(.bk-felt)").last
    panel.get_by_label("Muscle").select_option("Soleus, left")
    expect(panel.locator(".bk-pick")).to_contain_text("Soleus, left")
    page.wait_for_function(OUTLINE, arg=["soleus_l", "rgb(42, 37, 33)"])
    # Another layer's muscle brings its layer, and is marked there.
    panel.get_by_label("Muscle").select_option("Piriformis, right")
    page.wait_for_function(OUTLINE, arg=["piriformis_r", "rgb(42, 37, 33)"])
    expect(panel.get_by_role("radio", name="Deep")).to_be_checked()
    # On a phone the views stand below each other, with what was picked between them.
    page.set_viewport_size({"width": 390, "height": 900})
    front, back = (panel.locator(".bk-figure").nth(index).bounding_box() for index in (0, 1))
    told = panel.locator(".bk-pickplace").bounding_box()
    assert front
    assert back
    assert told
    assert front["y"] + front["height"] <= told["y"] < told["y"] + told["height"] <= back["y"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    picker.get_by_label("Muscle").select_option("Erector spinae, left")
    chip = picker.get_by_role("button", name="larger")
    chip.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("{'erector_spinae_l': ('larger',)}")).to_be_visible()


# ---------------------------------------------------------------- what lies under the pointer

POINTS = 30
"""Points tried in each view of each build."""
WATCH = """() => {
  window.figures = [...document.querySelectorAll('.js-plotly-plot')];
  for (const figure of window.figures) {
    figure.on('plotly_click', ({points}) => { window.clicked = points[0].fullData.meta; });
  }
}"""
TO_PIXEL = """([index, x, y]) => {
  const figure = window.figures[index];
  const {xaxis, yaxis} = figure._fullLayout;
  const box = figure.getBoundingClientRect();
  const [left, top] = [box.left + xaxis._offset, box.top + yaxis._offset];
  const [column, row] = [Math.round(left + xaxis.d2p(x)), Math.round(top + yaxis.d2p(y))];
  return [column, row, xaxis.p2d(column - left), yaxis.p2d(row - top)];
}"""
HOVERED = "(index) => window.figures[index]._hoverdata?.[0]?.fullData.meta ?? null"


def inside(ring, x, y) -> bool:
    crossings = (
        (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0) for (x0, y0), (x1, y1) in pairwise(ring)
    )
    return sum(crossings) % 2 == 1


def interior_pixel(page: Page, index: int, chance: random.Random, region) -> tuple[int, int]:
    """A pixel of the page inside a region: a mouse stands on whole pixels."""
    left, top, right, bottom = region.box
    while True:
        where = [index, chance.uniform(left, right), chance.uniform(top, bottom)]
        column, row, x, y = page.evaluate(TO_PIXEL, where)
        if any(inside(ring, x, y) for ring in region.rings):
            return column, row


def test_hover_and_click_find_the_region_at_99_of_100_random_points(page: Page, tmp_path: Path) -> None:
    chance = random.Random(7)
    shown = [(build, view, layer) for build in BUILDS for layer, views in LAYERS.items() for view in views]
    parts = [
        body_map({}, layer=layer, figure=build).view(view).to_html(full_html=False, include_plotlyjs=not index)
        for index, (build, view, layer) in enumerate(shown)
    ]
    file = tmp_path / "views.html"
    file.write_text(
        f'<!doctype html><body style="display:flex;flex-wrap:wrap;width:1700px">{"".join(parts)}</body>', "utf-8"
    )
    page.set_viewport_size({"width": 1720, "height": 1200})
    page.goto(file.as_uri())
    page.wait_for_function("(n) => document.querySelectorAll('.js-plotly-plot .nsewdrag').length === n", arg=len(shown))
    page.evaluate(WATCH)
    wrong = []
    for index, (build, view, _) in enumerate(shown):
        regions = list(drawing(build, view).regions.values())
        for region in chance.choices(regions, k=POINTS):
            x, y = interior_pixel(page, index, chance, region)
            hovered = None
            for _ in range(20):  # a hand never stops at once, and plotly looks at most every 50 ms what is under it
                page.mouse.move(x, y)
                page.wait_for_timeout(30)
                hovered = page.evaluate(HOVERED, index)
                if hovered == region.id:
                    break
            page.evaluate("() => { window.clicked = null; }")
            page.mouse.down()
            page.mouse.up()
            clicked = page.evaluate("() => window.clicked")
            wrong += [(build, view, region.id, found) for found in (hovered, clicked) if found != region.id]
    assert len(wrong) <= 0.01 * 2 * POINTS * len(shown), wrong
