"""What the pages of payments show: what is next, the orders, an order, a payment. For who reads payments."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet, Sum

from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from payouts.domain.bank_days import bank_day_from
from payouts.domain.ledger import ControlSums
from payouts.domain.payment_lifecycle import ORDER, PAYMENT
from payouts.models import (
    Balance,
    Decision,
    DetailsState,
    OrderState,
    Payment,
    PaymentDetails,
    PaymentOrder,
    PaymentState,
    RequisitionState,
    StoredDocument,
)
from payouts.models.payment import ORDERS_IN_THE_MAKING
from payouts.paying import file_name, payer_of, pays, reads_payments
from payouts.selectors.in_force import decision_in_force, last_revocation
from payouts.selectors.payment_plan import Member, Plan, plan_of
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event


@dataclass(frozen=True)
class PaymentsPage:
    """The payments of an agreement. may_pay: the actor pays for its payer. making: the order under work, if any.

    revoked: the revocation that ended the last decision, where none is in force.
    """

    version: AgreementVersion
    plan: Plan
    orders: tuple[PaymentOrder, ...]
    may_pay: bool
    payer: str
    revoked: Decision | None

    @property
    def to_stop(self) -> int:
        """Kronor that lie at the bank and are decided no longer."""
        return sum(one.row.standing.to_stop for one in self.plan.members)

    @property
    def with_bank(self) -> tuple[PaymentOrder, ...]:
        """The orders whose file the bank may have and has not answered for."""
        return tuple(order for order in self.orders if order.state == OrderState.ORDERED)

    @property
    def making(self) -> PaymentOrder | None:
        """The order that is under work, or None."""
        return next((order for order in self.orders if order.state in ORDERS_IN_THE_MAKING), None)

    @property
    def waiting(self) -> int:
        """How many orders wait for the bank's answer."""
        return sum(order.state == OrderState.ORDERED for order in self.orders)

    @cached_property
    def late(self) -> tuple[Member, ...]:
        """Whose requisition came late and is not accepted."""
        return tuple(
            one
            for one in self.plan.members
            if one.requisition and one.requisition.state == RequisitionState.LATE and one.to_pay
        )

    @property
    def asks_requisition(self) -> bool:
        """Whether the money has to be asked for."""
        return self.version.definition.aftermath.requisition is not None

    @property
    def simulated(self) -> bool:
        """Whether anything shown is made up."""
        decided = self.plan.decision
        return bool(decided and decided.simulated) or any(order.simulated for order in self.orders)


