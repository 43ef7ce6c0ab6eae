"""Two amounts side by side, and what differs between two runs: on the pages."""

import pytest
from django.test import Client

from assessment.services import load_outcomes
from payouts.models import AllocationRun, RunState
from payouts.services import approve_run, compute_run, propose_run
from prio.refused import Refused
from tests.payouts.decided import computed, decided, reader, user_of
from tests.world import COLUMNS, World

pytestmark = pytest.mark.django_db
PAGE = "/overenskommelser/prov-2014/fordelning/"


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    decided()
    client.force_login(reader(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def beside(requirement: str, party: str, other: str = "") -> str:
    run = AllocationRun.objects.get()
    return f"{PAGE}{run.pk}/{requirement}/{party}/jamfor/" + (f"?med={other}" if other else "")


def test_the_question_is_answered_from_the_two_explanations(client: Client) -> None:
    html = text_of(client, beside("B1", "2326", "Östersund"))
    assert "Varför får Östersund mer än Berg?" in html
    assert "Östersund får 360 000 kr mer än Berg: 480 000 kr mot 120 000 kr." in html
    assert html.count("Med siffrorna") == 2


def test_without_a_name_it_is_the_one_that_gets_the_most(client: Client) -> None:
    assert "Varför får Östersund mer än Berg?" in text_of(client, beside("B1", "2326"))
    assert "Varför får Berg mindre än Östersund?" in text_of(client, beside("B1", "2380"))


def test_somebody_unknown_is_said_and_what_was_typed_is_kept(client: Client) -> None:
    html = text_of(client, beside("B1", "2326", "Mora"), 422)
    assert "Det finns ingen kommun eller region som heter Mora." in html
    assert 'value="Mora"' in html
    assert "Östersund får" not in html
    assert "Med siffrorna" not in html


def test_nobody_is_compared_with_itself(client: Client) -> None:
    for typed in ("berg", "2326"):
        html = text_of(client, beside("B1", "2326", typed), 422)
        assert "Välj någon annan än Berg att jämföra med." in html
    assert client.get("/api/agreements/prov-2014/allocation/B1/2326/beside/2326/").status_code == 404


def test_a_goal_that_does_not_apply_is_a_dash(client: Client) -> None:
    html = text_of(client, beside("B1", "2326", "Östersund"))
    row = html.split("A1 ", 1)[1].split("</tr>", 1)[0]
    assert row.count(">–<") == 3


def test_what_does_not_exist_is_not_there(client: Client) -> None:
    assert client.get(beside("Q9", "2326", "2380")).status_code == 404
    assert client.get(beside("B1", "9999", "2380")).status_code == 404


def test_the_explanation_leads_there(client: Client) -> None:
    page = beside("B1", "2326").removesuffix("jamfor/")
    assert f'href="{page}jamfor/?med=2380"' in text_of(client, page)


def with_two_runs() -> tuple[World, AllocationRun, Client]:
    world, first = computed()
    load_outcomes(world.code, "utfall.csv", (COLUMNS + "B1,2326,not_met\n").encode())
    compute_run(world.code)
    client = Client()
    client.force_login(user_of(world, "preparer"), backend="django.contrib.auth.backends.ModelBackend")
    return world, first, client


def test_what_differs_from_the_run_before_stands_on_the_allocation() -> None:
    _, first, client = with_two_runs()
    html = text_of(client, PAGE)
    assert "får 1 part tillsammans 120 000 kr mer och 1 part tillsammans 120 000 kr mindre" in html
    assert "Kontrollerat när beräkningen sparades" in html
    newest = AllocationRun.objects.latest("pk")
    more = text_of(client, f"{PAGE}{newest.pk}/skillnader/")
    assert "1 part får mer, 1 part får mindre." in more
    assert "−120 000" in more
    assert "Skillnader mot förra beräkningen" not in text_of(client, f"{PAGE}{first.pk}/")
    assert client.get(f"{PAGE}{first.pk}/skillnader/").status_code == 404


def test_a_superseded_run_stays_and_is_seen() -> None:
    world, first, client = with_two_runs()
    second = AllocationRun.objects.latest("pk")
    AllocationRun.objects.filter(pk=first.pk).update(
        state=RunState.APPROVED,
        prepared_by=world.preparer.user_id,
        approved_by=world.approver.user_id,
        approved_at=first.computed_at,
    )
    propose_run(second.pk, world.preparer)
    approve_run(second.pk, world.approver)
    first.refresh_from_db()
    assert first.state == RunState.SUPERSEDED
    assert f'href="{PAGE}{first.pk}/"' in text_of(client, PAGE)
    assert "Ersatt" in text_of(client, f"{PAGE}{first.pk}/")


def test_who_proposed_does_not_approve() -> None:
    world, run = computed()
    propose_run(run.pk, world.preparer)
    with pytest.raises(Refused):
        approve_run(run.pk, world.preparer)
