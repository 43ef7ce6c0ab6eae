"""The addresses of the API on agreements and reports."""

from django.urls import path

from agreements.api import agreements, diary, draft_revisions, drafts, evidence, hand_ins, jobs, reports

AGREEMENT = "agreements/<slug:code>"
REPORT = f"{AGREEMENT}/reports/<slug:party>/<slug:requirement>"
HAND_INS = f"{AGREEMENT}/hand-ins/<slug:party>"
DRAFT = "drafts/<int:draft_id>"

urlpatterns = [
    path("jobs/<uuid:job_id>/", jobs.JobDetail.as_view(), name="api_job"),
    path("jobs/<uuid:job_id>/stop/", jobs.JobStopping.as_view(), name="api_job_stop"),
    path("jobs/<uuid:job_id>/go-on/", jobs.JobGoingOn.as_view(), name="api_job_go_on"),
    path("drafts/", drafts.DraftList.as_view(), name="api_drafts"),
    path(f"{DRAFT}/", drafts.DraftDetail.as_view(), name="api_draft"),
    path(f"{DRAFT}/comments/", drafts.DraftComments.as_view(), name="api_draft_comments"),
    path(f"{DRAFT}/comments/<int:comment>/answer/", drafts.DraftAnswer.as_view(), name="api_draft_answer"),
    path(f"{DRAFT}/revisions/", draft_revisions.DraftRevisions.as_view(), name="api_draft_revisions"),
    path(
        f"{DRAFT}/revisions/<int:number>/",
        draft_revisions.DraftRevisionDetail.as_view(),
        name="api_draft_revision",
    ),
    path(
        f"{DRAFT}/revisions/<int:number>/restore/",
        draft_revisions.RestoreDraft.as_view(),
        name="api_draft_restore",
    ),
    path(f"{DRAFT}/approve/", drafts.ApproveDraft.as_view(), name="api_draft_approve"),
    path(f"{DRAFT}/publish/", drafts.PublishDraft.as_view(), name="api_draft_publish"),
    path(f"{DRAFT}/discard/", drafts.DiscardDraft.as_view(), name="api_draft_discard"),
    path("agreements/", agreements.AgreementList.as_view(), name="api_agreements"),
    path(f"{AGREEMENT}/", agreements.AgreementDetail.as_view(), name="api_agreement"),
    path(
        f"{AGREEMENT}/requirements/<slug:requirement>/",
        agreements.RequirementDetail.as_view(),
        name="api_requirement",
    ),
    path(
        f"{AGREEMENT}/requirements/<slug:requirement>/schema/",
        agreements.RequirementSchema.as_view(),
        name="api_requirement_schema",
    ),
    path(f"{AGREEMENT}/reports/", reports.OwnReportList.as_view(), name="api_reports"),
    path(f"{REPORT}/", reports.ReportDetail.as_view(), name="api_report"),
    path(f"{REPORT}/submissions/", reports.SubmissionList.as_view(), name="api_submissions"),
    path(f"{REPORT}/confirm-prefilled/", reports.ConfirmPrefilled.as_view(), name="api_confirm_prefilled"),
    path(f"{REPORT}/confirm-wording/", reports.ConfirmWording.as_view(), name="api_confirm_wording"),
    path(f"{REPORT}/take-back/", reports.TakeBack.as_view(), name="api_take_back"),
    path(f"{REPORT}/decline/", reports.Decline.as_view(), name="api_decline"),
    path(f"{REPORT}/resume/", reports.Resume.as_view(), name="api_resume"),
    path(f"{REPORT}/evidence/<slug:question>/", evidence.Evidence.as_view(), name="api_attach"),
    path(
        f"{REPORT}/evidence/<slug:question>/county/<uuid:evidence_id>/",
        evidence.CommonEvidence.as_view(),
        name="api_county_file",
    ),
    path(
        "evidence/<uuid:evidence_id>/content/",
        evidence.EvidenceContent.as_view(),
        name="api_evidence_content",
    ),
    path("evidence/<uuid:evidence_id>/", evidence.EvidenceDetail.as_view(), name="api_evidence"),
    path("diary/", diary.DiaryList.as_view(), name="api_diary"),
    path("diary/<slug:reference>/", diary.DiaryCase.as_view(), name="api_diary_case"),
    path(f"{AGREEMENT}/signature/<slug:party>/", hand_ins.Signature.as_view(), name="api_ask_signature"),
    path(f"{HAND_INS}/", hand_ins.HandInList.as_view(), name="api_hand_ins"),
    path(f"{HAND_INS}/<int:number>/", hand_ins.HandInDetail.as_view(), name="api_hand_in"),
]
