"""Deciding on payment: two persons, one document made once, a correction that refers to what it corrects."""

import hashlib
from dataclasses import replace

import pytest
import time_machine
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from assessment.services import load_outcomes
from payouts.models import AllocationRun, Decision, DecisionState, StoredDocument
from payouts.services import (
    approve_decision,
    approve_run,
    compute_run,
    issue_decision,
    prepare_decision,
    propose_run,
)
from payouts.services.corrections import Participants, edit_draft
from payouts.services.decisions import ISSUE_DECISION
from prio.accounts.roles import Role
from prio.jobs.models import Job
from prio.refused import Refused
from tests.world import COLUMNS, EVERYBODY_MET, World, actor, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = make_world(demonstration=True)
    load_outcomes(made.code, "utfall.csv", EVERYBODY_MET.encode())
    return made


def approved_run(world: World) -> AllocationRun:
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    return approve_run(run.pk, world.approver)


def decided(world: World) -> Decision:
    decision = prepare_decision(approved_run(world).pk, world.preparer)
    if decision.corrects_id:
        with pytest.raises(Refused, match="saknar skäl"):
            approve_decision(decision.pk, world.approver)
        edit_draft(decision.pk, world.preparer, Participants("Per Ek", "", "Ett utfall är ändrat."))
    approve_decision(decision.pk, world.approver, order_document=False)
    return issue_decision(decision.pk)


def correct_a_verdict(world: World) -> None:
    load_outcomes(world.code, "rättelse.csv", (COLUMNS + "B1,2326,not_met\n").encode())


def test_a_decision_goes_from_draft_to_in_force_with_its_document(world: World) -> None:
    decision = prepare_decision(approved_run(world).pk, world.preparer)
    assert (decision.state, decision.decided_on, decision.document) == (DecisionState.DRAFT, None, None)
    with time_machine.travel("2014-12-10T23:30:00+00:00", tick=False):
        decision = approve_decision(decision.pk, world.approver, order_document=False)
    assert str(decision.decided_on) == "2014-12-11"  # half past midnight in Stockholm
    decision = issue_decision(decision.pk)
    assert decision.state == DecisionState.IN_FORCE
    assert decision.document is not None
    content = bytes(decision.document.content)
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == decision.document_id


def test_the_reference_counts_within_the_agreement(world: World) -> None:
    assert decided(world).reference == "PROV-2014/1"


def test_making_the_document_again_returns_the_one_that_is_there(world: World) -> None:
    decision = decided(world)
    assert issue_decision(decision.pk).document_id == decision.document_id
    assert StoredDocument.objects.count() == 1


def test_preparing_again_returns_the_decision_that_is_there(world: World) -> None:
    decision = decided(world)
    assert prepare_decision(decision.division.pk, world.preparer) == decision


def test_only_an_approved_run_can_be_decided_on(world: World) -> None:
    with pytest.raises(Refused, match="godkänd fördelning"):
        prepare_decision(compute_run(world.code).pk, world.preparer)


def test_whoever_prepared_cannot_approve(world: World) -> None:
    both = replace(world.preparer, roles=frozenset({Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER}))
    decision = prepare_decision(approved_run(world).pk, both)
    with pytest.raises(Refused, match="kan inte vara den som beredde"):
        approve_decision(decision.pk, both)


def test_nobody_outside_the_ministry_prepares_or_approves(world: World) -> None:
    run = approved_run(world)
    with pytest.raises(Refused, match="inte rollen"):
        prepare_decision(run.pk, actor(Role.AUDITOR))
    decision = prepare_decision(run.pk, world.preparer)
    with pytest.raises(Refused, match="inte rollen"):
        approve_decision(decision.pk, actor(Role.PAYER))


def test_a_decision_that_nobody_approved_gets_no_document(world: World) -> None:
    decision = prepare_decision(approved_run(world).pk, world.preparer)
    with pytest.raises(Refused, match="inte godkänt"):
        issue_decision(decision.pk)


