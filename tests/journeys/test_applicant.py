"""An organisation registers itself and applies; it is granted money by decision, and accounts for its use."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import HandIn, Report
from assessment.models import RecusalDeclaration
from payouts.models import Decision, DecisionState, UseOfMoney, UseState
from payouts.services import issue_decision
from prio import clock
from prio.accounts.models import User
from prio.parties.models import Party
from tests import factories
from tests.browser import BrowserPages
from tests.journeys.conftest import SitDown
from tests.journeys.keyboard import Keyboard
from tests.payouts.applying import CODE, NUMBERS, TEXT, Fund, apply, judge_all, make_fund
from tests.payouts.money_world import pay

pytestmark = pytest.mark.slow
AGREEMENT = f"/overenskommelser/{CODE}/"


@pytest.mark.parametrize("width", [360, 1280])
def test_an_organisation_registers_itself_and_applies(
    transactional_db: None, sit_down: SitDown, browser_page: BrowserPages, width: int
) -> None:
    today = clock.today()
    days = {"opens": today - timedelta(days=9), "closes": today + timedelta(days=9)}
    text = re.sub(r"dates: {.*}", f"dates: {{opens: {days['opens']}, closes: {days['closes']}}}", TEXT)
    factories.agreement(text)
    applicant = sit_down(factories.person(), width)
    applicant.follow("Registrera organisationen", "link", to="/registrera-organisation/$")
    register(applicant)
    party = Party.objects.get()
    applicant.follow(re.compile("MS"), "link", to=f"/{party.code}/MS/$")
    applicant.write(re.compile("Hur mycket söker ni"), "250 000")
    applicant.choose("Ja")
    applicant.tab()
    applicant.saved()
    assert Report.objects.get().answers == {"asked": 250_000, "no_debt": True}
    applicant.open(f"{AGREEMENT}rapportering/")
    applicant.reads("Bidrag att söka")
    applicant.follow(re.compile("^Granska och lämna in"), to=f"/{party.code}/lamna-in/")
    applicant.tick(re.compile("behörig"))
    applicant.follow(re.compile("^Lämna in"), "button", to=r"/kvitto/1/$")
    applicant.reads(HandIn.objects.get().reference)
    # Chromium notes every answer of 4xx; the mistyped number got the one that was asked for.
    assert [fault for fault in browser_page.faults if "422" not in fault] == []
    browser_page.faults.clear()


def register(applicant: Keyboard) -> None:
    """Mistype the number, read what is wrong beside it, and put it right."""
    applicant.write("Organisationens namn", "Föreningen Verkstaden")
    applicant.write("Organisationsnummer", "802401-1235")
    applicant.write("Kontaktperson", "Siv Ek")
    applicant.write("Kontaktpersonens e-post", "siv@example.org")
    applicant.press("Registrera", "button")
    applicant.reads("Organisationsnumret stämmer inte")
    applicant.look()
    applicant.write("Organisationsnummer", NUMBERS[0])
    applicant.follow("Registrera", "button", to="/$")


@pytest.fixture
def fund(transactional_db: None) -> Fund:
    """Two applications that meet the demands and one that does not; those who judge have declared for today's year."""
    made = make_fund(TEXT.replace("aftermath: {", "aftermath: {use_of_money: {due: 2015-02-28}, "))
    apply(made, made.first, 600_000)
    apply(made, made.second, 700_000)
    apply(made, made.third, 100_000, no_debt=False)
    judge_all(made)
    for user in made.people.values():
        RecusalDeclaration.objects.get_or_create(
            user=user, year=clock.today().year, defaults={"declared_at": clock.now()}
        )
    return made


@pytest.mark.parametrize("width", [360, 1280])
def test_assessors_grant_and_two_leads_decide(fund: Fund, sit_down: SitDown, width: int) -> None:
    assessor, other = (sit_down(fund.people[name], width) for name in ("assessor", "other"))
    propose(assessor, fund.first, "600 000", "")
    propose(assessor, fund.second, "400 000", "Pengarna räcker inte till mer.")
    for party in (fund.first, fund.second):
        other.open(page_of(party))
        other.follow("Godkänn beloppet", "button", to=f"/{party.code}/MS/$")
        other.reads("Beloppet är godkänt")
    lead, too = (sit_down(fund.people[name], width) for name in ("lead", "lead_too"))
    lead.open(f"{AGREEMENT}ansokningar/")
    lead.follow("Bered beslut", "button", to="/beslut/")
    lead.reads("Pengarna räcker inte till mer.")
    decision = Decision.objects.get()
    too.open(reverse("decision", args=[CODE, decision.pk]))
    too.follow("Godkänn beslutet", "button", to="/(arbeten|beslut)/")
    issue_decision(decision.pk)
    too.open(reverse("decision", args=[CODE, decision.pk]))
    too.reads("Öppna beslutet")
    decision.refresh_from_db()
    assert (decision.state, decision.total) == (DecisionState.IN_FORCE, 1_000_000)
    account_for_it(
        sit_down(User.objects.get(pk=fund.signer(fund.first).user_id), width), fund.first, decision
    )


def account_for_it(applicant: Keyboard, party: Party, decision: Decision) -> None:
    """Read that the money is decided and not paid; once it is, save the account of its use and hand it in."""
    applicant.open(f"{AGREEMENT}medel/")
    applicant.reads("Pengarna är beslutade men inte utbetalda.")
    pay(decision)
    applicant.open(f"{AGREEMENT}medel/")
    applicant.follow("Verkstaden", "link", to=f"/medel/anvandning/{party.code}/$")
    applicant.write("Område 1", "Verksamheten")
    applicant.write(re.compile("^Kronor till område 1"), "600 000")
    applicant.follow("Spara utkastet", "button", to=f"/anvandning/{party.code}/$")
    applicant.write("Namn på den som undertecknar", "Siv Ek")
    applicant.follow("Lämna in redovisningen", "button", to=f"/anvandning/{party.code}/$")
    applicant.reads("Kvitto")
    assert UseOfMoney.objects.get().state == UseState.HANDED_IN


def propose(assessor: Keyboard, party: Party, kronor: str, reason: str) -> None:
    """Propose an amount on the page of an application."""
    assessor.open(page_of(party))
    assessor.write("Beviljas, kronor", kronor)
    if reason:
        assessor.write("Skäl", reason)
    assessor.follow("Föreslå beloppet", "button", to=f"/{party.code}/MS/$")
    assessor.reads("En annan bedömare")


def page_of(party: Party) -> str:
    """The address of an application."""
    return reverse("grant", args=[CODE, party.code, "MS"])
