"""Decisions, accounts and claims in the diary: their page, and their document for who asks for it."""

from django.urls import reverse

from agreements.diary_things import Document, DocumentFile, Thing, register_thing
from agreements.domain.masking import Line
from agreements.models import CaseEntry
from payouts.models import Claim, Decision, DecisionLetter, LineReport, StoredDocument, UseOfMoney
from payouts.paying import reads_payments
from payouts.selectors.decisions import document_name
from payouts.selectors.letters import letter_name
from prio.days import plain_day
from prio.money import kronor


def register() -> None:
    """Let the diary know the things of this room."""
    register_thing("decision", Thing(_page, _document))
    register_thing("line_report", Thing(_money_page, _line_report))
    register_thing("use_of_money", Thing(_money_page, _use_of_money))
    register_thing("claim", Thing(_claim_page, _claim))
    register_thing("payment_order", Thing(_payments_page, opens=reads_payments))
    register_thing("requisition", Thing(_payments_page, opens=reads_payments))
    register_thing("status_file", Thing(_status_page, opens=reads_payments))
    register_thing("decision_letter", Thing(_letter_page, _letter_document))


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


def _money_page(entry: CaseEntry) -> str:
    return reverse("money", args=[entry.case.agreement.code]) if entry.case.agreement else ""


def _claim_page(entry: CaseEntry) -> str:
    return reverse("claim", args=[entry.case.agreement.code, entry.thing_id]) if entry.case.agreement else ""


def _line_report(entry: CaseEntry) -> Document:
    found = LineReport.objects.select_related("by", "document", "line").defer("document__content")
    report = found.get(pk=entry.thing_id)
    by = str(report.by)
    lines = (
        Line("line", "Budgetrad", report.line.name),
        *(Line(f"area.{one.position}", one.area, kronor(one.amount)) for one in report.areas.all()),
        Line("vat", "Moms", kronor(report.vat)),
        Line("used", "Använt", kronor(report.used)),
        Line("unused", "Inte använt", kronor(report.unused)),
        *([Line("note", "Anmärkning", report.note)] if report.note else []),
        Line("by", "Inlämnad av", by, signers=(by,)),
    )
    file = DocumentFile(
        key=report.document.sha256,
        name=report.file_name,
        media_type=report.document.media_type,
        size=report.document.size,
        read=lambda: bytes(StoredDocument.objects.get(pk=report.document_id).content),
    )
    return Document(lines, (file,))


def _use_of_money(entry: CaseEntry) -> Document:
    use = UseOfMoney.objects.select_related("handed_in_by").get(pk=entry.thing_id)
    lines = (
        Line("received", "Mottaget", kronor(use.received)),
        *(Line(f"area.{one.position}", one.area, kronor(one.amount)) for one in use.rows.all()),
        Line("used", "Använt", kronor(use.used)),
        Line("unused", "Inte använt", kronor(use.unused)),
        Line("to_repay", "Att återbetala", kronor(use.to_repay)),
        *([Line("text", "Beskrivning", use.text)] if use.text else []),
        Line("signed_as", "Undertecknat av", use.signed_as, signers=(use.signed_as,)),
    )
    return Document(lines)


def _claim(entry: CaseEntry) -> Document:
    claim = (
        Claim.objects.select_related("organisation", "decision")
        .defer("decision__document")
        .get(pk=entry.thing_id)
    )
    lines = (
        Line("organisation", "Organisation", claim.organisation.name),
        Line("amount", "Att återbetala", kronor(claim.amount)),
        Line("repaid", "Återbetalat", kronor(claim.repaid)),
        Line("due", "Senast", plain_day(claim.due)),
        Line("reason", "Skäl", claim.why),
        *(
            [Line("because", "Återkallat för att", claim.withdrawn_because)]
            if claim.withdrawn_because
            else []
        ),
    )
    return Document(lines)
