"""The receipt as a PDF that is printed and filed: PDF/A-3a and PDF/UA-1, with the data that it rests on attached.

It is drawn when somebody asks for it; the same receipt gives the same bytes.
"""

import io
from datetime import UTC

from django.template.loader import render_to_string
from weasyprint import Attachment

from agreements.receipt_file import file_name, receipt_bytes
from agreements.selectors.receipts import Receipt
from prio.pdf.render import FILED, render_pdf

TEMPLATE = "agreements/reporting/receipt_pdf.html"
SIMULATED_MARK = "SIMULERADE UPPGIFTER – inget verkligt kvitto"


def receipt_html(receipt: Receipt) -> str:
    """Return the receipt as HTML; its style comes with the rendering."""
    title = f"Kvitto {receipt.hand_in.reference}: {receipt.title}, {receipt.party.name}"
    if receipt.simulated:
        title = f"{SIMULATED_MARK}. {title}"
    context = {
        "receipt": receipt,
        "title": title,
        "created": receipt.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "file_name": file_name(receipt),
        "simulated_mark": SIMULATED_MARK,
    }
    return render_to_string(TEMPLATE, context)


def render_receipt(receipt: Receipt) -> bytes:
    """Return the receipt as a PDF with its JSON file attached. Raises MissingFont."""
    at = receipt.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    attached = Attachment(
        file_obj=io.BytesIO(receipt_bytes(receipt)),
        name=file_name(receipt),
        description="Allt som lämnades in, med kontrollsummor",
        created=at,
        modified=at,
        relationship="Data",
    )
    return render_pdf(receipt_html(receipt), FILED, [attached])
