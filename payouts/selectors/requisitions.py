"""What an organisation sees of the money that it has to ask for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from payouts.models import DecidedAmount, DecisionState, Requisition
from payouts.paying import SPEAKS
from prio.accounts.roles import Actor
from prio.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class ToAsk:
    """An organisation with the kronor that are decided for it, and its requisition if it is made."""

    organisation: Organisation
    amount: int
    made: Requisition | None


@dataclass(frozen=True, slots=True)
class RequisitionPage:
    """The own organisations. to: of whom the money is asked. by: the last day, None for none."""

    version: AgreementVersion
    to: str
    by: date | None
    bodies: tuple[ToAsk, ...]


def requisition_page(actor: Actor, agreement_code: str) -> RequisitionPage | None:
    """Return what `actor` may ask for, or None where nothing is to be asked for by them: four queries."""
    own = {body for role, body in actor.holds if role in SPEAKS}
    version = published_version(actor, agreement_code) if own else None
    asked = version.definition.aftermath.requisition if version else None
    if version is None or asked is None:
        return None
    amounts = DecidedAmount.objects.filter(
        decision__agreement=version.agreement_id,
        decision__state=DecisionState.IN_FORCE,
        party__organisation__in=own,
    ).order_by()
    decided = dict(amounts.values_list("party__organisation").annotate(kronor=Sum("amount")))
    rows = Requisition.objects.filter(agreement=version.agreement_id, organisation__in=own)
    made = {one.organisation_id: one for one in rows.select_related("made_by", "accepted_by")}
    return RequisitionPage(
        version,
        asked.to,
        asked.by,
        tuple(
            ToAsk(one, decided.get(one.pk, 0), made.get(one.pk))
            for one in Organisation.objects.filter(pk__in=own).order_by("code")
        ),
    )
