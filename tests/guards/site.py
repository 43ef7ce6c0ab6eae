"""A site where every address can be asked for: its world, somebody for every role, the arguments of addresses."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements.domain.report_key import ReportKey
from agreements.models import Agreement, CaseEntry, EvidenceFile, PublicQuestion, Requirement
from agreements.services.access import pick_entries, register_request
from agreements.services.drafting import copy_agreement
from agreements.services.drafts import Change, save_answers
from agreements.services.handing_in import hand_in
from assessment.models import AssessmentRound, RoundState
from assessment.services import load_outcomes
from assessment.services.registers import upload_register_file
from payouts.models import (
    AllocationRun,
    Simulation,
)
from payouts.services import compute_run, prepare_decision
from payouts.services.simulations import save_simulation
from prio import clock
from prio.accounts.models import CalendarFeed, User
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.jobs.models import Job
from prio.mail.models import Message
from prio.mail.services import write
from prio.parties.models import Kind, Party
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.guards.addresses import (
    API_CASE,
    API_REPORT,
    API_ROUND,
    COUNTY_ACCOUNT,
    DECISION_STEPS,
    ROUND_JOB,
    RUN_STEPS,
    SECRET,
)
from tests.guards.paying import paying_arguments
from tests.guards.site_of_money import letter_arguments, money_arguments
from tests.payouts import applying
from tests.payouts.decided import decided
from tests.world import EVERYBODY_MET, World

OF_AN_AGREEMENT = (
    "account", "account_csv", "account_pdf", "agreement", "agreement_versions", "allocation", "api_account",
    "api_agreement", "api_allocation", "api_cases", "api_cases_approve_clear", "api_cases_assign", "api_phrases",
    "api_phrases_copy", "api_reports", "api_rounds", "api_sample", "assessment", "counties", "decisions", "extensions",
    "phrases", "questions", "reporting", "sample", "submitted_reports", "simulations", "try_simulation",
    "api_simulations", "api_try_simulation", "api_run_differences",
    "api_money",
    "extensions", "money", "phrases", "questions", "reporting", "sample", "submitted_reports",
    "ladder", "api_ladder",
    "api_decisions", "api_runs",
)  # fmt: skip
OF_A_COUNTY = ("county_board", *COUNTY_ACCOUNT)
OF_A_PARTY = (
    "api_ask_signature",
    "api_hand_ins",
    "api_preliminary_request",
    "ask_preliminary",
    "hand_in",
    "worth",
)
OF_A_RECEIPT = ("api_hand_in", "receipt", "receipt_json", "receipt_pdf")
OF_A_REPORT = (
    "api_communication", "api_explanation", "api_finding", "consequence", "decline", "last_year", "own_judgement",
    "report", "report_changes", "report_save", "report_step", "report_versions", "submitted_report",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A decided agreement, an undecided one, and somebody for every role."""

    people: dict[Role, User]
    arguments: dict[str, dict[str, str]]
    undecided_arguments: dict[str, dict[str, str]]

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client


def make_site() -> Site:
    """Make the site in the test's database."""
    world, decision = decided()
    AssessmentRound.objects.filter(agreement=world.agreement).update(state=RoundState.CLOSED)
    run = undecided_run(world)
    simulations = simulation_arguments(save_simulation(world.preparer, SECRET, "Prov", []))
    draft = prepare_decision(run.pk, world.preparer)
    job = Job.objects.create(
        kind="assess",
        subject=SECRET,
        parameters={"agreement": SECRET},
        by_id=world.preparer.user_id,
        created_at=clock.now(),
    )
    county = world.ostersund.counties.get().county
    people = {
        role: factories.person(role, organisation=world.ostersund.organisation, county=county)
        for role in Role
    }
    personal = personal_arguments(people[Role.READER])
    personal |= draft_arguments(people[Role.MINISTRY_PREPARER])
    for code in (world.code, SECRET):
        hand_in_report(code, people[Role.SIGNER])
    personal |= register_arguments(people[Role.ASSESSOR])
    return Site(
        people,
        arguments_of(world.code, decision.division.pk, decision.pk, str(job.pk))
        | simulations
        | personal
        | application_arguments()
        | access_arguments(people[Role.REGISTRAR])
        | evidence_arguments(world.code, people[Role.REPORTER])
        | question_arguments(world.code, people, answer="Ja.")
        | money_arguments(world.code, people)
        | letter_arguments(decision)
        | paying_arguments(decision, people),
        arguments_of(SECRET, run.pk, draft.pk, str(job.pk))
        | personal
        | application_arguments()
        | access_arguments(people[Role.REGISTRAR])
        | evidence_arguments(SECRET, people[Role.REPORTER])
        | question_arguments(SECRET, people, answer="")
        | simulations
        | money_arguments(SECRET, people)
        | letter_arguments(decision)
        | paying_arguments(draft, people),
    )


