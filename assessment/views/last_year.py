"""What became of the same demand last year: a part of the report's page, and a page by itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.domain.report_key import ReportKey
from assessment import earlier
from prio.accounts.requests import ActorRequest


@require_safe
def last_year(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Show the outcome, and why, of the demand that this one follows."""
    found = earlier.last_year(request.actor, ReportKey(code, requirement, party))
    if found is None:
        raise Http404
    template = "assessment/last_year/part.html" if request.htmx else "assessment/last_year/page.html"
    return render(request, template, {"found": found})
