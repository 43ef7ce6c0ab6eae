"""A world where money is applied for: three organisations that registered themselves, and those who decide."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import time_machine

from agreements.domain.report_key import ReportKey
from agreements.models import Agreement, Report, Submission
from agreements.services.drafts import Change, save_answers
from agreements.services.handing_in import hand_in
from assessment.models import Outcome, RecusalDeclaration, RoundKind, Verdict, VerdictState
from assessment.services.assess import assess_agreement
from assessment.services.judging import Criterion, approve, prepare
from assessment.services.rounds import open_round
from payouts.models import Decision, Grant
from payouts.services import (
    approve_grant,
    approve_grant_decision,
    issue_decision,
    prepare_grant_decision,
    propose_grant,
)
from prio.accounts.applicants import Registration, register_applicant
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.clock import STOCKHOLM
from prio.parties.models import Kind, Organisation, Party, PartyName
from tests import factories

CODE = "sok-2014"
FRAME = 1_000_000
IN_TIME = datetime(2013, 9, 1, 12, 0, tzinfo=STOCKHOLM)
WHILE_JUDGED = "2013-10-20 12:00+02:00"  # after the last day to apply
NUMBERS = ("802401-1234", "802402-4567", "802403-7890", "769601-2348")
TEXT = f"""
code: {CODE}
title: Bidrag att söka 2014
year: 2014
reference: SFS 2009:955
assessor: Socialstyrelsen
decided_by: Socialstyrelsen
payer: Socialstyrelsen
dates: {{opens: 2013-08-15, closes: 2013-09-30, final: 2013-12-15, payment: 2014-03-31}}
aftermath: {{appeal: Beslutet kan överklagas hos allmän förvaltningsdomstol.}}
budget: {{total: {FRAME}}}
requirements:
  - code: MS
    kind: application_grant
    name: Meningsfull sysselsättning
    parties: [applicant]
    pot: {FRAME}
    asked: asked
    text: Organisationer kan söka bidrag.
    questions:
      - {{key: asked, type: number, unit: kr, label: Hur mycket söker ni?}}
      - {{key: no_debt, type: yes_no, label: Är ni utan skulder?}}
    rule:
      all:
        - {{key: amount, value: asked, at_least: "1", text: Ansökan anger ett belopp.}}
        - {{key: debt, yes: no_debt, text: Organisationen har inga skulder hos Kronofogden.}}
        - {{key: varied, manual: Ger verksamheten variation?, text: Verksamheten ger variation.}}
