"""A party's own side of its assessment: read as a part of the report's page and by itself, and answered."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from agreements.domain.report_key import ReportKey
from assessment.selectors.own import own_judgement as judgement_of
from assessment.services.communicating import LONGEST_ANSWER, answer_communication
from assessment.services.findings import ask_for_preliminary
from assessment.services.under_lock import NoSuchCase
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def own_judgement(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Show what the party has been told, and take its answer before a verdict against it."""
    key = ReportKey(code, requirement, party)
    found = judgement_of(request.actor, key)
    if found is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            answer_communication(request.actor, key, request.POST.get("answer", ""))
        except NoSuchCase as error:
            raise Http404 from error
        except Refused as error:
            refusal = error
            found = judgement_of(request.actor, key) or found
        else:
            messages.success(
                request, "Yttrandet är lämnat. Den som bedömer får ett meddelande och läser det."
            )
            return HttpResponseRedirect(request.path)
    context = {
        "found": found,
        "today": clock.today(),
        "refusal": refusal,
        "answer": request.POST.get("answer", ""),
        "longest": LONGEST_ANSWER,
    }
    if request.htmx:
        return render(request, "assessment/own/part.html", context)
    return render(request, "assessment/own/page.html", context, status=REFUSED if refusal else None)


@require_POST
def ask_preliminary(request: ActorRequest, code: str, party: str) -> HttpResponse:
    """Ask for a preliminary assessment of a party's grundkrav."""
    try:
        ask_for_preliminary(request.actor, code, party)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Ni har bett om förhandsgranskning. Ni får ett meddelande när den är klar.")
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/"):
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(reverse("reporting", args=[code]))
