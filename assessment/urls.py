"""The addresses of what is assessed."""

from django.urls import path, register_converter

from assessment.addresses import RoundKindConverter
from assessment.views import (
    account,
    case,
    ladder,
    last_year,
    next_case,
    own,
    phrases,
    queue,
    queue_acts,
    recusals,
    registers,
    rounds,
)
from assessment.views.job_pages import register_job_pages

register_converter(RoundKindConverter, "round_kind")

AGREEMENT = "overenskommelser/<slug:code>"
ASSESSMENT = f"{AGREEMENT}/bedomning"
ROUND = f"{ASSESSMENT}/<round_kind:kind>"
CASE = f"{ROUND}/<slug:party>/<slug:requirement>"
OWN = f"{AGREEMENT}/rapportering/<slug:party>"
ACCOUNT = f"{AGREEMENT}/redovisning"
COUNTY = f"{ACCOUNT}/lan/<slug:county>"
REGISTERS = f"{AGREEMENT}/register"

urlpatterns = [
    path(f"{OWN}/<slug:requirement>/forra-aret/", last_year.last_year, name="last_year"),
    path(f"{OWN}/<slug:requirement>/bedomning/", own.own_judgement, name="own_judgement"),
    path(f"{OWN}/forhandsgranskning/", own.ask_preliminary, name="ask_preliminary"),
    path(f"{ASSESSMENT}/", rounds.assessment, name="assessment"),
    path(f"{ASSESSMENT}/fraser/", phrases.phrases, name="phrases"),
    path(f"{ASSESSMENT}/stickprov/", rounds.sample, name="sample"),
    path(f"{ASSESSMENT}/<slug:kind>-omgang/<slug:verb>/", rounds.round_step, name="round_step"),
    path("jav/", recusals.recusals, name="recusals"),
    path(f"{AGREEMENT}/kravtrappa/", ladder.ladder, name="ladder"),
    path(f"{ACCOUNT}/", account.account, name="account"),
    path(f"{ACCOUNT}/csv/", account.account_file, name="account_csv"),
    path(f"{ACCOUNT}/pdf/", account.account_pdf, name="account_pdf"),
    path(f"{COUNTY}/", account.account, name="county_account"),
    path(f"{COUNTY}/csv/", account.account_file, name="county_account_csv"),
    path(f"{COUNTY}/pdf/", account.account_pdf, name="county_account_pdf"),
    path(f"{REGISTERS}/", registers.register_list, name="registers"),
    path(f"{REGISTERS}/<slug:register>/", registers.register, name="register"),
    path(
        f"{REGISTERS}/<slug:register>/mall/<slug:requirement>/",
        registers.register_template,
        name="register_template",
    ),
    path(f"{REGISTERS}/<slug:register>/<int:number>/", registers.register_import, name="register_import"),
    path(f"{REGISTERS}/<slug:register>/<int:number>/fil/", registers.register_download, name="register_file"),
    path(f"{ROUND}/", queue.queue, name="queue"),
    path(f"{ROUND}/valda/", queue_acts.queue_act, name="queue_act"),
    path(f"{ROUND}/vyer/", queue.queue_views, name="queue_views"),
    path(f"{CASE}/", case.case, name="case"),
    path(f"{CASE}/forslag/", case.case_proposal, name="case_proposal"),
    path(f"{CASE}/nasta/", next_case.following_case, name="next_case"),
]

register_job_pages()
