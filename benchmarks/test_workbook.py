"""The workbook in a real browser over Voila: how soon a key is answered, and how soon the map follows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from balancekit.cli import copy_notebooks
from benchmarks.full_case import full_case
from tests.conftest import ROOT, VOILA, Server, _running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WORKBOOK = "00_find_your_imbalance.ipynb"
CASE = "my_case.json"
WATCH = (Path(__file__).parent / "watch.js").read_text("utf-8")
WAIT = 60_000
FIRST_MAP = "() => document.querySelectorAll('.s-results .js-plotly-plot .nsewdrag').length >= 2"
LEAN = '--VoilaConfiguration.extension_denylist=["jupyterlab-plotly"]'
OPENINGS = 4
KEYS = 12
POOL_FILLS = 20
"""Seconds that a pool is given to have its next kernel ready."""


@pytest.fixture(scope="module")
def notebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notebooks, where a case may be saved."""
    folder = tmp_path_factory.mktemp("notebooks")
    copy_notebooks(ROOT / "notebooks", folder)
    return folder


@pytest.fixture
def warm_server(notebook_folder: Path, tmp_path: Path) -> Iterator[Server]:
    """Voila with a pool of kernels that have run the workbook already.

    Without plotly's renderer of saved figures, 5 MB that every page would load: live figures bring their own.
    """
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / WORKBOOK).write_bytes((notebook_folder / WORKBOOK).read_bytes())
    command = ["voila", str(folder), "--no-browser", "--preheat_kernel=True", "--pool_size=1", LEAN]
    with _running(command, folder, tmp_path) as address:
        yield Server(lambda name: f"{address}/voila/render/{name}", *VOILA)


def opened(browser: Browser, server: Server) -> tuple[Page, float, float]:
    """The workbook in a fresh page; seconds until its first keypress was accepted, and until it was answered."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.add_init_script(WATCH)
    field = page.get_by_label("Left, try 1", exact=True)
    start = time.perf_counter()
    page.goto(server.url(WORKBOOK), wait_until="commit")
    page.wait_for_function(server.ready, timeout=WAIT)
    # A kernel of the pool may have run while the file of an earlier opening stood there: what it read goes first, or
    # the digit would change no word of the answer.
    field.press("ControlOrMeta+a")
    field.press("Delete")
    field.press("6")
    assert field.input_value() == "6"
    accepted = time.perf_counter() - start
    page.wait_for_function("() => window.__watch.seen.sentence", timeout=WAIT)
    return page, accepted, time.perf_counter() - start


def openings(browser: Browser, server: Server, folder: Path, *, pause: float) -> tuple[list[float], list[float]]:
    """Seconds to the first keypress and to its answer, for some openings of an empty case."""
    took = []
    for _ in range(OPENINGS):
        (folder / CASE).unlink(missing_ok=True)
        time.sleep(pause)
        page, *seconds = opened(browser, server)
        page.context.close()
        took.append(seconds)
    accepted, answered = map(list, zip(*took, strict=True))
    return accepted, answered


def test_interactive(browser, voila_server, notebook_folder, ledger):
    accepted, answered = openings(browser, voila_server, notebook_folder, pause=1)
    ledger.bar("interactive", min(accepted), statistics.median(accepted))
    ledger.other("workbook in Voila, to the first answer to a key", "s", min(answered), statistics.median(answered))


def test_interactive_with_warm_pool(browser, warm_server, notebook_folder, ledger):
    accepted, answered = openings(browser, warm_server, notebook_folder, pause=POOL_FILLS)
    ledger.bar("interactive_warm", min(accepted), statistics.median(accepted))
    ledger.other("the same with a pool of warm kernels", "s", min(answered), statistics.median(answered))


def keypresses(page: Page) -> dict[str, list[float]]:
    """Milliseconds from a key to the sentence and to the map, and from the message to the map."""
    listed = page.locator(".s-measure select option", has_text="Side bridge").get_attribute("value")  # tick or not
    page.locator(".s-measure select").select_option(value=listed)
    page.locator(".s-measure h2", has_text="Side bridge").wait_for(timeout=WAIT)
    for side, value in (("Left", "35"), ("Right", "31")):
        page.get_by_label(f"{side}, try 1", exact=True).fill(value)
    field = page.get_by_label("Right, try 1", exact=True)
    # The first map comes by itself once the keys are quiet, or stands there already.
    page.wait_for_function(FIRST_MAP, timeout=WAIT)
    took: dict[str, list[float]] = {"sentence": [], "map": [], "repaint": []}
    for number in range(KEYS):
        time.sleep(1)  # what follows the map (list, stories, plan) is done
        field.press("Home")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("91"[number % 2])  # 91 or 11 s beside 35: the other side does less, whatever else is known
        page.wait_for_function("() => window.__watch.seen.sentence && window.__watch.seen.map", timeout=WAIT)
        time.sleep(1)  # the second figure, too
        seen = page.evaluate("window.__watch.seen")
        took["sentence"].append(seen["sentence"] - seen["key"])
        took["map"].append(seen["map"] - seen["key"])
        took["repaint"].append(seen["map"] - seen["message"])
    return took


@pytest.mark.parametrize("everything", [False, True], ids=["one test", "full case"])
def test_keypress(browser, voila_server, notebook_folder, ledger, everything):
    (notebook_folder / CASE).unlink(missing_ok=True)
    if everything:
        full_case().without("side_bridge").save(notebook_folder / CASE)
    page, *_ = opened(browser, voila_server)
    took = {what: (min(times), statistics.median(times)) for what, times in keypresses(page).items()}
    page.context.close()
    if everything:
        ledger.bar("keypress_map", *took["map"])
        ledger.bar("repaint", *took["repaint"])
        ledger.other("keypress to verdict sentence, full case", "ms", *took["sentence"])
    else:
        ledger.other("keypress to verdict sentence, one test", "ms", *took["sentence"])
        ledger.other("keypress to repainted map, one test", "ms", *took["map"])
