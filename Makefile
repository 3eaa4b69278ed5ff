# Everything happens in .venv of this folder. Choose another Python with: make PYTHON=/path/to/python3.12
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check style types layers format docs clean

VENV := .venv
BIN := $(VENV)/bin
SUITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	$$p -c '$(SUITS)' >/dev/null 2>&1 && { command -v $$p; break; }; done)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

help:
	@echo "make demo   install raad in $(VENV) and follow four weeks of esketamine nasal spray (README)"
	@echo "make test   all tests, examples of docstrings included"
	@echo "make check  style, types, layers and the documentation"
	@echo "make format write the style that check asks for"
	@echo "make docs   the documentation as pages: docs/_build/html/index.html"
	@echo "make clean  remove $(VENV), out and everything else that was made here"

demo: $(VENV)/installed
	@echo "== raad simulate nasal_induction"
	@mkdir -p out
	@$(BIN)/raad simulate nasal_induction --out out/nasal_induction
	@echo "== The report is in $(CURDIR)/out/nasal_induction"
	@find out/nasal_induction -name '*.html' -exec echo "   open {}" \;

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest

# `make -k check` goes on after a fault, so that all are seen at once.
check: style types layers docs

style: $(VENV)/installed-dev
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check --output-format concise .

types: $(VENV)/installed-dev
	$(BIN)/pyright --pythonpath $(BIN)/python

layers: $(VENV)/installed-dev
	$(BIN)/lint-imports --no-cache

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/installed-dev
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "== The documentation is in docs/_build/html/index.html"

clean:
	rm -rf $(VENV) out docs/_build docs/generated .pytest_cache .ruff_cache .hypothesis

# An older .venv is kept when it still runs a Python that raad supports; else it is made again.
$(VENV)/installed: pyproject.toml
	@$(BIN)/python -c '$(SUITS)' >/dev/null 2>&1 || { \
		if [ -z "$(PYTHON)" ]; then \
			echo "raad needs Python 3.11, 3.12 or 3.13 with the venv module; none was found." >&2; \
			echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
		echo "== making $(VENV) with $(PYTHON)"; \
		"$(PYTHON)" -m venv --clear $(VENV); }
	@echo "== installing raad into $(VENV)"
	@$(INSTALL) -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "== installing the tools for tests, checks and documentation"
	@$(INSTALL) -e '.[dev,docs]'
	@touch $@
