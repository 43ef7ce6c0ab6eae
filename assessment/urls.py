"""The addresses of what is assessed, and was."""

from django.urls import path, register_converter

from assessment.addresses import RoundKindConverter
from assessment.views import case, last_year

register_converter(RoundKindConverter, "round_kind")

ROUND = "overenskommelser/<slug:code>/bedomning/<round_kind:kind>"
CASE = f"{ROUND}/<slug:party>/<slug:requirement>"

urlpatterns = [
    path(
        "overenskommelser/<slug:code>/rapportering/<slug:party>/<slug:requirement>/forra-aret/",
        last_year.last_year,
        name="last_year",
    ),
    path(f"{CASE}/", case.case, name="case"),
    path(f"{CASE}/forslag/", case.case_proposal, name="case_proposal"),
]
