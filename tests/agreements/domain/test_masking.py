"""Masking: what is proposed, what is masked always, and that nothing of what is masked is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.masking import (
    MASK,
    Line,
    PagesNotUnderstood,
    has_personal_number,
    masked_lines,
    masked_text,
    pages_of,
    proposals,
)

NUMBER = "19640823-3234"  # the Swedish Tax Agency's example


def said(lines: list[Line], *words: str, whole: tuple[str, ...] = ()) -> list[str]:
    return ["".join(piece.text for piece in line.text) for line in masked_lines(lines, words, whole)]


def test_contact_persons_addresses_and_telephone_numbers_are_proposed_once_each() -> None:
    lines = [
        Line("a", "Kontakt", "Anna Svensson\nanna@kommun.se\n070-123 45 67", contacts=("Anna Svensson",)),
        Line("b", "Hur", "Skriv till ANNA@kommun.se eller ring +46 63 14 30 00."),
        Line("c", "Undertecknat av", "Ulla Berg, chef", signers=("Ulla Berg",)),
    ]
    assert [(one.text, one.why, one.is_chosen) for one in proposals(lines)] == [
        ("Anna Svensson", "kontaktperson", True),
        ("anna@kommun.se", "e-postadress", True),
        ("070-123 45 67", "telefonnummer", True),
        ("+46 63 14 30 00", "telefonnummer", True),
        ("Ulla Berg", "undertecknare", False),
    ]


@pytest.mark.parametrize(
    "text", ["2014-10-15", "1 234 567", "0114", "80 procent", "12,5", "S2013/8791/FS", "2026-00012-3", NUMBER]
)
def test_dates_figures_and_case_numbers_are_no_telephone_numbers(text: str) -> None:
    assert proposals([Line("a", "Svar", text)]) == ()


@pytest.mark.parametrize("number", [NUMBER, "640823-3234", "6408233234", "196408233234", "19640883-3231"])
def test_a_personal_identity_number_is_masked_whoever_chooses_what(number: str) -> None:
    line = Line("a", "Hur", f"Patienten {number} svarade.")
    assert has_personal_number([line])
    assert said([line]) == [f"Patienten {MASK} svarade."]


def test_a_word_is_masked_wherever_it_stands_in_any_letters_and_over_line_breaks() -> None:
    lines = [
        Line("a", "Anna Svensson svarade", "ANNA SVENSSON, anna\nsvensson och Anna"),
        Line("b", "Hur", "Nej"),
    ]
    masked = masked_lines(lines, ["Anna Svensson"])
    assert "".join(piece.text for piece in masked[0].label) == f"{MASK} svarade"
    assert said(lines, "Anna Svensson") == [f"{MASK}, {MASK} och Anna", "Nej"]
    assert [line.is_masked for line in masked] == [True, False]


def test_the_longer_word_goes_first_so_that_no_rest_of_it_stays() -> None:
    assert masked_text("Anna Svensson-Lind", ["Anna Svensson", "Anna Svensson-Lind"]) == MASK


def test_a_whole_answer_is_masked_without_telling_how_long_it_is() -> None:
    lines = [
        Line("a", "Hur", "Kort"),
        Line("b", "Vad", "En lång\ntext " * 20),
        Line("c", "Rubrik", heading=True),
    ]
    assert said(lines, whole=("a", "b", "c")) == [MASK, MASK, ""]


def test_a_single_letter_masks_nothing() -> None:
    assert masked_text("Anna", ["n", " ", ""]) == "Anna"


@given(
    st.text(min_size=2, max_size=12).filter(lambda word: word.strip() == word),
    st.text(max_size=40),
    st.text(max_size=40),
)
def test_nothing_of_a_masked_word_is_left(word: str, before: str, after: str) -> None:
    """Except where the mask itself, or what its removal brings together, spells it."""
    left = masked_text(f"{before}\0{word}\0{after}", [word]).split("\0")
    if word in MASK or any(word in part for part in (before, after, *MASK)) or "\0" in before + after + word:
        return
    assert all(word not in part for part in left)


@pytest.mark.parametrize(
    ("text", "pages"), [("1-3, 5", (1, 2, 3, 5)), ("2", (2,)), (" 3 – 4 ", (3, 4)), ("5,1,1-2", (1, 2, 5))]
)
def test_pages_are_written_as_numbers_and_ranges(text: str, pages: tuple[int, ...]) -> None:
    assert pages_of(text, 5) == pages


@pytest.mark.parametrize("text", ["", "x", "0", "6", "3-1", "1-6", "1;2", "-2", "9" * 40])
def test_pages_that_there_are_none_of_are_refused(text: str) -> None:
    with pytest.raises(PagesNotUnderstood):
        pages_of(text, 5)
