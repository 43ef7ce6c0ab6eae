"""The page of a line outside the pots: handing in a report on it, and noting that it is paid."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from agreements.domain.typed_text import NotUnderstood
from agreements.evidence.incoming import searches_for_viruses
from agreements.models import AgreementVersion
from payouts.domain.spending import Spent, Sums, SumsDoNotAddUp, added_up
from payouts.selectors.lines import LineView, line_of, report_file
from payouts.services.lines import LineAccount, hand_in_line_report, note_line_payment
from payouts.typed_money import (
    TypedRow,
    TypedRows,
    as_typed,
    rows_of,
    typed_day,
    typed_kronor,
    typed_rows,
)
from prio import clock
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor
from prio.money import kronor
from prio.refused import Refused

REFUSED = 422
NO_FILE = "Välj filen med redovisningen."
UNREADABLE = "Något går inte att läsa. Det står vid raden."


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Show a line with its reports, take a report on it, and note its payment."""
    found = line_of(request.actor, code, number, clock.today())
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, *found)
    verb = request.POST.get("verb", "")
    if verb == "count":  # as one writes: the sums, and nothing is kept
        return _show(request, *found)
    step = _STEPS.get(verb)
    if step is None:
        raise Http404
    try:
        step(request, code, found[1])
    except Refused as refusal:
        return _show(request, *found, refusal=refusal)
    return redirect("line", code, number)


def _report(request: ActorRequest, code: str, view: LineView) -> None:
    rows = typed_rows(request.POST.dict())
    if not rows.is_sound:
        raise Refused(UNREADABLE)
    vat = _read("Momsen", request.POST.get("moms", ""))
    upload = request.FILES.get("fil")
    if upload is None:
        raise Refused(NO_FILE)
    account = LineAccount(rows.spent, vat, request.POST.get("anmarkning", "").strip())
    made = hand_in_line_report(
        request.actor, code, view.number, account, upload, arrived_at=request.arrived_at
    )
    messages.success(request, f"Redovisningen är inlämnad. Kvitto: {made.reference}.")


def _pay(request: ActorRequest, code: str, view: LineView) -> None:
    amount = _read("Beloppet", request.POST.get("belopp", ""))
    try:
        day = typed_day(request.POST.get("dag", ""))
    except NotUnderstood as fault:
        raise Refused(str(fault)) from fault
    grant = note_line_payment(request.actor, code, view.number, amount, day)
    messages.success(request, f"Antecknat: {kronor(grant.paid)} är utbetalda.")


_STEPS: dict[str, Callable[[ActorRequest, str, LineView], None]] = {"report": _report, "pay": _pay}


def _read(what: str, text: str) -> int:
    if not text.strip():
        return 0
    try:
        return typed_kronor(text)
    except NotUnderstood as fault:
        raise Refused(f"{what}: {fault}") from fault


def _show(
    request: ActorRequest, version: AgreementVersion, view: LineView, refusal: Refused | None = None
) -> HttpResponse:
    rows, typed = _rows(request, view), as_typed(request, _unchanged(view))
    sums, fault = _counted(view, rows, typed["moms"])
    context = {
        "version": version,
        "agreement": version.agreement,
        "view": view,
        "line": view.line,
        "rows": rows.with_blanks,
        "sums": sums,
        "fault": fault,
        "typed": typed,
        "today": clock.today(),
        "refusal": refusal,
        "has_scanner": searches_for_viruses(),
        "repayment": version.definition.aftermath.repayment,
    }
    return render(request, "payouts/money/line.html", context, status=REFUSED if refusal else None)


def _unchanged(view: LineView) -> dict[str, str]:
    """What stands in the fields of both forms when they are drawn."""
    paid_on = view.grant.paid_on if view.grant else None
    return {
        "moms": str(view.newest.vat) if view.newest else "",
        "anmarkning": "",
        "belopp": str(view.paid or view.room.of_recipient),
        "dag": paid_on.isoformat() if paid_on else "",
    }


def _counted(view: LineView, rows: TypedRows, vat: str) -> tuple[Sums | None, str]:
    """The sums of what stands in the form, or why they do not add up."""
    try:
        return added_up(view.room.of_recipient, rows.spent, _read("Momsen", vat)), ""
    except (Refused, SumsDoNotAddUp) as fault:
        return None, str(fault)


def _rows(request: ActorRequest, view: LineView) -> TypedRows:
    if request.POST.get("verb") in {"report", "count"}:
        return typed_rows(request.POST.dict())
    newest = view.newest
    spent = [Spent(one.area, one.amount) for one in newest.areas.all()] if newest else []
    return rows_of(spent, view.line.areas) if spent or view.line.areas else TypedRows((TypedRow(),), ())


@require_safe
def line_report_file(request: ActorRequest, code: str, number: int, report: int) -> HttpResponse:
    """Send the file of a report on a line."""
    return download(request.actor, code, number, report)


def download(actor: Actor, code: str, number: int, report: int) -> HttpResponse:
    """Return the file, byte for byte, to save: no browser runs it as a page of ours. Raises Http404."""
    found = report_file(actor, code, number, report)
    if found is None:
        raise Http404
    handed_in, document = found
    answer = HttpResponse(bytes(document.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=handed_in.file_name
    )
    return answer
