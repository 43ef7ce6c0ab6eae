"""The addresses of the agreements."""

from django.urls import path

from agreements.views import (
    access,
    agreements,
    calendar,
    diary,
    draft_pieces,
    draft_removing,
    draft_revisions,
    draft_try,
    drafts,
    evidence,
    extensions,
    hand_in,
    questions,
    receipt,
    report,
    report_steps,
    reporting,
    submitted,
    versions,
)

AGREEMENT = "overenskommelser/<slug:code>"
REPORT = f"{AGREEMENT}/rapportering/<slug:party>/<slug:requirement>"
ACCESS = "diarium/utlamnande"
RECEIPT = f"{AGREEMENT}/rapportering/<slug:party>/kvitto/<int:number>"
DRAFT = "utkast/<int:draft_id>"

urlpatterns = [
    path("utkast/", drafts.drafts, name="drafts"),
    path(f"{DRAFT}/", drafts.draft, name="draft"),
    path(f"{DRAFT}/text/", drafts.draft_text, name="draft_text"),
    path(f"{DRAFT}/publicera/", drafts.draft_publish, name="draft_publish"),
    path(f"{DRAFT}/lydelser/", draft_revisions.draft_revisions, name="draft_revisions"),
    path(f"{DRAFT}/lydelser/<int:number>/", draft_revisions.draft_revision, name="draft_revision"),
    path(f"{DRAFT}/ta-bort/<path:place>/", draft_removing.draft_remove, name="draft_remove"),
    path(f"{DRAFT}/prova/<int:number>/", draft_try.draft_try, name="draft_try"),
    path(f"{DRAFT}/del/<path:place>/", draft_pieces.draft_piece, name="draft_piece"),
    path("overenskommelser/", agreements.agreement_list, name="agreements"),
    path("overenskommelser/<slug:code>/", agreements.agreement_page, name="agreement"),
    path("overenskommelser/<slug:code>/versioner/", versions.agreement_versions, name="agreement_versions"),
    path("overenskommelser/<slug:code>/fragor/", questions.question_list, name="questions"),
    path("overenskommelser/<slug:code>/fragor/<int:question_id>/", questions.question, name="question"),
    path(f"{AGREEMENT}/forlangningar/", extensions.extensions, name="extensions"),
    path(f"{AGREEMENT}/rapporter/", submitted.submitted_reports, name="submitted_reports"),
    path(
        f"{AGREEMENT}/rapporter/<slug:party>/<slug:requirement>/",
        submitted.submitted_report,
        name="submitted_report",
    ),
    path(f"{AGREEMENT}/rapportering/", reporting.reporting, name="reporting"),
    path(f"{AGREEMENT}/rapportering/<slug:party>/lamna-in/", hand_in.hand_in, name="hand_in"),
    path(f"{RECEIPT}/", receipt.receipt, name="receipt"),
    path(f"{RECEIPT}/pdf/", receipt.receipt_pdf, name="receipt_pdf"),
    path(f"{RECEIPT}/json/", receipt.receipt_json, name="receipt_json"),
    path(f"{REPORT}/versioner/", report_steps.report_versions, name="report_versions"),
    path(f"{REPORT}/steg/", report_steps.report_step, name="report_step"),
    path(f"{REPORT}/avsta/", report_steps.decline, name="decline"),
    path(f"{REPORT}/", report.report, name="report"),
    path(f"{REPORT}/svar/", report.report_save, name="report_save"),
    path(f"{REPORT}/andringar/", report.report_changes, name="report_changes"),
    path(f"{REPORT}/underlag/<slug:question>/", evidence.report_upload, name="report_upload"),
    path("underlag/<uuid:evidence_id>/", evidence.evidence, name="evidence"),
    path("underlag/<uuid:evidence_id>/visa/", evidence.evidence_inline, name="evidence_inline"),
    path(
        "overenskommelser/<slug:code>/lan/<slug:county>/underlag/",
        evidence.county_evidence,
        name="county_evidence",
    ),
    path("diarium/", diary.diary, name="diary"),
    path("diarium/csv/", diary.diary_file, name="diary_csv"),
    path("diarium/<int:year>-<int:number>/", diary.diary_case, name="diary_case"),
    path(f"{ACCESS}/", access.access_requests, name="access_requests"),
    path(f"{ACCESS}/<int:request_id>/", access.access_request, name="access_request"),
    path(f"{ACCESS}/<int:request_id>/<int:picked_id>/", access.access_entry, name="access_entry"),
    path(
        f"{ACCESS}/<int:request_id>/kopia/<int:making>/<int:number>/", access.access_copy, name="access_copy"
    ),
    path(f"{ACCESS}/<int:request_id>/kopia/<int:making>/", access.access_copies_zip, name="access_copies"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/<str:key>.ics", calendar.calendar_feed, name="calendar_feed"),
]
