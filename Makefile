# Everything a newcomer, a developer and the build server need. `make run` is enough to start.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"

ROUNDS ?= 100

.PHONY: setup run test test-faults check format bench growth lighthouse faults lock clean

setup: $(VENV)/.installed

run: setup
	@$(BIN)/knowledge-server serve

# Two processes take the test files in turn: what waits for a browser leaves the other core idle.
test: $(VENV)/.installed-dev node_modules/.installed
	@sh tests/needs.sh
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --maxfail 10 --ignore=tests/faults
	@$(MAKE) --no-print-directory test-faults
	$(NODE) node --test --test-isolation=none tests/js/*.test.js

# A round of every fault, the power cuts and the hostile peers: two minutes.
test-faults: $(VENV)/.installed-dev
	@sh tests/needs.sh
	$(BIN)/python -m pytest tests/faults

check: $(VENV)/.installed-dev node_modules/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(NODE) node_modules/.bin/tsc --noEmit
	$(MAKE) --no-print-directory test

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.performance.bench --only "$(ONLY)" --peers "$(PEERS)"

# What happens when there are more messages, rooms, members or connections; some 12 minutes.
growth: $(VENV)/.installed-dev
	$(BIN)/python -m tests.performance.growth "$(ONLY)"

# The marks that Lighthouse gives the sign-in and the rooms; some 3 minutes.
lighthouse: $(VENV)/.installed-dev
	@sh tests/needs.sh
	$(BIN)/python -m tests.performance.lighthouse

# Plays every fault so many times; `make test` plays a few.
faults: $(VENV)/.installed-dev
	@sh tests/needs.sh
	$(BIN)/python -m tests.faults --rounds $(ROUNDS)

# Reads pyproject.toml and writes the newest versions with their hashes.
lock: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra build --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --upgrade --universal \
	  --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) node_modules build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 run"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || \
	  { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the libraries (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json $(VENV)/.installed-dev
	$(NODE) NODE_OPTIONS=--use-system-ca npm ci --loglevel=error --no-audit --no-fund
	@touch $@
