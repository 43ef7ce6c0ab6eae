"""From a case to the next one of the same list."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from agreements.domain.report_key import ReportKey
from assessment.domain.queue import read_filters
from assessment.models import RoundKind
from assessment.selectors.queue import next_case, outcomes, states_of
from prio.accounts.requests import ActorRequest


@require_safe
def following_case(
    request: ActorRequest, code: str, kind: RoundKind, party: str, requirement: str
) -> HttpResponse:
    """Lead to the case that comes after this one in the queue as it is narrowed; to the queue where there is none."""
    if not request.actor.reads_all:
        raise Http404
    filters, _ = read_filters(request.GET.dict(), states=states_of(kind), outcomes=outcomes())
    found = next_case(request.actor, code, kind, filters, ReportKey(code, requirement, party))
    place = (
        reverse("case", args=[code, kind, found.party, found.requirement])
        if found
        else reverse("queue", args=[code, kind])
    )
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{place}?{query}" if query else place)
