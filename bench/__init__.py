"""How fast Prio is, printed by `make bench` beside floors measured in the same run. Never a timed test."""