"""


@dataclass(frozen=True)
class Fund:
    """Three applicants; two assessors and two who lead them; somebody of the ministry."""

    agreement: Agreement
    first: Party
    second: Party
    third: Party
    people: Mapping[str, User]
    assessor: Actor
    other: Actor
    lead: Actor
    lead_too: Actor

    def signer(self, party: Party) -> Actor:
        """Who registered the organisation, with the roles that it gave."""
        return actor_of(
            User.objects.get(memberships__organisation=party.organisation, memberships__role="signer"),
            date(2013, 9, 1),
        )


def at(moment: str | datetime = WHILE_JUDGED) -> AbstractContextManager[Any]:
    """Let it be that moment."""
    return time_machine.travel(moment, tick=False)


def registration(name: str = "Verkstaden", number: str = NUMBERS[0], **more: str) -> Registration:
    """What an organisation says of itself."""
    said = {"contact_name": "Siv Ek", "contact_email": "siv@example.org"} | more
    return Registration(name=name, number=number, **said)


def applicant(number: str = "802401-1234", name: str = "Verkstaden") -> Party:
    """An organisation that has registered itself: it lies in no county."""
    code = f"a{Party.objects.filter(kind=Kind.APPLICANT).count() + 1:05}"
    body = Organisation.objects.create(code=code, name=name, organisation_number=number)
    made = Party.objects.create(kind=Kind.APPLICANT, code=code, organisation=body)
    PartyName.objects.create(party=made, name=name, valid_from=factories.LONG_AGO)
    return made


def application(of: Agreement, party: Party, asked: int = 1000) -> Report:
    """An application that is handed in, for the only grant of an agreement."""
    made = factories.report(of, of.requirements.get().code, party, "handed_in")
    made.answers = {"asked": asked}
    made.save()
    Submission.objects.create(
        report=made,
        requirement_version=made.wording,
        number=1,
        answers=made.answers,
        sha256="0" * 64,
        handed_in_at=factories.AN_INSTANT,
        simulated=True,
    )
    return made


def newcomer() -> Actor:
    """Somebody who has signed in and has no role."""
    return actor_of(factories.person(), date(2013, 9, 1))


def make_fund(text: str = TEXT) -> Fund:
    """Make the world; nobody has applied yet."""
    people = {
        "assessor": factories.person(Role.ASSESSOR),
        "other": factories.person(Role.ASSESSOR),
        "lead": factories.person(Role.LEAD_ASSESSOR),
        "lead_too": factories.person(Role.LEAD_ASSESSOR),
    }
    for user in people.values():
        RecusalDeclaration.objects.create(user=user, year=2013, declared_at=factories.AN_INSTANT)
    with at(datetime(2013, 8, 20, 12, 0, tzinfo=STOCKHOLM)):
        parties = [
            register_applicant(newcomer(), registration(name, number))
            for name, number in zip(("Verkstaden", "Caféet", "Odlingen"), NUMBERS, strict=False)
        ]
    actors = {name: actor_of(user, date(2013, 10, 20)) for name, user in people.items()}
    first, second, third = parties
    return Fund(factories.agreement(text), first, second, third, people, **actors)


def key(party: Party) -> ReportKey:
    """The application of a party."""
    return ReportKey(CODE, "MS", party.code)


def apply(fund: Fund, party: Party, asked: object, *, no_debt: bool = True) -> None:
    """Let a party apply in time."""
    signer = fund.signer(party)
    with at(IN_TIME):
        changes = [Change("asked", asked, 0), Change("no_debt", no_debt, 0)]
        save_answers(signer, key(party), changes, arrived_at=IN_TIME)
        hand_in(signer, CODE, party.code, ["MS"], key=uuid4(), signed_as="Siv Ek", arrived_at=IN_TIME)


def judge_all(fund: Fund) -> None:
    """Open the final round and make every verdict final: who is in debt is refused, the others meet the demands."""
    with at():
        open_round(fund.lead, CODE, RoundKind.FINAL, sample_percent=0)
        assess_agreement(CODE)
        for one in Verdict.objects.filter(state=VerdictState.PROPOSED).select_related("party"):
            if one.proposed_outcome == Outcome.NOT_MET:
                refuse(fund, one)
            else:
                criteria = {"varied": Criterion(True)}
                prepare(
                    fund.assessor, RoundKind.FINAL, key(one.party),
                    criteria=criteria, outcome=Outcome.MET, revision=one.revision,
                )  # fmt: skip


def refuse(fund: Fund, one: Verdict) -> None:
    """Make a verdict against an applicant final, without hearing it, which another test is about."""
    made = prepare(
        fund.assessor,
        RoundKind.FINAL,
        key(one.party),
        criteria={"varied": Criterion(True)},
        outcome=Outcome.NOT_MET,
        motivation="Organisationen har en skuld hos Kronofogden.",
        revision=one.revision,
    )
    approve(
        fund.other,
        key(one.party),
        revision=made.revision,
        not_heard="needless",
        not_heard_reason="Uppenbart.",
    )


def grant(fund: Fund, party: Party, kronor: int, reason: str = "") -> Grant:
    """Propose and approve an amount."""
    with at():
        made = propose_grant(fund.assessor, key(party), granted=kronor, reason=reason)
        return approve_grant(fund.other, key(party), revision=made.revision)


def granted_fund(text: str = TEXT) -> Fund:
    """Two applicants are granted, one of them less than it asked for; the third is refused."""
    fund = make_fund(text)
    apply(fund, fund.first, 600_000)
    apply(fund, fund.second, 700_000)
    apply(fund, fund.third, 100_000, no_debt=False)
    judge_all(fund)
    grant(fund, fund.first, 600_000)
    grant(fund, fund.second, 400_000, "Pengarna räcker inte till mer.")
    return fund


def decided_fund(text: str = TEXT) -> tuple[Fund, Decision]:
    """The same, with the decision in force."""
    fund = granted_fund(text)
    with at():
        draft = prepare_grant_decision(CODE, fund.lead)
        approve_grant_decision(draft.pk, fund.lead_too, order_document=False)
        return fund, issue_decision(draft.pk)
