"""Home, the counties, and the open pages: what Prio is, and whether it is well."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prio import clock
from prio.accounts.requests import ActorRequest
from prio.desk.board import county_board as board_of
from prio.desk.context import KNOWN_AGREEMENT
from prio.desk.counties import counties_page
from prio.desk.home import home_page


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What the person should do next, and what is theirs."""
    return render(request, "desk/home.html", {"page": home_page(request.actor, clock.today())})


@require_safe
def counties(request: ActorRequest, code: str) -> HttpResponse:
    """Every county of an agreement that the person may see: map and table."""
    page = counties_page(request.actor, code)
    if page is None:
        raise Http404
    setattr(request, KNOWN_AGREEMENT, (page.title, page.run is not None and page.run.in_force))
    return render(request, "desk/counties.html", {"page": page})


@require_safe
def county_board(request: ActorRequest, code: str, county: str) -> HttpResponse:
    """One county: organisations and requirements, the gauge, what is at stake. Read again by htmx as it changes."""
    board = board_of(request.actor, code, county, request.GET.get("sedan", "") if request.htmx else "")
    if board is None:
        raise Http404
    if isinstance(board, str):
        return HttpResponse(status=204)
    if request.htmx:
        return render(request, "desk/_county_board.html", {"board": board, "now": clock.now()})
    decided = board.run is not None and board.run.in_force
    setattr(request, KNOWN_AGREEMENT, (board.definition.title, decided, board.goes_on))
    return render(request, "desk/county_board.html", {"board": board, "now": clock.now()})


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Prio is, with the account of its accessibility."""
    return render(request, "desk/about.html")


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer `ok` when the database answers; otherwise the error is the site's own (500)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
