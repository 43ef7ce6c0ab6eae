"""Jäv as it is read: an assessor's own declaration and recusals, and for who leads the assessment everybody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from assessment.models import IN_HAND, Finding, Recusal, RecusalDeclaration, RoundKind, Verdict
from assessment.selectors.round_view import SLUGS
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role
from prio.audit.models import Event
from prio.parties.models import Kind, Party
from prio.parties.selectors import names_on

MOST_HANDED_OVER = 50
_Case = TypeVar("_Case", Verdict, Finding)


@dataclass(frozen=True, slots=True)
class PartyChoice:
    """A kommun or region as somebody writes it: `Östersund (2380)`."""

    code: str
    name: str
    kind: str

    @property
    def written(self) -> str:
        """Its name with its code."""
        return f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """From whose cases somebody is recused, and why. ended_by: who ended it."""

    id: int
    code: str
    party: str
    reason: str
    since: datetime
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True)
class AssessorRow:
    """An assessor with this year's declaration, if there is one, and their recusals that stand."""

    user_id: int
    name: str
    authority: str
    declared_at: datetime | None
    recusals: tuple[RecusalRow, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A case that was taken out of a recused assessor's hands and is nobody's yet."""

    agreement: str
    slug: str
    requirement: str
    party: str
    name: str


@dataclass(frozen=True, slots=True)
class RecusalPage:
    """The page of jäv. parties: all that can be named. assessors, handed_over: for who leads the assessment."""

    year: int
    declaration: RecusalDeclaration | None
    home: PartyChoice | None
    own: tuple[RecusalRow, ...]
    ended: tuple[RecusalRow, ...]
    parties: tuple[PartyChoice, ...]
    leads: bool
    assessors: tuple[AssessorRow, ...]
    handed_over: tuple[HandedOver, ...]

    @property
    def kommuner(self) -> tuple[PartyChoice, ...]:
        """The kommuner, where somebody lives."""
        return tuple(one for one in self.parties if one.kind == Kind.MUNICIPALITY)


def recusal_page(actor: Actor) -> RecusalPage | None:
    """Return the page for who assesses; None for others. Four queries, for who leads the assessment seven."""
    if actor.roles.isdisjoint(ASSESSING_ROLES):
        return None
    year = clock.today().year
    by_id = party_choices()
    declaration = (
        RecusalDeclaration.objects.filter(user=actor.user_id, year=year).select_related("home").first()
    )
    rows = Recusal.objects.filter(user=actor.user_id).select_related("ended_by").order_by("since", "pk")
    own = [_row(one, by_id) for one in rows]
    leads = actor.is_any(Role.LEAD_ASSESSOR)
    return RecusalPage(
        year=year,
        declaration=declaration,
        home=by_id.get(declaration.home_id) if declaration and declaration.home_id else None,
        own=tuple(one for one in own if one.ended_at is None),
        ended=tuple(one for one in own if one.ended_at is not None),
        parties=tuple(by_id.values()),
        leads=leads,
        assessors=_assessors(year, by_id) if leads else (),
        handed_over=_handed_over(by_id) if leads else (),
    )


def party_choices() -> Mapping[int, PartyChoice]:
    """Return every kommun and region with today's name, by primary key, in the order of the names: two queries."""
    names = names_on(clock.today())
    rows = Party.objects.order_by("code").values_list("pk", "code", "kind")
    found = {pk: PartyChoice(code, names.get(pk, code), kind) for pk, code, kind in rows}
    return dict(sorted(found.items(), key=lambda one: (one[1].kind, one[1].name.casefold())))


def _row(one: Recusal, parties: Mapping[int, PartyChoice]) -> RecusalRow:
    party = parties[one.party_id]
    return RecusalRow(
        one.pk, party.code, party.written, one.reason, one.since, one.ended_at, str(one.ended_by or "")
    )


def _assessors(year: int, parties: Mapping[int, PartyChoice]) -> tuple[AssessorRow, ...]:
    today = clock.today()
    members = (
        Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=today),
            role__in=ASSESSING_ROLES,
            valid_from__lte=today,
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "user_id")
    )
    people = {one.user_id: one for one in members}
    declared = dict(
        RecusalDeclaration.objects.filter(user__in=people, year=year).values_list("user_id", "declared_at")
    )
    standing: dict[int, list[RecusalRow]] = {}
    for one in Recusal.objects.filter(user__in=people, ended_at=None).order_by("since", "pk"):
        party = parties[one.party_id]
        standing.setdefault(one.user_id, []).append(
            RecusalRow(one.pk, party.code, party.written, one.reason, one.since, None, "")
        )
    return tuple(
        AssessorRow(pk, str(one.user), one.authority, declared.get(pk), tuple(standing.get(pk, ())))
        for pk, one in people.items()
    )


def _handed_over(parties: Mapping[int, PartyChoice]) -> tuple[HandedOver, ...]:
    """Return the cases that a recusal took out of somebody's hands and that nobody has taken: three queries."""
    facts = Event.objects.filter(aggregate="recusal", verb="recused").values_list("facts", flat=True)
    verdicts: set[int] = set()
    findings: set[int] = set()
    for fact in facts:
        taken = fact.get("handed_over", {})
        verdicts.update(taken.get("verdicts", ()))
        findings.update(taken.get("findings", ()))
    lost_verdicts = Verdict.objects.filter(pk__in=verdicts, assigned_to=None, state__in=IN_HAND)
    lost_findings = Finding.objects.filter(pk__in=findings, assigned_to=None, sent_at=None)
    return tuple(
        HandedOver(
            one.round.agreement.code,
            SLUGS[RoundKind(one.round.kind)],
            one.requirement.code,
            parties[one.party_id].code,
            parties[one.party_id].name,
        )
        for one in (*_first_of(lost_verdicts), *_first_of(lost_findings))
    )


def _first_of(rows: QuerySet[_Case]) -> list[_Case]:
    return list(rows.select_related("round__agreement", "requirement").order_by("pk")[:MOST_HANDED_OVER])
