"""From what a letter says to the bytes of its PDF. The same content gives the same bytes."""

import hashlib
import io
from datetime import datetime, time
from pathlib import Path

from django.template.loader import render_to_string
from weasyprint import Attachment

from payouts.pdf.letters.content import LetterContent
from payouts.pdf.letters.words import letter_words
from payouts.pdf.render import STYLESHEET as DECISION
from prio.pdf.render import render_pdf

TEMPLATE = "payouts/pdf/letter.html"
STYLESHEET = Path(__file__).with_name("letter.css")
SIMULATED_MARK = "SIMULERADE UPPGIFTER – inte ett verkligt brev"


def letter_html(content: LetterContent) -> str:
    """Return the letter as HTML; its style comes with the rendering."""
    words = letter_words(content, hashlib.sha256(content.csv).hexdigest())
    title = f"{content.reference}: {words.title}"
    if content.decision.simulated:
        title = f"{SIMULATED_MARK}. {title}"
    context = {"content": content, "letter": words, "title": title, "simulated_mark": SIMULATED_MARK}
    return render_to_string(TEMPLATE, context)


def attachment(content: LetterContent) -> Attachment:
    """Return the file with the recipient's amounts, dated as the decision, so that the bytes do not vary."""
    day = datetime.combine(content.decision.decided_on, time(0))
    return Attachment(
        file_obj=io.BytesIO(content.csv),
        name=content.csv_name,
        description="Mottagarens belopp",
        created=day,
        modified=day,
        relationship="Data",
    )


def render_letter(content: LetterContent) -> bytes:
    """Return the letter as a PDF: PDF/A-3a and PDF/UA-1, with the amounts as a CSV file.

    The same content gives the same bytes. Raises MissingFont when the typefaces are not installed.
    """
    return render_pdf(letter_html(content), STYLESHEET, [attachment(content)], over=DECISION)
