"""The bank's answers: row by row before anything changes, kept under their hash, the same file twice does nothing."""

import pytest
from django.db import IntegrityError, transaction

from agreements.models import CaseEntry
from payouts.models import OrderState, Payment, PaymentOrder, PaymentState, StatusFile, StatusFileState
from payouts.selectors.status_files import judged_rows, status_page
from payouts.services.payment_statuses import (
    approve_statuses,
    discard_statuses,
    fingerprint,
    mark_bounced,
    mark_paid,
    upload_statuses,
)
from prio import clock
from prio.mail.models import Message
from prio.refused import Refused
from tests.payouts.paying.till import Till, give_details, make_till, ordered, plan, prepared

pytestmark = pytest.mark.django_db
HEADER = "payment,status,date,amount,reason\n"


@pytest.fixture
def till() -> Till:
    made = make_till()
    give_details(made)
    ordered(made)
    return made


def sent(till: Till, *rows: str) -> StatusFile:
    return upload_statuses(till.code, "besked.csv", (HEADER + "\n".join(rows)).encode(), till.payers[0])


def row(code: str, status: str = "paid", amount: str = "", reason: str = "") -> str:
    return f"PROV-2014-1-{code},{status},{clock.today()},{amount},{reason}"


def approve(till: Till, file: StatusFile) -> StatusFile:
    return approve_statuses(file.pk, fingerprint(judged_rows(file, clock.today())), till.payers[1])


def states() -> dict[str, str]:
    return dict(Payment.objects.order_by("pk").values_list("end_to_end_id", "state"))


def test_nothing_changes_before_somebody_has_looked(till: Till) -> None:
    file = sent(till, row("2380"), row("9999"), row("2326", amount="99"))
    version = till.world.agreement.versions.get(state="published")
    page = status_page(till.payers[0], version, file.pk, clock.today())
    assert page is not None
    assert [one.outcome for one in page.rows] == ["pay", "fault", "fault"]
    assert set(states().values()) == {"ordered"}


def test_approved_rows_become_paid_and_bounced_and_the_order_is_done(till: Till) -> None:
    file = approve(till, sent(till, row("2380"), row("2326", "bounced", reason="Kontot är avslutat.")))
    assert states() == {"PROV-2014-1-2326": "bounced", "PROV-2014-1-2380": "paid"}
    assert (file.applied, PaymentOrder.objects.get().state) == (2, OrderState.SETTLED)
    assert Payment.objects.get(state="paid").paid_on == clock.today()
    assert CaseEntry.objects.filter(thing="status_file").count() == 1


def test_the_same_file_twice_does_nothing(till: Till) -> None:
    file = approve(till, sent(till, row("2380")))
    again = sent(till, row("2380"))
    assert (again.pk, approve(till, again).approved_at) == (file.pk, file.approved_at)
    assert StatusFile.objects.count() == 1


@pytest.mark.parametrize("made_up", [False, True])
def test_a_file_about_a_made_up_payment_says_so_and_so_does_the_diary(till: Till, made_up: bool) -> None:
    Payment.objects.filter(amount=400).update(simulated=made_up)
    assert approve(till, sent(till, row("2380"))).simulated is made_up
    assert CaseEntry.objects.get(thing="status_file").simulated is made_up


def test_a_row_with_a_fault_leaves_its_payment_as_it_is(till: Till) -> None:
    approve(till, sent(till, row("2380"), row("2326", amount="99")))
    assert states() == {"PROV-2014-1-2326": "ordered", "PROV-2014-1-2380": "paid"}
    assert PaymentOrder.objects.get().state == OrderState.ORDERED


def test_what_has_changed_since_it_was_looked_at_is_not_approved(till: Till) -> None:
    file = sent(till, row("2380"))
    seen = fingerprint(judged_rows(file, clock.today()))
    mark_paid(Payment.objects.get(amount=400).pk, clock.today(), "Enligt kontoutdrag.", till.payers[0])
    with pytest.raises(Refused, match="ändrats sedan filen visades"):
        approve_statuses(file.pk, seen, till.payers[0])
    with pytest.raises(Refused, match="ändrar ingen betalning"):
        approve(till, file)


def test_a_discarded_file_changes_nothing_and_can_come_again(till: Till) -> None:
    file = sent(till, row("2380"))
    discard_statuses(file.pk, till.payers[0])
    with pytest.raises(Refused, match="kastad"):
        approve(till, file)
    assert sent(till, row("2380")).state == StatusFileState.PREVIEW
    approve(till, file)
    with pytest.raises(Refused, match="är godkänd"):
        discard_statuses(file.pk, till.payers[0])


def test_a_file_that_is_nothing_of_the_kind_is_refused(till: Till) -> None:
    with pytest.raises(Refused, match="Första raden"):
        upload_statuses(till.code, "x.csv", b"hej", till.payers[0])
    with pytest.raises(Refused, match="större än"):
        upload_statuses(till.code, "x.csv", b"x" * (10 * 1024 * 1024 + 1), till.payers[0])


def test_only_a_payer_of_the_agreement_takes_files_in(till: Till) -> None:
    with pytest.raises(Refused, match="betalas ut av Kammarkollegiet"):
        upload_statuses(till.code, "x.csv", HEADER.encode(), till.world.approver)


