"""The receipt of a hand-in: as a page, as a PDF and as data."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.pdf.receipt import render_receipt
from agreements.receipt_file import file_name, receipt_bytes
from agreements.selectors import receipts as selectors
from agreements.selectors.receipts import Receipt
from prio.accounts.requests import ActorRequest


@require_safe
def receipt(request: ActorRequest, code: str, party: str, number: int) -> HttpResponse:
    """What was handed in, when, by whom, and how it can be proved."""
    found = _found(request, code, party, number)
    context = {"receipt": found, "code": code, "is_own": found.party.id in request.actor.parties}
    return render(request, "agreements/reporting/receipt.html", context)


@require_safe
def receipt_pdf(request: ActorRequest, code: str, party: str, number: int) -> HttpResponse:
    """The receipt to print and file: drawn now, the same bytes every time."""
    found = _found(request, code, party, number)
    name = f"kvitto-{found.hand_in.reference}.pdf"
    return _file(render_receipt(found), "application/pdf", f'inline; filename="{name}"')


@require_safe
def receipt_json(request: ActorRequest, code: str, party: str, number: int) -> HttpResponse:
    """What was handed in as data, from which the checksums can be computed again."""
    found = _found(request, code, party, number)
    return _file(receipt_bytes(found), "application/json", f'attachment; filename="{file_name(found)}"')


def _found(request: ActorRequest, code: str, party: str, number: int) -> Receipt:
    found = selectors.receipt(request.actor, code, party, number)
    if found is None:
        raise Http404
    return found


def _file(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-cache"
    return response
