# Every target is one command of devstack/, started with any Python 3.11 or newer; docs/operating.md tells more.
# Paths are relative throughout: make can't quote one with spaces.

PYTHON ?= python3
ARGS ?=

# Taken literally: a `$` or a quote in ARGS is the person's, not make's. devstack splits it as a shell would.
export BIHUAN_ARGS := $(value ARGS)
export BIHUAN_UNDER_MAKE := 1
unexport ARGS MAKEFLAGS MFLAGS MAKELEVEL

# exec: no shell stands between make and the supervisor, so a signal reaches it.
DEVSTACK = @exec $(PYTHON) -m devstack

.PHONY: help run test journeys proofs fuzz mutate-law search manage check bench browser-tools requirements clean
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):  ## /  make \1\t/p' Makefile | expand -t 24

run:  ## the whole product with a demo district (HOST=127.0.0.1 PORT=8000)
	$(DEVSTACK) run

test:  ## the tests; ARGS='tests/workflow -k gate' for some
	$(DEVSTACK) test

journeys:  ## the browser tests: what people do, at the width of a telephone and of a desk; minutes
	$(DEVSTACK) journeys

proofs:  ## the long proofs: every damage is found, whoever tries whatever the law holds; minutes
	$(DEVSTACK) proofs

fuzz:  ## the property tests with many new random examples; minutes; ARGS='tests/hazards/ledger' for some
	$(DEVSTACK) fuzz

mutate-law:  ## the tests of the law against every mutant of it; ARGS='write_off' for some
	$(DEVSTACK) mutate_law

search:  ## the bounded exhaustive search of the law, with a large bound; ten minutes
	$(DEVSTACK) search

manage:  ## one management command: make -s manage ARGS='verify'
	$(DEVSTACK) manage

check:  ## format, lint, types, floors, migrations, settings, translations, drawings; ARGS='types lint' for some
	$(DEVSTACK) check

bench:  ## the measurements
	$(DEVSTACK) bench

browser-tools:  ## a browser and Chinese fonts for the browser tests
	$(DEVSTACK) browser_tools

requirements:  ## compile requirements*.txt from the .in files; ARGS='--upgrade-package Django'
	$(DEVSTACK) requirements

clean:  ## remove .venv, var (the data too) and caches
	$(DEVSTACK) clean
