"""The rounds of an agreement: planned by its definition, opened and closed by who leads the assessment."""

import secrets
from datetime import date

from django.db import transaction

from agreements.models import Agreement, AgreementVersion
from agreements.services.ending import end_reporting, reopen_reporting
from agreements.services.leaving import readable_reason
from assessment.domain.lifecycle import ROUND, Needs
from assessment.domain.sample import is_sampled
from assessment.models import (
    DECIDED,
    FOLLOWS_FROM_CLOSING,
    AssessmentRound,
    Finding,
    FindingState,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.selectors import published_version
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.refused import Refused

MOST_DAYS_TO_ANSWER = 60
WHOLE_PERCENT = 100


def locked_round(agreement: Agreement, kind: RoundKind) -> AssessmentRound:
    """Return the agreement's round, made if need be, locked for the rest of the caller's transaction."""
    AssessmentRound.objects.get_or_create(agreement=agreement, kind=kind)
    return (
        AssessmentRound.objects.select_for_update(of=("self",))
        .select_related("agreement")
        .get(agreement=agreement, kind=kind)
    )


def locked_final_round(agreement: Agreement) -> AssessmentRound:
    """Return the agreement's final round, made if need be, locked for the rest of the caller's transaction."""
    return locked_round(agreement, RoundKind.FINAL)


def refuse_unless_judged(version: AgreementVersion, kind: RoundKind) -> None:
    """Raise Refused when the agreement has no such round: not all have a preliminary assessment."""
    if kind == RoundKind.PRELIMINARY and version.definition.preliminary.applies_to == "none":
        raise Refused("Överenskommelsen har ingen preliminär bedömning.")


def open_round(
    actor: Actor,
    agreement_code: str,
    kind: RoundKind,
    *,
    completion_closes: date | None = None,
    days_to_answer: int | None = None,
    sample_percent: int | None = None,
) -> AssessmentRound:
    """Open a round. The seed of its sample is drawn now, before anything is judged, and kept.

    Args:
        actor: who leads the assessment.
        agreement_code: the agreement.
        kind: which of its rounds.
        completion_closes: of a preliminary one: the last day to mend what it finds; left out: the agreement's.
        days_to_answer: of a final one: the least time to answer before a verdict against a party; left out: 14 days.
        sample_percent: of a final one: how much of the rest a second assessor looks at; left out: 5 percent.

    Raises:
        Refused: the role or the state is in the way, or a number or a day is out of range.
    """
    version = published_version(agreement_code)
    _refuse_odd_terms(completion_closes, days_to_answer, sample_percent)
    preliminary = version.definition.preliminary
    exists = kind == RoundKind.FINAL or preliminary.applies_to != "none"
    with transaction.atomic():
        round_ = locked_round(version.agreement, kind)
        step = ROUND.take("open", round_.state, actor.roles, [Needs.SOMETHING_TO_JUDGE] * exists)
        round_.state = step.target
        round_.opened_at, round_.opened_by_id = clock.now(), actor.user_id
        if kind == RoundKind.FINAL:
            round_.seed = round_.seed or secrets.token_hex(16)
            round_.days_to_answer = round_.days_to_answer if days_to_answer is None else days_to_answer
            round_.sample_percent = round_.sample_percent if sample_percent is None else sample_percent
        else:
            round_.completion_closes = completion_closes or preliminary.completion_closes
        round_.save()
        if kind == RoundKind.FINAL:
            _draw_sample(round_)
        record("round", round_.pk, "opened", by_id=actor.user_id, facts={"kind": kind, "seed": round_.seed})
        return round_


def _draw_sample(round_: AssessmentRound) -> None:
    """Mark what the sample takes of the proposals that were made before the round was opened."""
    proposed = Verdict.objects.filter(round=round_, state=VerdictState.PROPOSED, corrects=None)
    rows = proposed.exclude(proposed_outcome__in=FOLLOWS_FROM_CLOSING)
    taken = [
        pk
        for pk, requirement, party in rows.values_list("pk", "requirement__code", "party__code")
        if is_sampled(round_.seed, requirement, party, round_.sample_percent)
    ]
    proposed.filter(pk__in=taken).update(sampled=True)


def _refuse_odd_terms(completion: date | None, days: int | None, percent: int | None) -> None:
    if completion is not None and completion < clock.today():
        raise Refused("Sista dagen att komplettera ska vara i dag eller senare.")
    if days is not None and not 0 < days <= MOST_DAYS_TO_ANSWER:
        raise Refused(f"Tiden att yttra sig är mellan 1 och {MOST_DAYS_TO_ANSWER} dagar.")
    if percent is not None and not 0 <= percent <= WHOLE_PERCENT:
        raise Refused("Stickprovet är mellan 0 och 100 procent.")


def close_round(actor: Actor, agreement_code: str, kind: RoundKind) -> AssessmentRound:
    """Close a round: a preliminary one when all findings are sent, a final one when every verdict is final.

    After the final one nothing more is received from who reports.

    Raises:
        Refused: the role or the state is in the way, or something is not ready; it says how much.
    """
    version = published_version(agreement_code)
    with transaction.atomic():
        if kind == RoundKind.FINAL:
            end_reporting(version.agreement_id)
        round_ = locked_round(version.agreement, kind)
        if kind == RoundKind.FINAL:
            count = Verdict.objects.filter(round=round_).exclude(state__in=DECIDED).count()
            verb, need = "close_final", Needs.ALL_FINAL
        else:
            count = Finding.objects.filter(round=round_).exclude(state=FindingState.SENT).count()
            verb, need = "close_preliminary", Needs.ALL_SENT
        try:
            step = ROUND.take(verb, round_.state, actor.roles, [] if count else [need])
        except Refused as refusal:
            details = (f"Det gäller {count}.",) if count and str(refusal) == need.value else ()
            raise type(refusal)(str(refusal), details) from refusal
        round_.state = step.target
        round_.closed_at, round_.closed_by_id = clock.now(), actor.user_id
        round_.save()
        record("round", round_.pk, "closed", by_id=actor.user_id, facts={"kind": kind})
        return round_


def reopen_round(actor: Actor, agreement_code: str, kind: RoundKind, reason: str) -> AssessmentRound:
    """Open a closed round again, with a reason. What is final in it stays final.

    Raises:
        Refused: the role or the state is in the way, there is no reason, it is too long, or it names a person.
    """
    version = published_version(agreement_code)
    with transaction.atomic():
        if kind == RoundKind.FINAL:
            reopen_reporting(version.agreement_id)
        round_ = locked_round(version.agreement, kind)
        step = ROUND.take("reopen", round_.state, actor.roles, [Needs.REASON] * bool(reason.strip()))
        reason = readable_reason(reason)
        round_.state = step.target
        round_.closed_at = round_.closed_by_id = None
        round_.save()
        record("round", round_.pk, "reopened", by_id=actor.user_id, facts={"kind": kind, "reason": reason})
        return round_
