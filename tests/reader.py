"""What browser tests do as a reader does it: open the workbook, go to a test, use the keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from balancekit.forms.workbench import STEPS

WORKBOOK = "00_find_your_imbalance.ipynb"
FILE = "my_case.json"
WAIT = 60_000

_FOCUS = """() => {
  const e = document.activeElement;
  const form = e.closest('.bk[class*="s-"]');
  const label = e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || e.title || '';
  const group = e.closest('[role=radiogroup]')?.getAttribute('aria-label') ?? '';
  const step = [...(form?.classList ?? [])].find(name => name.startsWith('s-'))?.slice(2) ?? '';
  // The ring is drawn on the element, or on the pill around a radio input that cannot be seen itself.
  const ringed = [e, e.closest('label')].filter(Boolean).map(x => getComputedStyle(x)).some(style =>
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
    || /0px 0px 0px [2-9]px/.test(style.boxShadow));
  return {step, label: label.trim().slice(0, 80), group, tag: e.tagName, ringed};
}"""


def begin(page: Page, server: Any, folder: Path, *, fresh: bool = True) -> None:
    """Open the workbook, by default with nothing remembered."""
    if fresh:
        (folder / FILE).unlink(missing_ok=True)
    server.open(page, WORKBOOK)
    for step in STEPS:
        page.locator(f".bk.s-{step}").wait_for(timeout=WAIT)


def saved(folder: Path) -> dict[str, Any]:
    """The case file as it stands."""
    return json.loads((folder / FILE).read_text("utf-8"))


def go_to_test(page: Page, name: str) -> None:
    """Choose a test in the list above the card; a tick before its name says that it is measured."""
    jump = page.locator(".s-measure .bk-jump select")
    ticked = jump.locator("option", has_text=f"✓ {name}")
    jump.select_option(label=f"✓ {name}" if ticked.count() else name)
    expect(page.locator(".s-measure h2")).to_have_text(name, timeout=WAIT)


class Keyboard:
    """A reader without a mouse. Every stop must show that it has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.without_ring: dict[str, None] = {}
        """Stops that did not show that they had the focus."""

    def tab_to(self, step: str, label: str = "", group: str = "", *, back: bool = False) -> None:
        """Press Tab until the focus is on the wanted element; fail where it can't be reached."""
        seen = []
        for _ in range(150):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            at = self.page.evaluate(_FOCUS)
            name = f"{at['step']}: {at['label'] or at['group'] or at['tag']}"[:60]
            # A heading is where a new step is read from, and no stop of the Tab key.
            if at["tag"] not in ("BODY", "H2") and not at["ringed"]:
                self.without_ring[name] = None
            if at["step"] == step and label in at["label"] and group in at["group"]:
                return
            seen.append(name)
        pytest.fail(f"the keyboard does not reach {label or group} of {step}; it went {seen[:12]} ... {seen[-12:]}")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type over what stands in the field that has the focus."""
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def still_in(self, step: str) -> str:
        """Fail where the focus fell off the page after something vanished; what has it now."""
        self.page.wait_for_timeout(400)
        at = self.page.evaluate(_FOCUS)
        assert at["step"] == step, at
        return at["label"]

    def lands_on(self, step: str) -> None:
        """Wait until a step has the focus."""
        self.page.wait_for_function("step => document.activeElement.closest(`.s-${step}`)", arg=step, timeout=WAIT)
