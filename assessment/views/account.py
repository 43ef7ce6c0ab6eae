"""The pages of a year's account, of the country and of a county, and their files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.account_file import account_csv, file_name
from assessment.account_page import page_of
from assessment.pdf.account import render_account
from assessment.selectors.account import Account
from assessment.selectors.account import account as read_account
from prio.accounts.requests import ActorRequest


@require_safe
def account(request: ActorRequest, code: str, county: str | None = None) -> HttpResponse:
    """Show how many met what, where, who did not and why, and what was reported."""
    return render(request, "assessment/account/page.html", {"page": page_of(_found(request, code, county))})


@require_safe
def account_file(request: ActorRequest, code: str, county: str | None = None) -> HttpResponse:
    """Send the account as CSV."""
    found = _found(request, code, county)
    return _attached(account_csv(found), "text/csv; charset=utf-8", file_name(found, "csv"))


@require_safe
def account_pdf(request: ActorRequest, code: str, county: str | None = None) -> HttpResponse:
    """Send the account as PDF, drawn now from what holds now."""
    found = _found(request, code, county)
    return _attached(render_account(found), "application/pdf", file_name(found, "pdf"))


def _found(request: ActorRequest, code: str, county: str | None) -> Account:
    found = read_account(request.actor, code, county)
    if found is None:
        raise Http404
    return found


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
