"""What the database itself refuses of reports, cases, hand-ins, requests and decisions on more time."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from agreements.models import Case, CompletionRequest, Extension, HandIn, Report
from tests.factories import AN_INSTANT
from tests.reporting import Place, make_place, press, save, the_report


@pytest.fixture
def place(db: None) -> Place:
    made = make_place()
    save(made.reporter, "made", True, requirement="B1")
    return made


def is_refused(write: Callable[[], object], *, by: str) -> None:
    """PostgreSQL names the constraint; SQLite names a check, but of what is unique only the columns."""
    with pytest.raises(IntegrityError, match=f"{by}|UNIQUE constraint failed"), transaction.atomic():
        write()


def test_one_case_per_party_and_agreement(place: Place) -> None:
    press(place.signer, "B1")
    again = Case(agreement=place.agreement, party=place.ostersund, year=2014, number=99, opened_at=AN_INSTANT)
    is_refused(again.save, by="one_case_per_party_and_agreement")


def test_cases_are_numbered_by_year(place: Place) -> None:
    press(place.signer, "B1")
    same = Case(agreement=place.agreement, party=place.berg, year=2014, number=1, opened_at=AN_INSTANT)
    is_refused(same.save, by="cases_are_numbered_by_year")
    same.year = 2015
    same.save()


def entry(place: Place, **more: object) -> HandIn:
    values: dict[str, object] = {
        "case": Case.objects.get(),
        "number": 2,
        "key": uuid4(),
        "at": AN_INSTANT,
        "by_id": place.signer.user_id,
        "signed_as": "Ulla Berg",
        "sha256": "0" * 64,
    }
    return HandIn(**values | more)


def test_hand_ins_are_numbered(place: Place) -> None:
    press(place.signer, "B1")
    is_refused(entry(place, number=1).save, by="hand_ins_are_numbered")
    entry(place).save()


def test_a_key_is_one_hand_in(place: Place) -> None:
    made = press(place.signer, "B1")
    is_refused(entry(place, key=made.key).save, by="key")


def test_hand_in_is_signed(place: Place) -> None:
    press(place.signer, "B1")
    is_refused(entry(place, signed_as="").save, by="hand_in_is_signed")


@pytest.mark.parametrize("alone", ["ready_at", "ready_by_id"])
def test_ready_report_has_a_person(place: Place, alone: str) -> None:
    value = AN_INSTANT if alone == "ready_at" else place.reporter.user_id
    is_refused(lambda: Report.objects.update(**{alone: value}), by="ready_report_has_a_person")
    Report.objects.update(ready_at=AN_INSTANT, ready_by_id=place.reporter.user_id)


def test_declined_report_has_a_reason(place: Place) -> None:
    is_refused(lambda: Report.objects.update(state="declined"), by="declined_report_has_a_reason")
    Report.objects.update(state="declined", reason="Vi deltar inte.")


def test_completion_request_says_what(place: Place) -> None:
    request = CompletionRequest(
        report=the_report("B1"),
        text="",
        due=date(2014, 10, 20),
        requested_by_id=place.assessor.user_id,
        requested_at=AN_INSTANT,
    )
    is_refused(request.save, by="completion_request_says_what")
    request.text = "Mer."
    request.save()


def test_extension_has_a_reason(place: Place) -> None:
    extension = Extension(
        agreement=place.agreement,
        until=date(2014, 10, 20),
        reason="",
        decided_by_id=place.lead.user_id,
        decided_at=AN_INSTANT,
    )
    is_refused(extension.save, by="extension_has_a_reason")
    extension.reason = "Driftstopp."
    extension.save()
