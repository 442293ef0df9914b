# Two commands matter to a new reader: `make workbook` and `make test`. `make help` lists the others.
# PYTHON=/path/to/python3.12 names an interpreter other than the one that is found.
export PYTHON

PY := .venv/bin/python

.PHONY: help workbook app test lint bench binder-check constraints clean

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

workbook: .venv/installed  ## open the workbook in JupyterLab (set up on first use)
	@$(PY) -m balancekit workbook

app: .venv/installed  ## open the workbook as a page without code (Voila)
	@$(PY) -m balancekit app

test: .venv/installed-dev  ## run all tests, the notebooks and a real browser included
	@$(PY) tools/find_browser.py --install
	$(PY) tools/check_notebooks.py
	$(PY) -m pytest

lint: .venv/installed-dev  ## check format, rules, types and layers
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/pyright
	.venv/bin/lint-imports

bench: .venv/installed-dev  ## run the benchmarks beside what a user would use instead
	@$(PY) tools/find_browser.py --install
	$(PY) -m pytest benchmarks --page=docs/benchmarks.md --benchmark-columns=min,median,rounds

binder-check: .venv/installed-dev  ## install from binder/ alone as Binder would, and run the workbook there
	$(PY) tools/binder_check.py

constraints:  ## refresh constraints.txt with the newest versions
	$(or $(PYTHON),python3) tools/constraints.py

clean:  ## remove the environment and everything that was built
	rm -rf .venv build dist artifacts .pytest_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/installed: pyproject.toml constraints.txt
	@tools/setup.sh

.venv/installed-dev: pyproject.toml constraints.txt
	@tools/setup.sh dev
