"""Claims: repayments in parts, giving up, and the balance that stays right."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from payouts.models import Claim, ClaimReason, ClaimState, Repayment
from payouts.selectors.claims import claim_page, claims_of
from payouts.selectors.money_due import money_due
from payouts.selectors.uses_of_money import version_that_asks
from payouts.services.claims import register_repayment, withdraw_claim
from prio import clock
from prio.accounts.roles import Role
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.payouts.money_world import MoneyWorld, acting, claim, money_world

pytestmark = pytest.mark.django_db

DAY = date(2015, 6, 20)


@pytest.fixture
def money() -> MoneyWorld:
    """The small world with a decision in force."""
    return money_world()


def test_a_claim_is_repaid_in_parts_and_done_when_all_has_come(money: MoneyWorld) -> None:
    of = claim(money)
    register_repayment(money.payer, of.pk, 10_000, DAY, key=uuid4())
    of.refresh_from_db()
    assert (of.state, of.repaid, of.repaid_on) == (ClaimState.OPEN, 10_000, None)
    register_repayment(money.payer, of.pk, 20_000, DAY, key=uuid4())
    of.refresh_from_db()
    assert (of.state, of.repaid, of.repaid_on) == (ClaimState.REPAID, 30_000, DAY)
    assert sum(one.amount for one in of.repayments.all()) == of.amount
    assert Message.objects.filter(to=money.signer.user_id).count() == 2


def test_same_press_twice_is_one_repayment(money: MoneyWorld) -> None:
    of, key = claim(money), uuid4()
    first = register_repayment(money.payer, of.pk, 30_000, DAY, key=key)
    assert register_repayment(money.payer, of.pk, 30_000, DAY, key=key) == first
    with pytest.raises(Refused, match="redan använd"):
        register_repayment(money.payer, of.pk, 1, DAY, key=key)
    assert Repayment.objects.count() == 1


@pytest.mark.parametrize(("amount", "day"), [(0, DAY), (30_001, DAY), (1, date(2999, 1, 1))])
def test_nothing_too_much_or_to_come_is_refused(money: MoneyWorld, amount: int, day: date) -> None:
    with pytest.raises(Refused):
        register_repayment(money.payer, claim(money).pk, amount, day, key=uuid4())


def test_claim_of_a_corrected_decision_is_given_up_by_a_new_decision_only(money: MoneyWorld) -> None:
    of = claim(money, reason=ClaimReason.CORRECTED)
    with pytest.raises(Refused, match="nytt beslut"):
        withdraw_claim(money.payer, of.pk, "Fel.")
    of.refresh_from_db()
    assert of.state == ClaimState.OPEN


def test_giving_up_needs_a_reason_and_is_told(money: MoneyWorld) -> None:
    of = claim(money)
    with pytest.raises(Refused, match="varför"):
        withdraw_claim(money.payer, of.pk, "  ")
    given_up = withdraw_claim(money.payer, of.pk, "För litet för att kräva.")
    assert (
        withdraw_claim(money.payer, of.pk, "För litet för att kräva.").withdrawn_at == given_up.withdrawn_at
    )
    with pytest.raises(Refused):
        register_repayment(money.payer, of.pk, 1, DAY, key=uuid4())
    assert Message.objects.filter(to=money.signer.user_id, body__contains="För litet").count() == 1


def test_only_the_payer_notes_and_gives_up(money: MoneyWorld) -> None:
    of = claim(money)
    for actor in (money.skr, money.signer, money.world.approver):
        with pytest.raises(NotPermitted):
            register_repayment(actor, of.pk, 1, DAY, key=uuid4())
        with pytest.raises(NotPermitted):
            withdraw_claim(actor, of.pk, "Nej.")


def test_only_a_payer_of_whom_it_is_repaid_to_notes_and_gives_up(money: MoneyWorld) -> None:
    of = claim(money)
    another = acting(factories.person(Role.PAYER, authority="Socialstyrelsen"))
    version = version_that_asks(money.code)
    assert version is not None
    with pytest.raises(NotPermitted, match="återbetalas till Kammarkollegiet"):
        register_repayment(another, of.pk, 1, DAY, key=uuid4())
    with pytest.raises(NotPermitted, match="återbetalas till Kammarkollegiet"):
        withdraw_claim(another, of.pk, "Nej.")
    for actor, may in ((another, False), (money.payer, True)):
        page = claim_page(actor, money.code, of.pk, clock.today())
        assert page is not None
        assert (page.may_repay, page.may_withdraw) == (may, may)
        assert bool(money_due(actor, [version.definition], date(2015, 7, 2))) is may


def test_claims_are_read_by_who_reads_all_and_by_whom_they_concern(money: MoneyWorld) -> None:
    of = claim(money)
    stranger = acting(factories.person(Role.SIGNER, organisation=money.world.berg.organisation))
    assert claims_of(money.payer, money.code) == claims_of(money.signer, money.code) == (of,)
    assert claims_of(stranger, money.code) == ()
    assert claim_page(stranger, money.code, of.pk, clock.today()) is None
    assert claim_page(money.signer, "annan", of.pk, clock.today()) is None


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("claim_is_money", {"amount": 0}),
        ("claim_is_repaid_when_all_has_come", {"state": ClaimState.REPAID}),
        ("claim_is_not_repaid_twice", {"repaid": 30_001}),
        ("withdrawn_claim_has_a_reason", {"state": ClaimState.WITHDRAWN}),
        ("claim_that_gave_way_is_withdrawn", {"gave_way": True}),
    ],
)
def test_rules_of_a_claim(money: MoneyWorld, rule: str, changes: dict[str, object]) -> None:
    of = claim(money)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Claim.objects.filter(pk=of.pk).update(**changes)


def test_repayment_is_money(money: MoneyWorld) -> None:
    with pytest.raises(IntegrityError, match="repayment_is_money"), transaction.atomic():
        Repayment.objects.create(
            claim=claim(money),
            amount=0,
            paid_on=DAY,
            key=uuid4(),
            noted_by_id=money.payer.user_id,
            noted_at=clock.now(),
        )
