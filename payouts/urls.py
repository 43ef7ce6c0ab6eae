"""Addresses of allocations and decisions."""

from django.urls import path

from payouts.views import (
    allocation,
    consequence,
    decisions,
    payment_details,
    payment_orders,
    payment_statuses,
    payments,
    requisitions,
    worth,
)
from payouts.views.job_pages import register_job_pages

AGREEMENT = "overenskommelser/<slug:code>"
PAYMENTS = f"{AGREEMENT}/utbetalning"

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
    path(f"{PAYMENTS}/", payments.payments, name="payments"),
    path(f"{PAYMENTS}/avstamning/", payments.reconciliation, name="reconciliation"),
    path(f"{PAYMENTS}/besked/", payment_statuses.statuses, name="payment_statuses"),
    path(f"{PAYMENTS}/besked/<int:file_id>/", payment_statuses.status_file, name="payment_status_file"),
    path(
        f"{PAYMENTS}/besked/<int:file_id>/fil/",
        payment_statuses.status_download,
        name="payment_status_download",
    ),
    path(f"{PAYMENTS}/betalning/<int:payment_id>/", payments.payment, name="payment"),
    path(f"{PAYMENTS}/<int:number>/", payment_orders.payment_order, name="payment_order"),
    path(f"{PAYMENTS}/<int:number>/fil/", payment_orders.payment_file, name="payment_file"),
    path(f"{AGREEMENT}/rekvisition/", requisitions.requisition, name="requisition"),
    path("betalningsuppgifter/", payment_details.details_of_all, name="payment_details_list"),
    path("betalningsuppgifter/<slug:organisation>/", payment_details.details, name="payment_details"),
]

register_job_pages()
