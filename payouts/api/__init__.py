"""Amounts, decisions and payments as data: what the pages show and do, to the same persons."""

from payouts.api.urls import urlpatterns

__all__ = ["urlpatterns"]
