"""The real years 2013, 2014 and 2015 in a small county, judged in a browser from the first round to the account.

Each with its own definition: beforehand for all, or for who asks; completion; clear cases at once; a rejection that is
heard and approved by another; what follows from the closing; the closing; the outcome in the account.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agreements.domain.loading import load_definition
from agreements.domain.report_key import ReportKey
from assessment.domain.eyes import manual_leaves
from assessment.models import (
    Finding,
    Outcome,
    PreliminaryRequest,
    RecusalDeclaration,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.services.batches import approve_clear
from assessment.services.judging import Criterion, approve, prepare
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.assessment.real_years import (
    DEFINITIONS,
    Case,
    RealYear,
    complete,
    hand_everything_in,
    take_in_registers,
)
from tests.browser import BrowserPages
from tests.journeys.test_rounds import do_jobs

pytestmark = pytest.mark.slow
KOMMUN, OTHER, REGION = "2380", "2326", "23"
PEOPLE = {KOMMUN: 59_416, OTHER: 7_160, REGION: 66_576}
LACKING, WHY = "Överenskommelsen saknar det som krävs.", "Talen räcker inte till det som krävs."
ANSWER = "Vi har räknat om talen och står fast vid dem."


@dataclass(frozen=True)
class Own:
    """What is a year's own. rejected: a kommun's goal that falls short; absent: one that nobody hands in."""

    rejected: str
    absent: str


YEARS = {"prio-2013": Own("BU3", "V3"), "prio-2014": Own("A3", "B3"), "prio-2015": Own("A4", "B3")}


def small_year(code: str) -> RealYear:
    """The real definition in a county of two kommuner and a landsting; who judges, and what shall come out."""
    path = DEFINITIONS / f"{code}.yaml"
    text = path.read_text(encoding="utf-8")
    definition = load_definition(text, path.name)
    county = factories.county()
    parties = {
        KOMMUN: factories.kommun(KOMMUN, "Östersund", county),
        OTHER: factories.kommun(OTHER, "Berg", county),
        REGION: factories.region(REGION, "Jämtlands läns landsting", county),
    }
    assert definition.population_date
    factories.population({parties[one]: PEOPLE[one] for one in (KOMMUN, OTHER)}, definition.population_date)
    factories.agreement(text)
    outcomes: dict[Case, str] = {
        (one.code, party): Outcome.MET
        for one in definition.requirements
        for party, row in parties.items()
        if one.rule is not None and row.kind in one.parties
    }
    outcomes[YEARS[code].rejected, KOMMUN] = Outcome.NOT_MET
    outcomes[YEARS[code].absent, KOMMUN] = Outcome.NOT_SUBMITTED
    people = {
        "assessor": factories.person(Role.ASSESSOR),
        "second": factories.person(Role.ASSESSOR),
        "lead": factories.person(Role.LEAD_ASSESSOR),
        "skr": factories.person(Role.ASSESSOR, authority="SKR"),
        "skr_second": factories.person(Role.ASSESSOR, authority="SKR"),
    }
    for user in people.values():
        RecusalDeclaration.objects.create(user=user, year=definition.year, declared_at=factories.AN_INSTANT)
    actors = {name: actor_of(user, date(definition.year, 11, 1)) for name, user in people.items()}
    return RealYear(definition, outcomes, PEOPLE, parties, **actors)


Visit = Callable[[User | Actor, str], "Visitor"]


@dataclass(frozen=True)
class Visitor:
    """Somebody at a page of the agreement."""

    page: Page
    code: str

    def go(self, place: str) -> None:
        """Go to a page under the agreement."""
        self.page.goto(f"/overenskommelser/{self.code}/{place}")

    def press(self, name: str | re.Pattern[str], role: Literal["button", "link"] = "button") -> None:
        """Press a button or a link, and wait for the page that it leads to."""
        if isinstance(name, str):  # a comma that only a screen reader hears may have a blank before it
            name = re.compile(f"^{re.escape(name)}$".replace(",", " ?,"))
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()

    def reads(self, text: str) -> None:
        """See that a text stands on the page."""
        expect(self.page.locator("main")).to_contain_text(text)

    def judge(self, outcome: str, motivation: str) -> None:
        """Judge the case at hand: every criterion of a person's is met, and the outcome is this."""
        for one in self.page.locator("input[name^='met.'][value=ja]").all():
            one.check()
        self.page.get_by_role("radio", name=outcome, exact=True).last.check()
        self.page.get_by_label("Motivering", exact=True).fill(motivation)


