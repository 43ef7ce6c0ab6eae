"""More time to report: what has been decided, which everybody reads, and deciding it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agreements.selectors.extensions import extensions_of_agreement
from agreements.services.deciding import EXTENDS, extend
from agreements.views.days import posted_day
from prio.accounts.requests import ActorRequest
from prio.days import day_with_weekday
from prio.refused import Refused

REFUSED = 422
FIELDS = ("requirement", "party", "until", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
def extensions(request: ActorRequest, code: str) -> HttpResponse:
    """List the decisions on more time, and let who may decide one."""
    may_decide = request.actor.is_any(*EXTENDS)
    refusal = None
    if request.method == "POST":
        if not may_decide:
            raise Http404
        try:
            return _decide(request, code)
        except Refused as error:
            refusal = error
    found = extensions_of_agreement(request.actor, code, may_decide=may_decide)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "code": code,
        "may_decide": may_decide,
        "posted": {name: request.POST.get(name, "") for name in FIELDS},
        "refusal": refusal,
    }
    return render(
        request, "agreements/reporting/extensions.html", context, status=REFUSED if refusal else None
    )


def _decide(request: ActorRequest, code: str) -> HttpResponse:
    posted = {name: request.POST.get(name, "").strip() for name in FIELDS}
    until = posted_day(posted["until"])
    extend(
        request.actor, code, posted["requirement"] or None, posted["party"] or None, until, posted["reason"]
    )
    messages.success(
        request, f"Förlängt till och med {day_with_weekday(until)}. De som berörs får ett meddelande."
    )
    return redirect("extensions", code)
