# `make help` says what there is. Everything runs from .venv, which the first call makes.

PORT ?= 8000
# Not from the environment: some shells set HOST to the name of the machine.
HOST = 127.0.0.1
NAME ?= pages
SIZE ?=
ARGS ?=

export PYTHON
bin := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak clean install install-dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: install ## Start Baton on this machine (PORT=8000 HOST=127.0.0.1); Ctrl-C stops it
	@exec $(bin)/python manage.py up --host $(HOST) --port $(PORT) $(ARGS)

test: install-dev ## Run every test (ARGS="tests/tickets -k claim" for some of them)
	@$(bin)/python -m tests.run $(ARGS)

check: install-dev ## Lint, format, types, import direction, migrations, deploy checks, API document
	@$(bin)/python scripts/check.py

bench: install-dev ## Print figures as JSON lines (NAME=pages SIZE=100000)
	@SIZE=$(SIZE) $(bin)/python -m tests.bench $(NAME) $(ARGS)

soak: install-dev ## Kill, crash and race for minutes; print what must be 0 (SIZE=10000)
	@SIZE=$(SIZE) $(bin)/python -m tests.bench soak $(ARGS)

clean: ## Remove .venv and caches; your data in var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

install:
	@scripts/bootstrap.sh requirements.txt

install-dev:
	@scripts/bootstrap.sh requirements-dev.txt
