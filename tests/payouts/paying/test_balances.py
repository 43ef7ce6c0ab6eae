"""A decision that is corrected: more is paid, less is claimed, and it adds up whatever happens in whatever order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payouts.domain.ledger import Claims, Row, Standing, Waits
from payouts.domain.spending import Spent
from payouts.models import Balance, Claim, ClaimReason, ClaimState, Payment, PaymentState
from payouts.services.balances import follow_decision, locked_balances, restate
from payouts.services.claiming import NewClaim, make_claim
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.services.payment_orders import withdraw_order
from payouts.services.payment_statuses import mark_bounced, mark_paid
from payouts.services.uses_of_money import Account, hand_in_use_of_money
from prio import clock
from prio.mail.models import Message
from prio.refused import Refused
from tests.payouts.money_world import ACCOUNTED
from tests.payouts.paying.till import PAYERS, Till, decide, give_details, make_till, ordered, plan, prepared

CODES = ("2380", "2326")


def paid(till: Till) -> None:
    """Order what there is, and let the bank pay all of it."""
    for payment in ordered(till).payments.all():
        mark_paid(payment.pk, clock.today(), "Enligt kontoutdrag.", till.payers[0])


def claims(code: str = "2380") -> list[tuple[int, str]]:
    return list(Claim.objects.filter(organisation__code=code).order_by("pk").values_list("amount", "state"))


def repay(till: Till, claim: Claim, kronor: int) -> None:
    """Note kronor that came home of a claim."""
    register_repayment(till.payers[0], claim.pk, kronor, clock.today(), key=uuid4())


def account(till: Till, *, received: int, unused: int) -> None:
    """Claim what an account of `received` kronor says that Östersund has not used."""
    body, agreement = till.world.ostersund.organisation, till.world.agreement
    with transaction.atomic():
        locked_balances(agreement.pk, [body.pk])
        make_claim(
            agreement, None, NewClaim(body, ClaimReason.UNUSED, unused, clock.today(), received=received)
        )
        restate(agreement.pk, [body.pk])


@pytest.mark.django_db
class TestCorrections:
    """What follows when a correcting decision comes into force."""

    @pytest.fixture
    def till(self) -> Till:
        made = make_till()
        give_details(made)
        return made

    def test_more_is_paid_in_the_next_order(self, till: Till) -> None:
        paid(till)
        decide(till, {"2380": 450, "2326": 100})
        assert [(one.organisation.code, one.to_pay) for one in plan(till).next_order] == [("2380", 50)]
        assert ordered(till).total == 50

    def test_less_is_claimed_and_the_organisation_is_told(self, till: Till) -> None:
        paid(till)
        decision = decide(till, {"2380": 300, "2326": 100})
        claim = Claim.objects.get()
        assert (claim.amount, claim.reason, claim.decision) == (100, ClaimReason.CORRECTED, decision)
        assert claim.due == clock.today() + timedelta(days=30)
        assert Message.objects.filter(subject__startswith="Återbetala").count() == 2
        assert plan(till).next_order == ()

    def test_who_is_no_longer_in_the_decision_repays_all(self, till: Till) -> None:
        paid(till)
        decide(till, {"2326": 100})
        assert claims() == [(400, "open")]

    def test_a_claim_that_nobody_repaid_gives_way_when_the_decision_goes_up_again(self, till: Till) -> None:
        paid(till)
        decide(till, {"2380": 300, "2326": 100})
        decide(till, {"2380": 400, "2326": 100})
        assert claims() == [(100, "withdrawn")]
        assert plan(till).next_order == ()

    def test_what_was_repaid_is_paid_again_when_the_decision_goes_up_again(self, till: Till) -> None:
        paid(till)
        decide(till, {"2380": 300, "2326": 100})
        repay(till, Claim.objects.get(), 100)
        decide(till, {"2380": 400, "2326": 100})
        assert [one.to_pay for one in plan(till).next_order] == [100]
        paid(till)
        assert plan(till).next_order == ()

    def test_the_rest_of_a_claim_gives_way_when_the_decision_goes_up_again(self, till: Till) -> None:
        paid(till)
        decide(till, {"2380": 300, "2326": 100})
        repay(till, Claim.objects.get(), 40)
        decide(till, {"2380": 350, "2326": 100})
        assert claims() == [(100, "withdrawn"), (10, "open")]
        decide(till, {"2380": 400, "2326": 100})
        assert claims() == [(100, "withdrawn"), (10, "withdrawn")]
        assert [one.to_pay for one in plan(till).next_order] == [40]
        paid(till)
        assert plan(till).next_order == ()
        assert [one.row.unexplained for one in plan(till).members] == [0, 0]

    def test_the_same_decision_twice_changes_nothing(self, till: Till) -> None:
        paid(till)
        decision = decide(till, {"2380": 300, "2326": 100})
        with transaction.atomic():
            follow_decision(decision)
        assert claims() == [(100, "open")]

    def test_unused_money_that_is_claimed_is_not_paid_out_again(self, till: Till) -> None:
        paid(till)
        account(till, received=400, unused=40)
        assert plan(till).next_order == ()
        decide(till, {"2380": 300, "2326": 100})
        assert claims() == [(40, "open"), (60, "open")]

    def test_unused_money_that_a_correction_takes_is_given_up_by_a_new_decision_only(
        self, till: Till
    ) -> None:
        paid(till)
        account(till, received=400, unused=40)
        decide(till, {"2380": 300, "2326": 100})
        unused = Claim.objects.get(reason=ClaimReason.UNUSED)
        with pytest.raises(Refused, match="nytt beslut"):
            withdraw_claim(till.payers[0], unused.pk, "För litet.")
        assert claims() == [(40, "open"), (60, "open")]
        decide(till, {"2380": 400, "2326": 100})
        withdraw_claim(till.payers[0], unused.pk, "För litet.")
        assert claims() == [(40, "withdrawn"), (60, "withdrawn")]

    def test_a_bounced_payment_is_owed_again(self, till: Till) -> None:
        payment = ordered(till).payments.get(organisation__code="2380")
        mark_bounced(payment.pk, "Kontot är avslutat.", till.payers[0])
        assert Balance.objects.get(organisation__code="2380").ordered == 0
        assert [one.row.waits for one in plan(till).left_out] == [Waits.BOUNCED]

    def test_nobody_is_asked_to_repay_what_lies_at_the_bank(self, till: Till) -> None:
        payment = ordered(till).payments.get(organisation__code="2380")
        decide(till, {"2380": 300, "2326": 100})
        assert claims() == []
        assert not Message.objects.filter(subject__startswith="Återbetala").exists()
        (row,) = [one.row for one in plan(till).members if one.organisation.code == "2380"]
        assert row.explained == ((Waits.ON_THE_WAY, 400), (Waits.TO_STOP, -100))
        assert (row.difference, row.unexplained) == (300, 0)
        mark_paid(payment.pk, clock.today(), "Enligt kontoutdrag.", till.payers[0])
        assert claims() == [(100, "open")]
        assert Message.objects.filter(subject__startswith="Återbetala").count() == 2

    def test_what_has_come_is_claimed_and_what_is_on_its_way_is_stopped(self, till: Till) -> None:
        paid(till)
        decide(till, {"2380": 450, "2326": 100})
        ordered(till)
        decide(till, {"2380": 300, "2326": 100})
        assert claims() == [(100, "open")]
        (row,) = [one.row for one in plan(till).members if one.organisation.code == "2380"]
        assert row.explained == ((Waits.ON_THE_WAY, 50), (Waits.TO_STOP, -50), (Waits.CLAIMED, -100))

    def test_a_claim_on_money_that_came_back_is_given_up_and_the_organisation_is_told(
        self, till: Till
    ) -> None:
        payment = ordered(till).payments.get(organisation__code="2380")
        mark_paid(payment.pk, clock.today(), "Enligt kontoutdrag.", till.payers[0])
        decide(till, {"2380": 300, "2326": 100})
        mark_bounced(payment.pk, "Kontot är avslutat.", till.payers[0])
        assert claims() == [(100, "withdrawn")]
        assert Message.objects.filter(subject__contains="är återkallat").count() == 2

    def test_a_bounce_after_a_correction_claims_nothing(self, till: Till) -> None:
        payment = ordered(till).payments.get(organisation__code="2380")
        decide(till, {"2380": 300, "2326": 100})
        mark_bounced(payment.pk, "Kontot är avslutat.", till.payers[0])
        assert claims() == []
        assert [one.to_pay for one in plan(till).left_out] == [300]


@pytest.mark.django_db
def test_unused_money_of_an_account_after_a_correction_comes_home_beside_the_claim() -> None:
    till = make_till(text=ACCOUNTED)
    give_details(till)
    paid(till)
    decide(till, {"2380": 300, "2326": 100})
    body = till.world.ostersund.organisation
    said = Account((Spent("Utbildning", 270),))
    hand_in_use_of_money(till.signers["2380"], till.code, body.pk, said, signed_as="Ulla Berg")
    restate(till.world.agreement.pk, [body.pk])
    assert claims() == [(100, "open"), (30, "open")]
    repay(till, Claim.objects.get(amount=100), 100)
    assert plan(till).next_order == ()


amount = st.integers(0, 10**6)


@given(amount, amount, amount, amount, amount, amount)
def test_whatever_stands_nobody_is_paid_above_what_is_decided(
    decided: int, ordered: int, settled: int, open_claims: int, unused: int, way: int
) -> None:
    standing = Standing(decided, ordered, settled, open_claims, unused, min(way, ordered))
    assert standing.ordered <= standing.decided + standing.claimed
    assert standing.to_pay == 0 or standing.to_claim + standing.to_stop == 0
    assert ordered + standing.to_pay - standing.claimed <= decided


@given(amount, amount, amount, amount, amount)
def test_once_claims_follow_every_difference_is_explained(
    decided: int, paid: int, way: int, repaid: int, unused: int
) -> None:
    alive = paid + way
    to_claim = Standing(decided, alive, repaid, 0, unused, way).to_claim
    assert to_claim <= paid
    claimed = Claims(open=to_claim, repaid=repaid, unused=unused, no_longer_decided=unused)
    row = Row(decided, 0, way, paid, 0, claimed, Waits.NOT_ORDERED)
    assert row.unexplained == 0


STEPS = ("order", "withdraw", "pay", "bounce", "details", "correct", "repay", "unused")
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 5))


class TestWhateverHappens(TestCase):
    """The whole of it: prepare, pay, bounce, correct, repay in whatever order."""

    @settings(max_examples=25)
    @given(st.lists(step, max_size=14))
    def test_it_adds_up(self, steps: list[tuple[str, int]]) -> None:
        with self.settings(PAYERS=PAYERS):
            till = make_till()
            give_details(till)
            for name, number in steps:
                take(till, name, number)
                check(till)


def take(till: Till, name: str, number: int) -> None:
    payments = Payment.objects.order_by("pk")
    try:
        if name == "order":
            (ordered if number % 2 else prepared)(till)
        elif name == "withdraw":
            order = till.world.agreement.payment_orders.order_by("-pk").first()
            if order:
                withdraw_order(order.pk, "Prov.", till.payers[0])
        elif name == "pay":
            for one in payments.filter(state=PaymentState.ORDERED)[: number + 1]:
                mark_paid(one.pk, clock.today(), "Prov.", till.payers[0])
        elif name == "bounce":
            for one in payments.filter(state__in=["ordered", "paid"])[number % 2 : number % 2 + 1]:
                mark_bounced(one.pk, "Prov.", till.payers[0])
        elif name == "details":
            give_details(till, CODES[number % 2])
        else:
            take_with_money(till, name, number)
    except Refused:
        pass  # what the rules refuse changes nothing


def take_with_money(till: Till, name: str, number: int) -> None:
    if name == "correct":
        decide(till, {"2380": 100 * number, "2326": 250 - 50 * number})
    elif name == "repay":
        claim = Claim.objects.filter(state=ClaimState.OPEN).order_by("pk").first()
        if claim:
            left = claim.amount - claim.repaid
            repay(till, claim, max(1, left // 2) if number % 2 else left)
    else:
        body, agreement = till.world.ostersund.organisation, till.world.agreement
        # The account is of what is decided now: before a correction or after it.
        (balance,) = locked_balances(agreement.pk, [body.pk])
        unused = min(10 + number, balance.decided)
        if unused and not Claim.objects.filter(reason=ClaimReason.UNUSED).exists():
            new = NewClaim(body, ClaimReason.UNUSED, unused, clock.today(), received=balance.decided)
            make_claim(agreement, None, new)
            restate(agreement.pk, [body.pk])


def check(till: Till) -> None:
    """Every krona is explained, and the balances say what the pages say."""
    for member in plan(till).members:
        row, standing = member.row, member.row.standing
        balance = Balance.objects.get(organisation=member.organisation)
        assert row.unexplained == 0
        assert (balance.decided, balance.ordered) == (row.decided, standing.ordered)
        assert balance.ordered <= balance.decided + balance.claimed
        assert standing.to_claim == standing.open <= row.paid
        assert standing.to_stop <= standing.on_the_way
        unused = Claim.objects.filter(organisation=member.organisation, reason=ClaimReason.UNUSED).first()
        if unused and unused.received <= row.decided:
            # Its account is of money that is still decided: what is unused comes home beside what is ordered too much.
            assert standing.swallowed == 0


@pytest.mark.django_db
def test_one_balance_per_organisation() -> None:
    make_till()
    balance = Balance.objects.get(organisation__code="2380")
    balance.pk, balance._state.adding = None, True
    with pytest.raises(IntegrityError, match=r"one_balance_per_organisation|UNIQUE"), transaction.atomic():
        balance.save()
