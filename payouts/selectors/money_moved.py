"""Which amounts the register of money lists, and what has moved of each: paid, to come home, come home."""

from collections.abc import Collection, Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from agreements.models import Agreement
from payouts.domain.spread import Moved, spread
from payouts.models import Claim, ClaimState, DecidedAmount, DecisionState, LineGrant, Payment, PaymentState
from payouts.models.decision import ISSUED
from payouts.models.payment import ALIVE, ON_THE_WAY

Payee = tuple[int, int]  # an agreement and an organisation
NOTHING = Moved()
AT_MOST_MORE = 4  # times as many payees are read as are wanted, rather than asked for one agreement at a time
_PAID = {
    "kronor": Sum("amount", filter=Q(state=PaymentState.PAID), default=0),
    "waits": Sum("amount", filter=Q(state__in=ON_THE_WAY), default=0),
}
_CLAIMED = {
    "left": Sum(F("amount") - F("repaid"), filter=Q(state=ClaimState.OPEN), default=0),
    "come": Sum("repaid", default=0),
}
_OF_SAME = {"decision__agreement": "decision__agreement", "party__organisation": "party__organisation"}


def kept_amounts() -> frozenset[int]:
    """Return the keys of what ended decisions gave last to those of whose money something has moved: one query.

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
    ended = DecidedAmount.objects.filter(decision__state__in=(DecisionState.CORRECTED, DecisionState.REVOKED))
    kept = ended.filter(Exists(paid) | Exists(claims)).exclude(Exists(later)).order_by()
    return frozenset(kept.values_list("pk", flat=True))


def listed_amounts(kept: Collection[int]) -> QuerySet[DecidedAmount]:
    """Return what decisions in force give, and what of ended ones is kept (`kept_amounts`)."""
    in_force = Q(decision__state=DecisionState.IN_FORCE)
    return DecidedAmount.objects.filter(in_force | Q(pk__in=kept) if kept else in_force)


class Money(NamedTuple):
    """What has moved of an agreement's money to each payee, its lines left out, and of each of the payee's amounts."""

    of_all: Mapping[Payee, Moved]
    of_each: Mapping[int, Moved]


def money_of(payees: Collection[Payee], kept: Collection[int]) -> Money:
    """Return what has moved of what some payees were given: three queries."""
    of_agreement: dict[int, set[int]] = {}
    for agreement, body in payees:
        of_agreement.setdefault(agreement, set()).add(body)
    moved = _moved(of_agreement)
    wanted = _of(of_agreement, "decision__agreement", "party__organisation") if moved else Q(pk=None)
    columns = ("decision__agreement_id", "party__organisation_id", "pk", "amount")
    rows = (
        listed_amounts(kept)
        .filter(wanted)
        .order_by(*columns[:2], "requirement__position", "party__code", "pk")
    )
    of_each: dict[int, Moved] = {}
    for key, own in groupby(rows.values_list(*columns), key=itemgetter(0, 1)):
        amounts = [(pk, amount) for _, _, pk, amount in own]
        parts = spread(moved.get(key, NOTHING), [amount for _, amount in amounts])
        of_each.update(zip((pk for pk, _ in amounts), parts, strict=True))
    return Money(moved, of_each)


def moved_in_all(agreements: QuerySet[Agreement] | None = None) -> Moved:
    """Return what has moved of all that some agreements gave, or every one, their lines left out: two queries."""
    alive = Payment.objects.filter(state__in=ALIVE)
    claims = _counted_claims().filter(line=None)
    if agreements is not None:
        alive = alive.filter(order__agreement__in=agreements)
        claims = claims.filter(agreement__in=agreements)
    paid, claimed = alive.aggregate(**_PAID), claims.aggregate(**_CLAIMED)
    return Moved(paid["kronor"], paid["waits"], claimed["left"], claimed["come"])


def _moved(of_agreement: Mapping[int, Collection[int]]) -> dict[Payee, Moved]:
    alive = Payment.objects.filter(_of(of_agreement, "order__agreement", "organisation"), state__in=ALIVE)
    sums = alive.order_by().values_list("order__agreement_id", "organisation_id").annotate(**_PAID)
    found = {(agreement, body): Moved(kronor, waits) for agreement, body, kronor, waits in sums}
    claims = _counted_claims().filter(_of(of_agreement, "agreement", "organisation"), line=None)
    of_payees = claims.order_by().values_list("agreement_id", "organisation_id").annotate(**_CLAIMED)
    for agreement, body, left, come in of_payees:
        found[agreement, body] = found.get((agreement, body), NOTHING) + Moved(to_repay=left, repaid=come)
    return found


def _of(of_agreement: Mapping[int, Collection[int]], agreement: str, organisation: str) -> Q:
    """Narrow to payees, or to some more where that is a shorter question: who asks takes those that are wanted."""
    bodies_of_all = set().union(*of_agreement.values())
    if len(of_agreement) * len(bodies_of_all) <= AT_MOST_MORE * sum(map(len, of_agreement.values())):
        return Q(**{f"{agreement}__in": list(of_agreement), f"{organisation}__in": bodies_of_all})
    found = Q(pk=None)
    for one, bodies in of_agreement.items():
        found |= Q(**{agreement: one, f"{organisation}__in": bodies})
    return found


def moved_by_line() -> Mapping[tuple[int, str], Moved]:
    """Return what has moved of every budget line, by agreement and name: two queries, one while there is none."""
    paid = LineGrant.objects.order_by().values_list("agreement_id", "name", "paid")
    found = {(agreement, name): Moved(paid=kronor) for agreement, name, kronor in paid}
    if not found:
        return found
    claims = _counted_claims().exclude(line=None).order_by().values_list("agreement_id", "line__name")
    for agreement, name, left, come in claims.annotate(**_CLAIMED):
        found[agreement, name] = found.get((agreement, name), NOTHING) + Moved(to_repay=left, repaid=come)
    return found


def _counted_claims() -> QuerySet[Claim]:
    """The claims that say something of money: not those that were given up before anything came."""
    return Claim.objects.exclude(state=ClaimState.WITHDRAWN, repaid=0)
