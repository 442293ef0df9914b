"""What several tests share: a real browser, and real servers over a copy of the notebooks."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from balancekit.cli import copy_notebooks
from find_browser import ADVICE, find_browser

# How long an example takes says something about the machine, not about the code.
settings.register_profile("balancekit", deadline=None, max_examples=50)
settings.load_profile("balancekit")

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "only-for-tests"  # noqa: S105 (opens servers that live as long as a test)
PATIENCE = 60  # seconds; a limit for what hangs, not a wait


@pytest.fixture(autouse=True)
def _own_event_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright leaves its event loop running in the thread of the tests: what waits for a pause would wait in it."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@dataclass(frozen=True)
class Server:
    """A running JupyterLab or Voila."""

    url: Callable[[str], str]
    """Address of a notebook, by its file name."""
    ready: str
    """Script that tells whether the page stands."""
    run_all: str
    """Script that resolves when every cell has run."""

    def open(self, page: Page, notebook: str) -> None:
        """Show a notebook in the page and wait until all its cells have run."""
        page.goto(self.url(notebook), timeout=PATIENCE * 1000)
        page.wait_for_function(self.ready, timeout=PATIENCE * 1000)
        page.evaluate(self.run_all)


LAB = (
    "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.kernelDisplayStatus === 'idle'",
    "() => window.jupyterapp.commands.execute('notebook:run-all-cells')",
)
# Voila sends the page when the cells have run, and takes its curtain away when the widgets stand.
VOILA = (
    "() => document.querySelector('.jp-Cell') && !document.querySelector('#loading')",
    "() => null",
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the browser; its absence fails a test, it never skips one."""
    return find_browser() or pytest.fail(ADVICE)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One browser for all tests. A test that wants a page takes the `page` fixture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of 1400 x 900, with nothing remembered from other tests."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Folder for pictures that are kept as artifacts."""
    folder = ROOT / "artifacts" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def notebook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the notebooks for one test module, where a case may be saved. A module may give its own instead."""
    folder = tmp_path_factory.mktemp("notebooks")
    copy_notebooks(ROOT / "notebooks", folder)
    return folder


@pytest.fixture(scope="module")
def jupyterlab_server(notebook_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``balancekit workbook`` over `notebook_folder`."""
    command = ["balancekit", "workbook", f"--folder={notebook_folder}", "--no-browser", "--expose-app-in-browser"]
    with _running(command, notebook_folder, tmp_path_factory.mktemp("jupyter")) as address:
        yield Server(lambda name: f"{address}/lab/tree/{name}?token={TOKEN}", *LAB)


@pytest.fixture(scope="module")
def voila_server(notebook_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Voila over all of `notebook_folder`, as Binder starts it."""
    command = ["voila", str(notebook_folder), "--no-browser"]
    with _running(command, notebook_folder, tmp_path_factory.mktemp("voila")) as address:
        yield Server(lambda name: f"{address}/voila/render/{name}", *VOILA)


@contextmanager
def _running(command: list[str], folder: Path, settings: Path) -> Iterator[str]:
    """Start a server without the reader's own settings; give its address, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", settings / "server.log"
    environment = os.environ | {
        name: str(settings) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    with log.open("w") as words:
        server = subprocess.Popen(
            [sys.executable, "-m", *command, f"--port={port}"],
            cwd=folder,
            env=environment | {"PYTHONPATH": str(ROOT), "JUPYTER_TOKEN": TOKEN},
            stdout=words,
            stderr=subprocess.STDOUT,
        )
        try:
            while not _answers(address, server):
                if server.poll() is not None:
                    pytest.fail(f"{' '.join(command)} stopped:\n{log.read_text()}")
            yield address
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        # Not listening yet: a short wait for the server's end is a short wait for its start.
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
        return False
