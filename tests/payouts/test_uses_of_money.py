"""The account of use: draft, hand-in, receipt, and the claim for what is unused."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agreements.models import CaseEntry
from payouts.domain.spending import Spent, Standing
from payouts.models import Claim, ClaimReason, DecidedAmount, UseOfMoney, UseOfMoneyRow, UseState
from payouts.reminders import remind
from payouts.selectors.money_due import money_due
from payouts.selectors.uses_of_money import use_of, uses_of, version_that_asks
from payouts.services.uses_of_money import (
    Account,
    NothingToAccountFor,
    hand_in_use_of_money,
    save_use_of_money,
)
from prio import clock
from prio.accounts.roles import Role
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.payouts.money_world import ACCOUNTED, IN_TIME, KEEPS, LATE, MoneyWorld, acting, money_world, pay

pytestmark = pytest.mark.django_db

ROWS = (Spent("Utbildning", 300_000), Spent("Verktyg", 150_000))


@pytest.fixture
def money() -> MoneyWorld:
    """The small world with a decision in force."""
    return money_world()


def hand_in(money: MoneyWorld, account: Account | None = None, **more: Any) -> UseOfMoney:
    said = {"signed_as": "Ulla Berg", "arrived_at": IN_TIME, **more}
    return hand_in_use_of_money(
        money.signer, money.code, money.ostersund.pk, account or Account(ROWS, "Text."), **said
    )


def test_received_is_what_the_decision_gives_and_unused_is_claimed_back(money: MoneyWorld) -> None:
    use = hand_in(money)
    assert (use.received, use.used, use.unused, use.to_repay) == (480_000, 450_000, 30_000, 30_000)
    claim = Claim.objects.get()
    assert (claim.reason, claim.amount, claim.due) == (ClaimReason.UNUSED, 30_000, date(2015, 7, 1))
    assert (claim.organisation, claim.decision) == (money.ostersund, money.decision)


def test_hand_in_is_registered_hashed_and_told(money: MoneyWorld) -> None:
    use = hand_in(money)
    entry = CaseEntry.objects.select_related("case").get(thing="use_of_money")
    assert (use.reference, entry.case.party) == (entry.reference, money.world.ostersund)
    assert (len(use.sha256), use.late, use.signed_as) == (64, False, "Ulla Berg")
    assert Message.objects.filter(key__startswith="use_of_money:").count() == 2


def test_same_press_twice_is_one_hand_in_and_one_claim(money: MoneyWorld) -> None:
    first = hand_in(money)
    assert hand_in(money).sha256 == first.sha256
    assert (Claim.objects.count(), CaseEntry.objects.filter(thing="use_of_money").count()) == (1, 1)


def test_what_is_handed_in_is_frozen(money: MoneyWorld) -> None:
    hand_in(money)
    with pytest.raises(Refused):
        hand_in(money, Account((Spent("Annat", 1),), revision=1))
    with pytest.raises(Refused):
        save_use_of_money(money.signer, money.code, money.ostersund.pk, Account(ROWS, revision=1))
    assert UseOfMoneyRow.objects.count() == 2


def test_after_its_day_it_is_taken_and_said_to_be_late(money: MoneyWorld) -> None:
    assert hand_in(money, arrived_at=LATE).late
    found = use_of(money.payer, money.code, money.ostersund.code, clock.today())
    assert found is not None
    assert found[1].standing is Standing.HANDED_IN_LATE


def test_everything_used_claims_nothing(money: MoneyWorld) -> None:
    hand_in(money, Account((Spent("Allt", 480_000),)))
    assert not Claim.objects.exists()


def test_where_no_repayment_is_asked_for_the_rest_is_kept() -> None:
    use = hand_in(money_world(KEEPS))
    assert (use.unused, use.to_repay) == (30_000, 0)
    assert not Claim.objects.exists()


def test_repayment_without_a_day_is_due_thirty_days_after_the_hand_in() -> None:
    hand_in(money_world(ACCOUNTED.replace(", by: 2015-07-01", "")))
    assert Claim.objects.get().due == date(2015, 3, 31)


def test_more_than_was_received_is_refused(money: MoneyWorld) -> None:
    with pytest.raises(Refused, match="för mycket"):
        hand_in(money, Account((Spent("Allt", 480_001),)))
    assert not UseOfMoney.objects.filter(state=UseState.HANDED_IN).exists()


def test_nobody_signs_without_a_name(money: MoneyWorld) -> None:
    with pytest.raises(Refused, match="undertecknar"):
        hand_in(money, signed_as="  ")


def test_reporter_saves_and_does_not_sign(money: MoneyWorld) -> None:
    use = save_use_of_money(money.reporter, money.code, money.ostersund.pk, Account(ROWS, "Utkast."))
    assert (use.state, use.revision, use.text) == (UseState.DRAFT, 1, "Utkast.")
    with pytest.raises(NotPermitted):
        hand_in_use_of_money(
            money.reporter, money.code, money.ostersund.pk, Account(ROWS, revision=1), signed_as="Karin"
        )


def test_two_tabs_do_not_overwrite_each_other(money: MoneyWorld) -> None:
    save_use_of_money(money.reporter, money.code, money.ostersund.pk, Account(ROWS))
    with pytest.raises(Refused, match="Någon annan har sparat"):
        save_use_of_money(money.signer, money.code, money.ostersund.pk, Account(ROWS[:1]))
    assert UseOfMoneyRow.objects.count() == 2


def test_somebody_elses_account_does_not_exist(money: MoneyWorld) -> None:
    berg = money.world.berg.organisation
    with pytest.raises(NothingToAccountFor):
        save_use_of_money(money.signer, money.code, berg.pk, Account(ROWS))
    assert use_of(money.signer, money.code, berg.code, clock.today()) is None
    version = version_that_asks(money.code)
    assert version is not None
    assert [view.organisation for view in uses_of(money.signer, version, clock.today())] == [money.ostersund]
    assert len(uses_of(money.payer, version, clock.today())) == 3


def test_nobody_accounts_for_or_is_asked_of_money_that_was_not_paid() -> None:
    money = money_world(paid=False)
    with pytest.raises(NothingToAccountFor):
        hand_in(money)
    version = version_that_asks(money.code)
    assert version is not None
    assert uses_of(money.payer, version, clock.today()) == ()
    assert money_due(money.signer, [version.definition], date(2015, 5, 20)) == ()
    assert remind(date(2015, 5, 25)) == 0
    pay(money.decision)
    assert len(money_due(money.signer, [version.definition], date(2015, 5, 20))) == 1
    assert remind(date(2015, 5, 25)) == 2
    assert hand_in(money).state == UseState.HANDED_IN


def test_agreement_that_asks_for_no_account_has_none() -> None:
    money = money_world(TINY_AGREEMENT)
    with pytest.raises(NothingToAccountFor):
        save_use_of_money(money.signer, money.code, money.ostersund.pk, Account(ROWS))


def test_gotland_accounts_once_for_both_its_amounts() -> None:
    money = money_world()
    county = money.world.ostersund.counties.get().county
    second = factories.kommun("0980", "Gotland", county, money.ostersund)
    requirement = money.agreement.requirements.get(code="B1")
    DecidedAmount.objects.create(
        decision=money.decision, party=second, requirement=requirement, amount=20_000
    )
    signer = acting(factories.person(Role.HEAD, organisation=money.ostersund))
    use = hand_in_use_of_money(signer, money.code, money.ostersund.pk, Account(ROWS), signed_as="Harald")
    assert use.received == 500_000


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("use_of_money_adds_up", {"unused": 1}),
        ("repaid_is_a_part_of_what_is_unused", {"to_repay": 30_001}),
        ("handed_in_use_of_money_is_signed", {"signed_as": ""}),
    ],
)
def test_rules_of_an_account_of_use(money: MoneyWorld, rule: str, changes: dict[str, object]) -> None:
    use = hand_in(money)
    if "unused" in changes:
        changes["to_repay"] = 0
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        UseOfMoney.objects.filter(pk=use.pk).update(**changes)


def test_an_area_once_per_use_of_money(money: MoneyWorld) -> None:
    use = hand_in(money)
    with pytest.raises(IntegrityError, match=r"an_area_once_per_use_of_money|UNIQUE"), transaction.atomic():
        UseOfMoneyRow.objects.create(use=use, position=9, area="Verktyg", amount=1)
