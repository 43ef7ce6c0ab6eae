"""The pages of decisions: who sees them, what their buttons do, and the bytes of the document."""

import hashlib

import pytest
from django.test import Client

from payouts.models import Decision, DecisionState, StoredDocument
from payouts.models.decision import ISSUED
from payouts.services import approve_decision, prepare_decision
from prio.accounts.roles import Role
from prio.jobs.models import Job, JobState
from tests import factories
from tests.payouts.decided import approved, computed, decided, reader, user_of
from tests.world import make_world

pytestmark = pytest.mark.django_db

LIST = "/overenskommelser/prov-2014/beslut/"
NOT_ISSUED = (DecisionState.DRAFT, DecisionState.APPROVED)


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("state", NOT_ISSUED)
def test_a_decision_in_the_making_is_hidden_from_others(client: Client, state: DecisionState) -> None:
    world, decision = decided(state=state)
    client.force_login(reader(world.ostersund))
    for address in (LIST, f"{LIST}{decision.pk}/", f"{LIST}{decision.pk}/pdf/"):
        text_of(client, address, 404)


@pytest.mark.parametrize("state", DecisionState)
def test_who_reads_all_sees_every_decision(client: Client, state: DecisionState) -> None:
    _, decision = decided(state=state)
    client.force_login(factories.person(Role.AUDITOR))
    assert decision.reference in text_of(client, LIST)
    assert state.label in text_of(client, f"{LIST}{decision.pk}/")


@pytest.mark.parametrize("state", ISSUED)
def test_everybody_sees_what_has_been_issued(client: Client, state: DecisionState) -> None:
    _, decision = decided(state=state)
    client.force_login(reader())
    assert decision.reference in text_of(client, LIST)
    page = text_of(client, f"{LIST}{decision.pk}/")
    assert "1\u00a0miljon\u00a0kr" in page
    assert "torsdag 11\u00a0december 2014" in page


def test_sign_in_is_needed(client: Client) -> None:
    _, decision = decided()
    assert client.get(f"{LIST}{decision.pk}/pdf/").status_code == 302


def test_without_any_decision_the_page_says_what_comes(client: Client) -> None:
    make_world()
    client.force_login(factories.person(Role.AUDITOR))
    assert "Inget beslut än" in text_of(client, LIST)


def test_an_agreement_that_does_not_exist_has_no_decisions(client: Client) -> None:
    client.force_login(factories.person(Role.AUDITOR))
    text_of(client, LIST, 404)


def test_a_decision_is_found_under_its_own_agreement_only(client: Client) -> None:
    _, decision = decided()
    factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "prov-2015"))
    client.force_login(factories.person(Role.AUDITOR))
    text_of(client, f"/overenskommelser/prov-2015/beslut/{decision.pk}/", 404)
    text_of(client, f"/overenskommelser/prov-2015/beslut/{decision.pk}/pdf/", 404)


def test_a_made_up_decision_says_so(client: Client) -> None:
    _, decision = decided(simulated=True)
    client.force_login(reader())
    for address in (LIST, f"{LIST}{decision.pk}/"):
        assert "Simulerade uppgifter." in text_of(client, address)


def test_a_real_decision_is_not_marked(client: Client) -> None:
    _, decision = decided()
    client.force_login(reader())
    for address in (LIST, f"{LIST}{decision.pk}/"):
        assert "imulera" not in text_of(client, address)


def test_a_correction_and_what_it_corrects_are_linked(client: Client) -> None:
    _, first = decided(state=DecisionState.CORRECTED)
    second = factories.decision(first.division, reference="S2014/2")
    Decision.objects.filter(pk=second.pk).update(corrects=first)
    client.force_login(reader())
    assert f'{LIST}{second.pk}/">S2014/2' in text_of(client, f"{LIST}{first.pk}/")
    assert f'{LIST}{first.pk}/">S2014/1' in text_of(client, f"{LIST}{second.pk}/")


def test_the_document_is_the_stored_bytes(client: Client) -> None:
    _, decision = decided()
    client.force_login(reader())
    response = client.get(f"{LIST}{decision.pk}/pdf/")
    stored = bytes(StoredDocument.objects.get().content)
    assert response.content == stored
    assert response["ETag"] == f'"{hashlib.sha256(stored).hexdigest()}"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="beslut-s2014-1.pdf"'
    assert response["Cache-Control"] == "private, no-cache"


def test_the_document_can_be_kept(client: Client) -> None:
    _, decision = decided()
    client.force_login(reader())
    response = client.get(f"{LIST}{decision.pk}/pdf/?ladda-ner=1")
    assert response["Content-Disposition"] == 'attachment; filename="beslut-s2014-1.pdf"'


