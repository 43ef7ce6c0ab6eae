"""The accounts of the real years: what the sources say, each grundkrav and all of them beside each other."""

import pytest
from django.template.loader import render_to_string

from assessment.account_page import page_of
from prio.desk.context import Frame
from tests.golden.years import AGREEMENTS, Year

pytestmark = pytest.mark.django_db


def page_text(year: Year) -> str:
    page = render_to_string("assessment/account/page.html", {"page": page_of(year.account), "frame": Frame()})
    return page.replace("\u00a0", " ")


def test_2014_282_kommuner_and_21_landsting_met_both_grundkrav(years: dict[str, Year]) -> None:
    account = years["prio-2014"].account
    assert [(gate.kind, gate.every, gate.tally.total) for gate in account.gates] == [
        ("municipality", 282, 290),
        ("region", 21, 21),
    ]
    page = page_text(years["prio-2014"])
    assert "282 av 290 kommuner och 21 av 21 landsting uppfyllde" in page
    assert "Året före uppfyllde 276 kommuner och 21 landsting alla grundkrav." in page


@pytest.mark.parametrize(
    ("code", "each", "every", "some"),
    [
        ("prio-2012", {"GK1a": 272, "GK1b": 286, "GK2": 271}, 253, 37),
        ("prio-2013", {"GK1": 281, "GK2": 280}, 276, 9),
        ("prio-2014", {"GK1": 282, "GK2": 282}, 282, 0),
        ("prio-2015", {"GK1": 276, "GK2": 281}, 276, 5),
    ],
)
def test_each_grundkrav_and_all_of_them_are_told_apart(
    code: str, each: dict[str, int], every: int, some: int, years: dict[str, Year]
) -> None:
    gate = years[code].account.gates[0]
    assert {demand.code: demand.tally.met for demand in gate.each} == each
    assert (gate.every, gate.some) == (every, some)
    page = page_text(years[code])
    for demand in gate.each:
        assert f"<b>{demand.tally.met} av 290</b>" in page
    assert (
        f'<tr class="every"><th scope="row">{"Alla grundkrav" if code == "prio-2012" else "Båda grundkraven"}'
        in page
    )
    assert f"<b>{every} av 290</b>" in page


@pytest.mark.parametrize("code", AGREEMENTS)
def test_the_account_says_the_same_as_the_verdicts_of_every_requirement(
    code: str, years: dict[str, Year]
) -> None:
    year = years[code]
    demands = {(one.code, one.kind): one for one in year.account.demands}
    judged = {(one.requirement, one.kind) for one in year.verdicts}
    assert set(demands) == judged
    for (requirement, kind), demand in demands.items():
        assert demand.tally.counts == year.outcomes(requirement, kind)
        assert sum(tally.met for tally in demand.counties.values()) == demand.tally.met
        made_up = {
            one.simulated for one in year.verdicts if (one.requirement, one.kind) == (requirement, kind)
        }
        assert demand.simulated == (made_up == {True})
    assert all(requirement.code in page_text(year) for requirement in year.account.definition.requirements)


def test_2014_nordmaling_and_gullspang_lacked_the_other_grundkrav(years: dict[str, Year]) -> None:
    [gk2] = [
        one for one in years["prio-2014"].account.demands if (one.code, one.kind) == ("GK2", "municipality")
    ]
    groups = {group.outcome: {party.name for party in group.parties} for group in gk2.missed}
    assert set(groups) == {"not_submitted", "not_assessed"}
    assert {"Nordmaling", "Gullspång"} <= groups["not_submitted"]
    assert {"Bollebygd", "Eslöv", "Vilhelmina"} == groups["not_assessed"]


def test_2015_stands_beside_2014(years: dict[str, Year]) -> None:
    before = {(one.code, one.kind): one.before for one in years["prio-2015"].account.demands}
    a4 = before["A4", "municipality"]
    assert a4
    assert (a4.year, a4.requirement, a4.tally.met) == (2014, "A3", 254)
