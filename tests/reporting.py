"""A small world for tests of reporting: two years of an agreement, a kommun with its people, and short verbs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from agreements.domain.report_key import ReportKey
from agreements.models import Agreement, EvidenceFile, HandIn, Report, Submission
from agreements.services.drafts import Change, Saved, save_answers
from agreements.services.handing_in import hand_in
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.clock import STOCKHOLM
from prio.parties.models import County, Party
from tests import factories

CODE = "prov-2014"
IN_TIME = datetime(2014, 6, 1, 12, 0, tzinfo=STOCKHOLM)
LATE = datetime(2014, 10, 15, 0, 0, tzinfo=STOCKHOLM)  # the first instant that is too late
BEFORE_OPENING = datetime(2014, 2, 28, 23, 59, 59, tzinfo=STOCKHOLM)

EARLIER_YEAR = """
code: prov-2013
title: Prov på psykisk hälsa 2013
year: 2013
assessor: Socialstyrelsen
dates: {opens: 2013-03-01, closes: 2013-10-14}
budget: {total: 100000, lines: [{name: Samordning, recipient: SKL, amount: 100000}]}
requirements:
  - code: G1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    questions:
      - {key: decided, type: yes_no, label: Är den beslutad?}
      - {key: how, type: text, label: Hur arbetar ni?}
      - {key: meetings, type: count, label: Hur många möten?}
      - {key: later, type: number, label: Något annat förra året}
    rule: {all: [{key: c1, yes: decided, text: Överenskommelsen är beslutad.}]}
"""
REPORTING_YEAR = """
code: prov-2014
title: Prov på psykisk hälsa 2014
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
dates: {opens: 2014-03-01, closes: 2014-10-14, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 600000}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    follows: {agreement: prov-2013, requirement: G1}
    questions:
      - {key: decided, type: yes_no, label: Är den beslutad?}
      - {key: how, type: text, label: Hur arbetar ni?}
      - {key: meetings, type: count, label: Hur många möten?}
      - {key: plan, type: document, label: Planen, sections: [mål, ansvar]}
      - {key: early, type: number, label: Ett tidigt svar, closes: 2014-09-01}
      - {key: later, type: text, label: Hur kontrollerade ni?, closes: 2014-11-02}
      - {key: visits, type: count, label: Besök, source: vantetider}
    rule:
      all:
        - {key: c1, yes: decided, text: Överenskommelsen är beslutad.}
        - {key: c2, answered: later, text: Kontrollen är beskriven.}
  - code: B1
    kind: prestationsmal
    name: Inventering
    parties: [municipality]
    pot: 600000
    allocation: shared
    text: Kommunen har inventerat.
    questions:
      - {key: made, type: yes_no, label: Är inventeringen gjord?}
      - {key: people, type: count, label: Hur många, split_by: [women, men]}
    rule: {all: [{key: c1, yes: made, text: Inventeringen är gjord.}]}
  - code: R1
    kind: grundkrav
    name: Väntetider
    parties: [municipality]
    text: Väntetiderna är korta.
    questions: [{key: waits, type: count, label: Väntande, source: vantetider}]
    rule: {all: [{key: c1, value: waits, at_most: "10", text: Högst tio väntar.}]}
"""


@dataclass(frozen=True)
class Place:
    """A county with Östersund (80 inhabitants), Berg (20) and the region; people of Östersund; who assesses."""

    agreement: Agreement
    county: County
    ostersund: Party
    berg: Party
    region: Party
    reporter: Actor
    signer: Actor
    colleague: Actor
    neighbour: Actor
    lead: Actor
    assessor: Actor


def make_place(text: str = REPORTING_YEAR) -> Place:
    """Make the world in the test's database."""
    county = factories.county()
    ostersund = factories.kommun("2380", "Östersund", county)
    berg = factories.kommun("2326", "Berg", county)
    region = factories.region("23", "Jämtlands läns landsting", county)
    factories.population({ostersund: 80, berg: 20})
    factories.agreement(EARLIER_YEAR)
    return Place(
        agreement=factories.agreement(text),
        county=county,
        ostersund=ostersund,
        berg=berg,
        region=region,
        reporter=actor_for(ostersund, Role.REPORTER),
        signer=actor_for(ostersund, Role.SIGNER),
        colleague=actor_for(ostersund, Role.REPORTER),
        neighbour=actor_for(berg, Role.SIGNER),
        lead=actor_of(factories.person(Role.LEAD_ASSESSOR), clock.today()),
        assessor=actor_of(factories.person(Role.ASSESSOR), clock.today()),
    )


def actor_for(party: Party, role: Role) -> Actor:
    """Somebody with a role for the party's organisation."""
    return actor_of(factories.person(role, organisation=party.organisation), clock.today())


def key_of(requirement: str = "GK1", party: str = "2380") -> ReportKey:
    """The report of Östersund, unless another party is named."""
    return ReportKey(CODE, requirement, party)


def save(
    actor: Actor,
    question: str,
    value: object,
    base: int | None = 0,
    *,
    requirement: str = "GK1",
    at: datetime = IN_TIME,
    comment: str | None = None,
    typed: dict[str, str] | None = None,
    tab: str = "",
) -> Saved:
    """Save the answer to one question of Östersund's report. base: None: who saves has seen everything."""
    if base is None:
        found = Report.objects.filter(requirement__code=requirement, party__code="2380")
        base = found.values_list("revision", flat=True).first() or 0
    change = Change(question, value, base, typed=typed, comment=comment, tab=tab)
    return save_answers(actor, key_of(requirement), [change], arrived_at=at)


def press(
    actor: Actor,
    *requirements: str,
    key: UUID | None = None,
    at: datetime = IN_TIME,
    party: str = "2380",
    signed_as: str = "Ulla Berg, förvaltningschef, Östersunds kommun",
) -> HandIn:
    """Press the button that hands in."""
    return hand_in(actor, CODE, party, requirements, key=key or uuid4(), signed_as=signed_as, arrived_at=at)


def the_report(requirement: str = "GK1") -> Report:
    """Östersund's report as it is stored."""
    return Report.objects.get(
        requirement__code=requirement, requirement__agreement__code=CODE, party__code="2380"
    )


def handed_in_last_year(place: Place, answers: dict[str, object]) -> Submission:
    """What Östersund handed in on the demand that GK1 follows."""
    earlier = Agreement.objects.get(code="prov-2013")
    report = factories.report(earlier, "G1", place.ostersund, "handed_in")
    return Submission.objects.create(
        report=report,
        requirement_version=report.wording,
        number=1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=datetime(2013, 9, 1, 12, 0, tzinfo=STOCKHOLM),
        simulated=True,
    )


def attach_plan(place: Place) -> EvidenceFile:
    """Answer with a file that is being checked."""
    file = EvidenceFile.objects.create(
        requirement=place.agreement.requirements.get(code="GK1"),
        question="plan",
        party=place.ostersund,
        name="plan.pdf",
        size=1,
        uploaded_at=IN_TIME,
        uploaded_by_id=place.reporter.user_id,
    )
    save(place.reporter, "plan", {"name": "plan.pdf", "file": str(file.pk)})
    return file
