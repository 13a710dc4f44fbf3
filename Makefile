# make demo   installs what is missing, then checks the example packets in front of your eyes
# make test   the same set-up, then every check
# make help   the rest
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# One OpenMP thread a process: tesseract slows down many times over when its threads outnumber the cores.
export OMP_THREAD_LIMIT := 1
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help setup system compiled demo test lint bench soak screens lock serve clean

help:
	@echo "make setup   system packages (apt) and .venv from the hash-pinned lock"
	@echo "make demo    check examples/packets and write the outgoing documents to out/"
	@echo "make test    tests, types, lint, architecture, docs"
	@echo "make lint    types, lint and architecture alone"
	@echo "make bench   accuracy and speed of this machine as tables; QUICK=1 for a sample of two minutes"
	@echo "make soak    load and faults in full: ten minutes on two idle cores"
	@echo "make screens draw docs/screens/ anew"
	@echo "make lock    resolve requirements.lock anew from pyproject.toml (needs uv)"
	@echo "make serve   the web service"
	@echo "make clean   remove .venv and out/"

setup: system $(VENV)/installed compiled

# Without its byte code each start of the command would compile the product's modules anew, a quarter of the start's time.
compiled: $(VENV)/installed
	@$(BIN)/python -m compileall -q forms extractors generators validators api

system:
	@./scripts/system-packages.sh

$(VENV)/installed: requirements.lock pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Formwright needs Python 3.11 or newer: install python3.11 and try again."; exit 1; }
	@test -x $(BIN)/python || python3 -m venv $(VENV) || { echo "Python cannot make a virtual environment: install python3-venv and try again."; exit 1; }
	@echo "Installing the Python packages of requirements.lock into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	@./scripts/demo.sh

test: setup lint
	@$(BIN)/python -m pytest

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@./scripts/check-modules.sh

# What is measured, and the figures of the day: docs/benchmarks.md.
bench: setup
	@./scripts/system-packages.sh fonts-breip fonts-dkg-handwriting fonts-ecolier-court fonts-kristi libreoffice-calc-nogui || true
	@$(BIN)/python -m bench $(if $(QUICK),--share 12 --pages 4,--share 3 --pages 12)

# Load and faults: servers are started, killed and started again; the figures of the day: docs/reliability.md.
soak: setup
	@./scripts/system-packages.sh rabbitmq-server
	@rm -f soak-figures.md
	@SOAK=1 SOAK_FIGURES=soak-figures.md $(BIN)/python -m pytest -n 0 -s $(wildcard tests/test_faults_*.py tests/soak_*.py); \
		status=$$?; echo; cat soak-figures.md; exit $$status

screens: setup
	@PYTHONPATH=. $(BIN)/python scripts/screenshots.py

lock:
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 --python-platform x86_64-manylinux_2_28 --output-file requirements.lock

serve: setup
	@$(BIN)/formwright serve

clean:
	rm -rf $(VENV) out
