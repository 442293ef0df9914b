#!/bin/sh
# Make .venv and install balancekit into it from this checkout: `tools/setup.sh`, or `tools/setup.sh dev` for all that
# the tests need. Whatever goes wrong ends in one sentence that says what to do. $PYTHON names another interpreter.
set -u
cd "$(dirname "$0")/.."
extra=${1:-}
log=.venv/setup.log

fail() {
    echo "balancekit: $1" >&2
    exit 1
}

# The interpreter's "3.x" on success; fails for one that is missing, broken or too old.
recent() {
    "$1" -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        candidates=$PYTHON
    else
        candidates="python3 python3.14 python3.13 python3.12 python3.11"
    fi
    for python in $candidates; do
        version=$(recent "$python") && return
    done
    first=${PYTHON:-python3}
    if found=$("$first" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null); then
        fail "$first is Python $found, but Python 3.11 or later is needed: install one and run make again, or name one you have (make workbook PYTHON=/path/to/python3.12)."
    fi
    fail "no $first was found, and Python 3.11 or later is needed: install it (Debian: apt-get install python3 python3-venv; elsewhere: python.org) and run make again."
}

ensure_venv_module() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        echo "Installing python3-venv ..."
        { apt-get update && apt-get install -y python3-venv "python$version-venv"; } >/dev/null 2>&1
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    fi
    if command -v apt-get >/dev/null; then
        fail "Python $version lacks its venv module: run 'sudo apt-get install python3-venv' (or python$version-venv) and then make again."
    fi
    fail "Python $version lacks its venv module: install your system's package for it (often called python3-venv) and run make again."
}

install() {
    target=.
    [ -z "$extra" ] || target=".[$extra]"
    echo "Installing packages into .venv (the first time this takes a few minutes) ..."
    .venv/bin/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable "$target" >"$log" 2>&1 && return
    if grep -qiE 'connection|timed out|name resolution|network is unreachable|proxyerror|from versions: none' "$log"; then
        fail "the packages could not be downloaded: check the network connection and run make again ($log has the details)."
    fi
    fail "pip could not install the packages: $(sed -n 's/^ *ERROR: *//p' "$log" | head -n 1) ($log has the details)."
}

# An existing .venv is kept, unless its Python is gone or too old.
if ! recent .venv/bin/python >/dev/null || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    find_python
    ensure_venv_module
    echo "Making .venv with Python $version ..."
    trouble=$("$python" -m venv --clear .venv 2>&1) || fail "'$python -m venv .venv' failed: $(echo "$trouble" | tail -n 1)"
fi
install
# Make's stamps: what is installed is newer than pyproject.toml and constraints.txt.
touch .venv/installed
[ "$extra" != dev ] || touch .venv/installed-dev
