"""Expected amounts in words: rounded so that they promise nothing, and never outside their span."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.domain.forecast import CountyOutlook, Stake
from payouts.domain.wording import KOMMUN, LANDSTING
from payouts.domain.worth_words import (
    Movement,
    about,
    assumed,
    county_words,
    lost,
    lost_by_county,
    moved,
    movements,
    sharers,
    span,
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0 kr"),
        (999, "999 kr"),
        (410_123, "410 000 kr"),
        (409_500, "410 000 kr"),
        (999_499, "999 000 kr"),
        (999_500, "1 miljon kr"),
        (1_129_140, "1,13 miljoner kr"),
        (12_345_678, "12,3 miljoner kr"),
        (123_456_789, "123 miljoner kr"),
        (1_234_567_890, "1 230 miljoner kr"),
    ],
)
def test_an_expected_amount_has_three_figures(amount: int, text: str) -> None:
    assert plain(about(amount)) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (410_123, 519_001, "410 000–520 000 kr"),
        (890_868, 1_198_630, "890 000 kr till 1,2 miljoner kr"),
        (1_133_875, 1_326_399, "1,13–1,33 miljoner kr"),
        (400, 400, "400 kr"),
    ],
)
def test_a_span_is_rounded_outwards(low: int, high: int, text: str) -> None:
    assert plain(span(low, high)) == text


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_a_span_is_never_narrower_than_the_amounts(one: int, other: int) -> None:
    low, high = sorted((one, other))
    if low == high:
        return
    text = plain(span(low, high)).replace(" ", "")
    ends = [float(found.replace(",", ".")) for found in re.findall(r"[\d,]+", text)]
    scale = 10**6 if low // 10 ** max(len(str(low)) - 3, 0) * 10 ** max(len(str(low)) - 3, 0) >= 10**6 else 1
    upper = 10**6 if "milj" in text else 1
    assert ends[0] * scale <= low + 1e-3
    assert ends[1] * upper >= high - 1e-3


def test_every_reason_to_count_somebody_is_said_with_its_number() -> None:
    bases = {
        "checked": 201,
        "judged": 3,
        "met_last_year": 7,
        "not_last_year": 2,
        "failed": 64,
        "out": 4,
        "late": 9,
    }
    assert [plain(sentence) for sentence in assumed(bases, KOMMUN)] == [
        "201 av 290 kommuner har lämnat in och når målet.",
        "3 har lämnat in och prövas av en bedömare. De räknas med.",
        "9 har inte lämnat in och räknas som förra året, då 7 nådde målet.",
        "9 lämnade in för sent. De räknas inte förrän det är godtaget.",
        "68 räknas inte: de når inte målet, avstår eller lämnade inte in i tid.",
    ]
    assert "saknas uppgift om förra året" in assumed({"unknown": 2}, KOMMUN)[0]


def test_with_whom_one_shares() -> None:
    assert plain(sharers(201, 150_000_000, KOMMUN, everyone=False)) == (
        "Vi räknar med att ni delar på 150 miljoner kr med 201 andra kommuner."
    )
    assert plain(sharers(1, 300, LANDSTING, everyone=False)).endswith("en annan av landstingen.")
    assert "ensamma" in sharers(0, 300, KOMMUN, everyone=False)
    assert plain(sharers(5, 300, KOMMUN, everyone=True)) == "Alla kommuner delar på 300 kr, utan krav."


def test_the_own_county_is_spoken_of_when_it_would_fall() -> None:
    def words(**facts: bool | int) -> str:
        county = {
            "county": "23",
            "population": 100,
            "held": 20,
            "missing": 60,
            "region_met": True,
            "takes_part": False,
        }
        return plain(
            county_words(
                CountyOutlook(**{**county, "can_take_part": True, **facts}),  # type: ignore[arg-type]  # a mix of facts
                "Jämtlands län",
                80,
                "landstinget",
            )
        )

    assert words(takes_part=True) == ""
    assert words() == (
        "Beloppen gäller om Jämtlands län deltar. Som det ser ut nu gör det inte det: kommuner med 60 invånare till "
        "måste klara grundkraven för att nå 80 procent."
    )
    assert words(missing=0, region_met=False).endswith("landstinget måste klara sina grundkrav.")
    assert "kan inte längre delta" in words(can_take_part=False)


def test_what_is_lost_without_a_grundkrav() -> None:
    assert plain(lost(["GK1", "GK2"], 400, handed_in=True)).startswith(
        "Om GK1 eller GK2 inte godkänns får ni 0 kr"
    )
    assert plain(lost(["GK1"], 1_932_000, handed_in=False)) == (
        "Om GK1 inte lämnas in får ni 0 kr i stället för ungefär 1,93 miljoner kr."
    )
    falls, stays = Stake(400, 600, falls=True), Stake(400, 600, falls=False)
    assert plain(lost_by_county(falls, "Jämtlands län", 80, is_region=False)) == (
        "Då faller länet under gränsen på 80 procent. Hela Jämtlands län går miste om ungefär 1 000 kr."
    )
    assert lost_by_county(falls, "Jämtlands län", 80, is_region=True).startswith("Då deltar inte länet.")
    assert "ändå" in lost_by_county(stays, "Jämtlands län", 80, is_region=False)
    assert lost_by_county(stays, "Jämtlands län", 0, is_region=False) == ""


def test_why_an_amount_has_moved() -> None:
    before = {"A4": {"handed_in": 10}, "GK1": {"handed_in": 3, "declined": 1}}
    now = {"A4": {"handed_in": 22}, "GK1": {"handed_in": 3, "declined": 2}}
    found = movements(before, now)
    assert found == (Movement("A4", "handed_in", 12), Movement("GK1", "declined", 1))
    assert plain(moved("i går", found, -3_400, KOMMUN)) == (
        "Sedan i går har 12 kommuner lämnat in A4 och en av kommunerna avstått från GK1; "
        "därför är beloppet 3 400 kr lägre."
    )
    assert plain(moved("i går", (), 3_400, KOMMUN)).startswith("Beloppet är 3 400 kr högre än i går")
    assert moved("i går", found, 0, KOMMUN) == ""
