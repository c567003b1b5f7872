# For a machine with git, make, Python 3.11 and pip: `make run`, `make test`, `make check`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PIP_FLAGS := --quiet --disable-pip-version-check --no-compile --no-deps
UV_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

# The tests start hundreds of processes, and each would compile the whole program anew where nothing may be kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast nightly coverage mutations check lint types setup lock docs site sbom audit bench quality metrics faults spark clean

run: $(READY)  ## process data/raw into data/processed
	$(BIN)/parquetry run parquetry.toml

test: $(READY)  ## run all tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not alone"
	@# Files without such a test are not even imported: all of them take a quarter of a minute.
	$(BIN)/python -m pytest -m alone $$(grep -l "mark\.alone" tests/*.py)

test-fast: $(READY)  ## the tests that take milliseconds: no Prefect, no time limits
	$(BIN)/python -m pytest -m "not flow and not alone and not slow"

nightly: $(READY)  ## properties on other random examples, a thousand each
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -m "not flow and not alone and not slow"

coverage: $(READY)  ## which statements the tests execute, in every process; fails below the floors
	$(BIN)/python benchmarks/coverage_floors.py -n 2 --dist loadgroup -m "not alone"

mutations: $(READY)  ## plant one-line mistakes and count those no test notices; about an hour
	$(BIN)/python benchmarks/mutations.py

check: $(READY) lint types test  ## what CI runs

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

setup: $(READY)

# The pip that comes with Python 3.11 compares each file of an index with 900 tags, one by one: half of its time. Of 20,000
# modules that are installed a tenth are ever imported, so each is compiled when it first is. An index that lacks the newer
# pip (hence "-") costs time and nothing else.
$(READY): locks/dev.txt locks/pip.txt pyproject.toml models/parquetry-names/pyproject.toml
	$(PYTHON) -m venv $(VENV)
	-$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r locks/pip.txt
	$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r locks/dev.txt
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-build-isolation --editable .
	$(BIN)/python -m pip install $(PIP_FLAGS) --no-build-isolation models/parquetry-names
	touch $(READY)

lock: $(READY)  ## resolve the newest allowed versions, with hashes and without hosts
	$(BIN)/uv pip compile $(UV_FLAGS) pyproject.toml -o locks/run.txt
	$(BIN)/uv pip compile $(UV_FLAGS) pyproject.toml --group dev -o locks/dev.txt
	echo pip | $(BIN)/uv pip compile $(UV_FLAGS) - -o locks/pip.txt

docs: $(READY)  ## generate the pages that are derived from the code
	$(BIN)/python docs/generate.py

site: $(READY)  ## build the documentation as a site, in site/
	$(BIN)/mkdocs build --strict --quiet

docs/report.png: data/processed/sample/current/report.html  ## the picture in the README; needs chromium
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1100,1130 \
		--user-data-dir=$$(mktemp -d) --screenshot=$@ file://$(CURDIR)/$<

sbom: $(READY)  ## what is installed to run, as CycloneDX, to sbom.json
	$(PYTHON) -m venv .venv-sbom && .venv-sbom/bin/pip install --quiet cyclonedx-bom
	.venv-sbom/bin/cyclonedx-py requirements locks/run.txt --output-file sbom.json

audit: $(READY)  ## known vulnerabilities of what is locked; asks an index
	$(PYTHON) -m venv .venv-audit && .venv-audit/bin/pip install --quiet pip-audit
	.venv-audit/bin/pip-audit --require-hashes --disable-pip --requirement locks/run.txt

bench: $(READY)  ## throughput, shares of CPU, cold start
	$(BIN)/python benchmarks/bench.py

quality: $(READY)  ## measure repair and segmentation on damaged texts, against pinned floors
	$(BIN)/python benchmarks/quality.py

metrics: $(READY)  ## how readable the code is: function length, complexity, comments; a row for each folder
	$(BIN)/python benchmarks/code_metrics.py

faults: $(READY)  ## kill forty runs at random and check what each left
	PARQUETRY_FAULTS=40 $(BIN)/python -m pytest tests/test_faults.py

spark: $(READY)  ## read every table with Spark, in an environment of its own; needs Java 17
	$(PYTHON) -m venv .venv-spark && .venv-spark/bin/pip install --quiet "pyspark>=4,<5"
	PYTHONPATH=$$(.venv-spark/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))") \
		$(BIN)/python -m pytest tests/test_integrations.py -k spark

clean:
	rm -rf $(VENV) .venv-sbom .venv-audit .venv-spark sbom.json site .parquetry data/processed
