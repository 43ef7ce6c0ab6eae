"""A question that closes before the rest never keeps the report from being handed in."""

from datetime import datetime

import pytest

from agreements.models import EvidenceFile, EvidenceState, Report
from agreements.selectors.reports import own_reports
from prio.audit.models import Event
from prio.clock import STOCKHOLM
from tests.reporting import CODE, Place, attach_plan, make_place, press, save, the_report


@pytest.fixture
def place(db: None) -> Place:
    made = make_place()
    save(made.reporter, "decided", True)
    return made


def test_what_cannot_be_read_in_a_question_that_has_closed_stops_nobody(place: Place) -> None:
    """It can be neither rewritten nor emptied: the whole report could never be handed in."""
    save(place.reporter, "early", None, typed={"": "tolv"})
    day = datetime(2014, 9, 2, tzinfo=STOCKHOLM)
    found = own_reports(place.signer, CODE, now=day)
    assert found
    assert found.parties[0].reports[0].can_be_handed_in
    made = press(place.signer, "GK1", at=day)
    assert made.submissions.get().answers == {"decided": True}
    assert Event.objects.get(aggregate="report", verb="hand_in").facts["left_out"] == ["early"]
    assert press(place.signer, "GK1", at=day) == made


def test_last_years_answer_to_a_question_that_has_closed_is_left_out(place: Place) -> None:
    Report.objects.filter(requirement__code="GK1").update(
        answers={"decided": True, "early": "7"}, prefilled={"early": {}}
    )
    made = press(place.signer, "GK1", at=datetime(2014, 9, 2, tzinfo=STOCKHOLM))
    assert made.submissions.get().answers == the_report().answers == {"decided": True}


def test_a_stopped_file_in_a_closed_question_does_not_stop_a_later_answer(place: Place) -> None:
    attach_plan(place)
    press(place.signer, "GK1")
    EvidenceFile.objects.update(state=EvidenceState.REFUSED, reason="Virus.")
    day = datetime(2014, 11, 1, tzinfo=STOCKHOLM)
    save(place.reporter, "later", "Två läste.", None, at=day)
    assert press(place.signer, "GK1", at=day).number == 2
