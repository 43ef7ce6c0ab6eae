"""The account as a PDF that is printed, filed and read by everybody: PDF/A-3a and PDF/UA-1, with its figures attached.

It is drawn when somebody asks for it; the same account gives the same bytes.
"""

import io
from datetime import datetime, time
from pathlib import Path

from django.template.loader import render_to_string
from weasyprint import Attachment

from assessment.account_file import account_csv, file_name
from assessment.account_page import page_of
from assessment.selectors.account import Account
from prio.pdf.render import render_pdf

TEMPLATE = "assessment/account/pdf.html"
STYLESHEET = Path(__file__).with_name("account.css")
SIMULATED_MARK = "SIMULERADE UPPGIFTER – ingen verklig redovisning"
PRELIMINARY_MARK = "PRELIMINÄR REDOVISNING – uppgifter kan ändras"


def account_html(account: Account) -> str:
    """Return the account as HTML; its style comes with the rendering."""
    page = page_of(account)
    marks = [SIMULATED_MARK] if account.simulated else []
    marks += [PRELIMINARY_MARK] if account.preliminary else []
    title = ". ".join([*marks, f"{page.title}: {account.definition.title}"])
    context = {"page": page, "title": title, "marks": marks, "file_name": file_name(account, "csv")}
    return render_to_string(TEMPLATE, context)


def render_account(account: Account) -> bytes:
    """Return the account as a PDF with its CSV file attached. Raises MissingFont."""
    day = datetime.combine(account.as_of, time(0))
    attached = Attachment(
        file_obj=io.BytesIO(account_csv(account)),
        name=file_name(account, "csv"),
        description="Varje siffra i redovisningen",
        created=day,
        modified=day,
        relationship="Data",
    )
    return render_pdf(account_html(account), STYLESHEET, [attached])
