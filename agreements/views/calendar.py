"""A person's calendar: the page with its link, and the file that calendar programs fetch without signing in."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from agreements.ical import calendar_file
from agreements.selectors.calendar import actor_of_feed, calendar_events, own_feed
from agreements.services.calendar_feed import make_feed, renew_feed, withdraw_feed
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor

SCHEME = "webcal"  # calendar programs open these addresses as subscriptions
_VERBS: dict[str, tuple[Callable[[Actor], object], str]] = {
    "make": (make_feed, "Kalenderlänken är skapad."),
    "renew": (renew_feed, "Ni har fått en ny kalenderlänk. Den gamla fungerar inte längre."),
    "withdraw": (withdraw_feed, "Kalenderlänken är borttagen."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: ActorRequest) -> HttpResponse:
    """Show the person's calendar and its link; make the link, exchange it, take it away."""
    actor = request.actor
    if request.method == "POST":
        step = _VERBS.get(request.POST.get("verb", ""))
        if step is None:
            raise Http404
        act, told = step
        act(actor)
        messages.success(request, told)
        return redirect("calendar")
    today = clock.today()
    feed = own_feed(actor)
    address = settings.SITE_URL + reverse("calendar_feed", args=[feed.key]) if feed else ""
    context = {
        "today": today,
        "events": [event for event in calendar_events(actor, today) if event.day >= today],
        "address": address,
        "subscription": f"{SCHEME}:{address.partition(':')[2]}" if address else "",
        "feed": feed,
    }
    return render(request, "agreements/calendar.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """Send the calendar that the key belongs to, as that person may see it today; 304 while it is the same."""
    today = clock.today()
    actor = actor_of_feed(key, today)
    if actor is None:
        raise Http404
    content = calendar_file(calendar_events(actor, today), settings.SITE_URL)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="prio.ics"'
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
