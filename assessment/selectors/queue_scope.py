"""Whose queue it is: the actor, the agreement's round, its requirements, and which of them the actor assesses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from agreements.domain.corrections import asks_the_same
from agreements.domain.definition import Definition
from agreements.models import AgreementVersion, RequirementVersion, VersionState
from assessment.models import AssessmentRound, Finding, RoundKind, RoundState, Verdict
from prio.accounts.roles import Actor, authority_named


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
    """Return whose queue it is; None for who reads no other's reports, and where there is no such round. One query."""
    if not actor.reads_all:
        return None
    round_ = AssessmentRound.objects.filter(agreement=OuterRef("version__agreement"), kind=kind)
    rows = list(
        RequirementVersion.objects.filter(
            version__agreement__code=code, version__state=VersionState.PUBLISHED
        )
        .select_related("version__agreement", "requirement")
        .defer("version__plain")
        .annotate(
            round_id=Subquery(round_.values("pk")[:1]), round_state=Subquery(round_.values("state")[:1])
        )
        .order_by("requirement__position")
    )
    if not rows:
        return None
    version, about_round = rows[0].version, vars(rows[0])
    definition = version.definition
    if kind == RoundKind.PRELIMINARY and definition.preliminary.applies_to == "none":
        return None
    requirements = {row.requirement.code: row.requirement_id for row in rows}
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
