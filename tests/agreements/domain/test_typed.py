"""What people type becomes answers, or a message at the right field; nothing that was typed is lost."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.domain.answers import problem
from agreements.domain.questions import Question
from agreements.domain.typed import MOST_ROWS, as_typed, problems_of, read_typed
from tests.agreements.domain.any_answers import TYPED, answers_to
from tests.agreements.domain.samples import question

SLOW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TYPES = {
    "yes_no": "type: yes_no",
    "count": "type: count, unit: personer",
    "split": "type: count, split_by: [women, men, {key: a.b, label: okänt}]",
    "number": "type: number, unit: dagar",
    "year": "type: number",
    "percent": "type: percent",
    "text": "type: text",
    "date": "type: date",
    "month": "type: date, precision: month",
    "period": "type: period, precision: year",
    "choice": "type: choice, options: [women, {key: b, label: Båda två}]",
    "document": "type: document, sections: [ett, två]",
    "link": "type: link",
    "contact": "type: contact",
    "consultations": "type: consultations",
    "series": "type: monthly_series, months: {from: 2014-11, to: 2015-02}",
    "units": (
        "type: units, fields: [{key: n, type: count, split_by: [women, men], label: L},"
        " {key: ok, type: yes_no, label: L}, {key: d, type: date, label: L},"
        " {key: s, type: monthly_series, months: {from: 2014-01, to: 2014-03}, label: L}]"
    ),
    "matrix": "type: matrix, rows: [a, {key: b.c, label: B}]",
}
QUESTIONS = {name: question(f"{{key: k, label: Frågan, {line}}}") for name, line in TYPES.items()}
PARTS = st.sampled_from(
    [
        "",
        "women",
        "men",
        "a.b",
        "from",
        "to",
        "name",
        "email",
        "phone",
        "sections",
        "2014-11",
        "2015-01",
        "a.link",
        "b.c.link",
        "b.c.label",
        "0.organisation",
        "0.date",
        "7.summary",
        "0.name",
        "0.n.women",
        "1.n.men",
        "1.ok",
        "3.d",
        "0.s.2014-02",
        "x",
        "0",
        "999999999.name",
        "٣.name",
    ]
)
ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["women", "name", "from", "a", "sections", "2014-11"]), inner, max_size=3
        ),
    ),
)


def read(name: str, current: object = None, /, **parts: str) -> tuple[Any, Mapping[str, str]]:
    """Read one question with one field (`whole`) or with parts; `_` in a part stands for a point."""
    data = {"" if part == "whole" else part.replace("_", "."): [text] for part, text in parts.items()}
    typed = read_typed(QUESTIONS[name], data, current=current)
    return typed.value, typed.problems


def test_each_part_of_a_count_has_its_own_message() -> None:
    assert read("split", women="3", men="tolv", a_b="1") == (
        None,
        {"men": "”tolv” är inte ett antal. Skriv bara siffror, till exempel 1234."},
    )


def test_a_count_that_is_begun_is_kept() -> None:
    assert read("split", women="3", men="") == ({"women": 3}, {})


def test_a_period_in_the_wrong_order_is_told_at_its_end() -> None:
    value, problems = read("period", **{"from": "2015", "to": "2014"})
    assert (value, list(problems)) == (None, ["to"])
    assert "före början" in problems["to"]


def test_a_malformed_email_is_told_at_its_field() -> None:
    assert list(read("contact", name="A", email="a@kommun")[1]) == ["email"]
    assert list(read("contact", name="A", phone="växeln")[1]) == ["phone"]
    assert read("contact", name="A", email="mailto:a@kommun.se") == (
        {"name": "A", "email": "a@kommun.se"},
        {},
    )


def test_empty_rows_of_consultations_are_left_out_and_messages_keep_their_row() -> None:
    value, problems = read(
        "consultations",
        **{"0_organisation": " ", "4_organisation": "NSPH", "4_date": "mars 2014", "9_how": ""},
    )
    assert (value, problems) == ([{"organisation": "NSPH", "date": "2014-03"}], {})
    _, problems = read("consultations", **{"2_how": "möte", "5_organisation": "A", "5_date": "igår"})
    assert list(problems) == ["2.organisation", "5.date"]


def test_rows_are_read_in_the_order_of_their_numbers() -> None:
    value, _ = read("consultations", **{"10_organisation": "B", "9_organisation": "A"})
    assert [row["organisation"] for row in value] == ["A", "B"]


def test_more_rows_than_anybody_reads_are_refused() -> None:
    rows = {f"{index}.organisation": ["A"] for index in range(MOST_ROWS + 1)}
    assert "högst 200" in read_typed(QUESTIONS["consultations"], rows).problems[""]


def test_the_fields_of_a_unit_are_read_by_their_types() -> None:
    value, problems = read("units", **{"0_name": "A", "0_n_women": "1 000", "0_ok": "ja", "0_s_2014-02": "5"})
    assert (value, problems) == ([{"name": "A", "n": {"women": 1000}, "ok": True, "s": {"2014-02": 5}}], {})
    _, problems = read("units", **{"1_n_men": "x", "1_ok": "kanske"})
    assert list(problems) == ["1.name", "1.n.men", "1.ok"]


def test_a_document_keeps_its_file_when_sections_are_ticked() -> None:
    standing = {"name": "plan.pdf", "file": "f", "sha256": "s", "sections": ["ett"]}
    typed = read_typed(QUESTIONS["document"], {"sections": ["två", "ett"]}, current=standing)
    assert typed.value == {**standing, "sections": ["ett", "två"]}
    assert read_typed(QUESTIONS["document"], {}, current=standing).value == {**standing, "sections": []}
    assert list(read_typed(QUESTIONS["document"], {"sections": ["tre"]}, current=standing).problems) == [
        "sections"
    ]


def test_rows_of_a_matrix_may_have_any_key() -> None:
    value, problems = read("matrix", b_c_link="www.kommun.se", b_c_label="Hjälp", a_link="")
    assert (value, problems) == ({"b.c": {"link": "https://www.kommun.se", "label": "Hjälp"}}, {})
    assert list(read("matrix", a_link="saknas")[1]) == ["a.link"]


def as_kept(text: str) -> str:
    return re.sub("\r\n?", "\n", re.sub("[\x00\ud800-\udfff]", "", text))


@pytest.mark.parametrize("name", TYPES)
def test_nothing_typed_is_no_answer_and_no_fault(name: str) -> None:
    assert read(name, whole="  ", women="", **{"0_name": "", "a_link": " "}) == (None, {})


@pytest.mark.parametrize("name", TYPES)
@SLOW
@given(
    data=st.dictionaries(PARTS, st.lists(TYPED, max_size=2), max_size=6),
    current=st.sampled_from([None, {}, [], "x", [1]]),
)
def test_whatever_is_typed_is_read_or_explained_and_kept(
    name: str, data: dict[str, list[str]], current: object
) -> None:
    typed = read_typed(QUESTIONS[name], data, current=current)
    assert typed.value is None or not typed.problems
    assert all(typed.problems.values())
    assert set(typed.raw) == set(data)
    for part, texts in data.items():
        kept = typed.raw[part]
        assert ([kept] if isinstance(kept, str) else kept) == [as_kept(text) for text in texts]
    str(typed.raw).encode()
    in_words_again = as_typed(QUESTIONS[name], typed.value)
    assert (
        read_typed(
            QUESTIONS[name], {part: [text] for part, text in in_words_again.items()}, current=typed.value
        ).value
        == typed.value
    )


@pytest.mark.parametrize("name", TYPES)
@SLOW
@given(data=st.data())
def test_an_answer_shown_in_fields_is_read_back_to_itself(name: str, data: st.DataObject) -> None:
    asked: Question = QUESTIONS[name]
    value = data.draw(answers_to(asked))
    assert problem(asked, value) is None
    fields = as_typed(asked, value)
    typed = read_typed(asked, {part: [text] for part, text in fields.items()}, current=value)
    assert (typed.value, dict(typed.problems)) == (value, {})
    assert problems_of(asked, value) == {}


@pytest.mark.parametrize(
    ("name", "standing", "text"),
    [
        ("percent", "97", "97 %"),
        ("number", "12.50", "12,5"),
        ("date", 2014, "2014"),
        ("count", {"women": 3, "men": 4}, "7"),
    ],
)
def test_an_answer_that_says_the_same_is_the_one_that_stands(name: str, standing: object, text: str) -> None:
    assert read(name, standing, whole=text) == (standing, {})
    assert read(name, standing, whole="8")[0] != standing


def test_figures_in_fields_are_written_in_swedish() -> None:
    assert as_typed(QUESTIONS["count"], 1234567) == {"": "1\u202f234\u202f567"}
    assert as_typed(QUESTIONS["number"], "-1234.50") == {"": "−1\u202f234,50"}
    assert as_typed(QUESTIONS["year"], 2014) == {"": "2014"}
    assert as_typed(QUESTIONS["count"], {"women": 3, "men": 4}) == {"": "7"}
    assert as_typed(QUESTIONS["date"], 2014) == {"": "2014"}
    assert as_typed(QUESTIONS["document"], {"name": "a", "sections": ["två", "ett"]}) == {
        "sections": "ett\ntvå"
    }
    assert as_typed(QUESTIONS["matrix"], {"a": "https://a.se"}) == {"a.link": "https://a.se"}


@pytest.mark.parametrize("name", TYPES)
@SLOW
@given(value=ODD)
def test_a_value_of_any_shape_has_fields(name: str, value: object) -> None:
    assert all(text for text in as_typed(QUESTIONS[name], value).values())
    assert all(problems_of(QUESTIONS[name], value).values())


def test_an_answer_that_came_another_way_is_judged_as_in_the_form() -> None:
    assert list(problems_of(QUESTIONS["contact"], {"name": "A", "email": "a@b"})) == ["email"]
    assert list(problems_of(QUESTIONS["consultations"], [{"organisation": "A"}, {"how": "möte"}])) == [
        "1.organisation"
    ]
    assert "heltal" in problems_of(QUESTIONS["count"], "12")[""]
