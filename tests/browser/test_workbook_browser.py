"""The workbook as its reader meets it: in JupyterLab and in Voila, in a real browser."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import balancekit as bk
from balancekit.figures.artwork import drawing

pytestmark = pytest.mark.browser

WORKBOOK = "00_find_your_imbalance.ipynb"
STEPS = ("header", "safety", "about", "feel", "choose", "measure", "results", "why", "plan", "save")
WAIT = 60_000

SHAPE = """name => {
  for (const figure of document.querySelectorAll('.s-results .js-plotly-plot')) {
    const k = figure.data?.findIndex(trace => trace.meta === name) ?? -1;
    if (k < 0) continue;
    const trace = figure.querySelectorAll('.scatterlayer .trace')[k];
    const hatched = trace?.querySelector('.js-fill')?.style.fill.startsWith('url');
    return hatched ? 'hatched' : 'plain';
  }
  return 'missing';
}"""
PLACE = """([name, x, y]) => {
  const figure = [...document.querySelectorAll('.s-results .js-plotly-plot')]
    .find(f => f.data?.some(trace => trace.meta === name));
  figure.scrollIntoView({block: 'center', behavior: 'instant'});
  const {xaxis, yaxis} = figure._fullLayout;
  const box = figure.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
}"""


@pytest.fixture(params=["jupyterlab", "voila"])
def home(request):
    """Both homes of the workbook."""
    return request.param, request.getfixturevalue(f"{request.param}_server")


def begin(page: Page, server, folder: Path) -> None:
    """Open the workbook with nothing remembered."""
    (folder / "my_case.json").unlink(missing_ok=True)
    server.open(page, WORKBOOK)
    for step in STEPS:
        page.locator(f".bk.s-{step}").wait_for(timeout=WAIT)


def type_tries(page: Page, left: tuple[str, ...], right: tuple[str, ...]) -> None:
    for side, values in (("Left", left), ("Right", right)):
        for number, value in enumerate(values, 1):
            page.get_by_label(f"{side}, try {number}", exact=True).fill(value)


def go_to_test(page: Page, name: str) -> None:
    page.locator(".s-measure select").select_option(label=name)
    expect(page.locator(".s-measure h2")).to_have_text(name, timeout=WAIT)


def test_from_tries_to_verdict_map_and_muscle(page, home, notebook_folder, screenshots):
    where, server = home
    begin(page, server, notebook_folder)
    expect(page.locator(".s-results")).to_contain_text("Nothing measured yet")
    go_to_test(page, "Side bridge")
    type_tries(page, ("62", "60", "64"), ("48", "51", "47"))
    live = page.locator(".s-measure .bk-live")
    expect(live).to_contain_text("22 % less on the right", timeout=WAIT)
    expect(live).to_contain_text("varies by about 31 %")
    expect(live).to_contain_text("we can't tell yet")
    live.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / f"{where}_verdict.png")

    results = page.locator(".s-results")
    expect(results).to_contain_text("1 can't tell yet", timeout=WAIT)
    results.get_by_text("Deep", exact=True).click()
    region = "quadratus_lumborum_r"
    page.wait_for_function(f"name => ({SHAPE})(name) === 'hatched'", arg=region, timeout=WAIT)
    at = page.evaluate(PLACE, [region, *drawing("male", "back_deep").regions[region].centroid])
    page.mouse.move(*at)
    page.locator(".hovertext").wait_for(timeout=WAIT)
    page.mouse.down()
    page.mouse.up()
    expect(results.locator(".bk-pick")).to_contain_text("uadratus lumborum, right", timeout=WAIT)
    expect(results.locator(".bk-pick")).to_contain_text("Can't tell yet: the right does less")
    page.screenshot(path=screenshots / f"{where}_results.png")

    saved = json.loads((notebook_folder / "my_case.json").read_text())
    assert [t["value"] for t in saved["trials"]] == [62, 60, 64, 48, 51, 47]


def test_a_clear_difference_leads_to_a_plan_and_a_yes_takes_it_back(page, voila_server, notebook_folder, screenshots):
    begin(page, voila_server, notebook_folder)
    for question in page.locator(".s-safety .widget-radio-box").all():
        question.get_by_text("No", exact=True).click()
    go_to_test(page, "Hip rotation inwards, lying face down")
    type_tries(page, ("28", "27", "29"), ("39", "38", "40"))
    expect(page.locator(".s-measure .bk-live")).to_contain_text("Clear difference", timeout=WAIT)
    expect(page.locator(".s-why")).to_contain_text("Hip rotation inwards", timeout=WAIT)
    plan = page.locator(".s-plan")
    expect(plan).to_contain_text("Left first", timeout=WAIT)
    page.locator(".s-safety .widget-radio-box").first.get_by_text("Yes").click()
    expect(plan).not_to_contain_text("Left first", timeout=WAIT)
    expect(page.locator(".s-safety [role=alert]")).to_be_visible()
    page.locator(".s-safety").screenshot(path=screenshots / "voila_red_flag.png")


def test_a_reload_resumes_the_case(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    go_to_test(page, "Side bridge")
    type_tries(page, ("62",), ("48",))
    expect(page.locator(".s-measure .bk-live")).to_contain_text("less on the right", timeout=WAIT)
    page.reload()
    page.locator(".bk.s-save").wait_for(timeout=WAIT)
    page.locator(".s-measure select").select_option(label="✓ Side bridge")
    expect(page.get_by_label("Left, try 1", exact=True)).to_have_value("62", timeout=WAIT)


def test_an_arrow_key_never_changes_the_answer_to_another_question(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    questions = page.locator(".s-safety .widget-radio-box")
    questions.nth(0).get_by_text("No", exact=True).click()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert questions.nth(1).locator("input:checked").count() == 0
    assert questions.nth(0).locator("input:checked").count() == 1
    expect(questions.nth(0)).to_have_attribute("role", "radiogroup")
    asked = next(iter(bk.catalogue().red_flags.values())).name
    expect(questions.nth(0)).to_have_attribute("aria-label", re.compile(re.escape(asked)))


def test_chips_say_whether_they_are_pressed(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    chip = page.locator(".s-choose .bk-chip", has_text="Mat").first
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false", timeout=WAIT)


def test_the_stopwatch_keeps_time_and_fills_the_next_field(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    go_to_test(page, "Side bridge")
    watch = page.locator(".s-measure .bk-stopwatch")
    side = watch.locator("[aria-checked=true]").inner_text()
    watch.get_by_role("button", name="Start").click()
    started = page.evaluate("performance.now()")
    page.wait_for_function("t => performance.now() - t > 1200", arg=started)
    watch.get_by_role("button", name="Stop", exact=True).click()
    field = page.get_by_label(f"{side}, try 1", exact=True)
    page.wait_for_function("e => e.value !== ''", arg=field.element_handle(), timeout=WAIT)
    assert 1.1 <= float(field.input_value()) <= 4
    other = {"Left": "Right", "Right": "Left"}[side]
    expect(watch.locator("[aria-checked=true]")).to_have_text(other, timeout=WAIT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_every_step_without_sideways_scrolling(
    browser, voila_server, notebook_folder, screenshots, scheme
):
    context = browser.new_context(viewport={"width": 390, "height": 9000}, has_touch=True, is_mobile=True)
    page = context.new_page()
    begin(page, voila_server, notebook_folder)
    page.evaluate("dark => document.body.dataset.jpThemeLight = String(!dark)", scheme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.bk *')].filter(e => e.getBoundingClientRect().right > 391
           && getComputedStyle(e).visibility !== 'hidden' && !e.closest('svg') && !e.closest('.bk-num > .widget-label'))
           .map(e => e.className).slice(0, 5)"""
    )
    assert outside == []
    page.screenshot(path=screenshots / f"phone_{scheme}.png")
    context.close()


def test_the_dark_theme_maps_every_neutral_of_the_figures(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    go_to_test(page, "Side bridge")
    type_tries(page, ("62", "60", "64"), ("48", "51", "47"))
    page.locator(".s-results .js-plotly-plot").first.wait_for(timeout=WAIT)
    painted = """() => [...new Set([...document.querySelectorAll('.s-results .js-plotly-plot .js-fill')]
      .filter(e => !e.style.fill.startsWith('url')).map(e => `${e.style.fill}|${getComputedStyle(e).fill}`))]"""
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    pairs = [pair.split("|") for pair in page.evaluate(painted)]
    neutral = dict(pairs)
    assert {"rgb(240, 236, 230)", "rgb(221, 208, 195)"} <= set(neutral)
    assert [given for given, shown in neutral.items() if given == shown] == []
