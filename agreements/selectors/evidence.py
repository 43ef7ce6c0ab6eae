"""Reading evidence: the files at a question, those of a county, and the one that is downloaded, for who may."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from agreements.domain.documents import MOST_FILES, attached
from agreements.domain.progress import files_in
from agreements.domain.questions import Question
from agreements.evidence.incoming import searches_for_viruses
from agreements.evidence.kinds import ACCEPT, WORDS
from agreements.models import EvidenceFile, EvidenceState, Report, Submission
from agreements.selectors.own_reports import WORKED_ON
from agreements.selectors.places import ReportPlace
from prio import clock
from prio.accounts.roles import Actor
from prio.parties.models import PartyCounty

MEGABYTE = 1024 * 1024
LONG_CHECK = timedelta(minutes=2)
TAKES_FILES = frozenset({"document", "consultations"})


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as a page shows it. named: what the answer calls it; file: None when its row is not there any more."""

    named: str
    key: str
    file: EvidenceFile | None
    shared: bool = False

    @property
    def is_checking(self) -> bool:
        """Whether it is still being checked."""
        return self.file is not None and self.file.state == EvidenceState.CHECKING

    @property
    def is_waiting(self) -> bool:
        """Whether it has waited so long that its scanner does not answer."""
        return self.is_checking and self.file is not None and self.file.uploaded_at < clock.now() - LONG_CHECK

    @property
    def is_stopped(self) -> bool:
        """Whether it was stopped. A draft names such a file only in a page that was read while it was taken out."""
        return self.file is not None and self.file.state == EvidenceState.REFUSED

    @property
    def is_usable(self) -> bool:
        """Whether it can be used and downloaded."""
        return (
            self.file is not None and self.file.state == EvidenceState.USABLE and self.file.removed_at is None
        )


@dataclass(frozen=True, slots=True)
class RowView:
    """A consultation that a file may belong to. number: its place in the list, from 0."""

    number: int
    organisation: str


@dataclass(frozen=True, slots=True)
class EvidenceBox:
    """The files at one question. offers: what the county's coordinator has attached and the answer does not use.

    stopped: what was attached last and cannot be used. rows: the consultations that a file may belong to. mark:
    changes when anything in the box does, so that a page that asks again knows whether something is new.
    """

    question: str
    files: tuple[FileView, ...]
    offers: tuple[EvidenceFile, ...]
    stopped: tuple[EvidenceFile, ...]
    rows: tuple[RowView, ...]
    mark: str

    @property
    def is_checking(self) -> bool:
        """Whether some file is still being checked."""
        return any(one.is_checking for one in self.files)

    @property
    def is_full(self) -> bool:
        """Whether there are as many files as there may be."""
        return len(self.files) >= MOST_FILES

    @property
    def accept(self) -> str:
        """The extensions that are taken, as a file field wants them."""
        return ACCEPT

    @property
    def kinds(self) -> str:
        """The kinds of files that are taken, in Swedish."""
        return WORDS

    @property
    def megabytes(self) -> int:
        """How large a file may be."""
        return settings.LARGEST_FILE // MEGABYTE

    @property
    def largest(self) -> int:
        """How large a file may be, in bytes."""
        return settings.LARGEST_FILE

    @property
    def most(self) -> int:
        """How many files there may be."""
        return MOST_FILES

    @property
    def has_scanner(self) -> bool:
        """Whether files are searched for viruses."""
        return searches_for_viruses()


def boxes(place: ReportPlace) -> Mapping[str, EvidenceBox]:
    """Return the files at every question of a report that takes files. One query, or none."""
    questions = [question for question in place.reads if question.type in TAKES_FILES]
    if not questions:
        return {}
    rows = EvidenceFile.objects.filter(
        Q(party=place.party.id) | Q(county=place.party.county), requirement=place.requirement_id
    )
    found = {str(row.pk): row for row in rows}
    return {question.key: _box(place, question, found) for question in questions}


