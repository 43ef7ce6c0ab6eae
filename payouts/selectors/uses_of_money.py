"""Reading accounts of use: what each organisation received, and how its account stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from agreements.models import AgreementVersion
from agreements.selectors.agreements import version_in_force
from payouts.domain.ledger import home_of_unused
from payouts.domain.money_lifecycle import SIGNS_FOR_ORGANISATION, WRITES_FOR_ORGANISATION
from payouts.domain.spending import Standing, standing
from payouts.models import (
    Claim,
    DecidedAmount,
    Decision,
    DecisionState,
    Payment,
    PaymentState,
    UseOfMoney,
    UseState,
)
from prio import clock
from prio.accounts.roles import Actor
from prio.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class Received:
    """What the decision in force gives an organisation, all its parties together; `amount` in kronor.

    has_come: it was paid, or has accounted for it.
    """

    organisation: Organisation
    amount: int
    decision_id: int
    simulated: bool
    has_come: bool


@dataclass(frozen=True, slots=True)
class UseView:
    """An organisation's account as it stands.

    received: kronor that `use` is an account of. decided: kronor that the one being written is to account for, what
    the decision in force gives. use: the one that holds, or is being written as the first; None before it is begun.
    correction: what is being written to take its place. replaced: what it has corrected, the newest first.
    """

    organisation: Organisation
    received: int
    decided: int
    use: UseOfMoney | None
    correction: UseOfMoney | None
    replaced: tuple[UseOfMoney, ...]
    standing: Standing
    may_write: bool
    may_sign: bool
    is_own: bool

    @property
    def is_handed_in(self) -> bool:
        """Whether it is frozen."""
        return self.use is not None and self.use.state == UseState.HANDED_IN

    @property
    def draft(self) -> UseOfMoney | None:
        """The one that is being written, the first or a correction."""
        return self.correction if self.is_handed_in else self.use

    @property
    def is_written(self) -> bool:
        """Whether there is a form to fill in: it is not handed in, or a correction is begun."""
        return self.may_write and (not self.is_handed_in or self.correction is not None)

    @property
    def may_read_draft(self) -> bool:
        """Whether the actor reads what it says: a draft is its organisation's own."""
        return self.is_handed_in or self.is_own


def version_that_asks(code: str) -> AgreementVersion | None:
    """Return the published version of an agreement that asks for an account of use, otherwise None."""
    version = version_in_force(code)
    return version if version and version.definition.aftermath.use_of_money else None


def received_by(agreement_id: int, organisation_id: int) -> Received | None:
    """Return what the decision in force gives the organisation; None where it gives or nobody paid anything."""
    return received_of(agreement_id, [organisation_id]).get(organisation_id)


def received_of(agreement_id: int, organisations: Iterable[int] | None = None) -> Mapping[int, Received]:
    """Return what the decision in force gives each organisation (of `organisations`, or all of them). One query.

    Only those that a payment has reached, or that have handed in an account: there is nothing to account for before.
    """
    found = decided_to(agreement_id, organisations)
    return {organisation: one for organisation, one in found.items() if one.has_come}


def decided_to(agreement_id: int, organisations: Iterable[int] | None = None) -> Mapping[int, Received]:
    """Return what the decision in force gives each organisation, paid or not, by code. One query."""
    of_decision = Decision.objects.filter(agreement=agreement_id, state=DecisionState.IN_FORCE)
    amounts = DecidedAmount.objects.filter(decision__in=of_decision).annotate(has_come=_is_paid())
    if organisations is not None:
        amounts = amounts.filter(party__organisation__in=list(organisations))
    found: dict[int, Received] = {}
    body = "party__organisation"
    rows = (
        amounts.order_by(f"{body}__code")
        .values_list(body, f"{body}__code", f"{body}__name", "decision_id", "simulated", "has_come")
        .annotate(kronor=Sum("amount"))
    )
    for pk, code, name, decision, simulated, has_come, amount in rows:
        known = found.get(pk)
        found[pk] = Received(
            organisation=Organisation(pk=pk, code=code, name=name),
            amount=amount + (known.amount if known else 0),
            decision_id=decision,
            simulated=simulated or bool(known and known.simulated),
            has_come=has_come,
        )
    return found


