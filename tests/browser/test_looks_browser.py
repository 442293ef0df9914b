"""What an eye would catch: nothing sticks out on a phone, all text can be read in the dark, paper holds no buttons."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

import balancekit as bk
from balancekit.forms.workbench import STEPS

pytestmark = pytest.mark.browser

WORKBOOK = "00_find_your_imbalance.ipynb"
WAIT = 60_000
FORMS = ("header", *STEPS, "log", "progress")

# Text that can't be told from what lies behind it. Grounds are mixed from all that lies below; a ground that is a
# picture is left out, and so is what is off for now, to which the contrast of a text does not apply.
PALE = """scope => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const over = (top, below) => {
    const [r, g, b, a = 1] = numbers(top);
    return [r, g, b].map((value, k) => value * a + below[k] * (1 - a));
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== 'none') return null;
      layers.push(style.backgroundColor);
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const found = [];
  const words = document.createTreeWalker(document.querySelector(scope), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const e = words.currentNode.parentElement;
    const said = words.currentNode.data.trim();
    if (!said || !e.getClientRects().length) continue;
    if (e.closest('style, script, option, :disabled, .modebar-container')) continue;
    const style = getComputedStyle(e);
    const behind = ground(e);
    const unseen = style.visibility === 'hidden' || style.clipPath !== 'none' || parseFloat(style.fontSize) === 0;
    if (!behind || unseen) continue;
    const ink = over(e.closest('svg') ? style.fill : style.color, behind);
    const [a, b] = [light(ink), light(behind)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    const named = `${said.slice(0, 40)} (${e.getAttribute('class') ?? e.tagName})`;
    if (contrast < 4.5) found.push(`${named}: ${contrast.toFixed(2)}`);
  }
  return [...new Set(found)];
}"""

OUTSIDE = """() => [...document.querySelectorAll('.bk *')].filter(e => {
    const box = e.getBoundingClientRect();
    const seen = box.width > 1 && !e.closest('svg') && getComputedStyle(e).clipPath === 'none';
    return seen && (box.right > innerWidth + 1 || box.left < -1);
  }).map(e => `${e.className}: ${e.textContent.slice(0, 30)}`).slice(0, 5)"""

OVERLAPS = """scope => {
  const shown = [...document.querySelectorAll(scope)].filter(e => e.textContent.trim() && e.getClientRects().length);
  const said = shown.map(e => {
    const range = document.createRange();
    range.selectNodeContents(e);
    return [e.textContent, range.getBoundingClientRect()];
  });
  return said.slice(1).filter(([, box], k) => {
    const before = said[k][1];
    const beside = box.left >= before.right || before.left >= box.right;
    return !beside && box.top < before.bottom - 1 && before.top < box.bottom - 1;
  }).map(([text]) => text);
}"""


@pytest.fixture
def filled(notebook_folder):
    known = bk.catalogue()
    case = bk.Case(profile=bk.Profile(name="Ann Other", dominant_hand="right", underhand="right"))
    case = case.screen(**dict.fromkeys(known.red_flags, False))  # pyright: ignore[reportArgumentType]
    case = case.feel({"erector_spinae_l": ["larger"]})
    case = case.choose(["side_bridge", "scoliometer_lumbar", "hip_internal_rotation_prone", "single_leg_heel_raise"])
    today = dt.date.today()
    for ago, right in ((28, [39, 38, 40]), (0, [38, 38, 39])):
        day = today - dt.timedelta(days=ago)
        case = case.measure("side_bridge", left=[62, 60, 64], right=[48, 51, 47], on=day)
        case = case.measure("hip_internal_rotation_prone", left=[28, 27, 29], right=right, on=day)
        case = case.measure("scoliometer_lumbar", value=[1, 2, 1], on=day)
    case.save(notebook_folder / "my_case.json")
    return case


def show(page: Page, server) -> None:
    server.open(page, WORKBOOK)
    for form in FORMS:
        page.locator(f".bk.s-{form}").first.wait_for(timeout=WAIT)
    expect(page.locator(".s-plan .bk-week")).to_contain_text("first", timeout=WAIT)
    page.locator(".s-results .js-plotly-plot").first.wait_for(timeout=WAIT)


def go_to_test(page: Page, name: str) -> None:
    listed = page.locator(".s-measure .bk-jump select")
    wanted = listed.locator("option", has_text=name).first.text_content()
    listed.select_option(label=wanted)
    expect(page.locator(".s-measure h2")).to_have_text(name, timeout=WAIT)


@pytest.fixture
def dark_page(page, voila_server, filled):
    """A filled workbook in the dark theme; the page keeps the light one's variables of JupyterLab, ours follow."""
    show(page, voila_server)
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    page.add_style_tag(content="* { transition: none !important }")
    return page


