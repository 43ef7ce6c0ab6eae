"""Taking back, declining and taking part after all: only a signer, only before the last day ends."""

import pytest

from agreements.models import Report, ReportState, Submission
from agreements.services.drafts import NoSuchReport
from agreements.services.handing_in import decline, resume, take_back
from prio.audit.models import Event
from prio.refused import Refused
from tests.reporting import IN_TIME, LATE, Place, key_of, make_place, press, save, the_report


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


def test_what_is_taken_back_is_a_draft_and_stays_in_the_case(place: Place) -> None:
    save(place.reporter, "made", True, requirement="B1")
    press(place.signer, "B1")
    assert take_back(place.signer, key_of("B1"), arrived_at=IN_TIME).state == ReportState.DRAFT
    assert Submission.objects.count() == 1
    save(place.reporter, "made", False, None, requirement="B1")
    assert the_report("B1").answers == {"made": False}


def test_after_the_last_day_nothing_is_taken_back(place: Place) -> None:
    save(place.reporter, "made", True, requirement="B1")
    press(place.signer, "B1")
    with pytest.raises(Refused, match="Tiden för att lämna in har gått ut"):
        take_back(place.signer, key_of("B1"), arrived_at=LATE)
    assert the_report("B1").state == ReportState.HANDED_IN


def test_what_is_not_handed_in_is_not_taken_back(place: Place) -> None:
    save(place.reporter, "made", True, requirement="B1")
    with pytest.raises(Refused, match="Läget är ”Utkast”"):
        take_back(place.signer, key_of("B1"), arrived_at=IN_TIME)


@pytest.mark.parametrize("begun", [True, False])
def test_a_party_declines_with_a_reason_and_keeps_its_answers(place: Place, begun: bool) -> None:
    if begun:
        save(place.reporter, "made", True, requirement="B1")
    report = decline(place.signer, key_of("B1"), " Vi hinner inte. ", arrived_at=IN_TIME)
    assert (report.state, report.reason) == (ReportState.DECLINED, "Vi hinner inte.")
    assert the_report("B1").answers == ({"made": True} if begun else {})
    assert Event.objects.filter(verb="decline").count() == 1
    resumed = resume(place.signer, key_of("B1"), arrived_at=IN_TIME)
    assert (resumed.state, resumed.reason) == (ReportState.DRAFT, "")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001, "a\x00b", "Anna, 19640823-3234, är sjuk."])
def test_a_reason_can_be_read_and_names_no_person(place: Place, reason: str) -> None:
    with pytest.raises(Refused, match=r"skäl|Skälet"):
        decline(place.signer, key_of("B1"), reason, arrived_at=IN_TIME)
    assert not Report.objects.exists()


def test_after_the_last_day_nobody_declines(place: Place) -> None:
    with pytest.raises(Refused, match="Tiden för att lämna in har gått ut"):
        decline(place.signer, key_of("B1"), "Nej.", arrived_at=LATE)


def test_after_the_last_day_nobody_comes_back(place: Place) -> None:
    decline(place.signer, key_of("B1"), "Nej.", arrived_at=IN_TIME)
    with pytest.raises(Refused, match="Tiden för att lämna in har gått ut"):
        resume(place.signer, key_of("B1"), arrived_at=LATE)


def test_a_reporter_does_not_decline(place: Place) -> None:
    with pytest.raises(Refused, match="inte behörighet"):
        decline(place.reporter, key_of("B1"), "Nej.", arrived_at=IN_TIME)
    assert not Report.objects.exists()


def test_nobody_declines_for_another(place: Place) -> None:
    for verb in (take_back, resume):
        with pytest.raises(NoSuchReport):
            verb(place.neighbour, key_of("B1"), arrived_at=IN_TIME)
    with pytest.raises(NoSuchReport):
        decline(place.neighbour, key_of("B1"), "Nej.", arrived_at=IN_TIME)
