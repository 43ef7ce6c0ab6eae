"""Deciding on applications: who gets how much and who nothing, with reasons; the assessing authority decides."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from agreements.domain.definition import Definition
from agreements.models import Direction
from assessment.selectors import published_version
from payouts.domain.allocation import SumMismatch
from payouts.domain.lifecycle import GRANT_DECISION
from payouts.models import DecidedAmount, DecidedApplication, Decision, DecisionKind, DecisionState
from payouts.models.decision import LIVE
from payouts.selectors.applications import Answer, Material, answers_of, material_of, what_lacks
from payouts.services.decisions import (
    BEING_REVOKED,
    ISSUE_DECISION,
    WITHDRAWN,
    refuse_unfinished,
    register_decision,
)
from payouts.services.permission import is_made_up, refuse_other_authority, require
from payouts.services.runs import lock_round
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.jobs import services as jobs
from prio.refused import Refused

NOT_ANSWERED = "Beslutet kan inte beredas än:"


def prepare_grant_decision(agreement_code: str, actor: Actor) -> Decision:
    """Prepare the decision on all applications of the agreement, with each answer as it stands now.

    The same answers once more are the same draft; other answers take its place. Where a decision is in force, the new
    one corrects it.

    Raises:
        Refused: the actor does not lead the assessment for the agreement's authority; an application is not finally
            judged or its amount not approved (they are named); nothing differs from the decision in force; another
            decision waits for its document.
    """
    version = published_version(agreement_code)
    definition = version.definition
    if not definition.is_applied_for:
        raise Refused("Överenskommelsens pengar söks inte.")
    with transaction.atomic():
        lock_round(version.agreement)
        require(GRANT_DECISION, "prepare", GRANT_DECISION.begins_as, actor)
        refuse_other_authority(actor, definition)
        material = material_of(version)
        if lacking := what_lacks(material, clock.now()):
            raise Refused(NOT_ANSWERED, lacking)
        answers = answers_of(material)
        rows = Decision.objects.filter(agreement=version.agreement, state__in=LIVE)
        live = {
            one.state: one for one in rows.exclude(kind=DecisionKind.REVOCATION, state=DecisionState.IN_FORCE)
        }
        if any(one.kind == DecisionKind.REVOCATION for one in live.values()):
            raise Refused(BEING_REVOKED)
        if DecisionState.APPROVED in live:
            raise Refused(
                "Ett tidigare beslut är godkänt och väntar på sitt dokument. Försök igen om en stund."
            )
        if (draft := live.get(DecisionState.DRAFT)) is not None:
            if same_answers(draft, answers):
                return draft
            record("decision", draft.pk, "withdrawn", by_id=actor.user_id)
            draft.delete()
        in_force = live.get(DecisionState.IN_FORCE)
        if in_force is not None and same_answers(in_force, answers):
            raise Refused("Inget skiljer sig från beslutet som gäller.")
        decision = _create(material, answers, actor, in_force)
        record("decision", decision.pk, "prepared", by_id=actor.user_id, facts={"kind": decision.kind})
    return decision


def approve_grant_decision(decision_id: int, actor: Actor, *, order_document: bool = True) -> Decision:
    """Approve the decision today, and order its document (see `payouts.services.approve_decision`).

    Raises:
        Refused: the actor does not lead the assessment for the authority or prepared it, it is no draft, or an answer
            in it is no longer what the verdicts and amounts say.
    """
    decision = Decision.objects.select_related("agreement").filter(pk=decision_id).first()
    if decision is None:
        raise Refused(WITHDRAWN)
    version = published_version(decision.agreement.code)
    with transaction.atomic():
        lock_round(decision.agreement)
        decision = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
        if decision is None:
            raise Refused(WITHDRAWN)
        if decision.state != DecisionState.DRAFT and decision.approved_by_id == actor.user_id:
            return decision
        require(GRANT_DECISION, "approve", decision.state, actor)
        refuse_other_authority(actor, version.definition)
        if decision.prepared_by_id == actor.user_id:
            raise Refused("Den som godkänner ett beslut kan inte vara den som beredde det.")
        refuse_unfinished(decision)
        if not same_answers(decision, answers_of(material_of(version))):
            raise Refused("Något har ändrats sedan beslutet bereddes. Bered ett nytt.")
        decision.state, decision.decided_on = DecisionState.APPROVED, clock.today()
        decision.approved_by_id = actor.user_id
        decision.save(update_fields=["state", "decided_on", "approved_by"])
        record("decision", decision.pk, "approved", by_id=actor.user_id)
        if order_document:
            jobs.order(ISSUE_DECISION, decision.reference, actor.user_id, {"decision": decision.pk})
        words = f"Beslut {decision.reference} om ansökningar, fattat av {decision.decision_maker}"
        register_decision(decision, Direction.INTERNAL, words, by_id=actor.user_id)
    return decision


def same_answers(decision: Decision, answers: Sequence[Answer]) -> bool:
    """Say whether the decision answers every applicant just so: one query."""
    columns = ("requirement_id", "party_id", "verdict_id", "asked", "granted", "reason")
    stored = set(DecidedApplication.objects.filter(decision=decision).values_list(*columns))
    return stored == {
        (one.requirement_id, one.party_id, one.verdict_id, one.asked, one.granted, one.reason)
        for one in answers
    }


def _create(
    material: Material, answers: Sequence[Answer], actor: Actor, in_force: Decision | None
) -> Decision:
    agreement, definition = material.version.agreement, material.version.definition
    last = Decision.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"] or 0
    simulated = agreement.simulated or any(one.simulated for one in answers)
    decision = Decision.objects.create(
        agreement=agreement,
        kind=DecisionKind.GRANT,
        total=sum(one.granted for one in answers),
        number=last + 1,
        reference=f"{definition.code.upper()}/{last + 1}",
        decision_maker=definition.decided_by or definition.assessor,
        rapporteur=actor.name,
        prepared_by_id=actor.user_id,
        corrects=in_force,
        simulated=is_made_up(simulated),
        made_at=clock.now(),
    )
    _keep(decision, answers)
    _check(decision, definition)
    return decision


def _keep(decision: Decision, answers: Sequence[Answer]) -> None:
    DecidedApplication.objects.bulk_create(
        DecidedApplication(
            decision=decision,
            party_id=one.party_id,
            requirement_id=one.requirement_id,
            verdict_id=one.verdict_id,
            name=one.name,
            organisation_number=one.organisation_number,
            asked=one.asked,
            granted=one.granted,
            outcome=one.outcome,
            reason=one.reason,
            simulated=one.simulated,
        )
        for one in answers
    )
    DecidedAmount.objects.bulk_create(
        DecidedAmount(
            decision=decision,
            party_id=one.party_id,
            requirement_id=one.requirement_id,
            amount=one.granted,
            simulated=one.simulated,
        )
        for one in answers
        if one.granted
    )


def _check(decision: Decision, definition: Definition) -> None:
    """Raise SumMismatch, which undoes the transaction, unless what is stored adds up and fits in each frame."""
    by_requirement: dict[str, int] = {}
    for code, amount in decision.amounts.values_list("requirement__code", "amount"):
        by_requirement[code or ""] = by_requirement.get(code or "", 0) + amount
    if sum(by_requirement.values()) != decision.total:
        raise SumMismatch(f"decision {decision.reference}: its amounts are not {decision.total} kronor")
    for code, granted in by_requirement.items():
        if granted > (definition.requirement(code).pot or 0):
            raise SumMismatch(
                f"decision {decision.reference}: {code} grants {granted} kronor, above its frame"
            )
