"""Money that has to be asked for: without it no payment, late it waits for the payer."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from agreements.models import CaseEntry
from payouts.domain.ledger import Waits
from payouts.models import Requisition, RequisitionState
from payouts.services.requisitions import accept_late, requisition
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.payouts.paying.till import Till, give_details, make_till, ordered, plan

pytestmark = pytest.mark.django_db
TEXT = factories.TINY_AGREEMENT + "aftermath: {requisition: {to: SKL, by: 2014-12-15}}\n"
IN_TIME, LATE = datetime(2014, 12, 15, 22, 59, tzinfo=UTC), datetime(2014, 12, 15, 23, 0, tzinfo=UTC)


@pytest.fixture
def till() -> Till:
    made = make_till(text=TEXT)
    give_details(made)
    return made


def ask(till: Till, at: datetime = IN_TIME, reference: str = "Ärende 12/2014") -> Requisition:
    body = till.world.ostersund.organisation_id
    return requisition(till.code, body, reference, till.recipients["2380"], arrived_at=at)


def test_without_a_requisition_nobody_is_paid(till: Till) -> None:
    assert {one.row.waits for one in plan(till).left_out} == {Waits.REQUISITION}
    ask(till)
    assert ordered(till).total == 400
    assert CaseEntry.objects.filter(thing="requisition").count() == 1


def test_a_late_one_says_so_and_waits_for_the_payers_reason(till: Till) -> None:
    late = ask(till, LATE)
    assert late.state == RequisitionState.LATE
    assert plan(till).next_order == ()
    with pytest.raises(Refused, match="Skriv varför"):
        accept_late(late.pk, " ", till.payers[0])
    with pytest.raises(NotPermitted):
        accept_late(late.pk, "Posten var sen.", till.world.approver)
    accept_late(late.pk, "Posten var sen.", till.payers[0])
    assert accept_late(late.pk, "Igen.", till.payers[1]).reason == "Posten var sen."
    assert ordered(till).total == 400


def test_one_in_time_needs_no_acceptance_and_twice_is_once(till: Till) -> None:
    first = ask(till)
    assert ask(till, LATE) == first
    with pytest.raises(Refused, match="kom i tid"):
        accept_late(first.pk, "Skäl.", till.payers[0])


@pytest.mark.parametrize(
    ("reference", "why"), [(" ", "Skriv en referens"), ("x" * 71, "högst 70"), ("a&b", "tecken")]
)
def test_a_reference_that_a_payment_cannot_have_is_told(till: Till, reference: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        ask(till, reference=reference)


def test_who_does_not_speak_for_the_organisation_or_has_nothing_decided_asks_for_nothing(till: Till) -> None:
    with pytest.raises(NotPermitted):
        requisition(
            till.code, till.world.ostersund.organisation_id, "x", till.signers["2326"], arrived_at=IN_TIME
        )
    with pytest.raises(Refused, match="inga beslutade pengar"):
        requisition(till.code, till.world.region.organisation_id, "x", till.signers["23"], arrived_at=IN_TIME)


def test_an_agreement_that_asks_for_no_requisition_has_none() -> None:
    till = make_till()
    with pytest.raises(Refused, match="behöver inte rekvireras"):
        ask(till)


def test_the_database_refuses_two_and_an_acceptance_without_reason(till: Till) -> None:
    found = ask(till, LATE)
    with (
        pytest.raises(IntegrityError, match="late_requisition_is_accepted_with_reason"),
        transaction.atomic(),
    ):
        Requisition.objects.update(state=RequisitionState.ACCEPTED)
    found.pk, found._state.adding = None, True
    with (
        pytest.raises(IntegrityError, match=r"one_requisition_per_organisation|UNIQUE"),
        transaction.atomic(),
    ):
        found.save()
