"""An answer is told in plain Swedish, whatever its shape."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.domain.answer_words import in_words, on_one_line
from tests.agreements.domain.any_answers import answers_to
from tests.agreements.domain.test_typed import ODD, QUESTIONS, TYPES


@pytest.mark.parametrize(
    ("name", "value", "lines"),
    [
        ("yes_no", True, ["Ja"]),
        ("yes_no", False, ["Nej"]),
        ("count", 1234, ["1\u202f234 personer"]),
        ("count", {"women": 3, "men": 4}, ["Kvinnor: 3", "Män: 4", "Tillsammans: 7 personer"]),
        ("split", {"women": 3}, ["Kvinnor: 3"]),
        ("number", "-12.50", ["−12,50 dagar"]),
        ("year", 2014, ["2014"]),
        ("percent", "95.5", ["95,5 procent"]),
        ("text", "En\n\nTvå", ["En", "Två"]),
        ("date", "2014-03-01", ["1\u00a0mars 2014"]),
        ("month", "2014-03", ["mars 2014"]),
        ("period", {"from": "2014", "to": "2015"}, ["2014–2015"]),
        ("period", {"from": "2014"}, ["Från 2014"]),
        ("choice", "b", ["Båda två"]),
        (
            "document",
            {"name": "plan.pdf", "sections": ["ett"]},
            ["plan.pdf", "Innehåller: ett", "Inte markerat: två"],
        ),
        ("document", {"sections": ["ett", "två"]}, ["Ingen fil är bifogad.", "Innehåller: ett och två"]),
        (
            "document",
            {"name": "a.pdf", "sections": ["ett", "två"], "more": [{"name": "b.pdf"}, {"name": "c.pdf"}]},
            ["a.pdf", "b.pdf", "c.pdf", "Innehåller: ett och två"],
        ),
        ("link", "https://a.se", ["https://a.se"]),
        ("contact", {"name": "A", "phone": "08"}, ["A", "08"]),
        (
            "consultations",
            [
                {"organisation": "NSPH", "date": "2014-03", "how": "möte", "summary": "Bra\nplan"},
                {"organisation": "B"},
            ],
            ["NSPH, mars 2014, möte: Bra plan", "B"],
        ),
        (
            "series",
            {"2014-11": 12, "2015-02": 3},
            [
                "november 2014: 12",
                "december 2014: ingen uppgift",
                "januari 2015: ingen uppgift",
                "februari 2015: 3",
                "Tillsammans: 15",
            ],
        ),
        (
            "units",
            [{"name": "Enhet A", "n": {"women": 1, "men": 2}, "ok": True}],
            [
                "Enhet A",
                "– L: Kvinnor: 1; Män: 2; Tillsammans: 3",
                "– L: Ja",
                "– L: inte besvarat",
                "– L: inte besvarat",
            ],
        ),
        (
            "matrix",
            {"a": {"link": "https://a.se", "label": "Hjälp"}},
            ["a: https://a.se (Hjälp)", "B: ingen adress"],
        ),
    ],
)
def test_an_answer_in_words(name: str, value: object, lines: list[str]) -> None:
    assert list(in_words(QUESTIONS[name], value)) == lines


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("value", [None, "", [], {}])
def test_no_answer_has_no_words(name: str, value: object) -> None:
    assert in_words(QUESTIONS[name], value) == ()


@pytest.mark.parametrize("name", TYPES)
def test_a_value_of_another_shape_is_shown_shortened(name: str) -> None:
    long = {"odd": "x" * 500}
    lines = in_words(QUESTIONS[name], long)
    assert all(len(line) < 260 for line in lines)
    if name not in {"document", "matrix"}:
        assert lines[0].startswith('{"odd": "xxx')
        assert lines[0].endswith("…")


@pytest.mark.parametrize("name", TYPES)
@settings(deadline=None)
@given(value=ODD)
def test_words_never_fail(name: str, value: object) -> None:
    lines = in_words(QUESTIONS[name], value)
    "".join(lines).encode()


@pytest.mark.parametrize("name", TYPES)
@settings(deadline=None)
@given(data=st.data())
def test_every_usable_answer_has_words(name: str, data: st.DataObject) -> None:
    value = data.draw(answers_to(QUESTIONS[name]))
    assert on_one_line(QUESTIONS[name], value)
    assert "{" not in "".join(in_words(QUESTIONS[name], value)) or name in {
        "text",
        "contact",
        "document",
        "consultations",
        "units",
        "link",
        "matrix",
    }


def test_characters_that_cannot_be_shown_are_left_out() -> None:
    assert in_words(QUESTIONS["text"], "a\x00b\ud800c") == ("a b c",)
