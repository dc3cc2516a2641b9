# Selfcare. `make help` lists the commands; each installs what it needs into .venv.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast check bench format schema lock image trial clean

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/local ## Start everything on http://localhost:8000 (PORT, SANDBOX_PORT, INSTANCES)
	@$(RUN) -m deploy.local

test: .venv/dev tests/tools/node_modules ## The whole suite on real Valkey and PostgreSQL, browser journeys included
	@$(RUN) -m deploy.local.suite

test-fast: .venv/dev ## The product's tests without browser journeys
	@$(RUN) -m deploy.local.suite --fast

check: .venv/dev ## Lint, types, layers, templates, deployment checks, migrations, messages, OpenAPI
	@$(RUN) -m deploy.local.gates

bench: .venv/dev ## Measure what requests cost and write the table in tests/bench/README.md (5 minutes)
	@$(RUN) -m tests.bench

format: .venv/dev ## Format the Python sources
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

schema: .venv/dev ## Write deploy/contracts/ anew: our API, and what we expect of the internal services
	@$(RUN) manage.py schema
	@DJANGO_SETTINGS_MODULE=sandbox.settings $(RUN) -m sandbox.schema

lock: .venv/dev ## Write requirements/ anew from pyproject.toml
	@$(RUN) -m deploy.local.lock

image: .venv/dev ## Build both images, look inside, run them together behind nginx; with or without a Docker daemon
	@$(RUN) -m deploy.local.image

trial: .venv/local ## Everything in containers on https://selfcare.localhost:8443 (Docker)
	@$(RUN) -m deploy.local.trial_secrets var/trial
	@docker compose --file deploy/compose.yaml up --build

clean: ## Forget everything `make run` and the tests keep
	@rm -rf var staticfiles .pytest_cache .mypy_cache .ruff_cache .coverage*

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/local: requirements/local.txt | .venv/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/local.txt
	@touch $@

.venv/dev: requirements/dev.txt | .venv/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch .venv/local $@

# axe-core and vnu, for the journeys; without npm their tests are skipped on a laptop and fail in CI.
tests/tools/node_modules: tests/tools/package-lock.json
	@if command -v npm >/dev/null; then npm --prefix tests/tools ci --silent --ignore-scripts && touch $@; \
	else echo "npm is missing: the accessibility and HTML checks are skipped"; fi
