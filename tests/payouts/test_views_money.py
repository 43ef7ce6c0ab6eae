"""The pages of money beside and after the pots: who sees what, bad input, what is shown as one writes."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from agreements.models import CaseEntry
from payouts.models import (
    Claim,
    ClaimReason,
    Decision,
    DecisionKind,
    LineReport,
    Repayment,
    UseOfMoney,
    UseState,
)
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.parties.models import Organisation
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.payouts.money_world import MoneyWorld, claim, money_world, user_of

pytestmark = pytest.mark.django_db

PAGE = "/overenskommelser/prov-2014/medel/"
LINE, OWN_LINE, USE = f"{PAGE}rader/1/", f"{PAGE}rader/2/", f"{PAGE}anvandning/2380/"
MOST_QUERIES = 12
REPORT = {"verb": "report", "omrade.0": "Möten", "kronor.0": "40 000", "moms": "10 000 kr"}
ACCOUNT = {
    "omrade.0": "Utbildning",
    "kronor.0": "450 000",
    "text": "Text.",
    "namn": "Ulla Berg",
    "revision": "0",
}


@pytest.fixture
def money() -> MoneyWorld:
    """The small world with two lines, a decision, and an account to hand in."""
    return money_world()


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def csv() -> SimpleUploadedFile:
    return SimpleUploadedFile("redovisning.csv", b"Moten;40000\n")


def test_page_shows_every_line_to_everybody_and_others_money_to_nobody(
    client: Client, money: MoneyWorld
) -> None:
    claim(money)
    page = text_of(signed_in(client, factories.person(Role.READER, organisation=_berg(money))), PAGE)
    assert "Samordning" in page
    assert LINE not in page
    assert "ATER-" not in page
    assert f"{PAGE}anvandning/2380/" not in page
    assert f"{PAGE}anvandning/2326/" in page


def test_payer_reads_all_of_it(client: Client, money: MoneyWorld) -> None:
    of = claim(money)
    page = text_of(signed_in(client, user_of(money.payer)), PAGE)
    assert all(text in page for text in (of.reference, LINE, OWN_LINE, USE, "0 av 3", "Försenad"))


def test_agreement_without_any_of_it_says_so(client: Client) -> None:
    money = money_world(
        TINY_AGREEMENT.replace(
            "lines: [{name: Samordning, recipient: SKL, amount: 100000}]", "lines: []"
        ).replace("total: 1100000", "total: 1000000")
    )
    page = text_of(signed_in(client, user_of(money.payer)), PAGE)
    assert "inga pengar vid sidan av målen" in page
    assert "ber inte dem som får pengar genom beslut att redovisa" in page
    assert "inga återkrav görs för dem" in page


def test_skr_hands_in_a_report_on_the_page_and_fetches_its_file(client: Client, money: MoneyWorld) -> None:
    signed_in(client, user_of(money.skr))
    answer = client.post(LINE, {**REPORT, "fil": csv()})
    assert (answer.status_code, answer.headers["Location"]) == (302, LINE)
    page = text_of(client, LINE)
    assert "exakt 25 procent" in page
    assert CaseEntry.objects.get(thing="line_report").title.startswith("Redovisning av Samordning")
    assert client.get(f"{LINE}1/").content == b"Moten;40000\n"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kronor.0": "1.000"}, "kan läsas på två sätt"),
        ({"kronor.0": "60001"}, "för mycket"),
        ({"omrade.0": ""}, "Skriv vad pengarna har använts till"),
        ({"moms": "tio"}, "Momsen"),
        ({"fil": ""}, "Välj filen"),
        ({"omrade.1": "möten", "kronor.1": "1"}, "står två gånger"),
    ],
)
def test_bad_report_is_named_kept_as_typed_and_not_stored(
    client: Client, money: MoneyWorld, changes: dict[str, str], said: str
) -> None:
    signed_in(client, user_of(money.skr))
    answer = client.post(LINE, {**REPORT, "fil": csv(), "anmarkning": "Kvar här.", **changes})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Kvar här." in page
    assert not LineReport.objects.exists()


@pytest.mark.parametrize("address", ["", "tcp://127.0.0.1:3310"])
def test_what_happens_to_a_file_is_said_as_everywhere_else(
    client: Client, money: MoneyWorld, settings: Settings, address: str
) -> None:
    settings.CLAMD_URL = address
    page = text_of(signed_in(client, user_of(money.skr)), LINE)
    assert ("söks igenom efter virus och personnummer" in page) is bool(address)
    assert ("Filer söks inte igenom efter virus här." in page) is not bool(address)


def test_payer_notes_a_payment_and_a_bad_day_is_named(client: Client, money: MoneyWorld) -> None:
    signed_in(client, user_of(money.payer))
    answer = client.post(LINE, {"verb": "pay", "belopp": "60 000", "dag": "i går"})
    assert answer.status_code == 422
    assert "i går" in answer.content.decode()
    assert client.post(LINE, {"verb": "pay", "belopp": "60 000", "dag": "2015-01-15"}).status_code == 302
    assert "15\u00a0januari 2015" in text_of(client, LINE)


def test_sums_are_counted_as_one_writes_and_nothing_is_kept(client: Client, money: MoneyWorld) -> None:
    signed_in(client, user_of(money.reporter))
    page = client.post(USE, {**ACCOUNT, "verb": "count"}).content.decode()
    assert "30\u202f000\u00a0kr" in page
    assert "Summan stämmer inte" in client.post(USE, {**ACCOUNT, "kronor.0": "480001"}).content.decode()
    assert not UseOfMoney.objects.exists()


def test_draft_is_saved_and_the_signer_hands_it_in(client: Client, money: MoneyWorld) -> None:
    signed_in(client, user_of(money.reporter))
    assert client.post(USE, {**ACCOUNT, "verb": "save"}).status_code == 302
    assert "Lämna in redovisningen" not in text_of(client, USE)
    signed_in(client, user_of(money.signer))
    assert client.post(USE, {**ACCOUNT, "verb": "hand_in", "revision": "1"}).status_code == 302
    page = text_of(client, USE)
    of = Claim.objects.get()
    assert all(text in page for text in ("Kvitto", "Efter sista dagen", of.reference))
    assert UseOfMoney.objects.get().state == UseState.HANDED_IN


def test_refused_hand_in_keeps_what_was_typed(client: Client, money: MoneyWorld) -> None:
    signed_in(client, user_of(money.signer))
    answer = client.post(USE, {**ACCOUNT, "verb": "hand_in", "namn": "", "kronor.0": "450 000"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="450 000"' in page
    assert "Text." in page


def test_a_wrong_note_is_taken_back_on_the_page_and_stays_struck(client: Client, money: MoneyWorld) -> None:
    of = claim(money)
    address = f"{PAGE}aterkrav/{of.pk}/"
    signed_in(client, user_of(money.payer))
    for day, fault in (("1999-01-01", "kan inte ha kommit in före"), ("i går", "Ange dagen som")):
        answer = client.post(address, {"verb": "repay", "belopp": "30 000", "dag": day})
        assert answer.status_code == 422
        assert fault in answer.content.decode()
    client.post(address, {"verb": "repay", "belopp": "30 000", "dag": "2015-06-20"})
    noted = Repayment.objects.get()
    sent = {"verb": "take_back", "anteckning": str(noted.pk)}
    unsaid = client.post(address, sent)
    assert unsaid.status_code == 422
    assert "Skriv vad som var fel" in unsaid.content.decode()
    assert client.post(address, {**sent, "fel": "Fel organisation."}).status_code == 302
    page = text_of(client, address)
    assert "<s>30\u202f000</s>" in page
    assert "Fel organisation." in page
    assert "Kvar att återbetala" in page
    assert client.post(address, {**sent, "anteckning": "999999", "fel": "Nej."}).status_code == 404


def test_a_claim_says_where_to_pay_and_that_the_decision_was_revoked(
    client: Client, money: MoneyWorld, settings: Settings
) -> None:
    of = claim(money, reason=ClaimReason.CORRECTED)
    address = f"{PAGE}aterkrav/{of.pk}/"
    signed_in(client, user_of(money.signer))
    settings.PAYERS = {}
    assert "som säger vilket konto" in text_of(client, address)
    settings.PAYERS = {"Kammarkollegiet": {"account": "50501055", "bank": "SWEDSESS", "scheme": "BGNR"}}
    page = text_of(client, address)
    assert "bankgiro 5050-1055" in page
    assert "Beslutet har rättats" in page
    of.decision = Decision(kind=DecisionKind.REVOCATION)
    assert of.why == "Beslutet är upphävt"


def test_who_only_reads_sees_no_form_and_cannot_post(client: Client, money: MoneyWorld) -> None:
    signed_in(client, factories.person(Role.READER, organisation=money.ostersund))
    assert "<form method" not in text_of(client, USE).split("<main", 1)[1]
    assert client.post(USE, {**ACCOUNT, "verb": "save"}).status_code == 404
    text_of(client, LINE, 404)
    text_of(client, f"{PAGE}anvandning/2326/", 404)


def test_payer_notes_repayments_and_gives_up_the_rest(client: Client, money: MoneyWorld) -> None:
    of, key = claim(money), str(uuid4())
    address = f"{PAGE}aterkrav/{of.pk}/"
    signed_in(client, user_of(money.payer))
    repaid = {"verb": "repay", "belopp": "10 000", "dag": "2015-06-20", "nyckel": key}
    assert client.post(address, {**repaid, "belopp": "30 001"}).status_code == 422
    for _ in range(2):
        assert client.post(address, repaid).status_code == 302
    assert Repayment.objects.count() == 1
    assert client.post(address, {"verb": "withdraw", "skal": ""}).status_code == 422
    untold = client.post(address, {"verb": "withdraw", "skal": "Avskrivet."})
    assert untold.status_code == 422
    assert "Kryssa för" in untold.content.decode()
    assert ">Avskrivet.</textarea>" in untold.content.decode()
    told = {"verb": "withdraw", "skal": "Avskrivet.", "bekraftat": "ja"}
    assert client.post(address, told).status_code == 302
    listed = re.sub(r"<[^>]+>", " ", text_of(client, PAGE))
    assert re.search(r"30\u202f000\s+10\u202f000\s+0\s+20\u202f000", listed)
    signed_in(client, user_of(money.signer))
    page = text_of(client, address)
    assert "Avskrivet." in page
    assert client.post(address, repaid).status_code == 404


def test_agreement_that_asks_nothing_has_only_the_pages_that_say_something(client: Client) -> None:
    head, _, _ = TINY_AGREEMENT.partition("requirements:")
    text = head.replace("total: 1100000", "total: 100000").replace("assessor: Socialstyrelsen\n", "")
    factories.agreement(text)
    signed_in(client, factories.person(Role.AUDITOR))
    page = text_of(client, "/overenskommelser/prov-2014/")
    assert "Inga krav" in page
    assert not any(word in page for word in (">Bedömning<", ">Fördelningen<", ">Länen<", ">Inlämnat<"))
    assert ">Medel<" in page
    for address in ("/overenskommelser/", PAGE, LINE, "/", "/overenskommelser/prov-2014/andringar/"):
        client.get(address)
    for below in ("bedomning/", "fordelning/", "beslut/", "redovisning/", "inlamnat/", "lan/"):
        assert client.get(f"/overenskommelser/prov-2014/{below}").status_code in {200, 404}, below


def test_pages_take_at_most_twelve_queries(client: Client, money: MoneyWorld) -> None:
    of = claim(money)
    signed_in(client, user_of(money.skr)).post(LINE, {**REPORT, "fil": csv()})
    signed_in(client, user_of(money.signer)).post(USE, {**ACCOUNT, "verb": "hand_in"})
    signed_in(client, user_of(money.payer))
    for address in (PAGE, LINE, OWN_LINE, USE, f"{PAGE}aterkrav/{of.pk}/", f"{LINE}1/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert len(captured) <= MOST_QUERIES, (address, len(captured))


def test_home_and_its_own_page_tell_what_is_due(client: Client, money: MoneyWorld) -> None:
    claim(money)
    for actor, told in (
        (money.signer, ("Redovisa hur pengarna har använts", "Återbetala 30\u202f000\u00a0kr", USE)),
        (money.payer, ("1\u00a0återkrav är försenat",)),
        (money.skr, ("1\u00a0redovisning av en budgetrad saknas",)),
    ):
        signed_in(client, user_of(actor))
        with CaptureQueriesContext(connection) as captured:
            home = text_of(client, "/")
        assert len(captured) <= MOST_QUERIES
        assert all(text in page for page in (home, text_of(client, "/medel/")) for text in told)
    signed_in(client, factories.person(Role.ASSESSOR))
    assert "Inget väntar nu" in text_of(client, "/medel/")
    assert client.get("/medel/", headers={"HX-Request": "true"}).status_code == 204


def test_a_claim_that_follows_a_decision_offers_no_giving_up_and_says_why(
    client: Client, money: MoneyWorld
) -> None:
    unused, corrected = claim(money), claim(money, reason=ClaimReason.CORRECTED)
    signed_in(client, user_of(money.payer))
    assert 'value="withdraw"' in text_of(client, f"{PAGE}aterkrav/{unused.pk}/")
    page = text_of(client, f"{PAGE}aterkrav/{corrected.pk}/")
    assert 'value="withdraw"' not in page
    assert 'value="repay"' in page
    assert "Bara ett nytt beslut" in page


def _berg(money: MoneyWorld) -> Organisation:
    return money.world.berg.organisation
