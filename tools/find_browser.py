"""Find the Chromium that the browser tests drive; with ``--install``, get one if there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "The browser tests need Chromium or Chrome and none was found on PATH. Install one "
    "(Debian: apt-get install chromium; elsewhere: .venv/bin/playwright install --with-deps chromium)."
)


def find_browser() -> str | None:
    """Path of a browser that starts: one on PATH first, else Playwright's own download."""
    on_path = (shutil.which(name) for name in NAMES)
    return next((path for path in (*on_path, _playwright_browser()) if path and _starts(path)), None)


def _starts(path: str) -> bool:
    # Being there is not enough: some systems ship a stub that only says where the browser could be had.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _playwright_browser() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _install() -> None:
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium ...", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in ("update", "install -y chromium"):
            subprocess.run(["apt-get", *command.split()], env=quiet, stdout=subprocess.DEVNULL, check=False)
        if find_browser():
            return
    print("Downloading Playwright's Chromium ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Say which browser the tests will use; the exit code is 1 where there is none."""
    if not find_browser() and "--install" in sys.argv:
        _install()
    browser = find_browser()
    print(f"Browser for the tests: {browser}" if browser else f"balancekit: {ADVICE}", flush=True)
    return 0 if browser else 1


if __name__ == "__main__":
    sys.exit(main())
