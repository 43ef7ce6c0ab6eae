"""The JSON of PxWeb: JSON-stat 2, the older wrapper, and PxWeb's own."""

import copy
import json
from typing import Any

import pytest

from prio.parties.population_files import PopulationFileError, PopulationTable, read_population_file
from tests.prio.parties.population_tables import (
    COUNTRY_2023,
    DAY,
    FIGURES,
    PLACES,
    all_rows,
    encoded,
    json_stat,
    kommun_rows,
)


def read(document: object) -> PopulationTable:
    (table,) = read_population_file(encoded(document), PLACES)
    return table


def refusal(content: bytes) -> str:
    with pytest.raises(PopulationFileError) as caught:
        read_population_file(content, PLACES)
    return str(caught.value)


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(json_stat(all_rows()))


def test_json_stat_2_is_read_and_checked(document: dict[str, Any]) -> None:
    table = read(document)
    assert (table.day, table.inhabitants, table.country) == (DAY, FIGURES, COUNTRY_2023)
    assert table.checked_against == ("riket", "21 län")


def test_values_may_be_given_by_their_position(document: dict[str, Any]) -> None:
    document["value"] = {str(at): count for at, count in enumerate(document["value"])}
    assert read(document).inhabitants == FIGURES
    del document["value"]["2"]
    assert "0114 Upplands Väsby, 2023-12-31: siffran saknas." in refusal(encoded(document))


def test_the_index_may_be_a_list(document: dict[str, Any]) -> None:
    region = document["dimension"]["Region"]["category"]
    region["index"] = list(region["index"])
    assert read(document).inhabitants == FIGURES


def test_one_category_needs_no_index(document: dict[str, Any]) -> None:
    del document["dimension"]["Tid"]["category"]["index"]
    assert read(document).inhabitants == FIGURES


def test_sexes_are_added_up_and_the_total_is_not(document: dict[str, Any]) -> None:
    document["id"].append("Kon")
    for codes in ({"1": "män", "2": "kvinnor"}, {"1": "män", "2": "kvinnor", "1+2": "totalt"}):
        document["dimension"]["Kon"] = {"label": "kön", "category": {"index": list(codes), "label": codes}}
        document["size"] = [len(all_rows()), 1, 1, len(codes)]
        document["value"] = [
            figure
            for _, count in all_rows()
            for figure in ((1, count - 1, count) if "1+2" in codes else (1, count - 1))
        ]
        assert read(document).inhabitants == FIGURES


def test_the_older_json_stat_in_its_wrapper_is_read(document: dict[str, Any]) -> None:
    dimension = document["dimension"] | {
        "id": document["id"],
        "size": document["size"],
        "role": document["role"],
    }
    old = {"dataset": {"label": "Folkmängd", "dimension": dimension, "value": document["value"]}}
    assert read(old).inhabitants == FIGURES


def test_pxwebs_own_format_is_read() -> None:
    document = {
        "columns": [
            {"code": "Region", "text": "region", "type": "d"},
            {"code": "Tid", "text": "år", "type": "t"},
            {"code": "BE0101N1", "text": "Folkmängd", "type": "c"},
        ],
        "comments": [],
        "data": [{"key": [text.split(" ")[0], "2023"], "values": [str(count)]} for text, count in all_rows()],
    }
    assert read(document).inhabitants == FIGURES
    document["data"].append({"key": ["0114", "2023"], "values": ["50110"]})  # type: ignore[attr-defined]  # a list
    assert "0114 Upplands Väsby står två gånger." in refusal(encoded(document))


def test_a_kommun_missing_refuses_the_whole_table() -> None:
    assert "0114 Upplands Väsby saknas i filen." in refusal(encoded(json_stat(kommun_rows()[1:])))


def test_a_kommun_twice_refuses_the_whole_table(document: dict[str, Any]) -> None:
    region = document["dimension"]["Region"]["category"]
    region["index"] = [*region["index"], "0114"]
    document["size"][0] += 1
    document["value"].append(5)
    assert "0114 Upplands Väsby står 2 gånger." in refusal(encoded(document))


def test_a_key_twice_is_refused_instead_of_forgotten() -> None:
    assert "två gånger" in refusal(b'{"value": {"0": 1, "0": 2}, "dimension": {}}')


@pytest.mark.parametrize("value", [None, "", "..", -1, 1.5, 50110.0, True, [], {}, "1e3", 10**30])
def test_what_is_no_number_of_inhabitants_is_refused(document: dict[str, Any], value: object) -> None:
    document["value"][2] = value
    assert "0114 Upplands Väsby" in refusal(encoded(document))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", ["Region"]),
        ("id", "Region"),
        ("id", [1, 2, 3]),
        ("size", [1, 1, 1]),
        ("size", None),
        ("value", [1, 2]),
        ("value", {"-1": 5}),
        ("value", {"900": 5}),
        ("value", None),
        ("dimension", {}),
        ("dimension", {"Region": 5, "ContentsCode": 5, "Tid": 5}),
    ],
)
def test_a_dataset_that_does_not_fit_together_is_refused(
    document: dict[str, Any], key: str, value: object
) -> None:
    document[key] = value
    assert refusal(encoded(document)).startswith("Folkmängden är inte inläst")


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"{}",
        b"[1, 2]",
        b"[" * 100_000,
        b'{"dataset": 5}',
        b'{"value": NaN}',
        b'{"value": ' + b"9" * 5_000 + b"}",
        b'{"columns": [], "data": []}',
        b'{"columns": 1, "data": 1}',
        b'{"columns": [{"type": "d", "code": "Region"}], "data": [{"key": ["0114", "2"], "values": []}]}',
        b'{"class": "collection", "link": {}}',
    ],
)
def test_other_json_is_refused_with_a_sentence(content: bytes) -> None:
    assert refusal(content).startswith("Folkmängden är inte inläst")


def test_a_cube_larger_than_any_is_refused_before_it_is_made() -> None:
    index = [str(at) for at in range(2_000)]
    names = ["Region", "Kon", "Alder", "Tid"]
    document = {
        "id": names,
        "size": [2_000] * 4,
        "dimension": {name: {"category": {"index": index}} for name in names},
        "value": {},
    }
    assert "500 000 rutor" in refusal(json.dumps(document).encode())
