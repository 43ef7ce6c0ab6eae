"""Whose a case is: taken, assigned, or shared out evenly."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from agreements.domain.definition import Definition
from assessment.models import (
    IN_HAND,
    Finding,
    FindingState,
    Judgement,
    Recusal,
    RecusalDeclaration,
    RoundKind,
    Verdict,
)
from assessment.selectors import published_version
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role, authority_named
from prio.audit.services import record
from prio.refused import NotPermitted, Refused

MOST_AT_ONCE = 2000
FINDINGS_IN_HAND = (FindingState.PROPOSED, FindingState.PREPARED)


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many cases each assessor (primary key) got, and how many nobody among them may judge."""

    by_assessor: dict[int, int]
    left: int


def assign(
    actor: Actor, agreement_code: str, kind: RoundKind, cases: Collection[int], assessors: Sequence[int]
) -> Assigned:
    """Assign cases to one assessor, or share them out evenly among several.

    Who has least in hand gets the next one; nobody gets a case of another authority, of a party that they are recused
    from, or any case before they have declared their ties this year. Who is no lead may assign to themselves.

    Args:
        actor: who assigns.
        agreement_code: the agreement.
        kind: the round that the cases are in.
        cases: primary keys of its findings or verdicts that are in hand.
        assessors: primary keys of the assessors; none: the cases are nobody's.

    Raises:
        Refused: the role is wrong, too much at once, or somebody is no assessor or has declared nothing this year.
    """
    if actor.roles.isdisjoint(ASSESSING_ROLES):
        raise NotPermitted("Bara den som bedömer fördelar ärenden.")
    if not actor.is_any(Role.LEAD_ASSESSOR) and set(assessors) - {actor.user_id}:
        raise NotPermitted("Bara ansvarig bedömare fördelar ärenden till andra.")
    if len(cases) > MOST_AT_ONCE:
        raise Refused(f"Välj högst {MOST_AT_ONCE} ärenden åt gången.")
    version = published_version(agreement_code)
    with transaction.atomic():
        model = Finding if kind == RoundKind.PRELIMINARY else Verdict
        states = FINDINGS_IN_HAND if kind == RoundKind.PRELIMINARY else IN_HAND
        rows = list(
            model.objects.select_for_update(of=("self",))
            .filter(pk__in=cases, round__agreement=version.agreement, round__kind=kind, state__in=states)
            .select_related("requirement")
            .order_by("pk")
        )
        if not actor.is_any(Role.LEAD_ASSESSOR):
            # Nobody takes away what another one works on.
            rows = [one for one in rows if one.assigned_to_id in {None, actor.user_id}]
        shared = _shared_out(rows, _candidates(assessors), version.definition, _loads(model, states))
        for assessor, keys in shared.items():
            model.objects.filter(pk__in=keys).update(assigned_to=assessor)
        counts = {who: len(keys) for who, keys in shared.items() if who is not None}
        facts = {"kind": kind, "cases": {str(who): keys for who, keys in shared.items()}}
        if rows:
            record("round", rows[0].round_id, "assigned", by_id=actor.user_id, facts=facts)
        given = sum(len(keys) for keys in shared.values())
        return Assigned(counts, len(cases) - given)


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    authorities: frozenset[str]
    recused: frozenset[int]


def _candidates(assessors: Sequence[int]) -> list[_Candidate]:
    """Return what is needed of the assessors: three queries, or none."""
    if not assessors:
        return []
    today = clock.today()
    held: dict[int, set[str]] = {}
    for row in Membership.objects.filter(
        user__in=assessors, role__in=ASSESSING_ROLES, valid_from__lte=today, user__is_active=True
    ):
        if row.valid_to is None or today < row.valid_to:
            held.setdefault(row.user_id, set()).add(row.authority)
    declared = set(
        RecusalDeclaration.objects.filter(user__in=assessors, year=today.year).values_list(
            "user_id", flat=True
        )
    )
    recused: dict[int, set[int]] = {}
    for user, party in Recusal.objects.filter(user__in=assessors, ended_at=None).values_list(
        "user_id", "party_id"
    ):
        recused.setdefault(user, set()).add(party)
    if unknown := set(assessors) - set(held):
        raise Refused(f"{len(unknown)} av de valda är inte bedömare.")
    if undeclared := set(assessors) - declared:
        raise Refused(
            "Ärenden fördelas först till den som har lämnat årets jävsdeklaration.",
            (f"Det saknas för {len(undeclared)} av de valda.",),
        )
    return [
        _Candidate(who, frozenset(held[who]), frozenset(recused.get(who, ())))
        for who in dict.fromkeys(assessors)
    ]


def _loads(model: type[Finding] | type[Verdict], states: Sequence[str]) -> Counter[int]:
    rows = model.objects.filter(state__in=states).exclude(assigned_to=None).order_by()
    return Counter(dict(rows.values_list("assigned_to").annotate(Count("pk"))))


def _shared_out(
    rows: Sequence[Judgement],
    candidates: Sequence[_Candidate],
    definition: Definition,
    loads: Counter[int],
) -> dict[int | None, list[int]]:
    """Return the primary keys of the cases by assessor; by None where the cases become nobody's."""
    if not candidates:
        return {None: [one.pk for one in rows]}
    shared: dict[int | None, list[int]] = {}
    for row in rows:
        authority = authority_named(definition.assessor_of(row.requirement.code))
        fit = [one for one in candidates if authority in one.authorities and row.party_id not in one.recused]
        if not fit:
            continue
        chosen = min(fit, key=lambda one: (loads[one.id], one.id))
        loads[chosen.id] += row.assigned_to_id != chosen.id
        shared.setdefault(chosen.id, []).append(row.pk)
    return shared
