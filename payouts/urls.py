"""Addresses of allocations and decisions."""

from django.urls import path

from payouts.views import allocation, applications, consequence, decisions, worth
from payouts.views.job_pages import register_job_pages

AGREEMENT = "overenskommelser/<slug:code>"

urlpatterns = [
    path(f"{AGREEMENT}/fordelning/", allocation.allocation, name="allocation"),
    path(f"{AGREEMENT}/fordelning/<int:run_id>/", allocation.allocation, name="allocation_run"),
    path(f"{AGREEMENT}/fordelning/<int:run_id>/csv/", allocation.allocation_file, name="allocation_csv"),
    path(
        f"{AGREEMENT}/fordelning/<int:run_id>/<str:requirement>/<str:party>/",
        allocation.explanation,
        name="explanation",
    ),
    path(f"{AGREEMENT}/rapportering/<slug:party>/varde/", worth.worth, name="worth"),
    path(
        f"{AGREEMENT}/bedomning/slutlig/<slug:party>/<slug:requirement>/foljd/",
        consequence.consequence,
        name="consequence",
    ),
    path(f"{AGREEMENT}/ansokningar/", applications.applications, name="applications"),
    path(f"{AGREEMENT}/ansokningar/<slug:party>/<slug:requirement>/", applications.grant, name="grant"),
    path(f"{AGREEMENT}/beslut/", decisions.decisions, name="decisions"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/", decisions.decision, name="decision"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/pdf/", decisions.decision_pdf, name="decision_pdf"),
]

register_job_pages()
