"""Payment details: one person leaves them, another settles them, nothing is forgotten."""

import pytest
from django.db import IntegrityError, transaction

from payouts.domain.account_numbers import WrongAccount
from payouts.models import DetailsState, PaymentDetails
from payouts.services.payment_details import propose_details, settle_details
from prio.accounts.roles import Role
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests.payouts.paying.till import Till, give_details, make_till, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return make_till()


def propose(till: Till, number: str = "991-2346") -> PaymentDetails:
    return propose_details(till.world.ostersund.organisation_id, "bankgiro", number, till.recipients["2380"])


def test_another_person_of_the_organisation_approves(till: Till) -> None:
    with pytest.raises(Refused, match="kan inte vara den som lämnade"):
        settle_details(propose(till).pk, till.recipients["2380"], approve=True)
    found = settle_details(propose(till).pk, till.signers["2380"], approve=True)
    assert (found.state, found.number) == (DetailsState.APPROVED, "9912346")
    assert Message.objects.filter(to=till.recipients["2380"].user_id).count() == 1


def test_a_payer_may_approve_and_a_stranger_not(till: Till) -> None:
    proposed = propose(till)
    for stranger in (till.signers["2326"], person(Role.AUDITOR), person(Role.REPORTER, till.world.ostersund)):
        with pytest.raises(NotPermitted):
            settle_details(proposed.pk, stranger, approve=True)
    assert settle_details(proposed.pk, till.payers[0], approve=True).state == DetailsState.APPROVED


def test_only_who_speaks_for_the_organisation_proposes(till: Till) -> None:
    for stranger in (till.signers["2326"], till.payers[0], person(Role.REPORTER, till.world.ostersund)):
        with pytest.raises(NotPermitted):
            propose_details(till.world.ostersund.organisation_id, "bankgiro", "991-2346", stranger)


def test_a_wrong_check_digit_is_no_proposal(till: Till) -> None:
    with pytest.raises(WrongAccount):
        propose(till, "991-2345")
    assert not PaymentDetails.objects.exists()


def test_the_same_twice_is_one_and_ones_own_gives_way(till: Till) -> None:
    first = propose(till)
    assert propose(till) == first
    second = propose(till, "5050-1055")
    assert list(PaymentDetails.objects.all()) == [second]
    with pytest.raises(Refused, match="ska prövas först"):
        propose_details(till.world.ostersund.organisation_id, "bankgiro", "9912346", till.signers["2380"])
    with pytest.raises(Refused, match="finns inte längre"):
        settle_details(first.pk, till.signers["2380"], approve=True)


def test_new_details_replace_the_old_and_the_history_stays(till: Till) -> None:
    give_details(till, "2380")
    give_details(till, "2380", numbers={"2380": "50501055"})
    assert list(PaymentDetails.objects.order_by("pk").values_list("number", "state")) == [
        ("9912346", "superseded"),
        ("50501055", "approved"),
    ]


def test_refusing_takes_a_reason_and_settling_is_done_once(till: Till) -> None:
    proposed = propose(till)
    with pytest.raises(Refused, match="Skriv varför"):
        settle_details(proposed.pk, till.signers["2380"], approve=False)
    settle_details(proposed.pk, till.signers["2380"], approve=False, reason="Gammalt nummer.")
    assert settle_details(proposed.pk, till.signers["2380"], approve=False).reason == "Gammalt nummer."
    with pytest.raises(Refused, match="redan prövade"):
        settle_details(proposed.pk, till.payers[0], approve=True)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"settled_by": "proposer"}, "details_are_settled_by_another"),
        ({"settled_at": None}, "settled_details_have_person_and_time"),
    ],
)
def test_the_database_refuses_impossible_details(
    till: Till, change: dict[str, object], constraint: str
) -> None:
    (found,) = give_details(till, "2380")
    values = {key: found.proposed_by_id if value == "proposer" else value for key, value in change.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PaymentDetails.objects.filter(pk=found.pk).update(**values)


@pytest.mark.parametrize(
    ("state", "constraint"),
    [("approved", "one_place_to_pay_to"), ("proposed", "one_proposed_place_to_pay_to")],
)
def test_the_database_refuses_two_places_at_once(till: Till, state: str, constraint: str) -> None:
    found = give_details(till, "2380")[0] if state == "approved" else propose(till)
    found.pk, found._state.adding = None, True
    with pytest.raises(IntegrityError, match=rf"{constraint}|UNIQUE"), transaction.atomic():
        found.save()
