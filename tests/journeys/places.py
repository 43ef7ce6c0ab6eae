"""The small world of the journeys: an agreement that is open today and asks every type of question, and its people."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from agreements.domain.report_key import ReportKey
from agreements.models import HandIn, Report
from agreements.services.drafts import Change, save_answers
from agreements.services.handing_in import hand_in
from prio import clock
from prio.accounts.roles import Actor

CODE = "prov-2014"
AGREEMENT = f"/overenskommelser/{CODE}/"
REPORTING = f"{AGREEMENT}rapportering/"
SUBMITTED = f"{AGREEMENT}rapporter/"
TEXT = """
code: prov-2014
title: Prov på psykisk hälsa 2014
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
dates: {DATES}
budget: {total: 1600000}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    guidance: Överenskommelsen ska vara beslutad.
    questions:
      - {key: decided, type: yes_no, label: Är den beslutad?}
      - {key: plan, type: document, label: Överenskommelsen, sections: [mål, ansvar]}
      - {key: how, type: text, label: Hur arbetar ni?}
    rule:
      all:
        - {key: c1, yes: decided, text: Överenskommelsen är beslutad.}
        - {key: c2, document: plan, sections: all, text: Överenskommelsen har mål och ansvar.}
        - {key: c3, answered: how, text: Arbetet är beskrivet.}
  - code: GK2
    kind: grundkrav
    name: Uppföljning
    parties: [municipality, region]
    text: Överenskommelsen följs upp.
    questions:
      - {key: followed, type: date, precision: month, label: När följde ni upp?}
    rule: {all: [{key: c1, answered: followed, text: Uppföljningen är gjord.}]}
  - code: B1
    kind: prestationsmal
    name: Planer
    parties: [municipality]
    pot: 400000
    allocation: shared
    text: Nio av tio har en plan.
    compares_with: {requirement: A1, questions: {plans: plans}}
    questions:
      - {key: plans, type: count, unit: planer, label: Antal planer, section: Tal}
      - {key: need, type: count, unit: personer, label: Antal som behöver, section: Tal}
      - {key: people, type: count, split_by: [women, men], label: Personer, section: Tal}
      - {key: rate, type: percent, label: Svarsfrekvens, section: Tal}
      - {key: cost, type: number, unit: kronor, label: Kostnad, section: Tal}
      - {key: years, type: period, precision: year, label: Vilka år gäller planen?, section: Text och dagar}
      - key: way
        type: choice
        label: Vad lämnar ni?
        options: [{key: analysis, label: En analys}, {key: plan, label: En plan}]
        section: Text och dagar
      - {key: page, type: link, label: Webbsidans adress, section: Text och dagar}
      - {key: contact, type: contact, label: Kontaktperson, section: Text och dagar}
      - {key: asked, type: consultations, label: Vilka har ni frågat?, section: Tabeller}
      - {key: visits, type: monthly_series, months: {from: 2014-01, to: 2014-02}, label: Besök, section: Tabeller}
      - key: places
        type: units
        label: Enheter
        fields: [{key: staff, type: count, label: Anställda}]
        section: Tabeller
      - {key: areas, type: matrix, label: Områden, rows: [oro, sömn], section: Tabeller}
      - {key: waits, type: count, label: Väntande, source: vantetider, section: Tabeller}
    rule:
      all:
        - {key: c1, share: {of: [plans], in: [need]}, at_least_percent: "90", text: Minst 90 procent har en plan.}
        - {key: c2, answered: contact, text: Kontaktpersonen är angiven.}
  - code: B2
    kind: prestationsmal
    name: Inventering
    parties: [municipality]
    pot: 400000
    allocation: shared
    closes: {YESTERDAY}
    text: Kommunen har inventerat.
    questions: [{key: made, type: yes_no, label: Är inventeringen gjord?}]
    rule: {all: [{key: c1, yes: made, text: Inventeringen är gjord.}]}
  - code: A1
    kind: prestationsmal
    name: Regionens planer
    parties: [region]
    pot: 400000
    allocation: shared
    text: Planer är upprättade.
    questions:
      - {key: plans, type: count, unit: planer, label: Antal planer}
    rule: {all: [{key: c1, value: plans, at_least: "1", text: Minst en plan är upprättad.}]}
  - code: A2
    kind: prestationsmal
    name: Första linjen
    parties: [region]
    pot: 400000
    allocation: shared
    text: Första linjen är beskriven.
    questions:
      - {key: described, type: text, label: Hur ser första linjen ut?}
    rule: {all: [{key: c1, answered: described, text: Första linjen är beskriven.}]}
"""


def open_today(*, with_late: bool = False) -> str:
    """Return the agreement with its days around today: a browser's own clock cannot be set.

    with_late: B2 closed yesterday; otherwise it closes with the rest.
    """
    today = clock.today()
    opens, closes = today - timedelta(days=30), today + timedelta(days=20)
    final, payment = today + timedelta(days=60), today + timedelta(days=90)
    days = f"{{opens: {opens}, closes: {closes}, final: {final}, payment: {payment}}}"
    own = str(today - timedelta(days=1)) if with_late else str(closes)
    return TEXT.replace("{DATES}", days).replace("{YESTERDAY}", own)


def answer(actor: Actor, requirement: str, party: str, answers: Mapping[str, object]) -> None:
    """Answer a report as its page does, without looking at it."""
    base = Report.objects.filter(party__code=party, requirement__code=requirement).first()
    changes = [Change(key, value, base.revision if base else 0) for key, value in answers.items()]
    save_answers(actor, ReportKey(CODE, requirement, party), changes, arrived_at=clock.now())


def hand_over(actor: Actor, party: str, *requirements: str) -> HandIn:
    """Hand in, as the signer's page does."""
    return hand_in(
        actor,
        CODE,
        party,
        requirements,
        key=uuid4(),
        signed_as="Ulla Berg, förvaltningschef",
        arrived_at=clock.now(),
    )
