# What one does with Sijill. `make help` says it in a line each.

PYTHON ?= python3
PORT ?= 8000
RUN = .venv/bin/python
DEMO = requirements.txt
DEV = requirements-dev.txt
LOCK = $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml
CHECKS = check-format check-lint check-types check-layers check-migrations check-catalogues check-templates check-site

.DEFAULT_GOAL = help
MAKEFLAGS += --no-print-directory
.PHONY: help demo backup restore test test-long test-next-wagtail check $(CHECKS) format messages lock mutants bench-pages bench-reading bench-compare bench-parity bench-editor bench-verify bench-notices pictures rehearsal clean python demo-packages dev-packages

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

demo: demo-packages ## Start the site, the notifier and a mail sink on http://127.0.0.1:8000/ (or PORT=…)
	@$(RUN) -m cms.demo --with-parent --port=$(PORT)

test: dev-packages ## Run all tests, on SQLite and on every PostgreSQL it reaches (TEST_POSTGRES_URL=…)
	@$(RUN) -m tests.run $(ARGS)

test-long: dev-packages ## Run the long tests (crashes, floods, soaks) on the same databases
	@$(RUN) -m tests.run --long $(ARGS)

test-next-wagtail: dev-packages ## Run the tests on SQLite with Wagtail's newest pre-release, if there is one
	@$(RUN) -m tests.next_wagtail $(ARGS)

check: dev-packages ## Format, lint, types, layers, migrations, catalogues, templates, system checks
	@$(MAKE) --keep-going $(CHECKS)

check-format:
	$(RUN) -m ruff format --check --quiet .

check-lint:
	$(RUN) -m ruff check --quiet .

check-types:
	$(RUN) -m mypy --no-error-summary

check-layers:
	$(RUN) -c "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo'])"

check-migrations:
	$(RUN) manage.py makemigrations --check --dry-run --verbosity 1

check-catalogues:
	$(RUN) -m cms.catalogues check

check-templates:
	$(RUN) -m djlint --lint --quiet templates
	$(RUN) -m pytest --quiet --quiet tests/test_consistency.py

check-site: export SIJILL_BASE_URL = https://policies.example.org
check-site: export SIJILL_SECRET_KEY = of-no-use-but-long-enough-to-check-the-settings-of-a-public-address
check-site:
	SIJILL_LOG_KEY=`$(RUN) manage.py make_log_key -` $(RUN) manage.py check --deploy --fail-level WARNING

format: dev-packages ## Format the code and mend what can be mended
	$(RUN) -m ruff check --quiet --fix-only .
	$(RUN) -m ruff format --quiet .

messages: dev-packages ## Bring the catalogues to the messages of today
	$(RUN) -m cms.catalogues update

lock: dev-packages ## Write the lock files from pyproject.toml (UPGRADE=1 for newer versions)
	$(LOCK) $(if $(UPGRADE),--upgrade) -o $(DEMO)
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev -o $(DEV)

backup: demo-packages ## Write the database, uploads and last checkpoint into one file (TO=path)
	@$(RUN) manage.py backup $(TO)

restore: demo-packages ## Restore a backup into an empty database and verify it (FROM=path CHECKPOINT=path)
	@$(RUN) manage.py restore $(FROM) $(if $(CHECKPOINT),--checkpoint $(CHECKPOINT))

bench-pages: dev-packages ## Measure the response time of the demo's pages, and the weight of a long policy
	@$(RUN) -m bench.pages $(ARGS)
	@$(RUN) -m bench.weight

bench-reading: dev-packages ## Measure reading under load beside nginx, cold pages, search and memory (needs wrk, nginx)
	@$(RUN) -m bench.reading $(ARGS)

bench-verify: dev-packages ## Measure verify_versions over 10,000 versions on PostgreSQL
	@$(RUN) -m bench.verify $(ARGS)

bench-editor: dev-packages ## Measure the policy editor beside Wagtail's editor of an empty page, in Chromium
	@$(RUN) -m bench.editor $(ARGS)

bench-notices: dev-packages ## Measure fan-out and sending beside smtp-source and send_mass_mail
	@$(RUN) -m bench.notices $(ARGS)

mutants: dev-packages ## Mutate the comparison's core and count what its tests notice (hours)
	@$(RUN) -m mutmut run $(ARGS)
	@$(RUN) -m mutmut results

bench-parity: dev-packages ## Measure the divergence finder against its bars (PARALLEL=directory of aligned clauses)
	@PARALLEL=$(PARALLEL) $(RUN) -m bench.parity $(ARGS)

bench-compare: dev-packages ## Measure the comparison of texts against its bars
	@$(RUN) -m bench.compare

pictures: dev-packages ## Take the pictures of docs/screenshots anew, from a demo of its own
	@$(RUN) -m bench.pictures $(ARGS)

rehearsal: dev-packages ## Start all of deploy/ on a fresh folder, walk the loop through nginx, then the faults (minutes)
	@$(RUN) -m bench.rehearsal $(ARGS)

clean: ## Remove what was made, except var/ (the demo's database, mails and logs)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/tests
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

demo-packages: python
	@$(PYTHON) cms/environment.py $(DEMO)

dev-packages: python
	@$(PYTHON) cms/environment.py $(DEV)

python:
	@command -v $(PYTHON) > /dev/null || { echo "Sijill needs Python 3.11 or newer, and there is no $(PYTHON): install it, or name one with PYTHON=/path/to/python." >&2; exit 1; }
