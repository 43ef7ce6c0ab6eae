"""What was handed in, for those who assess it: the list, one report, and what they decide on it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agreements.domain.report_key import ReportKey
from agreements.models import ReportState
from agreements.selectors import submitted as selectors
from agreements.selectors.submitted import SHOWN, Filters
from agreements.services.deciding import accept_late, refuse_late, request_completion
from agreements.views.days import posted_day
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of the filter by state, with how many reports are in it."""

    value: str
    label: str


@require_safe
def submitted_reports(request: ActorRequest, code: str) -> HttpResponse:
    """The reports that were handed in, first of all those that wait for a decision."""
    asked = request.GET
    filters = Filters(asked.get("lage", ""), asked.get("lan", ""), asked.get("krav", ""))
    found = selectors.submitted_list(request.actor, code, filters, asked.get("sida", ""))
    if found is None:
        raise Http404
    states = [Choice(state.value, f"{state.label} ({found.counts.get(state.value, 0)})") for state in SHOWN]
    narrowed = asked.copy()
    narrowed.pop("sida", None)
    context = {
        "list": found,
        "code": code,
        "filters": filters,
        "states": states,
        "query": narrowed.urlencode(),
    }
    return render(request, "agreements/reporting/submitted_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def submitted_report(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """One report as it was handed in, and what an assessor may do with it."""
    key = ReportKey(code, requirement, party)
    if request.method != "POST":
        return _show(request, key)
    if selectors.submitted_report(request.actor, key) is None:
        raise Http404
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None:
        raise Http404
    try:
        messages.success(request, step(request, key))
    except Refused as refusal:
        return _show(request, key, refusal)
    return redirect("submitted_report", code, party, requirement)


def _show(request: ActorRequest, key: ReportKey, refusal: Refused | None = None) -> HttpResponse:
    found = selectors.submitted_report(request.actor, key)
    if found is None:
        raise Http404
    context = {
        "report": found,
        "key": key,
        "refusal": refusal,
        "posted": {
            name: request.POST.get(name, "") for name in ("question", "text", "due", "reason", "verb")
        },
        "declined": found.state == ReportState.DECLINED,
        "reads_list": request.actor.reads_all or bool(request.actor.coordinates),
    }
    return render(
        request, "agreements/reporting/submitted.html", context, status=REFUSED if refusal else None
    )


def _request_completion(request: ActorRequest, key: ReportKey) -> str:
    posted = request.POST
    text = posted.get("text", "").strip()
    if not text:
        raise Refused("Skriv vad som behövs.")
    due = posted_day(posted.get("due", ""))
    request_completion(request.actor, key, posted.get("question", ""), text, due)
    return "Kompletteringen är begärd. De som rapporterar har fått ett meddelande."


def _accept_late(request: ActorRequest, key: ReportKey) -> str:
    accept_late(request.actor, key, request.POST.get("reason", "").strip())
    return "Den sena rapporten är godtagen. Den bedöms som de andra."


def _refuse_late(request: ActorRequest, key: ReportKey) -> str:
    refuse_late(request.actor, key, request.POST.get("reason", "").strip())
    return "Den sena rapporten är inte godtagen. Den räknas som ej inlämnad."


_STEPS: dict[str, Callable[[ActorRequest, ReportKey], str]] = {
    "request_completion": _request_completion,
    "accept_late": _accept_late,
    "refuse_late": _refuse_late,
}
