"""The queue as a query: whom each case waits for, what it is narrowed to, in which order, what comes after a case."""

from collections.abc import Sequence
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from agreements.models import ReportState
from assessment.domain.queue import ALL, MINE, NO_PROPOSAL, NOBODYS, Filters
from assessment.models import (
    DECIDED,
    FOLLOWS_FROM_CLOSING,
    IN_HAND,
    FindingState,
    Outcome,
    VerdictState,
)
from assessment.selectors.queue_awaited import Awaited
from assessment.selectors.queue_scope import Scope, standing_wordings
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on

FINDINGS_IN_HAND = (FindingState.PROPOSED, FindingState.PREPARED)
_PROPOSED = Q(state="proposed")
# The columns of each order, after which nothing is left to chance.
_ORDERS = {
    "": ("arrived_at", "id"),
    "part": ("party__code", "requirement__position", "id"),
    "krav": ("requirement__position", "party__code", "id"),
    "lan": ("county_id", "party__code", "requirement__position", "id"),
}
_MAY_BE_EMPTY = frozenset({"arrived_at", "county_id"})


def in_hand(scope: Scope) -> Q:
    """Return the condition that a case is worked on."""
    return Q(state__in=IN_HAND if scope.is_final else FINDINGS_IN_HAND)


def clear(scope: Scope) -> Q:
    """Return the condition of `assessment.services.batches.is_clear`."""
    found = _PROPOSED & Q(proposed_outcome=Outcome.MET, attention=[])
    return found & Q(corrects=None) if scope.is_final else found


def with_waiting(cases: QuerySet[Any], scope: Scope, awaits: Awaited) -> QuerySet[Any]:
    """Say of each case whom it waits for, as a code of `domain.queue.WAITING`."""
    from_closing = _PROPOSED & Q(proposed_outcome__in=FOLLOWS_FROM_CLOSING)
    first = [
        When(Q(state__in=[*DECIDED, FindingState.SENT]), then=Value("klart")),
        When(Q(submission__report__state=ReportState.LATE), then=Value("ansvarig")),
    ]
    if awaits.completions:
        first.append(When(Q(submission__report__in=awaits.completions), then=Value("organisation")))
    if awaits.communications and scope.is_final:
        told = Q(state=VerdictState.COMMUNICATED, pk__in=awaits.communications)
        first.append(When(told, then=Value("organisation")))
    first += [
        When(from_closing & (Q(corrects=None) if scope.is_final else Q()), then=Value("ansvarig")),
        When(_PROPOSED & Q(attention__names=["register"]), then=Value("register")),
        When(_PROPOSED, then=Value("bedomare")),
    ]
    last = "ansvarig"  # a prepared finding is sent by who leads
    if scope.is_final:
        last = "annan"
        own = Q(requirement__in=[scope.requirements[code] for code in sorted(scope.own)])
        mine = own & ~Q(prepared_by=scope.actor.user_id)
        first.append(When(mine & ~Q(party__in=awaits.recused), then=Value("mig")))
    return cases.annotate(waiting=Case(*first, default=Value(last), output_field=CharField()))


def with_name(cases: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Give each case the name that its party had."""
    names = PartyName.objects.filter(holds_on(scope.definition.names_day), party=OuterRef("party"))
    return cases.annotate(party_name=Coalesce(Subquery(names.values("name")[:1]), F("party__code")))


def narrowed(scope: Scope, filters: Filters, awaits: Awaited) -> QuerySet[Any]:
    """Return the cases that the filters ask for, without an order. `waiting` is there."""
    cases = with_waiting(scope.cases, scope, awaits)
    asked = _by_requirement(scope, filters) & _by_state(scope, filters) & _by_person(scope, filters)
    if filters.county:
        asked &= Q(county=filters.county)
    if filters.proposal:
        asked &= Q(proposed_outcome="" if filters.proposal == NO_PROPOSAL else filters.proposal)
    if codes := filters.attentions:
        any_of_them = Q()
        for code in codes:
            any_of_them |= Q(attention__names=[code])
        asked &= any_of_them
    if filters.clear:
        asked &= clear(scope)
    if filters.waiting:
        asked &= Q(waiting=filters.waiting)
    if filters.wording:
        standing = standing_wordings(scope)
        asked &= ~Q(requirement_version__in=standing) | (
            Q(submission__isnull=False) & ~Q(submission__requirement_version__in=standing)
        )
    if filters.text:
        asked &= Q(party__in=_parties(scope, filters.text))
    return cases.filter(asked)


def _by_requirement(scope: Scope, filters: Filters) -> Q:
    codes = set(scope.requirements)
    if filters.authority != ALL:
        codes &= scope.assessed_by(filters.authority)
    if filters.requirement:
        codes &= {filters.requirement}
    if codes == set(scope.requirements):
        return Q()
    return Q(requirement__in=sorted(scope.requirements[code] for code in codes))


def _by_state(scope: Scope, filters: Filters) -> Q:
    if filters.state == ALL:
        return ~Q(state=VerdictState.CORRECTED)
    return Q(state=filters.state) if filters.state else in_hand(scope)


def _by_person(scope: Scope, filters: Filters) -> Q:
    if not filters.assigned:
        return Q()
    if filters.assigned == NOBODYS:
        return Q(assigned_to=None)
    return Q(assigned_to=scope.actor.user_id if filters.assigned == MINE else int(filters.assigned))


def _parties(scope: Scope, text: str) -> QuerySet[PartyName, Any]:
    """Return the parties whose name holds a text, or whose code begins with it."""
    fits = Q(name__icontains=text) | Q(party__code__startswith=text)
    return PartyName.objects.filter(fits, holds_on(scope.definition.names_day)).values("party")


def in_order(cases: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """Sort the cases; what has no value comes last."""
    return cases.order_by(*(_sorted_by(column) for column in _ORDERS[sort]))


def _sorted_by(column: str) -> OrderBy:
    return F(column).asc(nulls_last=True) if column in _MAY_BE_EMPTY else F(column).asc()


def place_in_order(cases: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """Return what `after` needs to know of a case."""
    return cases.values_list(*_ORDERS[sort])


def after(sort: str, place: Sequence[Any]) -> Q:
    """Return the condition that a case comes after the place, which need not be among the cases any more."""
    found, equal = Q(), Q()
    for column, value in zip(_ORDERS[sort], place, strict=True):
        if value is not None:
            later = Q(**{f"{column}__gt": value})
            found |= equal & (later | Q(**{column: None}) if column in _MAY_BE_EMPTY else later)
        equal &= Q(**{column: value})
    return found
