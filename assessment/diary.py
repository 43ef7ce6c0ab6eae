"""What was assessed, in the diary: findings, verdicts, what is told and answered first, and files with outcomes."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.urls import reverse

from agreements.diary_things import Document, DocumentFile, Thing, register_thing
from agreements.domain.masking import Line
from agreements.domain.result import Result, Truth
from agreements.models import CaseEntry, EntryKind
from assessment.models import (
    Communication,
    Correction,
    Finding,
    NotHeard,
    Outcome,
    OutcomeFile,
    PreliminaryRequest,
    RegisterFile,
    RegisterImport,
    RoundKind,
    Verdict,
)
from prio.accounts.models import User
from prio.days import plain_day

IN_WORDS = {Truth.MET: "Uppfyllt", Truth.NOT_MET: "Inte uppfyllt", Truth.UNDECIDED: "Inte avgjort"}


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register() -> None:
    """Let the diary know the things of this room."""
    register_thing("finding", Thing(partial(_case_page, RoundKind.PRELIMINARY), _finding))
    register_thing("verdict", Thing(partial(_case_page, RoundKind.FINAL), _verdict))
    register_thing("communication", Thing(partial(_case_page, RoundKind.FINAL), _communication))
    register_thing("preliminary_request", Thing(_assessment_page, _preliminary_request))
    register_thing("register_import", Thing(_register_page, _register_import))
    register_thing("outcome_file", Thing(_no_page, _outcome_file))


def _case_page(kind: RoundKind, entry: CaseEntry) -> str:
    case = entry.case
    if case.agreement is None or case.party is None or not entry.requirement:
        return ""
    return reverse("case", args=[case.agreement.code, kind, case.party.code, entry.requirement])


def _assessment_page(entry: CaseEntry) -> str:
    return reverse("assessment", args=[entry.case.agreement.code]) if entry.case.agreement else ""


def _no_page(entry: CaseEntry) -> str:
    return ""


def _finding(entry: CaseEntry) -> Document:
    found = Finding.objects.select_related("prepared_by", "round").get(pk=entry.thing_id)
    closes = found.round.completion_closes
    lines = [
        *_said("Preliminärt", found.outcome, found.motivation, found.reasons, found.judged),
        *([Line("closes", "Sista dag att komplettera", plain_day(closes))] if closes else []),
        *_people(("prepared", "Beredd av", found.prepared_by)),
    ]
    return Document(tuple(lines))


def _verdict(entry: CaseEntry) -> Document:
    found = Verdict.objects.select_related("prepared_by", "approved_by").get(pk=entry.thing_id)
    lines = list(_said("Utfall", found.outcome, found.motivation, found.reasons, found.judged))
    if found.correction:
        lines.append(Line("correction", Correction(found.correction).label, found.correction_reason))
    if found.not_heard:
        words = f"{NotHeard(found.not_heard).label}. {found.not_heard_reason}"
        lines.append(Line("not_heard", "Organisationen fick inte yttra sig först", words))
    lines += _people(
        ("prepared", "Beredd av", found.prepared_by), ("approved", "Godkänd av", found.approved_by)
    )
    return Document(tuple(lines))


def _communication(entry: CaseEntry) -> Document:
    """What was sent, or what was answered: one thing has an entry for each."""
    told = Communication.objects.select_related("sent_by", "answered_by").get(pk=entry.thing_id)
    if entry.kind == EntryKind.COMMUNICATION_ANSWER:
        answered = _people(("by", "Lämnat av", told.answered_by))
        return Document((Line("answer", "Yttrande", told.answer), *answered))
    lines = (
        *_said("På väg att bedömas som", Outcome.NOT_MET, told.motivation, told.reasons, {}),
        Line("due", "Sista dag att yttra sig", plain_day(told.due)),
        *_people(("by", "Skickad av", told.sent_by)),
    )
    return Document(lines)


def _preliminary_request(entry: CaseEntry) -> Document:
    asked = PreliminaryRequest.objects.select_related("asked_by").get(pk=entry.thing_id)
    return Document(tuple(_people(("by", "Begärd av", asked.asked_by))))


def _said(
    label: str, outcome: str, motivation: str, reasons: Mapping[str, Any], judged: Mapping[str, Any]
) -> Iterator[Line]:
    """Yield the outcome, the motivation, and each criterion with its figures and what an assessor said of it."""
    yield Line("outcome", label, Outcome(outcome).label)
    if motivation:
        yield Line("motivation", "Motivering", motivation)
    leaves = Result.from_plain(reasons).leaves() if reasons else ()
    for number, leaf in enumerate((leaf for leaf in leaves if leaf.asked), start=1):
        said = judged.get(leaf.key, {}).get("reason", "")
        words = " ".join(filter(None, [f"{IN_WORDS[leaf.truth]}.", leaf.reason, said]))
        yield Line(f"criterion.{number}", leaf.text, words)


def _people(*people: tuple[str, str, User | None]) -> Iterable[Line]:
    return [Line(key, label, str(who), signers=(str(who),)) for key, label, who in people if who]


def _register_page(entry: CaseEntry) -> str:
    return reverse("registers", args=[entry.case.agreement.code]) if entry.case.agreement else ""


def _register_import(entry: CaseEntry) -> Document:
    found = RegisterImport.objects.get(pk=entry.thing_id)
    size = len(RegisterFile.objects.values_list("content", flat=True).get(of=found.pk))
    content = DocumentFile(
        key=found.sha256,
        name=found.file_name,
        media_type="text/csv" if found.file_name.lower().endswith(".csv") else EXCEL,
        size=size,
        read=lambda: bytes(RegisterFile.objects.get(of=found.pk).content),
    )
    return Document((Line("read_on", "Uttagen", plain_day(found.read_on)),), (content,))


def _outcome_file(entry: CaseEntry) -> Document:
    file = OutcomeFile.objects.defer("content").get(pk=entry.thing_id)
    content = DocumentFile(
        key=file.sha256,
        name=file.name,
        media_type="text/csv",
        size=len(OutcomeFile.objects.values_list("content", flat=True).get(pk=file.pk)),
        read=lambda: bytes(OutcomeFile.objects.get(pk=file.pk).content),
    )
    return Document((Line("rows", "Rader", str(file.rows)),), (content,))
