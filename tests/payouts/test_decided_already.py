"""The next step of a year that is decided: nothing is offered that changes nothing, and a revocation is said."""

import pytest
from django.test import Client

from assessment.services import load_outcomes
from payouts.models import AllocationRun, Decision, DecisionState, RunState
from payouts.services import approve_run, compute_run, prepare_decision, propose_run
from payouts.services.corrections import prepare_revocation
from prio.refused import Refused
from tests.payouts.decided import user_of
from tests.payouts.letters.conftest import decide_again, put_in_force
from tests.world import EVERYBODY_MET, World, make_world

pytestmark = pytest.mark.django_db
AGREEMENT = "/overenskommelser/prov-2014/"


@pytest.fixture
def world() -> World:
    made = make_world(demonstration=True)
    load_outcomes(made.code, "utfall.csv", EVERYBODY_MET.encode())
    decide_again(made)
    return made


def page(client: Client, world: World, address: str) -> str:
    client.force_login(user_of(world, "preparer"))
    return client.get(address).content.decode()


def same_again(world: World) -> AllocationRun:
    """A run on other inputs that gives everybody the same."""
    AllocationRun.objects.update(inputs_sha256="0" * 64)
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    return approve_run(run.pk, world.approver)


def test_a_run_whose_decision_is_in_force_says_so(world: World, client: Client) -> None:
    told = page(client, world, f"{AGREEMENT}fordelning/")
    assert "Nu kan ett" not in told
    assert "om den gäller" in told


def test_a_run_that_gives_the_same_offers_no_decision(world: World, client: Client) -> None:
    run = same_again(world)
    told = page(client, world, f"{AGREEMENT}beslut/")
    assert "Inget nytt att besluta" in told
    assert "Bered beslut" not in told
    assert "Bered beslutet" not in page(client, world, "/")
    with pytest.raises(Refused, match="inget att besluta"):
        prepare_decision(run.pk, world.preparer)


def test_after_a_revocation_a_new_decision_is_offered_with_what_happened(
    world: World, client: Client
) -> None:
    first = Decision.objects.get()
    put_in_force(world, prepare_revocation(first.pk, world.preparer, "Fel underlag."))
    home = page(client, world, "/")
    assert "Bered beslutet" not in home
    told = page(client, world, f"{AGREEMENT}beslut/")
    assert f"Beslut {first.reference} är upphävt" in told
    assert "Ska pengarna ändå betalas ut" in told
    assert "är upphävt" in page(client, world, f"{AGREEMENT}fordelning/")
    run = AllocationRun.objects.get(state=RunState.APPROVED)
    assert prepare_decision(run.pk, world.preparer).state == DecisionState.DRAFT
