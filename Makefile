# Two commands: `make demo` grades the sample class, `make test` runs every check. Each sets up what it needs in .venv.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo-output

.PHONY: help demo test setup setup-dev lint prove bench clean

help:
	@echo "make demo   grade the sample class in the sandbox, print the table, write the report to $(DEMO)/"
	@echo "make test   every check and test"
	@echo "make bench  the side-by-side measurements of bench/README.md"
	@echo "make clean  remove what the others made"

setup:
	@scripts/setup.sh torch

setup-dev:
	@scripts/setup.sh torch,dev

demo: setup
	@scripts/demo.sh $(DEMO)

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/quizkit bank lint

prove: setup
	$(BIN)/quizkit bank prove

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

bench: setup-dev
	$(BIN)/python bench/run.py
	$(BIN)/python bench/sessions.py
	$(BIN)/python bench/screens.py
	$(BIN)/python bench/exams.py
	$(BIN)/python bench/documents.py
	$(BIN)/python bench/sandbox.py
	$(BIN)/python bench/grading.py

clean:
	rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