@pytest.fixture
def visit(browser_page: BrowserPages, live_server: LiveServer) -> Visit:
    """`visit(who, code)` opens a browser of the person's own, signed in at this moment."""

    def opened(who: User | Actor, code: str) -> Visitor:
        client = Client()
        client.force_login(who if isinstance(who, User) else User.objects.get(pk=who.user_id))
        page = browser_page(width=1280, height=900)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        return Visitor(page, code)

    return opened


@contextmanager
def at_noon(day: date) -> Iterator[None]:
    """Let it be the middle of a day, and let the time go on."""
    with time_machine.travel(clock.end_of(day) - timedelta(hours=12), tick=True):
        yield


def pre_check(lead: Visitor, kind: str) -> None:
    """Let the lead order the reports of a round to be tested, and the worker do it."""
    lead.press(f"Pröva rapporterna, {kind} bedömning", "link")
    lead.press("Starta prövningen")
    do_jobs()
    lead.go("bedomning/")


def ask_beforehand(signer: Visitor, *, on_request: bool) -> None:
    """Let the kommun ask to be assessed beforehand, where the agreement does it for who asks."""
    signer.go(f"rapportering/{KOMMUN}/GK1/bedomning/")
    signer.reads("Inget är bedömt än.")
    if on_request:
        signer.press("Be om förhandsgranskning")
        signer.reads("bad om förhandsgranskning")
    assert PreliminaryRequest.objects.count() == on_request


def judge_beforehand(year: RealYear, visit: Visit) -> None:
    """The preliminary round: a finding against the kommun, sent with a last day to mend it."""
    lead, assessor = visit(year.lead, year.code), visit(year.assessor, year.code)
    lead.go("bedomning/")
    lead.press("Öppna omgången, preliminär bedömning", "link")
    lead.press("Öppna omgången")
    pre_check(lead, "preliminär")
    assessor.go(f"bedomning/preliminar/{KOMMUN}/GK1/")
    assessor.judge("Ej uppfyllt", LACKING)
    assessor.press("Gör klar")
    assessor.reads("Beredd")
    for one in Finding.objects.filter(state="proposed").select_related("requirement", "party"):
        say(year, one)
    lead.go("bedomning/")
    lead.press("Skicka preliminära bedömningar, preliminär bedömning", "link")
    lead.press("Skicka nu")
    do_jobs()
    lead.go("bedomning/")
    lead.press("Avsluta omgången, preliminär bedömning", "link")
    lead.press("Avsluta omgången")
    lead.reads("Omgången är avslutad.")
    assert set(Finding.objects.values_list("state", flat=True)) == {"sent"}


def open_final(lead: Visitor) -> None:
    """The final round, without a sample."""
    lead.go("bedomning/")
    lead.press("Öppna omgången, slutlig bedömning", "link")
    lead.page.get_by_label("Stickprov, procent").fill("0")
    lead.press("Öppna omgången")
    pre_check(lead, "slutlig")


def judge(year: RealYear, visit: Visit, rejected: str) -> None:
    """What is clear at once, a rejection sent to be answered; what is left by the services."""
    assessor = visit(year.assessor, year.code)
    assessor.go("bedomning/slutlig/")
    assessor.press(re.compile("Klara att godkänna samlat"), "link")
    assessor.page.get_by_label("Välj alla på sidan").check()
    assessor.press("Godkänn de klara")
    assessor.press(re.compile("^Godkänn [0-9]+"))
    assessor.reads("slutliga")
    assessor.go(f"bedomning/slutlig/{KOMMUN}/{rejected}/")
    assessor.judge("Ej uppfyllt", WHY)
    assessor.press("Bered")
    assessor.press("Skicka för yttrande")
    assessor.reads("Väntar på yttrande")
    approve_clear(year.skr, year.code)
    left = Verdict.objects.filter(state=VerdictState.PROPOSED).exclude(proposed_outcome=Outcome.NOT_SUBMITTED)
    for one in left.select_related("requirement", "party"):
        say(year, one)


