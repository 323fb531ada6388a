# Two commands matter: `make run` and `make test`. Everything is done by tools/setup.py.

# The first Python that is new enough and can make environments; PYTHON=... chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
	&& echo $$python && break; done)
TOO_OLD = Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv)
SETUP = $(or $(PYTHON),$(error $(TOO_OLD))) tools/setup.py

.DEFAULT_GOAL := help
.PHONY: help run setup test test-long check assets pictures docs wheel lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run:  ## set up, fill the database, serve on 127.0.0.1:8000 (make run PORT=8001)
	@PORT='$(PORT)' $(SETUP) run

setup:  ## install packages, build assets, compile translations
	@$(SETUP) setup

test:  ## every gate and test (make test ARGS=tests/core)
	@ARGS='$(ARGS)' $(SETUP) test

test-long:  ## the long forms: state machines, matrices, crash rounds, loads
	@ARGS='$(ARGS)' $(SETUP) test-long

check:  ## the gates alone: ruff, format, mypy, import contracts, djlint
	@$(SETUP) check

assets:  ## build styles, scripts and fonts anew
	@$(SETUP) assets

pictures:  ## make the README's pictures from a running forum
	@$(SETUP) pictures

docs:  ## write the reference pages that follow from the code
	@$(SETUP) docs

wheel:  ## build a wheel that carries everything
	@$(SETUP) wheel

lock:  ## pin the newest releases of every package
	@$(SETUP) lock

clean:  ## remove what set-up made; the data stay
	@$(SETUP) clean
