"""The addresses of the API on assessment."""

from django.urls import path

from assessment.api import (
    account,
    batches,
    case,
    ladder,
    own,
    phrases,
    queue,
    recusals,
    registers,
    rounds,
    verdicts,
)

AGREEMENT = "agreements/<slug:code>"

urlpatterns = [
    path(
        f"{AGREEMENT}/reports/<slug:party>/<slug:requirement>/verdict/",
        verdicts.VerdictDetail.as_view(),
        name="api_verdict",
    ),
    path(f"{AGREEMENT}/cases/", queue.CaseList.as_view(), name="api_cases"),
    *account.urlpatterns,
    *ladder.urlpatterns,
    *batches.urlpatterns,
    *case.urlpatterns,
    *registers.urlpatterns,
    *own.urlpatterns,
    *rounds.urlpatterns,
    *phrases.urlpatterns,
    *recusals.urlpatterns,
]
