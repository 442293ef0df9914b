"""Why and what if in a real browser: beliefs that move, cards that open, the chain, the waterfall, the whole graph."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import balancekit as bk
from balancekit.catalogue import Cause

pytestmark = pytest.mark.browser

WAIT = 60_000
WIDTHS = [1400, 390]
BEGIN = "import balancekit as bk\nwb = bk.Workbench(path='case.json')\n"
NOTEBOOKS = {
    "why": BEGIN + "bk.forms.Why(wb)",
    "what_if": BEGIN + "bk.forms.WhatIf(wb)",
    "network": "import balancekit as bk\nfrom balancekit.figures.network import network_figure\n"
    "network_figure(bk.catalogue())",
}
SCOLIOMETER = "Scoliometer, lower back"
CURVE = "A structural curve of the spine, convex to the left"
OUTSIDE = """() => [...document.querySelectorAll('.bk, .bk *')].filter(e => e.offsetParent
  && !e.closest('svg, .bk-netframe, .bk-unseen') && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.className).slice(0, 5)"""
CUT = """() => [...document.querySelectorAll('.bk :is(h3, h4, p, b, span, li, small, button)')]
  .filter(e => e.offsetParent && !e.closest('svg, .bk-netframe, .bk-unseen')
    && getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.textContent.slice(0, 40)).slice(0, 5)"""
LETTERS = """() => [...document.querySelectorAll('.bk *')].filter(e => e.offsetParent && !e.closest('svg')
  && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 12 && getComputedStyle(e).fontSize !== '0px')
  .map(e => e.className + e.textContent.slice(0, 20)).slice(0, 5)"""
DRAWN = """() => [...document.querySelectorAll('.bk svg text')].filter(e => e.getBoundingClientRect().width)
  .map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a).reduce((a, b) => Math.min(a, b), 99)"""


def story() -> bk.Case:
    """The story's chain on the left, on three days: foot, hip, pelvis, flank; and a flank that gives way sooner."""
    case = bk.Case(profile=bk.Profile(dominant_hand="right"))
    for day in ("2026-10-26", "2026-10-29", "2026-11-02"):
        case = case.measure("foot_posture_index", left=9, right=4, on=day)
        case = case.measure("hip_internal_rotation_prone", left=[25, 26, 25], right=[44, 45, 45], on=day)
        case = case.measure("leg_length_blocks", value=[24, 24, 25], on=day)
        case = case.measure("paraspinal_prominence", value=[-12, -12, -13], on=day)
        case = case.measure("scoliometer_lumbar", value=[0, 0, 1], on=day)
        case = case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on=day)
    return case


@pytest.fixture(scope="module")
def notebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook a form, over one case file."""
    folder = tmp_path_factory.mktemp("why")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, source in NOTEBOOKS.items():
        cell = {
            "cell_type": "code", "id": "form", "metadata": {}, "execution_count": None, "outputs": [],
            "source": source,
        }  # fmt: skip
        notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook))
    story().save(folder / "case.json")
    return folder


@pytest.fixture(params=WIDTHS)
def sized(request: pytest.FixtureRequest, page: Page) -> Page:
    """A page at the width of a desk and of a phone."""
    page.set_viewport_size({"width": request.param, "height": 900})
    return page


def show(page: Page, server, name: str) -> None:
    server.open(page, f"{name}.ipynb")
    page.locator(".bk :is(h2, h3)").first.wait_for(timeout=WAIT)


def is_tidy(page: Page) -> None:
    """Nothing beyond the page's edge, nothing cut off, no type that a phone cannot show."""
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(LETTERS) == []


def finding(page: Page, name: str) -> Locator:
    return page.get_by_role("radiogroup", name=name, exact=True)


def belief(page: Page, story: str) -> Locator:
    return page.locator(".bk-moves li", has=page.get_by_text(story, exact=True))


def bar(row: Locator) -> float:
    return row.locator(".now").evaluate("e => e.getBoundingClientRect().width / e.parentElement.offsetWidth")


# ---- What if


@pytest.fixture(params=["jupyterlab", "voila"])
def home(request: pytest.FixtureRequest):
    return request.getfixturevalue(f"{request.param}_server")


def test_a_finding_set_by_hand_moves_beliefs_and_the_way_back_leads_to_the_case(page, home, notebook_folder):
    show(page, home, "what_if")
    first = page.locator(".bk-moves li").first
    expect(first).to_contain_text(bk.explain(bk.score(story()))[0].name, timeout=WAIT)
    was = [row.inner_text() for row in page.locator(".bk-moves li").all()]
    expect(page.locator(".bk-moves .was")).to_have_count(0)
    kept = (notebook_folder / "case.json").read_bytes()

    finding(page, SCOLIOMETER).get_by_text("higher on the left", exact=True).click()
    expect(belief(page, CURVE)).to_contain_text("was ", timeout=WAIT)
    expect(page.locator(".bk-setrow", has=finding(page, SCOLIOMETER)).get_by_role("status")).to_contain_text(CURVE)
    assert bar(belief(page, CURVE)) > 0.3
    expect(page.locator(".bk-moves .was").first).to_be_visible()

    page.get_by_role("button", name="Back to what was measured").click()
    expect(page.locator(".bk-moves .was")).to_have_count(0, timeout=WAIT)
    assert [row.inner_text() for row in page.locator(".bk-moves li").all()] == was
    expect(finding(page, SCOLIOMETER).get_by_label("as measured")).to_be_checked()
    assert (notebook_folder / "case.json").read_bytes() == kept


