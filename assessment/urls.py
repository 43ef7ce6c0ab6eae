"""The addresses of what was assessed."""

from django.urls import path

from assessment.views import account, last_year

ACCOUNT = "overenskommelser/<slug:code>/redovisning"
COUNTY = f"{ACCOUNT}/lan/<slug:county>"

urlpatterns = [
    path(
        "overenskommelser/<slug:code>/rapportering/<slug:party>/<slug:requirement>/forra-aret/",
        last_year.last_year,
        name="last_year",
    ),
    path(f"{ACCOUNT}/", account.account, name="account"),
    path(f"{ACCOUNT}/csv/", account.account_file, name="account_csv"),
    path(f"{ACCOUNT}/pdf/", account.account_pdf, name="account_pdf"),
    path(f"{COUNTY}/", account.account, name="county_account"),
    path(f"{COUNTY}/csv/", account.account_file, name="county_account_csv"),
    path(f"{COUNTY}/pdf/", account.account_pdf, name="county_account_pdf"),
]
