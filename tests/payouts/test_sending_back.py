"""The other answer of who approves: a run or a decision is sent back with a reason, and who made it is told."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from payouts.models import AllocationRun, Decision, DecisionState, RunState
from payouts.services import approve_decision, approve_run, prepare_decision, propose_run
from payouts.services.corrections import Participants, edit_draft
from payouts.services.sending_back import send_back_decision, send_back_run
from prio.audit.models import Event
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests.payouts.decided import approved, computed, user_of
from tests.world import World

pytestmark = pytest.mark.django_db

WHY = "Berg fick fel folkmängd."
RUN_PAGE = "/overenskommelser/prov-2014/fordelning/"
DECISIONS = "/overenskommelser/prov-2014/beslut/"


def proposed() -> tuple[World, AllocationRun]:
    world, run = computed()
    return world, propose_run(run.pk, world.preparer)


def drafted() -> tuple[World, Decision]:
    world, run = approved()
    return world, prepare_decision(run.pk, world.preparer)


def of(client: Client, world: World, role: str) -> Client:
    client.force_login(user_of(world, role))
    return client


def test_a_proposed_run_is_computed_again_and_who_proposed_it_is_told() -> None:
    world, run = proposed()
    back = send_back_run(run.pk, world.approver, f"  {WHY} ")
    assert (back.state, back.sent_back) == (RunState.COMPUTED, WHY)
    message = Message.objects.get(to=world.preparer.user_id)
    assert WHY in message.body
    assert message.path == f"{RUN_PAGE}{run.pk}/"
    assert Event.objects.filter(aggregate="run", verb="sent_back").count() == 1
    assert send_back_run(run.pk, world.approver, WHY) == run
    assert Message.objects.count() == 1
    again = propose_run(run.pk, world.preparer)
    assert (again.state, again.sent_back) == (RunState.PROPOSED, "")


def test_a_decision_that_was_sent_back_is_approved_once_it_is_saved_anew() -> None:
    world, decision = drafted()
    send_back_decision(decision.pk, world.approver, WHY)
    assert WHY in Message.objects.get(to=world.preparer.user_id).body
    with pytest.raises(Refused, match="skickat tillbaka"):
        approve_decision(decision.pk, world.approver)
    with pytest.raises(Refused, match="redan"):
        send_back_decision(decision.pk, world.approver, "Något annat.")
    edit_draft(decision.pk, world.preparer, Participants("Ny Föredragande", "", ""))
    assert approve_decision(decision.pk, world.approver).state == DecisionState.APPROVED


def test_it_takes_a_reason_the_role_and_another_person() -> None:
    world, decision = drafted()
    with pytest.raises(Refused, match="Skriv varför"):
        send_back_decision(decision.pk, world.approver, " ")
    with pytest.raises(Refused, match="högst"):
        send_back_decision(decision.pk, world.approver, "x" * 2_001)
    with pytest.raises(NotPermitted):
        send_back_decision(decision.pk, world.preparer, WHY)
    assert decision.run_id
    with pytest.raises(Refused):
        send_back_run(decision.run_id, world.approver, WHY)  # it is approved already
    approve_decision(decision.pk, world.approver)
    with pytest.raises(Refused):
        send_back_decision(decision.pk, world.approver, WHY)


def test_the_database_lets_nothing_sent_back_be_proposed_or_approved() -> None:
    _, decision = drafted()
    with pytest.raises(IntegrityError, match="run_sent_back_is_not_proposed"), transaction.atomic():
        AllocationRun.objects.update(sent_back=WHY)
    Decision.objects.update(sent_back=WHY)
    with pytest.raises(IntegrityError, match="decision_sent_back_is_a_draft"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            state=DecisionState.APPROVED, decided_on="2014-12-11", approved_by=decision.prepared_by_id + 1
        )


def test_the_page_of_a_run_sends_it_back_and_home_says_why(client: Client) -> None:
    world, run = proposed()
    page = of(client, world, "approver").get(RUN_PAGE).content.decode()
    assert 'value="send_back"' in page
    form = {"verb": "send_back", "run": run.pk, "skal_tillbaka": ""}
    refused = client.post(RUN_PAGE, form)
    assert refused.status_code == 422
    assert 'id="tillbaka-fel"' in refused.content.decode()
    assert client.post(RUN_PAGE, {**form, "skal_tillbaka": WHY}).status_code == 302
    home = of(client, world, "preparer").get("/").content.decode()
    assert "Fördelningen är skickad tillbaka" in home
    assert WHY in home
    assert WHY in client.get(RUN_PAGE).content.decode()


def test_the_page_of_a_decision_sends_it_back_and_home_says_why(client: Client) -> None:
    world, decision = drafted()
    address = f"{DECISIONS}{decision.pk}/"
    of(client, world, "approver")
    assert client.post(address, {"verb": "send_back", "skal_tillbaka": ""}).status_code == 422
    assert client.post(address, {"verb": "send_back", "skal_tillbaka": WHY}).status_code == 302
    page = client.get(address).content.decode()
    assert "Beslutet är skickat tillbaka till den som beredde det" in page
    assert 'value="approve"' not in page
    assert "Ett beslut väntar på er" not in client.get("/").content.decode()
    home = of(client, world, "preparer").get("/").content.decode()
    assert f"Beslut {decision.reference} är skickat tillbaka" in home
    assert WHY in home
    assert WHY in client.get(address).content.decode()


def test_both_are_sent_back_by_api(client: Client) -> None:
    world, run = proposed()
    address = f"/api/agreements/prov-2014/runs/{run.pk}/send-back/"
    of(client, world, "approver")
    assert client.post(address, {}, content_type="application/json").status_code == 422
    told = client.post(address, {"reason": WHY}, content_type="application/json").json()
    assert (told["state"], told["sent_back"]) == ("computed", WHY)
    propose_run(run.pk, world.preparer)
    decision = prepare_decision(approve_run(run.pk, world.approver).pk, world.preparer)
    address = f"/api/agreements/prov-2014/decisions/{decision.pk}/send-back/"
    told = client.post(address, {"reason": WHY}, content_type="application/json").json()
    assert (told["state"], told["sent_back"]) == ("draft", WHY)
