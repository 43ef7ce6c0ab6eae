"""The JSON Schema of the answers says the same as the reading of them, as far as a schema can."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agreements.domain.answer_schema import json_schema, question_schema
from agreements.domain.answers import problem
from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from agreements.domain.web_addresses import leads_inside
from prio.desk.demonstration.answers import made_up_answers
from tests.agreements.domain.any_answers import answers_to
from tests.agreements.domain.samples import load, requirement
from tests.agreements.domain.test_definition import EVERY_TYPE
from tests.agreements.domain.test_typed import QUESTIONS, TYPES

REAL = sorted((Path(__file__).parents[3] / "agreements" / "definitions").glob("*.yaml"))
SIMPLE = ["yes_no", "count", "split", "number", "percent", "text", "date", "choice", "link"]
MANUAL = "{key: c1, manual: Är det så?, text: Det är så.}"
NEARLY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(1890, 2210),
    st.text(max_size=6),
    st.text("0123456789.- \n", max_size=14),
    st.from_regex(r"\s?-?[0-9]{1,13}(\.[0-9]{0,10})?\s?", fullmatch=True),
    st.from_regex(r"[12][0-9]{3}(-[0-3][0-9](-[0-3][0-9])?)?", fullmatch=True),
    st.from_regex(r" ?[hH]ttps?:/?/?[a-c.:@]{0,6}[/?#]?[a-c ]{0,2}", fullmatch=True),
    st.sampled_from(
        ["women", "b", "B", "2014-02-29", "2014-02-30", "2000-02-29", "100.0", "100.1", "-0.0", "-0", "2200"]
    ),
    st.dictionaries(
        st.sampled_from(["women", "men", "a.b", "x"]), st.one_of(st.none(), st.integers(-2, 5)), max_size=4
    ),
    st.lists(st.integers(), max_size=2),
)


def definition(path: Path) -> Definition:
    return load_definition(path.read_text(), path.name)


def accepts(name: str, value: Any) -> bool:
    return Draft202012Validator(question_schema(QUESTIONS[name])).is_valid(value)


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_every_real_requirement_has_a_sound_schema_that_fits_made_up_answers(path: Path) -> None:
    for one in definition(path).requirements:
        schema = json_schema(one)
        Draft202012Validator.check_schema(schema)
        for party in ("0114", "2380", "23"):
            Draft202012Validator(schema).validate(made_up_answers(one, party, 60_000))


@pytest.mark.parametrize("name", TYPES)
@settings(deadline=None)
@given(data=st.data())
def test_what_a_form_stores_is_accepted(name: str, data: st.DataObject) -> None:
    assert accepts(name, data.draw(answers_to(QUESTIONS[name])))


def beyond_a_schema(name: str, value: Any) -> bool:
    """A schema cannot say that a year has no 29 February, or that an address leads into a local network."""
    if not isinstance(value, str):
        return False
    return (name == "date" and value.strip().endswith("-02-29")) or (name == "link" and leads_inside(value))


@pytest.mark.parametrize("name", SIMPLE)
@settings(max_examples=400, deadline=None)
@given(value=NEARLY)
def test_the_schema_accepts_what_the_reading_accepts_and_nothing_else(name: str, value: Any) -> None:
    assume(not beyond_a_schema(name, value))
    assert accepts(name, value) is (problem(QUESTIONS[name], value) is None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("period", {"from": "2014"}),
        ("period", {"from": "2014", "to": "x"}),
        ("document", {"sections": ["ett"]}),
        ("document", {"name": " "}),
        ("contact", {"email": "a@b.se"}),
        ("consultations", []),
        ("consultations", [{"how": "möte"}]),
        ("units", [{"n": {"women": 1, "men": 2}}]),
        ("units", "A"),
        ("series", {"2014-11": None}),
        ("series", {"2014-11": -1}),
        ("series", {"2014-10": 1}),
        ("series", 3),
        ("matrix", {"a": {"label": "x"}}),
        ("matrix", {"a": {"link": "x"}}),
        ("matrix", {"x": {"link": "https://a.se"}}),
    ],
)
def test_what_no_reading_accepts_the_schema_refuses(name: str, value: Any) -> None:
    assert problem(QUESTIONS[name], value)
    assert not accepts(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("document", {"name": "a.pdf", "sections": None, "more": 1}),
        ("contact", {"name": "A", "email": None}),
        ("series", {"2014-11": 0, "2014-12": None}),
        ("matrix", {"a": "https://a.se", "b.c": None}),
        ("matrix", {"a": {"link": None}, "b.c": {"link": "http://a.se/x", "label": ""}}),
    ],
)
def test_what_the_reading_accepts_the_schema_accepts(name: str, value: Any) -> None:
    assert problem(QUESTIONS[name], value) is None
    assert accepts(name, value)


def test_every_question_is_a_property_with_its_wording_and_nothing_else_is_allowed() -> None:
    found: Any = json_schema(load(EVERY_TYPE).requirement("K"))
    Draft202012Validator.check_schema(found)
    assert list(found["properties"]) == [one.key for one in load(EVERY_TYPE).requirement("K").questions]
    assert (found["title"], found["additionalProperties"]) == ("K Krav", False)
    assert found["properties"]["yes_no"]["description"] == "Hjälp Läses ur register och kan inte sparas."
    assert found["properties"]["yes_no"]["readOnly"] is True
    assert "readOnly" not in found["properties"]["count"]
    assert found["properties"]["count"]["description"] == "Anges i personer."
    assert not Draft202012Validator(found).is_valid({"another": 1})


def test_an_emptied_answer_is_allowed() -> None:
    schema = json_schema(requirement("{key: n, type: count, label: Antal}", MANUAL))
    assert Draft202012Validator(schema).is_valid({"n": None})
    assert Draft202012Validator(schema).is_valid({})
    assert not Draft202012Validator(schema).is_valid({"n": "1"})
