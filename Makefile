# `make` prints what there is. Every command sets up what it needs first; a second run is quick.
# bash, because the make of macOS looks past the PATH below when the shell is its default one.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/.venv/bin:$(PATH)

PYTHON_READY := .tools/python-ready
WEB_READY := .tools/web-ready
MUTATION_READY := .tools/mutation-ready
APP := web/dist/index.html
WEB_SOURCES := $(shell find web/src web/public web/scripts web/index.html web/vite.config.ts -type f 2>/dev/null)

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: $(PYTHON_READY) $(APP) ## Start Alongside with a made-up program and print where to open it
	alongside demo $(ARGS)

.PHONY: build
build: $(PYTHON_READY) $(APP) ## Set up .venv/bin/alongside and build the app, ready to serve a program

.PHONY: test
test: check-static web-test $(APP) system ## Everything: checks, unit tests, both databases, three browsers (under 20 minutes)
	pytest -n 2 --tests-report=reports/tests.json $(ARGS)

.PHONY: check
check: check-static web-test ## What is quick: format, lint, types, imports, contracts, tests that need no database (under 2 minutes)
	pytest -q -m "not database and not browser and not soak"

.PHONY: check-static
check-static: $(PYTHON_READY) $(WEB_READY) ## Of check what runs no test: format, lint, types, imports, contracts
	ruff format --check --quiet
	ruff check --quiet
	lint-imports --no-logo
	mypy
	alongside openapi --check
	npm --prefix web run check

.PHONY: web-test
web-test: $(WEB_READY) ## The unit tests of the browser side; writes reports/vitest.json
	@mkdir -p reports
	npm --prefix web test -- --reporter=default --reporter=json --outputFile.json=../reports/vitest.json

.PHONY: bench
bench: $(PYTHON_READY) ## Measure against the machine's floors; writes reports/bench.json
	@mkdir -p reports
	python -m bench $(ARGS)

.PHONY: soak
soak: $(PYTHON_READY) $(APP) $(MUTATION_READY) system ## The long runs: many more examples of everything that is generated
	ALONGSIDE_SOAK=1 npm --prefix web test
	python -m tests.mutation --jobs 2
	python -m tests.mutation --queries --jobs 2
	python -m tests.mutation.web
	pytest -m "soak or not browser" --hypothesis-profile=soak --timeout=3600 $(ARGS)

.PHONY: simulate
simulate: $(PYTHON_READY) ## Play SEEDS=n whole programs on a bad network; writes reports/simulation.json
	python -m tests.simulation $(or $(SEEDS),1000)

.PHONY: adversary
adversary: $(PYTHON_READY) system ## Send SEEDS=n scripts that no app would (ENGINE=postgresql too); writes reports/adversary.json
	python -m tests.simulation.adversary $(or $(ENGINE),sqlite) $(or $(SEEDS),1000)

.PHONY: faults
faults: $(PYTHON_READY) system ## Kill the server and starve it of disk FAULTS=n times under load; writes reports/faults.json
	python -m tests.faults $(or $(FAULTS),2000)

.PHONY: nudges
nudges: $(PYTHON_READY) system ## Send NUDGES=n nudges with workers killed at every step; writes reports/nudges.json
	python -m tests.nudges $(or $(NUDGES),20000)

.PHONY: mutants
mutants: $(PYTHON_READY) $(WEB_READY) system ## Plant known bugs in a copy and see each caught; writes reports/mutants.json
	python -m tests.mutants $(ARGS)

.PHONY: mutation
mutation: $(PYTHON_READY) $(MUTATION_READY) system ## Plant SAMPLE=n bugs that SEED=n draws, WEB=n on the phone, one in every query; writes reports/mutation*.json
	python -m tests.mutation --sample $(or $(SAMPLE),400) --seed $(or $(SEED),1) --jobs 2
	python -m tests.mutation --queries --jobs 2
	pytest -q -m soak tests/mutation/web
	python -m tests.mutation.web --sample $(or $(WEB),150) --seed $(or $(SEED),1)

.PHONY: reports
reports: test bench nudges faults mutants ## Write every report under reports/ (over an hour)

.PHONY: screens
screens: $(PYTHON_READY) $(APP) system ## Take a picture of every screen into reports/screens/
	pytest -q tests/e2e/test_screens.py $(ARGS)

.PHONY: types
types: $(PYTHON_READY) $(WEB_READY) ## Write openapi/ and the browser side's types anew after a change of the API or an entity
	alongside openapi
	python -m scripts.reference
	npm --prefix web run types

.PHONY: format
format: $(PYTHON_READY) $(WEB_READY) ## Format and mend what can be mended by itself
	ruff format
	ruff check --fix
	npm --prefix web run format

.PHONY: clean
clean: ## Remove what was built and set up here
	rm -rf .venv .tools web/node_modules web/mutation/node_modules web/dist reports .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: system
system: ## Install what the tests need beside Python and Node: PostgreSQL, browsers, a C compiler
	@scripts/system.sh postgresql browsers faults

$(PYTHON_READY): pyproject.toml uv.lock scripts/python.sh scripts/uv.txt
	scripts/python.sh
	@touch $@

$(WEB_READY): web/package.json web/package-lock.json scripts/node.sh $(PYTHON_READY)
	scripts/node.sh
	@touch $@

$(MUTATION_READY): web/mutation/package.json web/mutation/package-lock.json $(WEB_READY)
	npm ci --prefix web/mutation --no-audit --no-fund --loglevel=error
	@touch $@

$(APP): $(WEB_SOURCES) $(WEB_READY)
	npm --prefix web run build
	@touch $@
