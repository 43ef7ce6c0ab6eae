"""Addresses of allocations, decisions, payments and what follows them."""

from django.urls import path

from payouts.views import (
    allocation,
    applications,
    claims,
    consequence,
    corrections,
    decisions,
    letters,
    lines,
    money,
    money_register,
    payment_details,
    payment_orders,
    payment_statuses,
    payments,
    requisitions,
    simulations,
    uses_of_money,
    verification,
    worth,
)
from payouts.views.job_pages import register_job_pages

AGREEMENT = "overenskommelser/<slug:code>"
PAYMENTS = f"{AGREEMENT}/utbetalning"
LETTERS = f"{AGREEMENT}/beslut/<int:decision_id>/brev"

urlpatterns = [
    path("pengar/", money_register.money_register, name="money_register"),
    path("pengar/fil/<slug:ending>/", money_register.money_register_file, name="money_register_file"),
    path(f"{AGREEMENT}/fordelning/", allocation.allocation, name="allocation"),
    path(f"{AGREEMENT}/fordelning/<int:run_id>/", allocation.allocation, name="allocation_run"),
    path(f"{AGREEMENT}/fordelning/<int:run_id>/csv/", allocation.allocation_file, name="allocation_csv"),
    path(f"{AGREEMENT}/fordelning/<int:run_id>/skillnader/", allocation.differences, name="run_differences"),
    path(
        f"{AGREEMENT}/fordelning/<int:run_id>/<str:requirement>/<str:party>/jamfor/",
        allocation.neighbour,
        name="neighbour",
    ),
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
    path(f"{AGREEMENT}/simulering/", simulations.simulations, name="simulations"),
    path(f"{AGREEMENT}/simulering/prova/", simulations.try_simulation, name="try_simulation"),
    path(f"{AGREEMENT}/simulering/<int:simulation_id>/", simulations.simulation, name="simulation"),
    path(
        f"{AGREEMENT}/simulering/<int:simulation_id>/<str:ending>/",
        simulations.simulation_file,
        name="simulation_file",
    ),
    path(f"{AGREEMENT}/beslut/", decisions.decisions, name="decisions"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/", decisions.decision, name="decision"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/pdf/", decisions.decision_pdf, name="decision_pdf"),
    path("medel/", money.due, name="money_due"),
    path(f"{AGREEMENT}/medel/", money.money, name="money"),
    path(f"{AGREEMENT}/medel/rader/<int:number>/", lines.line, name="line"),
    path(
        f"{AGREEMENT}/medel/rader/<int:number>/<int:report>/", lines.line_report_file, name="line_report_file"
    ),
    path(
        f"{AGREEMENT}/medel/anvandning/<slug:organisation>/", uses_of_money.use_of_money, name="use_of_money"
    ),
    path(f"{AGREEMENT}/medel/aterkrav/<int:claim_id>/", claims.claim, name="claim"),
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
    path(f"{AGREEMENT}/ansokningar/", applications.applications, name="applications"),
    path(f"{AGREEMENT}/ansokningar/<slug:party>/<slug:requirement>/", applications.grant, name="grant"),
    path(f"{AGREEMENT}/beslut/<int:decision_id>/ratta/", corrections.correction, name="correction"),
    path(f"{LETTERS}/", letters.letters, name="letters"),
    path(f"{LETTERS}/lan/<str:county>/", letters.county_letters, name="county_letters"),
    path(f"{LETTERS}/<str:organisation>/", letters.letter, name="letter"),
    path(f"{LETTERS}/<str:organisation>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("kontrollera/", verification.verification, name="verification"),
]

register_job_pages()
