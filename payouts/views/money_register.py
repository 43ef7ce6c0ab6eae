"""The register of money: a page that everybody reads, and the same as files."""

from collections.abc import Container, Iterator
from itertools import chain

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from payouts.domain.money_filters import ORDERS, PaidState, Wanted
from payouts.money_register_file import MOST_IN_EXCEL, money_csv, money_excel, money_json
from payouts.selectors.money_register import (
    LineRow,
    MoneyPage,
    MoneyRow,
    count_wanted,
    every_amount,
    every_line,
    money_page,
)
from prio.parties.models import Kind

REFUSED = 422
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NUMBER = 6  # digits of a page


@login_not_required
@require_safe
def money_register(request: HttpRequest) -> HttpResponse:
    """Show the register, narrowed and sorted."""
    wanted = Wanted.of(request.GET)
    return _show(request, wanted, status=REFUSED if wanted.faults else 200)


@login_not_required
@require_safe
def money_register_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The register as `csv`, `xlsx` or `json`: everything that is wanted."""
    wanted = Wanted.of(request.GET)
    if wanted.faults:
        return _show(request, wanted, status=REFUSED)
    rows: Iterator[MoneyRow | LineRow] = chain(every_amount(wanted), every_line(wanted))
    answer: HttpResponseBase
    if ending == "csv":
        answer = StreamingHttpResponse(money_csv(rows), content_type="text/csv; charset=utf-8")
    elif ending == "json":
        answer = StreamingHttpResponse(money_json(rows), content_type="application/json")
    elif ending == "xlsx":
        if (count := count_wanted(wanted)) > MOST_IN_EXCEL:
            return _show(request, wanted, too_many=count, status=REFUSED)
        answer = HttpResponse(money_excel(rows), content_type=EXCEL)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="pengar.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _show(request: HttpRequest, wanted: Wanted, *, status: int, too_many: int = 0) -> HttpResponse:
    number = request.GET.get("sida", "")
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    page = money_page(wanted, int(number) if is_number else 1)
    context = {
        "page": page,
        "unknown": _unknown(wanted, page),
        "wanted": wanted,
        "query": wanted.query(),
        "orders": tuple(ORDERS.items()),
        "kinds": tuple(Kind.choices),
        "states": tuple((str(one), one.label) for one in PaidState),
        "too_many": too_many,
        "most": MOST_IN_EXCEL,
    }
    return render(request, "payouts/money_register.html", context, status=status)


def _unknown(wanted: Wanted, page: MoneyPage) -> list[tuple[str, str]]:
    """What the address asks for that there is nothing of: the field's name, and what stands in the address."""
    choices: tuple[tuple[str, str, Container[str]], ...] = (
        ("Överenskommelse", "overenskommelse", dict(page.choices.agreements)),
        ("Län", "lan", dict(page.choices.counties)),
        ("Betalning", "betalning", {str(one) for one in PaidState}),
        ("Slag av mottagare", "slag", set(Kind.values)),
        ("Ordning", "ordning", ORDERS),
    )
    return [
        (label, typed)
        for label, name, known in choices
        if (typed := wanted.typed.get(name, "")) and typed not in known
    ]
