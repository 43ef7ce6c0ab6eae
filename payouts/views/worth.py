"""What a goal is expected to be worth to a party: a part of other pages, and a page by itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from payouts.selectors.worth import worth_page
from prio import clock
from prio.accounts.requests import ActorRequest


@require_safe
def worth(request: ActorRequest, code: str, party: str) -> HttpResponse:
    """Show what the party can expect, and what it loses without a grundkrav; `?krav=` asks about one requirement."""
    page = worth_page(request.actor, code, party, request.GET.get("krav", ""))
    if page is None:
        raise Http404
    template = "payouts/worth/part.html" if request.htmx else "payouts/worth/page.html"
    return render(request, template, {"page": page, "today": clock.today()})
