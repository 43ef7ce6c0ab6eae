"""Whose queue it is: the actor, the agreement's round, its requirements, and which of them the actor assesses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery

from agreements.domain.corrections import asks_the_same
from agreements.domain.definition import Definition
from agreements.models import AgreementVersion, RequirementVersion, VersionState
from assessment.models import AssessmentRound, Finding, RoundKind, RoundState, Verdict
from prio.accounts.roles import Actor, authority_named

KEPT = 3600  # seconds


@dataclass(frozen=True)
class Scope:
    """An agreement's round as an actor reads its queue.

    round_id: None while the round has not been made. requirements: their primary keys by code, in the agreement's
    order. own: codes of the requirements that the actor assesses.
    """

    actor: Actor
    kind: RoundKind
    version: AgreementVersion
    round_id: int | None
    is_open: bool
    requirements: Mapping[str, int]
    own: frozenset[str]

    @property
    def definition(self) -> Definition:
        """The published definition."""
        return self.version.definition

    @property
    def is_final(self) -> bool:
        """Whether verdicts are made, not findings."""
        return self.kind == RoundKind.FINAL

    @property
    def cases(self) -> QuerySet[Any]:
        """The findings or the verdicts of the round."""
        model: type[Finding] | type[Verdict] = Verdict if self.is_final else Finding
        return model.objects.filter(round=self.round_id)

    def authority_of(self, requirement: str) -> str:
        """Return the authority that assesses a requirement."""
        return authority_named(self.definition.assessor_of(requirement))

    def assessed_by(self, authority: str) -> frozenset[str]:
        """Return the codes of what an authority assesses; "": of the actor's own, of everything for who has none."""
        if not authority:
            return self.own or frozenset(self.requirements)
        return frozenset(code for code in self.requirements if self.authority_of(code) == authority)


def scope_of(actor: Actor, code: str, kind: RoundKind) -> Scope | None:
    """Return whose queue it is; None for who reads no other's, and where no such round is. One or two queries."""
    if not actor.reads_all:
        return None
    round_ = AssessmentRound.objects.filter(agreement=OuterRef("agreement"), kind=kind)
    version = (
        AgreementVersion.objects.filter(agreement__code=code, state=VersionState.PUBLISHED)
        .select_related("agreement")
        .defer("plain")
        .annotate(
            round_id=Subquery(round_.values("pk")[:1]), round_state=Subquery(round_.values("state")[:1])
        )
        .first()
    )
    if version is None:
        return None
    about_round, definition = vars(version), version.definition
    if kind == RoundKind.PRELIMINARY and definition.preliminary.applies_to == "none":
        return None
    requirements = _requirements_of(version)
    return Scope(
        actor=actor,
        kind=kind,
        version=version,
        round_id=about_round["round_id"],
        is_open=about_round["round_state"] == RoundState.OPEN,
        requirements=requirements,
        own=frozenset(
            one for one in requirements if authority_named(definition.assessor_of(one)) in actor.assesses_for
        ),
    )


def _requirements_of(version: AgreementVersion) -> Mapping[str, int]:
    """Return the requirements of a published version, which never changes: one query, none once it is remembered."""
    key = f"requirements:{version.pk}:{version.sha256}"
    found: Mapping[str, int] | None = cache.get(key)
    if found is None:
        rows = RequirementVersion.objects.filter(version=version).order_by("requirement__position")
        found = dict(rows.values_list("requirement__code", "requirement_id"))
        cache.set(key, found, KEPT)
    return found


def standing_wordings(scope: Scope) -> list[int]:
    """Return the wordings (primary keys) that ask the same as the published ones, these among them: one query."""
    rows = RequirementVersion.objects.filter(requirement__agreement=scope.version.agreement).select_related(
        "version", "requirement"
    )
    return sorted(row.pk for row in rows if _stands(row, scope.definition))


def _stands(wording: RequirementVersion, published: Definition) -> bool:
    try:
        return asks_the_same(wording.definition, published.requirement(wording.requirement.code))
    except KeyError:
        return False
