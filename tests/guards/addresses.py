"""Who may read which address: the tables that every address of the site stands in, and that a new one is added to."""

from prio.accounts.roles import ASSESSING_ROLES, COUNTY_ROLES, ORGANISATION_ROLES, READS_ALL, Role

EVERY_ROLE = frozenset(Role)
LOCAL = ORGANISATION_ROLES | COUNTY_ROLES  # held in the county of the world, so its board is theirs to see
SIMULATES = frozenset({Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR})
SECRET = "hemlig-2014"  # an agreement whose run is computed and whose decision is not in force

CASE_STEPS = (
    "prepare", "approve", "send_back", "communicate", "note_silence", "request_completion", "decide_late",
    "begin_correction", "abandon_correction",
)  # fmt: skip
ROUND_STEPS = ("open", "assess", "send_findings", "settle_closing", "close", "reopen")
ROUND_JOB = ("api_round_job", "api_round_job_stop", "api_round_job_go_on")
OPEN = {
    "sign_in",
    "about",
    "health",
    "calendar_feed",
    "money_register",
    "money_register_file",
    "verification",
}  # without signing in
ACTIONS = {
    "access_copy",
    "access_copies",
    "sign_out",
    "message_read",
    "messages_read",
    "report_save",
    "report_step",
    "queue_act",
    "queue_views",
    "case_proposal",
}  # by POST only
ACTIONS |= {"job_step", "api_job_stop", "api_job_go_on", "ask_preliminary", "api_preliminary_request"}
ACTIONS |= {
    "api_confirm_prefilled", "api_confirm_wording", "api_take_back", "api_decline", "api_resume", "api_attach",
    "api_register_columns", "api_register_approve", "api_county_file", "api_ask_signature",
    *(f"api_case_{step}" for step in CASE_STEPS), "api_letters_step", "api_letter_open",
    *(f"api_round_{step}" for step in ROUND_STEPS), "api_round_job_stop", "api_round_job_go_on",
    "api_cases_approve_clear", "api_cases_assign", "api_phrases_copy", "api_phrase_retire",
    "api_recusal_declaration", "api_recusal_end", "api_try_simulation",
}  # fmt: skip
ACTIONS |= {
    "api_line_payment",
    "api_correction_of_use",
    "api_hand_in_use_of_money",
    "api_repayments",
    "api_take_back_repayment",
    "api_withdraw_claim",
}
ACTIONS |= {
    *(f"api_payment_order_{step}" for step in ("attest", "approve", "withdraw")), "api_payment_mark",
    "api_payment_statuses", "api_payment_statuses_approve", "api_payment_details_settle", "api_requisition_accept",
    "api_applicants", "api_grant_approve", "api_grant_decisions", "api_grant_decision_approve",
    "api_draft_publish", "api_draft_approve", "api_draft_discard", "api_draft_answer",
    "api_draft_restore",
}  # fmt: skip
RUN_STEPS = ("api_run_propose", "api_run_approve", "api_run_send_back")
DECISION_STEPS = tuple(
    f"api_decision_{step}"
    for step in ("edit", "approve", "send_back", "document", "withdraw", "additions", "revocation")
)
ACTIONS |= {*RUN_STEPS, *DECISION_STEPS}
# Addresses of an agreement whose decision is in force, and of none: every signed-in person reads them.
READ_BY_ALL = {
    "home", "password_change", "agreements", "agreement", "counties", "county_board", "allocation", "allocation_run",
    "allocation_csv", "explanation", "decisions", "decision", "decision_pdf", "api_agreements", "api_agreement",
    "api_allocation", "api_explanation", "api_schema", "api_verification", "api_decisions", "api_decision",
    "api_requirement", "api_runs",
    "api_requirement_schema", "api_reports", "inbox", "calendar", "agreement_versions",
    "questions", "question", "extensions", "account", "account_csv", "account_pdf", "county_account",
    "county_account_csv", "county_account_pdf", "api_account", "api_county_account", "api_money_register",
    "neighbour", "api_neighbour",
    "money", "money_due", "api_money",
    "ladder", "api_ladder",
}  # fmt: skip
READS_DRAFTS = frozenset(
    {
        Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR, Role.ASSESSOR, Role.LEAD_ASSESSOR,
    }
)  # fmt: skip
DRAFTS = (
    "drafts",
    "draft",
    "draft_text",
    "draft_piece",
    "draft_try",
    "draft_revisions",
    "draft_revision",
    "api_drafts",
    "api_draft",
    "api_draft_comments",
    "api_draft_revisions",
    "api_draft_revision",
)
CHANGES_DRAFTS = ("draft_remove",)
PUBLISHES_DRAFTS = frozenset({Role.MINISTRY_APPROVER, Role.SKR_ADMINISTRATOR})
READS_REQUESTS = frozenset({Role.REGISTRAR, Role.AUDITOR})
COUNTY_ACCOUNT = ("county_account", "county_account_csv", "county_account_pdf", "api_county_account")
API_REPORT = {
    "api_report", "api_submissions", "api_verdict", "api_confirm_prefilled", "api_confirm_wording", "api_take_back",
    "api_decline", "api_resume",
}  # fmt: skip
# An agreement that reads from registers: the worlds of the other addresses do not.
REGISTERS = {
    "registers", "register", "register_template", "register_import", "register_file", "api_registers", "api_register",
    "api_register_version", "api_register_file",
}  # fmt: skip
SIMULATION = ("simulation", "simulation_file", "api_simulation", "api_simulation_pair")
READS_PAYMENTS = frozenset({Role.PAYER, Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER, Role.AUDITOR})
SPEAKS = frozenset({Role.RECIPIENT, Role.SIGNER, Role.HEAD})
PAYMENTS: tuple[str, ...] = ("payments", "reconciliation", "payment_statuses")
PAYMENTS += ("api_payment_plan", "api_payment_orders", "api_reconciliation", "api_payment_statuses")
ONE_ORDER: tuple[str, ...] = ("payment_order", "payment_file", "api_payment_order", "api_payment_order_file")
ONE_ORDER += ("api_payment_order_attest", "api_payment_order_approve", "api_payment_order_withdraw")
OF_A_STATUS_FILE = ("payment_status_file", "payment_status_download")
API_STATUS_FILE = ("api_payment_status_file", "api_payment_statuses_approve")
DETAILS = ("payment_details", "api_payment_details", "api_payment_details_settle")
REQUISITIONS = ("requisition", "api_requisitions", "api_requisition_accept")
OF_A_PAYMENT = ("payment", "api_payment_mark")
APPLICATIONS = {"applications", "grant", "api_applications", "api_application"}
LEADS_ON = {"next_case"}  # to another address, for who reads all: tests/assessment/test_case_around.py
API_ROUND = {"api_round", *(f"api_round_{step}" for step in ROUND_STEPS)}
API_CASE = {"api_case", *(f"api_case_{step}" for step in CASE_STEPS)}
# The same addresses of an agreement that is not decided on: who reads them then.
UNDECIDED = {
    "agreement": EVERY_ROLE,
    "agreement_versions": EVERY_ROLE,
    "questions": EVERY_ROLE,
    # Here it waits for an answer: who asked sees it, and those who answer.
    "question": frozenset({Role.REPORTER, Role.ASSESSOR, Role.LEAD_ASSESSOR, Role.SKR_ADMINISTRATOR}),
    "counties": READS_ALL | LOCAL,
    "county_board": READS_ALL | LOCAL,
    "allocation": READS_ALL,
    "allocation_run": READS_ALL,
    "allocation_csv": READS_ALL,
    "explanation": READS_ALL,
    "neighbour": READS_ALL,
    "api_neighbour": READS_ALL,
    "run_differences": READS_ALL,
    "api_run_differences": READS_ALL,
    "simulations": SIMULATES,
    "try_simulation": SIMULATES,
    # the ministry's own
    **dict.fromkeys(SIMULATION, SIMULATES - {Role.SKR_ADMINISTRATOR}),
    "api_simulations": SIMULATES,
    "decisions": READS_ALL,
    "decision": READS_ALL,
    "decision_pdf": frozenset[Role](),  # there is no document before the decision is in force
    # What can be corrected and has letters is in force: these are of the decided agreement in both worlds.
    "correction": READS_ALL,
    "letters": READS_ALL | LOCAL,
    "letter": READS_ALL | LOCAL,
    "letter_pdf": READS_ALL
    | LOCAL,  # it is read: an unread one leads its own organisation to the page that opens it
    "county_letters": READS_ALL | COUNTY_ROLES,
    "api_runs": READS_ALL,
    "api_decisions": READS_ALL,
    "api_decision": READS_ALL,
    "api_letters": READS_ALL | LOCAL,
    "api_letter": READS_ALL | LOCAL,
    "api_agreement": EVERY_ROLE,
    "api_allocation": READS_ALL,
    "api_explanation": READS_ALL,
    "api_requirement": EVERY_ROLE,
    "api_requirement_schema": EVERY_ROLE,
    "api_reports": EVERY_ROLE,  # of the own organisations, none for those who have none
    "api_report": ORGANISATION_ROLES,
    "api_submissions": READS_ALL | LOCAL,
    "api_hand_ins": READS_ALL | LOCAL,
    "api_hand_in": READS_ALL | LOCAL,
    "api_evidence": ORGANISATION_ROLES,  # the world's file is not handed in
    "api_evidence_content": ORGANISATION_ROLES,
    "api_verdict": READS_ALL | LOCAL,
    "api_keys": frozenset({Role.SIGNER}),
    "job": READS_ALL | {Role.ADMINISTRATOR},
    "report": ORGANISATION_ROLES,  # a draft is its organisation's own
    "report_changes": ORGANISATION_ROLES,
    "reporting": ORGANISATION_ROLES,
    "hand_in": ORGANISATION_ROLES,
    "report_versions": ORGANISATION_ROLES,
    "decline": ORGANISATION_ROLES,
    "receipt": READS_ALL | LOCAL,  # what is handed in is read by those who assess it and by its county
    "receipt_pdf": READS_ALL | LOCAL,
    "receipt_json": READS_ALL | LOCAL,
    "submitted_report": READS_ALL | LOCAL,
    "submitted_reports": READS_ALL | COUNTY_ROLES,
    "queue": READS_ALL,
    "api_cases": READS_ALL,
    "extensions": EVERY_ROLE,
    "evidence": ORGANISATION_ROLES,  # the world's file is not handed in
    "evidence_inline": ORGANISATION_ROLES,
    "case": READS_ALL,
    "consequence": READS_ALL,
    "api_case": READS_ALL,
    # No question of the small agreement takes files: tests/agreements/evidence/test_pages.py says who reads them.
    "report_upload": frozenset[Role](),
    "county_evidence": COUNTY_ROLES,
    # Its final round is open.
    "account": READS_ALL,
    "account_csv": READS_ALL,
    "account_pdf": READS_ALL,
    "county_account": READS_ALL,
    "county_account_csv": READS_ALL,
    "county_account_pdf": READS_ALL,
    "api_account": READS_ALL,
    "api_county_account": READS_ALL,
    "worth": READS_ALL | LOCAL,  # the own organisation's, and the county's
    "last_year": READS_ALL | LOCAL,
    "own_judgement": ORGANISATION_ROLES,
    # nothing has been sent: tests/assessment/test_own_api.py says who reads them
    "api_finding": frozenset[Role](),
    "api_communication": frozenset[Role](),
    "assessment": READS_ALL,
    "phrases": READS_ALL,
    "sample": READS_ALL,
    "round_step": frozenset({Role.LEAD_ASSESSOR}),
    "recusals": ASSESSING_ROLES,
    "api_rounds": READS_ALL,
    "api_round": READS_ALL,
    **dict.fromkeys(("api_job", "api_round_job"), READS_ALL | {Role.ADMINISTRATOR}),
    "api_sample": READS_ALL,
    "api_phrases": READS_ALL,
    "api_recusals": ASSESSING_ROLES,
    "message": frozenset({Role.READER}),  # whom the world's message is to
    "undelivered": frozenset({Role.ADMINISTRATOR}),
    **dict.fromkeys(REGISTERS, READS_ALL),
    # SKL's line; the small agreement asks for no account of use: tests/payouts/test_views_money.py says who reads one
    **dict.fromkeys(("line", "line_report_file", "api_line_reports", "api_line_report_file"), READS_ALL),
    **dict.fromkeys(("use_of_money", "api_use_of_money"), frozenset[Role]()),
    **dict.fromkeys(("claim", "api_claim"), READS_ALL | ORGANISATION_ROLES),
    "diary": READS_ALL,
    "diary_csv": READS_ALL,
    "diary_case": READS_ALL,
    "api_diary": READS_ALL,
    "api_diary_case": READS_ALL,
    # Of an agreement of their own, whose money is applied for.
    **dict.fromkeys(APPLICATIONS, READS_ALL),
    # For who has no role yet: tests/accounts/test_applicants.py.
    "register_applicant": frozenset[Role](),
    "api_no_such_address": frozenset[Role](),
    **dict.fromkeys(DRAFTS, READS_DRAFTS),
    "draft_publish": PUBLISHES_DRAFTS,
    **dict.fromkeys(CHANGES_DRAFTS, READS_DRAFTS - {Role.ASSESSOR, Role.LEAD_ASSESSOR}),
    "ladder": EVERY_ROLE,
    "api_ladder": EVERY_ROLE,
    "access_requests": READS_REQUESTS,
    "access_request": READS_REQUESTS,
    "access_entry": READS_REQUESTS,
    **{
        name: READS_PAYMENTS
        for name in (*PAYMENTS, *ONE_ORDER, *OF_A_STATUS_FILE, *API_STATUS_FILE, "payment")
        if name not in ACTIONS
    },
    "payment_file": frozenset({Role.PAYER, Role.AUDITOR}),
    "api_payment_order_file": frozenset({Role.PAYER, Role.AUDITOR}),
    "payment_details_list": SPEAKS | {Role.PAYER},
    "payment_details": SPEAKS | {Role.PAYER},
    "api_payment_details": SPEAKS | {Role.PAYER},
    "requisition": SPEAKS,
    "api_requisitions": SPEAKS,
}
