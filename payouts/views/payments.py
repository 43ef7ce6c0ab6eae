"""The pages of an agreement's payments: what is next, the reconciliation, a payment by itself."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from payouts.domain.bank_days import bank_day_from
from payouts.payment_forms import OrderForm, PaidForm
from payouts.selectors.payment_plan import Plan
from payouts.selectors.payments import PaymentPage, PaymentsPage, payment_page, payments_page
from payouts.selectors.reconciliation import reconciliation as reconciled
from payouts.services.payment_orders import prepare_order
from payouts.services.payment_statuses import mark_bounced, mark_paid
from payouts.services.requisitions import accept_late
from payouts.views.posted import posted_sums, whole
from prio import clock
from prio.accounts.requests import KNOWN_AGREEMENT, ActorRequest
from prio.refused import Refused

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payments(request: ActorRequest, code: str) -> HttpResponse:
    """Show what is to be paid and what waits for what; prepare an order, accept a late requisition."""
    page = payments_page(request.actor, code)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page, _fresh_form())
    if not page.may_pay:
        raise Http404
    if request.POST.get("verb") == "accept":
        return _accept(request, page, code)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _show(request, page, form, status=REFUSED)
    try:
        order = prepare_order(code, form.cleaned_data["pay_on"], posted_sums(request.POST), request.actor)
    except Refused as refusal:
        return _show(request, payments_page(request.actor, code) or page, form, refusal, REFUSED)
    messages.success(request, f"Betalningsorder {order.number} är förberedd. Nu ska den attesteras.")
    return redirect("payment_order", code, order.number)


def _fresh_form() -> OrderForm:
    return OrderForm(initial={"pay_on": bank_day_from(clock.today())})


def _accept(request: ActorRequest, page: PaymentsPage, code: str) -> HttpResponse:
    wanted = whole(request.POST, "rekvisition")
    late = [one.requisition for one in page.late if one.requisition and one.requisition.pk == wanted]
    if not late:
        raise Http404
    try:
        accept_late(late[0].pk, request.POST.get("skal", ""), request.actor)
    except Refused as refusal:
        return _show(request, page, _fresh_form(), refusal, REFUSED)
    messages.success(request, "Den sena rekvisitionen är godtagen.")
    return redirect("payments", code)


def _show(
    request: ActorRequest,
    page: PaymentsPage,
    form: OrderForm,
    refusal: Refused | None = None,
    status: int | None = None,
) -> HttpResponse:
    _let_frame_know(request, page.plan)
    context = {
        "page": page,
        "agreement": page.version.agreement,
        "plan": page.plan,
        "form": form,
        "reason": request.POST.get("skal", ""),
        "refusal": refusal,
    }
    return render(request, "payouts/paying/payments.html", context, status=status)


@require_safe
def reconciliation(request: ActorRequest, code: str) -> HttpResponse:
    """Show pot, decision, order, payment and repayment beside each other."""
    page = reconciled(request.actor, code)
    if page is None:
        raise Http404
    _let_frame_know(request, page.plan)
    context = {"page": page, "agreement": page.version.agreement, "totals": page.totals}
    return render(request, "payouts/paying/reconciliation.html", context)


def _let_frame_know(request: ActorRequest, plan: Plan) -> None:
    """Spare the frame of the page a query (prio.desk.context)."""
    definition, decision = plan.version.definition, plan.decision
    decided = decision is not None and decision.run_id is not None
    setattr(request, KNOWN_AGREEMENT, (definition.title, decided, definition))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: ActorRequest, code: str, payment_id: int) -> HttpResponse:
    """Show one payment, and mark by hand what became of it."""
    page = payment_page(request.actor, code, payment_id)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show_payment(request, page, PaidForm(initial={"paid_on": clock.today()}))
    verb = request.POST.get("verb", "")
    if verb not in {"pay", "bounce"} or not page.may_pay:
        raise Http404
    form = PaidForm(request.POST) if verb == "pay" else PaidForm(initial={"paid_on": clock.today()})
    reason = request.POST.get("skal", "")
    wrong = verb == "pay" and not form.is_valid()
    if wrong or (verb in page.steps and not reason.strip()):
        return _show_payment(request, page, form, status=REFUSED)
    try:
        if verb == "pay":
            mark_paid(payment_id, form.cleaned_data["paid_on"], reason, request.actor)
        else:
            mark_bounced(payment_id, reason, request.actor)
    except Refused as refusal:
        fresh = payment_page(request.actor, code, payment_id) or page
        return _show_payment(request, fresh, form, refusal, REFUSED)
    messages.success(request, "Betalningen är markerad.")
    return redirect("payment", code, payment_id)


def _show_payment(
    request: ActorRequest,
    page: PaymentPage,
    form: PaidForm,
    refusal: Refused | None = None,
    status: int | None = None,
) -> HttpResponse:
    verb, reason = request.POST.get("verb", ""), request.POST.get("skal", "")
    context = {
        "page": page,
        "agreement": page.version.agreement,
        "payment": page.payment,
        "form": form,
        "reason": reason,
        "verb": verb,
        "without_reason": verb if status and not reason.strip() else "",
        "may_see_details": bool(request.actor.pays_for),
        "refusal": refusal,
    }
    return render(request, "payouts/paying/payment.html", context, status=status)
