"""The page of a payment order: attest it, approve it, withdraw it, fetch its file."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from payouts.paying import message_id
from payouts.selectors.payments import OrderPage, order_file, order_page
from payouts.services.payment_orders import (
    approve_order,
    attest_order,
    order_payment_file,
    withdraw_order,
)
from payouts.views.posted import posted_sums
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor
from prio.jobs.models import Job
from prio.jobs.selectors import live_jobs
from prio.refused import Refused

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payment_order(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Show an order with its payments, and take the steps of its life."""
    page = order_page(request.actor, code, number)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None or not page.may_pay:
        raise Http404
    try:
        return redirect(step(request, page))
    except Refused as refusal:
        return _show(request, order_page(request.actor, code, number) or page, refusal)


def _show(request: ActorRequest, page: OrderPage, refusal: Refused | None = None) -> HttpResponse:
    order, definition = page.order, page.version.definition
    making = _jobs(request.actor, page) if order.state == "approved" else []
    context = {
        "page": page,
        "agreement": page.version.agreement,
        "order": order,
        "aim": f"{definition.title}, beslut {order.decision.reference}",
        "may_make": page.may_pay and order.state == "approved" and not making,
        "jobs": making,
        "reason": request.POST.get("skal", ""),
        "refusal": refusal,
    }
    status = REFUSED if refusal else None
    return render(request, "payouts/paying/order.html", context, status=status)


def _jobs(actor: Actor, page: OrderPage) -> list[Job]:
    order = page.order
    return list(live_jobs(actor, message_id(page.version.definition.code, order.agreement_id, order.number)))


def _place(page: OrderPage) -> str:
    return reverse("payment_order", args=[page.version.agreement.code, page.order.number])


def _attest(request: ActorRequest, page: OrderPage) -> str:
    attest_order(page.order.pk, posted_sums(request.POST), request.actor)
    messages.success(request, "Ordern är attesterad. Nu ska en annan person godkänna den.")
    return _place(page)


def _approve(request: ActorRequest, page: OrderPage) -> str:
    """Approve, and follow the making of the file, which the service has ordered."""
    approve_order(page.order.pk, posted_sums(request.POST), request.actor)
    making = _jobs(request.actor, page)
    return reverse("job", args=[making[0].pk]) if making else _place(page)


def _make(request: ActorRequest, page: OrderPage) -> str:
    if page.order.state != "approved":
        raise Refused("Filen skapas när ordern är godkänd. Ladda om sidan för att se läget.")
    job = order_payment_file(page.order, page.version.definition.code, request.actor)
    return reverse("job", args=[job.pk])


def _withdraw(request: ActorRequest, page: OrderPage) -> str:
    withdraw_order(page.order.pk, request.POST.get("skal", ""), request.actor)
    messages.success(request, "Ordern är återkallad. Det den skulle betala kommer med i nästa.")
    return _place(page)


_STEPS: dict[str, Callable[[ActorRequest, OrderPage], str]] = {
    "attest": _attest,
    "approve": _approve,
    "make": _make,
    "withdraw": _withdraw,
}


@require_safe
def payment_file(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Send the stored bytes of an order's file to who pays."""
    return file_of_order(request.actor, code, number)


def file_of_order(actor: Actor, code: str, number: int) -> HttpResponse:
    """Return an order's file as an attachment. Raises Http404 where there is none that the actor may have."""
    found = order_file(actor, code, number)
    if found is None:
        raise Http404
    name, document = found
    response = HttpResponse(bytes(document.content), content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
