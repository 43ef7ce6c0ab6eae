"""Where every organisation stands in an agreement's money, and what the next payment order would pay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from agreements.models import AgreementVersion
from payouts.domain.ledger import Claims, ControlSums, OneClaim, Row, Waits, waits_for
from payouts.domain.payment_file import problems_with_name
from payouts.models import (
    Claim,
    DecidedAmount,
    Decision,
    DetailsState,
    Payment,
    PaymentDetails,
    PaymentState,
    Requisition,
)
from payouts.selectors.in_force import decision_in_force
from prio.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation with what it is to get. bounced: the payment that came back and that nothing replaces yet."""

    organisation: Organisation
    row: Row
    details: PaymentDetails | None
    requisition: Requisition | None
    bounced: Payment | None
    simulated: bool

    @property
    def to_pay(self) -> int:
        """What is decided and not ordered, in kronor."""
        return self.row.standing.to_pay

    @property
    def is_next(self) -> bool:
        """Whether the next order pays it."""
        return self.to_pay > 0 and self.row.waits is Waits.NOT_ORDERED


class Amount(NamedTuple):
    """Kronor that the decision gives a party of an organisation. requirement: primary key, None for a budget line."""

    organisation: int
    kind: str
    requirement: int | None
    line: str
    kronor: int
    simulated: bool


@dataclass(frozen=True)
class Plan:
    """Everybody who has or had something of an agreement's money.

    decision: the one in force, or None. amounts: what it gives.
    """

    version: AgreementVersion
    decision: Decision | None
    members: tuple[Member, ...]
    amounts: tuple[Amount, ...]

    @cached_property
    def next_order(self) -> tuple[Member, ...]:
        """Who the next order pays."""
        return tuple(one for one in self.members if one.is_next)

    @cached_property
    def left_out(self) -> tuple[Member, ...]:
        """Who has money to get, but not in the next order."""
        return tuple(one for one in self.members if one.to_pay and not one.is_next)

    @cached_property
    def sums(self) -> ControlSums:
        """The control sums of the next order."""
        return ControlSums.of(one.to_pay for one in self.next_order)

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """What a bank would refuse in the next order, by name."""
        return tuple(
            problem for one in self.next_order for problem in problems_with_name(one.organisation.name)
        )


def plan_of(version: AgreementVersion) -> Plan:
    """Return where everybody stands. Six queries, seven where money has to be asked for, however many they are."""
    agreement = version.agreement_id
    decision = decision_in_force(agreement)
    amounts = _amounts(decision)
    decided = _sums(amounts)
    made_up = {one.organisation for one in amounts if one.simulated}
    payments, claims = _payments(agreement), _claims(agreement)
    sums = {key: _by_state(own) for key, own in payments.items()}
    everybody = decided.keys() | payments.keys() | claims.keys()
    details = {
        one.organisation_id: one
        for one in PaymentDetails.objects.filter(state=DetailsState.APPROVED, organisation__in=everybody)
    }
    asks = version.definition.aftermath.requisition is not None
    requisitions = _requisitions(agreement) if asks else {}
    members = []
    for organisation in Organisation.objects.filter(pk__in=everybody).order_by("code"):
        key = organisation.pk
        found, came_back, asked = details.get(key), _bounced(payments.get(key, ())), requisitions.get(key)
        why = waits_for(
            asks_requisition=asks,
            requisition=asked.state if asked else "",
            has_details=found is not None,
            bounced_on_them=_is_on(came_back, found),
        )
        row = _row(decided.get(key, 0), sums.get(key, {}), claims.get(key, ()), why)
        members.append(Member(organisation, row, found, asked, came_back, key in made_up))
    return Plan(version, decision, tuple(members), amounts)


def _amounts(decision: Decision | None) -> tuple[Amount, ...]:
    if decision is None:
        return ()
    rows = DecidedAmount.objects.filter(decision=decision).order_by("line", "pk")
    columns = ("party__organisation", "party__kind", "requirement", "line", "amount", "simulated")
    return tuple(Amount(*row) for row in rows.values_list(*columns))


def _sums(amounts: Iterable[Amount]) -> dict[int, int]:
    """What a decision gives each organisation, all its parties together."""
    found: dict[int, int] = {}
    for one in amounts:
        found[one.organisation] = found.get(one.organisation, 0) + one.kronor
    return found


def _payments(agreement: int) -> dict[int, list[Payment]]:
    found: dict[int, list[Payment]] = {}
    for one in Payment.objects.filter(order__agreement=agreement).order_by("pk"):
        found.setdefault(one.organisation_id, []).append(one)
    return found


def _by_state(payments: Iterable[Payment]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in payments:
        found[one.state] = found.get(one.state, 0) + one.amount
    return found


def _bounced(payments: Iterable[Payment]) -> Payment | None:
    """The last payment of an organisation that came back and that nothing replaces."""
    payments = list(payments)
    again = {one.replaces_id for one in payments if one.state != PaymentState.WITHDRAWN}
    lost = [one for one in payments if one.state == PaymentState.BOUNCED and one.pk not in again]
    return lost[-1] if lost else None


def _is_on(came_back: Payment | None, details: PaymentDetails | None) -> bool:
    """Whether what came back did so because of the details that hold: not where the whole file was rejected."""
    if came_back is None or came_back.with_file:
        return False
    return details is None or details.pk == came_back.details_id


def _requisitions(agreement: int) -> dict[int, Requisition]:
    return {one.organisation_id: one for one in Requisition.objects.filter(agreement=agreement)}


def _claims(agreement: int) -> dict[int, list[OneClaim]]:
    found: dict[int, list[OneClaim]] = {}
    for claim in Claim.objects.filter(agreement=agreement):
        found.setdefault(claim.organisation_id, []).append(claim.in_ledger)
    return found


def _row(decided: int, payments: Mapping[str, int], claims: Iterable[OneClaim], why: Waits) -> Row:
    return Row(
        decided=decided,
        prepared=payments.get(PaymentState.PREPARED, 0),
        ordered=payments.get(PaymentState.ORDERED, 0),
        paid=payments.get(PaymentState.PAID, 0),
        bounced=payments.get(PaymentState.BOUNCED, 0),
        claims=Claims.of(decided, claims),
        waits=why,
    )
