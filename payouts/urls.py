"""Addresses of allocations and decisions."""

from django.urls import path

from payouts.views import allocation, consequence, corrections, decisions, letters, verification, worth
from payouts.views.job_pages import register_job_pages

AGREEMENT = "overenskommelser/<slug:code>"
LETTERS = f"{AGREEMENT}/beslut/<int:decision_id>/brev"

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
    path(f"{AGREEMENT}/beslut/", decisions.decisions, name="decisions"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/", decisions.decision, name="decision"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/pdf/", decisions.decision_pdf, name="decision_pdf"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/ratta/", corrections.correction, name="correction"),
    path(f"{LETTERS}/", letters.letters, name="letters"),
    path(f"{LETTERS}/lan/<str:county>/", letters.county_letters, name="county_letters"),
    path(f"{LETTERS}/<str:organisation>/", letters.letter, name="letter"),
    path(f"{LETTERS}/<str:organisation>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("kontrollera/", verification.verification, name="verification"),
]

register_job_pages()