def test_a_bounced_payment_is_told_and_paid_again_to_new_details_once(till: Till) -> None:
    payment = Payment.objects.get(organisation__code="2326")
    mark_bounced(payment.pk, "Kontot är avslutat.", till.payers[0])
    assert Message.objects.filter(subject__contains="kom tillbaka").count() == 2
    assert plan(till).next_order == ()
    give_details(till, "2326", numbers={"2326": "9912346"})
    order = ordered(till)
    again = order.payments.get()
    assert (again.replaces, again.amount, again.end_to_end_id) == (payment, 100, "PROV-2014-2-2326")
    assert plan(till).next_order == plan(till).left_out == ()


@pytest.mark.parametrize("level", ["GrpSts", "PmtInfSts"])
def test_a_file_that_the_bank_rejected_whole_is_ordered_again_and_nobody_is_told(
    till: Till, level: str
) -> None:
    batch = "<OrgnlPmtInfAndSts><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>"
    content = (
        "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts><OrgnlMsgId>PROV-2014-1</OrgnlMsgId>"
        f"{'<GrpSts>RJCT</GrpSts>' if level == 'GrpSts' else ''}</OrgnlGrpInfAndSts>"
        f"{batch if level == 'PmtInfSts' else ''}</CstmrPmtStsRpt></Document>"
    )
    approve(till, upload_statuses(till.code, "besked.xml", content.encode(), till.payers[0]))
    assert set(states().values()) == {"bounced"}
    assert not Message.objects.filter(subject__contains="kom tillbaka").exists()
    assert (plan(till).sums.total, plan(till).left_out) == (500, ())
    again = ordered(till)
    assert {one.replaces.order.number for one in again.payments.all() if one.replaces} == {1}


def test_a_replacement_that_is_withdrawn_leaves_room_for_another(till: Till) -> None:
    from payouts.services.payment_orders import withdraw_order

    payment = Payment.objects.get(organisation__code="2326")
    mark_bounced(payment.pk, "Kontot är avslutat.", till.payers[0])
    give_details(till, "2326", numbers={"2326": "9912346"})
    withdraw_order(prepared(till).pk, "Fel dag.", till.payers[0])
    assert prepared(till).payments.get().replaces == payment


def test_marking_by_hand_takes_a_reason_a_day_and_an_ordered_payment(till: Till) -> None:
    payment = Payment.objects.get(amount=400)
    with pytest.raises(Refused, match="Skriv varför"):
        mark_paid(payment.pk, clock.today(), " ", till.payers[0])
    with pytest.raises(Refused, match=r"betalas ut av"):
        mark_paid(payment.pk, clock.today(), "Skäl.", till.world.approver)
    with pytest.raises(Refused, match="inte kommit"):
        mark_paid(payment.pk, clock.today().replace(year=2999), "Skäl.", till.payers[0])
    mark_paid(payment.pk, clock.today(), "Enligt kontoutdrag.", till.payers[0])
    with pytest.raises(Refused, match="går inte att ta längre: läget är nu"):
        mark_paid(payment.pk, clock.today(), "Igen.", till.payers[1])


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": PaymentState.PAID}, "paid_payment_has_a_day"),
        ({"state": PaymentState.BOUNCED}, "bounced_payment_has_a_reason"),
        ({"amount": 0}, "payment_is_money"),
    ],
)
def test_the_database_refuses_an_impossible_payment(
    till: Till, change: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Payment.objects.filter(amount=400).update(**change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"file": None}, "ordered_has_file"),
        ({"approved_by": None}, "approved_order_has_two_persons"),
        ({"payments_count": 0}, "payment_order_pays_something"),
        ({"approved_by": "attested_by"}, "order_is_approved_by_another"),
    ],
)
def test_the_database_refuses_an_impossible_order(
    till: Till, change: dict[str, object], constraint: str
) -> None:
    order = PaymentOrder.objects.get()
    values = {key: order.attested_by_id if value == "attested_by" else value for key, value in change.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(**values)


def refuse_a_copy(row: Payment | PaymentOrder | StatusFile, constraint: str, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.pk, row._state.adding = None, True
    with pytest.raises(IntegrityError, match=rf"{constraint}|UNIQUE"), transaction.atomic():
        row.save()


def test_the_database_refuses_two_of_what_there_is_one_of(till: Till) -> None:
    order = PaymentOrder.objects.get()
    refuse_a_copy(order, "payment_orders_are_numbered", state="withdrawn", file=None)
    payment = Payment.objects.get(amount=400)
    refuse_a_copy(payment, "one_payment_per_order_and_organisation", end_to_end_id="X")
    refuse_a_copy(sent(till, row("2380")), "the_same_status_file_once")
    mark_bounced(Payment.objects.get(amount=100).pk, "Kontot är avslutat.", till.payers[0])
    give_details(till, "2326", numbers={"2326": "9912346"})
    prepared(till)
    refuse_a_copy(PaymentOrder.objects.get(number=2), "one_payment_order_in_the_making", number=99)
    refuse_a_copy(
        Payment.objects.get(order__number=2),
        "a_bounced_payment_is_paid_again_once",
        end_to_end_id="Y",
        organisation=till.world.region.organisation,
    )


def test_approved_statuses_have_person_and_time(till: Till) -> None:
    file = sent(till, row("2380"))
    with pytest.raises(IntegrityError, match="approved_statuses_have_person_and_time"), transaction.atomic():
        StatusFile.objects.filter(pk=file.pk).update(state=StatusFileState.APPROVED)
