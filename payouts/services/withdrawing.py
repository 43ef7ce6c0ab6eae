"""Taking back a payment order that no file has been made of."""

from payouts.models import OrderState, Payment, PaymentOrder, PaymentState
from prio.audit.services import record


def withdraw_locked(order: PaymentOrder, reason: str, by_id: int | None) -> tuple[int, ...]:
    """Withdraw an order that the caller has locked, with its payments; return whose payments they were.

    The caller restates the balances.
    """
    order.state, order.reason = OrderState.WITHDRAWN, reason
    order.save(update_fields=["state", "reason"])
    payments = Payment.objects.filter(order=order)
    bodies = tuple(payments.order_by("organisation").values_list("organisation", flat=True))
    payments.update(state=PaymentState.WITHDRAWN)
    record("payment_order", order.pk, "withdrawn", by_id=by_id, facts={"reason": reason})
    return bodies
