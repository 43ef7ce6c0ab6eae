"""The cells of a table that somebody else made: text, or what could not be read."""

from typing import NamedTuple

LETTERS = 26


class Unreadable(NamedTuple):
    """A cell that has no value that can be trusted. reason: in Swedish, a sentence that names the cell."""

    reason: str


Cell = str | Unreadable


class Row(NamedTuple):
    """A row of a table. number: as a spreadsheet counts, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)

    def text(self, column: int) -> str:
        """Return what stands in a column, counted from 0; nothing beyond the end of the row."""
        cell = self.cells[column] if column < len(self.cells) else ""
        return cell if isinstance(cell, str) else ""


def letter(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        name = chr(ord("A") + rest) + name
    return name
