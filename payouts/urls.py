"""Addresses of allocations and decisions."""

from django.urls import path

from payouts.views import (
    allocation,
    claims,
    consequence,
    decisions,
    lines,
    money,
    money_register,
    simulations,
    uses_of_money,
    worth,
)
from payouts.views.job_pages import register_job_pages

AGREEMENT = "overenskommelser/<slug:code>"

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
]

register_job_pages()
