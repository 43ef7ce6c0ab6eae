"""The open pages: what Prio is, and whether it is well."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Prio is, with the account of its accessibility."""
    return render(request, "desk/about.html")


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer `ok` when the database answers; otherwise the error is the site's own (500)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
