# `make help` lists what there is. Everything but `lock` works on a fresh clone with Python 3.11+, make and git.
PYTHON := $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,$(if $(shell command -v $(name) 2>/dev/null),$(name))))
IN := $(PYTHON) tools/setup.py
ARGS :=

.DEFAULT_GOAL := help
.PHONY: help setup run test check format lock bench bench-desk demo-data chromium clean python

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  Options for the command behind a target: make test ARGS='-k clock'"

python:
	@test -n "$(PYTHON)" || { echo "There is no Python on the PATH. Install Python 3.11 or newer."; exit 1; }

setup: python ## Make the environment (.venv) from the lock file
	@$(IN)

run: python ## Set everything up and run it: database, demonstration, web, scheduler, telephone
	@$(IN) ivr run --until-parent-ends $(ARGS)

test: python ## Set everything up and run all tests
	@$(IN) python -m tools.test $(ARGS)

check: python ## Linters, format, types, import contracts
	@$(IN) python -m tools.check

format: python ## Put the code into the common format
	@$(IN) ruff format .
	@$(IN) ruff check --fix .

lock: python ## Choose the versions of all packages anew and write the lock files
	@$(IN) python -m tools.lock $(ARGS)

bench: python ## Measure a turn of a call beside a bare route and the database (ARGS=--json)
	@$(IN) python -m bench $(ARGS)

bench-desk: python ## Measure how soon an offered call is on the right desk, and what open desks cost callers
	@$(IN) python -m bench.desk $(ARGS)

demo-data: python ## Put the demonstration county's data back to the start
	@$(IN) ivr demo reset $(ARGS)

chromium: python ## Find or install the browser of the browser tests
	@$(IN) python -m tools.chromium --again

clean: ## Remove caches (the environment and the data stay)
	@rm -rf build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find ivr afterhours webhooks tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
