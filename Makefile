# The two commands of the README are `run` and `test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ASSETS := node_modules/govuk-frontend/package.json
SPECIFICATIONS := node_modules/@asyncapi/specs/package.json

.PHONY: help run install test test-faults check yardsticks format lock clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: install  ## Start everything and print where to sign in; ENGINE=kafka for Kafka and PostgreSQL
	@$(if $(ENGINE),MASH_ENGINE=$(ENGINE)) exec $(BIN)/mash up

install: $(VENV)/.installed $(ASSETS)  ## Set up the environment in .venv, so that .venv/bin/mash is there

test: $(VENV)/.installed-dev $(SPECIFICATIONS)  ## Run the tests; what is skipped is named, with the reason
	@$(BIN)/python -m pytest -rs $(TESTS)

test-faults: $(VENV)/.installed-dev $(ASSETS)  ## Kill, stop, freeze and slow down everything; LONG=1 for longer
	@MASH_TEST_FAULTS=$(if $(LONG),long,short) $(BIN)/python -m pytest -rs -v -o timeout=$(if $(LONG),1800,180) tests/faults

check: $(VENV)/.installed-dev $(ASSETS)  ## Formatting, lint, types, import rules, policy and generated documents
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/mash policy check
	@$(BIN)/mash documents --check

yardsticks: .venv-yardsticks/.installed  ## Set up what `mash bench` compares the pipeline with, in .venv-yardsticks

format: $(VENV)/.installed-dev  ## Format the code and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock:  ## Pin the dependencies again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -U -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -c requirements.lock -o requirements-dev.lock
	uv pip compile pyproject.toml --extra yardsticks --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-yardsticks.lock

clean:  ## Remove what was built; the data in var/ stays
	rm -rf $(VENV) .venv-yardsticks node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) infra/check_python.py
	@echo "Setting up Python packages in $(VENV) (about a minute the first time)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv-yardsticks/.installed: $(VENV)/.installed requirements-yardsticks.lock
	@$(BIN)/python -m venv .venv-yardsticks
	@.venv-yardsticks/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-yardsticks.lock
	@.venv-yardsticks/bin/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(ASSETS): package.json package-lock.json | $(VENV)/.installed
	@sh infra/install_assets.sh $(BIN)

$(SPECIFICATIONS): package.json package-lock.json | $(VENV)/.installed
	@sh infra/install_assets.sh $(BIN) --include=dev