def test_approving_orders_the_document_once(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    decision = prepare_decision(approved_run(world).pk, world.preparer)
    with django_capture_on_commit_callbacks() as sent:
        approve_decision(decision.pk, world.approver)
        approve_decision(decision.pk, world.approver)
    assert len(sent) == 1
    job = Job.objects.get(kind=ISSUE_DECISION)
    assert job.parameters == {"decision": decision.pk}


def test_a_new_decision_corrects_the_one_in_force_and_refers_to_it(world: World) -> None:
    first = decided(world)
    before = bytes(StoredDocument.objects.get(pk=first.document_id).content)
    correct_a_verdict(world)
    second = decided(world)
    first.refresh_from_db()
    assert (second.corrects, second.reference) == (first, "PROV-2014/2")
    assert (first.state, second.state) == (DecisionState.CORRECTED, DecisionState.IN_FORCE)
    assert bytes(StoredDocument.objects.get(pk=first.document_id).content) == before


def test_no_decision_is_prepared_or_approved_on_what_is_no_longer_true(world: World) -> None:
    run = approved_run(world)
    draft = prepare_decision(run.pk, world.preparer)
    correct_a_verdict(world)
    with pytest.raises(Refused, match="Underlaget har ändrats"):
        approve_decision(draft.pk, world.approver)
    Decision.objects.all().delete()
    with pytest.raises(Refused, match="Underlaget har ändrats"):
        prepare_decision(run.pk, world.preparer)


def test_a_draft_whose_run_was_superseded_gives_way(world: World) -> None:
    draft = prepare_decision(approved_run(world).pk, world.preparer)
    correct_a_verdict(world)
    decision = prepare_decision(approved_run(world).pk, world.preparer)
    assert decision.run_id != draft.run_id
    assert not Decision.objects.filter(pk=draft.pk).exists()


def test_a_draft_whose_run_was_superseded_cannot_be_approved(world: World) -> None:
    draft = prepare_decision(approved_run(world).pk, world.preparer)
    correct_a_verdict(world)
    approved_run(world)
    with pytest.raises(Refused, match="inte längre den godkända"):
        approve_decision(draft.pk, world.approver)


def test_a_decision_on_a_simulated_run_is_simulated(world: World) -> None:
    load_outcomes(world.code, "påhitt.csv", (COLUMNS + "B1,2326,met\n").encode(), simulated=True)
    assert decided(world).simulated


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": DecisionState.IN_FORCE, "document": None}, "issued_decision_has_document"),
        ({"decided_on": None}, "decision_has_date_and_maker_or_neither"),
        ({"approved_by": None}, "decision_has_date_and_maker_or_neither"),
    ],
)
def test_the_database_refuses_an_impossible_decision(
    world: World, change: dict[str, object], constraint: str
) -> None:
    decision = decided(world)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**change)


def test_the_database_refuses_an_approver_who_prepared(world: World) -> None:
    decision = decided(world)
    with pytest.raises(IntegrityError, match="decision_approver_is_not_preparer"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(approved_by=world.preparer.user_id)


@pytest.mark.parametrize(
    ("state", "constraint"),
    [(DecisionState.IN_FORCE, "one_decision_in_force"), (DecisionState.DRAFT, "one_decision_in_the_making")],
)
def test_the_database_refuses_a_second_decision_of_its_kind(
    world: World, state: DecisionState, constraint: str
) -> None:
    decision = decided(world)
    if state == DecisionState.DRAFT:
        correct_a_verdict(world)
        decision = prepare_decision(approved_run(world).pk, world.preparer)
    decision.pk, decision.number, decision.reference, decision.corrects = None, 99, "PROV-2014/99", None
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        decision.save(force_insert=True)
    # SQLite names the columns of a unique constraint instead of the constraint.
    assert constraint in str(refusal.value) or "UNIQUE" in str(refusal.value)
