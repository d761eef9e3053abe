PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help templates pages compiled test local-aws format readme docs bench lowest constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PYTHON=python3.12 chooses the Python that $(VENV) is made with"

templates: $(VENV)/installed ## render specs/ to templates/
	@$(BIN)/dynaspec render

# Two of the example tables; those of all would be many.
PAGES := specs/orders.yaml specs/players.yaml
# The pages with blocks that are printed from the code.
PRINTED := README.md $(wildcard docs/site/*.md docs/site/*/*.md)

pages: $(VENV)/installed ## write the pages of the site's examples to docs/tables/
	@$(BIN)/dynaspec docs $(PAGES)

# pip does so with what it installs, but not with a checkout, and where PYTHONDONTWRITEBYTECODE is set nobody would.
compiled: $(VENV)/installed-dev
	@$(BIN)/python -m compileall -q generator tests

test: $(VENV)/installed-dev $(VENV)/docs/installed compiled ## everything that CI runs
	@$(BIN)/ruff format --quiet --diff . || { echo "make format mends this"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports > $(VENV)/lint-imports.txt 2>&1 || { cat $(VENV)/lint-imports.txt; exit 1; }
	@$(BIN)/dynaspec render --check
	@$(BIN)/dynaspec docs --quiet --check $(PAGES)
	@$(BIN)/cog -I docs --check $(PRINTED) > $(VENV)/cog.txt 2>&1 || { cat $(VENV)/cog.txt; echo "make readme mends this"; exit 1; }
	@$(MAKE) --no-print-directory docs
	@$(BIN)/pytest -n auto

local-aws: $(VENV)/installed-dev ## start a local AWS to try templates on, and print the environment to export
	@$(BIN)/python -m tests.standin

format: $(VENV)/installed-dev ## lay out the code, mend what ruff can
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

readme: $(VENV)/installed-dev ## print the blocks of README.md and docs/site/, and the picture, from the code
	@$(BIN)/python docs/drawing.py
	@$(BIN)/cog -I docs -r $(PRINTED)

docs: $(VENV)/docs/installed ## build the documentation site in build/docs
	@$(VENV)/docs/bin/python docs/staging.py build/pages
	@$(VENV)/docs/bin/sphinx-build --quiet --fail-on-warning --fresh-env -j auto -c docs/site build/pages build/docs

bench: $(VENV)/installed-dev compiled ## measure rendering; BENCH="-h" tells what can be chosen
	@$(BIN)/python -m tests.bench $(BENCH)

# uv trusts its own list of certificates unless told to trust the system's, as pip does.
export UV_SYSTEM_CERTS = 1
export UV_NATIVE_TLS = 1

lowest: $(VENV)/uv ## run the tests with the oldest dependencies that setup.cfg allows
	@rm -rf $(VENV)/lowest
	@$(PYTHON) -m venv $(VENV)/lowest
	@$(BIN)/uv pip compile --quiet --resolution lowest-direct --python $(VENV)/lowest/bin/python \
		--output-file $(VENV)/lowest/constraints.txt setup.cfg
	@$(VENV)/lowest/bin/python -m pip --quiet --disable-pip-version-check install \
		-c $(VENV)/lowest/constraints.txt -e '.[test]'
	@$(VENV)/lowest/bin/python -m pytest -n auto

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-header --no-annotate

constraints: $(VENV)/uv ## write constraints.txt, and that of docs/, anew with the newest releases
	@sed -n '/^#/p' constraints.txt > $(VENV)/constraints.txt
	@$(COMPILE) --extra dev setup.cfg >> $(VENV)/constraints.txt
	@cp $(VENV)/constraints.txt constraints.txt
	@sed -n '/^#/p' docs/constraints.txt > $(VENV)/constraints.txt
	@$(COMPILE) --extra docs setup.cfg >> $(VENV)/constraints.txt
	@cp $(VENV)/constraints.txt docs/constraints.txt

clean: ## remove everything that the other targets made, but not templates/
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	@find generator tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/made:
	@command -v "$(PYTHON)" > /dev/null || { echo "no $(PYTHON) here; try make PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "dynaspec needs Python 3.10 or newer, and $(PYTHON) is $$("$(PYTHON)" --version 2>&1); try make PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2> /dev/null || \
		{ echo "$(PYTHON) comes without venv and ensurepip; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made setup.cfg pyproject.toml constraints.txt
	@echo "installing dynaspec into $(VENV)"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/made setup.cfg pyproject.toml constraints.txt
	@echo "installing dynaspec and its checks into $(VENV)"
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $(VENV)/installed $@

$(VENV)/docs/installed: $(VENV)/made setup.cfg docs/constraints.txt
	@echo "installing what builds the site into $(VENV)/docs"
	@"$(PYTHON)" -m venv $(VENV)/docs
	@$(VENV)/docs/bin/python -m pip --quiet --disable-pip-version-check install -c docs/constraints.txt -e '.[docs]'
	@touch $@

$(VENV)/uv: $(VENV)/made
	@$(PIP) install uv
	@touch $@
