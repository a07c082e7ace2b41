# ShopChat's commands. `make help` lists them.
# Settings come from the environment or .env (see .env.example): make run SHOPCHAT_PORT=3100 SHOPCHAT_HOME=~/second

SHELL := /bin/sh
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# Three at a time, since tests wait for servers and browsers; a file to one of them, each with its own database and Redis.
AT_ONCE := -n 3 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: run test test-long lint eval bench migrate seed search-run build lock docs clean help packages dev-packages programs

run: packages ## Start everything: builds what is missing, then database, Redis, web and worker; Ctrl-C stops it
	@$(BIN)/python -m shopchat.build
	@exec $(BIN)/shopchat up

test: dev-packages programs ## Run the tests (under 15 minutes on two cores)
	@$(BIN)/python -m shopchat.build
	@$(PYTEST) $(AT_ONCE) -m "not long" $(ARGS)

test-long: dev-packages programs ## Run the tests that take minutes
	@$(BIN)/python -m shopchat.build
	@$(PYTEST) -m long $(ARGS)

lint: dev-packages ## Check style, types and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

eval: dev-packages ## Check the demo shop's answers, and search over public sets: make eval DATA=/path/to/sets
	@$(BIN)/python -m shopchat.build
	@$(BIN)/python -m bench.quality $(DATA)

bench: dev-packages programs ## Measure: API routes, import rate, search latency, a chat turn, the widget beside others
	@$(BIN)/python -m shopchat.build
	@$(BIN)/python -m bench

migrate: packages ## Bring the database to the newest schema
	@$(BIN)/shopchat migrate

seed: packages ## Fill the demo shop's knowledge in, once
	@$(BIN)/python -m shopchat.build
	@$(BIN)/shopchat seed-demo

search-run: packages ## Search a file of documents: make search-run DOCS=d.csv QUERIES=q.tsv OUT=run.tsv
	@$(BIN)/python -m shopchat.build
	@$(BIN)/shopchat search-run --docs "$(DOCS)" --queries "$(QUERIES)" --out "$(OUT)"

build: packages ## Build the embedding model, the widget and the pages
	@$(BIN)/python -m shopchat.build

COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --custom-compile-command "make lock" --quiet --extra embedded --group build $(LOCK_ARGS)
lock: dev-packages ## Choose versions anew: make lock LOCK_ARGS=--upgrade
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

docs: packages ## Write docs/api.md anew from the OpenAPI document
	@$(BIN)/python -m shopchat.api_reference >docs/api.md

clean: ## Remove what was built and installed here; SHOPCHAT_HOME with your data stays
	@rm -rf .venv .build .web .states .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		widget_server/dist widget_server/node_modules *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

packages:
	@./bootstrap.sh requirements.lock

dev-packages:
	@./bootstrap.sh requirements-dev.lock

# The browser for the journeys (Debian's comes with its security updates) and the proxy whose configuration we ship.
programs:
	@command -v chromium >/dev/null && command -v nginx >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium and nginx for the tests ..."; \
		{ apt-get update -q && apt-get install -qy --no-install-recommends chromium nginx-light; } >/dev/null; \
	elif ! command -v chromium >/dev/null; then \
		echo "Error: the browser tests need Chromium. On Debian: sudo apt-get install chromium nginx-light" >&2; exit 1; \
	fi
