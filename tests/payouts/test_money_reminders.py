"""Reminders of accounts of use and of claims: when, to whom, and not when it is done."""

from datetime import date, timedelta

import pytest

from payouts.domain.spending import Spent
from payouts.models import ClaimState
from payouts.reminders import claim_still_needed, remind, step_after, use_still_needed
from payouts.services.claims import withdraw_claim
from payouts.services.uses_of_money import Account, hand_in_use_of_money
from prio.mail.models import Message
from tests.payouts.money_world import MoneyWorld, claim, money_world

pytestmark = pytest.mark.django_db

DUE = date(2015, 6, 1)
CLAIM_DUE = date(2015, 7, 1)


@pytest.fixture
def money() -> MoneyWorld:
    """The small world: Östersund has a signer and a reporter, the others have nobody."""
    return money_world()


@pytest.mark.parametrize(
    ("days", "written"), [(31, 0), (30, 2), (29, 2), (14, 2), (7, 2), (3, 2), (1, 2), (0, 2), (-1, 0)]
)
def test_account_of_use_is_reminded_of_before_its_day(money: MoneyWorld, days: int, written: int) -> None:
    assert remind(DUE - timedelta(days=days)) == written
    assert remind(DUE - timedelta(days=days)) == 0


def test_who_has_handed_in_is_not_reminded(money: MoneyWorld) -> None:
    remind(DUE - timedelta(days=30))
    facts = Message.objects.filter(kind="remind_use_of_money").first()
    assert facts is not None
    assert use_still_needed(facts.facts)
    rows = (Spent("Allt", 480_000),)
    hand_in_use_of_money(money.signer, money.code, money.ostersund.pk, Account(rows), signed_as="Ulla")
    assert not use_still_needed(facts.facts)
    assert remind(DUE - timedelta(days=14)) == 0


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (-31, 0),
        (-30, 1),
        (-14, 1),
        (-7, 1),
        (-3, 1),
        (-1, 1),
        (0, 1),
        (1, 1),
        (7, 1),
        (14, 1),
        (30, 1),
        (99, 1),
    ],
)
def test_claim_is_reminded_of_before_and_after_its_day(money: MoneyWorld, days: int, written: int) -> None:
    claim(money, due=CLAIM_DUE)
    made = [one for one in (remind(CLAIM_DUE + timedelta(days=days)),) if one]
    claims = Message.objects.filter(kind="remind_claim").count()
    assert (claims, bool(made)) == (written, bool(made))
    assert remind(CLAIM_DUE + timedelta(days=days)) == 0


def test_a_claim_that_is_given_up_is_not_reminded_of(money: MoneyWorld) -> None:
    of = claim(money, due=CLAIM_DUE)
    assert claim_still_needed({"claim": of.pk})
    assert withdraw_claim(money.payer, of.pk, "Avskrivet.").state == ClaimState.WITHDRAWN
    assert not claim_still_needed({"claim": of.pk})
    remind(CLAIM_DUE)
    assert not Message.objects.filter(kind="remind_claim").exists()


@pytest.mark.parametrize(("days", "step"), [(0, None), (1, 1), (6, 1), (7, 7), (29, 14), (400, 30)])
def test_steps_after_a_day(days: int, step: int | None) -> None:
    assert step_after(CLAIM_DUE + timedelta(days=days), CLAIM_DUE) == step
