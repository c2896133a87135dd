# Everything a target needs is fetched by the target, and skipped when it is there.
#
#   make demo CASES=120000     a caseload of that size
#   make demo SERVE=no         set it up, and stop before serving it
#   make test ARGS="-k barrier"
#   DATABASE_URL=postgresql://...  a PostgreSQL (15 or later) to use instead of our own

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench lock stop clean packages assets browser
CHECKS := check-locks check-format check-lint check-types check-imports \
	check-migrations check-django check-policy check-generated
.PHONY: $(CHECKS)

PYTHON ?= $(shell command -v python3 || command -v python3.11 || command -v python3.12 || command -v python3.13)
CASES ?=
SERVE ?= yes
ARGS ?=
VENV := .venv/bin
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

help: ## What can be made
	@echo "Evenhand. What can be made:"
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/  make \1|\2/p' Makefile | tr '|' '\t' | expand -t 16

demo: packages assets ## An invented national caseload, served (CASES=n SERVE=no)
	@EVENHAND_MODE=demo $(VENV)/evenhand demo $(if $(CASES),--cases $(CASES)) $(if $(filter no,$(SERVE)),--no-serve)

test: packages assets browser ## Run the tests (ARGS="-k words")
	@EVENHAND_MODE=test $(VENV)/python -m pytest -n auto --maxprocesses=8 $(ARGS)

check: packages ## Look for faults, and change nothing
	@EVENHAND_MODE=test $(MAKE) --no-print-directory --keep-going -j2 $(SYNC) $(CHECKS)

check-locks:
	@$(VENV)/python -m evenhand.config.locks check
	@echo "* Lock files are fresh"
check-format:
	@$(VENV)/ruff format --check --quiet --output-format=concise . > build/format.log || { cat build/format.log; echo "Run make fix"; false; }
	@echo "* Everything is formatted"
check-lint:
	@$(VENV)/ruff check --quiet --output-format=concise .
	@echo "* Lint finds nothing"
check-types:
	@$(VENV)/mypy --no-error-summary
	@echo "* Types hold"
check-imports:
	@$(VENV)/lint-imports --no-cache > build/imports.log 2>&1 || { cat build/imports.log; false; }
	@echo "* Imports run one way"
check-migrations:
	@$(VENV)/python -W ignore::RuntimeWarning -m evenhand database check-migrations
	@echo "* Every change of a table has its migration"
check-django:
	@$(VENV)/python -W ignore::RuntimeWarning -m django check --settings evenhand.config.settings > build/django.log 2>&1 || { cat build/django.log; false; }
	@echo "* Django finds nothing wrong"
check-policy:
	@$(VENV)/evenhand rules check policy
	@echo "* The policy release has no faults"
check-generated:
	@$(VENV)/python -m evenhand.config.generated --check
	@echo "* Generated documents are fresh"

fix: packages ## Mend what a machine can mend: format, lint, generated documents
	@$(VENV)/ruff check --quiet --fix . ; $(VENV)/ruff format --quiet .
	@EVENHAND_MODE=test $(VENV)/python -m evenhand.config.generated

bench: ## Measure, beside other tools (fetches them)
	@$(PYTHON) evenhand/config/bootstrap.py bench
	@EVENHAND_MODE=test $(VENV)/python -m benchmarks $(ARGS)

lock: packages ## Write the lock files anew after a change of dependencies
	@$(VENV)/python -m evenhand.config.locks write

stop: ## Stop the databases of the demo and the tests
	@if test -x $(VENV)/python; then $(VENV)/python -m evenhand.config.embedded stop --all; fi

clean: ## Remove all that was made here, the demo's data included
	@if test -x $(VENV)/python; then $(VENV)/python -m evenhand.config.embedded remove; fi
	@rm -rf build node_modules .venv .local evenhand.egg-info .hypothesis .mypy_cache .ruff_cache

packages:
	@test -n "$(PYTHON)" || { echo "Evenhand needs Python 3.11, 3.12 or 3.13; none is on the path." >&2; false; }
	@$(PYTHON) evenhand/config/bootstrap.py

assets: packages
	@$(VENV)/python -m evenhand.config.frontend

browser: packages
	@$(VENV)/python -m evenhand.config.browser
