"""The page of the ladder: demands beside each other year by year, with how it went where the year is closed."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import AssessmentRound, RoundState
from assessment.selectors.ladder import RungView, ladder_page
from assessment.services import load_outcomes
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.world import EVERYBODY_MET, make_world

pytestmark = pytest.mark.django_db

NEXT = (
    TINY_AGREEMENT.replace("2014", "2015")
    .replace("2013-12-31", "2014-12-31")
    .replace('at_least_percent: "90"', 'at_least_percent: "95"')
    .replace("    pot: 400000\n", "    follows: {agreement: prov-2014, requirement: A1}\n    pot: 400000\n")
)


def test_share_that_met_it_is_shown_once_the_round_is_closed() -> None:
    make_world()
    factories.agreement(NEXT)
    load_outcomes("prov-2014", "utfall.csv", EVERYBODY_MET.encode())
    actor = actor_of(factories.person(Role.AUDITOR), date(2015, 1, 1))
    AssessmentRound.objects.update(state=RoundState.OPEN)
    assert first_cell(actor).reached is None
    AssessmentRound.objects.update(state=RoundState.CLOSED)
    reached = first_cell(actor).reached
    assert reached
    assert reached.met == reached.total > 0


def first_cell(actor: Actor) -> RungView:
    page = ladder_page(actor, "prov-2015")
    assert page
    row = next(row for row in page.rows if row.name == "Tid")
    return row.cells[0][1][0]


def test_page_and_api_say_how_the_limit_was_raised() -> None:
    make_world()
    factories.agreement(NEXT)
    client = Client()
    client.force_login(factories.person(Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("ladder", args=["prov-2014"])).content.decode()
    assert "Höjt från 90 % till 95 %" in page
    data = client.get(reverse("api_ladder", args=["prov-2015"])).json()
    assert data["agreements"] == ["prov-2014", "prov-2015"]
    time = next(one for one in data["families"] if one["name"] == "Tid")
    assert [rung["change"] for rung in time["rungs"]] == ["", "Höjt från 90 % till 95 %"]


def test_ladder_of_no_agreement_does_not_exist() -> None:
    client = Client()
    client.force_login(factories.person(Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("ladder", args=["ingen"])).status_code == 404


def test_a_year_with_two_agreements_has_one_step_where_one_of_them_had_the_demand() -> None:
    make_world()
    factories.agreement(TINY_AGREEMENT.replace("prov-2014", "annan-2014"))
    both = "    follows: {agreement: annan-2014, requirement: B1}\n    pot: 600000\n"
    factories.agreement(NEXT.replace("    pot: 600000\n", both))
    page = ladder_page(actor_of(factories.person(Role.AUDITOR), date(2015, 1, 1)), "prov-2015")
    assert page
    assert [year.code for year in page.years] == ["annan-2014", "prov-2014", "prov-2015"]
    cells = next(row for row in page.rows if row.name == "Tid").cells
    assert [(year.code, bool(views)) for year, views in cells] == [("prov-2014", True), ("prov-2015", True)]
    assert all(len({year.year for year, views in row.cells if not views}) <= 1 for row in page.rows)


def test_money_is_not_compared_within_a_year_nor_between_kinds() -> None:
    make_world()
    factories.agreement(
        TINY_AGREEMENT.replace("prov-2014", "annan-2014")
        .replace("pot: 600000", "pot: 500000")
        .replace("total: 1100000", "total: 1000000")
    )
    earlier = "{agreement: annan-2014, requirement: B1}, {agreement: prov-2014, requirement: B1}"
    both = f"    follows: [{earlier}]\n    pot: 600000\n"
    factories.agreement(NEXT.replace("    pot: 600000\n", both))
    page = ladder_page(actor_of(factories.person(Role.AUDITOR), date(2015, 1, 1)), "prov-2015")
    assert page
    cells = next(row for row in page.rows if row.name == "Inventering").cells
    assert [(year.code, views[0].pot_change) for year, views in cells] == [
        ("annan-2014", 0),
        ("prov-2014", 0),
        ("prov-2015", 600_000 - 1_100_000),
    ]
    asked = NEXT.replace("prov-2015", "tredje-2015").replace(
        "    follows: {agreement: prov-2014, requirement: A1}",
        "    follows: {agreement: prov-2014, requirement: GK1}",
    )
    factories.agreement(asked)
    page = ladder_page(actor_of(factories.person(Role.AUDITOR), date(2015, 1, 1)), "tredje-2015")
    assert page
    assert not any(
        view.pot_change
        for row in page.rows
        for year, views in row.cells
        for view in views
        if year.code == "tredje-2015"
    )


def test_agreement_that_asks_nothing_says_that_it_has_no_ladder() -> None:
    text = Path("agreements/definitions/skr-2023.yaml").read_text(encoding="utf-8")
    factories.agreement(text)
    client = Client()
    client.force_login(factories.person(Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("ladder", args=["skr-2023"])).content.decode()
    assert "ställer inga krav" in page
    assert "bara ett år än" not in page
