"""Taking back a repayment that was noted wrongly: the claim, others and the balance are as if it never was."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from agreements.models import CaseEntry
from payouts.models import Claim, ClaimReason, ClaimState, DecidedAmount, Repayment
from payouts.services.balances import follow_decision
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.services.taking_back import take_back_repayment
from prio.audit.models import Event
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests.payouts.money_world import MoneyWorld, claim, money_world

pytestmark = pytest.mark.django_db
DAY = date(2015, 6, 20)


@pytest.fixture
def money() -> MoneyWorld:
    return money_world()


def note(money: MoneyWorld, of: Claim, kronor: int) -> Repayment:
    return register_repayment(money.payer, of.pk, kronor, DAY, key=uuid4())


def test_what_was_repaid_is_asked_for_again_and_the_note_stays_with_its_reason(money: MoneyWorld) -> None:
    of = claim(money)
    first, second = note(money, of, 10_000), note(money, of, 20_000)
    taken = take_back_repayment(money.payer, second.pk, "Det var Bergs pengar.")
    of.refresh_from_db()
    assert (of.state, of.repaid, of.repaid_on, of.remaining) == (ClaimState.OPEN, 10_000, None, 20_000)
    assert taken.cancelled_because == "Det var Bergs pengar."
    again = take_back_repayment(money.payer, second.pk, "Igen.")
    assert again.cancelled_because == taken.cancelled_because
    assert Event.objects.filter(verb="repayment_taken_back").count() == 1
    assert CaseEntry.objects.filter(title__contains="tillbakatagen").count() == 1
    assert Message.objects.filter(to=money.signer.user_id, body__contains="Bergs pengar").count() == 1
    with pytest.raises(Refused, match="redan använd"):
        register_repayment(money.payer, of.pk, 20_000, DAY, key=second.key)
    assert first.cancelled_at is None


def test_it_needs_a_reason_and_who_gets_the_money(money: MoneyWorld) -> None:
    noted = note(money, claim(money), 10_000)
    with pytest.raises(Refused, match="vad som var fel"):
        take_back_repayment(money.payer, noted.pk, " ")
    for actor in (money.signer, money.skr):
        with pytest.raises(NotPermitted):
            take_back_repayment(actor, noted.pk, "Nej.")
    with pytest.raises(Refused, match="ingen sådan"):
        take_back_repayment(money.payer, 0, "Nej.")


def test_a_claim_that_was_given_up_stays_so_with_less_repaid(money: MoneyWorld) -> None:
    of = claim(money)
    noted = note(money, of, 10_000)
    withdraw_claim(money.payer, of.pk, "För litet.")
    take_back_repayment(money.payer, noted.pk, "Fel dag.")
    of.refresh_from_db()
    assert (of.state, of.repaid, of.given_up) == (ClaimState.WITHDRAWN, 0, 30_000)
    assert Claim.objects.count() == 1


def test_the_balance_still_says_what_a_correction_took(money: MoneyWorld) -> None:
    follow_decision(money.decision)
    of_ostersund = DecidedAmount.objects.filter(decision=money.decision, party=money.world.ostersund)
    of_ostersund.update(amount=450_000)
    follow_decision(money.decision)
    of = Claim.objects.get()
    assert (of.reason, of.amount) == (ClaimReason.CORRECTED, 30_000)
    noted = note(money, of, 30_000)
    take_back_repayment(money.payer, noted.pk, "Fel.")
    found = Claim.objects.exclude(state=ClaimState.WITHDRAWN).get()
    assert (found.state, found.remaining) == (ClaimState.OPEN, 30_000)


def test_no_money_comes_home_before_it_was_decided_and_paid(money: MoneyWorld) -> None:
    of = claim(money)
    with pytest.raises(Refused, match="kan inte ha kommit in före"):
        register_repayment(money.payer, of.pk, 1, date(2014, 12, 10), key=uuid4())
    register_repayment(money.payer, of.pk, 1, date(2014, 12, 11), key=uuid4())


def test_a_note_that_is_taken_back_has_a_reason(money: MoneyWorld) -> None:
    noted = note(money, claim(money), 10)
    with pytest.raises(IntegrityError, match="cancelled_repayment_has_a_reason"), transaction.atomic():
        Repayment.objects.filter(pk=noted.pk).update(cancelled_because="Skäl.")