def undecided_run(world: World) -> AllocationRun:
    """An approved run of the agreement that is not decided on, with another before it."""
    factories.agreement(TINY_AGREEMENT.replace("prov-2014", SECRET))
    load_outcomes(SECRET, "utfall.csv", EVERYBODY_MET.replace("B1,2326,met", "B1,2326,not_met").encode())
    compute_run(SECRET)  # the run before
    load_outcomes(SECRET, "utfall.csv", EVERYBODY_MET.encode())
    run = compute_run(SECRET)
    run.state, run.prepared_by_id, run.approved_by_id = (
        "approved",
        world.preparer.user_id,
        world.approver.user_id,
    )
    run.approved_at = clock.now()
    run.save()
    return run


def simulation_arguments(simulation: Simulation) -> dict[str, dict[str, str]]:
    """The addresses of a saved simulation."""
    of = {"code": simulation.agreement.code, "simulation_id": str(simulation.pk)}
    return {
        **dict.fromkeys(("simulation", "api_simulation"), of),
        "simulation_file": {**of, "ending": "csv"},
        "api_simulation_pair": {**of, "other_id": of["simulation_id"]},
    }


def hand_in_report(code: str, user: User) -> None:
    """Hand in a report in time, so that there is a receipt."""
    signer, in_time = actor_of(user, clock.today()), datetime(2014, 6, 1, 12, 0, tzinfo=UTC)
    key = ReportKey(code, "B1", "2380")
    save_answers(signer, key, [Change("made", True, 0)], arrived_at=in_time)
    hand_in(signer, code, "2380", ["B1"], key=uuid4(), signed_as="Ulla Berg", arrived_at=in_time)


def personal_arguments(user: User) -> dict[str, dict[str, str]]:
    """The addresses of somebody's message and calendar."""
    write("prov", user.pk, "Prov", "Ett meddelande.")
    message = {"message_id": str(Message.objects.get().pk)}
    feed = CalendarFeed.objects.create(user=user, key="prov", made_at=clock.now())
    return {
        "calendar_feed": {"key": feed.key},
        "message": message,
        "message_read": message,
        "undelivered": {},
    }


def draft_arguments(user: User) -> dict[str, dict[str, str]]:
    """The addresses of a draft of an agreement."""
    draft = copy_agreement(actor_of(user, clock.today()), SECRET, code="utkast-2015", title="Utkast 2015")
    draft_id = {"draft_id": str(draft.pk)}
    revision = {**draft_id, "number": "1"}
    names = ("publish", "approve", "discard", "comments", "revisions")
    return {
        "drafts": {},
        "api_drafts": {},
        **dict.fromkeys(
            ("draft", "draft_text", "api_draft", *(f"api_draft_{name}" for name in names)), draft_id
        ),
        "api_draft_answer": {**draft_id, "comment": "1"},
        "draft_revisions": draft_id,
        "draft_publish": draft_id,
        **dict.fromkeys(("draft_revision", "api_draft_revision", "api_draft_restore"), revision),
        "draft_remove": {**draft_id, "place": "requirements/0"},
        "draft_piece": {**draft_id, "place": "villkor"},
        "draft_try": {**draft_id, "number": "0"},
    }


def register_arguments(user: User) -> dict[str, dict[str, str]]:
    """The addresses of a register of an agreement that reads from one, with a version to look at."""
    text = TINY_AGREEMENT.replace("prov-2014", "register-2014").replace(
        "type: count, label", "type: count, source: vantetider, label"
    )
    register = {"code": factories.agreement(text).code, "register": "vantetider"}
    upload_register_file(
        actor_of(user, clock.today()),
        register["code"],
        "vantetider",
        SimpleUploadedFile("uttag.csv", b"Kod;done\n23;20\n"),
    )
    version = {**register, "number": "1"}
    return {
        "registers": {"code": register["code"]},
        "api_registers": {"code": register["code"]},
        "register": register,
        "api_register": register,
        "register_template": {**register, "requirement": "A1"},
        **dict.fromkeys(
            [
                "register_import",
                "register_file",
                "api_register_version",
                "api_register_columns",
                "api_register_approve",
                "api_register_file",
            ],
            version,
        ),
    }


def evidence_arguments(code: str, user: User) -> dict[str, dict[str, str]]:
    """The addresses of a file in a draft, and of what the county has in common."""
    file = EvidenceFile.objects.create(
        requirement=Requirement.objects.get(agreement__code=code, code="B1"),
        question="made",
        party=Party.objects.get(code="2380"),
        name="plan.pdf",
        media_type="application/pdf",
        size=4,
        sha256="0" * 64,
        file=default_storage.save("evidence/plan", ContentFile(b"plan")),
        state="usable",
        uploaded_at=clock.now(),
        uploaded_by=user,
    )
    return {
        "evidence": {"evidence_id": str(file.pk)},
        "evidence_inline": {"evidence_id": str(file.pk)},
        "api_evidence": {"evidence_id": str(file.pk)},
        "api_evidence_content": {"evidence_id": str(file.pk)},
        "api_county_file": {
            "code": code,
            "party": "2380",
            "requirement": "B1",
            "question": "made",
            "evidence_id": str(file.pk),
        },
        "county_evidence": {"code": code, "county": "23"},
        "report_upload": {"code": code, "party": "2380", "requirement": "B1", "question": "made"},
    }


