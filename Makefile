# make serve: open the chat page.  make test: prove it works.  Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 7860
# Plans and question sets that are not part of the repository.
SHARED ?= ../shared

.PHONY: help setup serve test matrix quick check wheel bench bench-llm bench-many build quality screenshots licences sbom clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

$(BIN)/planqa: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "planqa needs Python 3.11 or newer")'
	@echo "安装到 $(VENV)，首次需要几分钟 (installing; a few minutes the first time)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check torch -c constraints.txt
	@echo "安装其余依赖 (the other packages)"
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

matrix: test ## all tests once with each Python from 3.11 to 3.13 that is on this machine, each in a .venv of its own
	@for version in 3.11 3.12 3.13; do \
	  if $(BIN)/python -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$$version')"; then continue; \
	  elif python$$version -c '' 2>/dev/null; then $(MAKE) test VENV=.venv-$$version PYTHON=python$$version || exit 1; \
	  else echo "python$$version is not on this machine, left out"; fi; done

quick: $(VENV)/dev ## the tests that need no index and no browser, in under two minutes
	$(BIN)/python -m pytest -q tests/test_question.py tests/test_figures.py tests/test_structure.py tests/test_tables.py tests/test_encodings.py -k "not yunze"

check: $(VENV)/dev ## style and types, fast enough for every save
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

wheel: $(VENV)/dev ## the built wheel, installed outside the checkout, builds an index and answers
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv --system-site-packages build/wheel/venv
	build/wheel/venv/bin/pip install --quiet --disable-pip-version-check --no-deps build/wheel/planqa-*.whl
	cp -r docs_raw build/wheel/docs_raw
	cd build/wheel && PYTHONPATH=$$(ls -d $(abspath $(VENV))/lib/python*/site-packages) venv/bin/planqa build && PYTHONPATH=$$(ls -d $(abspath $(VENV))/lib/python*/site-packages) venv/bin/planqa ask 2023年要新增多少学位?

bench: $(VENV)/dev ## speed and memory; the page's part needs Chromium
	$(BIN)/python -m bench.speed
	$(BIN)/python -m bench.page
	$(BIN)/python -m bench.crowd

bench-many: $(VENV)/dev ## 200 made plans and one more; with $(SHARED)/corpus also real ones by step, and a million passages (about an hour)
	$(BIN)/python -m bench.many
	@if [ -d $(SHARED)/corpus ]; then \
	  $(BIN)/python -m bench.questions --docs $(SHARED)/corpus --plans 210 --index var/bench && \
	  $(BIN)/python -m bench.million --index var/bench && \
	  $(BIN)/python -m bench.province --index var/bench; \
	else echo "no $(SHARED)/corpus: real plans left out"; fi

bench-llm: $(VENV)/dev build ## what the verifier catches and drops; QUESTIONS=FILE.jsonl: 300 answers of a real LLM searched for unsupported figures
	$(BIN)/python -m bench.llm $(QUESTIONS)

quality: $(VENV)/dev ## measure the answers anew and write the figures that the page shows
	$(BIN)/python -m bench.quality $(SHARED)/corpus --tuned $(SHARED)/questions/dev.jsonl tests/data/questions/longhua.jsonl

screenshots: $(VENV)/dev build ## the README's pictures, taken of the running page
	$(BIN)/python -m bench.screenshots

licences: setup ## write docs/licences.md anew from the installed packages
	$(BIN)/python -m ui.licences docs/licences.md

sbom: $(VENV)/dev ## write sbom.json, the CycloneDX bill of materials of what is installed
	$(BIN)/cyclonedx-py environment --output-format JSON --output-file sbom.json $(BIN)/python

clean: ## remove the index and caches, keep .venv and what people wrote (feedback)
	rm -rf var/index .pytest_cache .mypy_cache .ruff_cache build