def test_beliefs_are_moved_by_keys_alone(sized, voila_server):
    show(sized, voila_server, "what_if")
    asked = finding(sized, SCOLIOMETER)
    status = sized.locator(".bk-setrow", has=asked).get_by_role("status")
    asked.get_by_label("as measured").focus()
    sized.keyboard.press("ArrowLeft")
    expect(status).to_contain_text("Now first", timeout=WAIT)
    expect(asked.get_by_label("not known")).to_be_checked()
    expect(asked.get_by_label("not known")).to_be_focused()
    sized.keyboard.press("ArrowRight")
    expect(status).to_have_count(0, timeout=WAIT)
    sized.keyboard.press("ArrowRight")  # round to the beginning
    expect(status).to_contain_text(CURVE, timeout=WAIT)
    expect(asked.get_by_label("higher on the left")).to_be_focused()

    add = sized.get_by_label("Another test")
    add.focus()
    sized.keyboard.type("Navic")
    expect(finding(sized, "Navicular drop")).to_be_visible(timeout=WAIT)
    sized.get_by_role("button", name="Back to what was measured").focus()
    sized.keyboard.press("Enter")
    expect(finding(sized, "Navicular drop")).to_have_count(0, timeout=WAIT)
    is_tidy(sized)


# ---- Why


def test_rival_cards_open_and_close_by_click_and_by_key(sized, voila_server, screenshots):
    show(sized, voila_server, "why")
    cards = sized.locator(".bk-story")
    expect(cards).to_have_count(5, timeout=WAIT)
    for k in range(5):
        expect(cards.nth(k).locator(".bk-evidence")).to_be_visible(visible=k == 0)
    second = cards.nth(1)
    expect(second.locator("summary")).to_contain_text(re.compile(r"\d for"))
    second.locator("summary").click()
    expect(second.locator(".bk-evidence")).to_be_visible()
    sized.keyboard.press("Enter")  # the focus is on what was clicked
    expect(second.locator(".bk-evidence")).to_be_hidden()
    sized.keyboard.press("Space")
    expect(second.locator(".bk-evidence")).to_be_visible()
    is_tidy(sized)
    width = sized.viewport_size["width"]
    sized.screenshot(path=screenshots / f"why_{width}.png")


def test_chain_and_waterfall_follow_the_story_that_is_chosen(sized, voila_server):
    show(sized, voila_server, "why")
    card = sized.locator(".bk-closer")
    name = next(item.name for item in bk.explain(bk.score(story())) if item.paths)[1:]
    expect(card.locator("h3")).to_contain_text(name, timeout=WAIT)
    stops = card.locator(".art-stop")
    expect(stops).to_have_count(card.locator(".bk-stops li").count())
    hit = "[...document.querySelectorAll('.bk-closer .art-hit')].map(e => getComputedStyle(e).fill)"
    plain = "getComputedStyle(document.querySelector('.bk-closer .art-m')).fill"
    assert sized.evaluate(plain) not in sized.evaluate(hit) != []
    assert sized.evaluate(DRAWN) >= 11
    falls = card.locator(".bk-falls li")
    begin, end = falls.first.locator(".pt").bounding_box(), falls.last.locator(".pt").bounding_box()
    assert end["x"] > begin["x"] + 40  # the story became likelier
    expect(falls.last.locator(".v")).to_have_text(re.compile("likely"))

    choose = sized.get_by_label("Look closer at")
    choose.focus()
    sized.keyboard.press("ArrowDown")
    expect(card.locator("h3")).not_to_contain_text(name, timeout=WAIT)
    summary = card.locator("summary")
    summary.focus()
    sized.keyboard.press("Enter")
    expect(card.locator(".bk-falls")).to_be_hidden()
    summary.click()
    expect(card.locator(".bk-falls")).to_be_visible()
    is_tidy(sized)


# ---- The whole graph


def node(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}, (cause|state between|test)$"))


def frame_at(page: Page) -> list[float]:
    return page.locator(".bk-netframe").evaluate("e => [e.scrollLeft, e.scrollTop]")


def drawn_wide(page: Page) -> float:
    return page.locator(".bk-net").evaluate("e => e.getBoundingClientRect().width")


def cause(name: str) -> Cause:
    return bk.catalogue().causes[name]


