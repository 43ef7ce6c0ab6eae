"""Whatever the bytes are, reading them gives checked tables or one kind of exception."""

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from prio.parties.population_files import PopulationFileError, PopulationTable, read_population_file
from tests.prio.parties.population_tables import (
    COUNTY_OF,
    DAY,
    all_rows,
    csv_file,
    encoded,
    json_stat,
    places_of,
)

WORDS = st.sampled_from(
    ["region", "kön", "ålder", "år", "tabellinnehåll", "2023", "Folkmängd", "Folkmängd 2023", "2023K4"]
)
FIGURES = st.sampled_from(["64348", "-5", "1.5", "..", "", " ", '"'])
REGIONS = st.sampled_from(["00 Riket", "00", "10 Blekinge län", "10", "1080 Karlskrona", "1080", "Gotland"])
PARTS = st.sampled_from(["totalt", "män", "kvinnor", "0 år", "100+ år", "100+"])
CELLS = WORDS | FIGURES | REGIONS | PARTS
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | CELLS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(CELLS | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
DATASET_KEYS = ("id", "size", "dimension", "value", "dataset", "columns", "data", "label")
COUNTIES = frozenset(
    {"09", "10"}
)  # Gotland, and Blekinge with five kommuner: small files are damaged more often
PLACES = places_of(COUNTIES)
ROWS = all_rows(DAY, COUNTIES)
COUNTRY = ROWS[0][1]
KOMMUNER = [code for code, county in COUNTY_OF.items() if county in COUNTIES]
SOUND_CSV = csv_file(ROWS, ("region", "Folkmängd 2023"))
SOUND_JSON = encoded(json_stat(ROWS))
often = settings(max_examples=400, deadline=None)


def read_or_refuse(content: bytes, day: date | None = None, total: int | None = None) -> None:
    """Read: what comes out is whole, or it is refused with lines that a person can read."""
    tables: tuple[PopulationTable, ...] = ()
    lines = ["read"]
    try:
        tables = read_population_file(content, PLACES, day=day, total=total)
    except PopulationFileError as refusal:
        lines = str(refusal).split("\n")
    assert 1 <= len(lines) <= 12
    assert [line for line in lines if not line.replace("\u202f", " ").isprintable()] == []
    for table in tables:
        assert len(table.inhabitants) == len(KOMMUNER)
        assert sum(table.inhabitants.values()) == table.country
        assert all(type(count) is int and count >= 0 for count in table.inhabitants.values())


@often
@given(st.binary(max_size=300), st.none() | st.dates(), st.none() | st.integers())
def test_any_bytes(content: bytes, day: date | None, total: int | None) -> None:
    read_or_refuse(content, day, total)


@often
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=8),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_table_of_familiar_words(rows: list[list[str]], separator: str, newline: str) -> None:
    read_or_refuse(newline.join(separator.join(row) for row in rows).encode(), DAY)


@often
@given(st.integers(0, len(SOUND_CSV) - 1), st.integers(0, 12), st.binary(max_size=12))
def test_any_damage_to_a_sound_csv_file(start: int, length: int, instead: bytes) -> None:
    read_or_refuse(SOUND_CSV[:start] + instead + SOUND_CSV[start + length :], total=COUNTRY)


@often
@given(st.integers(0, len(SOUND_JSON) - 1), st.integers(0, 12), st.binary(max_size=12))
def test_any_damage_to_a_sound_json_file(start: int, length: int, instead: bytes) -> None:
    read_or_refuse(SOUND_JSON[:start] + instead + SOUND_JSON[start + length :], total=COUNTRY)


@often
@given(JSON_VALUES | st.dictionaries(st.sampled_from(DATASET_KEYS), JSON_VALUES))
def test_any_json(document: object) -> None:
    read_or_refuse(json.dumps(document).encode(errors="surrogatepass"))


@often
@given(st.sampled_from(DATASET_KEYS), JSON_VALUES)
def test_any_part_of_a_dataset_exchanged(key: str, value: object) -> None:
    read_or_refuse(encoded(json_stat(ROWS) | {key: value}) if json.dumps(value).isascii() else b"")


@often
@given(
    st.sampled_from(["Region", "ContentsCode", "Tid"]), st.sampled_from(["label", "category"]), JSON_VALUES
)
def test_any_part_of_a_dimension_exchanged(name: str, key: str, value: object) -> None:
    document = json_stat(ROWS)
    dimension = document["dimension"]
    assert isinstance(dimension, dict)
    dimension[name] = {**dimension[name], key: value}
    read_or_refuse(json.dumps(document).encode())


@often
@given(st.sampled_from(["Region", "ContentsCode", "Tid"]), st.sampled_from(["index", "label"]), JSON_VALUES)
def test_any_part_of_a_category_exchanged(name: str, key: str, value: object) -> None:
    document = json_stat(ROWS)
    dimension = document["dimension"]
    assert isinstance(dimension, dict)
    dimension[name] = {"label": name, "category": {**dimension[name]["category"], key: value}}
    read_or_refuse(json.dumps(document).encode())
