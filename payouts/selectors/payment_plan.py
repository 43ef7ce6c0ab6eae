"""Where every organisation stands in an agreement's money, and what the next payment order would pay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Sum

from agreements.models import AgreementVersion
from payouts.domain.ledger import ControlSums, Row, Waits, waits_for
from payouts.domain.payment_file import problems_with_name
from payouts.models import (
    Claim,
    ClaimReason,
    ClaimState,
    DecidedAmount,
    Decision,
    DecisionState,
    DetailsState,
    Payment,
    PaymentDetails,
    PaymentState,
    Requisition,
    RequisitionState,
)
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


@dataclass(frozen=True)
class Plan:
    """Everybody who has or had something of an agreement's money. decision: the one in force, or None."""

    version: AgreementVersion
    decision: Decision | None
    members: tuple[Member, ...] = field(default=())

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


Amounts = Mapping[int, Mapping[str, int]]


def plan_of(version: AgreementVersion) -> Plan:
    """Return where everybody stands. Eight queries, however many they are."""
    agreement = version.agreement_id
    decision = Decision.objects.filter(agreement=agreement, state=DecisionState.IN_FORCE).first()
    decided, made_up = _decided(decision)
    payments, claims = _payments(agreement), _claims(agreement)
    bounced = _bounced(agreement)
    everybody = decided.keys() | payments.keys() | claims.keys()
    details = {
        one.organisation_id: one
        for one in PaymentDetails.objects.filter(state=DetailsState.APPROVED, organisation__in=everybody)
    }
    requisitions = {one.organisation_id: one for one in Requisition.objects.filter(agreement=agreement)}
    asks = version.definition.aftermath.requisition is not None
    members = []
    for organisation in Organisation.objects.filter(pk__in=everybody).order_by("code"):
        key = organisation.pk
        found, came_back = details.get(key), bounced.get(key)
        asked = requisitions.get(key)
        why = waits_for(
            asks_requisition=asks,
            requisition=asked.state if asked else "",
            has_details=found is not None,
            bounced_on_them=came_back is not None and (found is None or found.pk == came_back.details_id),
        )
        row = _row(decided.get(key, 0), payments.get(key, {}), claims.get(key, {}), why)
        members.append(Member(organisation, row, found, asked, came_back, key in made_up))
    return Plan(version, decision, tuple(members))


def _decided(decision: Decision | None) -> tuple[dict[int, int], frozenset[int]]:
    """What a decision gives each organisation, all its parties together, and for whom any of it is made up."""
    rows = DecidedAmount.objects.filter(decision=decision).order_by()
    sums = (
        rows.values_list("party__organisation").annotate(
            kronor=Sum("amount"),
            made_up=Exists(rows.filter(party__organisation=OuterRef("party__organisation"), simulated=True)),
        )
        if decision
        else ()
    )
    found = list(sums)
    return {key: kronor for key, kronor, _ in found}, frozenset(key for key, _, made_up in found if made_up)


def _payments(agreement: int) -> dict[int, dict[str, int]]:
    rows = Payment.objects.filter(order__agreement=agreement).order_by()
    found: dict[int, dict[str, int]] = {}
    for key, state, amount in rows.values_list("organisation", "state").annotate(kronor=Sum("amount")):
        found.setdefault(key, {})[state] = amount
    return found


def _claims(agreement: int) -> dict[int, dict[str, int]]:
    rows = Claim.objects.filter(agreement=agreement).exclude(state=ClaimState.WITHDRAWN)
    found: dict[int, dict[str, int]] = {}
    for key, reason, amount, repaid in rows.values_list("organisation", "reason", "amount", "repaid"):
        of = found.setdefault(key, dict.fromkeys(("open", "part", "repaid", "unused", "repaid_unused"), 0))
        if reason == ClaimReason.UNUSED:
            of["unused"] += amount
            of["repaid_unused"] += repaid
        elif repaid:
            of["repaid"] += repaid
            of["part"] += amount - repaid
        else:
            of["open"] += amount
    return found


def _bounced(agreement: int) -> dict[int, Payment]:
    """The last payment of each organisation that came back and that nothing replaces."""
    again = Payment.objects.filter(replaces=OuterRef("pk")).exclude(state=PaymentState.WITHDRAWN)
    rows = Payment.objects.filter(~Q(Exists(again)), order__agreement=agreement, state=PaymentState.BOUNCED)
    return {one.organisation_id: one for one in rows.order_by("pk")}


def _row(decided: int, payments: Mapping[str, int], claims: Mapping[str, int], why: Waits) -> Row:
    return Row(
        decided=decided,
        prepared=payments.get(PaymentState.PREPARED, 0),
        ordered=payments.get(PaymentState.ORDERED, 0),
        paid=payments.get(PaymentState.PAID, 0),
        bounced=payments.get(PaymentState.BOUNCED, 0),
        claims_open=claims.get("open", 0),
        claims_part_repaid=claims.get("part", 0),
        repaid=claims.get("repaid", 0),
        unused=claims.get("unused", 0),
        repaid_unused=claims.get("repaid_unused", 0),
        waits=why,
    )


def waits_for_acceptance(requisition: Requisition | None) -> bool:
    """Say whether somebody has to accept that a requisition came late."""
    return requisition is not None and requisition.state == RequisitionState.LATE
