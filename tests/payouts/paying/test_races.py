"""Several people in the same moment: one order, one approval, one file, nothing paid twice."""

from functools import partial

import pytest

from agreements.models import CaseEntry
from payouts.models import Balance, Payment, PaymentOrder, PaymentState, StatusFile
from payouts.selectors.status_files import judged_rows
from payouts.services.payment_files import make_payment_file
from payouts.services.payment_orders import approve_order, attest_order, prepare_order, sums_of
from payouts.services.payment_statuses import approve_statuses, fingerprint, upload_statuses
from prio import clock
from prio.refused import Refused
from tests.agreements.services.at_once import at_once
from tests.payouts.paying.till import Till, approved, decide, give_details, make_till, ordered, plan, prepared

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def till(transactional_db: None) -> Till:
    made = make_till()
    give_details(made)
    return made


def test_two_who_prepare_at_once_give_one_order(till: Till) -> None:
    seen = plan(till).sums
    found = at_once([partial(prepare_order, till.code, clock.today(), seen, payer) for payer in till.payers])
    assert sum(isinstance(one, PaymentOrder) for one in found) == 1
    assert Payment.objects.count() == 2


def test_two_who_approve_at_once_are_one(till: Till) -> None:
    order = prepared(till)
    attest_order(order.pk, sums_of(order), till.payers[0])
    found = at_once(
        [
            partial(approve_order, order.pk, sums_of(order), payer, order_file=False)
            for payer in till.payers[1:]
        ]
    )
    assert sorted(isinstance(one, Refused) for one in found) == [False, True]


def test_two_workers_make_one_file(till: Till) -> None:
    order = approved(till)
    at_once([lambda: make_payment_file(order.pk)] * 3)
    assert CaseEntry.objects.filter(thing="payment_order").count() == 1


def test_one_file_that_two_approve_is_applied_once(till: Till) -> None:
    ordered(till)
    content = f"payment,status,date,amount,reason\nPROV-2014-1-2380,paid,{clock.today()},400,\n".encode()
    file = upload_statuses(till.code, "a.csv", content, till.payers[0])
    seen = fingerprint(judged_rows(file, clock.today()))
    at_once([partial(approve_statuses, file.pk, seen, payer) for payer in till.payers])
    assert (StatusFile.objects.get().applied, Payment.objects.filter(state="paid").count()) == (1, 1)


def test_a_correction_while_the_file_is_made_never_pays_above_what_is_decided(till: Till) -> None:
    order = approved(till)
    at_once([lambda: make_payment_file(order.pk), lambda: decide(till, {"2380": 100, "2326": 100})])
    balance = Balance.objects.get(organisation__code="2380")
    alive = Payment.objects.filter(organisation__code="2380").exclude(state=PaymentState.WITHDRAWN)
    assert (balance.decided, balance.ordered) == (100, sum(one.amount for one in alive))
    assert balance.ordered <= balance.decided + balance.claimed
