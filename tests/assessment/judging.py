"""A world where reports are judged: an agreement with criteria that an assessor judges, and those who judge."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import time_machine

from agreements.domain.report_key import ReportKey
from agreements.models import Report, ReportState, RequirementVersion, Submission
from assessment.models import (
    AssessmentRound,
    Finding,
    Outcome,
    RecusalDeclaration,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.services.assess import assess_agreement
from assessment.services.judging import Criterion, approve, prepare
from assessment.services.rounds import open_round
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.parties.models import Party
from tests import factories
from tests.world import World, make_world

CODE = "prov-2014"
WHILE_JUDGED = "2014-10-20 12:00+02:00"  # after the last day to report
MET, FAILED = Criterion(True), Criterion(False, "Samråden är inte hållna.")
TEXT = """
code: prov-2014
title: Prov på psykisk hälsa 2014
year: 2014
assessor: Socialstyrelsen
population_date: 2013-12-31
county_threshold_percent: 80
region_gate: true
region_coverage: none
assess_together: [GK1, GK2]
preliminary: {for: all, covers: grundkrav, completion_closes: 2014-11-14}
dates: {opens: 2014-03-01, closes: 2014-10-14, preliminary: 2014-10-31, final: 2014-11-30, payment: 2014-12-31}
budget: {total: 1000000}
requirements:
  - code: GK1
    kind: grundkrav
    name: Samverkan
    parties: [municipality, region]
    text: En överenskommelse om samverkan finns.
    guidance: Läs hur samråden har gått till.
    questions:
      - {key: decided, type: yes_no, label: Är den beslutad?}
      - {key: how, type: text, label: Hur har samråden gått till?}
    rule:
      all:
        - {key: c1, yes: decided, text: Överenskommelsen är beslutad.}
        - {key: c2, manual: Har samråd hållits?, text: Samråd har hållits.}
  - code: GK2
    kind: grundkrav
    name: Webbinformation
    parties: [municipality, region]
    text: Webbinformation finns.
    questions: [{key: page, type: yes_no, label: Finns den?}]
    rule: {all: [{key: c1, yes: page, text: Informationen finns.}]}
  - code: A1
    kind: prestationsmal
    name: Tid
    assessor: SKL
    parties: [region]
    pot: 400000
    allocation: shared
    text: Nio av tio får en bedömning inom 30 dagar.
    questions:
      - {key: within, type: count, label: Bedömda inom 30 dagar}
      - {key: done, type: count, label: Bedömda}
    rule:
      all:
        - {key: c1, share: {of: [within], in: [done]}, at_least_percent: "90", text: Minst 90 procent inom 30 dagar.}
  - code: B1
    kind: prestationsmal
    name: Inventering
    parties: [municipality]
    pot: 600000
    allocation: shared
    text: Kommunen har inventerat.
    questions: [{key: made, type: yes_no, label: Är inventeringen gjord?}]
    rule: {all: [{key: c1, yes: made, text: Inventeringen är gjord.}]}
"""


@dataclass(frozen=True)
class Court:
    """The world, and those who judge in it: two assessors and their lead at Socialstyrelsen, one at SKR."""

    world: World
    assessor: Actor
    second: Actor
    lead: Actor
    skr: Actor
    signer: Actor
    people: Mapping[str, User] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The agreement's code."""
        return self.world.code


def make_court(text: str = TEXT, day: date = date(2014, 10, 20)) -> Court:
    """Make the world. Everybody who judges has declared their ties for the year of the day, and lives elsewhere."""
    world = make_world(text)
    people = {
        "assessor": factories.person(Role.ASSESSOR),
        "second": factories.person(Role.ASSESSOR),
        "lead": factories.person(Role.LEAD_ASSESSOR),
        "skr": factories.person(Role.ASSESSOR, authority="SKR"),
        "signer": factories.person(Role.SIGNER, organisation=world.berg.organisation),
    }
    for name in ("assessor", "second", "lead", "skr"):
        RecusalDeclaration.objects.create(user=people[name], year=day.year, declared_at=factories.AN_INSTANT)
    actors = {name: actor_of(user, day) for name, user in people.items()}
    return Court(world=world, people=people, **actors)


