"""What is said to who acts on what has changed, in another tab or by somebody else, and to who leaves something out."""

import re

import pytest
import time_machine
from django.test import Client

from payouts.models import Payment, PaymentDetails, PaymentOrder
from payouts.services.payment_details import propose_details
from payouts.services.payment_statuses import mark_bounced, upload_statuses
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor
from tests.payouts.paying.till import NOW, Till, give_details, make_till, ordered, plan

pytestmark = pytest.mark.django_db
PAGE = "/overenskommelser/prov-2014/utbetalning/"
HEADER = "payment,status,date,amount,reason\n"


@pytest.fixture
def till() -> Till:
    made = make_till()
    give_details(made)
    return made


def client(actor: Actor) -> Client:
    signed_in = Client()
    signed_in.force_login(User.objects.get(pk=actor.user_id))
    return signed_in


def said(answer: object) -> str:
    html = answer.content.decode()  # type: ignore[attr-defined]  # a response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " "))


def payment_of(till: Till, code: str = "2380") -> Payment:
    return Payment.objects.get(organisation__code=code, order__agreement__code=till.code)


def test_approving_a_number_that_was_replaced_says_so_and_shows_the_new_one(till: Till) -> None:
    body = till.world.ostersund.organisation_id
    first = propose_details(body, "bankgiro", "5050-1055", till.recipients["2380"])
    propose_details(body, "bankgiro", "123-4566", till.recipients["2380"])
    sent = {"verb": "approve", "uppgifter": str(first.pk)}
    address = f"/betalningsuppgifter/{till.world.ostersund.organisation.code}/"
    answer = client(till.signers["2380"]).post(address, sent)
    assert answer.status_code == 422
    assert "finns inte längre" in said(answer)
    assert "Bankgiro 123-4566" in said(answer)
    assert "5050-1055 Ersatta innan de prövades" in said(answer)


def test_who_pays_cannot_be_paid_to_their_own_number(till: Till) -> None:
    address = f"/betalningsuppgifter/{till.world.ostersund.organisation.code}/"
    sent = {"verb": "propose", "kind": "bankgiro", "number": "5402-9681"}
    answer = client(till.recipients["2380"]).post(address, sent)
    assert answer.status_code == 422
    assert "utbetalarens eget nummer" in said(answer)
    assert not PaymentDetails.objects.filter(number="54029681").exists()


def test_a_payment_that_has_bounced_says_so_to_who_marks_it_as_paid_and_what_comes_next(till: Till) -> None:
    ordered(till)
    one = payment_of(till)
    mark_bounced(one.pk, "Kontot är avslutat.", till.payers[0])
    address = f"{PAGE}betalning/{one.pk}/"
    sent = {"verb": "pay", "paid_on": str(clock.today()), "skal": "Enligt kontoutdraget."}
    answer = client(till.payers[1]).post(address, sent)
    assert answer.status_code == 422
    assert "läget är nu ”Kom tillbaka”" in said(answer)
    assert "ska lämna nya betalningsuppgifter" in said(answer)
    assert f'href="{PAGE}"' in answer.content.decode()
    give_details(till, "2380", numbers={"2380": "50501055"})
    assert "Nya betalningsuppgifter gäller." in said(client(till.payers[1]).get(address))
    reader = client(till.world.approver).get(address).content.decode()
    assert "Betalningsuppgifterna</a>" not in reader


def test_an_order_with_a_bounced_payment_is_not_simply_done(till: Till) -> None:
    order = ordered(till)
    for code in ("2380", "2326"):
        mark_bounced(payment_of(till, code).pk, "Fel.", till.payers[0])
    for address in (PAGE, f"{PAGE}{order.number}/"):
        html = client(till.payers[0]).get(address).content.decode()
        assert '<span class="tag remark">Klar, 2 kom tillbaka</span>' in html


def test_what_is_left_out_is_told_at_its_own_field_and_the_day_is_kept(till: Till) -> None:
    ordered(till)
    address = f"{PAGE}betalning/{payment_of(till).pk}/"
    answer = client(till.payers[0]).post(address, {"verb": "bounce", "skal": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Ange dagen." not in html
    assert 'id="skal-tillbaka-fel"' in html
    assert f'value="{clock.today()}"' in html
    answer = client(till.payers[0]).post(address, {"verb": "pay", "paid_on": "i går", "skal": ""})
    assert 'id="skal-betald-fel"' in answer.content.decode()
    assert 'value="i går"' in answer.content.decode()


@time_machine.travel(NOW, tick=False)
def test_another_day_for_an_order_that_is_prepared_is_refused_with_its_day(till: Till) -> None:
    sums = plan(till).sums
    sent = {"antal": str(sums.count), "summa": str(sums.total), "pay_on": "2014-12-22"}
    payer = client(till.payers[0])
    for _ in range(2):
        assert payer.post(PAGE, sent).status_code == 302
    answer = payer.post(PAGE, {**sent, "pay_on": "2014-12-30"})
    assert answer.status_code == 422
    assert "redan förberedd, med betalningsdag" in said(answer)
    assert PaymentOrder.objects.get().pay_on.isoformat() == "2014-12-22"


@time_machine.travel(NOW, tick=False)
def test_the_banks_file_is_remarked_on_and_approved_once(till: Till) -> None:
    ordered(till)
    rows = (
        "PROV-2014-1-2380,paid,2014-12-20,,\n"
        "PROV-2014-1-2380,bounced,2014-12-20,,Fel konto\n"
        "PROV-2014-1-2326,bounced,2014-12-21,,Fel konto\n"
    )
    file = upload_statuses(till.code, "besked.csv", (HEADER + rows).encode(), till.payers[0])
    address = f"{PAGE}besked/{file.pk}/"
    shown = client(till.payers[0]).get(address)
    assert "Fel konto Obs: rad 2 i samma fil säger att den är betald." in said(shown)
    assert "Dagen har inte kommit än." in said(shown)
    seen = re.search(r'name="sett" value="([^"]+)"', shown.content.decode())
    assert seen
    sent = {"verb": "approve", "sett": seen[1]}
    client(till.payers[1]).post(address, sent)
    again = client(till.payers[0]).post(address, sent, follow=True)
    assert f"av {User.objects.get(pk=till.payers[1].user_id)}. Inget är ändrat nu." in said(again)
