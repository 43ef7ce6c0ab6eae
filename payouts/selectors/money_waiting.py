"""What keeps an organisation's money from it, for the home of who speaks for it: details, bounces, requisitions."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Subquery
from django.urls import reverse

from agreements.domain.definition import Definition
from payouts.models import (
    Balance,
    DecidedAmount,
    DecisionState,
    DetailsState,
    Payment,
    PaymentDetails,
    PaymentState,
    Requisition,
)
from payouts.paying import SPEAKS
from prio.accounts.roles import Actor
from prio.swedish import day


@dataclass(frozen=True, slots=True)
class MoneyWaiting:
    """Kronor that wait for the organisation itself. label: what to do, for a link to url; text: why, a sentence."""

    label: str
    text: str
    url: str
    kronor: int
    simulated: bool


class _Owed(NamedTuple):
    """Kronor that are decided for an organisation and not ordered. has_details: approved; details_wait: proposed.

    trouble: why the last payment to the details that hold came back, None where none did that nothing replaces.
    """

    organisation: int
    organisation_code: str
    organisation_name: str
    agreement: int
    code: str
    title: str
    simulated: bool
    kronor: int
    has_details: bool
    details_wait: bool
    trouble: str | None


def money_waiting(actor: Actor, definitions: Sequence[Definition]) -> tuple[MoneyWaiting, ...]:
    """Return what waits for whom `actor` speaks for: none for others, otherwise one query, or two."""
    bodies = {body for role, body in actor.holds if role in SPEAKS}
    if not bodies:
        return ()
    owed = _owed(bodies)
    bounced = [one for one in owed if one.trouble is not None]
    without = [one for one in owed if not one.has_details]
    return (*_sent_back(bounced), *_without_details(without), *_to_ask_for(owed, definitions))


def _owed(bodies: Collection[int]) -> list[_Owed]:
    details = PaymentDetails.objects.filter(organisation=OuterRef("organisation"))
    made_up = DecidedAmount.objects.filter(
        decision__agreement=OuterRef("agreement"),
        decision__state=DecisionState.IN_FORCE,
        party__organisation=OuterRef("organisation"),
        simulated=True,
    )
    owed = Balance.objects.filter(organisation__in=bodies, ordered__lt=F("decided") + F("claimed"))
    rows = owed.order_by("organisation__code", "agreement__year", "agreement__code").values_list(
        "organisation",
        "organisation__code",
        "organisation__name",
        "agreement",
        "agreement__code",
        "agreement__title",
        Exists(made_up),
        F("decided") + F("claimed") - F("ordered"),
        Exists(details.filter(state=DetailsState.APPROVED)),
        Exists(details.filter(state=DetailsState.PROPOSED)),
        _why_bounced(),
    )
    return [_Owed(*row) for row in rows]


def _why_bounced() -> Subquery:
    again = Payment.objects.filter(replaces=OuterRef("pk")).exclude(state=PaymentState.WITHDRAWN)
    lost = Payment.objects.filter(
        ~Exists(again),
        organisation=OuterRef("organisation"),
        order__agreement=OuterRef("agreement"),
        state=PaymentState.BOUNCED,
        with_file=False,
        details__state=DetailsState.APPROVED,
    )
    return Subquery(lost.order_by("-pk").values("trouble")[:1])


def _sent_back(bounced: Sequence[_Owed]) -> Iterator[MoneyWaiting]:
    for one in bounced:
        yield MoneyWaiting(
            "Ändra betalningsuppgifterna",
            f"Betalningen i {one.title} kom tillbaka: {one.trouble}",
            reverse("payment_details", args=[one.organisation_code]),
            one.kronor,
            one.simulated,
        )


def _without_details(owed: Sequence[_Owed]) -> Iterator[MoneyWaiting]:
    """One row for each organisation, with what it is to get of all agreements."""
    missing: dict[int, list[_Owed]] = {}
    for one in owed:
        missing.setdefault(one.organisation, []).append(one)
    for of_one in missing.values():
        first, wait = of_one[0], of_one[0].details_wait
        name = first.organisation_name
        yield MoneyWaiting(
            "Se betalningsuppgifterna" if wait else "Lämna betalningsuppgifter",
            f"Uppgifterna för {name} väntar på att en annan person godkänner dem."
            if wait
            else f"Pengarna är beslutade till {name}, men det finns inget konto eller bankgiro att betala till.",
            reverse("payment_details", args=[first.organisation_code]),
            sum(one.kronor for one in of_one),
            any(one.simulated for one in of_one),
        )


def _to_ask_for(owed: Sequence[_Owed], definitions: Sequence[Definition]) -> Iterator[MoneyWaiting]:
    asking = {one.code: asked for one in definitions if (asked := one.aftermath.requisition)}
    waits = [one for one in owed if one.code in asking]
    if not waits:
        return
    asked_for = Requisition.objects.filter(agreement__in={one.agreement for one in waits})
    made = set(asked_for.values_list("agreement", "organisation"))
    for one in waits:
        if (one.agreement, one.organisation) not in made:
            asked = asking[one.code]
            until = f" Sista dag är {day(asked.by)}." if asked.by else ""
            text = f"{asked.to} betalar när {one.organisation_name} har rekvirerat pengarna."
            url = reverse("requisition", args=[one.code])
            yield MoneyWaiting(
                "Rekvirera pengarna", f"{one.title}. {text}{until}", url, one.kronor, one.simulated
            )
