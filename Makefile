# make demo · make test · make check · make bench. Python 3.11 or newer with venv is all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-faults lint types check bench bench-engine screenshots format clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    try Bulkhead in a local Slack, no account needed"
	@echo "make test    run the whole suite"
	@echo "make test-faults  the long forms of the faults it must survive, three minutes"
	@echo "make check   tests, lint and types"
	@echo "make bench   measure it on this machine"
	@echo "make bench-engine  the engine beside its peers (pip install -e '.[peers]'), 12 minutes"
	@echo "make screenshots  take the README's pictures anew (needs Chromium)"

# pip --constraint pins every version, direct or not; the project itself is run from the folder.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY)
	@$(BIN)/python -m app demo --latency 1 --slots 4

test: $(READY)
	@$(BIN)/python -m pytest -n 3 --dist worksteal

test-faults: $(READY)
	@$(BIN)/python -m pytest tests/faults tests/crash -m long -n 3 --dist worksteal

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

check: test lint types

bench: $(READY)
	@$(BIN)/python -m benchmarks

bench-engine: $(READY)
	@$(BIN)/python -m benchmarks.engine

screenshots: $(READY)
	@$(BIN)/python -m scripts.screenshots

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
