"""Making the file of an approved payment order, once."""

import hashlib

from django.db import transaction

from agreements.models import Direction, EntryKind
from agreements.selectors.agreements import version_in_force
from agreements.services.cases import CaseKey, NewEntry, register_entry
from payouts.domain.ledger import ControlSums
from payouts.domain.payment_file import FileProblems, payment_file
from payouts.models import (
    DetailsState,
    OrderState,
    Payment,
    PaymentOrder,
    PaymentState,
    StoredDocument,
)
from payouts.paying import file_of, payer_of
from payouts.services.payment_orders import locked_order, receivers_of, sums_of
from prio import clock
from prio.audit.services import record
from prio.jobs.registry import Progress, silent
from prio.money import kronor
from prio.refused import Refused

XML = "application/xml"


def make_payment_file(order_id: int, *, progress: Progress = silent) -> PaymentOrder:
    """Make the file of an approved order, store it under its hash and hand its payments to the bank.

    The file is made outside any lock, from what does not change; a second call returns the order as it is, also where
    the first one was killed half way.

    Raises:
        Refused: the order is not approved, somebody's payment details have changed since, or the bank would refuse it.
    """
    order = PaymentOrder.objects.select_related("decision", "agreement").get(pk=order_id)
    if order.file_id is not None:
        return order
    version = version_in_force(order.agreement.code)
    if order.state != OrderState.APPROVED or version is None:
        raise Refused(f"Betalningsorder {order.number} är inte godkänd, så den har ingen fil.")
    progress("Skapar betalningsfilen", 0, 2)
    receivers = receivers_of(order)
    if ControlSums.of(one.kronor for one in receivers) != sums_of(order):
        raise Refused("Ordern stämmer inte med sina betalningar. Ingen fil är skapad.")
    data = file_of(order, version.definition, receivers)
    try:
        content = payment_file(data)
    except FileProblems as found:
        raise Refused("Betalningsfilen går inte att göra.", found.problems) from found
    progress("Sparar betalningsfilen", 1, 2)
    with transaction.atomic():
        order = locked_order(order_id)
        if order.file_id is not None:
            return order
        if order.state != OrderState.APPROVED:
            raise Refused(f"Betalningsorder {order.number} är återkallad. Ingen fil är skapad.")
        _refuse_changed(order)
        _hand_over(order, content, payer_of(version.definition))
    return order


def _refuse_changed(order: PaymentOrder) -> None:
    payments = Payment.objects.filter(order=order).exclude(details__state=DetailsState.APPROVED)
    if names := tuple(payments.values_list("organisation__name", flat=True)):
        raise Refused(
            "Betalningsuppgifter har ändrats sedan ordern godkändes. Återkalla den och förbered en ny.", names
        )


def _hand_over(order: PaymentOrder, content: bytes, payer: str) -> None:
    document, _ = StoredDocument.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"media_type": XML, "size": len(content), "content": content, "made_at": clock.now()},
    )
    order.file, order.state = document, OrderState.ORDERED
    order.save(update_fields=["file", "state"])
    Payment.objects.filter(order=order, state=PaymentState.PREPARED).update(state=PaymentState.ORDERED)
    record("payment_order", order.pk, "ordered", facts={"sha256": document.sha256, "kronor": order.total})
    test = " (test, ingen betalning)" if order.simulated else ""
    register_entry(
        NewEntry(
            CaseKey(order.agreement_id),
            EntryKind.PAYMENT,
            Direction.OUT,
            clock.now(),
            f"Betalningsorder {order.number}: {order.payments_count} betalningar, {kronor(order.total)}{test}",
            correspondent=f"Banken, för {payer}",
            thing="payment_order",
            thing_id=order.pk,
            by_id=order.approved_by_id,
            simulated=order.simulated,
        )
    )
