"""What goes into files that a spreadsheet opens. Pure."""

from typing import TypeVar

Cell = TypeVar("Cell")

# What a spreadsheet takes for the beginning of a formula, and would reckon out.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: Cell) -> Cell | str:
    """Return a cell that no spreadsheet takes for a formula: such a text with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
