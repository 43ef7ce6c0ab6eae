"""Made-up organisations that have applied, with amounts and a decision: for an agreement whose money is applied for."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from agreements.domain.report_key import ReportKey
from agreements.models import Report, ReportState, RequirementVersion, Submission
from assessment.models import COUNTS_AS_MET, Outcome, RoundKind, Verdict, VerdictState
from assessment.services import assess_agreement
from assessment.services.judging import Criterion, approve, prepare
from assessment.services.rounds import close_round, open_round
from payouts.models import Decision
from payouts.services import (
    approve_grant,
    approve_grant_decision,
    issue_decision,
    prepare_grant_decision,
    propose_grant,
)
from prio import clock
from prio.accounts.applicants import Registration, register_applicant
from prio.commands import actor_named
from prio.desk.demonstration.judging import ASSESSOR, LEAD, SECOND
from prio.parties.models import Party

APPLICANT, OTHER_LEAD = "sokande", "bedomare.ansvarig.andra"
ASKED_FOR = timedelta(days=7)  # before the last day to apply
NO_DEBT = "no_debt"
IN_DEBT = "Organisationen har en skuld hos Kronofogden, enligt utdraget som handläggaren har hämtat."
HEARD = "Den sökande är påhittad och har inte kunnat yttra sig."


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up applicant: what it asks for and gets, in kronor, and why it gets less. in_debt: it is refused."""

    name: str
    number: str
    asked: int
    granted: int = 0
    reason: str = ""
    in_debt: bool = False
    form: str = "association"


APPLICANTS = (
    MadeUp("Föreningen Verkstaden", "802401-1234", 850_000, 850_000),
    MadeUp("Caféet i Åre ekonomisk förening", "769601-2348", 1_200_000, 900_000,
           "Lokalkostnaden är högre än vad verksamheten behöver.", form="economic"),
    MadeUp("Stiftelsen Odlingen", "802402-4567", 640_000, 640_000, form="foundation"),
    MadeUp("Möjligheternas hus", "802403-7890", 2_100_000, 1_500_000,
           "Bidraget ges för 25 av de 35 platser som söks."),
    MadeUp("Snickeriet i Berg AB", "556901-2346", 480_000, in_debt=True, form="company"),
)  # fmt: skip


def decide_applications(code: str) -> bool:
    """Let the made-up organisations apply, judge them, and decide. False if somebody has applied already."""
    if Report.objects.filter(requirement__agreement__code=code).exists():
        return False
    with transaction.atomic():  # who interrupts it finds either all of it or nothing the next time
        for one in APPLICANTS:
            _apply(code, one)
        _judge(code)
        for one in APPLICANTS:
            if one.granted:
                _grant(code, one)
        decision = _decide(code)
    return decision is not None


def _party(one: MadeUp) -> Party:
    return Party.objects.get(organisation__organisation_number=one.number)


def _apply(code: str, one: MadeUp) -> None:
    party = register_applicant(
        actor_named(APPLICANT),
        Registration(one.name, one.number, "Siv Ek", "sokande@example.org"),
        simulated=True,
    )
    wording = RequirementVersion.objects.select_related("version", "requirement").get(
        requirement__agreement__code=code, version__state="published"
    )
    closes = wording.version.definition.dates.closes
    at = clock.end_of(closes) - ASKED_FOR if closes else clock.now()
    answers = _answers(one)
    report = Report.objects.create(
        requirement=wording.requirement,
        party=party,
        wording=wording,
        state=ReportState.HANDED_IN,
        answers=answers,
        changed_at=at,
        simulated=True,
    )
    Submission.objects.create(
        report=report,
        requirement_version=wording,
        number=1,
        answers=answers,
        sha256=hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest(),
        handed_in_at=at,
        simulated=True,
    )


def _answers(one: MadeUp) -> dict[str, Any]:
    text = "Beskrivningen finns i den bifogade handlingen."
    return {
        "asked": one.asked,
        "budget": {"name": "budget.pdf", "sections": ["intäkter", "kostnader"]},
        "form": one.form,
        "authority": {"name": "stadgar.pdf", "sections": []},
        "independent": True,
        NO_DEBT: not one.in_debt,
        "no_bankruptcy": True,
        "contact": {"name": "Siv Ek", "email": "sokande@example.org", "phone": "0000-00 00 00"},
        "began": "2010-09-01",
        "participants": {"women": one.asked // 40_000, "men": one.asked // 50_000},
        **dict.fromkeys(("influence", "variation", "choice", "adaptation", "work"), text),
    }


def _judge(code: str) -> None:
    lead = actor_named(LEAD)
    open_round(lead, code, RoundKind.FINAL, sample_percent=0)
    assess_agreement(code, by_id=lead.user_id)
    proposed = Verdict.objects.filter(round__agreement__code=code, state=VerdictState.PROPOSED)
    for row in proposed.select_related("party", "requirement", "requirement_version__version"):
        _decide_on(code, row)
    close_round(lead, code, RoundKind.FINAL)


def _decide_on(code: str, row: Verdict) -> None:
    key = ReportKey(code, row.requirement.code, row.party.code)
    fails = row.proposed_outcome == Outcome.NOT_MET
    leaves = row.requirement_version.definition.leaves
    made = prepare(
        actor_named(ASSESSOR),
        RoundKind.FINAL,
        key,
        revision=row.revision,
        criteria={leaf.key: Criterion(met=True) for leaf in leaves if leaf.kind == "manual"},
        outcome=Outcome.NOT_MET if fails else Outcome.MET,
        motivation=IN_DEBT if fails else "",
    )
    if fails:
        approve(
            actor_named(SECOND), key, revision=made.revision, not_heard="needless", not_heard_reason=HEARD
        )


def _grant(code: str, one: MadeUp) -> None:
    verdict = Verdict.objects.select_related("requirement").get(
        round__agreement__code=code, party=_party(one), outcome__in=COUNTS_AS_MET
    )
    key = ReportKey(code, verdict.requirement.code, _party(one).code)
    made = propose_grant(actor_named(ASSESSOR), key, granted=one.granted, reason=one.reason)
    approve_grant(actor_named(SECOND), key, revision=made.revision)


def _decide(code: str) -> Decision:
    draft = prepare_grant_decision(code, actor_named(LEAD))
    approve_grant_decision(draft.pk, actor_named(OTHER_LEAD), order_document=False)
    return issue_decision(draft.pk)
