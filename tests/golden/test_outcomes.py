"""Who met what in the real years: the sources' numbers, and what is made up stands apart from what is real."""

import pytest

from tests.golden.by_hand import county_of
from tests.golden.years import AGREEMENTS, PRIO, Year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "winners"),
    [
        ("prio-2012", {"PM1": (18, 173), "PM2": (18, 157), "PM3": 9, "PM4": 163}),
        ("prio-2013", {"BU1": 17, "BU2": 15, "BU3": 284, "BU4": 21, "V1": 20, "V2": 21, "V3": 199}),
        ("prio-2014", {"A1": 16, "A2": 15, "A3": 254, "A4": 21, "B1": 20, "B2": 21, "B3": 248}),
        ("prio-2015", {"A1": 13, "A2": 14, "A3": 21, "A4": 157, "A5": 16, "B1": 20, "B2": 21, "B3": 248}),
        ("tillganglighet-2012", {"T": 13}),
        ("heldygnsvard-2012", {"H": 21}),
    ],
)
def test_so_many_met_each_goal_as_the_source_says(
    code: str, winners: dict[str, int | tuple[int, int]], years: dict[str, Year]
) -> None:
    assert years[code].winners() == winners


@pytest.mark.parametrize(
    ("code", "kommuner", "landsting"),
    [("prio-2012", 253, 19), ("prio-2013", 276, 21), ("prio-2014", 282, 21), ("prio-2015", 276, 21)],
)
def test_so_many_met_every_grundkrav(
    code: str, kommuner: int, landsting: int, years: dict[str, Year]
) -> None:
    year = years[code]
    assert (len(year.qualified("municipality")), len(year.qualified("region"))) == (kommuner, landsting)


@pytest.mark.parametrize(("code", "both"), [("prio-2014", 15), ("prio-2015", 11)])
def test_so_many_met_both_waiting_times(code: str, both: int, years: dict[str, Year]) -> None:
    assert len(years[code].who("A1", "region") & years[code].who("A2", "region")) == both


def test_2015_everybody_that_met_grundkrav_1_met_grundkrav_2(years: dict[str, Year]) -> None:
    year = years["prio-2015"]
    assert year.who("GK1", "municipality") <= year.who("GK2", "municipality")
    assert year.outcomes("GK1", "municipality") == {"met": 276, "not_met": 5, "not_submitted": 9}
    assert year.outcomes("GK2", "municipality") == {"met": 281, "not_submitted": 9}


def test_2012_ostergotland_takes_part_with_exactly_its_seven_kommuner(years: dict[str, Year]) -> None:
    year = years["prio-2012"]
    in_county = {code for code, county in county_of().items() if county == "05"}
    assert year.counties["05"].takes_part
    # Ydre, Kinda, Åtvidaberg, Linköping, Norrköping, Motala and Mjölby
    seven = {"0512", "0513", "0561", "0580", "0581", "0583", "0586"}
    assert in_county & year.qualified("municipality") == seven


def test_2012_only_kalmar_and_norrbotten_stand_outside(years: dict[str, Year]) -> None:
    outside = {code: one for code, one in years["prio-2012"].counties.items() if not one.takes_part}
    assert set(outside) == {"08", "25"}
    assert all((one.qualified, one.region_met) == (0, False) for one in outside.values())


@pytest.mark.parametrize(
    "code", ["prio-2013", "prio-2014", "prio-2015", "heldygnsvard-2012", "tillganglighet-2012"]
)
def test_in_the_other_agreements_every_county_takes_part(code: str, years: dict[str, Year]) -> None:
    assert [county for county, one in years[code].counties.items() if not one.takes_part] == []


@pytest.mark.parametrize("code", PRIO)
def test_nobody_is_drawn_so_that_a_county_falls_below_80_percent(code: str, years: dict[str, Year]) -> None:
    by_name_alone = {"08", "25"} if code == "prio-2012" else set()
    below = {county for county, one in years[code].counties.items() if one.qualified * 100 < 80 * one.people}
    assert below == by_name_alone


@pytest.mark.parametrize("code", PRIO)
def test_winners_are_drawn_first_among_those_that_met_every_grundkrav(
    code: str, years: dict[str, Year]
) -> None:
    year = years[code]
    gates = frozenset().union(*year.grundkrav.values())
    for kind in ("municipality", "region"):
        qualified = year.qualified(kind)
        drawn = {one.requirement for one in year.verdicts if one.simulated and one.kind == kind} - gates
        for goal in drawn:
            winners = year.who(goal, kind)
            assert winners <= qualified or qualified <= winners, (goal, kind)


@pytest.mark.parametrize("code", AGREEMENTS)
def test_what_the_sources_give_by_name_is_real_and_what_is_drawn_is_simulated(
    code: str, years: dict[str, Year]
) -> None:
    sources = {(one.source, one.simulated) for one in years[code].verdicts}
    drawn = (f"{code}-simulerat.csv", True)
    assert sources == ({(f"{code}.csv", False), drawn} if code in PRIO else {drawn})


@pytest.mark.parametrize(
    ("code", "real"),
    [
        ("prio-2012", {"GK1a", "GK1b", "GK2"}),
        ("prio-2013", {"GK1", "GK2", "BU4", "V2"}),
        ("prio-2014", {"GK1", "GK2", "A4", "B2"}),
        ("prio-2015", {"GK1", "GK2", "A3", "B1", "B2"}),
    ],
)
def test_these_requirements_are_known_by_name(code: str, real: set[str], years: dict[str, Year]) -> None:
    assert {one.requirement for one in years[code].verdicts if not one.simulated} == real


def test_2015_grundkrav_of_regions_are_real_and_those_of_kommuner_drawn(years: dict[str, Year]) -> None:
    grundkrav = [one for one in years["prio-2015"].verdicts if one.requirement in {"GK1", "GK2"}]
    assert {(one.kind, one.simulated) for one in grundkrav} == {("region", False), ("municipality", True)}


def test_2015_jonkoping_failed_the_registers_by_name(years: dict[str, Year]) -> None:
    failed = [one for one in years["prio-2015"].verdicts if one.requirement == "B1" and one.outcome != "met"]
    assert [(one.party, one.outcome, one.simulated) for one in failed] == [("06", "not_met", False)]


@pytest.mark.parametrize("code", AGREEMENTS)
def test_every_party_that_a_requirement_concerns_has_exactly_one_verdict(
    code: str, years: dict[str, Year]
) -> None:
    verdicts = years[code].verdicts
    assert len({(one.requirement, one.party) for one in verdicts}) == len(verdicts)
    everybody = {"municipality": 290, "region": 21}
    for requirement, kind in {(one.requirement, one.kind) for one in verdicts}:
        assert years[code].outcomes(requirement, kind).total() == everybody[kind]
