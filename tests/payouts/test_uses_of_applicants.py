"""What applicants are told of their money until it is paid, and that they account for it then: page and API."""

import json
from datetime import date

import pytest
from django.test import Client

from payouts.models import Decision, UseOfMoney, UseState
from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from tests import factories
from tests.payouts.applying import CODE, NUMBERS, TEXT, Fund, applicant, at, decided_fund, make_fund
from tests.payouts.money_world import pay

pytestmark = pytest.mark.django_db
PAGE = f"/overenskommelser/{CODE}/medel/"
API = f"/api/agreements/{CODE}/money/"
NOT_PAID = "Pengarna är beslutade men inte utbetalda."
ASKED = TEXT.replace("aftermath: {", "aftermath: {use_of_money: {due: 2015-02-28}, ")
AFTER = "2014-05-02 12:00+02:00"
ROWS = {"omrade.0": "Verksamheten", "kronor.0": "590 000", "revision": "0"}


@pytest.fixture
def granted() -> tuple[Fund, Decision]:
    return decided_fund(ASKED)


def signed_in(user: User | int) -> Client:
    client = Client()
    client.force_login(user if isinstance(user, User) else User.objects.get(pk=user))
    return client


def text_of(client: Client) -> str:
    with at(AFTER):
        page = client.get(PAGE).content.decode()
    return " ".join(page.replace("\u202f", " ").replace("\xa0", " ").split())


def test_decided_money_is_said_to_be_decided_until_it_is_paid(granted: tuple[Fund, Decision]) -> None:
    fund, decision = granted
    own, ministry = signed_in(fund.signer(fund.first).user_id), factories.person(Role.MINISTRY_PREPARER)
    page = text_of(own)
    assert NOT_PAID in page
    assert "Verkstaden: 600 000 kr" in page
    assert "Caféet" not in page
    page = text_of(signed_in(ministry))
    assert f"{NOT_PAID}</strong> När de är utbetalda redovisas de här. 2 organisationer väntar" in page
    assert "Inget beslut" not in page
    pay(decision)
    assert NOT_PAID not in text_of(own)
    assert NOT_PAID not in text_of(signed_in(ministry))


def test_without_a_decision_nothing_is_said_to_be_decided() -> None:
    fund = make_fund(ASKED)
    for user in (fund.signer(fund.first).user_id, factories.person(Role.MINISTRY_PREPARER)):
        assert "Inget beslut om utbetalning gäller än" in text_of(signed_in(user))


def test_who_got_nothing_is_told_for_one_organisation_or_for_several(granted: tuple[Fund, Decision]) -> None:
    fund, _ = granted
    refused = User.objects.get(pk=fund.signer(fund.third).user_id)
    assert "den organisation som ni företräder har inte fått pengar" in text_of(signed_in(refused))
    body = applicant(NUMBERS[3], "Ännu en förening").organisation
    Membership.objects.create(user=refused, role=Role.SIGNER, organisation=body, valid_from=date(2013, 9, 1))
    assert "ingen av de organisationer som ni företräder har fått pengar" in text_of(signed_in(refused))


def test_an_applicant_that_is_paid_saves_and_hands_in_its_account_on_its_page(
    granted: tuple[Fund, Decision],
) -> None:
    fund, decision = granted
    own, address = signed_in(fund.signer(fund.first).user_id), f"{PAGE}anvandning/{fund.first.code}/"
    with at(AFTER):
        assert own.get(address).status_code == 404
        pay(decision)
        assert "redovisar dem senast" in own.get(address).content.decode()
        assert own.post(address, ROWS | {"verb": "save"}).status_code == 302
        handed_in = own.post(address, ROWS | {"verb": "hand_in", "revision": "1", "namn": "Siv Ek"})
        assert handed_in.status_code == 302
        assert "Kvitto" in own.get(address).content.decode()
    use = UseOfMoney.objects.get()
    assert (use.state, use.received, use.unused) == (UseState.HANDED_IN, 600_000, 10_000)


def test_an_applicant_that_is_paid_hands_in_its_account_by_api(granted: tuple[Fund, Decision]) -> None:
    fund, decision = granted
    own, address = signed_in(fund.signer(fund.second).user_id), f"{API}uses/{fund.second.code}/"
    with at(AFTER):
        assert own.get(address).status_code == 404
        pay(decision)
        areas = [{"area": "Verksamheten", "amount_sek": 400_000}]
        said = {"areas": areas, "text": "", "revision": 0, "signed_as": "Siv Ek"}
        answer = own.post(f"{address}hand-in/", json.dumps(said), content_type="application/json")
        assert answer.status_code == 200, answer.content
    assert UseOfMoney.objects.get().organisation.organisation_number == NUMBERS[1]
