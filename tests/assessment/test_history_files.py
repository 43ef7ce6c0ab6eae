"""The real outcomes of 2012-2015: named parties, known codes, and numbers that add up."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

HISTORY = Path(__file__).parents[2] / "assessment" / "history"
REFERENCE = Path(__file__).parents[2] / "prio" / "parties" / "reference"
OUTCOMES = {"met", "met_with_remark", "not_met", "not_submitted", "not_assessed", "declined"}
PARTIES = {"municipality": 290, "region": 21}
YEARS = ("prio-2012", "prio-2013", "prio-2014", "prio-2015")
ALL_AGREEMENTS = (*YEARS, "heldygnsvard-2012", "tillganglighet-2012")

Row = tuple[str, str, str]


def kind_of(organisation: str) -> str:
    return "region" if len(organisation) == 2 else "municipality"


def rows_of(agreement: str) -> list[Row]:
    with (HISTORY / f"{agreement}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        assert next(reader) == ["requirement", "organisation", "outcome"]
        return [(requirement, organisation, outcome) for requirement, organisation, outcome in reader]


def reference(file_name: str) -> list[dict[str, str]]:
    with (REFERENCE / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def municipalities() -> dict[str, str]:
    return {row["code"]: row["name"] for row in reference("municipalities.csv")}


def regions() -> set[str]:
    return {row["code"] for row in reference("regions.csv")}


def qualified_share_2012(county: str) -> Fraction:
    """How much of the county's inhabitants live in a kommun that met every grundkrav of 2012."""
    inhabitants = {row["municipality"]: int(row["2011-12-31"]) for row in reference("population.csv")}
    in_county = {row["code"] for row in reference("municipalities.csv") if row["county"] == county}
    qualified = in_county - without_every_grundkrav("prio-2012", "municipality")
    return Fraction(
        sum(inhabitants[code] for code in qualified), sum(inhabitants[code] for code in in_county)
    )


def counted(agreement: str, requirement: str, kind: str) -> Counter[str]:
    return Counter(
        outcome
        for code, organisation, outcome in rows_of(agreement)
        if code == requirement and kind_of(organisation) == kind
    )


def failing(agreement: str, requirement: str, outcome: str) -> set[str]:
    """The names of the kommuner with that outcome."""
    names = municipalities()
    return {
        names[organisation]
        for code, organisation, found in rows_of(agreement)
        if code == requirement and found == outcome and kind_of(organisation) == "municipality"
    }


def without_every_grundkrav(agreement: str, kind: str) -> set[str]:
    return {
        organisation
        for requirement, organisation, outcome in rows_of(agreement)
        if requirement.startswith("GK") and outcome != "met" and kind_of(organisation) == kind
    }


def simulated() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = YAML(typ="safe", pure=True).load(HISTORY / "simulated_counts.yaml")
    return loaded


