"""What a changed verdict would do to the allocation. Nothing is changed by looking."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.domain.report_key import ReportKey
from assessment.models import Outcome
from payouts.selectors.consequence import consequence_page
from prio.accounts.requests import ActorRequest

TRIED = (Outcome.MET, Outcome.MET_WITH_REMARK, Outcome.NOT_MET)


@require_safe
def consequence(request: ActorRequest, code: str, party: str, requirement: str) -> HttpResponse:
    """Show who would gain and lose; `?utfall=` tries an outcome."""
    key = ReportKey(code, requirement, party)
    page = consequence_page(request.actor, key, request.GET.get("utfall", ""))
    if page is None:
        raise Http404
    context = {"page": page, "key": key, "outcomes": [(one.value, one.label) for one in TRIED]}
    return render(request, "payouts/consequence.html", context)
