"""Decisions in the diary: their page, and their document for who asks for it."""

from django.urls import reverse

from agreements.diary_things import Document, DocumentFile, Thing, register_thing
from agreements.domain.masking import Line
from agreements.models import CaseEntry
from payouts.models import Decision, StoredDocument
from payouts.selectors.decisions import document_name


def register() -> None:
    """Let the diary know decisions."""
    register_thing("decision", Thing(_page, _document))
    register_thing("payment_order", Thing(_payments_page))
    register_thing("requisition", Thing(_payments_page))
    register_thing("status_file", Thing(_status_page))


def _page(entry: CaseEntry) -> str:
    return (
        reverse("decision", args=[entry.case.agreement.code, entry.thing_id]) if entry.case.agreement else ""
    )


def _payments_page(entry: CaseEntry) -> str:
    return reverse("payments", args=[entry.case.agreement.code]) if entry.case.agreement else ""


def _status_page(entry: CaseEntry) -> str:
    agreement = entry.case.agreement
    return reverse("payment_status_file", args=[agreement.code, entry.thing_id]) if agreement else ""


def _document(entry: CaseEntry) -> Document:
    found = Decision.objects.select_related("prepared_by", "approved_by", "document")
    decision = found.defer("document__content").get(pk=entry.thing_id)
    people = tuple(str(one) for one in (decision.prepared_by, decision.approved_by) if one)
    lines = (
        Line("maker", "Beslutsfattare", decision.decision_maker),
        Line("people", "Berett och godkänt av", ", ".join(people), signers=people),
    )
    return Document(lines, (_file(decision, decision.document),) if decision.document else ())


def _file(decision: Decision, document: StoredDocument) -> DocumentFile:
    return DocumentFile(
        key=document.sha256,
        name=document_name(decision),
        media_type=document.media_type,
        size=document.size,
        read=lambda: bytes(StoredDocument.objects.get(pk=document.pk).content),
    )
