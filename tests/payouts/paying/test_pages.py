"""The pages and the API of payments: what they say, to whom, with how few queries, what they answer to bad input."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from payouts.models import Claim, DecidedAmount, Payment, PaymentDetails, PaymentOrder, Requisition
from payouts.selectors.reconciliation import reconciliation
from payouts.services import approve_grant_decision, issue_decision, prepare_grant_decision
from payouts.services.lines import note_line_payment
from payouts.services.payment_files import make_payment_file
from payouts.services.payment_statuses import mark_bounced
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from tests import factories
from tests.payouts.applying import apply, at, grant, judge_all, make_fund
from tests.payouts.decided import decided
from tests.payouts.paying.till import Till, decide, give_details, make_till, ordered, person, plan

pytestmark = pytest.mark.django_db
PAGE = "/overenskommelser/prov-2014/utbetalning/"
API = "/api/agreements/prov-2014/"
SAID = """payment,status,date,amount,reason
PROV-2014-1-2380,paid,{day},400,
PROV-2014-1-2326,bounced,{day},,Fel konto
"""


@pytest.fixture
def till() -> Till:
    made = make_till()
    give_details(made)
    return made


def client(actor: Actor) -> Client:
    signed_in = Client()
    user = User.objects.get(pk=actor.user_id)
    signed_in.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in


def send(actor: Actor, address: str, **body: object) -> tuple[int, dict[str, Any]]:
    answer = client(actor).post(address, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else {}


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split()).replace("\u202f", "").replace("\xa0", " ")  # type: ignore[attr-defined]  # a response


@pytest.mark.parametrize("page", ["", "1/", "avstamning/", "besked/"])
def test_no_page_takes_more_than_twelve_queries(
    till: Till, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ordered(till)
    decide(till, {"2380": 300, "2326": 200})
    visitor = client(till.payers[0])
    visitor.get("/")
    with django_assert_max_num_queries(12):
        assert visitor.get(PAGE + page).status_code == 200


def test_sums_that_were_not_shown_are_refused_and_the_day_is_kept(till: Till) -> None:
    answer = client(till.payers[0]).post(PAGE, {"antal": "9" * 30, "summa": "x", "pay_on": "2999-01-01"})
    assert answer.status_code == 422
    assert "2999-01-01" in text(answer)
    answer = client(till.payers[0]).post(PAGE, {"antal": "2", "summa": "500", "pay_on": "i morgon"})
    assert (answer.status_code, "Ange dagen som" in text(answer)) == (422, True)
    assert not PaymentOrder.objects.exists()


def test_a_wrong_check_digit_is_told_at_the_field_and_what_was_typed_is_kept(till: Till) -> None:
    address = "/betalningsuppgifter/23/"
    visitor = client(till.recipients["23"])
    answer = visitor.post(address, {"verb": "propose", "kind": "bankgiro", "number": "991-2345"})
    assert answer.status_code == 422
    assert '<span class="error" id="id_number_error">Kontrollsiffran stämmer inte.' in text(answer)
    assert 'value="991-2345"' in text(answer)
    assert visitor.post(address, {"kind": "bankgiro", "number": "991-2346"}).status_code == 302
    waiting = PaymentDetails.objects.get(organisation__code="23")
    refuse = {"verb": "refuse", "uppgifter": waiting.pk, "skal": ""}
    assert client(till.signers["23"]).post(address, refuse).status_code == 422
    assert client(till.signers["23"]).post(address, refuse | {"skal": "Fel."}).status_code == 302


def test_who_only_reads_takes_no_steps(till: Till) -> None:
    ordered(till)
    reader = client(till.world.approver)
    who_orders = "Kammarkollegiet beställer betalningarna. Ni kan läsa."
    assert who_orders in text(reader.get(PAGE))
    assert who_orders not in text(client(till.payers[0]).get(PAGE))
    assert reader.get(f"{PAGE}1/").status_code == 200
    assert reader.get(f"{PAGE}1/fil/").status_code == 404
    assert reader.post(PAGE, {"antal": "2", "summa": "500", "pay_on": "2999-01-01"}).status_code == 404
    assert reader.post(f"{PAGE}1/", {"verb": "withdraw"}).status_code == 404


def test_the_reconciliation_explains_what_is_bounced_and_claimed(till: Till) -> None:
    payment = ordered(till).payments.get(organisation__code="2380")
    mark_bounced(payment.pk, "Kontot är avslutat.", till.payers[0])
    page = text(client(till.world.approver).get(f"{PAGE}avstamning/"))
    assert "Det stämmer." in page
    assert 'Betalningen kom tillbaka, nya uppgifter saknas: <span class="num">400</span>' in page
    assert "Beställt, banken har inte svarat" in page


def test_a_pot_that_nobody_met_is_undistributed_in_the_reconciliation() -> None:
    from payouts.services import approve_decision, issue_decision, prepare_decision
    from tests.payouts.decided import approved

    world, run = approved(
        "requirement,organisation,outcome\nGK1,2380,met\nGK1,2326,met\nGK1,23,met\n"
        "A1,23,not_met\nB1,2380,met\nB1,2326,met\n"
    )
    decision = prepare_decision(run.pk, world.preparer)
    approve_decision(decision.pk, world.approver, order_document=False)
    issue_decision(decision.pk)
    page = text(client(world.approver).get(f"{PAGE}avstamning/"))
    assert "ingen nådde målet" in page
    assert "Det stämmer." in page


def test_the_reconciliation_adds_up_column_by_column_with_lines_and_unused_money(till: Till) -> None:
    ordered(till)
    decide(till, {"2380": 400, "2326": 100})
    body = till.world.ostersund.organisation
    Claim.objects.create(
        agreement=till.world.agreement,
        organisation=body,
        reason="unused",
        amount=30,
        repaid=10,
        due=clock.today(),
        made_at=clock.now(),
    )
    DecidedAmount.objects.filter(party=till.world.berg).update(line="Samordning")
    note_line_payment(till.payers[0], till.code, 1, 200, clock.today())
    answer = client(till.world.approver).get(f"{API}reconciliation/").json()
    (line,) = answer["lines"]
    assert line == {
        "name": "Samordning",
        "budget_sek": 100_000,
        "added_sek": 100,
        "paid_sek": 200,
        "left_sek": 99_700,
    }
    own = next(one for one in answer["organisations"] if one["organisation"] == "2380")
    assert (own["unused_claimed_sek"], own["unused_repaid_sek"]) == (30, 10)
    assert "Budgetens rader" in text(client(till.world.approver).get(f"{PAGE}avstamning/"))


def test_the_sum_of_the_pots_is_the_sum_of_their_rows() -> None:
    world, decision = decided()
    DecidedAmount.objects.create(decision=decision, party=world.berg, line="Samordning", amount=70)
    page = reconciliation(world.approver, world.code)
    assert page is not None
    assert page.totals["of_pots"] == sum(one.decided for one in page.pots) == page.totals["decided"] - 70


def test_the_reconciliation_says_what_is_granted_of_a_frame_and_left() -> None:
    fund = make_fund()
    for party, asked in ((fund.first, 600_000), (fund.second, 700_000)):
        apply(fund, party, asked)
    judge_all(fund)
    grant(fund, fund.first, 600_000)
    grant(fund, fund.second, 300_000, "Pengarna räcker inte till mer.")
    with at():
        draft = prepare_grant_decision(fund.agreement.code, fund.lead)
        approve_grant_decision(draft.pk, fund.lead_too, order_document=False)
        issue_decision(draft.pk)
    page = reconciliation(person(Role.PAYER), fund.agreement.code)
    assert page is not None
    assert [(one.frame, one.granted, one.left) for one in page.frames] == [(1_000_000, 900_000, 100_000)]


def test_an_order_goes_from_plan_to_paid_by_api(till: Till) -> None:
    first, second, third = till.payers
    shown = client(first).get(f"{API}payment-plan/").json()
    sums = {"count": shown["count"], "total_sek": shown["total_sek"]}
    code, made = send(first, f"{API}payment-orders/", **sums, pay_on=str(clock.today()))
    assert (code, made["state"], made["number"]) == (201, "prepared", 1)
    assert send(second, f"{API}payment-orders/1/attest/", **sums)[1]["state"] == "attested"
    assert send(second, f"{API}payment-orders/1/approve/", **sums)[0] == 409
    assert send(third, f"{API}payment-orders/1/approve/", **sums)[1]["state"] == "approved"
    make_payment_file(PaymentOrder.objects.get().pk)
    assert b"PROV-2014-1-2380" in client(first).get(f"{API}payment-orders/1/file/").content
    file = upload(first)
    assert [row["outcome"] for row in file["rows"]] == ["pay", "bounce"]
    address = f"{API}payment-statuses/{file['id']}/approve/"
    assert send(first, address, seen="fel")[0] == 409
    assert send(first, address, seen=file["seen"])[1]["applied"] == 2
    answer = client(till.world.approver).get(f"{API}reconciliation/").json()
    assert (answer["adds_up"], answer["organisations"][0]["paid_sek"]) == (True, 0)


def upload(actor: Actor) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = SimpleUploadedFile("besked.csv", SAID.format(day=clock.today()).encode())
    answer = client(actor).post(f"{API}payment-statuses/", {"file": sent})
    assert answer.status_code == 201
    return dict(answer.json())


def test_a_payment_is_marked_by_hand_by_api(till: Till) -> None:
    ordered(till)
    address = f"{API}payments/{Payment.objects.get(amount=400).pk}/mark/"
    assert send(till.payers[0], address, became="paid", reason="Skäl.")[0] == 409
    assert send(till.world.approver, address, became="bounced", reason="Skäl.")[0] == 403
    code, marked = send(
        till.payers[0], address, became="paid", paid_on=str(clock.today()), reason="Enligt kontoutdrag."
    )
    assert (code, marked["state"]) == (200, "paid")


def test_details_are_left_and_settled_by_api(till: Till) -> None:
    address = "/api/organisations/23/payment-details/"
    code, wrong = send(till.recipients["23"], address, kind="bankgiro", number="991-2345")
    assert (code, "Kontrollsiffran" in str(wrong["problems"])) == (422, True)
    assert send(till.recipients["23"], address, kind="bankgiro", number="991-2346")[0] == 201
    waiting = PaymentDetails.objects.get(organisation__code="23")
    assert send(till.recipients["23"], f"{address}settle/", id=waiting.pk, approve=True)[0] == 409
    assert send(till.signers["23"], f"{address}settle/", id=waiting.pk, approve=True)[0] == 200
    assert send(till.signers["2380"], f"{address}settle/", id=waiting.pk, approve=True)[0] == 404


def test_money_is_asked_for_on_its_page_and_accepted_late(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    till = make_till(text=factories.TINY_AGREEMENT + "aftermath: {requisition: {to: SKL, by: 2014-12-15}}\n")
    address = "/overenskommelser/prov-2014/rekvisition/"
    visitor = client(till.recipients["2380"])
    assert "Sista dagen har passerat" in text(visitor.get(address))
    body = till.world.ostersund.organisation_id
    refused = visitor.post(address, {"organisation": body, "referens": "a&b"})
    assert (refused.status_code, 'value="a&amp;b"' in text(refused)) == (422, True)
    assert visitor.post(address, {"organisation": body, "referens": "Ärende 12"}).status_code == 302
    assert visitor.post(address, {"organisation": 999, "referens": "x"}).status_code == 404
    late = Requisition.objects.get()
    payer = client(till.payers[0])
    assert payer.post(PAGE, {"verb": "accept", "rekvisition": late.pk, "skal": ""}).status_code == 422
    assert payer.post(PAGE, {"verb": "accept", "rekvisition": late.pk, "skal": "Posten."}).status_code == 302
    asked = send(till.signers["2326"], f"{API}requisitions/", organisation="2326", reference="B 1")
    assert (asked[0], Requisition.objects.count()) == (201, 2)
    accepted = send(till.payers[0], f"{API}requisitions/accept/", organisation="2326", reason="Posten.")
    assert accepted[0] == 204


def test_an_order_is_withdrawn_on_its_page_with_a_reason(till: Till) -> None:
    visitor = client(till.payers[0])
    shown = plan(till).sums
    posted = {"antal": shown.count, "summa": shown.total, "pay_on": str(clock.today())}
    assert visitor.post(PAGE, posted).status_code == 302
    assert visitor.post(f"{PAGE}1/", {"verb": "withdraw", "skal": ""}).status_code == 422
    assert visitor.post(f"{PAGE}1/", {"verb": "withdraw", "skal": "Fel dag."}).status_code == 302
    assert PaymentOrder.objects.get().reason == "Fel dag."


def test_without_a_decision_the_page_says_so() -> None:
    world, _ = decided(state=factories.DecisionState.DRAFT)
    assert "Inget beslut gäller än" in text(client(world.approver).get(PAGE))


def test_order_for_a_saturday_says_when_the_bank_pays(till: Till, client: Client) -> None:
    order = ordered(till)
    PaymentOrder.objects.filter(pk=order.pk).update(pay_on=date(2026, 11, 28))
    client.force_login(User.objects.get(pk=till.payers[0].user_id))
    page = client.get(f"{PAGE}{order.number}/").content.decode()
    assert "banken betalar måndag 30\u00a0november 2026" in page
    PaymentOrder.objects.filter(pk=order.pk).update(pay_on=date(2026, 11, 30))
    assert "Ingen bankdag" not in client.get(f"{PAGE}{order.number}/").content.decode()


def test_proposed_day_is_a_bank_day(till: Till, client: Client) -> None:
    client.force_login(User.objects.get(pk=till.payers[0].user_id))
    with time_machine.travel(datetime(2026, 11, 28, 12, 0, tzinfo=UTC)):
        page = client.get(PAGE).content.decode()
    assert 'value="2026-11-30"' in page
