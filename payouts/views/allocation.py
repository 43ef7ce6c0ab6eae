"""The pages of an allocation, its file, and the explanation of any amount."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from agreements.selectors.agreements import published_version
from payouts.allocation_file import allocation_csv
from payouts.models import RunState
from payouts.selectors.access import shown_run
from payouts.selectors.allocation import allocation_page
from payouts.selectors.explanation import explanation_page
from payouts.selectors.history import past_runs
from payouts.selectors.neighbours import neighbour_page
from payouts.selectors.readiness import readiness_of
from payouts.selectors.run_differences import Names, run_differences, shown_run_differences
from payouts.selectors.table import ORDERS, Filter
from payouts.views.steps import allocation_buttons, may_send_back, take_allocation_step
from prio import clock
from prio.accounts.requests import KNOWN_AGREEMENT, ActorRequest
from prio.jobs.selectors import live_jobs
from prio.refused import Refused

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def allocation(request: ActorRequest, code: str, run_id: int | None = None) -> HttpResponse:
    """Show a run of the agreement, and take the steps of its life."""
    if request.method != "POST":
        return _show(request, code, run_id)
    if not request.actor.reads_all:
        raise Http404
    try:
        return HttpResponseRedirect(take_allocation_step(request, code))
    except Refused as refusal:
        return _show(request, code, run_id, refusal)


def _show(
    request: ActorRequest, code: str, run_id: int | None, refusal: Refused | None = None
) -> HttpResponse:
    wanted = Filter.of(request.GET)
    page = allocation_page(request.actor, code, wanted, run_id)
    if page is None:
        return _show_nothing(request, code, run_id, refusal)
    if request.actor.reads_all:  # whose tabs are the same before and after a decision
        setattr(request, KNOWN_AGREEMENT, (page.title, False, page.run.version.definition))
    runs = past_runs(request.actor, code)
    names = Names(page.names, {one.code: (one.letters, one.name) for one in page.counties})
    newest = next((run.id for run in runs if run.state != RunState.SUPERSEDED), page.run.pk)
    context = {
        "page": page,
        "run": page.run,
        "table": page.table,
        "orders": ORDERS,
        "is_newest": newest == page.run.pk,
        "runs": runs,
        "changes": run_differences(request.actor, page.run, names) if len(runs) > 1 else None,
        "buttons": allocation_buttons(request.actor, page.run),
        "may_send_back": may_send_back(request.actor, page.run),
        "verb": request.POST.get("verb", "") if refusal else "",
        "typed_back": request.POST.get("skal_tillbaka", ""),
        "decided": next((run for run in runs if run.id == page.run.pk and run.decision), None),
        "jobs": live_jobs(request.actor, code) if request.actor.reads_all else [],
        "refusal": refusal,
    }
    return render(request, "payouts/allocation.html", context, status=REFUSED if refusal else None)


def _show_nothing(
    request: ActorRequest, code: str, run_id: int | None, refusal: Refused | None
) -> HttpResponse:
    """Tell those who may see it that nothing has been computed yet; for others there is no such page."""
    version = published_version(request.actor, code) if request.actor.reads_all else None
    if run_id is not None or version is None or version.definition.is_applied_for:
        raise Http404
    readiness = readiness_of(version, clock.today())
    context = {
        "agreement": version.agreement,
        "readiness": readiness,
        "buttons": allocation_buttons(request.actor, None, readiness),
        "jobs": live_jobs(request.actor, code),
        "refusal": refusal,
    }
    return render(request, "payouts/no_allocation.html", context, status=REFUSED if refusal else None)


@require_safe
def allocation_file(request: ActorRequest, code: str, run_id: int) -> HttpResponse:
    """Send the run as CSV, the same bytes as the command `allocate` writes."""
    run = shown_run(request.actor, code, run_id)
    if run is None:
        raise Http404
    response = HttpResponse(allocation_csv(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="fordelning-{code}-{run.pk}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def explanation(request: ActorRequest, code: str, run_id: int, requirement: str, party: str) -> HttpResponse:
    """Show why a party gets what it gets of a pot."""
    page = explanation_page(request.actor, code, run_id, requirement, party)
    if page is None:
        raise Http404
    return render(
        request, "payouts/explanation.html", {"page": page, "run": page.run, "why": page.explanation}
    )


@require_safe
def neighbour(request: ActorRequest, code: str, run_id: int, requirement: str, party: str) -> HttpResponse:
    """Show two parties' amounts of a goal side by side, and why they differ; `?med=` names the other."""
    wanted = request.GET.get("med", "").strip()
    page = neighbour_page(request.actor, code, requirement, party, wanted, run_id)
    refused = page is None and bool(wanted)
    if refused:
        page = neighbour_page(request.actor, code, requirement, party, run_id=run_id)
    if page is None:
        raise Http404
    fault = _no_neighbour(wanted, page.one.code, page.one.name) if refused else ""
    context = {"page": page, "run": page.run, "fault": fault, "typed": wanted}
    return render(request, "payouts/neighbour.html", context, status=REFUSED if refused else None)


def _no_neighbour(wanted: str, code: str, name: str) -> str:
    """Say why a party cannot be compared with what was written."""
    if wanted == code or " ".join(wanted.split()).casefold() == name.casefold():
        return f"Välj någon annan än {name} att jämföra med."
    return f"Det finns ingen kommun eller region som heter {wanted}."


@require_safe
def differences(request: ActorRequest, code: str, run_id: int) -> HttpResponse:
    """Show everything that differs between a run and the one before it."""
    found = shown_run_differences(request.actor, code, run_id)
    if found is None:
        raise Http404
    context = {"found": found, "run": found.run, "shown": found.shown, "query": ""}
    return render(request, "payouts/run_differences.html", context)
