"""The addresses of what was assessed."""

from django.urls import path, register_converter

from assessment.addresses import RoundKindConverter
from assessment.views import last_year, queue, queue_acts

register_converter(RoundKindConverter, "round_kind")

ROUND = "overenskommelser/<slug:code>/bedomning/<round_kind:kind>"

urlpatterns = [
    path(
        "overenskommelser/<slug:code>/rapportering/<slug:party>/<slug:requirement>/forra-aret/",
        last_year.last_year,
        name="last_year",
    ),
    path(f"{ROUND}/", queue.queue, name="queue"),
    path(f"{ROUND}/valda/", queue_acts.queue_act, name="queue_act"),
    path(f"{ROUND}/vyer/", queue.queue_views, name="queue_views"),
]
