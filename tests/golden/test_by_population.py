"""Money that goes out by population alone, from the definition to a decision: no report, no round, no verdict."""

from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from agreements.domain.loading import load_definition
from agreements.services import publish
from assessment.models import AssessmentRound, Verdict
from payouts.models import AllocationLine, AllocationPart, DecisionState
from payouts.services import (
    approve_decision,
    approve_run,
    compute_run,
    issue_decision,
    prepare_decision,
    propose_run,
)
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.desk.navigation import agreement_frame
from prio.parties.models import Party
from prio.parties.selectors import parties_in_counties
from prio.parties.services import load_reference
from tests import factories
from tests.golden.by_hand import county_of, inhabitants, raw_definition
from tests.payouts.applying import applicant
from tests.world import actor

CODE = "psykisk-halsa-2016"
FILE = Path(__file__).parents[2] / "agreements" / "definitions" / f"{CODE}.yaml"
DECIDED = """
code: efter-2016
title: Pengar efter folkmängd 2016
year: 2016
assessor: Socialstyrelsen
decided_by: Regeringen
payer: Kammarkollegiet
collector: SKL
population_date: 2013-12-31
county_threshold_percent: 0
region_gate: false
region_coverage: none
dates: {payment: 2016-12-31}
budget: {total: 1000}
requirements:
  - {code: K, kind: population_grant, name: Till kommunerna, parties: [municipality], pot: 1000, text: Efter folkmängd.}
"""

pytestmark = pytest.mark.django_db


def shares(pot: int, weights: dict[str, int]) -> dict[str, int]:
    """Whole kronor by largest remainder, ties by code: written here once more, from docs/rounding.md."""
    total = sum(weights.values())
    exact = {code: Fraction(pot * weight, total) for code, weight in weights.items()}
    found = {code: floor(share) for code, share in exact.items()}
    left = pot - sum(found.values())
    for code in sorted(exact, key=lambda code: (found[code] - exact[code], code))[:left]:
        found[code] += 1
    return found


def test_2016_gives_every_party_its_share_and_every_pot_to_the_last_krona() -> None:
    load_reference()
    applicant()  # who is no party to it
    publish(load_definition(FILE.read_text(encoding="utf-8"), FILE.name), source_file=FILE.name)
    run = compute_run(CODE)
    people = inhabitants("2015-12-31")
    by_county: dict[str, int] = {}
    for kommun, county in county_of().items():
        by_county[county] = by_county.get(county, 0) + people[kommun]
    assert (run.pots_total, run.distributed, run.undistributed) == (780_000_000, 780_000_000, 0)
    for pot in raw_definition(CODE)["requirements"]:
        weights = people if pot["parties"] == ["municipality"] else by_county
        lines = AllocationLine.objects.filter(part__run=run, part__requirement__code=pot["code"])
        assert dict(lines.values_list("party__code", "amount")) == shares(pot["pot"], weights)
        part = AllocationPart.objects.get(run=run, requirement__code=pot["code"])
        assert (part.amount, part.undistributed) == (pot["pot"], 0)
    assert not run.simulated
    assert not Verdict.objects.exists()
    assert not AssessmentRound.objects.exists()


class TestFromRunToDecision:
    """The same two persons as for any other division, and pages that say what is true."""

    @pytest.fixture
    def kommuner(self) -> tuple[Party, Party]:
        county = factories.county()
        made = factories.kommun("2380", "Östersund", county), factories.kommun("2326", "Berg", county)
        factories.region("23", "Region Jämtland Härjedalen", county)
        factories.population({made[0]: 70, made[1]: 30})
        factories.agreement(DECIDED)
        return made

    def decided(self) -> tuple[Actor, Actor]:
        preparer, approver = actor(Role.MINISTRY_PREPARER), actor(Role.MINISTRY_APPROVER)
        run = compute_run("efter-2016")
        propose_run(run.pk, preparer)
        approve_run(run.pk, approver)
        decision = prepare_decision(run.pk, preparer)
        approve_decision(decision.pk, approver, order_document=False)
        issued = issue_decision(decision.pk)
        assert issued.state == DecisionState.IN_FORCE
        assert {one.party.code: one.amount for one in issued.amounts.select_related("party")} == {
            "2380": 700,
            "2326": 300,
        }
        return preparer, approver

    def test_a_decision_is_made_and_its_document_with_it(self, kommuner: tuple[Party, Party]) -> None:
        self.decided()

    def test_the_ministry_is_led_to_divide_it(self, kommuner: tuple[Party, Party], client: Client) -> None:
        client.force_login(factories.person(Role.MINISTRY_PREPARER))
        assert "går ut efter folkmängd. Ingen fördelning är beräknad" in client.get("/").content.decode()

    def test_there_is_no_tab_to_report_or_assess(self, kommuner: tuple[Party, Party]) -> None:
        reporter = factories.person(Role.REPORTER, organisation=kommuner[0].organisation)
        frame = agreement_frame(actor(Role.AUDITOR), "efter-2016", "/")
        assert frame
        assert [tab.label for tab in frame.tabs] == [
            "Överenskommelsen", "Länen", "Fördelningen", "Beslut", "Utbetalning", "Medel", "Frågor och svar",
        ]  # fmt: skip
        assert_says(reporter, "reporting", "Ni behöver inte göra något.")
        assert_says(reporter, "agreement", "Ingen behöver rapportera något för att få sin del.")
        page = Client()
        page.force_login(reporter)
        assert page.get(reverse("worth", args=["efter-2016", "2380"])).status_code == 404
        assert len(parties_in_counties(factories.POPULATION_DATE)) == 3


def assert_says(user: User, name: str, words: str) -> None:
    """Let a page of the agreement say those words to somebody."""
    client = Client()
    client.force_login(user)
    assert words in client.get(reverse(name, args=["efter-2016"])).content.decode()
