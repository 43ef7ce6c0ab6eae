"""Checking a file after it came: viruses, scripts, personal identity numbers. A job does it, as often as it takes."""

import logging
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from agreements.domain.documents import row_with_file, with_row_file, without_file
from agreements.domain.personal_numbers import personal_numbers
from agreements.domain.progress import files_in
from agreements.evidence import scanner
from agreements.evidence.incoming import is_refused_unscanned
from agreements.evidence.kinds import CSV, PDF, TEXT
from agreements.evidence.pdf_files import refuse_harmful
from agreements.evidence.text import Words, decoded, words_in_pdf
from agreements.models import EvidenceFile, EvidenceState, Report, ReportState
from agreements.services.evidence import CHECK_EVIDENCE
from agreements.services.under_lock import tell
from prio import clock
from prio.audit.services import record
from prio.jobs.services import order
from prio.mail.services import write
from prio.refused import Refused

# A file that has waited so long has no job any more: its scanner did not answer then.
WAITED = timedelta(seconds=50)
MOST_AT_ONCE = 200
LONGEST_REASON = 500  # characters
WORKED_ON = (ReportState.DRAFT, ReportState.RETURNED)
SCANNER_AWAY = "Virussökaren svarar inte. Filen kontrolleras så snart den gör det."

_NO_SCANNER = "Det finns ingen virussökning i den här installationen, och då tas inga filer emot."

