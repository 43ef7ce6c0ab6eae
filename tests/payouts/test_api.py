"""Agreements, allocations and explanations as data: to the same persons as the pages, and as the schema says."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema
from rest_framework.serializers import Serializer

from agreements.api import urls as agreements_urls
from assessment import api as assessment_api
from payouts import api as payouts_api
from payouts.allocation_file import allocation_csv
from payouts.api.allocations import AllocationSerializer, ExplanationSerializer
from prio.accounts.roles import Role
from tests import factories
from tests.allocation_files import money_of
from tests.payouts.decided import computed, decided, reader

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/api/agreements/",
    "/api/agreements/prov-2014/",
    "/api/agreements/prov-2014/allocation/",
    "/api/agreements/prov-2014/allocation/B1/2380/",
    "/api/schema/",
]


def data_of(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return response.json()


def keys_of(serializer: type[Serializer]) -> list[str]:
    return list(serializer().fields)


@pytest.mark.parametrize("address", ADDRESSES)
def test_sign_in_is_needed(client: Client, address: str) -> None:
    decided()
    answer = client.get(address)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Prio"')


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_can_be_written(client: Client, address: str) -> None:
    decided()
    client.force_login(factories.person(Role.MINISTRY_PREPARER))
    assert client.post(address).status_code == 405


def test_agreements_are_listed_with_their_version(client: Client) -> None:
    decided()
    client.force_login(reader())
    (agreement,) = data_of(client, ADDRESSES[0])
    assert (agreement["code"], agreement["year"], agreement["version"]) == ("prov-2014", 2014, 1)
    assert "definition" not in agreement


def test_an_agreement_has_its_definition(client: Client) -> None:
    world, _ = decided()
    client.force_login(reader())
    agreement = data_of(client, ADDRESSES[1])
    assert agreement["definition"] == world.agreement.versions.get().plain


def test_the_allocation_says_what_the_file_says(client: Client) -> None:
    _, decision = decided()
    client.force_login(reader())
    allocation = data_of(client, ADDRESSES[2])
    rows = [
        f"prov-2014,{part['requirement']},{line['party']},{part['party']},{line['weight']},{line['quota']},{line['amount_sek']},false"
        for part in allocation["parts"]
        for line in part["lines"]
    ]
    assert rows == money_of(allocation_csv(decision.division)).decode().splitlines()[1:]
    assert list(allocation) == keys_of(AllocationSerializer)
    county = {
        "county": "23",
        "population": 100,
        "qualified_population": 100,
        "region_met": True,
        "takes_part": True,
    }
    assert allocation["counties"] == [county]


def test_an_explanation_has_its_three_layers(client: Client) -> None:
    decided()
    client.force_login(reader())
    explanation = data_of(client, ADDRESSES[3])
    assert list(explanation) == keys_of(ExplanationSerializer)
    assert explanation["result"]["amount"] == 480_000
    assert explanation["figures"]["share"]["total_weight"] == 100
    assert "De delar kommunernas del av potten efter antal invånare." in explanation["rule"]["sentences"]


def test_made_up_data_says_so(client: Client) -> None:
    decided(simulated=True)
    client.force_login(reader())
    allocation = data_of(client, ADDRESSES[2])
    assert allocation["simulated"] is True
    assert {line["simulated"] for part in allocation["parts"] for line in part["lines"]} == {True}
    assert data_of(client, ADDRESSES[3])["simulated"] is True


@pytest.mark.parametrize("address", ADDRESSES[2:4])
def test_what_is_not_decided_is_hidden_from_others(client: Client, address: str) -> None:
    computed()
    client.force_login(reader())
    assert client.get(address).status_code == 404
    client.force_login(factories.person(Role.AUDITOR))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address", ["agreements/x/", "agreements/x/allocation/", "agreements/prov-2014/allocation/B1/1/"]
)
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    decided()
    client.force_login(factories.person(Role.AUDITOR))
    assert client.get(f"/api/{address}").status_code == 404


def test_the_schema_is_valid_and_names_every_address(client: Client) -> None:
    client.force_login(reader())
    schema = client.get("/api/schema/?format=json").json()
    validate_schema(schema)
    named = {
        "/api/"
        + str(pattern.pattern)
        .replace("<slug:", "{")
        .replace("<uuid:", "{")
        .replace("<int:", "{")
        .replace(">", "}")
        for module in (agreements_urls, assessment_api, payouts_api)
        for pattern in module.urlpatterns
    }
    assert set(schema["paths"]) == named
