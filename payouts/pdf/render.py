"""From what a decision says to the bytes of its PDF. The same content gives the same bytes."""

import hashlib
import io
from datetime import datetime, time
from pathlib import Path

from django.template.loader import render_to_string
from weasyprint import Attachment

from payouts.pdf.content import DecisionContent
from payouts.pdf.letter import letter
from prio.pdf.render import render_pdf

TEMPLATE = "payouts/pdf/decision.html"
STYLESHEET = Path(__file__).with_name("decision.css")
SIMULATED_MARK = "SIMULERADE UPPGIFTER – inte ett verkligt beslut"


def decision_html(content: DecisionContent) -> str:
    """Return the decision as HTML; its style comes with the rendering."""
    words = letter(content, hashlib.sha256(content.csv).hexdigest())
    title = f"{words.kind} {content.heading.reference}: {words.matter}"
    if content.simulated:
        title = f"{SIMULATED_MARK}. {title}"
    context = {"content": content, "letter": words, "title": title, "simulated_mark": SIMULATED_MARK}
    return render_to_string(TEMPLATE, context)


def attachment(content: DecisionContent) -> Attachment:
    """Return the file with every amount, dated as the decision, so that the document's bytes do not vary."""
    day = datetime.combine(content.heading.decided_on, time(0))
    return Attachment(
        file_obj=io.BytesIO(content.csv),
        name=content.csv_name,
        description="Fördelningen: varje belopp med exakt andel",
        created=day,
        modified=day,
        relationship="Data",
    )


def render_decision(content: DecisionContent) -> bytes:
    """Return the decision as a PDF: PDF/A-3a and PDF/UA-1, with the allocation's CSV file attached.

    The same content gives the same bytes. Raises MissingFont when the typefaces are not installed.
    """
    return render_pdf(decision_html(content), STYLESHEET, [attachment(content)])