def test_the_graph_is_moved_zoomed_and_read_with_a_mouse(page, voila_server, screenshots):
    show(page, voila_server, "network")
    frame = page.locator(".bk-netframe")
    expect(frame).to_be_visible(timeout=WAIT)
    expect(page.locator(".bk-netside")).to_contain_text("Evidence for a link")
    assert page.evaluate(DRAWN) >= 12
    box = frame.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] - 200, steps=5)
    page.mouse.up()
    assert frame_at(page)[1] == pytest.approx(200, abs=2)
    expect(page.locator(".node.is-on")).to_have_count(0)  # what was dragged was not tapped
    before = drawn_wide(page)
    page.get_by_role("button", name="Larger").click()
    assert drawn_wide(page) == pytest.approx(1.3 * before, rel=0.01)
    page.keyboard.down("Control")
    page.mouse.move(*middle)
    page.mouse.wheel(0, 200)
    page.keyboard.up("Control")
    page.wait_for_function(f"document.querySelector('.bk-net').getBoundingClientRect().width < {1.2 * before}")
    page.get_by_role("button", name="The whole").click()
    whole = page.locator(".bk-net").bounding_box()
    assert whole["height"] <= box["height"] + 1
    page.get_by_role("button", name="Larger").click(click_count=3)

    calf = node(page, "A weak calf")
    calf.locator("text").click()
    told = page.locator("[data-told]")
    expect(told.locator("h3")).to_have_text("A weak calf")
    expect(told.locator(".bk-links > li")).to_have_count(
        len(cause("calf_weak").effects)
        + sum(e.to == "calf_weak" for c in bk.catalogue().causes.values() for e in c.effects)
    )
    expect(told).to_contain_text("Single-leg heel raise")
    expect(told).to_contain_text("mechanism only")
    expect(page.locator(".bk-net > path.is-on").first).to_be_visible()
    faded = page.evaluate("getComputedStyle(document.querySelector('.bk-net > path:not(.is-on)')).strokeOpacity")
    assert float(faded) < 0.2
    page.screenshot(path=screenshots / "network.png")
    told.get_by_role("button", name="Single-leg heel raise").click()
    expect(told.locator("h3")).to_have_text("Single-leg heel raise")
    told.get_by_role("button", name="Show all again").click()
    expect(told).to_be_hidden()


def test_a_node_is_found_and_its_neighbours_are_walked_by_keys(sized, voila_server):
    show(sized, voila_server, "network")
    find = sized.get_by_label("Find")
    find.focus()
    sized.keyboard.type("low arch")
    sized.keyboard.press("Enter")
    told = sized.locator("[data-told]")
    expect(told.locator("h3")).to_have_text("A low arch of the foot", timeout=WAIT)
    expect(told).to_contain_text(bk.catalogue().references["redmond_2008"].citation)
    arch = node(sized, "A low arch of the foot")
    inside = """e => { const a = e.getBoundingClientRect(), f = e.closest('.bk-netframe').getBoundingClientRect();
      return a.left >= f.left && a.right <= f.right && a.top >= f.top && a.bottom <= f.bottom }"""
    sized.wait_for_function(f"() => ({inside})(document.querySelector('.node.is-on circle'))")
    arch.focus()
    sized.keyboard.press("ArrowUp")
    expect(told.locator("h3")).not_to_have_text("A low arch of the foot")
    sized.keyboard.press("ArrowDown")
    expect(told.locator("h3")).to_have_text("A low arch of the foot")
    expect(arch).to_be_focused()
    sized.keyboard.press("Escape")
    expect(told).to_be_hidden()
    find.fill("tail")
    sized.keyboard.press("Enter")
    assert "No cause or test has" in find.evaluate("e => e.validationMessage")
    is_tidy(sized)


def test_a_finger_taps_a_node_and_pinches_the_graph(browser, voila_server, screenshots):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    show(page, voila_server, "network")
    assert page.evaluate(DRAWN) >= 12
    node(page, "A neck that turns less").locator("text").tap()
    expect(page.locator("[data-told] h3")).to_have_text("A neck that turns less")
    before = drawn_wide(page)
    pinch = """e => { const at = x => new Touch({identifier: x, target: e, clientX: x, clientY: 300});
      const send = (kind, xs) => e.dispatchEvent(new TouchEvent(kind, {touches: xs.map(at), bubbles: true,
        cancelable: true}));
      send('touchstart', [150, 250]); send('touchmove', [100, 300]); send('touchend', []); }"""
    page.locator(".bk-netframe").evaluate(pinch)
    assert drawn_wide(page) == pytest.approx(2 * before, rel=0.02)
    page.screenshot(path=screenshots / "network_390.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_the_dark_theme_reaches_the_graph(page, voila_server):
    show(page, voila_server, "network")
    paint = """() => ['.bk-net text', '.bk-net > path', '.bk-netframe'].map(s => {
      const c = getComputedStyle(document.querySelector(s)); return s.endsWith('text') ? c.fill : s.endsWith('path')
      ? c.stroke : c.backgroundColor })"""
    light = page.evaluate(paint)
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    dark = page.evaluate(paint)
    assert all(a != b for a, b in zip(light, dark, strict=True))
