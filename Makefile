# make run, make test; make check for all that a change must pass. Needs Python 3.11 or later and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run install test check bench crash ray soak clean

run: $(VENV)/installed  ## reads the chronicle (or INPUT="…"), shows a relation, writes detente-report.html
	$(BIN)/detente demo $(INPUT)

install: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Détente needs Python 3.11 or later; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps -e .
	touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

test: $(VENV)/installed-dev  ## the tests
	$(BIN)/python -m pytest

check: $(VENV)/installed-dev  ## style, types, imports, tests
	$(BIN)/ruff check src tests training benchmarks
	$(BIN)/ruff format --check src tests training benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(VENV)/installed-dev  ## timings, as ratios within one run
	$(BIN)/python -m benchmarks

crash: $(VENV)/installed-dev  ## kills readers, workers, owners and servers, twenty times each; prints the crash table
	$(BIN)/python tests/crash/killing.py --kills 20

ray: $(VENV)/installed-dev  ## nodes and workers of a Ray cluster lost; with $$DETENTE_DATA, two nodes beside one process
	$(BIN)/python -m pytest tests/store/test_ray.py
	test -z "$(DETENTE_DATA)" || $(BIN)/python benchmarks/scale.py engines --articles 2000

soak: $(VENV)/installed-dev  ## half an hour of watching feeds that fail in every way
	$(BIN)/python tests/soak/soak.py --minutes 30

clean:
	rm -rf $(VENV) dist build detente-report.html
