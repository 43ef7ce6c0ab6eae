"""Reports on lines outside the pots, and their payment."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from agreements.domain.loading import load_definition
from agreements.models import CaseEntry
from agreements.services import publish
from payouts.domain.spending import Spent, Standing
from payouts.models import Claim, ClaimReason, LineGrant, LineReport, LineReportArea, StoredDocument
from payouts.selectors.lines import line_of, report_file
from payouts.services.claims import register_repayment
from payouts.services.lines import LineAccount, NoSuchLine, hand_in_line_report, note_line_payment
from prio import clock
from prio.accounts.roles import Role
from prio.mail.models import Message
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.payouts.money_world import ACCOUNTED, IN_TIME, LATE, MoneyWorld, acting, money_world

pytestmark = pytest.mark.django_db

ACCOUNT = LineAccount((Spent("Möten", 30_000), Spent("Resor", 10_000)), vat=10_000, note="Klart.")
CONTENT = "Område;Kronor\nMöten;30000\n".encode()


@pytest.fixture
def money() -> MoneyWorld:
    """The small world with two lines: SKL's, and one of Östersund."""
    return money_world()


def upload(content: bytes = CONTENT, name: str = "redovisning.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_skr_hands_in_a_report_that_is_registered_with_its_sums_and_file(money: MoneyWorld) -> None:
    report = hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload(), arrived_at=IN_TIME)
    assert (report.granted, report.used, report.vat, report.unused) == (60_000, 50_000, 10_000, 10_000)
    assert [(one.area, one.amount) for one in report.areas.all()] == [("Möten", 30_000), ("Resor", 10_000)]
    assert (report.late, bytes(report.document.content)) == (False, CONTENT)
    entry = CaseEntry.objects.select_related("case").get(thing="line_report")
    assert (entry.reference, entry.direction) == (report.reference, "in")
    assert Message.objects.get(to=money.skr.user_id).subject.startswith(f"Kvitto {report.reference}")


def test_report_after_its_day_is_taken_and_said_to_be_late(money: MoneyWorld) -> None:
    assert hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload(), arrived_at=LATE).late
    found = line_of(money.payer, money.code, 1, clock.today())
    assert found is not None
    assert found[1].standing is Standing.HANDED_IN_LATE


def test_same_press_twice_is_one_report_and_other_figures_are_a_newer_one(money: MoneyWorld) -> None:
    first = hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload())
    assert hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload()) == first
    corrected = LineAccount((Spent("Möten", 31_000),), note="Rättad.")
    second = hand_in_line_report(money.skr, money.code, 1, corrected, upload())
    assert (second.number, LineReport.objects.count()) == (2, 2)
    assert StoredDocument.objects.filter(pk__in=LineReport.objects.values("document")).count() == 1
    found = line_of(money.skr, money.code, 1, clock.today())
    assert found is not None
    assert [one.number for one in found[1].reports] == [2, 1]


def test_more_than_the_line_is_refused_and_nothing_is_kept(money: MoneyWorld) -> None:
    with pytest.raises(Refused, match="för mycket"):
        hand_in_line_report(money.skr, money.code, 1, LineAccount((Spent("Möten", 60_001),)), upload())
    assert not LineGrant.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "tom.csv", "tom"),
        (b"MZ\x90\x00", "virus.exe", "virus.exe|slag|tas"),
        (b"namn;nummer\nTolvan;19121212-1212\n", "personer.csv", "personnummer"),
    ],
)
def test_file_that_cannot_be_kept_is_refused(money: MoneyWorld, content: bytes, name: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload(content, name))
    assert not LineReport.objects.exists()


def test_only_the_recipient_reports_and_reads_its_line(money: MoneyWorld) -> None:
    with pytest.raises(NotPermitted):
        hand_in_line_report(money.signer, money.code, 1, ACCOUNT, upload())
    with pytest.raises(NotPermitted):
        hand_in_line_report(money.skr, money.code, 2, LineAccount((Spent("Metod", 1),)), upload())
    own = hand_in_line_report(money.signer, money.code, 2, LineAccount((Spent("Metod", 1),)), upload())
    assert own.line.organisation == money.ostersund
    assert line_of(money.signer, money.code, 1, clock.today()) is None
    assert report_file(money.signer, money.code, 2, 1) is not None
    assert report_file(money.signer, money.code, 1, 1) is None


def test_a_line_that_is_not_there_is_named(money: MoneyWorld) -> None:
    for number in (0, 3):
        with pytest.raises(NoSuchLine):
            note_line_payment(money.payer, money.code, number, 1, date(2015, 1, 1))


def test_payer_notes_the_payment_and_corrects_it(money: MoneyWorld) -> None:
    note_line_payment(money.payer, money.code, 1, 50_000, date(2015, 1, 1))
    grant = note_line_payment(money.payer, money.code, 1, 60_000, date(2015, 1, 2))
    assert (grant.paid, grant.paid_on, grant.payment_noted_by_id) == (
        60_000,
        date(2015, 1, 2),
        money.payer.user_id,
    )
    assert LineGrant.objects.count() == 1


