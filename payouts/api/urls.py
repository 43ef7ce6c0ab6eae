"""The addresses of the API on money."""

from django.urls import path

from payouts.api import (
    agreement_money,
    allocations,
    applications,
    decisions,
    differences,
    letters,
    money_register,
    neighbours,
    payments,
    receivers,
    runs,
    simulations,
)

AGREEMENT = "agreements/<slug:code>"

urlpatterns = [
    path("money/", money_register.MoneyList.as_view(), name="api_money_register"),
    path(f"{AGREEMENT}/allocation/", allocations.AllocationDetail.as_view(), name="api_allocation"),
    path(
        f"{AGREEMENT}/allocation/differences/",
        differences.RunDifferences.as_view(),
        name="api_run_differences",
    ),
    path(
        f"{AGREEMENT}/allocation/<slug:requirement>/<slug:party>/",
        allocations.ExplanationDetail.as_view(),
        name="api_explanation",
    ),
    path(
        f"{AGREEMENT}/allocation/<slug:requirement>/<slug:party>/beside/<slug:other>/",
        neighbours.NeighbourDetail.as_view(),
        name="api_neighbour",
    ),
    path(f"{AGREEMENT}/simulations/", simulations.SimulationList.as_view(), name="api_simulations"),
    path(f"{AGREEMENT}/simulations/try/", simulations.SimulationTrial.as_view(), name="api_try_simulation"),
    path(
        f"{AGREEMENT}/simulations/<int:simulation_id>/",
        simulations.SimulationDetail.as_view(),
        name="api_simulation",
    ),
    path(
        f"{AGREEMENT}/simulations/<int:simulation_id>/beside/<int:other_id>/",
        simulations.SimulationPair.as_view(),
        name="api_simulation_pair",
    ),
    *agreement_money.urlpatterns,
    *applications.urlpatterns,
    *decisions.urlpatterns,
    *letters.urlpatterns,
    *payments.urlpatterns,
    *receivers.urlpatterns,
    *runs.urlpatterns,
]
