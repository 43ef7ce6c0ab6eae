"""What was handed in, for those who read it: the list, and one report. Who assesses does that in the case."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.domain.report_key import ReportKey
from agreements.models import ReportState
from agreements.selectors import submitted as selectors
from agreements.selectors.submitted import SHOWN, Filters
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import ASSESSING_ROLES


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


@require_safe
def submitted_report(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """One report as it was handed in; who assesses is led to its case."""
    key = ReportKey(code, requirement, party)
    found = selectors.submitted_report(request.actor, key)
    if found is None:
        raise Http404
    context = {
        "report": found,
        "key": key,
        "declined": found.state == ReportState.DECLINED,
        "reads_list": request.actor.reads_all or bool(request.actor.coordinates),
        "assesses": not request.actor.roles.isdisjoint(ASSESSING_ROLES),
    }
    return render(request, "agreements/reporting/submitted.html", context)
