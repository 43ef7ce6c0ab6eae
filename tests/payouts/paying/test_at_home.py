"""Money at the home of who speaks for an organisation, and of who pays: what waits, what came back, what is claimed."""

import re

import pytest
import time_machine
from django.test import Client

from payouts.models import Balance, DecisionLetter, Payment
from payouts.services.payment_details import propose_details
from payouts.services.payment_statuses import mark_bounced, mark_paid
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.payouts.paying.till import NOW, Till, decide, give_details, make_till, ordered
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return make_till()


def home(actor: Actor) -> str:
    """The words of somebody's home."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    html = client.get("/").content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " "))


@time_machine.travel(NOW, tick=False)
def test_who_speaks_for_an_organisation_sees_that_its_money_waits_for_payment_details(till: Till) -> None:
    for actor in (till.recipients["2380"], till.signers["2380"]):
        words = home(actor)
        assert "Lämna betalningsuppgifter" in words
        assert "400 kr" in words
    propose_details(till.world.ostersund.organisation_id, "bankgiro", "991-2346", till.recipients["2380"])
    assert "väntar på att en annan person godkänner" in home(till.recipients["2380"])
    give_details(till, "2326")
    assert "betalningsuppgifter" not in home(till.recipients["2326"])


@time_machine.travel(NOW, tick=False)
def test_a_payment_that_came_back_is_told_at_home_until_the_details_are_new(till: Till) -> None:
    give_details(till)
    order = ordered(till)
    payment = Payment.objects.get(order=order, organisation=till.world.ostersund.organisation)
    mark_bounced(payment.pk, "Kontot är avslutat.", till.payers[0])
    assert "kom tillbaka: Kontot är avslutat." in home(till.recipients["2380"])
    give_details(till, "2380", numbers={"2380": "50501055"})
    assert "kom tillbaka" not in home(till.recipients["2380"])


@time_machine.travel(NOW, tick=False)
def test_an_open_claim_and_what_a_correction_took_are_told_at_home(till: Till) -> None:
    give_details(till)
    for payment in Payment.objects.filter(order=ordered(till)):
        mark_paid(payment.pk, clock.today(), "Enligt kontoutdraget.", till.payers[0])
    decide(till, {"2380": 250, "2326": 100})
    words = home(till.recipients["2380"])
    assert "Återbetala 150 kr" in words
    assert "250 Rättat, var 400" in words
    assert "Rättat" not in home(till.recipients["2326"])


@time_machine.travel(NOW, tick=False)
def test_a_payer_is_told_only_of_money_that_can_be_ordered_now_and_of_every_year(till: Till) -> None:
    payer = till.payers[0]
    assert "pengar att betala ut" not in home(payer)
    give_details(till, "2326")
    words = home(payer)
    assert "pengar att betala ut 100 kr" in words
    later = factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "prov-2015"))
    body = till.world.berg.organisation
    balance = Balance.objects.create(agreement=later, organisation=body, decided=50)
    assert "i 2 överenskommelser" in home(payer)
    assert "pengar att betala ut 150 kr" in home(payer)
    text = factories.TINY_AGREEMENT.replace("prov-2014", "prov-2016")
    asking = factories.agreement(text + "aftermath: {requisition: {to: SKL, by: 2014-12-15}}\n")
    Balance.objects.filter(pk=balance.pk).update(agreement=asking)
    assert "pengar att betala ut 100 kr" in home(payer)
    give_details(till, "2380")
    order = ordered(till)
    payment = Payment.objects.get(order=order, organisation=till.world.ostersund.organisation)
    mark_bounced(payment.pk, "Kontot är avslutat.", payer)
    assert "pengar att betala ut" not in home(payer)


@time_machine.travel(NOW, tick=False)
def test_who_prepares_is_told_of_the_letters_of_every_decision() -> None:
    world = make_world()
    decisions = [factories.decision(factories.run(world.agreement, {"B1": {world.ostersund: 600_000}}))]
    later = factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "prov-2015"))
    run = factories.run(later, {"B1": {world.ostersund: 600_000}})
    decisions.append(factories.decision(run, reference="S2015/1"))
    for one in decisions:
        DecisionLetter.objects.create(
            decision=one, organisation=world.ostersund.organisation, reference=one.reference
        )
    words = home(actor_of(factories.person(Role.MINISTRY_PREPARER), clock.today()))
    assert "2 beslut gäller" in words
    assert all(f"Beslut {one.reference}, " in words for one in decisions)
