"""The addresses of what was assessed."""

from django.urls import path

from assessment.views import last_year

urlpatterns = [
    path(
        "overenskommelser/<slug:code>/rapportering/<slug:party>/<slug:requirement>/forra-aret/",
        last_year.last_year,
        name="last_year",
    ),
]