def test_every_text_can_be_read_in_the_dark_theme(dark_page):
    pale = {form: dark_page.evaluate(PALE, f".bk.s-{form}") for form in FORMS}
    assert {form: found for form, found in pale.items() if found} == {}


def test_every_text_can_be_read_in_the_light_theme(page, voila_server, filled):
    show(page, voila_server)
    pale = {form: page.evaluate(PALE, f".bk.s-{form}") for form in FORMS}
    assert {form: found for form, found in pale.items() if found} == {}


def test_no_test_card_sticks_out_of_a_phone_or_runs_into_its_neighbour(browser, voila_server, filled):
    context = browser.new_context(viewport={"width": 390, "height": 900}, has_touch=True, is_mobile=True)
    page = context.new_page()
    show(page, voila_server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(OUTSIDE) == []
    for name in ("Scoliometer, lower back", "Side bridge", "Single-leg heel raise"):
        go_to_test(page, name)
        assert page.evaluate(OUTSIDE) == [], name
        assert page.evaluate(OVERLAPS, ".s-measure .bk-th .bk-side") == [], name
    context.close()


def test_starting_the_stopwatch_moves_no_button(page, voila_server, filled):
    show(page, voila_server)
    go_to_test(page, "Side bridge")
    places = """() => [...document.querySelectorAll('.s-measure .bk-watch > *, .s-measure .bk-watchkeys > *')]
      .map(e => [e.offsetLeft, e.offsetTop, e.offsetWidth, e.offsetHeight].join())"""
    before = page.evaluate(places)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".s-measure [data-key=go]")).to_have_text("Stop")
    assert page.evaluate(places) == before


def test_an_arrow_key_stays_within_its_question(page, voila_server, filled):
    show(page, voila_server)
    groups = page.locator(".s-about .widget-radio-box")
    chosen = "e => e.querySelector('input:checked')?.parentElement.textContent"
    before = [groups.nth(k).evaluate(chosen) for k in range(groups.count())]
    groups.nth(0).locator("input:checked").focus()
    for _ in range(4):  # there and back, twice
        page.keyboard.press("ArrowDown")
    assert [groups.nth(k).evaluate(chosen) for k in range(groups.count())] == before
    page.keyboard.press("ArrowDown")
    assert groups.nth(0).evaluate(chosen) != before[0]
    assert [groups.nth(k).evaluate(chosen) for k in range(1, groups.count())] == before[1:]


def test_all_that_is_pressed_says_so(page, voila_server, filled):
    show(page, voila_server)
    silent = page.evaluate(
        """() => [...document.querySelectorAll('.bk .widget-toggle-button')]
          .filter(e => e.getAttribute('aria-pressed') !== String(e.classList.contains('mod-active')))
          .map(e => e.title)"""
    )
    assert page.locator(".bk .widget-toggle-button").count() > 20
    assert silent == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_shows_whose_case_it_is_on_white_and_nothing_to_click(page, voila_server, filled, theme):
    show(page, voila_server)
    page.evaluate("dark => document.body.dataset.jpThemeLight = String(!dark)", theme == "dark")
    page.emulate_media(media="print")
    expect(page.locator(".s-header")).to_contain_text("Ann Other. Last measured on")
    expect(page.locator(".bk-whose")).to_be_visible()
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.bk :is(button, select, input[type=text], textarea)')]
          .filter(e => e.getClientRects().length && !e.closest('.bk-laddercard'))
          .filter(e => !e.matches('.bk-chip.mod-active')).map(e => e.className || e.title)"""
    )
    assert shown == []
    assert page.evaluate("getComputedStyle(document.querySelector('.s-results .bk-card')).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert page.evaluate("document.body.scrollHeight") > 3000  # the whole of it, not one window
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.bk')].flatMap(form => {
          const found = [];
          for (let e = form.parentElement; e && e !== document.body; e = e.parentElement)
            if (form.getClientRects().length && getComputedStyle(e).overflowY !== 'visible') found.push(e.className);
          return found;
        })"""
    )
    assert cut == []


def test_the_answers_that_were_given_stand_on_paper(page, voila_server, filled):
    show(page, voila_server)
    page.emulate_media(media="print")
    answers = page.locator(".s-about .widget-radio-box").first.locator("label:visible")
    expect(answers).to_have_count(1)
    expect(answers).to_contain_text("Right")
