"""The reporter's home in an agreement: every report of the organisation, and the next step."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.selectors.overview import is_over, overview
from agreements.selectors.own_reports import own_reports
from prio import clock
from prio.accounts.applicants import may_register
from prio.accounts.requests import ActorRequest


@require_safe
def reporting(request: ActorRequest, code: str) -> HttpResponse:
    """What is open, what is missing, when it is due, and what has been handed in."""
    actor = request.actor
    own = own_reports(actor, code, now=request.arrived_at, with_check=False) if actor.organisations else None
    if own is None:
        raise Http404
    context = {
        "own": own,
        "parties": overview(own),
        "over": is_over(own),
        "code": code,
        "today": clock.today(),
        "may_register": own.definition.is_applied_for and may_register(actor),
    }
    return render(request, "agreements/reporting/reporting.html", context)
