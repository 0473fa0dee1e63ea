# Every target makes .venv and installs what it needs: Python 3.11+ (with venv), make and a package registry suffice.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check bench docs format lock clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo   the whole loop on an example park and an emulated lab, about a minute"
	@echo "make test   every test that runs without root"
	@echo "make check  formatting, lint, types, import rules and the fast tests"
	@echo "make bench  speed and memory, as ratios and CPU seconds (python -m bench parks: a whole city)"
	@echo "make docs   the demo's output into both READMEs"

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "parknet needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)
	$(BIN)/parknet demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not root"

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not root and not slow"

bench: $(READY)
	$(BIN)/python -m bench

docs: $(READY)
	$(BIN)/python docs/capture.py

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The lock holds hashes and no index address, so it serves every mirror.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist state
