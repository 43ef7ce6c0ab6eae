"""The list of agreements and the page of one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.domain.timeline import Phase
from agreements.selectors import agreements as selectors
from agreements.selectors.drafts import may_begin_drafts
from prio import clock
from prio.accounts.applicants import may_register
from prio.accounts.requests import ActorRequest


@require_safe
def agreement_list(request: ActorRequest) -> HttpResponse:
    """Every published agreement."""
    today = clock.today()
    rows = selectors.agreement_rows(request.actor, today)
    return render(request, "agreements/list.html", {"rows": rows, "today": today})


@require_safe
def agreement_page(request: ActorRequest, code: str) -> HttpResponse:
    """One agreement: what is asked of whom, what it is worth, by when, and who decided the rest."""
    page = selectors.agreement_page(request.actor, code, clock.today())
    if page is None:
        raise Http404
    takes_applications = page.definition.is_applied_for and page.row.phase in {Phase.PLANNED, Phase.OPEN}
    context = {
        "page": page,
        "may_draft": may_begin_drafts(request.actor),
        "may_apply": takes_applications and bool(request.actor.applicants),
        "may_register": takes_applications and may_register(request.actor),
    }
    return render(request, "agreements/agreement.html", context)
