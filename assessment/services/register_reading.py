"""Reading a register's file: its rows are checked, and what they come to is kept for a person to approve."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import transaction

from agreements.selectors.agreements import version_in_force
from assessment.domain.registers.cells import Row, letter
from assessment.domain.registers.checked import Checked, FigureKey
from assessment.domain.registers.checking import MOST_FIGURES, TooManyFigures, check
from assessment.domain.registers.differences import Differences, differences
from assessment.domain.registers.matching import Matching, faults_of, suggested
from assessment.domain.registers.persons import PersonGuard, RowPerPerson
from assessment.domain.registers.wanted import Register, register_of
from assessment.models import RegisterFigure, RegisterFile, RegisterImport, RegisterImportState
from assessment.registers.tables import TableFile, opened
from assessment.selectors.register_parties import parties_of
from assessment.services.register_figures import keep_figures
from prio.audit.services import record
from prio.jobs.registry import Progress, silent
from prio.money import number
from prio.refused import Refused

BATCH = 5000  # figures
TOLD_EVERY = 5000  # rows
LONGEST_EXAMPLE = 60  # characters
_MOST_COLUMNS_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a file came to. figures: those of it, and those that it leaves as they were; none while columns lack."""

    matching: Matching
    summary: dict[str, Any]
    checked: Checked | None = None
    figures: Mapping[FigureKey, str] = field(default_factory=dict)
    differences: Differences | None = None


def read_register(import_id: int, progress: Progress = silent) -> None:
    """Read the file of a version that is to be read, and keep what it came to beside it.

    Reading is done before any lock is taken; if somebody changed the columns meanwhile, the result is dropped. A file
    that is refused is not kept: the version is discarded with the reason, and its bytes are deleted.

    Raises:
        Refused: the file cannot be read, or it has a row per person.
    """
    found = RegisterImport.objects.select_related("agreement", "file").get(pk=import_id)
    if found.state != RegisterImportState.READING:
        return
    try:
        previous = _approved(found)
        reading = _read(found, bytes(found.file.content), previous, progress)
    except RowPerPerson as shown:
        _refuse(found, f"Filen har en rad per person och tas inte emot. {shown} Lämna sammanräknade antal.")
        raise Refused(_said(found)) from shown
    except TooManyFigures as fault:
        _refuse(found, f"Filen har fler än {number(MOST_FIGURES)} uppgifter. Dela upp den.")
        raise Refused(_said(found)) from fault
    except Refused as refusal:
        _refuse(found, str(refusal))
        raise
    progress("Sparar uppgifterna")
    _keep(found, reading, previous)


def _approved(found: RegisterImport) -> RegisterImport | None:
    return RegisterImport.objects.filter(
        agreement=found.agreement_id, register=found.register, state=RegisterImportState.APPROVED
    ).first()


def _said(found: RegisterImport) -> str:
    found.refresh_from_db(fields=["refusal"])
    return found.refusal


def _refuse(found: RegisterImport, reason: str) -> None:
    """Discard a version whose file is not taken, and delete the bytes."""
    with transaction.atomic():
        locked = RegisterImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if locked.state != RegisterImportState.READING:
            return
        RegisterFile.objects.filter(of=locked).delete()
        locked.state, locked.refusal = RegisterImportState.DISCARDED, reason
        locked.save(update_fields=["state", "refusal"])
        record("register_import", locked.pk, "refused", facts={"reason": reason})


def _read(
    found: RegisterImport, content: bytes, previous: RegisterImport | None, progress: Progress
) -> _Reading:
    version = version_in_force(found.agreement.code)
    register = register_of(version.definition, found.register) if version else None
    if version is None or register is None:
        raise Refused("Överenskommelsen läser inte längre ur det registret.")
    progress("Öppnar filen")
    file = opened(content, found.file_name)
    wanted = Matching.from_plain(found.matching)
    sheet = wanted.sheet if wanted.sheet in file.sheets else file.likely_sheet(register)
    rows = file.rows(sheet)
    above = _first(rows, file.first_rows(sheet))
    if not above:
        raise Refused(f"Filen ”{found.file_name}” har inga rader.")
    is_new = not wanted.columns or wanted.sheet != sheet
    matching = suggested(register, above, sheet=sheet, requirement=wanted.requirement) if is_new else wanted
    summary = _about_columns(file, matching, above)
    if faults := faults_of(register, matching):
        _look_for_persons(register, matching, above, rows)
        return _Reading(matching, summary | {"matching_faults": list(faults)})
    parties = parties_of(version.definition.names_day)
    checked = check(register, matching, parties, _told(rows, progress), above=above)
    before = _figures_of(previous)
    carried = _carried(register, checked, previous, before)
    figures = dict(checked.figures) | {key: before[key] for key in before if key.requirement in carried}
    return _Reading(
        matching,
        summary | _about(checked) | {"carried": carried},
        checked,
        figures,
        differences(before, figures),
    )


