"""Where organisations want their money: for who speaks for them, and for payers."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from payouts.models import (
    DecidedAmount,
    DecisionState,
    DetailsState,
    Payment,
    PaymentDetails,
    PaymentState,
)
from payouts.paying import SPEAKS
from prio.accounts.roles import Actor
from prio.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation with the details that hold and those that wait."""

    organisation: Organisation
    in_force: PaymentDetails | None
    waiting: PaymentDetails | None


@dataclass(frozen=True, slots=True)
class DetailsPage:
    """The details of an organisation. may_propose, may_settle: what the actor may do. bounced: what came back."""

    organisation: Organisation
    history: tuple[PaymentDetails, ...]
    in_force: PaymentDetails | None
    waiting: PaymentDetails | None
    may_propose: bool
    may_settle: bool
    bounced: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class DetailsList:
    """The actor's own organisations; for a payer those whose details wait, and how many organisations have none."""

    own: tuple[Body, ...]
    waiting: tuple[Body, ...]
    is_payer: bool


def details_list(actor: Actor) -> DetailsList | None:
    """Return whose details `actor` may see, or None for who sees nobody's: at most four queries."""
    own = {body for role, body in actor.holds if role in SPEAKS}
    is_payer = bool(actor.pays_for)
    if not own and not is_payer:
        return None
    waiting: tuple[Body, ...] = ()
    if is_payer:
        waits = Organisation.objects.filter(payment_details__state=DetailsState.PROPOSED)
        waiting = _bodies(waits)
    return DetailsList(_bodies(Organisation.objects.filter(pk__in=own)), waiting, is_payer)


def _bodies(rows: QuerySet[Organisation]) -> tuple[Body, ...]:
    live = PaymentDetails.objects.filter(state__in=[DetailsState.APPROVED, DetailsState.PROPOSED])
    found = rows.order_by("code").prefetch_related(
        Prefetch("payment_details", live.select_related("proposed_by"), to_attr="live_details")
    )
    return tuple(
        Body(
            one,
            next((d for d in one.live_details if d.state == DetailsState.APPROVED), None),
            next((d for d in one.live_details if d.state == DetailsState.PROPOSED), None),
        )
        for one in found
    )


def lacking_details(actor: Actor) -> QuerySet[Organisation]:
    """Return for whom the actor speaks, whom money is decided to, and who has left no payment details."""
    own = {body for role, body in actor.holds if role in SPEAKS}
    decided = DecidedAmount.objects.filter(
        decision__state=DecisionState.IN_FORCE, party__organisation=OuterRef("pk")
    )
    live = PaymentDetails.objects.filter(
        organisation=OuterRef("pk"), state__in=[DetailsState.APPROVED, DetailsState.PROPOSED]
    )
    return Organisation.objects.filter(Exists(decided), ~Exists(live), pk__in=own)


def details_page(actor: Actor, organisation_code: str) -> DetailsPage | None:
    """Return the details of an organisation with their history, or None where `actor` may not see them: three queries.

    They are seen by who speaks for the organisation, and by payers.
    """
    body = Organisation.objects.filter(code=organisation_code).first()
    if body is None or not (actor.is_for(body.pk, *SPEAKS) or actor.pays_for):
        return None
    rows = PaymentDetails.objects.filter(organisation=body).select_related("proposed_by", "settled_by")
    history = tuple(rows.order_by("-pk"))
    waiting = next((one for one in history if one.state == DetailsState.PROPOSED), None)
    bounced = Payment.objects.filter(
        organisation=body, state=PaymentState.BOUNCED, with_file=False, replacements__isnull=True
    ).select_related("order__agreement")
    return DetailsPage(
        organisation=body,
        history=history,
        in_force=next((one for one in history if one.state == DetailsState.APPROVED), None),
        waiting=waiting,
        may_propose=actor.is_for(body.pk, *SPEAKS),
        may_settle=waiting is not None and waiting.proposed_by_id != actor.user_id,
        bounced=tuple(bounced.order_by("pk")),
    )