VIRUS = (
    "Virussökningen hittade skadlig kod i filen. Den är borttagen. Sök igenom datorn som den kom från, och bifoga en "
    "ren fil."
)
NOT_READ = (
    "Filens text gick inte att läsa, så den är inte genomsökt efter personnummer. "
    "Kontrollera att inga finns i den."
)
NO_WORDS = (
    "Filen har ingen text att läsa (är den inskannad?), så den är inte genomsökt efter personnummer. Kontrollera att "
    "inga finns i den."
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of the check, in Swedish. reason: why the file is stopped, empty when it may be used; note: what could
    not be looked at in one that may."""

    reason: str = ""
    scanned: bool | None = None
    note: str = ""


def check_file(evidence_id: UUID) -> str:
    """Check a file that waits for it, and let it be used or stop it. Done twice, it is done once.

    Returns:
        the state that the file has afterwards.

    Raises:
        Refused: the scanner does not answer; the file waits.
    """
    file = EvidenceFile.objects.filter(pk=evidence_id).first()
    if file is None or file.state != EvidenceState.CHECKING or file.removed_at:
        return file.state if file else ""
    finding = _look_through(file)
    with transaction.atomic():
        report = (
            Report.objects.select_for_update(of=("self",))
            .filter(requirement=file.requirement_id, party=file.party_id)
            .first()
        )
        row = (
            EvidenceFile.objects.select_for_update(of=("self",))
            .select_related("requirement__agreement", "party")
            .get(pk=evidence_id)
        )
        if row.state != EvidenceState.CHECKING or row.removed_at:
            return row.state
        row.state = EvidenceState.REFUSED if finding.reason else EvidenceState.USABLE
        row.reason, row.scanned = (finding.reason or finding.note)[:LONGEST_REASON], finding.scanned
        row.save(update_fields=["state", "reason", "scanned"])
        _record(row)
        if finding.reason:
            _stop(row, report)
        tell(row.requirement.agreement.code)
    return row.state


def order_waiting() -> int:
    """Order the check of every file that waits for a scanner which answers again; return how many there were."""
    if settings.CLAMD_URL and not scanner.answers(settings.CLAMD_URL):
        return 0
    waiting = EvidenceFile.objects.filter(
        state=EvidenceState.CHECKING, removed_at=None, uploaded_at__lt=clock.now() - WAITED
    ).order_by("uploaded_at")[:MOST_AT_ONCE]
    for file in waiting:
        order(CHECK_EVIDENCE, str(file.pk), file.uploaded_by_id, {"evidence": str(file.pk)})
    return len(waiting)


def _look_through(file: EvidenceFile) -> Finding:
    if is_refused_unscanned():
        return Finding(_NO_SCANNER)
    if not file.file.name or not default_storage.exists(file.file.name):
        return Finding("Filen gick förlorad innan den hann kontrolleras. Bifoga den på nytt.")
    with tempfile.NamedTemporaryFile(prefix="prio-evidence-") as copy:
        with default_storage.open(file.file.name) as content:
            shutil.copyfileobj(content, copy)
        copy.flush()
        path = Path(copy.name)
        scanned = is_scanned(path)
        if scanned is False:
            return Finding(VIRUS, scanned=True)
        return look_into(file.media_type, path, scanned)


def is_scanned(path: Path) -> bool | None:
    """Return whether a scanner found the file clean; None where there is none. Raises Refused if it does not answer."""
    if not settings.CLAMD_URL:
        return None
    with path.open("rb") as content:
        try:
            found = scanner.scan(settings.CLAMD_URL, content)
        except scanner.ScannerFailed as fault:
            logger.warning("the scanner did not scan: %s", fault)
            raise Refused(SCANNER_AWAY) from fault
    if not found.is_clean:
        logger.warning("a file was stopped by the scanner: %s", found.virus)
    return found.is_clean


def look_into(media_type: str, path: Path, scanned: bool | None) -> Finding:
    """Return what is in a file without viruses: why it is stopped, or what could not be looked at."""
    if media_type == PDF.media_type:
        try:
            refuse_harmful(path)
        except Refused as refusal:
            return Finding(str(refusal), scanned)
        words = words_in_pdf(path)
        note = (NO_WORDS if not words.text.strip() else "") if words.is_whole else NOT_READ
    elif media_type in {CSV.media_type, TEXT.media_type}:
        words, note = Words(decoded(path.read_bytes()) or "", is_whole=True), ""
    else:
        return Finding("", scanned)
    return Finding(_persons_in(words.text), scanned, note)


def _persons_in(words: str) -> str:
    persons = personal_numbers(words)
    if not persons:
        return ""
    found = "en uppgift" if persons == 1 else f"{persons} uppgifter"
    return (
        f"Filen innehåller {found} som ser ut som personnummer. Prio tar inte emot personnummer, och filen är "
        "borttagen. Maskera dem (ta bort dem helt, inte bara med en svart ruta ovanpå) och bifoga filen på nytt."
    )


def _stop(file: EvidenceFile, report: Report | None) -> None:
    """Delete what was stopped, take it out of the draft, and tell who attached it."""
    transaction.on_commit(lambda: default_storage.delete(file.file.name or ""), robust=True)
    if report is not None and report.state in WORKED_ON:
        _take_out(report, file)
    requirement = file.requirement
    path = (
        reverse("report", args=[requirement.agreement.code, file.party.code, requirement.code])
        if file.party
        else reverse("county_evidence", args=[requirement.agreement.code, file.county_id])
    )
    write(
        f"evidence:{file.pk}",
        file.uploaded_by_id,
        f"Filen ”{file.name}” stoppades",
        f"Filen ”{file.name}”, som ni bifogade till {requirement.code}, kan inte användas.\n\n{file.reason}",
        kind="",
        path=path,
    )


def _take_out(report: Report, file: EvidenceFile) -> None:
    key, value = str(file.pk), report.answers.get(file.question)
    if key not in files_in(value):
        return
    row = row_with_file(value, key)
    left: object = without_file(value, key) if row is None else with_row_file(value, row, None)
    if left is None:
        del report.answers[file.question]
    else:
        report.answers[file.question] = left
    now = clock.now()
    report.revision += 1
    report.touches[file.question] = {
        "revision": report.revision,
        "at": now.isoformat(),
        "by": None,
        "name": "Prio",
    }
    report.changed_at = now
    report.ready_at = report.ready_by = None
    report.save(update_fields=["answers", "touches", "revision", "changed_at", "ready_at", "ready_by"])


def _record(file: EvidenceFile) -> None:
    verb = "stopped" if file.state == EvidenceState.REFUSED else "usable"
    record("evidence", file.pk, verb, facts={"scanned": file.scanned, "reason": file.reason})
