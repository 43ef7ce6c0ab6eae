"""The content of a stored decision: what the database holds, in few queries, proved against the run."""

import pytest
from pytest_django import DjangoAssertNumQueries

from payouts.allocation_file import allocation_csv
from payouts.models import AllocationLine, Decision, DecisionState
from payouts.pdf.content import DecisionContent
from payouts.pdf.gather import RunDiffers, decision_content
from payouts.services import approve_run, propose_run
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.decided import approved, decided, large_world
from tests.world import EVERYBODY_MET, actor

pytestmark = pytest.mark.django_db


def content_of(decision: Decision) -> DecisionContent:
    return decision_content(decision, allocation_csv(decision.division))


def test_content_is_what_the_run_holds() -> None:
    world, decision = decided(EVERYBODY_MET.replace("B1,2326,met", "B1,2326,not_met"))
    content = content_of(decision)
    assert content.heading.reference == decision.reference
    assert content.heading.approved_by == world.approver.name
    assert (content.distributed, content.undistributed) == (
        decision.division.distributed,
        decision.division.undistributed,
    )
    assert content.inputs_sha256 == decision.division.inputs_sha256
    assert content.csv == allocation_csv(decision.division)
    assert [party.name for party in content.paid] == ["Östersund", "Jämtlands läns landsting"]
    assert [county.name for county in content.counties] == ["Jämtlands län"]


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_parts_are_marked(simulated: bool) -> None:
    _, decision = decided(simulated=simulated)
    content = content_of(decision)
    assert content.simulated is simulated
    assert {part.made_up for part in content.parts} == {simulated}


@pytest.mark.parametrize(("counties", "kommuner"), [(2, 4), (6, 10)])
def test_queries_do_not_grow_with_the_organisations(
    counties: int, kommuner: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = large_world(counties, kommuner)
    propose_run(run.pk, actor(Role.MINISTRY_PREPARER))
    decision = factories.decision(approve_run(run.pk, actor(Role.MINISTRY_APPROVER)))
    with django_assert_num_queries(6):
        decision_content(decision, b"")


def test_amount_that_its_inputs_do_not_give_stops_the_decision() -> None:
    _, decision = decided()
    AllocationLine.objects.filter(party__code="2380").update(amount=1)
    with pytest.raises(RunDiffers, match=f"run {decision.run_id}"):
        content_of(decision)


def test_draft_has_no_document() -> None:
    _, run = approved()
    draft = factories.decision(run, state=DecisionState.DRAFT)
    with pytest.raises(ValueError, match="is not approved"):
        content_of(draft)