def application_arguments() -> dict[str, dict[str, str]]:
    """The addresses of an agreement whose money is applied for, with an application."""
    if not Agreement.objects.filter(code=applying.CODE).exists():
        applying.application(factories.agreement(applying.TEXT), applying.applicant())
    agreement = {"code": applying.CODE}
    one = {**agreement, "party": Party.objects.get(kind=Kind.APPLICANT).code, "requirement": "MS"}
    return {
        **dict.fromkeys(("applications", "api_applications", "api_grant_decisions"), agreement),
        **dict.fromkeys(("grant", "api_application", "api_grant_approve"), one),
        "api_grant_decision_approve": {**agreement, "decision_id": "1"},
        "register_applicant": {},
        "api_applicants": {},
        "api_no_such_address": {},
    }


def access_arguments(user: User) -> dict[str, dict[str, str]]:
    """The addresses of a case in the diary, and of a request for its document."""
    registrar, entry = actor_of(user, clock.today()), CaseEntry.objects.earliest("pk")
    asked = register_request(registrar, "Allt.", channel="mail", received_at=clock.now())
    pick_entries(registrar, asked.pk, [entry.pk])
    request = {"request_id": str(asked.pk)}
    case = entry.case
    return {
        "diary": {},
        "diary_csv": {},
        "api_diary": {},
        "diary_case": {"year": str(case.year), "number": str(case.number)},
        "api_diary_case": {"reference": case.reference},
        "access_requests": {},
        "access_request": request,
        "access_entry": {**request, "picked_id": str(asked.entries.get().pk)},
        "access_copy": {**request, "making": "1", "number": "1"},
        "access_copies": {**request, "making": "1"},
    }


def question_arguments(code: str, people: dict[Role, User], *, answer: str) -> dict[str, dict[str, str]]:
    """The address of a reporter's question, answered if there is an answer."""
    question = PublicQuestion.objects.create(
        agreement=Agreement.objects.get(code=code),
        text="Räcker ett beslut i nämnden?",
        asked_by=people[Role.REPORTER],
        asked_at=clock.now(),
        answer=answer,
        answered_at=clock.now() if answer else None,
        answered_by=people[Role.ASSESSOR] if answer else None,
    )
    return {"question": {"code": code, "question_id": str(question.pk)}}


def arguments_of(code: str, run: int, decision: int, job: str) -> dict[str, dict[str, str]]:
    """The arguments of every address of an agreement with a run, a decision and a job."""
    agreement = {"code": code}
    amount = {**agreement, "requirement": "B1", "party": "2380"}
    run_of, decision_of = {**agreement, "run_id": str(run)}, {**agreement, "decision_id": str(decision)}
    return {
        **dict.fromkeys(OF_AN_AGREEMENT, agreement),
        **{key: {**agreement, "county": "23"} for key in OF_A_COUNTY},
        **{key: {**agreement, "party": "2380"} for key in OF_A_PARTY},
        **{key: {**agreement, "party": "2380", "number": "1"} for key in OF_A_RECEIPT},
        **dict.fromkeys((*OF_A_REPORT, *API_REPORT), amount),
        **dict.fromkeys(("allocation_run", "allocation_csv", "run_differences", *RUN_STEPS), run_of),
        **{key: {**run_of, **amount} for key in ("explanation", "neighbour")},
        "api_neighbour": {**amount, "other": "2326"},
        **dict.fromkeys(("decision", "decision_pdf", "api_decision", *DECISION_STEPS), decision_of),
        **{key: {**agreement, "requirement": "B1"} for key in ("api_requirement", "api_requirement_schema")},
        "api_attach": {**amount, "question": "made"},
        **{key: {**amount, "kind": "slutlig"} for key in ("case", "case_proposal", "next_case")},
        **{key: {**amount, "kind": "final"} for key in API_CASE},
        **{key: {**agreement, "kind": "slutlig"} for key in ("queue", "queue_act", "queue_views")},
        "round_step": {**agreement, "kind": "slutlig", "verb": "oppna"},
        **{key: {"job_id": job} for key in ("job", "job_step", "api_job", "api_job_stop", "api_job_go_on")},
        **{key: {**agreement, "kind": "final"} for key in API_ROUND},
        **{key: {**agreement, "kind": "final", "job_id": job} for key in ROUND_JOB},
        "api_phrase_retire": {**agreement, "phrase": "1"},
        "money_register_file": {"ending": "csv"},
        "api_recusal_end": {"recusal": "1"},
        **{key: {} for key in ("api_keys", "api_recusal_declaration", "api_recusals", "recusals")},
    }
