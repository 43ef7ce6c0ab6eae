"""The addresses of the API on assessment."""

from django.urls import path

from assessment.api import account, case, own, queue, registers, verdicts

AGREEMENT = "agreements/<slug:code>"

urlpatterns = [
    path(
        f"{AGREEMENT}/reports/<slug:party>/<slug:requirement>/verdict/",
        verdicts.VerdictDetail.as_view(),
        name="api_verdict",
    ),
    path(f"{AGREEMENT}/cases/", queue.CaseList.as_view(), name="api_cases"),
    *account.urlpatterns,
    *case.urlpatterns,
    *registers.urlpatterns,
    *own.urlpatterns,
]
