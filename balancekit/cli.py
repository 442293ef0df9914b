"""The command line: ``balancekit workbook``, ``balancekit app``, ``balancekit score``."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FIRST_NOTEBOOK = "00_find_your_imbalance.ipynb"

_HERE = Path(__file__).resolve().parent
_IN_WHEEL = _HERE / "notebooks"
_IN_CHECKOUT = _HERE.parent / "notebooks"

# Jupyter's servers ask an open page every 30 s whether it is there, and give it up after 90 s of silence. Tornado takes
# these numbers for its own and says at every start that it does not like them: a sentence that no reader can mend.
_QUIET = {
    "Application": {
        "log_level": "ERROR",
        "logging_config": {"loggers": {"tornado.general": {"level": "ERROR"}}},
    }
}
# What a person measured stays unreadable to other users of the machine, where the kernel knows how.
_KERNEL = {"KernelManager": {"transport_encryption": "auto"}}
# Settings in files, so that an argument that is passed on wins over them; the reader's own settings still count.
_SETTINGS = {
    # JupyterLab's question about news would stand between a first reader and the workbook.
    "labconfig/page_config.json": {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}},
    # Ctrl+C stops at once; the shim serves old servers only and warns at every start.
    "jupyter_server_config.json": {
        "ServerApp": {"ip": "127.0.0.1", "answer_yes": True, "jpserver_extensions": {"notebook_shim": False}},
        **_QUIET,
        **_KERNEL,
    },
    # A kernel whose page was closed is stopped after half an hour; one with an open page never.
    "voila.json": {
        "MappingKernelManager": {"cull_idle_timeout": 1800, "cull_interval": 120, "cull_connected": False},
        "Voila": {"ip": "127.0.0.1"},
        **_QUIET,
        **_KERNEL,
    },
}


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command; what the parser does not know is passed on to JupyterLab or Voila."""
    parser = _parser()
    arguments, passed_on = parser.parse_known_args(argv)
    if passed_on and arguments.command == "score":
        parser.error(f"unrecognized arguments: {' '.join(passed_on)}")
    try:
        sys.exit(arguments.run(arguments, passed_on))
    except CommandError as error:
        print(f"balancekit: {error}", file=sys.stderr)
        sys.exit(2)


