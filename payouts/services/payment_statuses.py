"""What became of the payments: the bank's files, looked at and approved, and what somebody marks by hand."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from agreements.models import Agreement, AgreementVersion, Direction, EntryKind
from agreements.services.cases import CaseKey, NewEntry, register_entry
from assessment.selectors import published_version
from payouts.domain.payment_judging import JudgedRow, fingerprint
from payouts.domain.payment_lifecycle import PAYMENT
from payouts.domain.payment_status import UnreadableStatuses, read_statuses
from payouts.models import (
    OrderState,
    Payment,
    PaymentOrder,
    PaymentState,
    StatusFile,
    StatusFileState,
    StoredDocument,
)
from payouts.selectors.status_files import judged_rows
from payouts.services.balances import restate
from payouts.services.payment_letters import tell_bounced
from payouts.services.payment_orders import require_payer
from payouts.services.permission import require
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.refused import Refused

LARGEST = 10 * 1024 * 1024  # bytes
LONGEST_NAME, LONGEST_REASON = 200, 300  # characters
MEDIA_TYPES = {"csv": "text/csv", "pain.002": "application/xml", "camt.054": "application/xml"}


def upload_statuses(agreement_code: str, name: str, content: bytes, actor: Actor) -> StatusFile:
    """Take in a file from the bank, to be looked at. The same bytes again are the file that is there.

    Args:
        agreement_code: whose payments it is about.
        name: the file's name.
        content: pain.002, camt.054 or CSV (docs/formats.md).
        actor: a payer of the agreement's payer.

    Raises:
        Refused: the actor does not pay for it, or the file is too large or none of the three kinds.
    """
    version = published_version(agreement_code)
    require_payer(actor, version)
    if len(content) > LARGEST:
        raise Refused(f"Filen är större än {LARGEST // 1024 // 1024} MB.")
    try:
        read = read_statuses(content)
    except UnreadableStatuses as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        found, is_new = StatusFile.objects.get_or_create(
            agreement=version.agreement,
            document=_stored(content, MEDIA_TYPES[read.kind]),
            defaults={
                "name": name[:LONGEST_NAME],
                "kind": read.kind,
                "uploaded_by_id": actor.user_id,
                "uploaded_at": clock.now(),
            },
        )
        if not is_new and found.state != StatusFileState.DISCARDED:
            return found
        found.state = StatusFileState.PREVIEW
        found.save(update_fields=["state"])
        facts = {"sha256": found.document_id}
        record("status_file", found.pk, "uploaded", by_id=actor.user_id, facts=facts)
    return found


def _stored(content: bytes, media_type: str) -> StoredDocument:
    made = {"media_type": media_type, "size": len(content), "content": content, "made_at": clock.now()}
    sha256 = hashlib.sha256(content).hexdigest()
    return StoredDocument.objects.get_or_create(sha256=sha256, defaults=made)[0]


def approve_statuses(file_id: int, seen: str, actor: Actor) -> StatusFile:
    """Let what a file says become of the payments; approved already, nothing happens.

    Rows with faults change nothing: they are named on the file's page, before and after.

    Args:
        file_id: the file.
        seen: the fingerprint of the rows that the actor looked at.
        actor: a payer of the agreement's payer.

    Raises:
        Refused: the actor does not pay for it, the file is discarded, the payments have changed since the actor looked,
            or no row changes anything.
    """
    version = published_version(Agreement.objects.values_list("code", flat=True).get(status_files=file_id))
    require_payer(actor, version)
    with transaction.atomic():
        _locked_orders(version.agreement_id)
        found = StatusFile.objects.select_for_update(of=("self",)).select_related("document").get(pk=file_id)
        if found.state == StatusFileState.APPROVED:
            return found
        if found.state != StatusFileState.PREVIEW:
            raise Refused("Filen är kastad. Ladda upp den igen.")
        rows = judged_rows(found, clock.today())
        if fingerprint(rows) != seen:
            raise Refused("Betalningarna har ändrats sedan filen visades. Granska den på nytt.")
        changing = [row for row in rows if row.changes]
        if not changing:
            raise Refused("Filen ändrar ingen betalning.")
        payments = _locked_payments(version.agreement_id, {row.payment for row in changing})
        for row in changing:
            _apply(payments[row.payment], row, found, actor)
        found.state, found.applied = StatusFileState.APPROVED, len(changing)
        found.approved_by_id, found.approved_at = actor.user_id, clock.now()
        found.simulated = any(one.simulated for one in payments.values())
        found.save(update_fields=["state", "applied", "approved_by", "approved_at", "simulated"])
        record("status_file", found.pk, "approved", by_id=actor.user_id, facts={"rows": len(changing)})
        _follow(version, payments.values())
        _register(found, actor)
    return found


def discard_statuses(file_id: int, actor: Actor) -> StatusFile:
    """Discard a file that nobody has approved. It is kept, and can be uploaded again.

    Raises:
        Refused: the actor does not pay for the agreement, or the file is approved.
    """
    version = published_version(Agreement.objects.values_list("code", flat=True).get(status_files=file_id))
    require_payer(actor, version)
    with transaction.atomic():
        found = StatusFile.objects.select_for_update(of=("self",)).get(pk=file_id)
        if found.state == StatusFileState.APPROVED:
            raise Refused("Filen är godkänd och har ändrat betalningar. Den går inte att kasta.")
        if found.state == StatusFileState.PREVIEW:
            found.state = StatusFileState.DISCARDED
            found.save(update_fields=["state"])
            record("status_file", found.pk, "discarded", by_id=actor.user_id)
    return found


def mark_paid(payment_id: int, paid_on: date, reason: str, actor: Actor) -> Payment:
    """Mark a payment as paid by hand, with a reason.

    Raises:
        Refused: the actor does not pay for the agreement, gives no reason, the day has not come, or it is not ordered.
    """
    if paid_on > clock.today():
        raise Refused("Dagen har inte kommit än.")
    return _mark(payment_id, "pay", reason, actor, paid_on=paid_on)


def mark_bounced(payment_id: int, reason: str, actor: Actor) -> Payment:
    """Mark by hand that a payment came back. The organisation is told, and is to leave new details.

    Raises:
        Refused: the actor does not pay for the agreement, gives no reason, or the payment never went away.
    """
    return _mark(payment_id, "bounce", reason, actor)


def _mark(payment_id: int, verb: str, reason: str, actor: Actor, paid_on: date | None = None) -> Payment:
    version = published_version(
        Agreement.objects.values_list("code", flat=True).get(payment_orders__payments=payment_id)
    )
    reason = " ".join(reason.split())[:LONGEST_REASON]
    step = PAYMENT.transition(verb)
    with transaction.atomic():
        _locked_orders(version.agreement_id)
        key = Payment.objects.values_list("end_to_end_id", flat=True).get(pk=payment_id)
        payment = _locked_payments(version.agreement_id, {key})[key]
        if payment.state == step.target and payment.settled_by_id == actor.user_id:
            return payment
        require_payer(actor, version)
        require(PAYMENT, verb, payment.state, actor)
        if not reason:
            raise Refused("Skriv varför det markeras för hand.")
        payment.by_hand = reason
        _become(payment, PaymentState(step.target), paid_on, reason, actor)
        _follow(version, [payment])
    return payment


def _apply(payment: Payment, row: JudgedRow, file: StatusFile, actor: Actor) -> None:
    payment.status_file, payment.by_hand = file, ""
    payment.with_file = row.is_of_file and row.outcome == "bounce"
    if row.outcome == "pay":
        _become(payment, PaymentState.PAID, row.row.on, "", actor)
    else:
        _become(payment, PaymentState.BOUNCED, None, row.row.reason, actor)


def _become(payment: Payment, state: PaymentState, on: date | None, trouble: str, actor: Actor) -> None:
    payment.state, payment.paid_on, payment.settled_by_id = state, on, actor.user_id
    payment.trouble = trouble if state == PaymentState.BOUNCED else ""
    told = ("state", "paid_on", "trouble", "settled_by", "status_file", "by_hand", "with_file")
    payment.save(update_fields=told)
    facts = {"on": str(on or ""), "reason": payment.trouble or payment.by_hand}
    record("payment", payment.pk, state.value, by_id=actor.user_id, facts=facts)
    # What the bank rejected as a whole file is the payer's to put right: nobody's details are wrong.
    if state == PaymentState.BOUNCED and not payment.with_file:
        tell_bounced(payment)


def _follow(version: AgreementVersion, payments: Iterable[Payment]) -> None:
    """Let balances and orders follow what has become of payments."""
    payments = list(payments)
    restate(version.agreement_id, sorted({one.organisation_id for one in payments}))
    for order in PaymentOrder.objects.filter(pk__in={one.order_id for one in payments}).order_by("pk"):
        waiting = Payment.objects.filter(order=order, state=PaymentState.ORDERED).exists()
        if order.state == OrderState.ORDERED and not waiting:
            order.state = OrderState.SETTLED
            order.save(update_fields=["state"])
            record("payment_order", order.pk, "settled")


def _locked_orders(agreement_id: int) -> None:
    orders = PaymentOrder.objects.select_for_update(of=("self",)).filter(agreement=agreement_id)
    list(orders.order_by("pk").values_list("pk", flat=True))


def _locked_payments(agreement_id: int, keys: set[str]) -> dict[str, Payment]:
    rows = Payment.objects.select_for_update(of=("self",)).select_related(
        "organisation", "order__agreement", "order__decision"
    )
    rows = rows.filter(order__agreement=agreement_id, end_to_end_id__in=keys)
    return {one.end_to_end_id: one for one in rows.order_by("pk")}


def _register(found: StatusFile, actor: Actor) -> None:
    register_entry(
        NewEntry(
            CaseKey(found.agreement_id),
            EntryKind.PAYMENT,
            Direction.IN,
            found.uploaded_at,
            f"Besked om {found.applied} betalningar: {found.name}",
            correspondent="Banken",
            thing="status_file",
            thing_id=found.pk,
            by_id=actor.user_id,
            simulated=found.simulated,
        )
    )
