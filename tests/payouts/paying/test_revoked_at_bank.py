"""After a revocation everybody who is to stop what lies at the bank is told so."""

import pytest
from django.test import Client

from payouts.models import Payment, PaymentOrder
from payouts.services.payment_statuses import mark_bounced, mark_paid
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.mail.models import Message
from tests.payouts.paying.till import Till, decide, give_details, make_till, ordered, person, revoke

pytestmark = pytest.mark.django_db
PAYMENTS = "/overenskommelser/prov-2014/utbetalning/"


@pytest.fixture
def till() -> Till:
    made = make_till()
    give_details(made)
    return made


def page(client: Client, actor: Actor, address: str) -> str:
    client.force_login(User.objects.get(pk=actor.user_id))
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_payer_s_home_and_pages_say_stop(till: Till, client: Client) -> None:
    order = ordered(till)
    payer = till.payers[0]
    assert "Lämna den till banken" in page(client, payer, f"{PAYMENTS}{order.number}/")
    revoke(till)
    home = page(client, payer, "/")
    assert "Betalningar enligt ett upphävt beslut ligger hos banken: stoppa dem" in home
    assert f'href="{PAYMENTS}{order.number}/"' in home
    of_order = page(client, payer, f"{PAYMENTS}{order.number}/")
    assert "Lämna den till banken" not in of_order
    assert "Beslutet är upphävt: lämna inte filen till banken." in of_order
    payments = page(client, payer, PAYMENTS)
    assert "Inget beslut gäller än" not in payments
    assert "Beslutet är upphävt" in payments
    assert "500\u00a0kr ligger hos banken: stoppa betalningarna." in payments


def test_the_auditor_is_told_at_home_and_in_the_reconciliation(till: Till, client: Client) -> None:
    ordered(till)
    revoke(till)
    auditor = person(Role.AUDITOR)
    assert "Pengar enligt ett upphävt beslut ligger hos banken" in page(client, auditor, "/")
    told = page(client, auditor, f"{PAYMENTS}avstamning/")
    assert "Beslutet är upphävt." in told
    assert "500\u00a0kr ligger ännu hos banken och ska stoppas" in told
    assert "Det stämmer." in told


def test_once_the_bank_has_answered_nobody_is_told_to_stop_anything(till: Till, client: Client) -> None:
    ordered(till)
    revoke(till)
    for payment in Payment.objects.all():
        mark_bounced(payment.pk, "Stoppad.", till.payers[0])
    assert "stoppa dem" not in page(client, till.payers[0], "/")
    assert "ligger hos banken" not in page(client, till.payers[0], PAYMENTS)
    assert "ligger hos banken" not in page(client, person(Role.AUDITOR), "/")
    told = Message.objects.filter(subject__contains="kom tillbaka")
    assert told.count() == 4
    assert all("betalas inte på nytt" in one.body for one in told)


def test_a_correction_to_less_names_the_payments_that_are_too_large(till: Till, client: Client) -> None:
    order = ordered(till)
    decide(till, {"2380": 300, "2326": 100})
    told = page(client, till.payers[0], f"{PAYMENTS}{order.number}/")
    assert "1\u00a0betalning hos banken är större än det som nu är beslutat" in told
    assert "100\u00a0kr för mycket" in told
    paid = order.payments.get(organisation__code="2380")
    mark_paid(paid.pk, clock.today(), "Enligt kontoutdrag.", till.payers[0])
    assert "för mycket" not in page(client, till.payers[0], f"{PAYMENTS}{order.number}/")
    assert PaymentOrder.objects.count() == 1