def test_who_has_the_document_is_not_sent_it_again(client: Client) -> None:
    _, decision = decided()
    client.force_login(reader())
    address = f"{LIST}{decision.pk}/pdf/"
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_decision_is_prepared_for_the_approved_run(client: Client) -> None:
    world, run = approved()
    client.force_login(user_of(world, "preparer"))
    assert "Bered beslut" in text_of(client, LIST)
    addresses = {client.post(LIST, {"run": run.pk})["Location"] for _ in range(2)}
    assert addresses == {f"{LIST}{Decision.objects.get().pk}/"}  # a double click makes one
    assert "Bered beslut" not in text_of(client, LIST)


def test_only_the_ministry_prepares(client: Client) -> None:
    _, run = approved()
    client.force_login(factories.person(Role.AUDITOR))
    assert "Bered beslut" not in text_of(client, LIST)
    response = client.post(LIST, {"run": run.pk})
    assert response.status_code == 422
    assert "har inte rollen" in response.content.decode()
    assert not Decision.objects.exists()


def test_a_run_that_is_not_approved_is_refused(client: Client) -> None:
    world, run = computed()
    client.force_login(user_of(world, "preparer"))
    response = client.post(LIST, {"run": run.pk})
    assert response.status_code == 422
    assert "bara beredas för en godkänd fördelning" in response.content.decode()


@pytest.mark.parametrize("run", ["", "x", "999999", "9" * 5_000])
def test_a_run_that_is_not_there_is_not_found(client: Client, run: str) -> None:
    world, _ = approved()
    client.force_login(user_of(world, "preparer"))
    assert client.post(LIST, {"run": run}).status_code == 404


def test_approving_leads_to_the_making_of_the_document(client: Client) -> None:
    world, run = approved()
    decision = prepare_decision(run.pk, world.preparer)
    client.force_login(user_of(world, "approver"))
    address = f"{LIST}{decision.pk}/"
    assert "Godkänn beslutet" in text_of(client, address)
    places = {client.post(address, {"verb": "approve"})["Location"] for _ in range(2)}
    assert places == {f"/arbeten/{Job.objects.get().pk}/"}  # a double click gives one job
    assert "Ett arbete pågår" in text_of(client, address)


def test_who_prepared_the_decision_has_no_button_to_approve_it(client: Client) -> None:
    world, run = approved()
    decision = prepare_decision(run.pk, world.preparer)
    client.force_login(user_of(world, "preparer"))
    page = text_of(client, f"{LIST}{decision.pk}/")
    assert "Väntar på godkännande" in page
    response = client.post(f"{LIST}{decision.pk}/", {"verb": "approve"})
    assert response.status_code == 422
    assert 'class="errors" role="alert"' in response.content.decode()


def test_a_document_that_failed_can_be_made_again(client: Client) -> None:
    world, run = approved()
    decision = prepare_decision(run.pk, world.preparer)
    approve_decision(decision.pk, world.approver)
    Job.objects.update(state=JobState.FAILED, finished_at=factories.AN_INSTANT)
    client.force_login(user_of(world, "approver"))
    address = f"{LIST}{decision.pk}/"
    assert "Skapa dokumentet" in text_of(client, address)
    places = {client.post(address, {"verb": "issue"})["Location"] for _ in range(2)}
    live = Job.objects.get(state=JobState.QUEUED)
    assert places == {f"/arbeten/{live.pk}/"}
    assert "Skapa dokumentet" not in text_of(client, address)


def test_a_document_that_exists_is_not_made_again(client: Client) -> None:
    world, decision = decided()
    client.force_login(user_of(world, "approver"))
    assert client.post(f"{LIST}{decision.pk}/", {"verb": "issue"}).status_code == 422
    assert not Job.objects.exists()


@pytest.mark.parametrize("verb", ["approve", "issue", "revoke", ""])
def test_who_does_not_read_all_finds_nothing_to_post_to(client: Client, verb: str) -> None:
    _, decision = decided()
    client.force_login(reader())
    assert client.post(f"{LIST}{decision.pk}/", {"verb": verb}).status_code == 404
    assert client.post(LIST, {"run": decision.run_id}).status_code == 404


def test_an_unknown_button_is_not_found(client: Client) -> None:
    world, decision = decided()
    client.force_login(user_of(world, "approver"))
    assert client.post(f"{LIST}{decision.pk}/", {"verb": "revoke"}).status_code == 404
