"""Made-up judging: declarations of jäv, rounds as their dates say, some cases prepared, one sent to its kommun."""

from datetime import timedelta

from django.db import transaction

from agreements.domain.report_key import ReportKey
from assessment.domain.eyes import manual_leaves
from assessment.models import (
    DECIDED,
    AssessmentRound,
    Outcome,
    RecusalDeclaration,
    RoundKind,
    RoundState,
    StandardPhrase,
    Verdict,
    VerdictState,
)
from assessment.selectors import published_version
from assessment.services import assess_agreement
from assessment.services.assigning import assign
from assessment.services.batches import approve_clear
from assessment.services.communicating import communicate
from assessment.services.findings import ask_for_preliminary
from assessment.services.judging import Criterion, prepare
from assessment.services.phrases import add_phrase
from assessment.services.recusals import declare
from assessment.services.rounds import close_round, open_round
from prio import clock
from prio.commands import actor_named
from prio.desk.demonstration.answers import luck
from prio.desk.demonstration.year import EARLY

ASSESSOR, SECOND, LEAD = "bedomare", "bedomare.andra", "bedomare.ansvarig"
# Where each lives, and a tie of one of them: requirement, party, reason.
HOMES = {
    ASSESSOR: "0380",
    SECOND: "0184",
    LEAD: "0180",
    "bedomare.ansvarig.andra": "0184",
    "skr.bedomare": "0180",
    "skr.bedomare.andra": "1480",
}
TIES = {SECOND: (("0182", "Jag var anställd där till i fjol."),)}
ASKS = ("kommun.undertecknare", "2380")  # who has asked for a preliminary assessment
OWN = "2380"  # the demonstration's own kommun, which can answer before it is decided
MOST_PREPARED = 6
MOTIVATION = "Talen avser ett tidigare år än det som kravet gäller. De visar därför inte att det är uppfyllt."
REASON = "Talen avser ett tidigare år."
DAYS_LEFT = timedelta(days=15)
PHRASES = (
    ("GK1", "not_met", "Överenskommelsen är inte beslutad av båda parter."),
    ("GK1", "remark", "Uppföljningen saknar datum. Den bör ha det nästa år."),
    ("GK1", "completion", "Bifoga det beslutade dokumentet, med datum."),
    ("GK2", "not_met", "Länken leder inte till den information som kravet gäller."),
    (EARLY, "not_met", REASON),
)


def close_history(codes: list[str]) -> bool:
    """Close the final rounds of the years that are decided. False if there is nothing to close."""
    lead = actor_named(LEAD)
    left = AssessmentRound.objects.filter(
        agreement__code__in=codes, kind=RoundKind.FINAL, state=RoundState.PLANNED
    ).values_list("agreement__code", flat=True)
    closed = False
    for code in sorted(left):
        with transaction.atomic():
            waits = Verdict.objects.filter(round__agreement__code=code).exclude(state__in=DECIDED)
            if not waits.exists():
                open_round(lead, code, RoundKind.FINAL)
                close_round(lead, code, RoundKind.FINAL)
                closed = True
    return closed


def declare_all() -> None:
    """Let the demonstration's assessors have declared for this year; who has done it already is left alone."""
    for username, home in HOMES.items():
        actor = actor_named(username)
        known = RecusalDeclaration.objects.filter(user=actor.user_id, year=clock.today().year)
        if not known.exists():
            declare(actor, home, TIES.get(username, ()))


def judge_year(code: str) -> bool:
    """Open the rounds of the simulated agreement `code` and judge some of it. False if somebody has opened them.

    The preliminary round is open for those who ask, and the final one for the goal whose collection has closed.
    """
    if AssessmentRound.objects.filter(agreement__code=code).exclude(state=RoundState.PLANNED).exists():
        return False
    with transaction.atomic():  # who interrupts it finds either all of it or nothing the next time
        lead = actor_named(LEAD)
        if not StandardPhrase.objects.filter(requirement__agreement__code=code).exists():
            for requirement, use, text in PHRASES:
                add_phrase(lead, code, requirement, use, text)
        ask_for_preliminary(actor_named(ASKS[0]), code, ASKS[1])
        for kind in RoundKind:
            open_round(lead, code, kind)
            assess_agreement(code, kind=kind, by_id=lead.user_id)
        _judge_some(code)
    return True


def _judge_some(code: str) -> None:
    """Approve some clear ones, share some out, and prepare one against the own kommun, which may answer."""
    lead, assessor = actor_named(LEAD), actor_named(ASSESSOR)
    second = actor_named(SECOND)
    in_hand = Verdict.objects.filter(
        round__agreement__code=code,
        requirement__code=EARLY,
        state=VerdictState.PROPOSED,
        submission__isnull=False,
    )
    rows = list(in_hand.exclude(party__code=OWN).order_by("party__code").values_list("pk", "party__code"))
    chosen = [pk for pk, party in rows if luck(party, "judged") < 50]
    assign(lead, code, RoundKind.FINAL, chosen, [assessor.user_id, second.user_id])
    approve_clear(assessor, code, chosen)
    failing = in_hand.exclude(party__code=OWN).filter(
        proposed_outcome=Outcome.NOT_MET, assigned_to=assessor.user_id
    )
    for party in failing.order_by("party__code").values_list("party__code", flat=True)[:MOST_PREPARED]:
        _reject(ReportKey(code, EARLY, party))
    own = ReportKey(code, EARLY, OWN)
    if in_hand.filter(party__code=OWN).exists():
        prepared = _reject(own)
        communicate(assessor, own, revision=prepared.revision, due=clock.today() + DAYS_LEFT)


def _reject(key: ReportKey) -> Verdict:
    """Let the assessor prepare a verdict against a party."""
    rule = published_version(key.agreement).definition.requirement(key.requirement).rule
    row = Verdict.objects.get(
        round__agreement__code=key.agreement,
        requirement__code=key.requirement,
        party__code=key.party,
    )
    prepared = prepare(
        actor_named(ASSESSOR),
        RoundKind.FINAL,
        key,
        revision=row.revision,
        criteria={leaf.key: Criterion(False, REASON) for leaf in manual_leaves(rule)},
        outcome=Outcome.NOT_MET,
        motivation=MOTIVATION,
    )
    if not isinstance(prepared, Verdict):
        raise TypeError("the final round has verdicts")
    return prepared
