# make serve: open the chat page.  make test: prove it works.  Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 7860

.PHONY: help setup serve test check bench bench-llm bench-many build quality screenshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

$(BIN)/planqa: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "planqa needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check torch -c constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -e . -c constraints.txt
	@touch $@

$(VENV)/dev: $(BIN)/planqa
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $@

setup: $(BIN)/planqa ## install into .venv

serve: setup ## the chat page on http://127.0.0.1:7860
	$(BIN)/planqa serve --host $(HOST) --port $(PORT)

build: setup ## bring the index up to date with docs_raw/
	$(BIN)/planqa build

test: $(VENV)/dev ## all tests, in a real browser where Chromium is installed
	$(BIN)/python -m pytest

check: $(VENV)/dev ## style and types, fast enough for every save
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup ## speed and memory; the page's part needs Chromium and make test's environment
	$(BIN)/python -m ui.bench
	$(BIN)/python -m ui.bench_page
	$(BIN)/python -m ui.bench_crowd

bench-many: setup ## 200 plans in one index: what one more costs, what questions take (about ten minutes)
	$(BIN)/python -m ui.bench_many

bench-llm: $(VENV)/dev build ## what the verifier catches and drops; QUESTIONS=FILE.jsonl: 300 answers of a real LLM searched for unsupported figures
	$(BIN)/python -m ui.bench_llm $(QUESTIONS)

# The plans that the question sets ask about are not part of the repository; they lie in SHARED.
SHARED ?= ../shared
YEARS ?= 2012 2015 2021
quality: $(VENV)/dev ## measure the answers anew and write the figures that the page shows
	$(BIN)/python -m ui.quality $(SHARED)/questions/dev.jsonl,tests/data/questions/longhua.jsonl="$$(ls docs_raw/*.txt)" \
	  $$(for y in $(YEARS); do echo "tests/data/questions/report-$${y}g.jsonl=$$(ls $(SHARED)/plans/$$y*.txt)"; done)

screenshots: $(VENV)/dev build ## the README's pictures, taken of the running page
	$(BIN)/python -m ui.screenshots

clean: ## remove the index and caches, keep .venv
	rm -rf var .pytest_cache .mypy_cache .ruff_cache
