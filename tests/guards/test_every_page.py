"""Every address of the site × every role: who gets the page, who is told that it does not exist.

An address that stands in no table below fails: whoever makes a page says here who may see it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agreements.domain.report_key import ReportKey
from agreements.models import Agreement, CaseEntry, EvidenceFile, PublicQuestion, Requirement
from agreements.services.access import pick_entries, register_request
from agreements.services.drafts import Change, save_answers
from agreements.services.handing_in import hand_in
from assessment.models import AssessmentRound, RoundState
from assessment.services import load_outcomes
from assessment.services.registers import upload_register_file
from payouts.services import compute_run, prepare_decision
from prio import clock
from prio.accounts.models import CalendarFeed, User
from prio.accounts.roles import ASSESSING_ROLES, COUNTY_ROLES, ORGANISATION_ROLES, READS_ALL, Role
from prio.accounts.selectors import actor_of
from prio.jobs.models import Job
from prio.mail.models import Message
from prio.mail.services import write
from prio.parties.models import Party
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.payouts.decided import decided
from tests.world import EVERYBODY_MET

pytestmark = pytest.mark.django_db

EVERY_ROLE = frozenset(Role)
LOCAL = ORGANISATION_ROLES | COUNTY_ROLES  # held in the county of the world, so its board is theirs to see
SECRET = "hemlig-2014"  # an agreement whose run is computed and whose decision is not in force

CASE_STEPS = (
    "prepare", "approve", "send_back", "communicate", "note_silence", "request_completion", "decide_late",
    "begin_correction", "abandon_correction",
)  # fmt: skip
OPEN = {"sign_in", "about", "health", "calendar_feed"}  # without signing in
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
ACTIONS |= {"job_step", "ask_preliminary", "api_preliminary_request"}
ACTIONS |= {
    "api_confirm_prefilled", "api_confirm_wording", "api_take_back", "api_decline", "api_resume", "api_attach",
    "api_register_columns", "api_register_approve",
    *(f"api_case_{step}" for step in CASE_STEPS),
}  # fmt: skip
# Addresses of an agreement whose decision is in force, and of none: every signed-in person reads them.
READ_BY_ALL = {
    "home", "password_change", "agreements", "agreement", "counties", "county_board", "allocation", "allocation_run",
    "allocation_csv", "explanation", "decisions", "decision", "decision_pdf", "api_agreements", "api_agreement",
    "api_allocation", "api_explanation", "api_schema", "api_requirement",
    "api_requirement_schema", "api_reports", "inbox", "calendar", "agreement_versions",
    "questions", "question", "extensions", "account", "account_csv", "account_pdf", "county_account",
    "county_account_csv", "county_account_pdf", "api_account", "api_county_account",
}  # fmt: skip
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
LEADS_ON = {"next_case"}  # to another address, for who reads all: tests/assessment/test_case_around.py
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
    "decisions": READS_ALL,
    "decision": READS_ALL,
    "decision_pdf": frozenset[Role](),  # there is no document before the decision is in force
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
    "message": frozenset({Role.READER}),  # whom the world's message is to
    "undelivered": frozenset({Role.ADMINISTRATOR}),
    **dict.fromkeys(REGISTERS, READS_ALL),
    "diary": READS_ALL,
    "diary_csv": READS_ALL,
    "diary_case": READS_ALL,
    "api_diary": READS_ALL,
    "api_diary_case": READS_ALL,
    "access_requests": READS_REQUESTS,
    "access_request": READS_REQUESTS,
    "access_entry": READS_REQUESTS,
}


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


@pytest.fixture
def site() -> Site:
    world, decision = decided()
    AssessmentRound.objects.filter(agreement=world.agreement).update(state=RoundState.CLOSED)
    factories.agreement(TINY_AGREEMENT.replace("prov-2014", SECRET))
    load_outcomes(SECRET, "utfall.csv", EVERYBODY_MET.encode())
    run = compute_run(SECRET)
    run.state, run.prepared_by_id, run.approved_by_id = (
        "approved",
        world.preparer.user_id,
        world.approver.user_id,
    )
    run.approved_at = clock.now()
    run.save()
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
    for code in (world.code, SECRET):
        hand_in_report(code, people[Role.SIGNER])
    personal |= register_arguments(people[Role.ASSESSOR])
    return Site(
        people,
        arguments_of(world.code, decision.run_id, decision.pk, str(job.pk))
        | personal
        | access_arguments(people[Role.REGISTRAR])
        | evidence_arguments(world.code, people[Role.REPORTER])
        | question_arguments(world.code, people, answer="Ja."),
        arguments_of(SECRET, run.pk, draft.pk, str(job.pk))
        | personal
        | access_arguments(people[Role.REGISTRAR])
        | evidence_arguments(SECRET, people[Role.REPORTER])
        | question_arguments(SECRET, people, answer=""),
    )


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
        "county_evidence": {"code": code, "county": "23"},
        "report_upload": {"code": code, "party": "2380", "requirement": "B1", "question": "made"},
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
    agreement = {"code": code}
    amount = {"requirement": "B1", "party": "2380"}
    return {
        "agreement": agreement,
        "agreement_versions": agreement,
        "questions": agreement,
        "counties": agreement,
        "county_board": {**agreement, "county": "23"},
        "allocation": agreement,
        "allocation_run": {**agreement, "run_id": str(run)},
        "allocation_csv": {**agreement, "run_id": str(run)},
        "explanation": {**agreement, "run_id": str(run), **amount},
        "decisions": agreement,
        "decision": {**agreement, "decision_id": str(decision)},
        "decision_pdf": {**agreement, "decision_id": str(decision)},
        "api_agreement": agreement,
        "api_allocation": agreement,
        "api_explanation": {**agreement, **amount},
        "api_requirement": {**agreement, "requirement": "B1"},
        "api_requirement_schema": {**agreement, "requirement": "B1"},
        "api_reports": agreement,
        "api_keys": {},
        "api_hand_ins": {**agreement, "party": "2380"},
        "api_hand_in": {**agreement, "party": "2380", "number": "1"},
        "api_attach": {**agreement, **amount, "question": "made"},
        **{name: {**agreement, **amount} for name in API_REPORT},
        "job": {"job_id": job},
        "job_step": {"job_id": job},
        **{
            name: {**agreement, **amount, "kind": "slutlig"}
            for name in ("case", "case_proposal", "next_case")
        },
        "consequence": {**agreement, **amount},
        **{name: {**agreement, **amount, "kind": "final"} for name in API_CASE},
        "worth": {**agreement, "party": "2380"},
        **dict.fromkeys(("account", "account_csv", "account_pdf", "api_account"), agreement),
        **{name: {**agreement, "county": "23"} for name in COUNTY_ACCOUNT},
        "last_year": {**agreement, "party": "2380", "requirement": "B1"},
        **{name: {**agreement, **amount} for name in ("own_judgement", "api_finding", "api_communication")},
        "ask_preliminary": {**agreement, "party": "2380"},
        "api_preliminary_request": {**agreement, "party": "2380"},
        **dict.fromkeys(("assessment", "phrases", "sample"), agreement),
        "round_step": {**agreement, "kind": "slutlig", "verb": "oppna"},
        "recusals": {},
        "extensions": agreement,
        "reporting": agreement,
        "hand_in": {**agreement, "party": "2380"},
        "receipt": {**agreement, "party": "2380", "number": "1"},
        "receipt_pdf": {**agreement, "party": "2380", "number": "1"},
        "receipt_json": {**agreement, "party": "2380", "number": "1"},
        "report_versions": {**agreement, **amount},
        "report_step": {**agreement, **amount},
        "decline": {**agreement, **amount},
        "submitted_reports": agreement,
        **{name: {**agreement, "kind": "slutlig"} for name in ("queue", "queue_act", "queue_views")},
        "api_cases": agreement,
        "submitted_report": {**agreement, **amount},
        "report": {**agreement, **amount},
        "report_save": {**agreement, **amount},
        "report_changes": {**agreement, **amount},
    }


def every_name(resolver: URLResolver | None = None) -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        else:
            yield from every_name(pattern)


def test_every_address_stands_in_a_table_and_every_table_names_addresses() -> None:
    assert set(every_name()) == OPEN | ACTIONS | LEADS_ON | READ_BY_ALL | set(UNDECIDED)


def test_without_signing_in_only_the_open_pages_answer(site: Site) -> None:
    for name in every_name():
        answer = Client().get(reverse(name, kwargs=site.arguments.get(name)))
        if name in OPEN:
            assert answer.status_code == 200, name
        elif name.startswith("api_"):
            assert answer.status_code in {302, 401, 403}, name
        elif name not in ACTIONS:
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
                302,
                reverse("sign_in"),
            ), name


@pytest.mark.parametrize("role", Role)
def test_what_is_decided_is_read_by_everybody_who_is_signed_in(site: Site, role: Role) -> None:
    client = site.client(role)
    statuses = {
        name: client.get(reverse(name, kwargs=site.arguments.get(name))).status_code for name in READ_BY_ALL
    }
    assert statuses == dict.fromkeys(READ_BY_ALL, 200)


@pytest.mark.parametrize("role", Role)
def test_what_is_not_decided_does_not_exist_for_others(site: Site, role: Role) -> None:
    client = site.client(role)
    statuses = {
        name: client.get(reverse(name, kwargs=site.undecided_arguments[name])).status_code
        for name in UNDECIDED
    }
    assert statuses == {name: 200 if role in readers else 404 for name, readers in UNDECIDED.items()}


@pytest.mark.parametrize("role", Role)
def test_no_page_writes_when_it_is_read(site: Site, role: Role) -> None:
    client = site.client(role)
    client.get(reverse("home"))
    before = contents()
    for name in READ_BY_ALL:
        client.get(reverse(name, kwargs=site.arguments.get(name)))
    assert contents() == before


def contents() -> str:
    """Return a hash over what is in every table of ours."""
    ours = ("parties", "accounts", "audit", "jobs", "mail", "agreements", "assessment", "payouts")
    digest = hashlib.sha256()
    for label in ours:
        for model in apps.get_app_config(label).get_models():
            for row in model._default_manager.order_by("pk").values_list():
                cells = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                digest.update(repr(cells).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("role", Role)
def test_a_page_that_only_reads_refuses_to_be_posted_to(site: Site, role: Role) -> None:
    client = site.client(role)
    posted = {
        "extensions",
        "password_change",
        "calendar",
        "allocation",
        "allocation_run",
        "decisions",
        "decision",
    }
    posted |= {"questions", "question"}
    for name in READ_BY_ALL - posted:
        answer = client.post(reverse(name, kwargs=site.arguments.get(name)))
        assert answer.status_code in {403, 405}, name