class CommandError(Exception):
    """A command that cannot go on; the message is one sentence that says how to mend it."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="balancekit", description="Find out whether your left and right sides differ."
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(dest="command", required=True, metavar="workbook | app | score")

    server = argparse.ArgumentParser(add_help=False)
    server.add_argument("--folder", type=Path, metavar="DIR", help="where your copy of the notebooks is kept")
    server.add_argument("--no-browser", action="store_true", help="only print the address")
    server.add_argument("--port", type=int, metavar="N", help="port to listen on (default: the first free one)")

    workbook = commands.add_parser("workbook", parents=[server], help="open the workbook in JupyterLab")
    workbook.set_defaults(run=_workbook)
    app = commands.add_parser("app", parents=[server], help="open the workbook as a page without code (Voila)")
    app.set_defaults(run=_app)

    score = commands.add_parser("score", help="score a table of measurements")
    score.add_argument(
        "table",
        type=Path,
        metavar="IN",
        help="a table (.csv with commas, semicolons or tabs; .parquet) with the columns assessment, left, right; "
        "others, such as client, pass through",
    )
    score.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="OUT",
        help="OUT.csv or OUT.parquet; rows that cannot be scored go to OUT.rejected.csv",
    )
    score.set_defaults(run=_score)
    return parser


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and stop")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from balancekit import __version__

        print(f"balancekit {__version__}")
        parser.exit()


# --- the two servers ---------------------------------------------------------------------------------------------


def _workbook(arguments: argparse.Namespace, passed_on: list[str]) -> int:
    folder = notebook_folder(arguments.folder)
    # In a checkout the whole of it is shown, as on Binder; elsewhere only the reader's own folder.
    root = folder.parent if folder == _IN_CHECKOUT else folder
    port = _port(arguments.port, default=8888)
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_urlsafe(24)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.root_dir={root}"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *passed_on,
    ]
    path = (folder / FIRST_NOTEBOOK).relative_to(root).as_posix()
    url = f"http://127.0.0.1:{port}/lab/tree/{path}?token={token}"
    # The token travels in the environment: other users can read a command line.
    return _serve(command, port, url, {"JUPYTER_TOKEN": token}, open_browser=not arguments.no_browser)


def _app(arguments: argparse.Namespace, passed_on: list[str]) -> int:
    folder = notebook_folder(arguments.folder)
    port = _port(arguments.port, default=8866)
    # Kernels are not started ahead of time: one that waits has read the case file before the reader's last change.
    command = [
        *(sys.executable, "-m", "voila", str(folder / FIRST_NOTEBOOK), "--no-browser"),
        *(f"--Voila.port={port}", "--Voila.port_retries=0"),
        *passed_on,
    ]
    return _serve(command, port, f"http://127.0.0.1:{port}/", {}, open_browser=not arguments.no_browser)


def _serve(command: list[str], port: int, url: str, environment: dict[str, str], *, open_browser: bool) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with TemporaryDirectory(prefix="balancekit-") as settings:
        for name, content in _SETTINGS.items():
            file = Path(settings, name)
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(content), "utf-8")
        path = os.pathsep.join(filter(None, [settings, os.environ.get("JUPYTER_CONFIG_PATH")]))
        server = subprocess.Popen(command, env=os.environ | environment | {"JUPYTER_CONFIG_PATH": path})  # noqa: S603
        try:
            _wait_until_listening(server, port)
            if open_browser and _can_open_browser():
                print(f"The workbook is open in your browser at {url} (Ctrl+C stops it).", flush=True)
                webbrowser.open(url)
            else:
                print(f"Open {url} in your browser (Ctrl+C stops the server).", flush=True)
            return server.wait()
        except KeyboardInterrupt:
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)  # the server was interrupted too and is closing its kernels
            return 0
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until_listening(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise CommandError(f"the server stopped before it was ready (exit code {server.returncode}); its words are above.")


def _port(wanted: int | None, default: int) -> int:
    for port in [wanted] if wanted is not None else range(default, default + 100):
        if not 0 < port < 65536:
            raise CommandError(f"port {port} does not exist; give a number from 1024 to 65535.")
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    if wanted is not None:
        raise CommandError(f"port {wanted} cannot be used here; leave --port away and a free one is found.")
    raise CommandError(f"no free port from {default} to {default + 99}; give one with --port.")


def _can_open_browser() -> bool:
    # Without a display, Linux would fall back to a browser inside the terminal, which cannot show the workbook.
    if sys.platform == "linux" and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


# --- the notebooks -----------------------------------------------------------------------------------------------


def notebook_folder(wanted: Path | None = None) -> Path:
    """Folder whose notebooks are opened.

    A checkout's own notebooks are opened in place. Otherwise the notebooks are copied to `wanted`, or to
    ``balancekit-workbook`` in the current folder.
    """
    source = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CHECKOUT
    if not (source / FIRST_NOTEBOOK).is_file():
        raise CommandError("this installation lacks its notebooks; run: pip install --force-reinstall balancekit")
    if wanted is None and source == _IN_CHECKOUT:
        return source
    folder = (wanted or Path("balancekit-workbook")).resolve()
    try:
        for kept in copy_notebooks(source, folder):
            print(f"{kept.name} is your version; the notebook of its old name is new in this release.")
    except OSError as error:
        raise CommandError(f"the notebooks could not be copied to {folder}: {error.strerror}.") from error
    return folder


def copy_notebooks(source: Path, folder: Path) -> list[Path]:
    """Bring the notebooks of `source` into `folder` and lose nothing the reader wrote.

    A notebook that the reader changed stays as it is until a release brings a new version of it; then the reader's
    is renamed. What was handed out last is remembered in ``.notebooks.json``.

    Returns
    -------
    list of Path
        The reader's own versions that were renamed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / ".notebooks.json"
    handed_out: dict[str, str] = json.loads(record.read_text("utf-8")) if record.exists() else {}
    renamed = []
    for original in sorted(source.glob("*.ipynb")):
        name, copy = original.name, folder / original.name
        new, last = _digest(original), handed_out.get(name)
        present = _digest(copy) if copy.exists() else None
        handed_out[name] = new
        if present not in (None, new):
            if last == new:
                continue
            if present != last:
                renamed.append(copy.rename(_unused(copy)))
        if present != new:
            copy.write_bytes(original.read_bytes())
    record.write_text(json.dumps(handed_out, indent=1), "utf-8")
    return renamed


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _unused(file: Path) -> Path:
    names = (file.with_stem(f"{file.stem}_yours{'' if n == 1 else n}") for n in range(1, 1000))
    return next(name for name in names if not name.exists())


# --- scoring a table -----------------------------------------------------------------------------------------------


def _score(arguments: argparse.Namespace, _: list[str]) -> int:
    from balancekit.symmetry.batch import TableError, score_table

    table, output = arguments.table, arguments.output
    if output.suffix not in (".csv", ".parquet"):
        raise CommandError(f"the output is {output.name}; a name that ends in .csv or .parquet is expected.")
    try:
        with _progress_bar() as show:
            outcome = score_table(table, output, show)
    except TableError as error:
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        raise CommandError("stopped; nothing was written.") from None
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in outcome.verdicts.items())
    print(f"{_rows(outcome.written)} written to {output}: {verdicts or 'there was nothing to score'}.")
    if outcome.read_as:
        print(outcome.read_as)
    if outcome.set_aside:
        print(f"{_rows(outcome.set_aside)} set aside in {outcome.aside}, with the reasons.")
    return 0


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


@contextmanager
def _progress_bar() -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, gone when all is done; nothing in a log."""
    terminal = sys.stderr.isatty()

    def show(share: float) -> None:
        if terminal:
            print(f"\r[{'#' * round(40 * share):.<40}] {share:4.0%}", end="", file=sys.stderr, flush=True)

    show(0)
    try:
        yield show
    finally:
        if terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