@pytest.mark.parametrize(("amount", "day"), [(0, "2015-01-01"), (60_001, "2015-01-01"), (1, "2999-01-01")])
def test_payment_of_nothing_of_too_much_or_to_come_is_refused(
    money: MoneyWorld, amount: int, day: str
) -> None:
    with pytest.raises(Refused):
        note_line_payment(money.payer, money.code, 1, amount, date.fromisoformat(day))


def test_a_line_follows_a_new_version_and_a_report_keeps_what_it_was(money: MoneyWorld) -> None:
    report = hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload())
    text = ACCOUNTED.replace("amount: 60000", "amount: 70000").replace("1100000", "1110000")
    publish(load_definition(text, "prov.yaml"), source_file="prov.yaml", reason="Mer pengar.")
    grant = note_line_payment(money.payer, money.code, 1, 70_000, date(2015, 1, 2))
    report.refresh_from_db()
    assert (grant.amount, grant.paid, report.granted) == (70_000, 70_000, 60_000)


def test_only_the_payer_notes_a_payment(money: MoneyWorld) -> None:
    with pytest.raises(NotPermitted):
        note_line_payment(money.skr, money.code, 1, 1, date(2015, 1, 1))


def test_a_payer_of_another_authority_notes_no_payment(money: MoneyWorld) -> None:
    another = acting(factories.person(Role.PAYER, authority="Socialstyrelsen"))
    with pytest.raises(NotPermitted, match="betalas ut av Kammarkollegiet"):
        note_line_payment(another, money.code, 1, 1, date(2015, 1, 1))
    for actor, may in ((another, False), (money.payer, True)):
        found = line_of(actor, money.code, 1, clock.today())
        assert found is not None
        assert found[1].may_pay is may


def test_what_a_known_organisation_was_paid_and_has_not_used_is_claimed_back(money: MoneyWorld) -> None:
    hand_in_line_report(money.signer, money.code, 2, LineAccount((Spent("Metod", 30_000),)), upload())
    assert not Claim.objects.exists()  # nothing is paid yet
    note_line_payment(money.payer, money.code, 2, 40_000, date(2015, 1, 1))
    claim = Claim.objects.get()
    assert (claim.organisation, claim.amount, claim.reason) == (money.ostersund, 10_000, ClaimReason.UNUSED)
    assert claim.due == date(2015, 7, 1)
    register_repayment(money.payer, claim.pk, 3_000, date(2015, 6, 1), key=uuid4())
    hand_in_line_report(money.signer, money.code, 2, LineAccount((Spent("Metod", 35_000),)), upload())
    said = list(Claim.objects.order_by("pk").values_list("amount", "repaid", "state"))
    assert said == [(10_000, 3_000, "withdrawn"), (2_000, 0, "open")]
    note_line_payment(money.payer, money.code, 2, 40_000, date(2015, 1, 2))
    assert Claim.objects.count() == 2


def test_nothing_is_claimed_of_a_line_whose_recipient_is_no_organisation_here(money: MoneyWorld) -> None:
    hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload())
    note_line_payment(money.payer, money.code, 1, 60_000, date(2015, 1, 1))
    assert not Claim.objects.exists()


def grant(money: MoneyWorld, **changes: object) -> LineGrant:
    return LineGrant(
        **{"agreement": money.agreement, "name": "Rad", "recipient": "SKL", "amount": 10, **changes}
    )


def test_one_grant_per_line(money: MoneyWorld) -> None:
    grant(money).save()
    with pytest.raises(IntegrityError, match=r"one_grant_per_line|UNIQUE"), transaction.atomic():
        grant(money).save()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("line_is_not_paid_above_its_amount", {"paid": 11, "paid_on": date(2015, 1, 1)}),
        ("paid_line_has_day_and_person", {"paid": 1}),
    ],
)
def test_rules_of_a_line(money: MoneyWorld, rule: str, changes: dict[str, object]) -> None:
    by = {"payment_noted_by_id": money.payer.user_id} if "paid_on" in changes else {}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        grant(money, **changes, **by).save()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("line_report_adds_up", {"unused": 10_001}),
        ("vat_is_a_part_of_what_was_used", {"vat": 50_001}),
        ("line_reports_are_numbered", {"number": 1}),
    ],
)
def test_rules_of_a_line_report(money: MoneyWorld, rule: str, changes: dict[str, int]) -> None:
    report = hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload())
    report.pk, report.number = None, 2
    for name, value in changes.items():
        setattr(report, name, value)
    with pytest.raises(IntegrityError, match=rf"{rule}|UNIQUE"), transaction.atomic():
        report.save(force_insert=True)


def test_an_area_once_per_line_report(money: MoneyWorld) -> None:
    report = hand_in_line_report(money.skr, money.code, 1, ACCOUNT, upload())
    with pytest.raises(IntegrityError, match=r"an_area_once_per_line_report|UNIQUE"), transaction.atomic():
        LineReportArea.objects.create(report=report, position=9, area="Möten", amount=1)
