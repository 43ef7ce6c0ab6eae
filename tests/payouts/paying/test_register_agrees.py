"""The register of money, the reconciliation and Medel say the same of what is paid, to be repaid and repaid."""

from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Agreement
from payouts.domain.money_filters import Wanted
from payouts.domain.spread import Moved, spread
from payouts.models import Claim, ClaimReason, Payment, PaymentState
from payouts.money_register_file import COLUMNS, record_of
from payouts.selectors.money import money_page as medel
from payouts.selectors.money_moved import moved_in_all
from payouts.selectors.money_register import MoneyRow, every_amount, money_page
from payouts.selectors.reconciliation import reconciliation
from payouts.services.claims import register_repayment
from payouts.services.payment_statuses import mark_bounced, mark_paid
from prio import clock
from prio.accounts.roles import Role
from tests.payouts.paying.till import Till, decide, give_details, make_till, ordered, person, revoke

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    made = make_till()
    give_details(made)
    return made


def pay(till: Till, *codes: str) -> None:
    """Order what there is, and let the bank pay those with `codes`."""
    for payment in ordered(till).payments.filter(organisation__code__in=codes):
        mark_paid(payment.pk, clock.today(), "Enligt kontoutdrag.", till.payers[0])


def rows() -> dict[str, MoneyRow]:
    return {row.party: row for row in every_amount(Wanted())}


def agreed(till: Till) -> Moved:
    """What the register says has moved, which is what the others say too."""
    register = money_page(Wanted(), 1)
    auditor = person(Role.AUDITOR)
    found, page = reconciliation(auditor, till.code), medel(auditor, till.code, clock.today())
    assert found is not None
    assert page is not None
    assert register.moved is not None
    assert found.adds_up
    assert register.total == found.totals["decided"]
    assert register.moved.paid == found.totals["paid"]
    assert register.moved.on_the_way == found.totals["on_the_way"]
    claims = [one.row.claims for one in found.members]
    unused_left = found.totals["unused"] - found.totals["repaid_unused"]
    assert register.moved.to_repay == page.to_come == sum(one.open + one.part for one in claims) + unused_left
    assert register.moved.repaid == page.has_come
    assert register.moved.repaid == found.totals["repaid"] + found.totals["repaid_unused"]
    assert Moved.sum(row.moved for row in rows().values()) == register.moved
    assert moved_in_all() == moved_in_all(Agreement.objects.all()) == register.moved
    return register.moved


def test_money_that_is_paid_stays_when_its_decision_is_revoked(till: Till) -> None:
    pay(till, "2380", "2326")
    revoke(till)
    assert agreed(till) == Moved(paid=500, to_repay=500)
    row = rows()["2380"]
    assert (row.amount, row.given, row.ended) == (0, 400, "Beslutet är upphävt")
    assert row.moved == Moved(paid=400, to_repay=400)
    told = record_of(row)
    assert (told["amount_sek"], told["paid_sek"], told["to_repay_sek"]) == (0, 400, 400)
    assert told["decision_state"] == "revoked"
    assert COLUMNS[-5:] == ("decision_state", "paid_sek", "on_the_way_sek", "to_repay_sek", "repaid_sek")


def test_more_amounts_than_are_added_up_one_by_one_say_the_same(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay(till, "2380")
    revoke(till)
    exactly = agreed(till)
    monkeypatch.setattr("payouts.selectors.money_register.MOST_ADDED_UP", 1)
    assert agreed(till) == exactly
    of_some = Wanted.of({"betalning": "paid", "q": "prov", "overenskommelse": till.code})
    assert money_page(of_some, 1).count == 1
    part = Wanted.of({"mal": "Prov"})
    assert (money_page(part, 1).count, money_page(part, 1).moved) == (2, None)


def test_money_with_the_bank_stays_too_and_is_not_to_be_repaid(till: Till) -> None:
    pay(till, "2380")
    revoke(till)
    assert agreed(till) == Moved(paid=400, on_the_way=100, to_repay=400)
    assert rows()["2326"].moved == Moved(on_the_way=100)
    back = Payment.objects.get(state=PaymentState.ORDERED)
    mark_bounced(back.pk, "Stoppad.", till.payers[0])
    assert agreed(till) == Moved(paid=400, to_repay=400)
    assert list(rows()) == ["2380"]


def test_what_comes_home_of_a_revoked_decision_is_told(till: Till) -> None:
    pay(till, "2380", "2326")
    revoke(till)
    claim = Claim.objects.get(organisation__code="2380", reason=ClaimReason.CORRECTED)
    register_repayment(till.payers[0], claim.pk, 150, clock.today(), key=uuid4())
    assert agreed(till) == Moved(paid=500, to_repay=350, repaid=150)
    assert rows()["2380"].moved == Moved(paid=400, to_repay=250, repaid=150)


def test_a_correction_to_less_shows_what_was_paid_beyond_it(till: Till) -> None:
    pay(till, "2380", "2326")
    decide(till, {"2380": 300})
    assert agreed(till) == Moved(paid=500, to_repay=200)
    found = rows()
    assert (found["2380"].amount, found["2380"].moved) == (300, Moved(paid=400, to_repay=100))
    assert (found["2326"].amount, found["2326"].ended) == (0, "Beslutet är rättat")
    assert found["2326"].moved == Moved(paid=100, to_repay=100)


def test_a_new_decision_after_a_revocation_stands_alone(till: Till) -> None:
    pay(till, "2380", "2326")
    revoke(till)
    decide(till, {"2380": 400, "2326": 100})
    assert agreed(till) == Moved(paid=500)
    assert [row.ended for row in rows().values()] == ["", ""]


def test_the_page_says_what_became_of_the_money(till: Till, client: Client) -> None:
    pay(till, "2380", "2326")
    revoke(till)
    html = client.get("/pengar/").content.decode()
    for said in (
        "Beslutet är upphävt",
        "var 400",
        "400\u00a0kr ska återbetalas",
        "500\u00a0kr",
        "Ska återbetalas",
    ):
        assert said in html, said


kronor = st.integers(0, 1000)


@given(kronor, kronor, kronor, kronor, st.lists(kronor, min_size=1, max_size=5))
def test_what_is_spread_is_all_of_it(paid: int, waits: int, left: int, come: int, given_: list[int]) -> None:
    moved = Moved(paid, waits, left, come)
    parts = spread(moved, given_)
    assert Moved.sum(parts) == moved
    assert len(parts) == len(given_)
    if paid == sum(given_):
        assert [one.paid for one in parts] == given_
