"""Reading the versions of an agreement: what each changed and why, and whose answers are confirmed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.domain.definition import Definition
from agreements.domain.differences import RequirementDifference, definition_differences
from agreements.models import Agreement, AgreementVersion, PublicQuestion, Report, VersionState
from agreements.models.agreement import remembered_definitions
from agreements.models.report import CONFIRMING
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.models import Event
from prio.days import short_day
from prio.parties.selectors import names_on, parties_in_counties
from prio.parties.spelling import alphabetical

MOST_COMPARISONS = 64


@dataclass(frozen=True, slots=True)
class AskedParty:
    """A party that had answered an earlier wording. own: the actor acts for it."""

    code: str
    name: str
    confirmed: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Confirmations:
    """Who is asked to confirm the answers on a requirement, as far as the actor may see it."""

    requirement: str
    parties: tuple[AskedParty, ...]

    @property
    def confirmed(self) -> tuple[AskedParty, ...]:
        """Those who have confirmed."""
        return tuple(party for party in self.parties if party.confirmed)

    @property
    def waiting(self) -> tuple[AskedParty, ...]:
        """Those who have not."""
        return tuple(party for party in self.parties if not party.confirmed)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version. questions: numbers of the questions whose answers it made a part of a requirement."""

    number: int
    in_force: bool
    published_at: datetime
    published_by: str
    reason: str
    differences: tuple[RequirementDifference, ...]
    questions: tuple[int, ...]
    confirmations: tuple[Confirmations, ...]


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every published version of an agreement, the newest first."""

    agreement: Agreement
    versions: tuple[VersionRow, ...]


def versions_page(actor: Actor, code: str) -> VersionsPage | None:
    """Return the published versions of the agreement `code`; None if there are none. At most eight queries."""
    versions = list(
        AgreementVersion.objects.filter(agreement__code=code)
        .exclude(state=VersionState.DRAFT)
        .select_related("agreement", "published_by")
        .defer("plain")
        .order_by("number")
    )
    if not versions:
        return None
    _read_definitions(versions)
    questions = _clarified_in(code)
    confirmations = _confirmations(actor, code, versions[-1].definition) if len(versions) > 1 else {}
    rows = []
    before: AgreementVersion | None = None
    for version in versions:
        rows.append(_row(version, before, questions, confirmations))
        before = version
    return VersionsPage(versions[0].agreement, tuple(reversed(rows)))


def version_label(version: AgreementVersion) -> str:
    """Return what a report, a submission or a verdict is said to answer: `version 2, publicerad 14 okt 2014`."""
    if version.published_at is None:
        return f"version {version.number}"
    day = version.published_at.astimezone(clock.STOCKHOLM).date()
    return f"version {version.number}, publicerad {short_day(day)}"


def _read_definitions(versions: Sequence[AgreementVersion]) -> None:
    """Read the definitions that this process does not remember yet, in one query."""
    unread = {version.pk: version for version in versions if version.sha256 not in remembered_definitions}
    for pk, plain in AgreementVersion.objects.filter(pk__in=unread).values_list("pk", "plain"):
        unread[pk].plain = plain


def _row(
    version: AgreementVersion,
    before: AgreementVersion | None,
    questions: Mapping[int, tuple[int, ...]],
    confirmations: Mapping[int, tuple[Confirmations, ...]],
) -> VersionRow:
    if version.published_at is None:
        raise ValueError("a published version has a time")
    return VersionRow(
        number=version.number,
        in_force=version.state == VersionState.PUBLISHED,
        published_at=version.published_at,
        published_by=str(version.published_by) if version.published_by else "",
        reason=version.reason,
        differences=_differences(before, version) if before else (),
        questions=questions.get(version.number, ()),
        confirmations=confirmations.get(version.number, ()),
    )


def _differences(before: AgreementVersion, after: AgreementVersion) -> tuple[RequirementDifference, ...]:
    """What differs, reckoned once: neither of the two ever changes."""
    key = (before.sha256, after.sha256)
    if key not in _compared:
        if len(_compared) >= MOST_COMPARISONS:
            _compared.clear()
        _compared[key] = definition_differences(before.definition, after.definition)
    return _compared[key]


_compared: dict[tuple[str, str], tuple[RequirementDifference, ...]] = {}


def _clarified_in(code: str) -> dict[int, tuple[int, ...]]:
    """The numbers of the questions that led to a version, by its number."""
    found: dict[int, tuple[int, ...]] = {}
    questions = PublicQuestion.objects.filter(agreement__code=code, clarified__isnull=False).order_by("pk")
    for number, question in questions.values_list("clarified__number", "pk"):
        found[number] = (*found.get(number, ()), question)
    return found


def _confirmations(actor: Actor, code: str, newest: Definition) -> dict[int, tuple[Confirmations, ...]]:
    """Who is asked to confirm, by the number of the version: the log says who was asked, the report what it answers.

    Everybody for those who read all, the own county for who coordinates it, the own parties for the others.
    """
    day = newest.names_day
    seen = {
        party.code: party
        for party in parties_in_counties(clock.today())
        if actor.reads_all or party.id in actor.parties or party.county in actor.coordinates
    }
    if not seen:
        return {}
    names = names_on(day)
    reports = {
        (requirement, party): (number, state)
        for requirement, party, number, state in Report.objects.filter(
            requirement__agreement__code=code
        ).values_list("requirement__code", "party__code", "wording__version__number", "state")
    }
    published = Event.objects.filter(aggregate="agreement", aggregate_id=code, verb="published")
    found: dict[int, tuple[Confirmations, ...]] = {}
    for facts in published.order_by("sequence").values_list("facts", flat=True):
        number = facts["version"]
        groups = []
        for requirement, parties in facts.get("asked", {}).items():
            asked = tuple(
                AskedParty(
                    party,
                    names.get(seen[party].id, party),
                    confirmed=reports[requirement, party][0] >= number,
                    own=seen[party].id in actor.parties,
                )
                for party in parties
                if party in seen and _still_concerned(reports.get((requirement, party)), number)
            )
            if asked:
                groups.append(
                    Confirmations(requirement, tuple(sorted(asked, key=lambda one: alphabetical(one.name))))
                )
        found[number] = tuple(groups)
    return found


def _still_concerned(report: tuple[int, str] | None, number: int) -> bool:
    """A party that has declined, or whose report was refused, is asked no more; who confirmed stays in the list."""
    return report is not None and (report[0] >= number or report[1] in CONFIRMING)
