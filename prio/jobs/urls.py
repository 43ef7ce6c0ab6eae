"""Addresses of the jobs."""

from django.urls import path

from prio.jobs import views

urlpatterns = [
    path("arbeten/<uuid:job_id>/", views.job, name="job"),
    path("arbeten/<uuid:job_id>/steg/", views.job_step, name="job_step"),
]