def _box(place: ReportPlace, question: Question, found: Mapping[str, EvidenceFile]) -> EvidenceBox:
    value = place.answers.get(question.key)
    if question.type == "document":
        views = tuple(
            FileView(one.name, one.file, found.get(one.file), one.shared) for one in attached(value)
        )
        views = views or _only_named(value)
    else:
        views = _of_rows(value, found)
    if place.report is not None and place.report.state in WORKED_ON:
        views = tuple(one for one in views if not one.is_stopped)
    used = {one.key for one in views}
    rows = [row for row in found.values() if row.question == question.key and not row.removed_at]
    offers = tuple(
        row for row in rows if row.county_id and row.state == EvidenceState.USABLE and str(row.pk) not in used
    )
    newest = max((one.file.uploaded_at for one in views if one.file), default=None)
    stopped = tuple(
        row
        for row in rows
        if row.party_id
        and row.state == EvidenceState.REFUSED
        and (newest is None or row.uploaded_at > newest)
    )
    shown = [
        *(f"{one.key}{one.file.state if one.file else ''}{one.is_waiting}" for one in views),
        *(str(row.pk) for row in stopped),
    ]
    return EvidenceBox(
        question=question.key,
        files=views,
        offers=offers if question.type == "document" else (),
        stopped=stopped,
        rows=_rows(value) if question.type == "consultations" else (),
        mark=hashlib.sha256(" ".join(shown).encode()).hexdigest()[:12],
    )


def _only_named(value: object) -> tuple[FileView, ...]:
    """A document that was named and not attached: so it is in what is made up for a demonstration."""
    name = value.get("name") if isinstance(value, Mapping) else None
    return (FileView(name, "", None),) if isinstance(name, str) and name else ()


def _rows(value: object) -> tuple[RowView, ...]:
    rows = value if isinstance(value, list) else []
    return tuple(
        RowView(number, str(row.get("organisation", "")))
        for number, row in enumerate(rows)
        if isinstance(row, Mapping)
    )


def _of_rows(value: object, found: Mapping[str, EvidenceFile]) -> tuple[FileView, ...]:
    """The files of consultations, each with whose it is."""
    rows = value if isinstance(value, list) else []
    views = []
    for row in rows:
        key = row.get("file") if isinstance(row, Mapping) else None
        if isinstance(key, str) and key:
            file = found.get(key)
            views.append(FileView(f"{row.get('organisation', '')}: {file.name if file else key}", key, file))
    return tuple(views)


def readable_file(actor: Actor, evidence_id: UUID) -> EvidenceFile | None:
    """Return a file that the actor may read, in whatever state it is; None for everybody else.

    A party's own people read its files. Who reads all, and the coordinator of the party's county, reads them once they
    are handed in. A county's file is read by its coordinator and its parties, and by who reads all once it is in
    something that is handed in.
    """
    file = (
        EvidenceFile.objects.select_related("requirement__agreement", "party")
        .filter(pk=evidence_id, removed_at=None)
        .first()
    )
    if file is None:
        return None
    if file.party_id in actor.parties or file.county_id in actor.counties:
        return file
    if file.party_id and not actor.reads_all and not _coordinates(actor, file.party_id):
        return None
    if file.county_id and not actor.reads_all:
        return None
    return file if is_handed_in(file) else None


def _coordinates(actor: Actor, party_id: int) -> bool:
    return PartyCounty.objects.filter(party=party_id, county__in=actor.coordinates, valid_to=None).exists()


def is_handed_in(file: EvidenceFile) -> bool:
    """Say whether the file is in something that was handed in."""
    handed_in = Submission.objects.filter(report__requirement=file.requirement_id)
    if file.party_id:
        handed_in = handed_in.filter(report__party=file.party_id)
    else:
        handed_in = handed_in.filter(report__party__counties__county=file.county_id)
    return _is_named(file, handed_in.values_list("answers", flat=True))


def is_used(file: EvidenceFile) -> bool:
    """Say whether somebody answers, or has answered, with a county's file."""
    drafts = Report.objects.filter(
        requirement=file.requirement_id, party__counties__county=file.county_id
    ).values_list("answers", flat=True)
    return _is_named(file, drafts) or is_handed_in(file)


def file_keys(texts: Iterable[str]) -> list[UUID]:
    """Return the keys of files among texts; what is no key names no file."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _is_named(file: EvidenceFile, all_answers: Iterable[object]) -> bool:
    key = str(file.pk)
    return any(key in files_in(answers) for answers in all_answers)
