"""Taking in what a register says: upload, match the columns, approve or discard. Nothing counts before approval."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from agreements.domain.file_names import safe_name
from agreements.domain.register_words import register_name
from agreements.evidence.incoming import is_refused_unscanned
from agreements.evidence.scanner import ScannerFailed, scan
from agreements.models import Direction, EntryKind
from agreements.selectors.agreements import version_in_force
from agreements.services.cases import CaseKey, NewEntry, register_entry
from agreements.services.publishing import locked_agreement
from assessment.domain.registers.matching import Matching, faults_of
from assessment.domain.registers.wanted import Register, register_of
from assessment.models import RegisterFigure, RegisterFile, RegisterImport, RegisterImportState
from assessment.registers.tables import LARGEST, looked_at
from assessment.services.register_reading import read_register
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.jobs import services as jobs
from prio.refused import NotPermitted, Refused
from prio.uploads import TooLarge

WRITES = frozenset({Role.ASSESSOR, Role.LEAD_ASSESSOR, Role.SKR_ADMINISTRATOR})
READ_REGISTER = "read_register"
# What takes longer than about a second is read in the background.
QUICK_CSV, QUICK_EXCEL = 256 * 1024, 40 * 1024  # bytes
_MEGABYTE = 1024 * 1024


class NoSuchRegister(Refused):
    """There is no such register, or no such version of it, in the agreement."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A version that is read: at once, or by a job."""

    found: RegisterImport
    job_id: UUID | None = None


def upload_register_file(
    actor: Actor,
    code: str,
    register: str,
    upload: UploadedFile,
    *,
    read_on: date | None = None,
    requirement: str = "",
) -> Ordered:
    """Receive a register's file as a new version to look at. The same file, still open, is the same version.

    Args:
        read_on: the day on which the figures were taken out of the register; today where nothing is said.
        requirement: the code of whose figures they are, where the file does not say it.

    Raises:
        NoSuchRegister: the agreement is not published or reads from no such register.
        NotPermitted: the actor takes in no registers.
        Refused: the file is empty, too large, of another kind than its name says, unsafe, or has a row per person; or
            the day has not come yet.
    """
    _require(actor)
    asked = _register(code, register)
    if requirement and asked.of(requirement) is None:
        raise Refused(f"{requirement} läser inget ur {asked.name}.")
    day = read_on or clock.today()
    if day > clock.today():
        raise Refused("Dagen då uppgifterna togs ut kan inte ligga i framtiden.")
    name, content = safe_name(upload.name or ""), _content(upload)
    looked_at(content, name)
    found = _received(actor, code, register, name, content, day, requirement)
    return _read_now_or_later(actor, found, name)


def _require(actor: Actor) -> None:
    if WRITES.isdisjoint(actor.roles):
        raise NotPermitted(f"{actor.name} har inte rollen som behövs för att läsa in register.")


def _register(code: str, register: str) -> Register:
    version = version_in_force(code)
    found = register_of(version.definition, register) if version else None
    if found is None:
        raise NoSuchRegister("Överenskommelsen läser inte ur något sådant register.")
    return found


def _content(upload: UploadedFile) -> bytes:
    """Return what was uploaded, searched for viruses where there is a scanner. Raises Refused."""
    if isinstance(upload, TooLarge) or (upload.size or 0) > LARGEST:
        raise Refused(f"Filen är för stor. Högst {LARGEST // _MEGABYTE} MB tas emot.")
    if is_refused_unscanned():
        raise Refused(
            "Filer tas inte emot just nu, för det finns ingen virussökning i den här installationen."
        )
    upload.seek(0)
    content: bytes = upload.read()
    if settings.CLAMD_URL:
        try:
            if not scan(settings.CLAMD_URL, BytesIO(content)).is_clean:
                raise Refused("Virussökaren stoppade filen. Den tas inte emot.")
        except ScannerFailed as fault:
            raise Refused("Virussökaren svarar inte just nu. Försök igen om en stund.") from fault
    return content


def _received(
    actor: Actor, code: str, register: str, name: str, content: bytes, day: date, requirement: str
) -> RegisterImport:
    sha256 = hashlib.sha256(content).hexdigest()
    version = version_in_force(code)
    if version is None:
        raise NoSuchRegister("Överenskommelsen är inte publicerad.")
    with transaction.atomic():
        agreement = locked_agreement(version.agreement_id)
        versions = RegisterImport.objects.filter(agreement=agreement, register=register)
        same = versions.filter(
            state__in=[RegisterImportState.READING, RegisterImportState.PREVIEW], sha256=sha256, read_on=day
        ).first()
        if same:
            return same
        last = versions.aggregate(last=Max("number"))["last"] or 0
        found = RegisterImport.objects.create(
            agreement=agreement,
            register=register,
            number=last + 1,
            file_name=name,
            size=len(content),
            sha256=sha256,
            read_on=day,
            matching=Matching(0, {}, requirement=requirement).to_plain(),
            uploaded_by_id=actor.user_id,
            uploaded_at=clock.now(),
        )
        RegisterFile.objects.create(of=found, content=content)
        facts = {"register": register, "version": found.number, "file": name, "sha256": sha256}
        record("register_import", found.pk, "uploaded", by_id=actor.user_id, facts=facts, is_first=True)
    return found


def _read_now_or_later(actor: Actor, found: RegisterImport, name: str) -> Ordered:
    if found.state != RegisterImportState.READING:
        return Ordered(found)
    if found.size <= (QUICK_EXCEL if name.casefold().endswith(".xlsx") else QUICK_CSV):
        read_register(found.pk)
        found.refresh_from_db()
        return Ordered(found)
    parameters = {
        "import": found.pk,
        "agreement": found.agreement.code,
        "register": found.register,
        "number": found.number,
    }
    with transaction.atomic():
        job = jobs.order(READ_REGISTER, found.subject, actor.user_id, parameters)
    return Ordered(found, job.pk)