@dataclass(frozen=True)
class OrderPage:
    """One order with its payments, and what the actor may do with it.

    revoked: the revocation that ended its decision, where the agreement has no decision in force. to_stop: payments at
    the bank of more than is still decided, where another decision is in force, with the kronor beyond it.
    """

    version: AgreementVersion
    order: PaymentOrder
    payments: tuple[Payment, ...]
    may_pay: bool
    may_attest: bool
    may_approve: bool
    may_withdraw: bool
    revoked: Decision | None = None
    to_stop: tuple[tuple[Payment, int], ...] = ()

    @property
    def sums(self) -> ControlSums:
        """The control sums of the payments as they are stored."""
        return ControlSums.of(one.amount for one in self.payments)

    @property
    def paid_later_on(self) -> date | None:
        """The day on which the bank pays, where the order's own is no bank day; otherwise None."""
        paid_on = bank_day_from(self.order.pay_on)
        return paid_on if paid_on != self.order.pay_on else None

    @property
    def awaits_answer(self) -> bool:
        """Whether the actor is to give the file to the bank and read its answer."""
        return self.may_pay and self.order.state == OrderState.ORDERED

    @property
    def file_name(self) -> str:
        """The name of the order's file."""
        return file_name(self.order, self.version.definition.code)

    @property
    def by_state(self) -> tuple[tuple[str, str, int, int], ...]:
        """How many payments, and kronor, are in each state that any is in: code, word, count, kronor."""
        found = []
        for state in PaymentState:
            amounts = [one.amount for one in self.payments if one.state == state]
            if amounts:
                found.append((state.value, state.label, len(amounts), sum(amounts)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One payment. steps: the verbs that the actor may take by hand.

    details: those of its organisation that hold now. bounced_at: when it became known that it came back.
    """

    version: AgreementVersion
    payment: Payment
    replacement: Payment | None
    steps: tuple[str, ...]
    may_pay: bool
    details: PaymentDetails | None
    bounced_at: datetime | None

    @property
    def waits_for_details(self) -> bool:
        """Whether it is paid again only once the organisation has new details."""
        lost = self.bounced_at is not None and self.replacement is None and not self.payment.with_file
        return lost and (self.details is None or self.details.pk == self.payment.details_id)


def readable_version(actor: Actor, agreement_code: str) -> AgreementVersion | None:
    """Return the published version if `actor` reads its payments, or None: one query."""
    return published_version(actor, agreement_code) if reads_payments(actor) else None


def payments_page(actor: Actor, agreement_code: str) -> PaymentsPage | None:
    """Return the page of an agreement's payments, or None for who does not read them: at most ten queries."""
    version = readable_version(actor, agreement_code)
    if version is None:
        return None
    plan = plan_of(version)
    return PaymentsPage(
        version,
        plan,
        tuple(_orders(version).order_by("-number")),
        pays(actor, version.definition),
        payer_of(version.definition),
        last_revocation(version.agreement_id) if plan.decision is None else None,
    )


def _orders(version: AgreementVersion) -> QuerySet[PaymentOrder]:
    paid = Q(payments__state=PaymentState.PAID)
    return (
        PaymentOrder.objects.filter(agreement=version.agreement_id)
        .select_related("decision", "prepared_by", "attested_by", "approved_by", "file")
        .defer("file__content")
        .annotate(
            paid_count=Count("payments", filter=paid),
            paid_total=Sum("payments__amount", filter=paid, default=0),
            bounced_count=Count("payments", filter=Q(payments__state=PaymentState.BOUNCED)),
        )
    )


def order_page(actor: Actor, agreement_code: str, number: int) -> OrderPage | None:
    """Return the page of an order, or None where there is none that `actor` reads: three queries; while
    the bank has not answered five.
    """
    version = readable_version(actor, agreement_code)
    order = _orders(version).filter(number=number).first() if version else None
    if version is None or order is None:
        return None
    order.agreement = version.agreement
    rows = Payment.objects.filter(order=order).select_related("organisation", "details", "replaces__order")
    payments = tuple(rows.order_by("organisation__code"))
    may_pay = pays(actor, version.definition)
    mine = {order.prepared_by_id, order.attested_by_id}
    return OrderPage(
        version,
        order,
        payments,
        may_pay,
        may_pay and ORDER.may("attest", order.state, actor.roles),
        may_pay and ORDER.may("approve", order.state, actor.roles) and actor.user_id not in mine,
        may_pay and ORDER.may("withdraw", order.state, actor.roles),
        *_no_longer_decided(order, payments),
    )


def _no_longer_decided(
    order: PaymentOrder, payments: tuple[Payment, ...]
) -> tuple[Decision | None, tuple[tuple[Payment, int], ...]]:
    """Return what revoked an order's decision while payments lie at the bank; else which of them are of too much."""
    if order.state != OrderState.ORDERED:
        return None, ()
    if decision_in_force(order.agreement_id) is None:
        return last_revocation(order.agreement_id), ()
    balances = Balance.objects.filter(agreement=order.agreement_id, ordered__gt=F("decided"))
    beyond = dict(balances.order_by().values_list("organisation", F("ordered") - F("decided")))
    waiting = [one for one in payments if one.state == PaymentState.ORDERED]
    found = ((one, min(one.amount, beyond.get(one.organisation_id, 0))) for one in waiting)
    return None, tuple((one, kronor) for one, kronor in found if kronor)


def order_file(actor: Actor, agreement_code: str, number: int) -> tuple[str, StoredDocument] | None:
    """Return the name and the document of an order's file for a payer of the agreement, or None: two queries.

    The ministry and the auditor see the order, not the file that a bank pays from.
    """
    version = readable_version(actor, agreement_code)
    if version is None or not (pays(actor, version.definition) or actor.is_any(Role.AUDITOR)):
        return None
    orders = PaymentOrder.objects.filter(agreement=version.agreement_id, number=number, file__isnull=False)
    order = orders.select_related("file").first()
    if order is None or order.file is None:
        return None
    return file_name(order, version.definition.code), order.file


def payment_page(actor: Actor, agreement_code: str, payment_id: int) -> PaymentPage | None:
    """Return the page of a payment, or None where there is none that `actor` reads: three to five queries."""
    version = readable_version(actor, agreement_code)
    if version is None:
        return None
    rows = Payment.objects.filter(order__agreement=version.agreement_id, pk=payment_id).select_related(
        "organisation", "details", "order", "replaces__order", "status_file", "settled_by"
    )
    payment = rows.first()
    if payment is None:
        return None
    again = Payment.objects.filter(replaces=payment).exclude(state=PaymentState.WITHDRAWN)
    may_pay = pays(actor, version.definition)
    steps = [verb for verb in ("pay", "bounce") if may_pay and PAYMENT.may(verb, payment.state, actor.roles)]
    replacement = again.select_related("order").first()
    bounced = payment.state == PaymentState.BOUNCED
    held = PaymentDetails.objects.filter(organisation=payment.organisation_id, state=DetailsState.APPROVED)
    return PaymentPage(
        version,
        payment,
        replacement,
        tuple(steps),
        may_pay,
        held.first() if bounced else None,
        _bounced_at(payment) if bounced else None,
    )


def _bounced_at(payment: Payment) -> datetime | None:
    told = Event.objects.filter(aggregate="payment", aggregate_id=str(payment.pk), verb="bounced")
    return told.order_by("-sequence").values_list("at", flat=True).first()