def _carried(
    register: Register, checked: Checked, previous: RegisterImport | None, before: Mapping[FigureKey, str]
) -> dict[str, int]:
    """Return the requirements that a file says nothing about, each with the version whose file its figures are from.

    Their figures follow along from the version before: a register may come as one file for each requirement.
    """
    if previous is None:
        return {}
    said = {key.requirement for key in checked.figures} | {requirement for requirement, _ in checked.left_out}
    known = {key.requirement for key in before}
    origins: dict[str, int] = previous.summary.get("carried", {})
    return {code: origins.get(code, previous.pk) for code in register.requirements if code in known - said}


def _first(rows: Iterator[Row], known: list[Row]) -> list[Row]:
    """Take the rows that are known already from the stream."""
    return [row for _, row in zip(known, rows, strict=False)]


def _look_for_persons(
    register: Register, matching: Matching, above: Iterable[Row], rows: Iterable[Row]
) -> None:
    """A file whose columns are not known yet is looked at too, before it is kept. Raises RowPerPerson."""
    guard = PersonGuard(is_list=register.is_list)
    for row in chain(above, rows):
        guard.look_at(row)
        if row.number <= matching.heading:
            guard.look_at_headings(row)
    guard.finish()


def _told(rows: Iterable[Row], progress: Progress) -> Iterator[Row]:
    for index, row in enumerate(rows):
        if index % TOLD_EVERY == 0:
            progress(f"Läser rad {number(row.number)}")
        yield row


def _about_columns(file: TableFile, matching: Matching, above: list[Row]) -> dict[str, Any]:
    heading = next((row for row in above if row.number == matching.heading), above[0])
    below = next((row for row in above if row.number > matching.heading), Row(0, ()))
    width = min(max(len(heading.cells), len(below.cells)), _MOST_COLUMNS_SHOWN)
    columns = [
        {
            "index": index,
            "letter": letter(index),
            "heading": heading.text(index)[:LONGEST_EXAMPLE],
            "example": below.text(index)[:LONGEST_EXAMPLE],
        }
        for index in range(width)
        if heading.text(index) or below.text(index)
    ]
    return {"sheets": list(file.sheets), "columns": columns, "matching_faults": []}


def _about(checked: Checked) -> dict[str, Any]:
    return {
        "rows": checked.rows,
        "totals": checked.totals,
        "figures": len(checked.figures),
        "requirements": sorted({key.requirement for key in checked.figures}),
        "parties": len({key.party for key in checked.figures}),
        "fault_count": checked.fault_count,
        "left_out": sorted(map(list, checked.left_out)),
        "missing": {code: list(parties) for code, parties in checked.missing.items()},
        "incomplete": [[*about, list(labels)] for about, labels in sorted(checked.incomplete.items())],
        "absent": {code: list(labels) for code, labels in checked.absent.items()},
        "on_list": dict(checked.on_list),
    }


def _figures_of(found: RegisterImport | None) -> Mapping[FigureKey, str]:
    if found is None:
        return {}
    rows = RegisterFigure.objects.filter(of=found).values_list(
        "party__code", "requirement__code", "question", "unit", "month", "value"
    )
    return {FigureKey(*row[:-1]): row[-1] for row in rows.iterator(chunk_size=BATCH)}


def _keep(found: RegisterImport, reading: _Reading, previous: RegisterImport | None) -> None:
    """Write what the file came to, unless somebody had it read again meanwhile."""
    changes = reading.differences
    with transaction.atomic():
        locked = RegisterImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if locked.state != RegisterImportState.READING or locked.revision != found.revision:
            return
        keep_figures(locked, reading.figures)
        locked.state = RegisterImportState.PREVIEW
        locked.matching = reading.matching.to_plain()
        locked.compared_with = previous
        locked.summary = reading.summary
        locked.faults = [
            [fault.row, fault.column, fault.text]
            for fault in (reading.checked.faults if reading.checked else ())
        ]
        locked.differences = []
        if changes:
            counts = {
                "new": changes.new,
                "changed": changes.changed,
                "gone": changes.gone,
                "same": changes.same,
            }
            locked.summary = reading.summary | {"differences": counts}
            # Of a first version everything is new, which says nothing.
            told = changes.told if previous else ()
            locked.differences = [[*one.key, one.before, one.after] for one in told]
        locked.save()
