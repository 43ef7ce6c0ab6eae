"""The page of a claim: what is to be repaid, what has come, and what the payer notes."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.domain.typed_text import NotUnderstood
from payouts.domain.money_lifecycle import Needs
from payouts.selectors.claims import ClaimPage, claim_page
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.services.taking_back import take_back_repayment
from payouts.typed_money import as_typed, typed_day, typed_key, typed_kronor
from payouts.views.posted import whole
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.money import kronor
from prio.refused import Refused

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: ActorRequest, code: str, claim_id: int) -> HttpResponse:
    """Show a claim, note a repayment of it and take the note back, and give it up."""
    page = claim_page(request.actor, code, claim_id, clock.today())
    if page is None:
        raise Http404
    if request.method != "POST":
        return _show(request, page)
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None or not request.actor.reads_all:
        raise Http404
    if faults := _faults(request, page):
        return _show(request, page, faults=faults)
    try:
        step(request, page)
    except Refused as refusal:
        return _show(request, claim_page(request.actor, code, claim_id, clock.today()) or page, refusal)
    return redirect("claim", code, claim_id)


def _faults(request: ActorRequest, page: ClaimPage) -> dict[str, str]:
    """Return what is wrong in the form that was sent, by the name of the field."""
    posted, verb, found = request.POST, request.POST.get("verb"), {}
    if verb == "repay":
        for name, read in (("belopp", typed_kronor), ("dag", typed_day)):
            try:
                read(posted.get(name, ""))
            except NotUnderstood as fault:
                found[name] = str(fault)
    if verb == "take_back" and not posted.get("fel", "").strip():
        found["fel"] = str(Needs.WHAT_WAS_WRONG.value)
    if verb == "withdraw" and page.may_withdraw:
        if not posted.get("skal", "").strip():
            found["skal"] = str(Needs.REASON.value)
        if not posted.get("bekraftat"):
            found["bekraftat"] = "Kryssa för att organisationen får behålla pengarna."
    return found


def _repay(request: ActorRequest, page: ClaimPage) -> None:
    amount, day = typed_kronor(request.POST.get("belopp", "")), typed_day(request.POST.get("dag", ""))
    key = typed_key(request.POST.get("nyckel", ""))
    made = register_repayment(request.actor, page.claim.pk, amount, day, key=key)
    messages.success(request, f"Återbetalningen av {kronor(made.amount)} är antecknad.")


def _withdraw(request: ActorRequest, page: ClaimPage) -> None:
    withdraw_claim(request.actor, page.claim.pk, request.POST.get("skal", ""))
    messages.success(request, "Återkravet är återkallat.")


def _take_back(request: ActorRequest, page: ClaimPage) -> None:
    wanted = whole(request.POST, "anteckning")
    if all(one.pk != wanted for one in page.repayments):
        raise Http404
    taken = take_back_repayment(request.actor, wanted, request.POST.get("fel", ""))
    messages.success(request, f"Anteckningen om {kronor(taken.amount)} är tillbakatagen.")


_STEPS: dict[str, Callable[[ActorRequest, ClaimPage], None]] = {
    "repay": _repay,
    "withdraw": _withdraw,
    "take_back": _take_back,
}


def _show(
    request: ActorRequest,
    page: ClaimPage,
    refusal: Refused | None = None,
    faults: Mapping[str, str] | None = None,
) -> HttpResponse:
    unchanged = {"belopp": str(page.claim.remaining), "dag": "", "skal": "", "fel": "", "anteckning": ""}
    context = {
        "page": page,
        "claim": page.claim,
        "agreement": page.claim.agreement,
        "payee": page.payee,
        "key": typed_key(request.POST.get("nyckel", "")),
        "typed": as_typed(request, {**unchanged, "bekraftat": ""}),
        "today": clock.today(),
        "refusal": refusal,
        "faults": {
            name: (faults or {}).get(name, "") for name in ("belopp", "dag", "skal", "fel", "bekraftat")
        },
    }
    status = REFUSED if refusal or faults else None
    return render(request, "payouts/money/claim.html", context, status=status)
