"""Money beside and after the pots as data: the same rights and refusals as the pages."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.serializers import Serializer

from payouts.api.agreement_money_shapes import (
    ClaimSerializer,
    LineReportSerializer,
    MoneySerializer,
    UseSerializer,
)
from payouts.models import Claim
from prio.accounts.roles import Actor, Role
from tests import factories
from tests.payouts.money_world import MoneyWorld, claim, money_world, user_of

pytestmark = pytest.mark.django_db

MONEY = "/api/agreements/prov-2014/money/"
REPORTS, USE = f"{MONEY}lines/1/reports/", f"{MONEY}uses/2380/"
AREAS = [{"area": "Möten", "amount_sek": 40_000}]


@pytest.fixture
def money() -> MoneyWorld:
    """The small world with money to account for."""
    return money_world()


def acting_as(client: Client, actor: Actor) -> Client:
    client.force_login(user_of(actor))
    return client


def keys_of(serializer: type[Serializer]) -> list[str]:
    return list(serializer().fields)


def send(client: Client, method: str, address: str, data: dict[str, Any]) -> Any:
    return client.generic(method, address, json.dumps(data), "application/json")


def test_money_is_what_the_page_shows_and_as_the_schema_says(client: Client, money: MoneyWorld) -> None:
    claim(money)
    found = acting_as(client, money.payer).get(MONEY).json()
    assert list(found) == keys_of(MoneySerializer)
    assert [line["state"] for line in found["lines"]] == ["overdue", "overdue"]
    assert [one["received_sek"] for one in found["uses"]] == [400_000, 120_000, 480_000]
    assert [list(one) for one in found["claims"]] == [keys_of(ClaimSerializer)]
    client.force_login(factories.person(Role.READER, organisation=money.world.berg.organisation))
    own = client.get(MONEY).json()
    assert ([one["organisation"] for one in own["uses"]], own["claims"]) == (["2326"], [])


def test_report_on_a_line_is_handed_in_and_fetched(client: Client, money: MoneyWorld) -> None:
    acting_as(client, money.skr)
    sent = {
        "areas": json.dumps(AREAS),
        "vat_sek": "10000",
        "file": SimpleUploadedFile("redovisning.csv", b"Moten;40000\n"),
    }
    answer = client.post(REPORTS, sent)
    assert answer.status_code == 201
    assert list(answer.json()) == keys_of(LineReportSerializer)
    assert (answer.json()["used_sek"], answer.json()["unused_sek"]) == (50_000, 10_000)
    assert [one["number"] for one in client.get(REPORTS).json()] == [1]
    assert client.get(f"{REPORTS}1/file/").content == b"Moten;40000\n"


@pytest.mark.parametrize(("areas", "status"), [("inte json", 422), ('[{"area": "A"}]', 422), (AREAS, 409)])
def test_bad_report_is_refused(client: Client, money: MoneyWorld, areas: object, status: int) -> None:
    acting_as(client, money.skr)
    written = areas if isinstance(areas, str) else json.dumps(areas)
    upload = SimpleUploadedFile("redovisning.csv", b"Moten;40000\n")
    answer = client.post(REPORTS, {"areas": written, "vat_sek": "30000", "file": upload})
    assert (answer.status_code, bool(answer.json()["message"])) == (status, True)


def test_payer_notes_the_payment_of_a_line_and_nobody_else(client: Client, money: MoneyWorld) -> None:
    paid = {"amount_sek": 60_000, "paid_on": "2015-01-15"}
    acting_as(client, money.skr)
    assert send(client, "PUT", f"{MONEY}lines/1/payment/", paid).status_code == 403
    acting_as(client, money.payer)
    assert send(client, "PUT", f"{MONEY}lines/1/payment/", paid).json() == paid


def test_account_of_use_is_saved_and_handed_in(client: Client, money: MoneyWorld) -> None:
    acting_as(client, money.signer)
    draft = send(client, "PUT", USE, {"areas": AREAS, "revision": 0})
    assert (draft.status_code, draft.json()["state"], draft.json()["revision"]) == (200, "draft", 1)
    stale = send(client, "PUT", USE, {"areas": AREAS, "revision": 0})
    assert stale.status_code == 409
    done = send(
        client, "POST", f"{USE}hand-in/", {"areas": AREAS, "revision": 1, "signed_as": "Ulla Berg"}
    ).json()
    assert list(done) == [key for key in keys_of(UseSerializer) if key != "areas"] + ["areas"]
    assert (done["state"], done["to_repay_sek"]) == ("handed_in", 440_000)
    assert Claim.objects.get().amount == 440_000


def test_a_draft_is_its_organisations_own(client: Client, money: MoneyWorld) -> None:
    acting_as(client, money.signer)
    send(client, "PUT", USE, {"areas": AREAS, "text": "Hemligt än.", "revision": 0})
    seen = acting_as(client, money.payer).get(USE).json()
    assert (seen["text"], seen["areas"], seen["state"]) == ("", [], "draft")


def test_a_wrong_note_is_taken_back_with_a_reason(client: Client, money: MoneyWorld) -> None:
    address = f"{MONEY}claims/{claim(money).pk}/"
    acting_as(client, money.payer)
    repaid = {"amount_sek": 10_000, "paid_on": "2015-06-20", "key": str(uuid4())}
    send(client, "POST", f"{address}repayments/", repaid)
    (noted,) = client.get(address).json()["repayments"]
    cancel = f"{address}repayments/{noted['repayment']}/cancel/"
    answer = send(client, "POST", cancel, {"reason": "Dubbelt."}).json()
    assert (answer["remaining_sek"], answer["repayments"][0]["taken_back_because"]) == (30_000, "Dubbelt.")
    assert send(client, "POST", f"{address}repayments/999999/cancel/", {"reason": "Nej."}).status_code == 404
    acting_as(client, money.signer)
    assert send(client, "POST", cancel, {"reason": "Nej."}).status_code == 403


def test_claim_is_repaid_once_however_often_it_is_sent_and_given_up(
    client: Client, money: MoneyWorld
) -> None:
    address = f"{MONEY}claims/{claim(money).pk}/"
    repaid = {"amount_sek": 10_000, "paid_on": "2015-06-20", "key": str(uuid4())}
    acting_as(client, money.payer)
    for _ in range(2):
        answer = send(client, "POST", f"{address}repayments/", repaid)
        assert (answer.status_code, answer.json()["remaining_sek"]) == (201, 20_000)
    withdrawn = send(client, "POST", f"{address}withdraw/", {"reason": "Avskrivet."})
    assert (withdrawn.json()["state"], withdrawn.json()["remaining_sek"]) == ("withdrawn", 0)
    acting_as(client, money.signer)
    assert client.get(address).json()["withdrawn_because"] == "Avskrivet."
    assert send(client, "POST", f"{address}repayments/", repaid).status_code == 403
