"""The page of an agreement's money after and beside the pots: lines, accounts of use, claims."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.selectors.agreements import agreement_rows
from payouts.selectors.money import money_page
from payouts.selectors.money_due import money_due
from payouts.selectors.money_waiting import money_waiting
from prio import clock
from prio.accounts.requests import ActorRequest


@require_safe
def due(request: ActorRequest) -> HttpResponse:
    """Show what is due of money for who asks, in every agreement; home fetches it from here."""
    today = clock.today()
    definitions = [row.definition for row in agreement_rows(request.actor, today)]
    found = money_due(request.actor, definitions, today)
    waiting = money_waiting(request.actor, definitions)
    if not (found or waiting) and request.htmx:
        return HttpResponse(status=204)  # home keeps its link and shows no empty card
    return render(request, "payouts/money/due.html", {"due": found, "waiting": waiting, "today": today})


@require_safe
def money(request: ActorRequest, code: str) -> HttpResponse:
    """Show the lines outside the pots to everybody, and accounts of use and claims to those whom they concern."""
    page = money_page(request.actor, code, clock.today())
    if page is None:
        raise Http404
    return render(request, "payouts/money/page.html", {"page": page})
