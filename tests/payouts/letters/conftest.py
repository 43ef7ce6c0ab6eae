"""A decision in force with its letters, made by the services as they are used."""

import pytest

from assessment.services import load_outcomes
from payouts.models import Decision
from payouts.services import (
    approve_decision,
    approve_run,
    compute_run,
    issue_decision,
    prepare_decision,
    propose_run,
)
from payouts.services.corrections import Participants, edit_draft
from tests.payouts.applying import applicant
from tests.world import EVERYBODY_MET, World, make_world


def decide_again(world: World) -> Decision:
    """Divide after the verdicts of now and take it to a decision in force, with its list of letters."""
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    decision = prepare_decision(approve_run(run.pk, world.approver).pk, world.preparer)
    return put_in_force(world, decision)


def put_in_force(world: World, decision: Decision) -> Decision:
    """Approve a draft and make its document; a correction says why."""
    if decision.corrects_id and not decision.reason:
        edit_draft(decision.pk, world.preparer, Participants(decision.rapporteur, "", "Nya bedömningar."))
    approve_decision(decision.pk, world.approver, order_document=False)
    return issue_decision(decision.pk)


@pytest.fixture
def world() -> World:
    """Everybody has met everything. Somebody has registered itself to apply for money, elsewhere."""
    made = make_world(demonstration=True)
    applicant()
    load_outcomes(made.code, "utfall.csv", EVERYBODY_MET.encode())
    return made


@pytest.fixture
def decision(world: World) -> Decision:
    """A decision in force on it."""
    return decide_again(world)
