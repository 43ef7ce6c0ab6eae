"""A register's file from upload to the answers that a rule is tested on."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agreements.diary_things import document_of, link_of
from agreements.domain.evaluate import Facts, Truth, evaluate
from agreements.models import CaseEntry, EntryKind, Requirement
from assessment.models import RegisterFigure, RegisterFile, RegisterImport, RegisterImportState
from assessment.selectors.registers import register_answers, register_lists, register_sources
from assessment.services.registers import (
    NoSuchRegister,
    approve_register_import,
    discard_register_import,
    match_columns,
)
from assessment.tasks import READ_REGISTER
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.audit.models import Event
from prio.jobs.models import Job
from prio.jobs.services import run
from prio.parties.models import Party
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.assessment.registers.tables import csv, definition, excel
from tests.assessment.registers.world import CODE, PUBLIC, READ_ON, Registers, make_registers

AUDITOR = Actor(0, "Revisor", frozenset({Role.AUDITOR}))
pytestmark = pytest.mark.django_db
Count = Callable[[int], Any]


@pytest.fixture
def registers(db: None) -> Registers:
    return make_registers()


def outcome(registers: Registers, party: str, requirement: str = "A1") -> dict[str, tuple[Truth, str]]:
    rule = definition(CODE).requirement(requirement).rule
    assert rule
    answers = register_answers(registers.agreement.pk).get((requirement, party), {})
    result = evaluate(rule, answers, Facts(), handed_in=True)
    return {leaf.key: (leaf.truth, leaf.reason) for leaf in result.leaves()} | {"": (result.truth, "")}


def test_public_figures_give_the_outcomes_that_were_published(registers: Registers) -> None:
    registers.approved()
    gotland, blekinge = outcome(registers, "09"), outcome(registers, "10")
    assert gotland[""][0] is Truth.MET
    assert gotland["c1"][1].startswith("13 av 14 (20 − 6) = 92,9 procent")
    assert blekinge["c1"] == (
        Truth.NOT_MET,
        "21 av 32 (32 − 0) = 65,6 procent; 90 procent behövs. 8 till behövs.",
    )
    assert outcome(registers, "23")[""][0] is Truth.UNDECIDED


def test_nothing_counts_before_a_person_approves(registers: Registers) -> None:
    found = registers.upload().found
    assert found.state == RegisterImportState.PREVIEW
    assert register_answers(registers.agreement.pk) == {}
    assert register_sources(registers.agreement.pk) == {}
    approve_register_import(registers.assessor, found.pk)
    assert register_answers(registers.agreement.pk)["A1", "09"] == {
        "done": 20, "within_30_days": 13, "patient_chosen": 6, "response_rate": "100", "by_the_rules": True,
    }  # fmt: skip


def test_what_is_taken_in_stands_in_the_agreements_own_case_with_its_file(registers: Registers) -> None:
    found = registers.approved()
    entry = CaseEntry.objects.get(kind=EntryKind.REGISTER)
    assert (entry.case.party, entry.thing_id) == (None, str(found.pk))
    assert link_of(entry, AUDITOR).endswith("/register/")
    document = document_of(entry)
    assert document is not None
    assert document.files[0].read() == PUBLIC


def test_file_is_kept_with_its_hash_and_source_says_where_figures_come_from(registers: Registers) -> None:
    found = registers.approved()
    (source,) = register_sources(registers.agreement.pk)["A1"]
    assert (source.import_id, source.number, source.read_on, source.file_name) == (
        found.pk,
        1,
        READ_ON,
        "uttag.csv",
    )
    assert source.sha256 == hashlib.sha256(PUBLIC).hexdigest()
    assert bytes(RegisterFile.objects.get(of=found).content) == PUBLIC


def test_answers_take_two_queries_whatever_there_is(
    registers: Registers, django_assert_num_queries: Count
) -> None:
    registers.approved()
    with django_assert_num_queries(2):
        register_answers(registers.agreement.pk)
    with django_assert_num_queries(1):
        register_lists(registers.agreement.pk)
    with django_assert_num_queries(2):
        register_sources(registers.agreement.pk)


def test_months_and_units_become_answers_of_their_question(registers: Registers) -> None:
    own = "Antal första besök med väntetid från första kontakt"
    registers.approved(
        csv(
            ("Kod", "Krav", "Månad", "Enhet", "A2 done", own),
            ("09", "A2", "2014-01", "", 5, ""), ("09", "A2", "2014-02", "", 6, ""),
            ("09", "A2", "", "Visby", "", 12), ("09", "A2", "", "Hemse", "", 0),
        ),
        requirement="",
    )  # fmt: skip
    assert register_answers(registers.agreement.pk)["A2", "09"] == {
        "done": 11,
        "first_line": [{"name": "Hemse", "first_visits": 0}, {"name": "Visby", "first_visits": 12}],
    }
    assert outcome(registers, "09", "A2")["c4"][0] is Truth.MET


def test_list_says_who_stands_on_it_and_who_does_not(registers: Registers) -> None:
    assert register_lists(registers.agreement.pk).of("09") == {}
    registers.approved(
        csv(("Landsting",), ("Gotlands kommun",)), register="skl-utvecklingsarbete", requirement=""
    )
    lists = register_lists(registers.agreement.pk)
    assert (lists.of("09"), lists.of("10")) == (
        {"skl-utvecklingsarbete": True},
        {"skl-utvecklingsarbete": False},
    )
    rule = definition(CODE).requirement("B2").rule
    assert rule
    facts = Facts(listed=lists.of("10"))
    leaves = {leaf.key: leaf.truth for leaf in evaluate(rule, {}, facts, handed_in=True).leaves()}
    assert leaves["c4"] is Truth.NOT_MET


def test_next_version_shows_what_it_changes_and_supersedes(registers: Registers) -> None:
    first = registers.approved()
    second = registers.upload(PUBLIC.replace(b"32;21", b"32;29").replace(b"Gotlands kommun", b"23")).found
    assert second.summary["differences"] == {"new": 5, "changed": 1, "gone": 5, "same": 4}
    assert second.differences[0] == ["10", "A1", "within_30_days", "", "", "21", "29"]
    assert register_answers(registers.agreement.pk)["A1", "10"]["within_30_days"] == 21
    approve_register_import(registers.assessor, second.pk)
    first.refresh_from_db()
    assert first.state == RegisterImportState.SUPERSEDED
    assert outcome(registers, "10")["c1"][0] is Truth.MET


def test_file_for_one_requirement_leaves_the_others_as_they_were(registers: Registers) -> None:
    first = registers.approved()
    second = registers.approved(csv(("Kod", "Antal"), ("09", 11)), requirement="A2")
    third = registers.approved(csv(("Kod", "Antal"), ("09", 12)), requirement="A2")
    answers, sources = register_answers(registers.agreement.pk), register_sources(registers.agreement.pk)
    assert (answers["A1", "09"]["done"], answers["A2", "09"]["done"]) == (20, 12)
    assert second.summary["differences"] == {"new": 1, "changed": 0, "gone": 0, "same": 10}
    assert {code: [one.import_id for one in found] for code, found in sources.items()} == {
        "A1": [first.pk],
        "A2": [third.pk],
    }


def test_version_compared_with_what_is_no_longer_in_force_is_refused(registers: Registers) -> None:
    one, other = registers.upload().found, registers.upload(PUBLIC + b"\n").found
    approve_register_import(registers.assessor, one.pk)
    with pytest.raises(Refused, match="godkändes under tiden"):
        approve_register_import(registers.assessor, other.pk)
    match_columns(registers.assessor, other.pk, other.matching)
    approve_register_import(registers.assessor, other.pk)


def test_file_with_faults_is_taken_in_only_without_those_they_are_about(registers: Registers) -> None:
    found = registers.upload(PUBLIC.replace(b";21;", b";210;")).found
    with pytest.raises(Refused, match="Filen har 1 fel"):
        approve_register_import(registers.assessor, found.pk)
    approve_register_import(registers.assessor, found.pk, without_faulty=True)
    assert set(register_answers(registers.agreement.pk)) == {("A1", "09")}
    assert Event.objects.get(verb="approved").facts["left_out"] == [["A1", "10"]]


def test_columns_can_be_matched_by_a_person(registers: Registers) -> None:
    found = registers.upload(csv(("Vem", "Allt", "I tid"), ("09", 20, 13))).found
    assert found.summary["matching_faults"] == [
        "Ingen kolumn anger organisationen. Välj den kolumn som har dess kod eller namn.",
        "Ingen kolumn anger en uppgift. Välj minst en.",
    ]
    with pytest.raises(Refused, match="inga uppgifter"):
        approve_register_import(registers.assessor, found.pk)
    wanted = found.matching | {"columns": {"0": "organisation", "1": "done", "2": "within_30_days"}}
    found = match_columns(registers.assessor, found.pk, wanted).found
    approve_register_import(registers.assessor, found.pk, revision=found.revision)
    assert register_answers(registers.agreement.pk)["A1", "09"] == {"done": 20, "within_30_days": 13}


def test_matching_that_cannot_be_read_changes_nothing(registers: Registers) -> None:
    found = registers.upload().found
    with pytest.raises(Refused) as refused:
        match_columns(registers.assessor, found.pk, found.matching | {"columns": {"0": "done", "1": "done"}})
    assert "står i två kolumner" in str(refused.value)
    found.refresh_from_db()
    assert (found.state, found.matching["columns"]["0"]) == ("preview", "organisation")


def test_file_with_a_row_per_person_is_refused_and_not_kept(registers: Registers) -> None:
    with pytest.raises(Refused, match="en rad per person") as refused:
        registers.upload(csv(("Landsting", "Id", "Antal"), ("09", "19121212-1212", 1)))
    found = RegisterImport.objects.get()
    assert (found.state, found.refusal) == (RegisterImportState.DISCARDED, str(refused.value))
    assert not RegisterFile.objects.exists()
    assert not RegisterFigure.objects.exists()


def test_discarded_version_keeps_its_hash_and_nothing_else(registers: Registers) -> None:
    found = discard_register_import(registers.assessor, registers.upload().found.pk)
    assert (RegisterFile.objects.count(), RegisterFigure.objects.count()) == (0, 0)
    assert len(found.sha256) == 64
    for step in (approve_register_import, discard_register_import):
        with pytest.raises(Refused, match="redan kastad"):
            step(registers.assessor, found.pk)


def test_page_that_somebody_left_open_cannot_approve_another_reading(registers: Registers) -> None:
    found = registers.upload().found
    match_columns(registers.assessor, found.pk, found.matching)
    with pytest.raises(Refused, match="lästs om"):
        approve_register_import(registers.assessor, found.pk, revision=found.revision)


def test_the_same_file_twice_is_one_version(registers: Registers) -> None:
    assert registers.upload().found.pk == registers.upload().found.pk


def test_large_file_is_read_by_a_job(registers: Registers) -> None:
    units = [("09", f"2014-{month:02}", f"Enhet {unit}", 2) for unit in range(1000) for month in range(1, 13)]
    ordered = registers.upload(csv(("Kod", "Månad", "Enhet", "Antal"), *units))
    assert ordered.job_id is not None
    assert ordered.found.state == RegisterImportState.READING
    assert Job.objects.get(pk=ordered.job_id).kind == READ_REGISTER
    run(ordered.job_id)
    ordered.found.refresh_from_db()
    assert (ordered.found.state, ordered.found.summary["figures"]) == ("preview", 12_000)
    approve_register_import(registers.assessor, ordered.found.pk)
    assert register_answers(registers.agreement.pk)["A1", "09"] == {"done": 24_000}


def test_excel_is_taken_in_like_csv(registers: Registers) -> None:
    registers.approved(excel(("Kod", "Antal"), ("09", 20)), name="uttag.xlsx")
    assert register_answers(registers.agreement.pk)["A1", "09"] == {"done": 20}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MINISTRY_PREPARER, Role.ADMINISTRATOR, Role.REGISTRAR])
def test_only_assessors_and_skr_take_in_registers(registers: Registers, role: Role) -> None:
    found = registers.upload().found
    registers.assessor = actor_of(factories.person(role), clock.today())
    with pytest.raises(NotPermitted):
        registers.upload()
    for step in (approve_register_import, discard_register_import):
        with pytest.raises(NotPermitted):
            step(registers.assessor, found.pk)


def test_register_that_the_agreement_does_not_read_from_does_not_exist(registers: Registers) -> None:
    with pytest.raises(NoSuchRegister):
        registers.upload(register="annat")
    with pytest.raises(NoSuchRegister):
        approve_register_import(registers.assessor, 4711)


def a_version(registers: Registers, **more: object) -> RegisterImport:
    given: dict[str, Any] = {
        "agreement": registers.agreement, "register": "vantetider", "number": 1, "file_name": "x.csv", "size": 1,
        "sha256": "0" * 64, "read_on": READ_ON, "uploaded_by": registers.user, "uploaded_at": clock.now(),
    } | more  # fmt: skip
    return RegisterImport.objects.create(**given)


def approval(registers: Registers) -> dict[str, object]:
    return {"state": "approved", "approved_by": registers.user, "approved_at": clock.now()}


def test_register_imports_are_numbered(registers: Registers) -> None:
    a_version(registers)
    with pytest.raises(IntegrityError, match=r"register_imports_are_numbered|UNIQUE"):
        a_version(registers)


def test_one_approved_register_import(registers: Registers) -> None:
    a_version(registers, **approval(registers))
    with pytest.raises(IntegrityError, match=r"one_approved_register_import|UNIQUE"):
        a_version(registers, number=2, **approval(registers))


def test_approved_register_import_has_person_and_time(registers: Registers) -> None:
    for wrong in ({"state": "approved"}, {"approved_at": clock.now()}):
        with (
            transaction.atomic(),
            pytest.raises(IntegrityError, match="approved_register_import_has_person_and_time"),
        ):
            a_version(registers, **wrong)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("register_figure_stands_once|UNIQUE", {}),
        ("register_figure_is_a_number", {"value": "-1", "month": "2014-02"}),
        ("register_month_is_a_month", {"month": "2014-13"}),
    ],
)
def test_figures_are_kept_within_their_rules(
    registers: Registers, constraint: str, wrong: dict[str, str]
) -> None:
    given = {
        "of": a_version(registers), "requirement": Requirement.objects.get(code="A1"), "month": "2014-01",
        "party": Party.objects.get(code="09"), "question": "done", "value": "20",
    }  # fmt: skip
    RegisterFigure.objects.create(**given)
    with pytest.raises(IntegrityError, match=constraint):
        RegisterFigure.objects.create(**(given | wrong))
