"""The addresses of the API on money."""

from django.urls import path

from payouts.api import allocations, money

AGREEMENT = "agreements/<slug:code>"

urlpatterns = [
    path("money/", money.MoneyList.as_view(), name="api_money"),
    path(f"{AGREEMENT}/allocation/", allocations.AllocationDetail.as_view(), name="api_allocation"),
    path(
        f"{AGREEMENT}/allocation/<slug:requirement>/<slug:party>/",
        allocations.ExplanationDetail.as_view(),
        name="api_explanation",
    ),
]
