"""The register of money: every amount that a decision in force gives, the same on the page and in every file."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from payouts.models import (
    AccountKind,
    DecidedAmount,
    Decision,
    DecisionState,
    OrderState,
    Payment,
    PaymentDetails,
    PaymentOrder,
    PaymentState,
)
from payouts.money_register_file import COLUMNS, HEADINGS
from prio import clock
from prio.accounts.roles import Role
from prio.money import number
from prio.parties.models import Party
from tests import factories
from tests.payouts.decided import decided, user_of
from tests.world import World

pytestmark = pytest.mark.django_db

PAGE = "/pengar/"


def shown(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == status
    return answer.content.decode()


def records(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{PAGE}fil/csv/?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


def pay(world: World, decision: Decision, party: Party, state: PaymentState) -> Payment:
    """A payment of everything that the party was given."""
    person = user_of(world, "preparer")
    now = clock.now()
    details = PaymentDetails.objects.create(
        organisation=party.organisation,
        kind=AccountKind.BANKGIRO,
        number="9912346",
        proposed_by=person,
        proposed_at=now,
    )
    amount = sum(one.amount for one in decision.amounts.filter(party=party))
    order = PaymentOrder.objects.create(
        agreement=decision.agreement,
        decision=decision,
        number=PaymentOrder.objects.count() + 1,
        payments_count=1,
        total=amount,
        pay_on=date(2014, 12, 31),
        prepared_by=person,
        prepared_at=now,
        attested_by=person,
        approved_by=user_of(world, "approver"),
        state=OrderState.ORDERED,
        file=decision.document,
    )
    return Payment.objects.create(
        order=order,
        organisation=party.organisation,
        details=details,
        amount=amount,
        state=state,
        end_to_end_id=f"E{order.number}",
        paid_on=date(2014, 12, 31) if state == PaymentState.PAID else None,
        trouble="Kontot är avslutat." if state == PaymentState.BOUNCED else "",
    )


def test_everybody_reads_it_without_signing_in(client: Client) -> None:
    decided()
    html = shown(client)
    for said in (
        "Östersund",
        number(480_000),
        "S2014/1",
        "Inventering",
        number(600_000),
        "Samordning",
        "SKL",
    ):
        assert said in html, said


def test_what_is_decided_adds_up_to_the_pots_and_each_amount_stands_once(client: Client) -> None:
    _, decision = decided()
    rows = records(client)
    pots = [row for row in rows if row["source"] != "budget_line"]
    assert sum(int(row["amount_sek"]) for row in pots) == decision.total == 1_000_000
    assert [(row["party"], row["amount_sek"], row["source_total_sek"]) for row in pots] == [
        ("23", "400000", "400000"),
        ("2326", "120000", "600000"),
        ("2380", "480000", "600000"),
    ]
    assert [row["source_name"] for row in rows if row["source"] == "budget_line"] == ["Samordning"]


@pytest.mark.parametrize("state", [one for one in DecisionState if one != DecisionState.IN_FORCE])
def test_only_the_decision_that_is_in_force_counts(client: Client, state: DecisionState) -> None:
    decided(state=state)
    assert [row["source"] for row in records(client)] == ["budget_line"]
    assert "Inget är beslutat än" in shown(client)


@pytest.mark.parametrize(
    ("query", "parties"),
    [
        ("q=berg", ["2326"]),
        ("q=2380", ["2380"]),
        ("q=s2014/1", ["23", "2326", "2380"]),
        ("q=ingen", []),
        ("overenskommelse=prov-2014", ["23", "2326", "2380"]),
        ("overenskommelse=annan", []),
        ("ar=2014", ["23", "2326", "2380"]),
        ("ar=2013", []),
        ("mal=A1", ["23"]),
        ("slag=municipality", ["2326", "2380"]),
        ("lan=23", ["23", "2326", "2380"]),
        ("lan=01", []),
        ("lagst=400 000", ["23", "2380"]),
        ("hogst=120000", ["2326"]),
        ("ordning=belopp", ["2380", "23", "2326"]),
        ("betalning=not", ["23"]),
        ("betalning=ordered", ["2326"]),
        ("betalning=paid", ["2380"]),
    ],
)
def test_it_is_narrowed_and_sorted(client: Client, query: str, parties: list[str]) -> None:
    world, decision = decided()
    pay(world, decision, world.ostersund, PaymentState.PAID)
    pay(world, decision, world.berg, PaymentState.ORDERED)
    pay(world, decision, world.region, PaymentState.BOUNCED)
    found = [row["party"] for row in records(client, query) if row["source"] != "budget_line"]
    assert found == parties


def test_a_payment_is_told_where_it_has_come(client: Client) -> None:
    world, decision = decided()
    pay(world, decision, world.ostersund, PaymentState.PAID)
    pay(world, decision, world.berg, PaymentState.PREPARED)
    told = {row["party"]: row["payment"] for row in records(client)}
    assert told == {"2380": "paid", "2326": "ordered", "23": "not", "": ""}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ar=14", "Ange ett år med fyra siffror"),
        ("lagst=mycket", "Ange hela kronor"),
        ("lagst=5&hogst=4", "Byt plats på dem"),
        ("lagst=99999999999999", "Ange hela kronor"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_stays_typed(
    client: Client, query: str, said: str
) -> None:
    decided()
    html = shown(client, query, 422)
    assert said in html
    for part in query.split("&"):
        assert f'value="{part.partition("=")[2]}"' in html
    assert client.get(f"{PAGE}fil/csv/?{query}").status_code == 422


@pytest.mark.parametrize(
    "query", ["sida=0", "sida=99999", "sida=x", "sida=²", "betalning=?", "q=%00", "slag=?"]
)
def test_what_is_no_choice_and_no_page_is_left_out(client: Client, query: str) -> None:
    decided()
    assert "Östersund" in shown(client, query)


@pytest.mark.parametrize(
    ("query", "field"),
    [("betalning=foo", "Betalning"), ("overenskommelse=foo", "Överenskommelse"), ("lan=foo", "Län")],
)
def test_a_choice_that_there_is_none_of_is_told(client: Client, query: str, field: str) -> None:
    decided()
    assert f"{field}: ”foo” finns inte." in shown(client, query)


def test_who_is_not_signed_in_is_shown_where_to_and_that_it_is_a_demonstration(client: Client) -> None:
    factories.agreement()
    html = shown(client)
    assert 'href="/logga-in/?next=%2Fpengar%2F"' in html
    assert "<strong>Demonstration.</strong>" not in html
    factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "prov-2015"), simulated=True)
    assert "<strong>Demonstration.</strong>" in shown(client)


def as_in_csv(value: str | int | bool | None) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_the_files_say_the_same(client: Client) -> None:
    decided()
    rows = records(client)
    as_json = json.loads(b"".join(client.get(f"{PAGE}fil/json/")))
    told = [{key: as_in_csv(value) for key, value in row.items()} for row in as_json]
    assert told == rows
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}fil/xlsx/").content))
    sheet = book["Pengar"]
    cells = list(sheet.iter_rows(values_only=True))
    assert [cells[0], len(cells)] == [HEADINGS, len(rows) + 1]
    amounts = [str(row[COLUMNS.index("amount_sek")]) for row in cells[1:]]
    assert amounts == [row["amount_sek"] for row in rows]
    assert client.get(f"{PAGE}fil/pdf/").status_code == 404


def test_excel_is_read_in_swedish(client: Client) -> None:
    decided()
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}fil/xlsx/?slag=municipality&q=2380").content))
    told = list(book["Pengar"].iter_rows(values_only=True))
    row = dict(zip(HEADINGS, told[1], strict=True))
    assert (row["Slag"], row["Betalning"], row["Simulerat"]) == ("Kommun", "Inte utbetalt", "Nej")
    assert str(row["Beslutat den"]).startswith("2014-12-11")
    line = dict(zip(HEADINGS, told[-1], strict=True))
    assert line["Mål eller rad"] in {"Budgetrad", "B1"}


def test_a_text_is_never_a_formula(client: Client) -> None:
    factories.agreement(factories.TINY_AGREEMENT.replace("name: Samordning", 'name: "=1+1"'))
    assert [row["source_name"] for row in records(client)] == ["'=1+1"]


def test_names_are_those_of_the_agreement_s_year(client: Client) -> None:
    world, _ = decided()
    name = world.region.names.get()
    name.valid_to = date(2019, 1, 1)
    name.save()
    world.region.names.create(name="Region Jämtland Härjedalen", valid_from=date(2019, 1, 1))
    assert [row["recipient"] for row in records(client, "slag=region")] == ["Jämtlands läns landsting"]
    assert [row["party"] for row in records(client, "q=härjedalen&slag=region")] == ["23"]


def test_it_takes_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    world, decision = decided()
    pay(world, decision, world.ostersund, PaymentState.PAID)
    with django_assert_max_num_queries(15):
        shown(client, "q=s2014&lan=23")


def test_the_api_narrows_in_the_same_ways(client: Client) -> None:
    decided()
    client.force_login(factories.person(Role.AUDITOR))
    found = client.get("/api/money/?source=B1&order=amount").json()
    assert (found["count"], found["total_sek"]) == (2, 600_000)
    assert [row["party"] for row in found["amounts"]] == ["2380", "2326"]
    assert client.get("/api/money/?least=x").status_code == 422
    assert DecidedAmount.objects.count() == 3
