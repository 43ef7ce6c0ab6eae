"""The pages of simulations: trying, saving, looking at what is saved, comparing two, files. Reading never writes."""

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from payouts.inputs import given_of
from payouts.models import Simulation
from payouts.selectors.simulation_pages import (
    SimulationPage,
    Workbench,
    pair_page,
    simulation_page,
    trial_page,
    workbench,
)
from payouts.selectors.simulations import saved_simulations, simulation_for
from payouts.services.simulations import LONGEST_NAME, remove_simulation, save_simulation
from payouts.simulating import NotWorkable, try_changes
from payouts.simulation_data import simulation_data
from payouts.simulation_files import EXCEL, simulation_csv, simulation_excel
from payouts.views.simulation_form import About, SimulationForm, read_form, with_faults
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
GONE = "Simuleringen finns inte längre: den är redan borttagen. De som finns kvar står här."
ALL = "alla"


@require_safe
def simulations(request: ActorRequest, code: str) -> HttpResponse:
    """Show what is saved, and the form to try something new; `?a=…&b=…` compares two of them."""
    bench = workbench(request.actor, code)
    if bench is None:
        raise Http404
    if "a" in request.GET and "b" in request.GET:
        return _compare(request, code)
    saved = saved_simulations(request.actor, code)
    form = _form(bench, QueryDict()) if bench.base else None
    context = {"code": code, "bench": bench, "form": form, "saved": saved}
    return render(request, "payouts/simulation/list.html", context)


def _compare(request: ActorRequest, code: str) -> HttpResponse:
    try:
        first, second = int(request.GET["a"]), int(request.GET["b"])
    except ValueError as error:
        raise Http404 from error
    page = pair_page(request.actor, code, first, second, every=request.GET.get("visa") == ALL)
    if page is None:
        raise Http404
    context = {"code": code, "page": page, "shown": page.shown, "query": f"a={first}&b={second}"}
    return render(request, "payouts/simulation/pair.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def try_simulation(request: ActorRequest, code: str) -> HttpResponse:
    """Show what the changes in the address give; a POST to the same address saves them under a name."""
    bench = workbench(request.actor, code)
    if bench is None or bench.base is None:
        raise Http404
    form = _form(bench, request.GET)
    page: SimulationPage | None = None
    if not form.errors:
        try:
            page = trial_page(
                bench,
                try_changes(bench.version, bench.base, form.changes, bench.scope),
                every=request.GET.get("visa") == ALL,
            )
        except NotWorkable as refusal:
            form = with_faults(form, refusal.faults)
    refusal_to_save: Refused | None = None
    if request.method == "POST" and page is not None:
        try:
            return _save(request, code, form)
        except Refused as refusal:
            refusal_to_save = refusal
    wrong = bool(form.errors) or refusal_to_save is not None
    context = {
        "code": code,
        "bench": bench,
        "form": form,
        "page": page,
        "shown": page.shown if page else None,
        "query": _query(request),
        "name": request.POST.get("namn", ""),
        "longest": LONGEST_NAME,
        "refusal": refusal_to_save,
    }
    return render(request, "payouts/simulation/trial.html", context, status=REFUSED if wrong else None)


def _save(request: ActorRequest, code: str, form: SimulationForm) -> HttpResponse:
    made = save_simulation(request.actor, code, request.POST.get("namn", ""), form.changes)
    messages.success(request, f"Simuleringen {made.name} är sparad.")
    return HttpResponseRedirect(reverse("simulation", args=[code, made.pk]))


def _form(bench: Workbench, query: QueryDict) -> SimulationForm:
    if bench.base is None:
        raise Http404
    given = given_of(bench.base.plain)
    return read_form(About(bench.version.definition, given, bench.scope, bench.names), query)


def _query(request: ActorRequest) -> str:
    """Return the address's query without what only shows more of the same."""
    query = request.GET.copy()
    query.pop("visa", None)
    return query.urlencode()


@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: ActorRequest, code: str, simulation_id: int) -> HttpResponse:
    """Show a saved simulation; a POST takes it away."""
    if request.method == "POST":
        found = simulation_for(request.actor, code, simulation_id)
        if found is None and workbench(request.actor, code) is None:
            raise Http404
        if found is None:
            messages.info(request, GONE)
            return HttpResponseRedirect(reverse("simulations", args=[code]))
        return _remove(request, code, found)
    return _show(request, code, simulation_id)


def _show(
    request: ActorRequest, code: str, simulation_id: int, refusal: Refused | None = None
) -> HttpResponse:
    page = simulation_page(request.actor, code, simulation_id, every=request.GET.get("visa") == ALL)
    if page is None or page.simulation is None:
        raise Http404
    others = [one for one in saved_simulations(request.actor, code) if one.pk != simulation_id]
    context = {
        "code": code,
        "page": page,
        "shown": page.shown,
        "simulation": page.simulation,
        "others": others,
        "query": "",
        "is_own": page.simulation.owner_id == request.actor.user_id,
        "refusal": refusal,
    }
    return render(request, "payouts/simulation/saved.html", context, status=REFUSED if refusal else None)


def _remove(request: ActorRequest, code: str, found: Simulation) -> HttpResponse:
    try:
        remove_simulation(request.actor, found.pk)
    except Refused as refusal:
        return _show(request, code, found.pk, refusal)
    messages.success(request, f"Simuleringen {found.name} är borttagen.")
    return HttpResponseRedirect(reverse("simulations", args=[code]))


@require_safe
def simulation_file(request: ActorRequest, code: str, simulation_id: int, ending: str) -> HttpResponse:
    """Send a saved simulation as CSV, Excel or JSON."""
    page = simulation_page(request.actor, code, simulation_id)
    if page is None:
        raise Http404
    content, kind = _content(page, ending)
    response = HttpResponse(content, content_type=kind)
    name = f"SIMULERING-{code}-{simulation_id}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _content(page: SimulationPage, ending: str) -> tuple[bytes, str]:
    if ending == "csv":
        return simulation_csv(page), "text/csv; charset=utf-8"
    if ending == "xlsx":
        return simulation_excel(page), EXCEL
    if ending == "json":
        text = json.dumps(simulation_data(page), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        return text.encode(), "application/json"
    raise Http404
