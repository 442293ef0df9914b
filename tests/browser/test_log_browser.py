"""The training log in a real browser: typed, clicked, and kept in the file; plan and progress beside it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import balancekit as bk

pytestmark = pytest.mark.browser

WAIT = 60_000
CELL = """import datetime as dt
import balancekit as bk
wb = bk.Workbench(path='case.json')
bk.forms.{form}(wb, on=dt.date{on})"""
FORMS = {
    "log": ("TrainingLog", (2026, 11, 9)),
    "plan": ("Plan", (2026, 11, 9)),
    "progress": ("Progress", (2026, 12, 31)),
}


def story() -> bk.Case:
    """A weak right flank on three days, alike after six weeks; the plan begins on 9 November."""
    case = bk.Case(profile=bk.Profile(dominant_hand="right", underhand="right")).choose(equipment=[])
    case = case.screen(**dict.fromkeys(bk.catalogue().red_flags, False))  # pyright: ignore[reportArgumentType]
    for day, (left, right) in {2: (62, 47), 4: (61, 47.5), 6: (62.5, 46.5)}.items():
        case = case.measure("side_bridge", left=left, right=right, on=f"2026-11-0{day}")
    return case.plan(start="2026-11-09")


@pytest.fixture(scope="module")
def notebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook a form, over one case file."""
    folder = tmp_path_factory.mktemp("training")
    for name, (form, on) in FORMS.items():
        cell = {
            "cell_type": "code", "id": "form", "metadata": {}, "execution_count": None, "outputs": [],
            "source": CELL.format(form=form, on=on),
        }  # fmt: skip
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook))
    return folder


@pytest.fixture
def file(notebook_folder: Path) -> Path:
    """The case file, as before the first session."""
    return story().save(notebook_folder / "case.json")


def show(page: Page, server, name: str) -> None:
    server.open(page, f"{name}.ipynb")
    page.locator(f".bk.s-{name} h2").wait_for(timeout=WAIT)


def logged(file: Path) -> list[tuple[str | None, float | None]]:
    return [(entry.side, entry.value) for entry in bk.Case.load(file).log if entry.exercise == "side_plank"]


def no_sideways_scroll(page: Page) -> bool:
    inside = "e => e.getBoundingClientRect().right <= innerWidth + 1"
    return page.evaluate(f"[...document.querySelectorAll('.bk, .bk *')].filter(e => e.offsetParent).every({inside})")


def test_a_session_is_logged_by_clicks_weak_side_first(page, voila_server, file, screenshots):
    show(page, voila_server, "log")
    plank = page.locator(".bk-exercise", has=page.get_by_role("heading", name="Side plank", exact=True))
    weak = plank.get_by_label("Side plank, set 1, right", exact=True)
    strong = plank.get_by_label("Side plank, set 1, left", exact=True)
    expect(strong).to_be_disabled()
    weak.click()
    weak.press_sequentially("18")
    expect(strong).to_be_enabled(timeout=WAIT)
    expect(strong).to_have_attribute("placeholder", "up to 18", timeout=WAIT)
    assert weak.input_value() == "18"
    strong.click()
    strong.press_sequentially("25")
    plank.get_by_role("button", name="Change to 18").click(timeout=WAIT)
    expect(strong).to_have_value("18", timeout=WAIT)
    expect(plank.get_by_text("stops at the right's count", exact=False).last).to_be_hidden(timeout=WAIT)
    page.screenshot(path=screenshots / "voila_log.png")
    grip = page.locator(".bk-gripcard")
    expect(grip).to_contain_text("left palm up")
    grip.get_by_role("button", name="Log left up: a set with the left palm up").click()
    expect(grip).to_contain_text("right palm up", timeout=WAIT)
    assert logged(file) == [("right", 18), ("left", 18)]  # the kernel answers in order, so the sets are in the file

    plank.get_by_role("button", name="It hurts: stop Side plank").click()
    stopped = page.locator(".bk-stopped")
    expect(stopped).to_contain_text("Side plank: stopped for pain", timeout=WAIT)
    expect(page.locator(".s-log")).to_contain_text("Side plank from the knees", timeout=WAIT)
    expect(page.get_by_label("Side plank, set 1, right", exact=True)).to_have_count(0)
    stopped.get_by_role("button", name="It no longer hurts").click()
    expect(page.get_by_label("Side plank, set 1, right", exact=True)).to_have_value("18", timeout=WAIT)

    page.reload()
    expect(page.get_by_label("Side plank, set 1, left", exact=True)).to_have_value("18", timeout=WAIT)


@pytest.mark.parametrize("width", [1400, 390])
def test_plan_log_and_progress_fit_a_desk_and_a_phone(page, voila_server, file, screenshots, width):
    case = bk.Case.load(file).train("side_plank", right=[20, 20], left=[20, 20], on="2026-11-09").grip("left")
    for day in (21, 22, 23):
        case = case.measure("side_bridge", left=62 + day / 100, right=62, on=f"2026-12-{day}")
    page.set_viewport_size({"width": width, "height": 2600})
    for name in ("log", "plan", "progress"):
        (case if name == "progress" else story()).save(file)
        show(page, voila_server, name)
        if name == "progress":
            expect(page.locator(".s-progress")).to_contain_text("Better", timeout=WAIT)
        assert no_sideways_scroll(page), name
        page.screenshot(path=screenshots / f"{name}_{width}.png")
    assert page.locator(".bk-error").count() == 0


def test_the_plan_prints_a_week_a_sheet(page, tmp_path):
    case = story()
    path = bk.programme(bk.score(case), equipment=case.equipment).save_page(tmp_path / "plan.html")
    page.goto(path.as_uri())
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert sheets == 1 + 6 + 1, "the head, the weeks, the rules"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_plan_is_walked_through_and_set_by_clicks(page, voila_server, file):
    show(page, voila_server, "plan")
    plan = page.locator(".s-plan")
    expect(plan.locator(".bk-phases .is-now")).to_contain_text("Groove")
    plan.locator(".is-weeks").get_by_text("5", exact=True).click()
    expect(plan.locator(".bk-phases .is-now")).to_contain_text("Balance", timeout=WAIT)
    plan.get_by_role("button", name="Easier: Side plank from the knees").click()
    expect(plan.locator(".bk-week").first).to_contain_text("Side plank from the knees", timeout=WAIT)
    plan.get_by_role("radiogroup", name="Days a week").get_by_text("2", exact=True).click()
    expect(plan.locator(".bk-lead").first).to_contain_text("two days a week", timeout=WAIT)
    plan.locator(".is-weeks").get_by_text("1", exact=True).click()
    expect(plan.locator(".bk-phases .is-now")).to_contain_text("Groove", timeout=WAIT)  # so the file is written, too
    training = bk.Case.load(file).training
    assert (training.days_per_week, training.rungs) == (2, ("side_plank_knees",))
