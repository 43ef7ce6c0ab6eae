"""The text export of Statistics Sweden's database: any of three separators, titles or not, years as columns or rows."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from prio.parties.population_files.faults import Faults, PopulationFileError, quoted
from prio.parties.population_files.table import Role, Table, TableBuilder, role_of

DELIMITERS = "\t;,"
HEADER_WITHIN = 40  # rows
LONGEST_LINE = 50_000  # characters
_ENDS_WITH_TIME = re.compile(
    r"(.*?)\s*\b((?:1[789]|20)[0-9]{2}(?:[KMQ][0-9]{1,2})?(?:-[0-9]{2}-[0-9]{2})?)", re.DOTALL
)

Row = tuple[int, list[str]]  # the number of the line where the row ends, and its cells


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of figures: its position, what it counts and for which time (empty: the rows say it)."""

    position: int
    content: str
    time: str


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the names of the columns."""

    width: int
    categories: tuple[tuple[int, str, Role], ...]
    values: tuple[ValueColumn, ...]
    title: str

    @property
    def region(self) -> int:
        """The position of the column with the regions."""
        return next(position for position, _, role in self.categories if role is Role.REGION)


def read_csv(text: str) -> Table:
    """Read an export.

    Raises:
        PopulationFileError: it has no header with regions, or rows that are too short or too long for it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if max(map(len, lines.split("\n"))) > LONGEST_LINE:
        raise PopulationFileError("Filen har en rad som är längre än i någon tabell.")
    broken = False
    for delimiter in DELIMITERS:
        rows = _rows(lines, delimiter)
        try:
            header = _find_header(rows)
            if header is not None:
                return _read_table(header, rows)
        except csv.Error:
            broken = True
    if broken:
        raise PopulationFileError("Filens citattecken går inte ihop, eller så är en ruta orimligt lång.")
    raise PopulationFileError(
        "Filen har ingen rubrikrad med kolumnen region, skild från siffrorna med komma, semikolon eller tabb."
    )


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return ((reader.line_num, [cell.strip() for cell in row]) for row in reader)


def _find_header(rows: Iterator[Row]) -> Header | None:
    titles: list[str] = []
    for _, (_, row) in zip(range(HEADER_WITHIN), rows, strict=False):
        if len(row) > 1 and any(role_of(cell) is Role.REGION for cell in row):
            return _header(row, " ".join(titles))
        titles += row
    return None


def _header(row: list[str], title: str) -> Header:
    """Tell the columns of figures from those that say what is counted.

    The figures are the columns whose names end with a time; without any, the last one and those beside it that come
    after every column we know.
    """
    while len(row) > 1 and not row[-1]:
        row = row[:-1]
    roles = [role_of(name) for name in row]
    timed = {at: match for at, name in enumerate(row) if (match := _ENDS_WITH_TIME.fullmatch(name))}
    first_value = min(len(row) - 1, max(at for at, role in enumerate(roles) if role is not Role.OTHER) + 1)
    if timed:
        values = tuple(ValueColumn(at, match[1], match[2]) for at, match in timed.items())
    else:
        values = tuple(ValueColumn(at, row[at], "") for at in range(first_value, len(row)))
    taken = {value.position for value in values}
    categories = tuple((at, name, roles[at]) for at, name in enumerate(row) if at not in taken)
    if not any(role is Role.REGION for _, _, role in categories):
        raise PopulationFileError("Rubrikraden har ingen kolumn med siffror.")
    return Header(len(row), categories, values, title)


def _read_table(header: Header, rows: Iterator[Row]) -> Table:
    dimensions = [(name, role) for _, name, role in header.categories]
    with_content = any(value.content for value in header.values) and not _has(header, Role.CONTENT)
    with_time = any(value.time for value in header.values)
    dimensions += [("innehåll", Role.CONTENT)] * with_content + [("år", Role.TIME)] * with_time
    builder, faults = TableBuilder(dimensions, header.title), Faults()
    for line, row in _data_rows(header, rows):
        if len(row) != header.width:
            faults.add(
                f"Rad {line}: {quoted(row[0])}, antalet rutor är {len(row)}, rubrikraden har {header.width}."
            )
            continue
        fixed = tuple(row[position] for position, _, _ in header.categories)
        for value in header.values:
            own = (value.content,) * with_content + (value.time,) * with_time
            builder.add(fixed + own, row[value.position], line)
    faults.stop_if_any()
    return builder.built()


def _has(header: Header, role: Role) -> bool:
    return any(found is role for _, _, found in header.categories)


def _data_rows(header: Header, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows of figures, without blank rows and without the notes below the table.

    A note is a row without a code that stands alone in its row or below a blank one.
    """
    below = False
    for line, row in rows:
        if not any(row):
            below = True
            continue
        region = row[header.region] if header.region < len(row) else row[0]
        if not region[:1].isdigit() and (below or len(row) == 1):
            continue
        while len(row) > header.width and not row[-1]:
            row = row[:-1]
        yield line, row
