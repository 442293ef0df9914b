"""The body map in real pages: a click is heard in Python, recolouring repaints, a page that asks late is right."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from balancekit.figures.artwork import drawing
from balancekit.figures.colours import LEFT, SAME
from balancekit.figures.readings import plain_name

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
    cells = [nbformat.v4.new_code_cell(source) for source in (FIRST, SECOND)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / NOTEBOOK)
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
