"""The addresses of what is assessed, and was."""

from django.urls import path

from assessment.views import case, last_year

CASE = "overenskommelser/<slug:code>/bedomning/<slug:kind>/<slug:party>/<slug:requirement>"

urlpatterns = [
    path(
        "overenskommelser/<slug:code>/rapportering/<slug:party>/<slug:requirement>/forra-aret/",
        last_year.last_year,
        name="last_year",
    ),
    path(f"{CASE}/", case.case, name="case"),
    path(f"{CASE}/forslag/", case.case_proposal, name="case_proposal"),
]
