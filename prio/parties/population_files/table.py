"""A statistical table, whatever file it came in: dimensions with their categories, and cells."""

from dataclasses import dataclass, field
from enum import Enum

from prio.parties.population_files.faults import PopulationFileError
from prio.parties.spelling import normalised

MOST_CELLS = 500_000  # the database gives out 150 000 at most


class Role(Enum):
    """What a dimension says about a figure."""

    REGION = "region"
    TIME = "time"
    CONTENT = "content"
    SEX = "sex"
    AGE = "age"
    MARITAL_STATUS = "marital status"
    OTHER = "other"


_ROLES = {
    Role.REGION: "region regionkod kommun kommuner kommunkod municipality",
    Role.TIME: "tid år årtal tidpunkt time year",
    Role.CONTENT: "contentscode contents tabellinnehåll innehåll observations",
    Role.SEX: "kon kön sex gender",
    Role.AGE: "alder ålder age",
    Role.MARITAL_STATUS: "civilstand civilstånd",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()} | {
    "marital status": Role.MARITAL_STATUS,
    "table contents": Role.CONTENT,
}


def role_of(*names: str) -> Role:
    """Return the role of a dimension from its code or label, the first that is known."""
    known = (_ROLE_OF[normalised(name)] for name in names if normalised(name) in _ROLE_OF)
    return next(known, Role.OTHER)


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a dimension: `1+2` and `totalt`, or the same text twice where the file has only one."""

    code: str
    label: str


@dataclass(slots=True)
class Dimension:
    """A dimension and its categories in the order of the file."""

    name: str
    role: Role
    categories: list[Category] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as the file writes it: its place in every dimension, and its line (0 where lines say nothing)."""

    key: tuple[int, ...]
    raw: object
    line: int


@dataclass(slots=True)
class Table:
    """Dimensions, cells, and what stands above the table."""

    dimensions: list[Dimension]
    cells: list[Cell]
    title: str = ""

    def place_of(self, role: Role) -> int | None:
        """Return the position of the dimension with that role, or None if the table has none.

        Raises:
            PopulationFileError: the table has two.
        """
        places = [place for place, dimension in enumerate(self.dimensions) if dimension.role is role]
        if len(places) > 1:
            names = " och ".join(self.dimensions[place].name for place in places)
            raise PopulationFileError(f"Tabellen har två kolumner för samma sak: {names}.")
        return places[0] if places else None


class TableBuilder:
    """Builds a table from cells that name their categories by text."""

    def __init__(self, dimensions: list[tuple[str, Role]], title: str = "") -> None:
        self._table = Table([Dimension(name, role) for name, role in dimensions], [], title)
        self._positions: list[dict[str, int]] = [{} for _ in dimensions]

    def add(self, values: tuple[str, ...], raw: object, line: int) -> None:
        """Add a cell; `values` has a text for every dimension.

        Raises:
            PopulationFileError: there are too many.
        """
        if len(self._table.cells) >= MOST_CELLS:
            raise too_many_cells()
        key = tuple(self._position(place, value) for place, value in enumerate(values))
        self._table.cells.append(Cell(key, raw, line))

    def built(self) -> Table:
        """Return the table."""
        return self._table

    def _position(self, place: int, value: str) -> int:
        positions = self._positions[place]
        if value not in positions:
            positions[value] = len(positions)
            self._table.dimensions[place].categories.append(Category(value, value))
        return positions[value]


def too_many_cells() -> PopulationFileError:
    """Return the fault of a table that is larger than any that we know."""
    return PopulationFileError(f"Tabellen har fler än {MOST_CELLS // 1_000} 000 rutor.")
