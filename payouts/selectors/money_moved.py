"""Which amounts the register of money lists, and what has moved of each: paid, to come home, come home."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from payouts.domain.spread import Moved, spread
from payouts.models import Claim, ClaimState, DecidedAmount, DecisionState, LineGrant, Payment, PaymentState
from payouts.models.decision import ISSUED
from payouts.models.payment import ALIVE, ON_THE_WAY

Payee = tuple[int, int]  # an agreement and an organisation
_SUMS = {
    "left": Sum(F("amount") - F("repaid"), filter=Q(state=ClaimState.OPEN), default=0),
    "come": Sum("repaid"),
}
_OF_SAME = {"decision__agreement": "decision__agreement", "party__organisation": "party__organisation"}


def listed_amounts() -> QuerySet[DecidedAmount]:
    """Return what decisions in force give and, where money of it has moved, what ended ones gave last.

    An organisation that the decision in force gives something stands with that, whatever it was given before.
    """
    same = {field: OuterRef(of) for field, of in _OF_SAME.items()}
    later = DecidedAmount.objects.filter(
        **same, decision__state__in=ISSUED, decision__number__gt=OuterRef("decision__number")
    )
    of_same = {"organisation": OuterRef("party__organisation")}
    paid = Payment.objects.filter(
        **of_same, order__agreement=OuterRef("decision__agreement"), state__in=ALIVE
    )
    claims = _counted_claims().filter(**of_same, agreement=OuterRef("decision__agreement"), line=None)
    ended = Q(decision__state__in=(DecisionState.CORRECTED, DecisionState.REVOKED))
    return DecidedAmount.objects.filter(
        Q(decision__state=DecisionState.IN_FORCE) | ended & (Exists(paid) | Exists(claims)) & ~Exists(later)
    )


def moved_by_payee() -> Mapping[Payee, Moved]:
    """Return what has moved of each agreement's money to each organisation, its lines left out: two queries."""
    alive = Payment.objects.filter(state__in=ALIVE).order_by()
    sums = alive.values_list("order__agreement_id", "organisation_id").annotate(
        kronor=Sum("amount", filter=Q(state=PaymentState.PAID), default=0),
        waits=Sum("amount", filter=Q(state__in=ON_THE_WAY), default=0),
    )
    found = {(agreement, body): Moved(kronor, waits) for agreement, body, kronor, waits in sums}
    claims = _counted_claims().filter(line=None).order_by().values_list("agreement_id", "organisation_id")
    for agreement, body, left, come in claims.annotate(**_SUMS):
        found[agreement, body] = found.get((agreement, body), Moved()) + Moved(to_repay=left, repaid=come)
    return found


def moved_by_amount(moved: Mapping[Payee, Moved]) -> Mapping[int, Moved]:
    """Return what has moved of every amount that is listed and of which something has, by key: one query."""
    columns = ("decision__agreement_id", "party__organisation_id", "pk", "amount")
    of_all = listed_amounts().filter(decision__agreement__in={agreement for agreement, _ in moved})
    rows = of_all.order_by(*columns[:2], "requirement__position", "party__code", "pk").values_list(*columns)
    found: dict[int, Moved] = {}
    for key, own in groupby(rows if moved else (), key=itemgetter(0, 1)):
        if key in moved:
            amounts = [(pk, amount) for _, _, pk, amount in own]
            parts = spread(moved[key], [amount for _, amount in amounts])
            found.update(zip((pk for pk, _ in amounts), parts, strict=True))
    return found


def moved_by_line() -> Mapping[tuple[int, str], Moved]:
    """Return what has moved of every budget line, by agreement and name: two queries."""
    paid = LineGrant.objects.filter(paid__gte=1).order_by().values_list("agreement_id", "name", "paid")
    found = {(agreement, name): Moved(paid=kronor) for agreement, name, kronor in paid}
    claims = _counted_claims().exclude(line=None).order_by().values_list("agreement_id", "line__name")
    for agreement, name, left, come in claims.annotate(**_SUMS):
        found[agreement, name] = found.get((agreement, name), Moved()) + Moved(to_repay=left, repaid=come)
    return found


def _counted_claims() -> QuerySet[Claim]:
    """The claims that say something of money: not those that were given up before anything came."""
    return Claim.objects.exclude(state=ClaimState.WITHDRAWN, repaid=0)
