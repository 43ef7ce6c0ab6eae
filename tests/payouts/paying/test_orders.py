"""Ordering payments: nothing twice, nothing above what is decided, two persons, a file that is made once."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from agreements.models import CaseEntry
from payouts.models import Balance, OrderState, Payment, PaymentOrder, PaymentState, StoredDocument
from payouts.services.payment_files import make_payment_file
from payouts.services.payment_orders import (
    MAKE_PAYMENT_FILE,
    approve_order,
    attest_order,
    prepare_order,
    sums_of,
    withdraw_order,
)
from prio import clock
from prio.accounts.models import Installation
from prio.accounts.roles import Role
from prio.jobs.models import Job
from prio.parties.models import Organisation
from prio.refused import Refused
from tests import factories
from tests.payouts.paying.till import (
    Till,
    approved,
    decide,
    give_details,
    make_till,
    ordered,
    person,
    plan,
    prepared,
    sums,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    made = make_till()
    give_details(made)
    return made


def balance(code: str) -> tuple[int, int, int]:
    one = Balance.objects.get(organisation__code=code)
    return one.decided, one.ordered, one.claimed


def test_an_order_pays_each_organisation_what_is_decided_for_it(till: Till) -> None:
    order = ordered(till)
    assert (order.payments_count, order.total, order.state) == (2, 500, OrderState.ORDERED)
    assert dict(order.payments.values_list("organisation__code", "amount")) == {"2380": 400, "2326": 100}
    assert set(order.payments.values_list("state", flat=True)) == {PaymentState.ORDERED}
    assert balance("2380") == (400, 400, 0)


def test_two_amounts_of_one_organisation_are_one_payment() -> None:
    till = make_till({"2380": 400})
    region = till.world.region
    region.organisation = till.world.ostersund.organisation  # as Gotland: one body, two parties
    region.save()
    decide(till, {"2380": 400, "23": 50})
    give_details(till, "2380")
    assert list(prepared(till).payments.values_list("amount", flat=True)) == [450]


def test_nothing_is_paid_twice(till: Till) -> None:
    ordered(till)
    assert plan(till).next_order == ()
    with pytest.raises(Refused, match="inget att betala"):
        prepare_order(till.code, clock.today(), sums(0, 0), till.payers[0])


def test_the_database_refuses_what_would_be_paid_above_what_is_decided(till: Till) -> None:
    prepared(till)
    with pytest.raises(IntegrityError, match="nothing_is_paid_above_what_is_decided"), transaction.atomic():
        Balance.objects.filter(organisation__code="2380").update(ordered=401)


def test_a_double_click_is_one_order(till: Till) -> None:
    seen = plan(till).sums
    first = prepare_order(till.code, clock.today(), seen, till.payers[0])
    assert prepare_order(till.code, clock.today(), seen, till.payers[0]) == first
    with pytest.raises(Refused, match="under arbete"):
        prepare_order(till.code, clock.today(), seen, till.payers[1])


def test_who_has_no_approved_details_waits_and_is_named() -> None:
    till = make_till()
    give_details(till, "2380")
    assert [one.organisation.code for one in plan(till).next_order] == ["2380"]
    assert [(one.organisation.code, one.row.waits.value) for one in plan(till).left_out] == [
        ("2326", "Betalningsuppgifter saknas")
    ]


def test_other_sums_than_those_seen_are_refused(till: Till) -> None:
    with pytest.raises(Refused, match="ändrats sedan sidan visades"):
        prepared(till, seen=sums(2, 499))
    order = prepared(till)
    with pytest.raises(Refused, match="än den som visades"):
        attest_order(order.pk, sums(1, 500), till.payers[1])


def test_who_approves_has_neither_prepared_nor_attested(till: Till) -> None:
    order = prepared(till)
    seen = sums_of(order)
    attest_order(order.pk, seen, till.payers[1])
    for payer in till.payers[:2]:
        with pytest.raises(Refused, match="förberett eller attesterat"):
            approve_order(order.pk, seen, payer)
    assert approve_order(order.pk, seen, till.payers[2]).approved_by_id == till.payers[2].user_id


def test_who_prepared_may_attest(till: Till) -> None:
    order = prepared(till)
    attest_order(order.pk, sums_of(order), till.payers[0])
    assert approve_order(order.pk, sums_of(order), till.payers[1]).state == OrderState.APPROVED


def test_only_a_payer_of_the_agreements_payer_orders(till: Till) -> None:
    of_skr = person(Role.PAYER)
    strange = of_skr.__class__(of_skr.user_id, of_skr.name, of_skr.roles, pays_for=frozenset({"SKR"}))
    for actor in (strange, till.world.approver):
        with pytest.raises(Refused):
            prepare_order(till.code, clock.today(), plan(till).sums, actor)


@pytest.mark.parametrize("days", [-1, 366])
def test_the_day_of_payment_is_today_or_within_a_year(till: Till, days: int) -> None:
    with pytest.raises(Refused, match="Betalningsdagen"):
        prepare_order(till.code, clock.today() + timedelta(days), plan(till).sums, till.payers[0])


def test_an_approved_order_has_a_job_that_makes_its_file_once(
    till: Till, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    order = prepared(till)
    attest_order(order.pk, sums_of(order), till.payers[1])
    with django_capture_on_commit_callbacks():
        approve_order(order.pk, sums_of(order), till.payers[2])
        approve_order(order.pk, sums_of(order), till.payers[2])
    assert Job.objects.get(kind=MAKE_PAYMENT_FILE).parameters == {"order": order.pk}


def test_the_file_is_made_once_and_stands_in_the_diary(till: Till) -> None:
    order = ordered(till)
    again = make_payment_file(order.pk)
    content = bytes(StoredDocument.objects.get(pk=order.file_id).content)
    assert (again.file_id, hashlib.sha256(content).hexdigest()) == (order.file_id, order.file_id)
    assert CaseEntry.objects.filter(thing="payment_order").count() == 1
    assert b"<MsgId>PROV-2014-1</MsgId>" in content


def test_a_crash_between_order_and_file_goes_on_with_the_same_file(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = approved(till)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("payouts.services.payment_files.register_entry", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            make_payment_file(order.pk)
    order.refresh_from_db()
    assert (order.state, order.file_id) == (OrderState.APPROVED, None)
    assert set(order.payments.values_list("state", flat=True)) == {PaymentState.PREPARED}
    assert make_payment_file(order.pk).state == OrderState.ORDERED


def test_an_order_in_a_demonstration_is_a_test(till: Till) -> None:
    Installation.objects.create(demonstration_since=clock.now())
    order = ordered(till)
    content = bytes(StoredDocument.objects.get(pk=order.file_id).content)
    assert order.simulated
    assert b"TEST-PROV-2014-1" in content


def test_an_order_is_withdrawn_before_its_file_and_its_money_goes_into_the_next(till: Till) -> None:
    order = approved(till)
    withdraw_order(order.pk, "Fel dag.", till.payers[0])
    assert balance("2380") == (400, 0, 0)
    with pytest.raises(Refused, match="inte godkänd"):
        make_payment_file(order.pk)
    second = ordered(till)
    assert (second.number, second.total) == (2, 500)
    with pytest.raises(Refused, match="går inte att ta längre: läget är nu"):
        withdraw_order(second.pk, "Fel dag.", till.payers[0])


def test_an_order_is_not_withdrawn_without_a_reason(till: Till) -> None:
    with pytest.raises(Refused, match="Skriv varför"):
        withdraw_order(prepared(till).pk, "  ", till.payers[0])


def test_details_that_change_after_the_order_stop_it(till: Till) -> None:
    order = prepared(till)
    attest_order(order.pk, sums_of(order), till.payers[1])
    give_details(till, "2380", numbers={"2380": "50501055"})
    with pytest.raises(Refused, match="Betalningsuppgifter har ändrats") as refusal:
        approve_order(order.pk, sums_of(order), till.payers[2])
    assert refusal.value.details == ("Östersund",)


def test_details_that_change_after_the_approval_stop_the_file(till: Till) -> None:
    order = approved(till)
    give_details(till, "2380", numbers={"2380": "50501055"})
    with pytest.raises(Refused, match="ändrats sedan ordern godkändes"):
        make_payment_file(order.pk)


def test_a_name_that_the_file_cannot_have_is_named_before_the_order_is_made(till: Till) -> None:
    Organisation.objects.filter(code="2380").update(name="Östersund & Frösön")
    with pytest.raises(Refused, match="Betalningsfilen skulle inte gå att göra") as refusal:
        prepared(till)
    assert "tecken som filen inte kan ha (&)" in refusal.value.details[0]
    assert not PaymentOrder.objects.exists()


def test_a_payer_without_an_account_in_the_settings_is_told(till: Till, settings: Settings) -> None:
    settings.PAYERS = {}
    with pytest.raises(Refused) as refusal:
        prepared(till)
    assert "saknas i installationens inställningar" in refusal.value.details[0]


def test_nothing_is_ordered_without_a_decision_in_force(till: Till) -> None:
    other = factories.agreement(factories.TINY_AGREEMENT.replace("prov-2014", "prov-2015"))
    with pytest.raises(Refused, match="inget beslut som gäller"):
        prepare_order(other.code, clock.today(), sums(0, 0), till.payers[0])


def test_a_correction_withdraws_an_order_that_has_no_file(till: Till) -> None:
    order = approved(till)
    decide(till, {"2380": 300, "2326": 100})
    order.refresh_from_db()
    assert (order.state, "Beslutet har rättats" in order.reason) == (OrderState.WITHDRAWN, True)
    assert balance("2380") == (300, 0, 0)
    assert ordered(till).total == 400


def test_numbers_of_payments_are_of_the_agreement_the_order_and_the_organisation(till: Till) -> None:
    prepared(till)
    assert Payment.objects.get(organisation__code="2380").end_to_end_id == "PROV-2014-1-2380"
