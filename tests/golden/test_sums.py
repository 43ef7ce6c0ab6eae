"""The money of the real years: the files that are right, the sums, and a second division made by hand."""

import csv
from collections import defaultdict
from fractions import Fraction

import pytest

from prio.money import kronor
from tests.allocation_files import money_of
from tests.golden import by_hand
from tests.golden.by_hand import UNDISTRIBUTED, Kronor, Part
from tests.golden.years import AGREEMENTS, FOLDER, Year

pytestmark = pytest.mark.django_db

POTS = {
    "prio-2012": 350_000_000,
    "prio-2013": 630_000_000,
    "prio-2014": 630_000_000,
    "prio-2015": 630_000_000,
    "heldygnsvard-2012": 42_500_000,
    "tillganglighet-2012": 214_000_000,
}
# Kalmar and Norrbotten get nothing, and the cap leaves the rest of the regions' parts.
UNDISTRIBUTED_KRONOR = {"prio-2012": 3_373_477, "heldygnsvard-2012": 9}


def rows_of(year: Year) -> list[dict[str, str]]:
    return list(csv.DictReader(year.file.decode().splitlines()))


def amounts_of(year: Year) -> dict[Part, Kronor]:
    found: dict[Part, Kronor] = defaultdict(dict)
    for row in rows_of(year):
        found[row["requirement"], row["party"]][row["organisation"]] = int(row["amount_sek"])
    return dict(found)


def paid(year: Year, county: str) -> int:
    """What the county's kommuner and its landsting get together, in kronor."""
    return sum(
        int(row["amount_sek"])
        for row in rows_of(year)
        if row["organisation"] != UNDISTRIBUTED and row["organisation"].startswith(county)
    )


@pytest.mark.parametrize("code", AGREEMENTS)
def test_the_money_is_the_golden_file_byte_for_byte(code: str, years: dict[str, Year]) -> None:
    """A file here changes only together with a reason: a rule, a figure or an outcome that was wrong."""
    assert money_of(years[code].file) == (FOLDER / f"{code}.csv").read_bytes()


@pytest.mark.parametrize("code", AGREEMENTS)
def test_divided_again_from_its_stored_inputs_a_run_is_the_same_bytes(
    code: str, years: dict[str, Year]
) -> None:
    assert years[code].recomputed == years[code].file


@pytest.mark.parametrize("code", AGREEMENTS)
def test_every_row_explains_its_own_amount(code: str, years: dict[str, Year]) -> None:
    for row in rows_of(years[code]):
        assert kronor(int(row["amount_sek"])) in row["result"] or row["amount_sek"] == "0"
        shares = row["organisation"] != UNDISTRIBUTED
        assert bool(row["rule"]) == bool(row["figures"]) == shares


def test_there_is_a_golden_file_for_each_agreement_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(AGREEMENTS)


@pytest.mark.parametrize("code", AGREEMENTS)
def test_every_amount_is_what_a_slow_division_by_hand_gives(code: str, years: dict[str, Year]) -> None:
    by_slow_hand = {
        part: kronor for part, kronor in by_hand.divide(code, years[code].met()).items() if kronor
    }
    assert amounts_of(years[code]) == by_slow_hand


@pytest.mark.parametrize("code", AGREEMENTS)
def test_the_amounts_and_what_is_left_are_the_pots(code: str, years: dict[str, Year]) -> None:
    year = years[code]
    left = UNDISTRIBUTED_KRONOR.get(code, 0)
    assert (year.pots_total, year.undistributed) == (POTS[code], left)
    assert year.distributed + year.undistributed == year.pots_total
    assert sum(int(row["amount_sek"]) for row in rows_of(year)) == POTS[code]


@pytest.mark.parametrize("code", AGREEMENTS)
def test_each_part_of_a_pot_is_used_up_by_its_amounts_and_what_is_left(
    code: str, years: dict[str, Year]
) -> None:
    wanted = {}
    for one in by_hand.raw_definition(code)["requirements"]:
        for kind in one["parties"] if one["kind"] != "grundkrav" else ():
            wanted[one["code"], kind] = one["pot"] * one.get("split", {kind: 100})[kind] // 100
    found = amounts_of(years[code])
    assert {part: sum(found[part].values()) for part in wanted} == wanted


@pytest.mark.parametrize("code", AGREEMENTS)
def test_exact_shares_of_a_part_are_the_whole_or_less_where_something_is_capped(
    code: str, years: dict[str, Year]
) -> None:
    shares: dict[Part, Fraction] = defaultdict(Fraction)
    for row in rows_of(years[code]):
        if row["quota"]:
            shares[row["requirement"], row["party"]] += Fraction(row["quota"])
    less = {("PM1", "region"), ("PM2", "region"), ("PM3", "region")} if code == "prio-2012" else set()
    assert {part for part, share in shares.items() if share != 1} == less
    assert all(share < 1 for part, share in shares.items() if part in less)


def test_2012_kalmar_and_norrbotten_get_nothing(years: dict[str, Year]) -> None:
    assert paid(years["prio-2012"], "08") == 0
    assert paid(years["prio-2012"], "25") == 0
    assert all(
        paid(years["prio-2012"], county)
        for county in by_hand.county_of().values()
        if county not in {"08", "25"}
    )


def test_2012_ostergotland_gets_money_for_no_other_than_its_seven_kommuner(years: dict[str, Year]) -> None:
    year = years["prio-2012"]
    paid_kommuner = {
        row["organisation"]
        for row in rows_of(year)
        if row["organisation"].startswith("05") and row["party"] == "municipality"
    }
    assert paid_kommuner <= year.qualified("municipality")
    assert paid_kommuner


def test_2012_the_cap_leaves_what_is_left_and_nothing_else_does(years: dict[str, Year]) -> None:
    left = {(row["requirement"], row["party"]) for row in rows_of(years["prio-2012"]) if not row["quota"]}
    assert left == {("PM1", "region"), ("PM2", "region"), ("PM3", "region")}


@pytest.mark.parametrize("code", ["prio-2013", "prio-2014", "prio-2015"])
def test_gotland_gets_amounts_as_kommun_and_as_region_and_is_one_payee(
    code: str, years: dict[str, Year]
) -> None:
    gotland = ("0980", "09")
    day = str(by_hand.raw_definition(code)["population_date"])
    weights = {
        row["organisation"]: row["weight"] for row in rows_of(years[code]) if row["organisation"] in gotland
    }
    assert weights == dict.fromkeys(gotland, str(by_hand.inhabitants(day)["0980"]))
    assert {years[code].payees[party] for party in gotland} == {"0980"}


def test_gotland_alone_is_two_parties_with_one_payee(years: dict[str, Year]) -> None:
    payees = years["prio-2014"].payees
    assert {party for party, payee in payees.items() if party != payee} == {"09"}


@pytest.mark.parametrize("code", AGREEMENTS)
def test_every_row_says_whether_anything_made_up_decided_it(code: str, years: dict[str, Year]) -> None:
    made_up = {(one.requirement, one.kind) for one in years[code].verdicts if one.simulated}
    gates = frozenset().union(*years[code].grundkrav.values())
    everything = any(requirement in gates for requirement, _ in made_up)
    for row in rows_of(years[code]):
        simulated = everything or (row["requirement"], row["party"]) in made_up
        assert row["simulated"] == ("true" if simulated else "false"), row


def test_2014_what_was_met_by_name_is_paid_as_real(years: dict[str, Year]) -> None:
    real = {row["requirement"] for row in rows_of(years["prio-2014"]) if row["simulated"] == "false"}
    assert real == {"A4", "B2"}
