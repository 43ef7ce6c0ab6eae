"""What was assessed, and what is to be, as data."""

from assessment.api.urls import urlpatterns

__all__ = ["urlpatterns"]
