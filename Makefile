# Prio's commands. Each is a short program in bin/ that says what it does.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast bench storm
MAKEFLAGS += --no-print-directory

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## make .venv with system and Python packages, start nothing
	@bin/setup run

run: ## start Prio with its demonstration on http://127.0.0.1:8000 (PORT=8001 for another port)
	@PORT="$(PORT)" bin/run

test: ## all tests, on PostgreSQL, Redis and real workers of their own
	@bin/test

test-fast: ## the tests that need no server, below a minute
	@bin/test --fast

bench: ## how fast Prio is here, beside its floor and its limit
	@bin/bench

storm: ## the last hour before a deadline: 933 people on 311 parties' reports, nothing lost
	@bin/storm
