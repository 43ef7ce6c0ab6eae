"""What the parties of a county have in common, as its coordinator sees it: files, and who has confirmed them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from agreements.domain.progress import files_in
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition
from agreements.evidence.incoming import searches_for_viruses
from agreements.evidence.kinds import ACCEPT, WORDS
from agreements.models import Agreement, AgreementVersion, EvidenceFile, EvidenceState, Report, VersionState
from agreements.selectors.evidence import MEGABYTE
from agreements.selectors.ground import ReportingParty, reporting_parties
from prio.accounts.roles import Actor
from prio.parties.models import County


@dataclass(frozen=True, slots=True)
class CommonFile:
    """A file of the county, and the parties that answer with it."""

    file: EvidenceFile
    confirmed: tuple[ReportingParty, ...]
    waiting: tuple[ReportingParty, ...]


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """A document that the county's parties may have in common."""

    requirement: RequirementDefinition
    question: Question
    files: tuple[CommonFile, ...]

    @property
    def key(self) -> str:
        """What names it among all that the county may have in common."""
        return f"{self.requirement.code}:{self.question.key}"

    @property
    def mark(self) -> str:
        """What changes when its files do, so that a page that asks again knows whether something is new."""
        shown = [self.key, *(f"{one.file.pk}{one.file.state}{len(one.confirmed)}" for one in self.files)]
        return hashlib.sha256(" ".join(shown).encode()).hexdigest()[:12]

    @property
    def is_checking(self) -> bool:
        """Whether a file of it is still checked."""
        return any(one.file.state == EvidenceState.CHECKING for one in self.files)


@dataclass(frozen=True, slots=True)
class CountyPage:
    """Everything on the page of a county's common files."""

    agreement: Agreement
    county: County
    questions: tuple[CommonQuestion, ...]
    accept: str
    kinds: str
    largest: int
    has_scanner: bool

    @property
    def megabytes(self) -> int:
        """How large a file may be; `largest` is the same in bytes."""
        return self.largest // MEGABYTE


def county_page(actor: Actor, code: str, county: str, *, now: datetime) -> CountyPage | None:
    """Return the page for the county's coordinator; None for everybody else. Six queries."""
    if county not in actor.coordinates:
        return None
    version = (
        AgreementVersion.objects.filter(agreement__code=code, state=VersionState.PUBLISHED)
        .select_related("agreement")
        .first()
    )
    place = County.objects.filter(pk=county).first()
    if version is None or place is None:
        return None
    parties = reporting_parties(version.definition, counties__county=county, counties__valid_to=None)
    files = list(
        EvidenceFile.objects.filter(
            county=county, requirement__agreement=version.agreement_id, removed_at=None
        ).select_related("requirement")
    )
    reports = Report.objects.filter(
        requirement__agreement=version.agreement_id, party__in=[party.id for party in parties]
    ).values_list("party_id", "requirement__code", "answers")
    named = {(party, requirement): files_in(answers) for party, requirement, answers in reports}
    questions = tuple(
        CommonQuestion(requirement, question, _files(requirement, question, files, parties, named))
        for requirement in version.definition.grundkrav()
        if any(party.kind in requirement.parties for party in parties)
        for question in requirement.questions
        if question.type == "document" and not question.source
    )
    return CountyPage(
        agreement=version.agreement,
        county=place,
        questions=questions,
        accept=ACCEPT,
        kinds=WORDS,
        largest=settings.LARGEST_FILE,
        has_scanner=searches_for_viruses(),
    )


def _files(
    requirement: RequirementDefinition,
    question: Question,
    files: list[EvidenceFile],
    parties: tuple[ReportingParty, ...],
    named: Mapping[tuple[int, str], frozenset[str]],
) -> tuple[CommonFile, ...]:
    concerned = [party for party in parties if party.kind in requirement.parties]
    found = []
    for file in files:
        if file.requirement.code != requirement.code or file.question != question.key:
            continue
        uses = {
            party.id
            for party in concerned
            if str(file.pk) in named.get((party.id, requirement.code), frozenset())
        }
        found.append(
            CommonFile(
                file,
                tuple(party for party in concerned if party.id in uses),
                tuple(party for party in concerned if party.id not in uses),
            )
        )
    return tuple(found)