def entries(name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for agreement, sections in simulated().items():
        for entry in sections.get(name, []):
            yield agreement, entry


def met_of(agreement: str, requirement: str, kind: str) -> int:
    """How many met it, by name or by number."""
    for other, entry in entries("counts"):
        if (other, entry["requirement"], entry["kind"]) == (agreement, requirement, kind):
            return int(entry["met"])
    return counted(agreement, requirement, kind)["met"]


@pytest.mark.parametrize("agreement", YEARS)
def test_every_row_names_a_known_party_and_outcome_once(agreement: str) -> None:
    known = set(municipalities()) | regions()
    rows = rows_of(agreement)
    assert {organisation for _, organisation, _ in rows} <= known
    assert {outcome for _, _, outcome in rows} <= OUTCOMES
    assert len({row[:2] for row in rows}) == len(rows)


@pytest.mark.parametrize("agreement", YEARS)
def test_a_requirement_has_every_party_of_a_kind_or_none(agreement: str) -> None:
    found = Counter(
        (requirement, kind_of(organisation)) for requirement, organisation, _ in rows_of(agreement)
    )
    assert all(number == PARTIES[kind] for (_, kind), number in found.items())


def test_only_files_of_known_agreements_lie_here() -> None:
    assert {file.stem for file in HISTORY.glob("*.csv")} == set(YEARS)
    assert set(simulated()) == set(ALL_AGREEMENTS)


def test_2012_37_kommuner_and_two_landsting_fail_a_grundkrav() -> None:
    out = without_every_grundkrav("prio-2012", "municipality")
    assert len(out) == 37
    assert PARTIES["municipality"] - len(out) == 253
    assert without_every_grundkrav("prio-2012", "region") == {"08", "25"}


def test_2012_all_of_norrbotten_and_kalmar_fail() -> None:
    out = without_every_grundkrav("prio-2012", "municipality")
    assert {code for code in municipalities() if code.startswith("25")} <= out
    assert {code for code in municipalities() if code.startswith("08")} <= out


def test_2012_seven_of_thirteen_kommuner_in_ostergotland_are_qualified() -> None:
    in_county = {code for code in municipalities() if code.startswith("05")}
    out = without_every_grundkrav("prio-2012", "municipality") & in_county
    assert (len(in_county), len(out)) == (13, 6)


def test_2012_every_county_but_kalmar_and_norrbotten_holds_80_percent() -> None:
    shares = {county: qualified_share_2012(county) for county in regions()}
    assert {county for county, share in shares.items() if share < Fraction(80, 100)} == {"08", "25"}
    assert round(shares["05"] * 10_000) == 8603
    assert shares["08"] == shares["25"] == 0


@pytest.mark.parametrize(("requirement", "number"), [("GK1a", 18), ("GK1b", 4), ("GK2", 19)])
def test_2012_number_of_kommuner_that_failed(requirement: str, number: int) -> None:
    assert counted("prio-2012", requirement, "municipality") == {"met": 290 - number, "not_met": number}


def test_2012_named_kommuner_failed_individual_plans() -> None:
    assert failing("prio-2012", "GK1b", "not_met") == {"Bjuv", "Hörby", "Höör", "Knivsta"}


def test_2013_lists_by_name() -> None:
    assert failing("prio-2013", "GK1", "not_met") == {"Alvesta", "Höör", "Ydre"}
    silent = {"Boxholm", "Vaxholm", "Vilhelmina", "Åsele", "Älvsbyn"}
    assert failing("prio-2013", "GK1", "not_submitted") == silent | {"Ödeshög"}
    assert failing("prio-2013", "GK2", "not_met") == {"Hammarö", "Mora", "Nora", "Töreboda", "Valdemarsvik"}
    assert failing("prio-2013", "GK2", "not_submitted") == silent


def test_2013_281_kommuner_meet_the_first_and_280_the_second() -> None:
    assert counted("prio-2013", "GK1", "municipality")["met"] == 281
    assert counted("prio-2013", "GK2", "municipality")["met"] == 280
    assert len(without_every_grundkrav("prio-2013", "municipality")) == 14


def test_2014_282_kommuner_meet_both_and_eight_are_out() -> None:
    assert counted("prio-2014", "GK1", "municipality") == {"met": 282, "not_submitted": 6, "not_assessed": 2}
    assert counted("prio-2014", "GK2", "municipality") == {"met": 282, "not_submitted": 5, "not_assessed": 3}
    assert len(without_every_grundkrav("prio-2014", "municipality")) == 8


def test_2014_who_handed_in_only_one_grundkrav_is_not_assessed_on_it() -> None:
    assert failing("prio-2014", "GK1", "not_assessed") == {"Nordmaling", "Gullspång"}
    assert failing("prio-2014", "GK2", "not_assessed") == {"Bollebygd", "Eslöv", "Vilhelmina"}
    assert failing("prio-2014", "GK1", "not_assessed") <= failing("prio-2014", "GK2", "not_submitted")
    assert failing("prio-2014", "GK2", "not_assessed") <= failing("prio-2014", "GK1", "not_submitted")


@pytest.mark.parametrize("agreement", ["prio-2013", "prio-2014", "prio-2015"])
def test_all_landsting_meet_the_grundkrav_from_2013(agreement: str) -> None:
    assert without_every_grundkrav(agreement, "region") == set()
    assert counted(agreement, "GK1", "region") == counted(agreement, "GK2", "region") == {"met": 21}


def test_2015_only_jonkoping_misses_the_registers() -> None:
    assert counted("prio-2015", "B1", "region") == {"met": 20, "not_met": 1}
    assert ("B1", "06", "not_met") in rows_of("prio-2015")


def test_what_is_known_by_name_is_never_drawn() -> None:
    named = {(year, code, kind_of(organisation)) for year in YEARS for code, organisation, _ in rows_of(year)}
    drawn = [(agreement, entry["requirement"], entry["kind"]) for agreement, entry in entries("counts")]
    assert not named & set(drawn)
    assert len(set(drawn)) == len(drawn)


def test_counts_are_every_party_of_the_kind() -> None:
    for agreement, entry in entries("counts"):
        assert set(entry) <= {"requirement", "kind", "met", "not_met", "not_submitted", "rest", "source"}
        total = sum(entry.get(outcome, 0) for outcome in OUTCOMES)
        place = f"{agreement} {entry['requirement']} {entry['kind']}"
        assert (total == PARTIES[entry["kind"]]) != ("rest" in entry), place
        assert total <= PARTIES[entry["kind"]], place
        assert entry.get("rest", "not_met") in OUTCOMES, place


def test_joint_counts_fit_each_of_their_requirements() -> None:
    for agreement, entry in entries("joint"):
        numbers = [met_of(agreement, code, entry["kind"]) for code in entry["requirements"]]
        assert len(numbers) == 2
        assert entry["both"] <= min(numbers)
        assert sum(numbers) - entry["both"] + entry.get("none_submitted", 0) <= PARTIES[entry["kind"]]


def test_nobody_met_a_goal_with_two_criteria_without_meeting_both() -> None:
    for agreement, entry in entries("criteria"):
        first, second = entry["met"].values()
        assert entry["both"] == met_of(agreement, entry["requirement"], entry["kind"])
        assert entry["both"] <= min(first, second)
        assert first + second - entry["both"] <= PARTIES[entry["kind"]]


def test_remarks_are_among_those_that_really_passed() -> None:
    found = {(agreement, entry["requirement"]): entry["count"] for agreement, entry in entries("remarks")}
    assert found == {("prio-2013", "GK2"): 24, ("prio-2014", "GK2"): 30}
    assert all(
        number < counted(agreement, code, "municipality")["met"]
        for (agreement, code), number in found.items()
    )


@pytest.mark.parametrize("section", ["counts", "joint", "criteria", "remarks"])
def test_every_number_tells_its_source(section: str) -> None:
    found = list(entries(section))
    assert found
    assert all(re.search(r"[Aa]vsnitt \d|antagande", entry["source"]) for _, entry in found)


@pytest.mark.parametrize(
    ("agreement", "requirement", "kind", "met"),
    [
        ("prio-2012", "PM1", "region", 18),
        ("prio-2012", "PM1", "municipality", 173),
        ("prio-2012", "PM2", "region", 18),
        ("prio-2012", "PM2", "municipality", 157),
        ("prio-2012", "PM3", "region", 9),
        ("prio-2012", "PM4", "municipality", 163),
        ("prio-2013", "BU1", "region", 17),
        ("prio-2013", "BU2", "region", 15),
        ("prio-2013", "BU3", "municipality", 284),
        ("prio-2013", "BU4", "region", 21),
        ("prio-2013", "V1", "region", 20),
        ("prio-2013", "V2", "region", 21),
        ("prio-2013", "V3", "municipality", 199),
        ("prio-2014", "A1", "region", 16),
        ("prio-2014", "A2", "region", 15),
        ("prio-2014", "A3", "municipality", 254),
        ("prio-2014", "A4", "region", 21),
        ("prio-2014", "B1", "region", 20),
        ("prio-2014", "B2", "region", 21),
        ("prio-2014", "B3", "municipality", 248),
        ("prio-2015", "GK1", "municipality", 276),
        ("prio-2015", "GK2", "municipality", 281),
        ("prio-2015", "A1", "region", 13),
        ("prio-2015", "A2", "region", 14),
        ("prio-2015", "A3", "region", 21),
        ("prio-2015", "A4", "municipality", 157),
        ("prio-2015", "A5", "region", 16),
        ("prio-2015", "B1", "region", 20),
        ("prio-2015", "B2", "region", 21),
        ("prio-2015", "B3", "municipality", 248),
        ("heldygnsvard-2012", "H", "region", 21),
        ("tillganglighet-2012", "T", "region", 13),
    ],
)
def test_number_that_met(agreement: str, requirement: str, kind: str, met: int) -> None:
    assert met_of(agreement, requirement, kind) == met
