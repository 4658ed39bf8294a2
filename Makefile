# Needs make and a Python of 3.11 or newer; everything else is installed into .venv, as requirements.lock says.
# Another Python: make PYTHON=/path/to/python3.13 test

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check
PEERS := $(VENV)/bench/.ready
# Half of the tests' time is waiting, for servers and for the clock: three at a time for two cores.
AT_A_TIME = $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) * 3 // 2 or 1)')
export KLIPING_BENCH ?= ../shared/bench

.PHONY: help demo test lint check bench-archive bench-crawl bench-extract bench-kill bench-memory bench-repeated bench-search bench-year train-blocks train-lines fuzz lock clean

help: ## list these targets
	@grep -hE '^[a-z -]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z -]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: $(READY) ## crawl the sample newspapers, search and export; needs no internet
	@$(BIN)/kliping demo

test: $(READY) ## run the tests
	$(BIN)/pytest -q -n $(AT_A_TIME) --dist worksteal

lint: $(READY) ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test ## all that must pass before a change goes in

bench-archive: $(READY) ## saving, searching, exporting, size, duplicates, what is found (ARGS="--articles 1000000 --keep FOLDER")
	$(BIN)/python tests/benchmarks/bench_archive.py $(ARGS)

bench-crawl: $(READY) ## speed and extraction score of a whole crawl, where the labelled pages are there
	$(BIN)/python tests/benchmarks/bench_crawl.py

bench-extract: $(READY) $(if $(findstring --no-peers,$(ARGS)),,$(if $(wildcard $(KLIPING_BENCH)/*/truth.jsonl),$(PEERS))) ## how clean the text is and how fast, beside other extractors
	$(BIN)/python tests/benchmarks/bench_extract.py $(ARGS)

bench-kill: $(READY) ## kill crawls over newspapers that answer badly, and compare what is stored (ARGS="--kills 200")
	$(BIN)/python tests/benchmarks/kill_crawl.py $(ARGS)

bench-memory: $(READY) ## the memory of one crawl over 20,000 made-up pages (ARGS="--pages 5000")
	$(BIN)/python tests/benchmarks/long_run.py $(ARGS)

bench-repeated: $(READY) ## what learning from a newspaper's other pages adds, where the labelled pages are there
	$(BIN)/python tests/benchmarks/bench_repeated.py $(ARGS)

bench-search: $(READY) ## start-up and search times
	$(BIN)/python tests/benchmarks/bench_search.py

bench-year: $(READY) ## a year of 300 made-up newspapers under a virtual clock: what is stored, how soon, what is alarmed (ARGS="--newspapers 50 --days 60")
	$(BIN)/python tests/benchmarks/simulate_year.py $(ARGS)

train-blocks train-lines: train-%: $(READY) $(PEERS) ## learn weights from the labelled pages: the shipped ones, and those the benchmark scores with
	PYTHONPATH=.:$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
		$(VENV)/bench/bin/python tests/benchmarks/train_$*.py --folds bench/folds $(ARGS)

fuzz: $(READY) ## damage pages for a quarter of an hour and see that nothing breaks (ARGS="--minutes 60")
	$(BIN)/python tests/benchmarks/fuzz_extract.py $(ARGS)

lock: $(READY) ## pin the newest versions that pyproject.toml allows, for every supported Python
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install -q uv
	$(VENV)/lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
	$(VENV)/lock/bin/uv pip compile --group bench --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-bench.lock

clean: ## remove what was installed and built
	rm -rf $(VENV) build *.egg-info archive/*/*.so crawler/extract/*/*.so

$(READY): requirements.lock pyproject.toml setup.py $(wildcard archive/*/*.c crawler/extract/*.c crawler/extract/*/*.[ch])
	@test -n "$(PYTHON)" || { echo "Kliping needs Python 3.11 or newer; found $$(python3 --version 2>/dev/null || echo none)." \
		"Install one, or name it: make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is not Python 3.11 or newer." >&2; exit 1; }
	@echo "Installing into $(VENV) (once; about a minute)"
	@$(PYTHON) -m venv $(VENV) || { echo "Is the venv module missing? On Debian: apt install python3-venv" >&2; exit 1; }
	@$(PIP) install -q --require-hashes -r requirements.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(PEERS): requirements-bench.lock
	@echo "Installing other extractors into $(VENV)/bench (once), to compare with"
	@$(PYTHON) -m venv $(VENV)/bench
	@$(VENV)/bench/bin/python -m pip --disable-pip-version-check install -q --no-deps --require-hashes -r requirements-bench.lock || { \
		echo "They could not be installed; without them: make bench-extract ARGS=--no-peers" >&2; exit 1; }
	@touch $@
