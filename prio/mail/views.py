"""The pages of messages: a person's own, and for the administrator those that did not arrive."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Role
from prio.mail import selectors
from prio.mail.sending import send_again
from prio.mail.services import mark_read
from prio.refused import Refused

ON_A_PAGE = 25
MOST_DIGITS = 18  # of a primary key


@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """The person's own messages, the newest first."""
    actor = request.actor
    page = Paginator(selectors.own_messages(actor), ON_A_PAGE).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "unread_here": [one for one in page if one.read_at is None],
        "unread": selectors.unread(actor),
        "leaves": settings.MAIL_LEAVES,
        "delivers": actor.is_any(Role.ADMINISTRATOR),
    }
    return render(request, "mail/inbox.html", context)


@require_safe
def message(request: ActorRequest, message_id: int) -> HttpResponse:
    """One of the person's own messages. Opening it changes nothing: that it is read, the person says with a button."""
    found = selectors.own_message(request.actor, message_id)
    if found is None:
        raise Http404
    return render(request, "mail/message.html", {"message": found, "leaves": settings.MAIL_LEAVES})


@require_POST
def message_read(request: ActorRequest, message_id: int) -> HttpResponse:
    """Mark a message as read and go to the page that it is about, or back to the list."""
    found = selectors.own_message(request.actor, message_id)
    if found is None:
        raise Http404
    mark_read(request.actor, [message_id])
    if request.POST.get("vidare") and found.path:
        return redirect(found.path)
    return redirect("inbox")


@require_POST
def messages_read(request: ActorRequest) -> HttpResponse:
    """Mark the messages that the person had before them as read; one that came meanwhile is not among them."""
    shown = [number for text in request.POST.getlist("meddelande")[:ON_A_PAGE] if (number := _number(text))]
    mark_read(request.actor, shown)
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request: ActorRequest) -> HttpResponse:
    """For the administrator: what did not arrive, or may not have, and sending it again."""
    actor = request.actor
    if not actor.is_any(Role.ADMINISTRATOR):
        raise Http404
    if request.method == "POST":
        return _send_again(request)
    page = Paginator(selectors.undelivered(actor), ON_A_PAGE).get_page(request.GET.get("sida"))
    return render(request, "mail/undelivered.html", {"page": page, "leaves": settings.MAIL_LEAVES})


def _send_again(request: ActorRequest) -> HttpResponse:
    number = _number(request.POST.get("meddelande", ""))
    if number is None:
        raise Http404
    try:
        send_again(request.actor, number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Meddelandet skickas igen inom en minut.")
    return redirect("undelivered")


def _number(text: str) -> int | None:
    """A posted primary key; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
