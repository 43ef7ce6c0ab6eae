"""The page of a claim: what is to be repaid, what has come, and what the payer notes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.domain.typed_text import NotUnderstood
from payouts.selectors.claims import ClaimPage, claim_page
from payouts.services.claiming import payee_of
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.typed_money import as_typed, typed_day, typed_key, typed_kronor
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.money import kronor
from prio.refused import Refused

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: ActorRequest, code: str, claim_id: int) -> HttpResponse:
    """Show a claim, note a repayment of it, and give it up."""
    page = claim_page(request.actor, code, claim_id, clock.today())
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None or not request.actor.reads_all:
        raise Http404
    try:
        step(request, page)
    except Refused as refusal:
        return _show(request, claim_page(request.actor, code, claim_id, clock.today()) or page, refusal)
    return redirect("claim", code, claim_id)


def _repay(request: ActorRequest, page: ClaimPage) -> None:
    try:
        amount, day = typed_kronor(request.POST.get("belopp", "")), typed_day(request.POST.get("dag", ""))
    except NotUnderstood as fault:
        raise Refused(str(fault)) from fault
    key = typed_key(request.POST.get("nyckel", ""))
    made = register_repayment(request.actor, page.claim.pk, amount, day, key=key)
    messages.success(request, f"Återbetalningen av {kronor(made.amount)} är antecknad.")


def _withdraw(request: ActorRequest, page: ClaimPage) -> None:
    withdraw_claim(request.actor, page.claim.pk, request.POST.get("skal", ""))
    messages.success(request, "Återkravet är återkallat.")


_STEPS: dict[str, Callable[[ActorRequest, ClaimPage], None]] = {"repay": _repay, "withdraw": _withdraw}


def _show(request: ActorRequest, page: ClaimPage, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "page": page,
        "claim": page.claim,
        "agreement": page.claim.agreement,
        "payee": payee_of(page.claim.agreement),
        "key": typed_key(request.POST.get("nyckel", "")),
        "typed": as_typed(request, {"belopp": str(page.claim.remaining), "dag": "", "skal": ""}),
        "today": clock.today(),
        "refusal": refusal,
    }
    return render(request, "payouts/money/claim.html", context, status=REFUSED if refusal else None)
