"""What a payer has to do, for their home: three queries."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Sum

from payouts.models import Balance, DetailsState, OrderState, PaymentDetails, PaymentOrder
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
    """An agreement with money that is decided and not ordered, in kronor."""

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


def paying_facts(actor: Actor, codes: Collection[str]) -> PayingFacts:
    """Return what `actor` has to do in the agreements that they pay, by code: three queries."""
    going = (*ORDERS_IN_THE_MAKING, OrderState.ORDERED)
    orders = PaymentOrder.objects.filter(agreement__code__in=codes, state__in=going).order_by("pk")
    orders = orders.annotate(decided=Exists(decisions_in_force(OuterRef("agreement"))))
    owed = Balance.objects.filter(
        agreement__code__in=codes, ordered__lt=F("decided") + F("claimed")
    ).order_by("agreement__year", "agreement__code")
    sums = owed.values_list("agreement__code", "agreement__title", "agreement__simulated").annotate(
        kronor=Sum(F("decided") + F("claimed") - F("ordered"))
    )
    found = orders.select_related("agreement")[:MOST]
    waiting = PaymentDetails.objects.filter(state=DetailsState.PROPOSED).exclude(proposed_by=actor.user_id)
    return PayingFacts(
        tuple(_fact(order) for order in found),
        tuple(ToPay(code, title, kronor, simulated) for code, title, simulated, kronor in sums),
        waiting.count(),
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
