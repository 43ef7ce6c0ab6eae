"""The addresses of the agreements."""

from django.urls import path

from agreements.views import agreements, calendar, questions, report, versions

REPORT = "overenskommelser/<slug:code>/rapportering/<slug:party>/<slug:requirement>"

urlpatterns = [
    path("overenskommelser/", agreements.agreement_list, name="agreements"),
    path("overenskommelser/<slug:code>/", agreements.agreement_page, name="agreement"),
    path("overenskommelser/<slug:code>/versioner/", versions.agreement_versions, name="agreement_versions"),
    path("overenskommelser/<slug:code>/fragor/", questions.question_list, name="questions"),
    path("overenskommelser/<slug:code>/fragor/<int:question_id>/", questions.question, name="question"),
    path(f"{REPORT}/", report.report, name="report"),
    path(f"{REPORT}/svar/", report.report_save, name="report_save"),
    path(f"{REPORT}/andringar/", report.report_changes, name="report_changes"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/<str:key>.ics", calendar.calendar_feed, name="calendar_feed"),
]
