"""What was chosen in the queue, and what would become of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessment.domain.lifecycle import Needs
from assessment.domain.queue import Filters
from assessment.models import RoundKind, VerdictState
from assessment.selectors.permission import is_declared, recused_parties
from assessment.selectors.queue import MOST_CHOSEN
from assessment.selectors.queue_awaited import awaited
from assessment.selectors.queue_narrowing import clear, in_hand, in_order, narrowed
from assessment.selectors.queue_scope import scope_of
from assessment.selectors.standing import stands_as_judged
from prio import clock
from prio.accounts.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen cases (primary keys). recused: how many were left out since the actor is recused from the party's.

    ended: how many were left out since nobody works on them any more. is_cut: the list has more than may be chosen.
    """

    cases: tuple[int, ...]
    recused: int
    ended: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What approving would do: final now, to another assessor by the sample, and left as they are.

    obstacle: why nothing could be approved at all, in words; empty where nothing is in the way.
    """

    final: int
    for_approval: int
    left: int
    obstacle: str = ""


def chosen(
    actor: Actor, code: str, kind: RoundKind, filters: Filters, cases: Collection[int] | None
) -> Choice | None:
    """Return what was chosen, without what the actor may not touch; None for who reads no other's. Three queries.

    cases: primary keys; None: everything that the filters find, up to MOST_CHOSEN in their order.
    """
    scope = scope_of(actor, code, kind)
    if scope is None:
        return None
    awaits = awaited(scope)
    if cases is None:
        found = in_order(narrowed(scope, filters, awaits).filter(in_hand(scope)), filters.sort)
        rows = list(found.values_list("pk", "party_id")[: MOST_CHOSEN + 1])
        is_cut, asked = len(rows) > MOST_CHOSEN, min(len(rows), MOST_CHOSEN)
        rows = rows[:MOST_CHOSEN]
    else:
        wanted = scope.cases.filter(in_hand(scope), pk__in=cases).order_by("pk")
        rows = list(wanted.values_list("pk", "party_id")[:MOST_CHOSEN])
        is_cut, asked = False, len(cases)
    mine = tuple(pk for pk, party in rows if party not in awaits.recused)
    return Choice(mine, len(rows) - len(mine), asked - len(rows), is_cut)


def named_cases(
    actor: Actor, code: str, kind: RoundKind, named: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], int] | None:
    """Return the primary keys of the cases that are named by requirement and party: of each the one that stands last.

    What there is no case of is left out; None for who reads no other's. Three queries.
    """
    scope = scope_of(actor, code, kind)
    if scope is None:
        return None
    wanted = set(named)
    rows = scope.cases.filter(
        requirement__code__in={requirement for requirement, _ in wanted},
        party__code__in={party for _, party in wanted},
    )
    columns = ("requirement__code", "party__code", "pk")
    found = rows.exclude(state=VerdictState.CORRECTED).order_by("pk").values_list(*columns)
    return {(requirement, party): pk for requirement, party, pk in found if (requirement, party) in wanted}


def approval_outlook(actor: Actor, code: str, cases: Collection[int]) -> Outlook | None:
    """Return what `services.batches.approve_clear` would do with the cases; None for who reads no other's reports.

    Six queries.
    """
    scope = scope_of(actor, code, RoundKind.FINAL)
    if scope is None:
        return None
    if not scope.is_open:
        return Outlook(0, 0, len(cases), str(Needs.ROUND_OPEN.value))
    if not is_declared(actor.user_id, clock.today().year):
        return Outlook(0, 0, len(cases), str(Needs.DECLARED.value))
    own = [scope.requirements[code] for code in sorted(scope.own)]
    found = scope.cases.filter(clear(scope), pk__in=cases, requirement__in=own).exclude(
        party__in=recused_parties(actor.user_id)
    )
    standing = stands_as_judged(list(found.order_by("pk")))
    sampled = sum(verdict.sampled for verdict in standing)
    return Outlook(len(standing) - sampled, sampled, len(cases) - len(standing))


def worked_on_by_others(actor: Actor, code: str, kind: RoundKind, cases: Collection[int]) -> int:
    """Return how many of the cases `services.assigning.assign` leaves to whom they are assigned; a lead moves them all.

    Two queries, or none.
    """
    scope = None if actor.is_any(Role.LEAD_ASSESSOR) else scope_of(actor, code, kind)
    if scope is None:
        return 0
    others = scope.cases.filter(pk__in=cases).exclude(assigned_to=None).exclude(assigned_to=actor.user_id)
    return others.count()
