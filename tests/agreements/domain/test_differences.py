"""What differs between two reports and between two wordings is told in plain Swedish, word by word."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.differences import answer_differences, definition_differences, wording_differences
from agreements.domain.loading import load_definition
from agreements.domain.word_pieces import pieces
from tests.agreements.domain.samples import SOUND, changed, load, requirement
from tests.agreements.domain.test_definition import EVERY_TYPE

DEFINITIONS = sorted((Path(__file__).parents[3] / "agreements" / "definitions").glob("*.yaml"))
MANUAL = "{key: c1, manual: Är det så?, text: Det är så.}"
QUESTIONS = """\
{key: n, type: count, label: Antal}
{key: plan, type: document, label: Planen}
{key: t, type: text, label: Text}
"""
ASKED = requirement(QUESTIONS, MANUAL)


def test_answers_that_came_went_and_were_changed() -> None:
    found = answer_differences(ASKED, {"n": 1, "t": "Ja"}, {"n": 2, "plan": {"name": "p.pdf"}})
    assert [(one.question.key, one.before, one.after, one.kind) for one in found] == [
        ("n", ("1",), ("2",), "changed"),
        ("plan", (), ("p.pdf",), "added"),
        ("t", ("Ja",), (), "removed"),
    ]


def test_answers_that_say_the_same_do_not_differ() -> None:
    asked = requirement("{key: p, type: percent, label: Andel}", MANUAL)
    assert answer_differences(asked, {"p": "93"}, {"p": 93}) == ()
    assert answer_differences(ASKED, {"n": None}, {}) == ()


def test_another_file_with_the_same_name_differs() -> None:
    old, new = ({"plan": {"name": "p.pdf", "file": file, "sha256": file}} for file in "ab")
    (found,) = answer_differences(ASKED, old, new)
    assert (found.before, found.after) == (("p.pdf",), ("p.pdf", "En annan fil med samma namn."))
    assert answer_differences(ASKED, old, dict(old)) == ()


def test_one_more_file_is_named() -> None:
    one = {"plan": {"name": "p.pdf", "file": "a"}}
    two = {"plan": {"name": "p.pdf", "file": "a", "more": [{"name": "q.pdf", "file": "b"}]}}
    (found,) = answer_differences(ASKED, one, two)
    assert (found.before, found.after) == (("p.pdf",), ("p.pdf", "q.pdf"))


def test_answers_on_questions_that_are_gone_come_last() -> None:
    now = requirement("{key: t, type: text, label: Text}", MANUAL)
    found = answer_differences(now, {"n": 3, "t": "a"}, {"t": "b", "n": 3}, earlier=ASKED)
    assert [(one.question.key, one.kind) for one in found] == [("t", "changed"), ("n", "removed")]


def told(old: str, new: str) -> list[tuple[str, str, str, str]]:
    """Return what differs when one part of a definition is worded otherwise: code, what, before, after."""
    return [
        (one.code, difference.what, difference.before, difference.after)
        for one in definition_differences(load(SOUND), load(changed(old, new)))
        for difference in one.differences
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "text: En sida finns.",
            "text: Sidan finns.",
            ("GK2", "Lydelsen i överenskommelsen", "En sida finns.", "Sidan finns."),
        ),
        (
            "text: Minst 90 procent i tid.",
            "text: Minst 90 procent i tid.\n    criterion: Nytt.\n    closes: 2014-11-02",
            ("PM1", "Kriteriet", "", "Nytt."),
        ),
        (
            "closes: 2014-11-02",
            "closes: 2014-11-03",
            ("PM1", "Sista dag att rapportera", "2\u00a0november 2014", "3\u00a0november 2014"),
        ),
        (
            "split: {municipality: 50, region: 50}",
            "split: {municipality: 40, region: 60}",
            (
                "PM1",
                "Delningen mellan kommuner och regioner",
                "50 procent till kommuner och 50 procent till landsting",
                "40 procent till kommuner och 60 procent till landsting",
            ),
        ),
        ("title: Prov 2014", "title: Prov", ("", "Överenskommelsens namn", "Prov 2014", "Prov")),
        (
            "opens: 2014-03-01",
            "opens: 2014-03-02",
            ("", "Första dag att rapportera", "1\u00a0mars 2014", "2\u00a0mars 2014"),
        ),
        (
            "assess_together: [GK1, GK2]",
            "assess_together: [GK2, GK1]",
            ("", "Bedöms tillsammans", "GK1 och GK2", "GK2 och GK1"),
        ),
        (
            "population_date: 2013-12-31\n",
            "\n",
            ("", "Dagen för antalet invånare", "31\u00a0december 2013", "Inte bestämt."),
        ),
        (
            "{key: page, type: link, label: Sidan}",
            "{key: page, type: link, label: Sidan, help: Hela adressen.}",
            (
                "GK2",
                "Frågan ”Sidan”",
                "Sidan\nBesvaras med en webbadress.",
                "Sidan\nHela adressen.\nBesvaras med en webbadress.",
            ),
        ),
    ],
)
def test_a_wording_that_differs_is_named(old: str, new: str, expected: tuple[str, str, str, str]) -> None:
    new = new.replace("\n    closes: 2014-11-02", "")
    assert told(old, new) == [expected]


def test_a_question_with_another_wording_is_one_difference_under_its_new_name() -> None:
    found = [what for _, what, _, _ in told("label: Klara", "label: Färdiga")]
    assert found == ["Frågan ”Färdiga”", "Regeln"]


def test_a_limit_that_is_changed_is_marked_in_the_rule() -> None:
    (found,) = wording_differences(
        load(SOUND).requirement("PM1"),
        load(
            changed('at_least_percent: "90", text: Minst 90', 'at_least_percent: "85", text: Minst 85')
        ).requirement("PM1"),
    )
    assert found.what == "Regeln"
    assert [(piece.kind, piece.text) for piece in found.pieces if piece.kind != "same"] == [
        ("removed", "90"),
        ("added", "85"),
    ] * 2


def test_a_requirement_that_is_new_or_gone_has_everything() -> None:
    goal = load(SOUND).requirement("PM1")
    new = wording_differences(None, goal)
    assert {one.kind for one in new} == {"added"}
    assert {one.kind for one in wording_differences(goal, None)} == {"removed"}
    assert {"Namnet", "Potten", "Regeln"} < {one.what for one in new}
    assert wording_differences(None, None) == ()


def test_requirements_come_in_the_order_of_the_new_version_and_those_gone_last() -> None:
    old = load(SOUND)
    text = changed("  - code: GK2", "  - code: GK9").replace("[GK1, GK2]", "[GK1, GK9]")
    found = definition_differences(old, load(text))
    assert [(one.code, one.kind) for one in found] == [("", "changed"), ("GK9", "added"), ("GK2", "removed")]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_the_same_version_has_no_differences(path: Path) -> None:
    definition = load_definition(path.read_text(), path.name)
    assert definition_differences(definition, definition) == ()
    for one in definition.requirements:
        assert wording_differences(None, one, year=definition.year)


def test_every_type_of_question_has_words() -> None:
    found = {one.what: one.after for one in wording_differences(None, load(EVERY_TYPE).requirement("K"))}
    assert found["Frågan ”L”"]
    said = "\n".join(one.after for one in wording_differences(None, load(EVERY_TYPE).requirement("K")))
    for words in (
        "Besvaras med ett antal (personer), delat på kvinnor, män och okänt.",
        "Besvaras med ett datum med år och månad.",
        "Alternativ: women och B.",
        "Avsnitt som filen ska innehålla: ett och två.",
        "Månader: november 2014 till februari 2015.",
        "För varje enhet: L Besvaras med ja eller nej.",
        "Läses ur register.",
        "Sista dag: 1\u00a0maj 2014.",
        "Rader: a och B.",
        "Besvaras bara om",
    ):
        assert words in said


LINES = st.lists(
    st.sampled_from(["en", "plan", "är", "klar", " ", "  ", "\n", ".", "90", "%"]), max_size=30
).map("".join)


@given(st.one_of(LINES, st.text()), st.one_of(LINES, st.text()))
def test_the_pieces_make_up_both_wordings(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.kind != "added") == before
    assert "".join(piece.text for piece in found if piece.kind != "removed") == after
    assert all(piece.text for piece in found)
    for first, second in pairwise(found):
        assert first.kind != second.kind
        assert (first.kind, second.kind) != ("added", "removed")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Planen är klar.", "Planen är beslutad.", ["=Planen är ", "-klar", "+beslutad", "=."]),
        ("Gäller här och nu.", "Gäller där och då.", ["=Gäller ", "-här", "+där", "= och ", "-nu", "+då", "=."]),
        ("en två tre fyra", "en sex sju fyra", ["=en ", "-två tre", "+sex sju", "= fyra"]),
        ("Helt annat här", "Ingenting liknar texten", ["-Helt annat här", "+Ingenting liknar texten"]),
        ("", "Nytt", ["+Nytt"]),
        ("Lika", "Lika", ["=Lika"]),
    ],
)  # fmt: skip
def test_words_that_differ_are_marked_together(before: str, after: str, expected: list[str]) -> None:
    signs = {"same": "=", "removed": "-", "added": "+"}
    assert [signs[piece.kind] + piece.text for piece in pieces(before, after)] == expected
