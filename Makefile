.DEFAULT_GOAL := help
.PHONY: help setup demo learn test check docs lock new-check clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GOAT := src/goatherd/learn/course/goat
READY := $(VENV)/ready

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make the local environment in .venv

# The exit code says that there are findings; the goat is there to have them.
demo: $(READY) ## Scan the deliberately insecure example
	$(BIN)/goatherd scan $(GOAT) || test $$? -eq 1

learn: $(READY) ## Serve the course on the deliberately insecure application, and open the browser
	$(BIN)/goatherd learn

test: $(READY) ## Install what the suite needs and run all of it
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

docs: $(READY) ## Write docs/checks from the checks
	$(BIN)/python tools/gen_docs.py

new-check: $(READY) ## Write the skeleton of a check: make new-check SAS=1 SLUG=event-data-in-shell
	$(BIN)/python tools/new_check.py $(SAS) $(SLUG)

lock: $(READY) ## Pin the newest versions of what the suite needs
	$(BIN)/pip install --quiet uv
	$(BIN)/uv export --quiet --upgrade --no-header --no-emit-project --no-annotate --output-file requirements-dev.txt

clean: ## Remove everything that is made here
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