def match_columns(actor: Actor, import_id: int, wanted: Mapping[str, object]) -> Ordered:
    """Say what the columns of a version hold, and have its file read again.

    Args:
        wanted: `sheet`, `heading`, `requirement` and `columns` (docs/formats.md); another sheet is matched anew.

    Raises:
        NoSuchRegister: there is no such version.
        NotPermitted: the actor takes in no registers.
        Refused: it is approved or discarded already, or a column cannot hold what is said.
    """
    _require(actor)
    matching = Matching.from_plain(wanted)
    with transaction.atomic():
        found = _locked(import_id)
        if not found.is_open:
            raise Refused(f"Version {found.number} är redan {found.get_state_display().lower()}.")
        before = Matching.from_plain(found.matching)
        if matching.sheet == before.sheet:
            if faults := faults_of(_register(found.agreement.code, found.register), matching):
                raise Refused("Kolumnerna kan inte läsas så.", faults)
        else:
            matching = Matching(0, {}, matching.sheet, matching.requirement)
        found.matching = matching.to_plain()
        found.revision += 1
        found.state = RegisterImportState.READING
        found.save(update_fields=["matching", "revision", "state"])
        record(
            "register_import", found.pk, "matched", by_id=actor.user_id, facts={"matching": found.matching}
        )
    return _read_now_or_later(actor, found, found.file_name)


def approve_register_import(
    actor: Actor, import_id: int, *, without_faulty: bool = False, revision: int | None = None
) -> RegisterImport:
    """Take in a version: from now on its figures are the register's answers, and the version before is superseded.

    Args:
        without_faulty: leave out the organisations that have faults; without it a file with faults is refused.
        revision: the reading that the person looked at, None for whichever it is.

    Raises:
        NoSuchRegister: there is no such version.
        NotPermitted: the actor takes in no registers.
        Refused: it is not to be approved, has faults or no figures, or is compared with what is no longer in force.
    """
    _require(actor)
    with transaction.atomic():
        found = _locked(import_id)
        if found.state != RegisterImportState.PREVIEW:
            raise Refused(f"Version {found.number} är redan {found.get_state_display().lower()}.")
        _refuse_unseen(found, revision)
        before = (
            RegisterImport.objects.select_for_update(of=("self",))
            .filter(agreement=found.agreement_id, register=found.register, state=RegisterImportState.APPROVED)
            .first()
        )
        if (before.pk if before else None) != found.compared_with_id:
            raise Refused(
                "En annan version godkändes under tiden. Läs om filen och granska skillnaderna på nytt."
            )
        faults = found.fault_count
        if faults and not without_faulty:
            raise Refused(
                f"Filen har {faults} fel. Rätta filen och ladda upp den igen, eller välj att läsa in den utan de "
                "organisationer som felen gäller."
            )
        _approve(actor, found, before, faults)
    return found


def _refuse_unseen(found: RegisterImport, revision: int | None) -> None:
    if revision is not None and revision != found.revision:
        raise Refused("Filen har lästs om sedan sidan visades. Granska den på nytt.")
    if not found.figure_count:
        raise Refused(
            "Filen gav inga uppgifter att läsa in. Se över kolumnerna, eller ladda upp en annan fil."
        )


def _approve(actor: Actor, found: RegisterImport, before: RegisterImport | None, faults: int) -> None:
    if before:
        before.state = RegisterImportState.SUPERSEDED
        before.save(update_fields=["state"])
        facts: dict[str, object] = {"by_version": found.number}
        record("register_import", before.pk, "superseded", by_id=actor.user_id, facts=facts)
    found.state = RegisterImportState.APPROVED
    found.approved_by_id, found.approved_at = actor.user_id, clock.now()
    found.save(update_fields=["state", "approved_by", "approved_at"])
    facts = {"figures": found.summary["figures"], "faults": faults, "left_out": found.summary["left_out"]}
    record("register_import", found.pk, "approved", by_id=actor.user_id, facts=facts)
    register_entry(
        NewEntry(
            CaseKey(found.agreement_id),
            EntryKind.REGISTER,
            Direction.IN,
            found.approved_at,
            f"Uppgifter ur {register_name(found.register)}, version {found.number}",
            correspondent=register_name(found.register),
            thing="register_import",
            thing_id=found.pk,
            by_id=actor.user_id,
        )
    )


def discard_register_import(actor: Actor, import_id: int) -> RegisterImport:
    """Throw away a version that is not approved: its figures and its bytes are deleted, its hash stays.

    Raises:
        NoSuchRegister: there is no such version.
        NotPermitted: the actor takes in no registers.
        Refused: it is approved or discarded already.
    """
    _require(actor)
    with transaction.atomic():
        found = _locked(import_id)
        if not found.is_open:
            raise Refused(f"Version {found.number} är redan {found.get_state_display().lower()}.")
        RegisterFigure.objects.filter(of=found).delete()
        RegisterFile.objects.filter(of=found).delete()
        found.state = RegisterImportState.DISCARDED
        found.faults, found.differences = [], []
        found.save(update_fields=["state", "faults", "differences"])
        record("register_import", found.pk, "discarded", by_id=actor.user_id)
    return found


def _locked(import_id: int) -> RegisterImport:
    """Return a version, its agreement and itself locked until the transaction ends. Raises NoSuchRegister."""
    agreement = RegisterImport.objects.filter(pk=import_id).values_list("agreement_id", flat=True).first()
    if agreement is None:
        raise NoSuchRegister("Det finns ingen sådan version av registret.")
    locked_agreement(agreement)
    return (
        RegisterImport.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=import_id)
    )