def say(year: RealYear, row: Finding | Verdict) -> None:
    """Let a case be met, by the services."""
    kind = RoundKind.PRELIMINARY if isinstance(row, Finding) else RoundKind.FINAL
    requirement = year.definition.requirement(row.requirement.code)
    case = ReportKey(year.code, row.requirement.code, row.party.code)
    is_skr = year.definition.assessor_of(requirement.code) == "SKL"
    first, second = (year.skr, year.skr_second) if is_skr else (year.assessor, year.second)
    made = prepare(
        first, kind, case, revision=row.revision, outcome=Outcome.MET,
        criteria={leaf.key: Criterion(True) for leaf in manual_leaves(requirement.rule)},
    )  # fmt: skip
    if made.state == VerdictState.PREPARED and kind == RoundKind.FINAL:
        approve(second, case, revision=made.revision)


def answer(signer: Visitor, rejected: str) -> None:
    """Let the kommun answer what is on its way to be decided against it."""
    signer.page.goto("/")
    signer.reads(f"Ni kan yttra er om {rejected}")
    signer.press("Läs och svara", "link")
    signer.reads(WHY)
    signer.page.get_by_label("Ert yttrande").fill(ANSWER)
    signer.press("Lämna yttrandet")
    signer.reads("Yttrandet är lämnat.")


def close(lead: Visitor, own: Own) -> None:
    """What follows from the closing of the collection, the closing of the round, and what it came to."""
    lead.go("bedomning/")
    lead.press("Avgör det som följer av stängningen, slutlig bedömning", "link")
    lead.reads(own.absent)
    lead.press("Gör dem slutliga")
    lead.press("Avsluta omgången, slutlig bedömning", "link")
    lead.press("Avsluta omgången")
    lead.reads("Omgången är avslutad.")
    lead.go("redovisning/")
    lead.reads("2 av 2 kommuner och 1 av 1 landsting uppfyllde båda grundkraven.")
    rows = lead.page.get_by_role("row")
    expect(rows.filter(has_text=own.rejected).first).to_contain_text("1 ej uppfyllt")
    expect(rows.filter(has_text=own.absent).first).to_contain_text("1 ej inlämnat")


@pytest.mark.parametrize("code", list(YEARS))
def test_a_real_year_is_judged_in_the_browser(transactional_db: None, visit: Visit, code: str) -> None:
    year, own = small_year(code), YEARS[code]
    dates, last = year.definition.dates, year.definition.preliminary.completion_closes
    assert dates.closes
    assert last
    signer = factories.person(Role.SIGNER, organisation=year.parties[KOMMUN].organisation)
    hand_everything_in(year, mended_later=frozenset({("GK1", KOMMUN)}))
    with at_noon(dates.closes - timedelta(days=2)):
        ask_beforehand(visit(signer, code), on_request=year.definition.preliminary.applies_to == "on_request")
    with at_noon(dates.closes + timedelta(days=2)):
        judge_beforehand(year, visit)
        complete(year, ("GK1", KOMMUN))
        take_in_registers(year)
    with at_noon(last + timedelta(days=1)):
        open_final(visit(year.lead, code))
        judge(year, visit, own.rejected)
        answer(visit(signer, code), own.rejected)
        second = visit(year.second, code)
        second.go(f"bedomning/slutlig/{KOMMUN}/{own.rejected}/")
        second.reads(ANSWER)
        second.press("Godkänn")
        second.reads("Bedömningen är godkänd och slutlig.")
        close(visit(year.lead, code), own)
    found = {
        (one.requirement.code, one.party.code): one.outcome
        for one in Verdict.objects.filter(state=VerdictState.FINAL).select_related("requirement", "party")
    }
    assert found == year.outcomes