def at(moment: str = WHILE_JUDGED) -> AbstractContextManager[Any]:
    """Let it be that moment."""
    return time_machine.travel(moment, tick=False)


def key(requirement: str, party: Party) -> ReportKey:
    """The case of a party."""
    return ReportKey(CODE, requirement, party.code)


def hand_in(court: Court, requirement: str, party: Party, answers: dict[str, Any], **more: Any) -> Submission:
    """Let a report be handed in, as a new submission of it."""
    wording = RequirementVersion.objects.get(
        requirement__agreement=court.world.agreement,
        requirement__code=requirement,
        version__state="published",
    )
    report, _ = Report.objects.get_or_create(
        requirement=wording.requirement,
        party=party,
        defaults={"state": ReportState.HANDED_IN, "wording": wording, "changed_at": clock.now()},
    )
    Report.objects.filter(pk=report.pk).update(state=ReportState.HANDED_IN, answers=answers)
    return Submission.objects.create(
        report=report,
        requirement_version=wording,
        number=report.submissions.count() + 1,
        answers=answers,
        sha256="0" * 64,
        handed_in_at=clock.now() - timedelta(days=7),
        simulated=True,
        **more,
    )


def hand_in_all(court: Court) -> None:
    """Let everybody hand in what meets every rule, as far as a rule can tell."""
    world = court.world
    for party in (world.ostersund, world.berg, world.region):
        hand_in(court, "GK1", party, {"decided": True, "how": "Två möten."})
        hand_in(court, "GK2", party, {"page": True})
    for party in (world.ostersund, world.berg):
        hand_in(court, "B1", party, {"made": True})
    hand_in(court, "A1", world.region, {"within": 9, "done": 10})


def open_and_assess(court: Court, kind: RoundKind = RoundKind.FINAL, **more: Any) -> AssessmentRound:
    """Open a round without a sample, and test every report in it."""
    made = open_round(court.lead, CODE, kind, **({"sample_percent": 0} | more))
    assess_agreement(CODE, kind=kind)
    return made


def verdict(requirement: str, party: Party) -> Verdict:
    """The newest verdict."""
    return Verdict.objects.filter(requirement__code=requirement, party=party).latest("pk")


def finding(requirement: str, party: Party) -> Finding:
    """The preliminary finding."""
    return Finding.objects.get(requirement__code=requirement, party=party)


def judge(court: Court, requirement: str, party: Party, outcome: str = Outcome.MET, **more: Any) -> Verdict:
    """Prepare a verdict as the first assessor."""
    now = verdict(requirement, party)
    said: dict[str, Any] = {"criteria": {"c2": MET} if requirement == "GK1" else {}, "revision": now.revision}
    said |= more
    prepare(court.assessor, RoundKind.FINAL, key(requirement, party), outcome=outcome, **said)
    return verdict(requirement, party)


def reject(court: Court, party: Party) -> Verdict:
    """Prepare a verdict against a party, on GK1."""
    return judge(
        court, "GK1", party, Outcome.NOT_MET, criteria={"c2": FAILED}, motivation="Inga samråd är redovisade."
    )


def decide_all(court: Court) -> None:
    """Let two assessors make every verdict in hand final, as it is proposed or met."""
    for one in Verdict.objects.filter(state=VerdictState.PROPOSED).select_related("requirement", "party"):
        who = court.skr if one.requirement.code == "A1" else court.assessor
        criteria = {"c2": MET} if one.requirement.code == "GK1" else {}
        case = key(one.requirement.code, one.party)
        made = prepare(
            who, RoundKind.FINAL, case, criteria=criteria, outcome=Outcome.MET, revision=one.revision
        )
        if made.state != VerdictState.FINAL:
            approve(court.second, case, revision=made.revision)