def has_come(amounts: QuerySet[DecidedAmount]) -> QuerySet[DecidedAmount]:
    """Return those of the amounts whose organisation was paid of the agreement, or has accounted for it."""
    return amounts.filter(_is_paid())


def _is_paid() -> Q:
    of_same = {"organisation": OuterRef("party__organisation")}
    paid = Payment.objects.filter(
        order__agreement=OuterRef("decision__agreement"), state=PaymentState.PAID, **of_same
    )
    handed_in = UseOfMoney.objects.filter(
        agreement=OuterRef("decision__agreement"), state=UseState.HANDED_IN, **of_same
    )
    return Q(Exists(paid)) | Q(Exists(handed_in))


def decided_by(actor: Actor, version: AgreementVersion) -> Mapping[int, Received]:
    """Return what the decision gives those whose accounts the actor reads, paid or not. One query, or none."""
    asks = version.definition.aftermath.use_of_money is not None
    if not asks or not (actor.reads_all or actor.organisations):
        return {}
    return decided_to(version.agreement_id, None if actor.reads_all else actor.organisations)


def uses_of(
    actor: Actor,
    version: AgreementVersion,
    today: date,
    *,
    with_rows: bool = False,
    decided: Mapping[int, Received] | None = None,
) -> tuple[UseView, ...]:
    """Return the accounts that the actor reads, by organisation: all of them, or the own. Two queries, or none.

    with_rows: what each says of each area is read too, with one query more. decided: as `decided_by` gives it, where
    that is known; it spares a query.
    """
    asked = version.definition.aftermath.use_of_money
    if asked is None:
        return ()
    known = decided_by(actor, version) if decided is None else decided
    received = {organisation: one for organisation, one in known.items() if one.has_come}
    if not received:
        return ()
    uses = UseOfMoney.objects.filter(agreement=version.agreement_id, organisation__in=received)
    read = uses.prefetch_related("rows") if with_rows else uses
    by_organisation: dict[int, list[UseOfMoney]] = {}
    for use in read.order_by("number"):
        by_organisation.setdefault(use.organisation_id, []).append(use)
    return tuple(
        _view(actor, one, by_organisation.get(pk, []), asked.due, today) for pk, one in received.items()
    )


def use_of(
    actor: Actor, code: str, organisation: str, today: date
) -> tuple[AgreementVersion, UseView] | None:
    """Return the account of the organisation with that code, with its agreement's version, or None.

    None also where the agreement asks for none, the organisation received nothing, or it is not the actor's to read.
    """
    version = version_that_asks(code)
    if version is None:
        return None
    for view in uses_of(actor, version, today, with_rows=True):
        if view.organisation.code == organisation:
            return version, view
    return None


def repaid_beyond(use: UseOfMoney, claims: Iterable[Claim]) -> int:
    """Return the kronor that have come home beyond what a corrected account says is to be repaid.

    claims: those on its organisation, of whatever reason. Prio pays nothing back: who got the money does.
    """
    of_use = (one.in_ledger for one in claims if one.line_id is None)
    return max(0, home_of_unused(use.received, of_use) - use.to_repay)


def _view(
    actor: Actor, received: Received, uses: Sequence[UseOfMoney], due: date | None, today: date
) -> UseView:
    """uses: all of the organisation's, in the order of their numbers. The first says whether it came in time."""
    one = received.organisation
    draft = next((use for use in uses if use.state == UseState.DRAFT), None)
    holds = next((use for use in uses if use.state == UseState.HANDED_IN), None)
    at = uses[0].handed_in_at if uses else None
    roles = {role for role, organisation in actor.holds if organisation == one.pk}
    is_own = one.pk in actor.organisations
    return UseView(
        organisation=one,
        received=holds.received if holds else received.amount,
        decided=received.amount,
        use=holds or draft,
        correction=draft if holds and is_own else None,
        replaced=tuple(use for use in reversed(uses) if use.state == UseState.REPLACED),
        standing=standing(due, at.astimezone(clock.STOCKHOLM).date() if at else None, today),
        may_write=not roles.isdisjoint(WRITES_FOR_ORGANISATION),
        may_sign=not roles.isdisjoint(SIGNS_FOR_ORGANISATION),
        is_own=is_own,
    )
