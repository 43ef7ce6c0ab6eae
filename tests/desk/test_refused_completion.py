"""A late completion that was not accepted counts nowhere: what was handed in before it stands."""

from datetime import date, datetime, timedelta

import pytest

from agreements.models import AgreementVersion
from agreements.services.deciding import refuse_late, request_completion
from payouts.outlook import gather_outlook
from prio import clock
from prio.clock import STOCKHOLM
from prio.desk.board_facts import facts_of
from tests.reporting import Place, key_of, make_place, press, save

DUE = date(2014, 10, 20)
AFTER = clock.end_of(DUE)
B1 = key_of("B1")


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(clock, "now", lambda: datetime(2014, 10, 1, 9, 0, tzinfo=STOCKHOLM))
    made = make_place()
    save(made.reporter, "made", True, requirement="B1")
    press(made.signer, "B1")
    request_completion(made.assessor, B1, "people", "Hur många?", DUE)
    save(made.reporter, "made", False, None, requirement="B1", at=AFTER)
    press(made.signer, "B1", at=AFTER)
    refuse_late(made.lead, B1, "För sent.")
    return made


def test_on_the_countys_board(place: Place) -> None:
    version = AgreementVersion.objects.get(agreement=place.agreement)
    facts = facts_of(place.assessor, version, "23", None, goes_on=True)
    assert facts.answers[place.ostersund.pk, "B1"] == {"made": True}


def test_in_what_the_goals_are_expected_to_be_worth(place: Place) -> None:
    version = AgreementVersion.objects.get(agreement=place.agreement)
    found = gather_outlook(version, AFTER + timedelta(days=1)).plain["counted"]
    assert isinstance(found, dict)
    assert ["2380"] in found["B1"].values()
