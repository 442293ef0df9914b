"""Where do you feel it, on a phone: the words for what was tapped come into view where the reader is."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from balancekit.figures.artwork import drawing
from balancekit.figures.picker import FEELINGS
from balancekit.figures.regions import region_name

pytestmark = pytest.mark.browser

NOTEBOOK = "feel.ipynb"
CELL = """
import balancekit as bk

workbench = bk.Workbench(bk.Case())
feel = bk.forms.Feel(workbench)
workbench.go("feel")
feel
"""
WAIT = 60_000
# Where a point of a region lies in the window, once the region was scrolled to its middle.
PLACE = """([view, name, x, y]) => {
  const figure = [...document.querySelectorAll('.bk-figure')].find(f => f.querySelector('.bk-view').innerText === view)
    .querySelector('.js-plotly-plot');
  const traces = [...figure.querySelectorAll('.scatterlayer .trace')];
  traces[figure.data.findIndex(trace => trace.meta === name)].scrollIntoView({block: 'center', behavior: 'instant'});
  const {xaxis, yaxis} = figure._fullLayout;
  const box = figure.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
}"""


@pytest.fixture(scope="module")
def notebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feel")
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)], metadata=metadata), folder / NOTEBOOK
    )
    return folder


def tap(page: Page, view: str, region: str) -> None:
    """Tap a region the way a finger does, and wait until the page shows its row."""
    centre = drawing("male", view).regions[region].centroid
    page.touchscreen.tap(*page.evaluate(PLACE, [view.capitalize(), region, *centre]))
    expect(page.locator(".bk-feltrow.is-now")).to_contain_text(region_name(region), timeout=WAIT)


def chips(page: Page) -> list[FloatRect]:
    """Boxes of the words for what was tapped last."""
    found = page.locator(".bk-feltrow.is-now .bk-chip")
    expect(found).to_have_text(list(FEELINGS))
    boxes = [box for chip in found.all() if (box := chip.bounding_box())]
    assert len(boxes) == len(FEELINGS)
    return boxes


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_words_are_in_the_window_after_a_tap(
    browser: Browser, voila_server, screenshots: Path, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    voila_server.open(page, NOTEBOOK)
    page.evaluate("dark => document.body.dataset.jpThemeLight = String(!dark)", scheme == "dark")
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .nsewdrag').length === 2", timeout=WAIT)
    for number, (view, region) in enumerate(
        (("front", "deltoid_anterior_l"), ("front", "tibialis_anterior_r"), ("back", "gluteus_maximus_l"))
    ):
        tap(page, view, region)
        for box in chips(page):
            assert box["y"] >= 0, (region, box)
            assert box["y"] + box["height"] <= 844, (region, box)
            assert box["x"] + box["width"] <= 390, (region, box)
        page.screenshot(path=screenshots / f"feel_phone_{scheme}_{number}.png")
    # They answer there, too.
    now = page.locator(".bk-feltrow.is-now")
    now.locator(".bk-chip", has_text="larger").tap()
    expect(now.locator(".mod-active")).to_have_text("larger", timeout=WAIT)
    context.close()
