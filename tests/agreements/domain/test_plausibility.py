"""A figure that looks unlikely is told with what it was compared with; nobody else's single figure is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.domain.plausibility import unlikely
from tests.agreements.domain.test_typed import ODD, QUESTIONS

COUNT = QUESTIONS["count"]
PEERS = [(100, 10_000)] * 5


@pytest.mark.parametrize(
    ("last", "now", "says"),
    [
        (40, 81, "mer än dubbelt"),
        (40, 80, None),
        (40, 19, "mindre än hälften"),
        (40, 20, None),
        (0, 10, "mer än dubbelt"),
        (0, 9, None),
        (3, 12, None),
        (12, 2, "mindre än hälften"),
        (11, 2, None),
        (None, 500, None),
        ("x", 500, None),
    ],
)
def test_beside_last_year(last: object, now: int, says: str | None) -> None:
    found = unlikely(COUNT, now, last_year=last)
    assert (found is None) if says is None else (found is not None and says in found)


def test_the_sentence_has_both_figures_and_asks_for_a_comment() -> None:
    assert unlikely(COUNT, 1520, last_year=40) == (
        "Ni har skrivit 1\u202f520 personer; förra året var det 40 personer, alltså nu mer än dubbelt så mycket. "
        "Stämmer det? Skriv i så fall en kommentar som förklarar siffran."
    )


def test_more_persons_than_inhabitants() -> None:
    assert "fler än invånarna, som är 4\u202f000" in (unlikely(COUNT, 4001, inhabitants=4000) or "")
    assert unlikely(COUNT, 4000, inhabitants=4000) is None
    assert unlikely(QUESTIONS["number"], 4001, inhabitants=4000) is None, (
        "days may be more than the inhabitants"
    )


@pytest.mark.parametrize(
    ("now", "is_unlikely"), [(400, False), (401, True), (25, False), (24, True), (100, False), (0, True)]
)
def test_beside_similar_ones(now: int, is_unlikely: bool) -> None:
    assert (unlikely(COUNT, now, inhabitants=10_000, similar=PEERS) is not None) is is_unlikely


def test_the_median_of_similar_ones_is_shown_per_10_000_inhabitants() -> None:
    similar = [(100, 20_000), (600, 10_000), (110, 10_000), (130, 10_000), (140, 10_000), (150, 10_000)]
    assert unlikely(COUNT, 2000, inhabitants=20_000, similar=similar) == (
        "Det är 1\u202f000,0 per 10\u202f000 invånare; medianen för 6 jämförbara är 135,0. "
        "Stämmer det? Skriv i så fall en kommentar som förklarar siffran."
    )


@pytest.mark.parametrize(
    "similar",
    [
        PEERS[:4],
        [*PEERS[:4], (10, 1_000)],
        [*PEERS[:4], ("x", 10_000)],
        [*PEERS[:4], (100, 0)],
        [],
    ],
)
def test_fewer_than_five_figures_above_ten_are_not_compared_with(similar: list[tuple[object, int]]) -> None:
    assert unlikely(COUNT, 5000, inhabitants=10_000, similar=similar) is None


def test_small_parties_may_differ_by_chance() -> None:
    assert unlikely(COUNT, 0, inhabitants=900, similar=PEERS) is None
    assert unlikely(COUNT, 0, inhabitants=1_000, similar=PEERS) is not None


def test_a_year_is_not_compared() -> None:
    assert unlikely(QUESTIONS["year"], 2014, last_year=3, inhabitants=1000, similar=PEERS) is None


def test_parts_and_months_are_added() -> None:
    assert unlikely(QUESTIONS["split"], {"women": 30, "men": 30, "a.b": 30}, last_year=40) is not None
    assert (
        unlikely(QUESTIONS["series"], {"2014-11": 50, "2015-01": 40}, last_year={"2014-11": 40}) is not None
    )


@pytest.mark.parametrize("name", ["text", "yes_no", "percent", "units", "date"])
def test_other_questions_are_never_unlikely(name: str) -> None:
    assert unlikely(QUESTIONS[name], 10**6, last_year=1, inhabitants=5, similar=PEERS) is None


@given(
    ODD, ODD, st.one_of(st.none(), st.integers(-1, 10**6)), st.lists(st.tuples(ODD, st.integers(-1, 10**5)))
)
def test_no_value_stops_anybody(
    value: object, last: object, inhabitants: int | None, similar: list[tuple[object, int]]
) -> None:
    found = unlikely(COUNT, value, last_year=last, inhabitants=inhabitants, similar=similar)
    assert found is None or found.endswith("siffran.")
