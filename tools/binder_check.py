"""Do what Binder does with this repository, without Docker: take binder/ alone, install, run the workbook, ask for it.

repo2docker writes the Dockerfile that Binder would build; the commands it would run for this repository are taken from
there and run in an empty environment. What Binder adds (its base image, its hub) is not checked here.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = "notebooks/00_find_your_imbalance.ipynb"
PAGES = (f"/lab/tree/{NOTEBOOK}", f"/voila/render/{NOTEBOOK}")  # as in README's badges


class BinderError(Exception):
    """Binder would not bring up the workbook; the message says where it ended."""


def main() -> int:
    """Run all steps; the exit code is 1 where one failed."""
    with TemporaryDirectory(prefix="binder-check-") as folder:
        home = Path(folder)
        try:
            clone = _clone(home / "repository")
            commands = _commands_of_repo2docker(clone)
            environment = _empty_environment(home, python=_python(clone))
            for command in commands:
                _run(["bash", "-c", command], clone, environment)
            _run(
                ["jupyter", "nbconvert", "--to=html", "--execute", f"--output-dir={home}", NOTEBOOK], clone, environment
            )
            _ask_for_pages(clone, environment)
        except BinderError as error:
            print(f"binder-check: {error}", file=sys.stderr)
            return 1
    print("binder-check: repo2docker accepts binder/, and the workbook runs in JupyterLab and in Voila.")
    return 0


def _clone(target: Path) -> Path:
    """Copy what a clone would hold, changes not yet committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def _commands_of_repo2docker(clone: Path) -> list[str]:
    """Have repo2docker accept the folder, and return the commands it would run for it: pip's, then postBuild."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", str(clone)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BinderError(f"repo2docker does not accept the folder:\n{result.stderr}")
    wanted = (clone / "binder/runtime.txt").read_text().strip().replace("python-", "python=")
    if f"environment for {wanted}" not in result.stderr:
        raise BinderError(f"repo2docker does not take {wanted} from binder/runtime.txt:\n{result.stderr}")
    # Everything before this line of the Dockerfile is the base that all repositories share.
    ours = result.stdout.partition("COPY --chown=0:0 src/ ${REPO_DIR}/")[2]
    commands = re.findall(r"^RUN (.*)$", ours, flags=re.MULTILINE)
    for part in ("binder/requirements.txt", "binder/postBuild"):
        if not any(part in command for command in commands):
            raise BinderError(f"repo2docker would not use {part}; it would run: {commands}")
    return commands


def _python(clone: Path) -> str:
    name = (clone / "binder/runtime.txt").read_text().strip().replace("-", "")
    if sys.executable and name == f"python{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    if path := shutil.which(name):
        return path
    print(f"binder-check: {name} is not here, so {sys.executable} stands in for it.", file=sys.stderr)
    return sys.executable


def _empty_environment(home: Path, python: str) -> dict[str, str]:
    """Make an environment as empty as Binder's, with a home of its own."""
    prefix = home / "environment"
    subprocess.run([python, "-m", "venv", prefix], check=True)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON", "VIRTUAL_ENV"))
    }
    return kept | {
        "HOME": str(home),
        "KERNEL_PYTHON_PREFIX": str(prefix),
        "NB_PYTHON_PREFIX": str(prefix),
        "PATH": f"{prefix / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_QUIET": "1",
    }


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    words = command[-1] if command[0] == "bash" else " ".join(command)
    print(f"$ {words}", flush=True)
    if subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
        raise BinderError(f"this command failed: {words}")


def _ask_for_pages(clone: Path, environment: dict[str, str]) -> None:
    """Start the server as Binder does and ask for the pages that README's badges open."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    server = subprocess.Popen(
        [
            shutil.which(command[0], path=environment["PATH"]) or command[0],
            *command[1:],
            "--Application.log_level=ERROR",
        ],
        cwd=clone,
        env=environment | {"JUPYTER_TOKEN": "binder-check"},
    )
    try:
        for page in PAGES:
            started = time.monotonic()
            text = _page(f"http://127.0.0.1:{port}{page}?token=binder-check", server)
            if "There was an error when executing cell" in text:
                raise BinderError(f"{page} shows an error instead of the workbook")
            print(f"{page}: {len(text):,} characters after {time.monotonic() - started:.1f} s", flush=True)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _page(url: str, server: subprocess.Popen[bytes]) -> str:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=120) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise BinderError(f"{url} answers {error.code} {error.reason}") from error
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)  # not listening yet
    raise BinderError(f"the server stopped with exit code {server.returncode}")


if __name__ == "__main__":
    sys.exit(main())
