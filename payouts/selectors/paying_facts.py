"""What a payer has to do, for their home: three queries."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from payouts.models import (
    Balance,
    Decision,
    DecisionState,
    DetailsState,
    OrderState,
    Payment,
    PaymentDetails,
    PaymentOrder,
    PaymentState,
    Requisition,
    RequisitionState,
)
from payouts.models.payment import ORDERS_IN_THE_MAKING
from payouts.selectors.in_force import decisions_in_force
from prio.accounts.roles import Actor

MOST = 20


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order that something is to be done with. by: primary keys of who prepared and attested it.

    to_stop: it lies at the bank, and nothing of the agreement is decided any more.
    """

    code: str
    title: str
    number: int
    state: str
    count: int
    kronor: int
    by: frozenset[int | None]
    simulated: bool
    to_stop: bool


@dataclass(frozen=True, slots=True)
class ToPay:
    """An agreement with money that the next order would pay, in kronor."""

    code: str
    title: str
    kronor: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class PayingFacts:
    """The orders under work or with the bank, agreements with money to order, and details that wait."""

    orders: tuple[OrderFact, ...] = ()
    to_pay: tuple[ToPay, ...] = ()
    details: int = 0


NOTHING_TO_PAY = PayingFacts()


def paying_facts(actor: Actor, codes: Collection[str], asking: Collection[str] = ()) -> PayingFacts:
    """Return what `actor` has to do in the agreements that they pay, by code: three queries.

    asking: those of the codes whose money has to be asked for with a requisition.
    """
    going = (*ORDERS_IN_THE_MAKING, OrderState.ORDERED)
    orders = PaymentOrder.objects.filter(agreement__code__in=codes, state__in=going).order_by("pk")
    orders = orders.annotate(decided=Exists(decisions_in_force(OuterRef("agreement"))))
    owed = _payable(asking).filter(agreement__code__in=codes)
    ordered = owed.order_by("agreement__year", "agreement__code")
    made_up = Decision.objects.filter(
        agreement=OuterRef("agreement"), state=DecisionState.IN_FORCE, simulated=True
    )
    sums = ordered.values_list("agreement__code", "agreement__title", Exists(made_up)).annotate(
        kronor=Sum(F("decided") + F("claimed") - F("ordered"))
    )
    found = orders.select_related("agreement")[:MOST]
    waiting = PaymentDetails.objects.filter(state=DetailsState.PROPOSED).exclude(proposed_by=actor.user_id)
    return PayingFacts(
        tuple(_fact(order) for order in found),
        tuple(ToPay(code, title, kronor, simulated) for code, title, simulated, kronor in sums),
        waiting.count(),
    )


def _payable(asking: Collection[str]) -> QuerySet[Balance]:
    """The balances that the next order would pay, as `payouts.selectors.payment_plan` has it."""
    own = {"organisation": OuterRef("organisation")}
    details = PaymentDetails.objects.filter(state=DetailsState.APPROVED, **own)
    again = Payment.objects.filter(replaces=OuterRef("pk")).exclude(state=PaymentState.WITHDRAWN)
    bounced = Payment.objects.filter(
        ~Exists(again),
        order__agreement=OuterRef("agreement"),
        state=PaymentState.BOUNCED,
        with_file=False,
        details__state=DetailsState.APPROVED,
        **own,
    )
    asked_for = Requisition.objects.filter(agreement=OuterRef("agreement"), **own)
    asked_for = asked_for.exclude(state=RequisitionState.LATE)
    return Balance.objects.filter(
        Exists(details),
        ~Exists(bounced),
        ~Q(agreement__code__in=asking) | Exists(asked_for),
        ordered__lt=F("decided") + F("claimed"),
    )


def revoked_at_bank() -> tuple[str, ...]:
    """Return the codes of agreements with money at the bank and no decision in force: one query."""
    orders = PaymentOrder.objects.filter(state=OrderState.ORDERED)
    orders = orders.exclude(Exists(decisions_in_force(OuterRef("agreement"))))
    return tuple(orders.order_by("agreement__code").values_list("agreement__code", flat=True).distinct())


def _fact(order: PaymentOrder) -> OrderFact:
    return OrderFact(
        order.agreement.code,
        order.agreement.title,
        order.number,
        order.state,
        order.payments_count,
        order.total,
        frozenset({order.prepared_by_id, order.attested_by_id}),
        order.simulated,
        order.state == OrderState.ORDERED and not getattr(order, "decided", True),
    )
