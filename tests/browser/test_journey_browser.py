"""A whole case as people live it: by keyboard alone, through reloads and a dead kernel, in two tabs, with slips."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import axe_playwright_python
import psutil
import pytest
from playwright.sync_api import expect
from reader import WAIT, Keyboard, begin, go_to_test, saved

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def test_from_empty_to_a_plan_by_keyboard_alone(page, voila_server, notebook_folder, screenshots):
    begin(page, voila_server, notebook_folder)
    hands = Keyboard(page)
    for question in page.locator(".s-safety .widget-radio-box").all():
        hands.tab_to("safety", group=question.get_attribute("aria-label") or "")
        hands.press("Space")  # the first answer is No
        expect(question.locator("input").first).to_be_checked(timeout=WAIT)
    hands.tab_to("safety", "Continue")
    hands.press("Enter")
    hands.tab_to("about", group="Which hand do you write with?")
    hands.press("ArrowRight")
    hands.tab_to("about", "Continue")
    hands.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.s-feel')", timeout=WAIT)
    hands.tab_to("choose", "Choose the set Lower back and hips")
    hands.press("Enter")
    hands.tab_to("choose", "Start measuring")
    hands.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.s-measure')", timeout=WAIT)
    for _ in saved(notebook_folder)["chosen"]:
        heading = page.locator(".s-measure h2").inner_text()
        if heading == "Hip rotation inwards, lying face down":
            for number, pair in enumerate((("28", "39"), ("27", "38"), ("29", "40")), 1):
                for side, value in zip(("Left", "Right"), pair, strict=True):
                    hands.tab_to("measure", f"{side}, try {number}")
                    page.keyboard.type(value)
            expect(page.locator(".s-measure .bk-live")).to_contain_text("Clear difference", timeout=WAIT)
            break
        hands.tab_to("measure", "Next")
        hands.press("Enter")
        expect(page.locator(".s-measure h2")).not_to_have_text(heading, timeout=WAIT)
    plan = page.locator(".s-plan")
    expect(plan).to_contain_text("Left first", timeout=WAIT)
    plan.screenshot(path=screenshots / "keyboard_plan.png")


def test_a_kernel_that_dies_takes_nothing_with_it(page, jupyterlab_server, notebook_folder):
    begin(page, jupyterlab_server, notebook_folder)
    go_to_test(page, "Side bridge")
    for number, value in enumerate(("62", "60", "1:04"), 1):
        page.get_by_label(f"Left, try {number}", exact=True).fill(value)
    page.wait_for_function(
        "() => document.querySelector('.s-measure .bk-nav').innerText.includes('Saved')", timeout=WAIT
    )
    deadline = time.monotonic() + 20
    while len(saved(notebook_folder)["trials"]) < 3 and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    kernels = [p for p in psutil.process_iter(["cmdline"]) if _is_kernel(p, notebook_folder)]
    assert kernels
    for kernel in kernels:
        os.kill(kernel.pid, signal.SIGKILL)
    page.wait_for_timeout(1500)
    page.reload()
    begin(page, jupyterlab_server, notebook_folder, fresh=False)
    page.locator(".s-measure .bk-jump select").select_option(label="Side bridge")
    for number, value in enumerate(("62", "60", "64"), 1):
        expect(page.get_by_label(f"Left, try {number}", exact=True)).to_have_value(value, timeout=WAIT)
    assert not list(notebook_folder.glob(".my_case.json.*"))


def _is_kernel(process: psutil.Process, folder: Path) -> bool:
    try:
        return "ipykernel_launcher" in " ".join(process.info["cmdline"] or []) and process.cwd() == str(folder)
    except psutil.Error:
        return False


def test_two_tabs_never_overwrite_each_other(browser, voila_server, notebook_folder):
    first, second = (browser.new_context(viewport={"width": 1400, "height": 900}).new_page() for _ in range(2))
    begin(first, voila_server, notebook_folder)
    begin(second, voila_server, notebook_folder, fresh=False)
    go_to_test(second, "Side bridge")
    second.get_by_label("Left, try 1", exact=True).fill("70")
    expect(second.locator(".s-measure .bk-nav")).to_contain_text("Saved at", timeout=WAIT)
    go_to_test(first, "Side bridge")
    first.get_by_label("Left, try 1", exact=True).fill("55")
    header = first.locator(".s-header")
    expect(header).to_contain_text("another page has changed", timeout=WAIT)
    assert [trial["value"] for trial in saved(notebook_folder)["trials"]] == [70]
    header.get_by_role("button", name="Go on with this page").click()
    expect(header).to_contain_text("was kept as", timeout=WAIT)
    assert [trial["value"] for trial in saved(notebook_folder)["trials"]] == [55]
    [copy] = notebook_folder.glob("my_case.other-page-*.json")
    assert '"value":70' in copy.read_text().replace(" ", "")
    for page in (first, second):
        page.context.close()


SLIPS = {
    "sixty": "is not a number",
    "-5": "below zero",
    "1e9": "far too much",
    "62\t60\t64": "is not a number",
    "<script>window.harmed = 1</script>": "is not a number",
    "500": "Did you mean 50?",
}


def test_bad_input_gets_a_sentence_beside_its_field(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    go_to_test(page, "Side bridge")
    page.get_by_label("Right, try 1", exact=True).fill("48")
    field = page.get_by_label("Left, try 1", exact=True)
    warning = page.locator(".s-measure .bk-warnbox:visible")
    for typed, said in SLIPS.items():
        field.fill(typed)
        expect(warning).to_contain_text(said, timeout=WAIT)
        apart = warning.bounding_box()["y"] - field.bounding_box()["y"]
        assert 0 < apart < 120, typed
        field.fill("")
        expect(warning).to_have_count(0, timeout=WAIT)
    assert page.evaluate("window.harmed") is None
    expect(page.get_by_label("Right, try 1", exact=True)).to_have_value("48")


def test_a_name_that_is_markup_stays_a_name(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    name = "<img src=x onerror='window.harmed = 1'>"
    page.locator(".s-about").get_by_label("Name (optional)").fill(name)
    page.wait_for_timeout(1000)
    page.locator(".s-save").get_by_role("button", name="Make the report").click()
    page.locator(".s-save a", has_text="Download the report").wait_for(timeout=WAIT)
    assert saved(notebook_folder)["profile"]["name"] == name
    assert page.evaluate("window.harmed") is None


def test_the_stopwatch_counts_down_laps_and_is_right_to_fifty_milliseconds(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    go_to_test(page, "Side bridge")
    watch = page.locator(".s-measure .bk-stopwatch")
    side = watch.locator("[aria-checked=true]").inner_text()
    other = {"Left": "Right", "Right": "Left"}[side]
    # Clicks made by the page itself, so that the test's own way to the browser is not part of what is measured.
    took = page.evaluate(
        """async () => {
          const key = name => document.querySelector(`.s-measure .bk-stopwatch [data-key=${name}]`);
          const after = ms => new Promise(done => setTimeout(done, ms));
          const times = [];
          const press = name => (times.push(performance.now()), key(name).click());
          press('go');
          await after(2030);
          press('switch');
          await after(1530);
          press('go');
          return [times[1] - times[0], times[2] - times[1]].map(ms => ms / 1000);
        }"""
    )
    for which, seconds in zip((side, other), took, strict=True):
        field = page.get_by_label(f"{which}, try 1", exact=True)
        page.wait_for_function("e => e.value !== ''", arg=field.element_handle(), timeout=WAIT)
        # 50 ms of the clock, and 50 of the reading, which is in tenths of a second
        assert abs(float(field.input_value()) - seconds) <= 0.05 + 0.05
    expect(watch.locator(".bk-rest")).to_contain_text("Rest 1:5", timeout=WAIT)
    watch.get_by_role("button", name="Count down first").click()
    watch.get_by_role("button", name="Start").click()
    expect(watch.locator(".bk-digits")).to_contain_text("0:0", timeout=WAIT)
    expect(watch.get_by_role("button", name="Cancel")).to_be_visible()
    watch.get_by_role("button", name="Cancel").click()
    expect(watch.get_by_role("button", name="Start")).to_be_visible()


def test_a_step_button_lands_on_its_step_in_jupyterlab(page, jupyterlab_server, notebook_folder):
    begin(page, jupyterlab_server, notebook_folder)
    for step, name in (("save", "Save"), ("measure", "Measure"), ("plan", "Plan"), ("about", "About you")):
        page.locator(".s-header .bk-step", has_text=name).first.click()
        page.wait_for_timeout(2500)
        box = page.locator(f".bk.s-{step} h2").first.bounding_box()
        assert box is not None
        assert -10 <= box["y"] <= 500, (step, box)


def test_axe_finds_nothing_serious(page, voila_server, notebook_folder):
    begin(page, voila_server, notebook_folder)
    go_to_test(page, "Hip rotation inwards, lying face down")
    for side, values in (("Left", ("28", "27", "29")), ("Right", ("39", "38", "400"))):
        for number, value in enumerate(values, 1):
            page.get_by_label(f"{side}, try {number}", exact=True).fill(value)
    page.locator(".s-safety .widget-radio-box").first.get_by_text("Yes").click()
    expect(page.locator(".s-measure .bk-warnbox:visible")).to_contain_text("Did you mean", timeout=WAIT)
    page.evaluate(AXE)
    for dark in (False, True):
        page.evaluate("dark => document.body.dataset.jpThemeLight = String(!dark)", dark)
        page.wait_for_timeout(800)
        found = page.evaluate("() => axe.run('.bk', {resultTypes: ['violations']}).then(r => r.violations)")
        serious = [
            (rule["id"], [node["html"][:160] for node in rule["nodes"][:4]])
            for rule in found
            if rule["impact"] in ("serious", "critical")
        ]
        assert serious == [], "dark" if dark else "light"
