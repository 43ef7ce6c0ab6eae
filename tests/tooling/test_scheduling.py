"""Tests that share something dear are run by one process, and all others by whichever is free."""

from pathlib import Path

from tests.scheduling import TOGETHER, SharedOut


def scope_of(nodeid: str) -> str:
    return object.__new__(SharedOut)._split_scope(nodeid)


def test_what_stands_on_something_dear_stays_together_and_nothing_else() -> None:
    years = {scope_of(f"tests/golden/{name}.py::test_a[prio-2012]") for name in ("test_sums", "test_account")}
    assert years == {"tests/golden/"}
    assert scope_of("tests/payouts/test_claims.py::test_a") == "tests/payouts/test_claims.py::test_a"


def test_every_place_that_stays_together_exists(repository: Path) -> None:
    assert [place for place in TOGETHER if not (repository / place).exists()] == []
