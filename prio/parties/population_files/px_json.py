"""The JSON of PxWeb: JSON-stat 2, the older JSON-stat with its wrapper, and PxWeb's own columns and data."""

import itertools
import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from prio.parties.population_files.faults import PopulationFileError, quoted
from prio.parties.population_files.table import (
    MOST_CELLS,
    Category,
    Cell,
    Dimension,
    Role,
    Table,
    TableBuilder,
    role_of,
    too_many_cells,
)

Json = dict[str, Any]


def read_json(text: str) -> Table:
    """Read a table.

    Raises:
        PopulationFileError: it is no JSON, or none of the three kinds, or does not fit together.
    """
    document = _mapping(_parsed(text), "Filen")
    document = document.get("dataset", document)
    if isinstance(document, dict) and isinstance(document.get("dimension"), dict):
        return _read_stat(document)
    if isinstance(document, dict) and "columns" in document and "data" in document:
        return _read_columns(document)
    raise PopulationFileError("Filen är JSON, men varken JSON-stat eller PxWebs eget format.")


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_float=str, parse_constant=_no_number)
    except RecursionError as error:
        raise PopulationFileError("Filen är ingen användbar JSON: den är för djupt nästlad.") from error
    except ValueError as error:
        raise PopulationFileError(f"Filen är ingen giltig JSON: {_where(error)}") from error


def _where(error: ValueError) -> str:
    return (
        f"felet finns på rad {error.lineno}."
        if isinstance(error, json.JSONDecodeError)
        else "ett tal är för långt."
    )


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    """Refuse a key that stands twice: the usual reading would drop the first figure without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise PopulationFileError(f"Filen har {quoted(twice)} två gånger på samma ställe.")
    return found


def _no_number(name: str) -> NoReturn:
    raise PopulationFileError(f"Filen har {name} där det ska stå ett tal.")


def _read_stat(document: Json) -> Table:
    """Read JSON-stat: values in one list (or by position), the last dimension moving fastest."""
    described = document["dimension"]
    names = _texts(document.get("id", described.get("id")), "id")
    sizes = _list(document.get("size", described.get("size")), "size")
    dimensions = [_dimension(name, described.get(name)) for name in names]
    if sizes != [len(dimension.categories) for dimension in dimensions]:
        raise PopulationFileError("Filens storlekar (size) stämmer inte med dess kategorier.")
    count = math.prod(len(dimension.categories) for dimension in dimensions)
    if count > MOST_CELLS:
        raise too_many_cells()
    values = _values(document.get("value"), count)
    keys = itertools.product(*(range(len(dimension.categories)) for dimension in dimensions))
    cells = [Cell(key, raw, 0) for key, raw in zip(keys, values, strict=True)]
    return Table(dimensions, cells, str(document.get("label", "")))


def _dimension(name: str, described: object) -> Dimension:
    described = _mapping(described, f"Dimensionen {quoted(name)}")
    category = _mapping(described.get("category"), f"Dimensionen {quoted(name)}")
    labels = _mapping(category.get("label", {}), f"Dimensionen {quoted(name)}")
    index = category.get("index", list(labels))
    codes = _in_order(index, name) if isinstance(index, dict) else _texts(index, name)
    label = described.get("label", "")
    role = role_of(name, label if isinstance(label, str) else "")
    return Dimension(name, role, [Category(code, str(labels.get(code, code))) for code in codes])


def _in_order(index: Json, name: str) -> list[str]:
    """Return the codes by their positions, which must be 0, 1, 2 …"""
    if not all(type(position) is int for position in index.values()):
        raise PopulationFileError(f"Dimensionen {quoted(name)} har kategorier utan plats.")
    codes = sorted(index, key=lambda code: index[code])
    if [index[code] for code in codes] != list(range(len(codes))):
        raise PopulationFileError(
            f"Dimensionen {quoted(name)} har kategorier som delar plats eller saknar plats."
        )
    return codes


def _values(values: object, count: int) -> list[object]:
    if isinstance(values, dict):
        if not values.keys() <= {str(position) for position in range(count)}:
            raise PopulationFileError("Filen har värden utanför tabellen.")
        return [values.get(str(position)) for position in range(count)]
    found = _list(values, "value")
    if len(found) != count:
        raise PopulationFileError(f"Filen har {len(found)} värden, tabellen har {count} rutor.")
    return found


def _read_columns(document: Json) -> Table:
    """Read PxWeb's own format: every row has a key and the figures."""
    columns = [_mapping(column, "columns") for column in _list(document["columns"], "columns")]
    names = [(str(column.get("code", "")), str(column.get("text", ""))) for column in columns]
    keys = [name for name, column in zip(names, columns, strict=True) if column.get("type") != "c"]
    contents = [
        text or code for (code, text), column in zip(names, columns, strict=True) if column.get("type") == "c"
    ]
    builder = TableBuilder(
        [(code, role_of(code, text)) for code, text in keys] + [("innehåll", Role.CONTENT)]
    )
    for number, row in enumerate(_list(document["data"], "data"), start=1):
        described = _mapping(row, f"data, rad {number}")
        key = _texts(described.get("key"), f"data, rad {number}")
        values = _list(described.get("values"), f"data, rad {number}")
        if len(key) != len(keys) or len(values) != len(contents):
            raise PopulationFileError(f"Rad {number} i data stämmer inte med filens kolumner.")
        for content, raw in zip(contents, values, strict=True):
            builder.add((*key, content), raw, 0)
    return builder.built()


def _mapping(value: object, what: str) -> Json:
    if not isinstance(value, Mapping):
        raise PopulationFileError(f"{what} är inte uppbyggd som i JSON-stat.")
    return dict(value)


def _list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise PopulationFileError(f"Filens {quoted(what)} är ingen lista.")
    return value


def _texts(value: object, what: str) -> list[str]:
    found = _list(value, what)
    if not all(isinstance(text, str) for text in found):
        raise PopulationFileError(f"Filens {quoted(what)} är ingen lista av texter.")
    return found
