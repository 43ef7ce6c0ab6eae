"""What a report stands on, whether it is begun or not: the published wording and the party. At most two queries."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Subquery

from agreements.domain.definition import Definition
from agreements.domain.questions import Question
from agreements.domain.report_key import ReportKey
from agreements.domain.requirement import RequirementDefinition
from agreements.models import AgreementVersion, Extension, RequirementVersion, VersionState
from prio.parties.models import LONGEST_CODE, Party, PartyCounty, PartyName
from prio.parties.selectors import holds_on

KEPT = 60  # seconds that a process remembers what a party is called


@dataclass(frozen=True, slots=True)
class ReportingParty:
    """A party with what it was called on the agreement's day of names, its county then and its organisation."""

    id: int
    code: str
    kind: str
    name: str
    county: str
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A requirement as it is published, and one party that it concerns.

    wording_id: the published wording. some_have_more_time: an extension was decided for somebody in the agreement.
    """

    key: ReportKey
    version: AgreementVersion
    definition: Definition
    requirement: RequirementDefinition
    requirement_id: int
    wording_id: int
    party: ReportingParty
    some_have_more_time: bool = True

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are asked of the reporter; the others are read from a register."""
        return tuple(question for question in self.requirement.questions if not question.source)


def ground_of(key: ReportKey) -> Ground | None:
    """Return what the report stands on; None if there is no such requirement, or it does not concern the party."""
    return next(iter(grounds_of(key.agreement, [key.requirement], code=key.party)), None)


def grounds_of(
    agreement: str, requirements: Collection[str] | None = None, **parties: object
) -> tuple[Ground, ...]:
    """Return what each report stands on: the requirements in the order of the agreement, then the parties by code.

    Args:
        agreement: code of the agreement; nothing is found in one that is not published.
        requirements: codes; left out: all of them.
        parties: filters of `Party`. Asked for by its code alone, a party is remembered by this process for a minute.
    """
    wordings = RequirementVersion.objects.filter(
        version__agreement__code=agreement, version__state=VersionState.PUBLISHED
    )
    if requirements is not None:
        wordings = wordings.filter(requirement__code__in=requirements)
    found = list(
        wordings.select_related("version__agreement", "requirement")
        .defer("version__plain")
        .annotate(more_time=Exists(Extension.objects.filter(agreement=OuterRef("version__agreement"))))
        .order_by("requirement__position")
    )
    if not found:
        return ()
    definition = found[0].version.definition
    who = (
        _remembered(definition, str(parties["code"]))
        if parties.keys() == {"code"}
        else reporting_parties(definition, **parties)
    )
    return tuple(
        Ground(
            key=ReportKey(agreement, wording.requirement.code, party.code),
            version=wording.version,
            definition=definition,
            requirement=definition.requirement(wording.requirement.code),
            requirement_id=wording.requirement_id,
            wording_id=wording.pk,
            party=party,
            some_have_more_time=vars(wording)["more_time"],
        )
        for wording in found
        for party in who
        if party.kind in definition.requirement(wording.requirement.code).parties
    )


def _remembered(definition: Definition, code: str) -> tuple[ReportingParty, ...]:
    key = f"party-{quote(code)}-{definition.names_day}"
    found: tuple[ReportingParty, ...] | None = cache.get(key) if len(code) <= LONGEST_CODE else ()
    if found is None:
        found = reporting_parties(definition, code=code)
        if found:
            cache.set(key, found, KEPT)
    return found


def reporting_parties(definition: Definition, **filters: object) -> tuple[ReportingParty, ...]:
    """Return the parties that the filters (of `Party`) find, by code, as the agreement calls them: one query."""
    day = definition.names_day
    names = PartyName.objects.filter(holds_on(day), party=OuterRef("pk")).values("name")[:1]
    counties = PartyCounty.objects.filter(holds_on(day), party=OuterRef("pk")).values("county_id")[:1]
    rows = (
        Party.objects.filter(**filters)
        .annotate(called=Subquery(names), lies_in=Subquery(counties), body=F("organisation_id"))
        .order_by("code")
        .values_list("pk", "code", "kind", "called", "lies_in", "body")
    )
    return tuple(
        ReportingParty(pk, code, kind, name or code, county or "", organisation)
        for pk, code, kind, name, county, organisation in rows
    )
