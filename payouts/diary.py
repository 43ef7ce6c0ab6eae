"""Decisions in the diary: their page, and their document for who asks for it."""

from django.urls import reverse

from agreements.diary_things import Document, DocumentFile, Thing, register_thing
from agreements.domain.masking import Line
from agreements.models import CaseEntry
from payouts.models import Decision, DecisionLetter, StoredDocument
from payouts.selectors.decisions import document_name
from payouts.selectors.letters import letter_name


def register() -> None:
    """Let the diary know decisions."""
    register_thing("decision", Thing(_page, _document))
    register_thing("decision_letter", Thing(_letter_page, _letter_document))


def _page(entry: CaseEntry) -> str:
    return (
        reverse("decision", args=[entry.case.agreement.code, entry.thing_id]) if entry.case.agreement else ""
    )


def _document(entry: CaseEntry) -> Document:
    found = Decision.objects.select_related("prepared_by", "approved_by", "document")
    decision = found.defer("document__content").get(pk=entry.thing_id)
    people = tuple(str(one) for one in (decision.prepared_by, decision.approved_by) if one)
    lines = (
        Line("maker", "Beslutsfattare", decision.decision_maker),
        Line("people", "Berett och godkänt av", ", ".join(people), signers=people),
    )
    return Document(
        lines, (_stored(decision.document, document_name(decision)),) if decision.document else ()
    )


def _letter_page(entry: CaseEntry) -> str:
    """The decisions of the agreement: the entry knows the letter's key only, and this reads nothing."""
    return reverse("decisions", args=[entry.case.agreement.code]) if entry.case.agreement else ""


def _letter_document(entry: CaseEntry) -> Document:
    found = DecisionLetter.objects.select_related("organisation", "document").defer("document__content")
    letter = found.get(pk=entry.thing_id)
    lines = (
        Line("recipient", "Mottagare", str(letter.organisation)),
        Line("number", "Nummer", letter.reference),
    )
    if letter.document is None:
        return Document(lines)
    return Document(lines, (_stored(letter.document, letter_name(letter)),))


def _stored(document: StoredDocument, name: str) -> DocumentFile:
    return DocumentFile(
        key=document.sha256,
        name=name,
        media_type=document.media_type,
        size=document.size,
        read=lambda: bytes(StoredDocument.objects.get(pk=document.pk).content),
    )
