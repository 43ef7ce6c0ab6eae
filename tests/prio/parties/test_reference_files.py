"""The facts that ship, without a database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from prio.parties.reference_files import ReferenceFacts, shipped_facts
from prio.parties.spelling import normalised, unambiguous

OFFICIAL_TOTALS = {
    2011: 9_482_855,
    2012: 9_555_893,
    2013: 9_644_864,
    2014: 9_747_355,
    2022: 10_521_556,
    2023: 10_551_707,
    2024: 10_587_710,
}
LETTERS = "AB C D E F G H I K M N O S T U W X Y Z AC BD"


@pytest.fixture(scope="module")
def facts() -> ReferenceFacts:
    return shipped_facts()


@pytest.mark.parametrize(("year", "total"), OFFICIAL_TOTALS.items())
def test_the_shipped_figures_add_up_to_the_official_total(
    facts: ReferenceFacts, year: int, total: int
) -> None:
    assert sum(facts.populations[date(year, 12, 31)].values()) == total


def test_every_year_from_2011_to_2024_has_every_kommun(facts: ReferenceFacts) -> None:
    codes = {kommun.code for kommun in facts.municipalities}
    assert sorted(facts.populations) == [date(year, 12, 31) for year in range(2011, 2025)]
    assert all(figures.keys() == codes for figures in facts.populations.values())


def test_there_are_21_counties_and_290_kommuner(facts: ReferenceFacts) -> None:
    assert [county.letters for county in facts.counties] == LETTERS.split()
    assert len({kommun.code for kommun in facts.municipalities}) == 290
    assert len({kommun.name for kommun in facts.municipalities}) == 290
    assert {kommun.county for kommun in facts.municipalities} == {county.code for county in facts.counties}


def test_the_first_digits_of_a_kommun_are_its_county(facts: ReferenceFacts) -> None:
    assert [kommun.code for kommun in facts.municipalities if not kommun.code.startswith(kommun.county)] == []


def test_every_region_has_exactly_one_name_on_every_day(facts: ReferenceFacts) -> None:
    assert {region.code for region in facts.regions} == {county.code for county in facts.counties}
    for county in facts.counties:
        names = sorted(
            (one for one in facts.regions if one.code == county.code), key=lambda one: one.valid_from
        )
        assert names[0].valid_from == date(2011, 1, 1)
        assert names[-1].valid_to is None
        assert all(earlier.valid_to == later.valid_from for earlier, later in pairwise(names))


def test_every_region_is_called_region_today(facts: ReferenceFacts) -> None:
    today = [one.name for one in facts.regions if one.valid_to is None]
    assert [name for name in today if "region" not in name.lower()] == []


def test_gotland_is_one_payee(facts: ReferenceFacts) -> None:
    organisations = facts.organisations()
    assert len(organisations) == 310
    assert organisations["0980"] == "Region Gotland"
    assert {one.organisation for one in facts.regions if one.code == "09"} == {"0980"}
    assert "09" not in organisations


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("Falun", "Falu kommun"),
        ("Orust", "Orust kommun"),
        ("Kalmar", "Kalmar kommun"),
        ("Borås", "Borås kommun"),
        ("Malmö", "Malmö kommun"),
        ("Lilla Edet", "Lilla Edets kommun"),
        ("Upplands-Bro", "Upplands-Bro kommun"),
    ],
)
def test_a_legal_body_is_named_in_good_swedish(facts: ReferenceFacts, name: str, organisation: str) -> None:
    assert [kommun.organisation for kommun in facts.municipalities if kommun.name == name] == [organisation]


@pytest.mark.parametrize(
    ("kind", "spelling", "code"),
    [
        ("municipality", "Upplands Väsby", "0114"),
        ("municipality", "Upplands-Väsby", "0114"),
        ("municipality", "UPPLANDS VÄSBY", "0114"),
        ("municipality", "0114 Upplands Väsby", "0114"),
        ("municipality", "Upplands-Bro kommun", "0139"),
        ("municipality", "Stockholm", "0180"),
        ("municipality", "Stockholms kommun", "0180"),
        ("municipality", "Stockholms stad", "0180"),
        ("municipality", "Malmö stad", "1280"),
        ("municipality", "Göteborgs Stad", "1480"),
        ("municipality", "Borås stad", "1490"),
        ("municipality", "Falu kommun", "2080"),
        ("municipality", "Malung–Sälen", "2023"),
        ("municipality", "  dals  ed ", "1438"),
        ("municipality", "Habo", "0643"),
        ("municipality", "Håbo", "0305"),
        ("municipality", "Gotland", "0980"),
        ("municipality", "Gotlands kommun", "0980"),
        ("municipality", "Region Gotland", "0980"),
        ("region", "Stockholms läns landsting", "01"),
        ("region", "SLL", "01"),
        ("region", "Landstinget i Uppsala län", "03"),
        ("region", "Uppsala", "03"),
        ("region", "Landstinget Sörmland", "04"),
        ("region", "Södermanland", "04"),
        ("region", "Region Jönköpings län", "06"),
        ("region", "Jönköping", "06"),
        ("region", "Landstinget i Kalmar län", "08"),
        ("region", "Gotland", "09"),
        ("region", "Region Gotland", "09"),
        ("region", "Gotlands kommun", "09"),
        ("region", "Landstinget Blekinge", "10"),
        ("region", "Västra Götaland", "14"),
        ("region", "VGR", "14"),
        ("region", "Västra Götalandsregionen", "14"),
        ("region", "VÄSTRA GÖTALANDS LÄN", "14"),
        ("region", "Örebro läns landsting", "18"),
        ("region", "Region Örebro län", "18"),
        ("region", "Landstinget i Dalarna", "20"),
        ("region", "Dalarnas län", "20"),
        ("region", "Region Jämtland/Härjedalen", "23"),
        ("region", "Jämtlands läns landsting", "23"),
        ("region", "Landstinget i Jämtlands län", "23"),
        ("region", "Norrbottens läns landsting", "25"),
    ],
)
def test_a_spelling_finds_its_party(facts: ReferenceFacts, kind: str, spelling: str, code: str) -> None:
    assert facts.aliases[kind, normalised(spelling)] == code


def test_every_name_that_ever_held_is_a_spelling(facts: ReferenceFacts) -> None:
    kommuner = [("municipality", one.name, one.code) for one in facts.municipalities]
    regions = [("region", one.name, one.code) for one in facts.regions]
    assert [
        one for one in kommuner + regions if facts.aliases.get((one[0], normalised(one[1]))) != one[2]
    ] == []


def test_a_spelling_is_kept_in_its_normal_form(facts: ReferenceFacts) -> None:
    assert [
        spelling for _, spelling in facts.aliases if spelling != normalised(spelling) or len(spelling) > 80
    ] == []


def test_letters_with_rings_and_dots_are_letters_of_their_own() -> None:
    assert normalised("Habo") != normalised("Håbo")
    assert normalised("HA\u030aBO") == normalised("håbo")
    assert normalised("Åre\u00a0kommun.") == "åre kommun"


def test_a_spelling_of_two_parties_is_left_out() -> None:
    assert unambiguous([("1", "a"), ("2", "a"), ("1", "b"), ("1", "b"), ("2", "")]) == {"b": "1"}


def test_a_figure_of_a_kommun_never_jumps(facts: ReferenceFacts) -> None:
    """A shifted row or a digit too many would show as a jump of more than a twelfth in one year."""
    for earlier, later in pairwise(sorted(facts.populations)):
        assert later - earlier >= timedelta(days=365)
        before, after = facts.populations[earlier], facts.populations[later]
        assert [code for code in before if abs(after[code] - before[code]) * 12 > before[code]] == []
