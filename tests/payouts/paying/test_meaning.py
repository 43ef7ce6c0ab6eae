"""Who is to approve a revocation or a correction is told what it means, and says that it is read."""

import pytest
from django.test import Client

from assessment.services import load_outcomes
from payouts.models import Claim, Decision, DecisionState
from payouts.selectors.meaning import meaning_of
from payouts.services import approve_run, compute_run, prepare_decision, propose_run
from payouts.services.corrections import prepare_revocation
from payouts.services.payment_statuses import mark_paid
from prio import clock
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.decided import user_of
from tests.payouts.letters.conftest import decide_again, put_in_force
from tests.payouts.paying.till import Till, give_details, ordered, person
from tests.world import COLUMNS, EVERYBODY_MET, World, make_world

pytestmark = pytest.mark.django_db

BERG_FAILS = COLUMNS + "B1,2326,not_met\n"
DECISIONS = "/overenskommelser/prov-2014/beslut/"


@pytest.fixture
def till() -> Till:
    """A decision on a division in force; Östersund is paid 480 000, and 120 000 to Berg lies at the bank."""
    world = make_world(demonstration=True)
    load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.encode())
    decide_again(world)
    parties = (world.ostersund, world.berg, world.region)
    made = Till(
        world,
        (person(Role.PAYER), person(Role.PAYER), person(Role.PAYER)),
        {party.code: person(Role.RECIPIENT, party) for party in parties},
        {party.code: person(Role.SIGNER, party) for party in parties},
    )
    give_details(made)
    paid = ordered(made).payments.get(organisation__code="2380")
    mark_paid(paid.pk, clock.today(), "Enligt kontoutdrag.", made.payers[0])
    return made


def in_force() -> Decision:
    return Decision.objects.get(state=DecisionState.IN_FORCE)


def revocation(world: World) -> Decision:
    return prepare_revocation(in_force().pk, world.preparer, "Fel underlag.")


def correction(world: World) -> Decision:
    load_outcomes(world.code, "rattelse.csv", BERG_FAILS.encode())
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    return prepare_decision(approve_run(run.pk, world.approver).pk, world.preparer)


def of(client: Client, world: World, role: str) -> Client:
    client.force_login(user_of(world, role))
    return client


def test_what_a_revocation_means_is_what_follows_from_it(till: Till) -> None:
    draft = revocation(till.world)
    meant = meaning_of(draft)
    assert meant is not None
    assert (meant.ends_total, meant.claimed, meant.claimed_of, meant.at_bank) == (
        1_000_000,
        480_000,
        1,
        120_000,
    )
    put_in_force(till.world, draft)
    assert list(Claim.objects.values_list("amount", flat=True)) == [480_000]


def test_home_and_the_page_say_it_and_it_is_ticked_before_it_is_approved(till: Till, client: Client) -> None:
    draft = revocation(till.world)
    of(client, till.world, "approver")
    address = f"{DECISIONS}{draft.pk}/"
    for page in (client.get("/").content.decode(), client.get(address).content.decode()):
        assert "Det upphäver beslut PROV-2014/1 om 1\u202f000\u202f000\u00a0kr." in page
        assert "480\u202f000\u00a0kr är betalt och återkrävs av 1\u00a0organisation." in page
        assert "120\u202f000\u00a0kr ligger hos banken" in page
    refused = client.post(address, {"verb": "approve"})
    assert refused.status_code == 422
    assert 'id="forstatt-fel"' in refused.content.decode()
    assert client.post(address, {"verb": "approve", "forstatt": "ja"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == DecisionState.APPROVED


def test_a_correction_says_how_many_amounts_change_up_and_down(till: Till, client: Client) -> None:
    draft = correction(till.world)
    meant = meaning_of(draft)
    assert meant is not None
    assert (meant.amounts, meant.up, meant.down) == (2, 120_000, 120_000)
    assert (meant.claimed, meant.at_bank) == (0, 120_000)
    page = of(client, till.world, "approver").get(f"{DECISIONS}{draft.pk}/").content.decode()
    assert "2\u00a0belopp ändras, 120\u202f000\u00a0kr upp och 120\u202f000\u00a0kr ner" in page
    assert "skillnader/" in page


def test_while_the_reasons_are_missing_nobody_is_asked_to_approve(till: Till, client: Client) -> None:
    draft = correction(till.world)
    address = f"{DECISIONS}{draft.pk}/"
    of(client, till.world, "approver")
    assert "Ett beslut väntar på er" not in client.get("/").content.decode()
    page = client.get(address).content.decode()
    assert "Skälen saknas" in page
    assert 'value="approve"' not in page
    home = of(client, till.world, "preparer").get("/").content.decode()
    assert f"Skälen saknas i beslut {draft.reference}" in home


def test_preparing_a_correction_asks_for_the_reasons(till: Till, client: Client) -> None:
    load_outcomes(till.code, "rattelse.csv", BERG_FAILS.encode())
    run = compute_run(till.code)
    propose_run(run.pk, till.world.preparer)
    approve_run(run.pk, till.world.approver)
    of(client, till.world, "preparer")
    told = client.post(DECISIONS, {"run": run.pk}, follow=True).content.decode()
    assert "är berett. Skriv nu skälen." in told
    assert "Nu ska en annan person godkänna det" not in told


def test_reader_sees_no_meaning(till: Till, client: Client) -> None:
    draft = revocation(till.world)
    client.force_login(factories.person(Role.READER, organisation=till.world.ostersund.organisation))
    assert client.get(f"{DECISIONS}{draft.pk}/").status_code == 404
