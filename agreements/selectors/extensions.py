"""Reading who was given more time, until when, by whom and why. Decisions are public among those who are signed in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from agreements.domain.definition import Definition
from agreements.domain.requirement import RequirementDefinition
from agreements.models import AgreementVersion, Extension
from agreements.selectors.agreements import published_version
from agreements.selectors.ground import ReportingParty, reporting_parties
from prio.accounts.roles import Actor
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """A decision on more time: for whom and what (empty: all), the new last day, who decided, when and why."""

    party: str
    requirement: str
    until: date
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Extensions:
    """An agreement with its decisions on more time, the newest first; `parties` are who can be given it."""

    version: AgreementVersion
    rows: tuple[ExtensionRow, ...]
    parties: tuple[ReportingParty, ...]

    @property
    def definition(self) -> Definition:
        """The agreement as it is published."""
        return self.version.definition

    @property
    def requirements(self) -> tuple[RequirementDefinition, ...]:
        """The requirements that somebody has to report."""
        return tuple(
            one
            for one in self.definition.requirements
            if any(not question.source for question in one.questions)
        )


def extensions_of_agreement(actor: Actor, agreement: str, *, may_decide: bool) -> Extensions | None:
    """Return the decisions on more time in a published agreement, or None. Two queries, three for who may decide."""
    version = published_version(actor, agreement)
    if version is None:
        return None
    names = PartyName.objects.filter(holds_on(version.definition.names_day), party=OuterRef("party"))
    found = (
        Extension.objects.filter(agreement=version.agreement)
        .select_related("requirement", "party", "decided_by")
        .annotate(called=Subquery(names.values("name")[:1]))
        .order_by("-decided_at", "-pk")
    )
    return Extensions(
        version=version,
        rows=tuple(_row(one) for one in found),
        parties=reporting_parties(version.definition) if may_decide else (),
    )


def _row(one: Extension) -> ExtensionRow:
    return ExtensionRow(
        party=(vars(one)["called"] or one.party.code) if one.party else "",
        requirement=one.requirement.code if one.requirement else "",
        until=one.until,
        reason=one.reason,
        decided_by=str(one.decided_by),
        decided_at=one.decided_at,
    )
