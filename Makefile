# One environment in .venv, from one lock with hashes: by uv where it is installed, by pip where not.
# Nothing is installed again until requirements-dev.txt (the lock) or pyproject.toml changes.

BIN := .venv/bin
WORKERS ?= 2

ifneq ($(shell uv --version 2>/dev/null),)
  NEEDED := sys
  KEPT := sys
  CREATE = uv venv --quiet --python "$${python:->=3.11}" .venv
  SYNC := uv pip sync --quiet --python $(BIN)/python --require-hashes
  INSTALL := uv pip install --quiet --python $(BIN)/python
else
  NEEDED := sys, venv, ensurepip
  KEPT := sys, pip
  CREATE = [ -n "$$python" ] && $$python -m venv .venv
  INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
  SYNC := $(INSTALL) --require-hashes --requirement
endif
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url $(ARGS)

.PHONY: help env run test check format bench bench-quick lock

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' Makefile

env: .venv/.project  ## make or refresh the environment in .venv

run: env  ## migrate, load the demonstration data on first start, serve (PORT and DATABASE_URL from the environment)
	$(BIN)/learnbridge migrate
	$(BIN)/learnbridge demo --if-empty
	LEARNBRIDGE_MAIL_DIR="$${LEARNBRIDGE_MAIL_DIR-var/mail}" $(BIN)/learnbridge serve

test: env  ## the whole suite on SQLite and on a real PostgreSQL, e.g. make test ARGS="tests/core -x" WORKERS=4
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: env  ## layout, lint, types, import contracts, API contract, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/learnbridge openapi --check
	$(BIN)/learnbridge migrate --check

format: env  ## lay out the code and mend what can be mended without thought
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: env  ## measure the goals beside a ceiling and the naive way
	$(BIN)/python -m benchmarks $(ARGS)

bench-quick: env  ## the same with less data, in a few minutes
	$(BIN)/python -m benchmarks --quick $(ARGS)

lock:  ## resolve the lock anew, with uv; make lock ARGS=--upgrade takes newer versions
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --output-file requirements-dev.txt --constraint requirements.txt --group dev --group build pyproject.toml
	$(LOCK) --output-file requirements-build.txt --constraint requirements-dev.txt --group build

.venv/.project: .venv/.lock pyproject.toml
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.lock: requirements-dev.txt
	@$(BIN)/python -c 'import $(KEPT); sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  found=; python=; \
	  for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	    $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    found=$$name; \
	    if $$name -c 'import $(NEEDED)' 2>/dev/null; then python=$$name; break; fi; \
	  done; \
	  if [ -n "$$found" ]; \
	  then sentence="$$found made no environment: venv or ensurepip may be missing (on Debian: apt install python3-venv)."; \
	  else sentence='Learnbridge needs Python 3.11 or newer; neither python3 nor python3.11 to python3.14 is one.'; \
	  fi; \
	  rm -rf .venv; $(CREATE) || { rm -rf .venv; echo "$$sentence" >&2; exit 1; }; \
	}
	@echo 'Installing what requirements-dev.txt lists; with pip that takes a minute.'
	@$(SYNC) requirements-dev.txt
	@touch $@
