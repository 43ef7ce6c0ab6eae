"""The addresses of what is assessed."""

from django.urls import path

from assessment.views import last_year, own, phrases, recusals, rounds
from assessment.views.job_pages import register_job_pages

AGREEMENT = "overenskommelser/<slug:code>"
ASSESSMENT = f"{AGREEMENT}/bedomning"
OWN = f"{AGREEMENT}/rapportering/<slug:party>"

urlpatterns = [
    path(f"{OWN}/<slug:requirement>/forra-aret/", last_year.last_year, name="last_year"),
    path(f"{OWN}/<slug:requirement>/bedomning/", own.own_judgement, name="own_judgement"),
    path(f"{OWN}/forhandsgranskning/", own.ask_preliminary, name="ask_preliminary"),
    path(f"{ASSESSMENT}/", rounds.assessment, name="assessment"),
    path(f"{ASSESSMENT}/fraser/", phrases.phrases, name="phrases"),
    path(f"{ASSESSMENT}/stickprov/", rounds.sample, name="sample"),
    path(f"{ASSESSMENT}/<slug:kind>-omgang/<slug:verb>/", rounds.round_step, name="round_step"),
    path("jav/", recusals.recusals, name="recusals"),
]

register_job_pages()
