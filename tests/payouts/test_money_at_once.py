"""Two persons in the same second, on PostgreSQL: one repayment, one account, one report, and a line is spent once."""

from datetime import date
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payouts.domain.spending import Spent
from payouts.models import Claim, ClaimReason, LineGrant, LineReport, Repayment, UseOfMoney
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.services.lines import LineAccount, hand_in_line_report, note_line_payment
from payouts.services.uses_of_money import Account, correct_use_of_money, hand_in_use_of_money
from prio.refused import Refused
from tests.agreements.services.at_once import at_once
from tests.payouts.money_world import MoneyWorld, claim, money_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

DAY = date(2015, 6, 20)


@pytest.fixture
def money() -> MoneyWorld:
    """The small world with everything that is decided paid."""
    return money_world()


def refusals(found: list[object]) -> int:
    return sum(isinstance(one, Refused) for one in found)


def test_two_who_note_all_of_a_claim_have_it_repaid_once(money: MoneyWorld) -> None:
    of = claim(money)
    repay = partial(register_repayment, money.payer, of.pk, of.amount, DAY)
    assert refusals(list(at_once([partial(repay, key=uuid4()) for _ in range(2)]))) == 1
    of.refresh_from_db()
    assert of.repaid == of.amount == sum(Repayment.objects.values_list("amount", flat=True))


def test_a_press_that_comes_twice_is_one_repayment(money: MoneyWorld) -> None:
    of, key = claim(money), uuid4()
    repay = partial(register_repayment, money.payer, of.pk, 10_000, DAY, key=key)
    assert len({str(one) for one in at_once([repay, repay, repay])}) == 1
    of.refresh_from_db()
    assert of.repaid == 10_000


def test_a_claim_is_repaid_or_given_up_and_never_both(money: MoneyWorld) -> None:
    of = claim(money)
    found = at_once(
        [
            lambda: register_repayment(money.payer, of.pk, of.amount, DAY, key=uuid4()).pk,
            lambda: withdraw_claim(money.payer, of.pk, "För litet för att kräva.").pk,
        ]
    )
    assert refusals(list(found)) == 1
    of.refresh_from_db()
    assert (of.state == "repaid") == (of.repaid == of.amount)


def test_an_account_that_two_hand_in_makes_one_claim(money: MoneyWorld) -> None:
    account = Account((Spent("Utbildning", 450_000),), "Text.")
    hand_in = partial(
        hand_in_use_of_money, money.signer, money.code, money.ostersund.pk, account, signed_as="Ulla Berg"
    )
    at_once([hand_in, hand_in])
    assert UseOfMoney.objects.count() == 1
    assert [one.amount for one in Claim.objects.filter(reason=ClaimReason.UNUSED)] == [30_000]


def test_a_correction_that_two_begin_and_hand_in_is_one_and_its_claim_too(money: MoneyWorld) -> None:
    own = (money.signer, money.code, money.ostersund.pk)
    hand_in_use_of_money(*own, Account((Spent("Utbildning", 450_000),)), signed_as="Ulla Berg")
    begin = partial(correct_use_of_money, *own)
    assert len({str(draft) for draft in at_once([begin, begin, begin])}) == 1
    account = Account((Spent("Utbildning", 400_000),))
    hand_in = partial(hand_in_use_of_money, *own, account, signed_as="Ulla Berg")
    at_once([hand_in, hand_in])
    assert UseOfMoney.objects.count() == 2
    standing = Claim.objects.exclude(state="withdrawn")
    assert [one.amount for one in standing] == [80_000]


def test_a_line_that_two_report_on_has_its_reports_numbered_and_one_row(money: MoneyWorld) -> None:
    def hand_in(kronor: int) -> int:
        account = LineAccount((Spent("Möten", kronor),), vat=0, note="")
        file = SimpleUploadedFile("redovisning.csv", f"Möten;{kronor}\n".encode())
        return hand_in_line_report(money.skr, money.code, 1, account, file).number

    found = at_once([partial(hand_in, 10_000), partial(hand_in, 20_000)])
    assert sorted(one for one in found if isinstance(one, int)) == [1, 2]
    assert LineGrant.objects.count() == 1
    assert LineReport.objects.count() == 2


def test_a_line_that_two_note_as_paid_keeps_what_one_of_them_said(money: MoneyWorld) -> None:
    def note(kronor: int) -> int:
        return note_line_payment(money.payer, money.code, 1, kronor, DAY).paid

    found = at_once([partial(note, 60_000), partial(note, 50_000)])
    assert refusals(list(found)) == 0
    assert LineGrant.objects.get().paid in found
