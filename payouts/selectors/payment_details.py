"""Where organisations want their money: for who speaks for them, and for payers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from payouts.models import (
    DetailsState,
    Payment,
    PaymentDetails,
    PaymentState,
)
from payouts.paying import SPEAKS
from prio.accounts.roles import Actor
from prio.audit.models import Event
from prio.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation with the details that hold and those that wait."""

    organisation: Organisation
    in_force: PaymentDetails | None
    waiting: PaymentDetails | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Details that their proposer replaced before anybody had settled them."""

    number: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DetailsPage:
    """The details of an organisation. may_propose, may_settle: what the actor may do. bounced: what came back.

    taken_back: what was proposed and gave way before anybody had settled it.
    """

    organisation: Organisation
    history: tuple[PaymentDetails, ...]
    in_force: PaymentDetails | None
    waiting: PaymentDetails | None
    may_propose: bool
    may_settle: bool
    bounced: tuple[Payment, ...]
    taken_back: tuple[TakenBack, ...]


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


def details_page(actor: Actor, organisation_code: str) -> DetailsPage | None:
    """Return the details of an organisation with their history, or None where `actor` may not see them: four queries.

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
        taken_back=_taken_back(body),
    )


def _taken_back(body: Organisation) -> tuple[TakenBack, ...]:
    """Read from the log: the rows themselves are gone."""
    events = Event.objects.filter(
        aggregate="payment_details", verb="taken_back", facts__organisation=str(body.pk)
    )
    return tuple(
        TakenBack(_shown(event.facts), event.at, str(event.by))
        for event in events.select_related("by").order_by("-at")
    )


def _shown(facts: Mapping[str, str]) -> str:
    return str(PaymentDetails(kind=facts["kind"], number=facts["number"]))
