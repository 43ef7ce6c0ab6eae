"""Tables as text: what the template draws, cell by cell."""

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell of a row: figures, which stand to the right, or words."""

    text: str
    words: bool = False


class Column(NamedTuple):
    """A column: its title, its width in percent of the table, and whether it holds figures."""

    title: str
    width: int
    figures: bool = True


class Row(NamedTuple):
    """A row: a code before its heading, the heading, the cells after it.

    style: `group` for a heading over the rows that follow (it has no cells), `sum`, `total`, or empty.
    """

    heading: str
    cells: tuple[Cell, ...] = ()
    code: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; an empty caption means that the heading above it says what it shows.

    `columns` has one more than the cells of a row, two more where rows have codes.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    coded: bool = False
    style: str = ""
