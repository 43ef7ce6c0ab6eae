"""The steps of a report that change its state: take back, decline, take part after all, confirm."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.domain.report_key import ReportKey
from agreements.selectors.history import history
from agreements.selectors.places import report_place
from agreements.services.drafts import confirm_prefilled, confirm_wording
from agreements.services.leaving import LONGEST_REASON, resume, take_back
from agreements.services.leaving import decline as decline_report
from agreements.views.report_posted import revision_of
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
CONFIRMS = frozenset({"confirm_wording", "confirm_prefilled"})


@require_POST
def report_step(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Take the step that the button names, and say what happened."""
    key = ReportKey(code, requirement, party)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None or report_place(request.actor, key) is None:
        raise Http404
    try:
        said = step(request, key)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    if request.POST["verb"] in CONFIRMS:
        return redirect("report", code, party, requirement)
    return redirect("reporting", code)


def _take_back(request: ActorRequest, key: ReportKey) -> str:
    take_back(request.actor, key, arrived_at=request.arrived_at)
    return f"{key.requirement} är tillbaka hos er som utkast. Kom ihåg att lämna in på nytt före sista dagen."


def _resume(request: ActorRequest, key: ReportKey) -> str:
    resume(request.actor, key, arrived_at=request.arrived_at)
    return f"Ni deltar i {key.requirement} igen. Det ni hade svarat finns kvar."


def _confirm_wording(request: ActorRequest, key: ReportKey) -> str:
    seen = request.POST.get("version", "")
    confirm_wording(request.actor, key, seen=revision_of(seen) if seen else None)
    return f"Ni har bekräftat att svaren i {key.requirement} gäller den nya lydelsen."


def _confirm_prefilled(request: ActorRequest, key: ReportKey) -> str:
    confirm_prefilled(request.actor, key, request.POST.getlist("question"))
    return "Svaren från det tidigare året är bekräftade."


_STEPS: dict[str, Callable[[ActorRequest, ReportKey], str]] = {
    "take_back": _take_back,
    "resume": _resume,
    "confirm_wording": _confirm_wording,
    "confirm_prefilled": _confirm_prefilled,
}


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Say no to taking part in a requirement, with a reason."""
    key = ReportKey(code, requirement, party)
    place = report_place(request.actor, key)
    if place is None or not place.reads:
        raise Http404
    reason, refusal = request.POST.get("reason", ""), None
    if request.method == "POST":
        try:
            decline_report(request.actor, key, reason.strip(), arrived_at=request.arrived_at)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, f"Ni avstår från {requirement}. Ni får inga fler påminnelser om det.")
            return redirect("reporting", code)
    context = {
        "place": place,
        "code": code,
        "reason": reason,
        "longest": LONGEST_REASON,
        "refusal": refusal,
        "may_decline": any(step.verb == "decline" for step in place.steps),
    }
    return render(request, "agreements/reporting/decline.html", context, status=REFUSED if refusal else None)


@require_safe
def report_versions(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Every time the report was handed in, what differs between them, and last year's."""
    key = ReportKey(code, requirement, party)
    found = history(request.actor, key)
    if found is None or found.ground.party.id not in request.actor.parties:
        raise Http404
    return render(request, "agreements/reporting/versions.html", {"history": found, "key": key})
