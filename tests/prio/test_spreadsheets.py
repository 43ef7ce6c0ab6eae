"""A text in a file is never a formula to who opens it in a spreadsheet."""

import pytest

from prio.spreadsheets import harmless


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_what_would_be_reckoned_out_gets_an_apostrophe(begins: str) -> None:
    assert harmless(f"{begins}1+1") == f"'{begins}1+1"


@pytest.mark.parametrize("cell", ["Östersund", "1=1", "", 7, -7, None])
def test_everything_else_stays_as_it_is(cell: str | int | None) -> None:
    assert harmless(cell) == cell
