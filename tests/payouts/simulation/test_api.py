"""Simulations by API: the same as on the pages, to the same persons, and marked in every answer."""

from typing import Any

import pytest
from django.test import Client

from payouts.api.simulations import (
    PairSerializer,
    SimulationSerializer,
    SimulationsSerializer,
    TrialSerializer,
)
from payouts.models import Simulation
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.decided import computed, user_of
from tests.world import EVERYBODY_MET

pytestmark = pytest.mark.django_db
PLACE = "/api/agreements/prov-2014/simulations/"
NOT_MET = {"what": "outcomes", "requirement": "B1", "met": False, "parties": ["2326"]}


@pytest.fixture
def client(db: None) -> Client:
    world, _ = computed(EVERYBODY_MET)
    client = Client()
    client.force_login(user_of(world, "preparer"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, status: int, data: object, place: str = PLACE) -> dict[str, Any]:
    answer = client.post(place, data, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_changes_are_tried_without_being_kept(client: Client) -> None:
    found = post(client, 200, {"changes": [NOT_MET]}, f"{PLACE}try/")
    assert set(found) == set(TrialSerializer().fields)
    assert (found["is_simulation"], found["words"]) == (True, ["Berg har inte klarat B1."])
    changes = {row["party"]: row["change_sek"] for row in found["parties"]}
    assert changes == {"23": 0, "2326": -120_000, "2380": 120_000}
    assert not Simulation.objects.exists()


def test_a_simulation_is_saved_read_compared_and_taken_away(client: Client) -> None:
    made = post(client, 201, {"name": "Utan Berg", "changes": [NOT_MET]})
    assert set(made) == set(SimulationSerializer().fields)
    other = post(client, 201, {"name": "Som i dag", "changes": []})
    listed = client.get(PLACE).json()
    assert set(listed) == set(SimulationsSerializer().fields)
    assert [one["name"] for one in listed["simulations"]] == ["Som i dag", "Utan Berg"]
    assert listed["limits"][0]["value"] == "90"
    again = client.get(f"{PLACE}{made['id']}/").json()
    assert again == made
    pair = client.get(f"{PLACE}{made['id']}/beside/{other['id']}/").json()
    assert set(pair) == set(PairSerializer().fields)
    assert (pair["is_simulation"], pair["same_base"], pair["totals"]["gained_sek"]) == (True, True, 120_000)
    assert client.delete(f"{PLACE}{made['id']}/").status_code == 204
    assert client.get(f"{PLACE}{made['id']}/").status_code == 404


def test_each_fault_is_named_at_its_place(client: Client) -> None:
    shape = post(
        client, 422, {"changes": [{"what": "tax"}, {"what": "threshold", "percent": "x"}]}, f"{PLACE}try/"
    )
    assert set(shape["problems"]) == {"changes.0.what", "changes.1.percent"}
    value = post(client, 422, {"changes": [{"what": "threshold", "percent": 101}]}, f"{PLACE}try/")
    assert value["problems"] == {"threshold": "Gränsen ska vara ett helt tal mellan 0 och 100."}
    assert set(
        post(client, 422, {"name": "x", "changes": [{"what": "pot", "requirement": "Q9", "kronor": 1}]})[
            "problems"
        ]
    ) == {"pot.Q9"}
    post(client, 201, {"name": "Prov", "changes": []})
    assert "heter Prov" in post(client, 409, {"name": "Prov", "changes": [NOT_MET]})["message"]


def test_nobody_else_knows_of_them(client: Client) -> None:
    made = post(client, 201, {"name": "Prov", "changes": []})
    other = Client()
    for role in (Role.SKR_ADMINISTRATOR, Role.AUDITOR):
        other.force_login(factories.person(role), backend="django.contrib.auth.backends.ModelBackend")
        assert other.get(f"{PLACE}{made['id']}/").status_code == 404
    assert other.get(PLACE).status_code == 404
