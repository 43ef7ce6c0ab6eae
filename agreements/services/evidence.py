"""Attaching files to questions and taking them away: a party's own, and those that a county has in common.

A file is looked at and stored before any lock is taken; the rest of what there is to know about it (viruses, personal
identity numbers, scripts) a job finds out afterwards: agreements.services.evidence_checks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agreements.domain.documents import (
    MOST_FILES,
    Attached,
    TooManyFiles,
    attached,
    row_with_file,
    with_file,
    with_row_file,
    without_file,
)
from agreements.domain.progress import files_in
from agreements.domain.questions import Question
from agreements.domain.report_key import ReportKey
from agreements.evidence.incoming import Incoming, taken_in
from agreements.models import EvidenceFile, EvidenceState, Report, RequirementVersion, VersionState
from agreements.selectors.evidence import TAKES_FILES, file_keys, is_handed_in, is_used
from agreements.selectors.ground import reporting_parties
from agreements.selectors.places import ReportPlace, report_place
from agreements.services.drafts import Change, NoSuchReport, begin, save_answers
from agreements.services.under_lock import lock_own
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.jobs.services import order
from prio.refused import Refused

CHECK_EVIDENCE = "check_evidence"

_FULL = f"Frågan har redan {MOST_FILES} filer. Ta bort någon av dem först."
_NO_ROW = "Spara raden först. Sedan kan ni bifoga en fil till den."


class NoSuchFile(Refused):
    """There is no such file, or it is somebody else's: nobody is told which. A page answers 404."""

    def __init__(self) -> None:
        super().__init__("Det finns ingen sådan fil.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an answer a file goes. row: of a list of consultations (from 0); sections: the ticks of a document.

    tab: what the page calls itself (`Change.tab`).
    """

    row: int | None = None
    sections: tuple[str, ...] | None = None
    tab: str = ""


def receive_file(
    actor: Actor,
    key: ReportKey,
    question: str,
    upload: UploadedFile,
    *,
    arrived_at: datetime,
    where: Place | None = None,
) -> EvidenceFile:
    """Attach a file to a question of the actor's own report, which is begun if it has to be.

    A document gets one file more; a consultation's file is replaced. The same file again, as when the answer to the
    first attempt was lost, is the same. It cannot be used before the job that this orders has checked it.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        Refused: the actor only reads, the question is closed or takes no files, or the file is empty, too large, not
            what its name says, of a kind that is not taken, or unsafe.
    """
    asked = _question(report_place(actor, key, now=arrived_at), question)
    with taken_in(upload) as incoming, transaction.atomic():
        begin(actor, key)
        locked = lock_own(actor, key, arrived_at)
        if locked.report is None:
            raise NoSuchReport
        again = _attached_before(locked.report, asked, incoming)
        if again is not None:
            transaction.on_commit(lambda: default_storage.delete(incoming.stored), robust=True)
            return again
        file = _file(incoming, actor, locked.ground.requirement_id, question, arrived_at)
        file.party_id = locked.ground.party.id
        file.save(force_insert=True)
        before = locked.report.answers.get(question)
        value = _with(before, asked, _named(file), where or Place())
        change = Change(question, value, locked.report.revision, tab=where.tab if where else "")
        _saved(actor, key, change, arrived_at)
        _remove_replaced(before, value, arrived_at)
        _record(file, actor, "received")
        order(CHECK_EVIDENCE, str(file.pk), actor.user_id, {"evidence": str(file.pk)})
    return file


def receive_county_file(
    actor: Actor, agreement: str, requirement: str, question: str, county: str, upload: UploadedFile
) -> EvidenceFile:
    """Attach a file that the county's parties have in common; each of them decides to use it.

    agreement, requirement, county: codes. question: the key of a document question of a grundkrav.

    Raises:
        NoSuchFile: there is no such question of a grundkrav, or the actor does not coordinate the county.
        Refused: the file is refused, as in `receive_file`, or there are enough files already.
    """
    if county not in actor.coordinates:
        raise NoSuchFile
    requirement_id = _common_question(agreement, requirement, question, county)
    others = EvidenceFile.objects.filter(
        requirement=requirement_id, question=question, county=county, removed_at=None
    ).exclude(state=EvidenceState.REFUSED)
    with taken_in(upload) as incoming, transaction.atomic():
        if others.count() >= MOST_FILES:
            raise Refused(_FULL)
        file = _file(incoming, actor, requirement_id, question, clock.now())
        file.county_id = county
        file.save(force_insert=True)
        _record(file, actor, "received", county=county)
        order(CHECK_EVIDENCE, str(file.pk), actor.user_id, {"evidence": str(file.pk)})
    return file


def use_county_file(
    actor: Actor, key: ReportKey, question: str, evidence_id: UUID, *, arrived_at: datetime | None = None
) -> None:
    """Answer a question with a file of the county: the party confirms that it holds for it too.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
        NoSuchFile: the county has no such usable file for the question.
        Refused: the actor only reads, the question is closed, or has as many files as it may have.
    """
    now = arrived_at or clock.now()
    asked = _question(report_place(actor, key, now=now), question)
    with transaction.atomic():
        begin(actor, key)
        locked = lock_own(actor, key, now)
        file = (
            EvidenceFile.objects.select_for_update(of=("self",))
            .filter(
                pk=evidence_id,
                requirement=locked.ground.requirement_id,
                question=question,
                county=locked.ground.party.county,
                state=EvidenceState.USABLE,
                removed_at=None,
            )
            .first()
        )
        if file is None or locked.report is None or asked.type != "document":
            raise NoSuchFile
        value = _with(locked.report.answers.get(question), asked, _named(file), Place())
        _saved(actor, key, Change(question, value, locked.report.revision), now)


def remove_file(
    actor: Actor, evidence_id: UUID, *, arrived_at: datetime | None = None, tab: str = ""
) -> None:
    """Take a file away: a party's from its answer, a county's from what its parties may use.

    What was handed in keeps its files: then only the draft loses it.

    Raises:
        NoSuchFile: there is none, or it is somebody else's.
        Refused: the actor only reads, the question is closed, or a party uses the county's file.
    """
    file = (
        EvidenceFile.objects.select_related("requirement__agreement", "party")
        .filter(pk=evidence_id, removed_at=None)
        .first()
    )
    if file is None:
        raise NoSuchFile
    if file.county_id:
        _remove_common(actor, file)
        return
    if file.party is None or file.party_id not in actor.parties:
        raise NoSuchFile
    key = ReportKey(file.requirement.agreement.code, file.requirement.code, file.party.code)
    now = arrived_at or clock.now()
    with transaction.atomic():
        _detach(actor, key, file, now, tab)
        if not is_handed_in(file):
            _forget(file, now)
        _record(file, actor, "removed")


def leave_county_file(
    actor: Actor, key: ReportKey, evidence_id: UUID, *, arrived_at: datetime | None = None, tab: str = ""
) -> None:
    """Answer without a file of the county that was used; the file stays with the county.

    Raises: as `remove_file`.
    """
    file = EvidenceFile.objects.filter(pk=evidence_id, county__isnull=False).first()
    if file is None:
        raise NoSuchFile
    with transaction.atomic():
        _detach(actor, key, file, arrived_at or clock.now(), tab)


def _question(place: ReportPlace | None, key: str) -> Question:
    """Return the question that a file is for, if the actor may answer it now."""
    if place is None:
        raise NoSuchReport
    question = next((one for one in place.reads if one.key == key and one.type in TAKES_FILES), None)
    if question is None:
        raise Refused("Frågan tar inte emot filer.")
    if not place.may_edit:
        raise Refused("Ni kan läsa rapporten men inte ändra den nu.")
    if key not in place.editable:
        raise Refused(f"”{question.label}” kan inte ändras nu.")
    return question


def _common_question(agreement: str, requirement: str, question: str, county: str) -> int:
    """Return the requirement's primary key when it is a grundkrav of the county's parties with such a document."""
    wording = (
        RequirementVersion.objects.filter(
            requirement__code=requirement,
            version__agreement__code=agreement,
            version__state=VersionState.PUBLISHED,
        )
        .select_related("version")
        .first()
    )
    if wording is None:
        raise NoSuchFile
    definition = wording.version.definition.requirement(requirement)
    documents = {one.key for one in definition.questions if one.type == "document" and not one.source}
    if definition.kind != "grundkrav" or question not in documents:
        raise NoSuchFile
    parties = reporting_parties(wording.version.definition, counties__county=county)
    if not any(party.kind in definition.parties for party in parties):
        raise NoSuchFile
    return wording.requirement_id


def _attached_before(report: Report, question: Question, incoming: Incoming) -> EvidenceFile | None:
    """Return the file of a document that has the same content and name already."""
    same = [
        one.file
        for one in attached(report.answers.get(question.key))
        if (one.sha256, one.name, one.shared) == (incoming.sha256, incoming.name, False)
    ]
    return EvidenceFile.objects.filter(pk__in=file_keys(same), removed_at=None).first()


def _file(
    incoming: Incoming, actor: Actor, requirement_id: int, question: str, arrived_at: datetime
) -> EvidenceFile:
    return EvidenceFile(
        pk=incoming.key,
        requirement_id=requirement_id,
        question=question,
        name=incoming.name,
        media_type=incoming.kind.media_type,
        size=incoming.size,
        sha256=incoming.sha256,
        file=incoming.stored,
        uploaded_at=arrived_at,
        uploaded_by_id=actor.user_id,
    )


def _named(file: EvidenceFile) -> Attached:
    return Attached(str(file.pk), file.name, file.sha256, shared=file.county_id is not None)


def _with(before: object, question: Question, file: Attached, where: Place) -> object:
    if question.type == "consultations":
        rows = with_row_file(before, -1 if where.row is None else where.row, file.file)
        if rows is None:
            raise Refused(_NO_ROW)
        return rows
    sections = where.sections
    ticked: Sequence[str] | None = (
        [one for one in question.sections if one in sections] if sections is not None else None
    )
    try:
        return with_file(before, file, ticked)
    except TooManyFiles:
        raise Refused(_FULL) from None


def _saved(actor: Actor, key: ReportKey, change: Change, arrived_at: datetime) -> None:
    saved = save_answers(actor, key, [change], arrived_at=arrived_at)
    if saved.problems:
        raise Refused(saved.problems[change.question])


def _remove_replaced(before: object, value: object, now: datetime) -> None:
    """A consultation's new file takes the place of the old one."""
    replaced = file_keys(files_in(before) - files_in(value))
    for gone in EvidenceFile.objects.filter(pk__in=replaced, county=None):
        if not is_handed_in(gone):
            _forget(gone, now)


def _detach(actor: Actor, key: ReportKey, file: EvidenceFile, now: datetime, tab: str) -> None:
    """Take a file out of the draft's answer, if it is there."""
    asked = _question(report_place(actor, key, now=now), file.question)
    locked = lock_own(actor, key, now)
    locked.refuse_unless_works_on_it()
    before = locked.report.answers.get(file.question) if locked.report else None
    if locked.report is None or str(file.pk) not in files_in(before):
        return
    value: object = without_file(before, str(file.pk))
    if asked.type == "consultations":
        value = with_row_file(before, row_with_file(before, str(file.pk)) or 0, None)
    _saved(actor, key, Change(file.question, value, locked.report.revision, tab=tab), now)


def _remove_common(actor: Actor, file: EvidenceFile) -> None:
    if file.county_id not in actor.coordinates:
        raise NoSuchFile
    with transaction.atomic():
        EvidenceFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if is_used(file):
            raise Refused(
                f"”{file.name}” används av minst en kommun eller region i länet och kan inte tas bort."
            )
        _forget(file, clock.now())
        _record(file, actor, "removed")


def _forget(file: EvidenceFile, now: datetime) -> None:
    """Mark a file as removed, and delete its content when that is certain."""
    EvidenceFile.objects.filter(pk=file.pk).update(removed_at=now)
    transaction.on_commit(lambda: default_storage.delete(file.file.name or ""), robust=True)


def _record(file: EvidenceFile, actor: Actor, verb: str, **facts: object) -> None:
    record(
        "evidence",
        file.pk,
        verb,
        by_id=actor.user_id,
        facts={"name": file.name, "sha256": file.sha256, "question": file.question, **facts},
        is_first=verb == "received",
    )
