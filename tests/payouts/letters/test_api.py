"""Decisions, letters and verification as data, to the same persons as the pages."""

import pytest
from django.test import Client

from payouts.models import Decision, DecisionLetter
from payouts.services.letter_sending import send_letters
from payouts.services.letters import make_letters
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.decided import reader, user_of
from tests.world import World

pytestmark = pytest.mark.django_db

DECISIONS = "/api/agreements/prov-2014/decisions/"


def test_a_decision_is_read_with_every_amount(client: Client, decision: Decision) -> None:
    client.force_login(reader())
    (found,) = client.get(DECISIONS).json()
    assert (found["reference"], found["total_sek"], found["sha256"]) == (
        "PROV-2014/1",
        1_000_000,
        decision.document_id,
    )
    amounts = client.get(f"{DECISIONS}{decision.pk}/").json()["amounts"]
    assert {one["party"]: one["amount_sek"] for one in amounts} == {
        "23": 400_000,
        "2326": 120_000,
        "2380": 480_000,
    }


def test_the_ministry_takes_the_steps_and_an_organisation_opens_its_letter(
    client: Client, world: World, decision: Decision
) -> None:
    letters = f"{DECISIONS}{decision.pk}/letters/"
    client.force_login(user_of(world, "preparer"))
    ordered = client.post(f"{letters}steps/make/")
    assert ordered.status_code == 202
    assert ordered.json()["job"]
    make_letters(decision.pk)
    assert client.post(f"{letters}steps/send/").status_code == 202
    send_letters(decision.pk, world.preparer)
    assert client.post(f"{letters}steps/resend/", {}, "application/json").status_code == 409
    counts = client.get(letters).json()
    assert (counts["total"], counts["sent"], counts["read"]) == (3, 3, 0)

    recipient = factories.person(Role.RECIPIENT, organisation=world.ostersund.organisation)
    client.force_login(recipient)
    assert [one["organisation"] for one in client.get(letters).json()["letters"]] == ["2380"]
    assert client.get(f"{letters}2326/").status_code == 404
    assert client.post(f"{letters}2380/open/").json()["state"] == "read"
    assert DecisionLetter.objects.get(organisation__code="2380").read_by == recipient
    assert client.post(f"{letters}steps/resend/", {}, "application/json").status_code == 403


def test_a_document_is_verified(client: Client, decision: Decision) -> None:
    client.force_login(reader())
    assert decision.document_id
    asked = {"number": "PROV-2014/1", "sha256": decision.document_id}
    found = client.get("/api/verification/", asked).json()
    assert (found["answer"], found["state"]) == ("genuine", "in_force")
    assert client.get("/api/verification/", {"sha256": "abc"}).status_code == 422
