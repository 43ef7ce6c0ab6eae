"""The form ”Bidrag – årlig ekonomisk redovisning”, what was handed in with it, and its correction."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.models import AgreementVersion
from payouts.domain.spending import Spent, Sums, SumsDoNotAddUp, added_up
from payouts.selectors.claims import claims_of
from payouts.selectors.uses_of_money import UseView, repaid_beyond, use_of
from payouts.services.uses_of_money import (
    Account,
    correct_use_of_money,
    discard_correction,
    hand_in_use_of_money,
    save_use_of_money,
)
from payouts.typed_money import TypedRow, TypedRows, as_typed, rows_of, typed_rows
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor
from prio.refused import Refused

REFUSED = 422
_OF_CORRECTIONS: dict[str, tuple[Callable[[Actor, str, int], object], str]] = {
    "correct": (
        correct_use_of_money,
        "Rättelsen är påbörjad. Det ni har lämnat in gäller tills ni lämnar in den.",
    ),
    "discard": (discard_correction, "Rättelsen är borttagen. Det ni har lämnat in gäller."),
}
UNREADABLE = "Något går inte att läsa. Det står vid raden."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use_of_money(request: ActorRequest, code: str, organisation: str) -> HttpResponse:
    """Show an organisation's account of use: the form, with its sums counted as one writes, or what was handed in."""
    found = use_of(request.actor, code, organisation, clock.today())
    if found is None:
        raise Http404
    version, view = found
    if request.method != "POST":
        return _show(request, version, view, _stored(view))
    if not view.may_write:
        raise Http404
    verb = request.POST.get("verb", "count")
    if verb in _OF_CORRECTIONS:
        return _begin_or_discard(request, version, view, verb)
    rows = typed_rows(request.POST.dict())
    if verb not in {"save", "hand_in"}:
        return _show(request, version, view, rows)
    try:
        _write(request, code, view, rows, verb)
    except Refused as refusal:
        return _show(request, version, view, rows, refusal)
    return redirect("use_of_money", code, organisation)


def _begin_or_discard(
    request: ActorRequest, version: AgreementVersion, view: UseView, verb: str
) -> HttpResponse:
    step, done = _OF_CORRECTIONS[verb]
    code = version.definition.code
    try:
        step(request.actor, code, view.organisation.pk)
    except Refused as refusal:
        return _show(request, version, view, _stored(view), refusal)
    messages.success(request, done)
    here = reverse("use_of_money", args=[code, view.organisation.code])
    return redirect(f"{here}#rattelse" if verb == "correct" else here)


def _write(request: ActorRequest, code: str, view: UseView, rows: TypedRows, verb: str) -> None:
    if not rows.is_sound:
        raise Refused(UNREADABLE)
    revision = request.POST.get("revision", "")
    account = Account(
        rows.spent, request.POST.get("text", "").strip(), int(revision) if revision.isdecimal() else 0
    )
    if verb == "save":
        save_use_of_money(request.actor, code, view.organisation.pk, account)
        messages.success(request, "Utkastet är sparat.")
        return
    made = hand_in_use_of_money(
        request.actor,
        code,
        view.organisation.pk,
        account,
        signed_as=request.POST.get("namn", ""),
        arrived_at=request.arrived_at,
    )
    what = "Redovisningen" if made.number == 1 else "Rättelsen"
    messages.success(request, f"{what} är inlämnad. Kvitto: {made.reference}.")


def _stored(view: UseView) -> TypedRows:
    spent = [Spent(row.area, row.amount) for row in view.draft.rows.all()] if view.draft else []
    return rows_of(spent) if spent else TypedRows((TypedRow(),), ())


def _unchanged(view: UseView) -> dict[str, str]:
    """What stands in the form's other fields when it is drawn."""
    use = view.draft
    return {"text": use.text if use else "", "revision": str(use.revision if use else 0), "namn": ""}


def _counted(view: UseView, rows: TypedRows) -> tuple[Sums | None, str]:
    """The sums of what stands in the form, or why they do not add up."""
    try:
        return added_up(view.decided, rows.spent), ""
    except SumsDoNotAddUp as fault:
        return None, str(fault)


def _show(
    request: ActorRequest,
    version: AgreementVersion,
    view: UseView,
    rows: TypedRows,
    refusal: Refused | None = None,
) -> HttpResponse:
    sums, fault = _counted(view, rows)
    claims = [
        one
        for one in (claims_of(request.actor, version.definition.code) if view.is_handed_in else ())
        if one.organisation_id == view.organisation.pk
    ]
    context = {
        "version": version,
        "agreement": version.agreement,
        "view": view,
        "use": view.use,
        "asked": version.definition.aftermath.use_of_money,
        "repayment": version.definition.aftermath.repayment,
        "rows": rows.with_blanks,
        "sums": sums,
        "fault": fault,
        "typed": as_typed(request, _unchanged(view)),
        "refusal": refusal,
        "claims": claims,
        "repaid_beyond": repaid_beyond(view.use, claims) if view.use and view.is_handed_in else 0,
        "today": clock.today(),
    }
    return render(request, "payouts/money/use.html", context, status=REFUSED if refusal else None)
