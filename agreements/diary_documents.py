"""The things of agreements and reports in the diary: their pages, and what they say as documents."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from django.core.files.storage import default_storage
from django.urls import reverse

from agreements.diary_things import Document, DocumentFile, Thing, register_thing
from agreements.domain.masking import Line
from agreements.models import (
    AccessRequest,
    AgreementVersion,
    CaseEntry,
    CompletionRequest,
    EntryKind,
    EvidenceFile,
    EvidenceState,
    Extension,
    HandIn,
)
from agreements.selectors.diary import reads_requests
from agreements.selectors.receipts import ReceiptItem, item_of, with_wording
from prio.audit.models import Event
from prio.days import plain_day

# What the log calls what an entry of a kind is about.
VERBS: Mapping[str, tuple[str, ...]] = {
    EntryKind.TAKEN_BACK: ("take_back",),
    EntryKind.DECLINED: ("decline",),
    EntryKind.RESUMED: ("resume",),
    EntryKind.LATE_DECISION: ("accept_late", "refuse_late", "refuse_late_completion"),
    EntryKind.QUESTION: ("asked",),
    EntryKind.ANSWER: ("answered", "answer_changed"),
}


def register() -> None:
    """Let the diary know the things of this room."""
    register_thing("hand_in", Thing(_receipt_page, _hand_in))
    register_thing("report", Thing(_report_page, _report_step))
    register_thing("completion_request", Thing(_report_page, _completion_request))
    register_thing("extension", Thing(partial(_agreement_page, "extensions"), _extension))
    register_thing("version", Thing(partial(_agreement_page, "agreement_versions"), _version))
    register_thing("question", Thing(_question_page, _question))
    register_thing("access_request", Thing(_access_page, _access_request, reads_requests))


def _agreement_page(name: str, entry: CaseEntry) -> str:
    return reverse(name, args=[entry.case.agreement.code]) if entry.case.agreement else ""


def _receipt_page(entry: CaseEntry) -> str:
    case = entry.case
    if case.agreement is None or case.party is None:
        return ""
    return reverse("receipt", args=[case.agreement.code, case.party.code, entry.number])


def _report_page(entry: CaseEntry) -> str:
    case = entry.case
    if case.agreement is None or case.party is None or not entry.requirement:
        return ""
    return reverse("submitted_report", args=[case.agreement.code, case.party.code, entry.requirement])


def _question_page(entry: CaseEntry) -> str:
    return (
        reverse("question", args=[entry.case.agreement.code, entry.thing_id]) if entry.case.agreement else ""
    )


def _access_page(entry: CaseEntry) -> str:
    return reverse("access_request", args=[entry.thing_id])


def _hand_in(entry: CaseEntry) -> Document:
    made = HandIn.objects.select_related("by").get(pk=entry.thing_id)
    signer = made.signed_as.split(",")[0].strip()
    lines = [Line("_signed", "Undertecknat av", made.signed_as, signers=(signer, str(made.by)))]
    keys: dict[str, str] = {}
    for item in map(item_of, with_wording(made.submissions.all())):
        code = item.requirement.code
        lines.append(Line(code, f"{code} {item.requirement.name}", heading=True))
        lines += _answers(item)
        keys |= {file.key: file.name for line in item.answered for file in line.files}
    return Document(tuple(lines), tuple(_files(keys)))


def _answers(item: ReceiptItem) -> Iterator[Line]:
    code, answers = item.requirement.code, item.submission.answers
    for line in item.answered:
        text = "\n".join(line.words) or "Inget svar"
        contacts = tuple(dict.fromkeys(_contacts(answers.get(line.key))))
        yield Line(f"{code}.{line.key}", line.label, text, contacts=contacts)
        if line.comment:
            yield Line(f"{code}.{line.key}.comment", f"Kommentar: {line.label}", line.comment)


def _contacts(value: object) -> Iterator[str]:
    """Names that stand beside an address or a telephone number, wherever in the answer."""
    if isinstance(value, Mapping):
        name = value.get("name")
        if isinstance(name, str) and name.strip() and ("email" in value or "phone" in value):
            yield name
        for part in value.values():
            yield from _contacts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _contacts(part)


def _files(keys: Mapping[str, str]) -> Iterable[DocumentFile]:
    for row in EvidenceFile.objects.filter(pk__in=keys).order_by("uploaded_at", "pk"):
        stored = row.file.name or ""
        yield DocumentFile(
            key=str(row.pk),
            name=keys[str(row.pk)] or row.name,
            media_type=row.media_type,
            size=row.size,
            read=partial(_content, stored),
            is_usable=row.state == EvidenceState.USABLE and default_storage.exists(stored),
        )


def _content(stored: str) -> bytes:
    with default_storage.open(stored) as file:
        content: bytes = file.read()
    return content


def _report_step(entry: CaseEntry) -> Document:
    facts = _facts("report", entry)
    reason = facts.get("reason")
    return Document((Line("reason", "Skäl", str(reason)),) if reason else ())


def _completion_request(entry: CaseEntry) -> Document:
    made = CompletionRequest.objects.select_related("requested_by").get(pk=entry.thing_id)
    return Document(
        (
            Line("text", "Vad som behövs", made.text),
            Line("due", "Sista dag", plain_day(made.due)),
            Line("by", "Begärd av", str(made.requested_by), signers=(str(made.requested_by),)),
        )
    )


def _extension(entry: CaseEntry) -> Document:
    made = Extension.objects.select_related("decided_by").get(pk=entry.thing_id)
    return Document(
        (
            Line("until", "Ny sista dag", plain_day(made.until)),
            Line("reason", "Skäl", made.reason),
            Line("by", "Beslutad av", str(made.decided_by), signers=(str(made.decided_by),)),
        )
    )


def _version(entry: CaseEntry) -> Document:
    version = AgreementVersion.objects.defer("plain").get(pk=entry.thing_id)
    return Document((Line("reason", "Skäl", version.reason),))


def _question(entry: CaseEntry) -> Document:
    """What was asked, or what was answered then: an answer may have been changed later."""
    facts = _facts("question", entry)
    said = facts.get("answer") or facts.get("after") or facts.get("text") or ""
    return Document((Line("text", "Svar" if entry.kind == "answer" else "Fråga", str(said)),))


def _access_request(entry: CaseEntry) -> Document:
    asked = AccessRequest.objects.get(pk=entry.thing_id)
    if entry.kind == "access_answer":
        return Document((Line("answer", "Hur den besvarades", asked.closing_words),))
    contacts = (asked.requester,) if asked.requester else ()
    lines = [Line("text", "Vad som begärs", asked.text)]
    if asked.requester:
        lines.append(Line("requester", "Vem som begär", asked.requester, contacts=contacts))
    return Document(tuple(lines))


def _facts(aggregate: str, entry: CaseEntry) -> Mapping[str, object]:
    """What the log says of the event that was registered: both were written at once, so they come in one order.

    They are counted from the end, since what happened before there was a diary has an event and no entry.
    """
    same = CaseEntry.objects.filter(thing=entry.thing, thing_id=entry.thing_id, kind=entry.kind)
    later = same.filter(pk__gt=entry.pk).count()
    events = Event.objects.filter(
        aggregate=aggregate, aggregate_id=entry.thing_id, verb__in=VERBS.get(entry.kind, ())
    )
    found = list(events.order_by("-sequence")[later : later + 1])
    facts: Mapping[str, object] = found[0].facts if found else {}
    return facts
