"""Asking for the money, where the agreement wants that, and accepting that it was asked for late."""

from datetime import datetime

from django.db import transaction

from agreements.models import Agreement, Direction, EntryKind
from agreements.selectors.agreements import version_in_force
from agreements.services.cases import CaseKey, NewEntry, register_entry
from payouts.domain.payment_file import ALPHABET
from payouts.models import DecidedAmount, Decision, Requisition, RequisitionState
from payouts.paying import SPEAKS
from payouts.selectors.in_force import decision_in_force
from payouts.services.payment_orders import require_payer
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.parties.models import Organisation
from prio.refused import NotPermitted, Refused

LONGEST_REFERENCE, LONGEST_REASON = 70, 300  # characters


def requisition(
    agreement_code: str, organisation_id: int, reference: str, actor: Actor, *, arrived_at: datetime
) -> Requisition:
    """Ask for what is decided for the organisation. Asked for already, that is returned.

    After the last day it is late: it says so, and waits for the payer.

    Args:
        agreement_code: an agreement whose money is asked for.
        organisation_id: who asks.
        reference: what the organisation calls it by, at most 70 characters.
        actor: who speaks for the organisation as recipient, signer or head.
        arrived_at: when it reached the server, which the last day is compared with.

    Raises:
        Refused: the actor may not, the agreement wants no requisition, nothing is decided for the organisation, or the
            reference is missing or too long.
    """
    if not actor.is_for(organisation_id, *SPEAKS):
        raise NotPermitted("Pengarna rekvireras av organisationens mottagare, undertecknare eller chef.")
    version = version_in_force(agreement_code)
    asked = version.definition.aftermath.requisition if version else None
    if version is None or asked is None:
        raise Refused("Pengarna i den här överenskommelsen behöver inte rekvireras.")
    reference = _checked(reference)
    with transaction.atomic():
        body = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)
        found = Requisition.objects.filter(agreement=version.agreement, organisation=body).first()
        if found is not None:
            return found
        decision = _decision_for(version.agreement, organisation_id)
        late = asked.by is not None and arrived_at >= clock.end_of(asked.by)
        found = Requisition.objects.create(
            agreement=version.agreement,
            organisation=body,
            reference=reference,
            state=RequisitionState.LATE if late else RequisitionState.MADE,
            made_by_id=actor.user_id,
            made_at=arrived_at,
            simulated=decision.simulated,
        )
        record("requisition", found.pk, "made", by_id=actor.user_id, facts={"late": late}, is_first=True)
        _register(found, actor, late=late)
    return found


def _checked(reference: str) -> str:
    reference = " ".join(reference.split())
    if not reference:
        raise Refused("Skriv en referens, så att ni känner igen betalningen.")
    if len(reference) > LONGEST_REFERENCE:
        raise Refused(f"Referensen har {len(reference)} tecken. Den får ha högst {LONGEST_REFERENCE}.")
    if strange := "".join(dict.fromkeys(sign for sign in reference if sign not in ALPHABET)):
        raise Refused(f"Referensen har tecken som en betalning inte kan ha: {strange}")
    return reference


def _decision_for(agreement: Agreement, organisation_id: int) -> Decision:
    decision = decision_in_force(agreement.pk)
    amounts = DecidedAmount.objects.filter(decision=decision, party__organisation=organisation_id)
    if decision is None or not amounts.exists():
        raise Refused("Det finns inga beslutade pengar att rekvirera.")
    return decision


def accept_late(requisition_id: int, reason: str, actor: Actor) -> Requisition:
    """Accept a requisition that came late, with a reason. Accepted already, nothing happens.

    Raises:
        Refused: the actor does not pay for the agreement, gives no reason, or it was in time.
    """
    reason = " ".join(reason.split())[:LONGEST_REASON]
    code = Agreement.objects.values_list("code", flat=True).get(requisitions=requisition_id)
    version = version_in_force(code)
    with transaction.atomic():
        found = Requisition.objects.select_for_update(of=("self",)).get(pk=requisition_id)
        if version is None:
            raise Refused("Det finns ingen sådan överenskommelse.")
        require_payer(actor, version)
        if found.state == RequisitionState.ACCEPTED:
            return found
        if found.state != RequisitionState.LATE:
            raise Refused("Rekvisitionen kom i tid.")
        if not reason:
            raise Refused("Skriv varför den sena rekvisitionen godtas.")
        found.state, found.accepted_by_id, found.reason = RequisitionState.ACCEPTED, actor.user_id, reason
        found.save(update_fields=["state", "accepted_by", "reason"])
        record("requisition", found.pk, "accepted", by_id=actor.user_id, facts={"reason": reason})
    return found


def _register(found: Requisition, actor: Actor, *, late: bool) -> None:
    register_entry(
        NewEntry(
            CaseKey(found.agreement_id),
            EntryKind.REQUISITION,
            Direction.IN,
            found.made_at,
            f"Rekvisition: {found.reference}{' (efter sista dagen)' if late else ''}",
            correspondent=found.organisation.name,
            thing="requisition",
            thing_id=found.pk,
            by_id=actor.user_id,
            simulated=found.simulated,
        )
    )
