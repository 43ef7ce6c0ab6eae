"""The diary: its list, the list as a file, and one case, where a registrar marks secrecy."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agreements.diary_file import diary_csv
from agreements.models import Secrecy
from agreements.selectors.diary import Wanted, case_page, diary_page, every_row
from agreements.services.secrecy import mark_secrecy
from prio.accounts.requests import ActorRequest
from prio.refused import Refused

REFUSED = 422
MOST_DIGITS = 9
MARK_FIELDS = ("entry", "secrecy", "support", "reason")


@require_safe
def diary(request: ActorRequest) -> HttpResponse:
    """The entries of all cases, narrowed and sorted."""
    wanted = Wanted.of(request.GET)
    page = diary_page(request.actor, wanted, request.GET.get("sida", ""))
    if page is None:
        raise Http404
    query = request.GET.copy()
    query.pop("sida", None)
    context = {"list": page, "wanted": wanted, "query": query.urlencode()}
    return render(request, "agreements/diary/list.html", context, status=REFUSED if wanted.faults else None)


@require_safe
def diary_file(request: ActorRequest) -> StreamingHttpResponse:
    """The same list as a CSV file, all of it."""
    if not request.actor.reads_all:
        raise Http404
    answer = StreamingHttpResponse(
        diary_csv(every_row(request.actor, Wanted.of(request.GET))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="diarium.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def diary_case(request: ActorRequest, year: int, number: int) -> HttpResponse:
    """One case with its entries, and marking secrecy."""
    page = case_page(request.actor, year, number)
    if page is None:
        raise Http404
    refusal = None
    posted = {name: request.POST.get(name, "") for name in MARK_FIELDS}
    if request.method == "POST":
        if not page.may_mark:
            raise Http404
        try:
            mark_secrecy(
                request.actor,
                page.case.pk,
                _entry_number(posted["entry"]),
                secrecy=posted["secrecy"],
                support=posted["support"],
                reason=posted["reason"],
            )
        except Refused as error:
            refusal = error
        else:
            messages.success(request, "Markeringen är ändrad.")
            return redirect("diary_case", year, number)
    context = {"page": page, "posted": posted, "refusal": refusal, "marks": Secrecy.choices}
    return render(request, "agreements/diary/case.html", context, status=REFUSED if refusal else None)


def _entry_number(text: str) -> int | None:
    """Return an entry's number; None: the whole case. What is no number is that of no entry."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
