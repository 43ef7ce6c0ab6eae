"""The queue as data: the same cases with the same rights as the page."""

from typing import Any

import pytest
from django.test import Client

from assessment.models import RoundKind
from prio.accounts.models import User
from prio.accounts.roles import Role
from tests import factories
from tests.assessment.judging import (
    CODE,
    Court,
    at,
    hand_in_all,
    make_court,
    open_and_assess,
    reject,
    verdict,
)

pytestmark = pytest.mark.django_db
CASES = f"/api/agreements/{CODE}/cases/"


@pytest.fixture
def court() -> Court:
    """Everybody has handed in, the reports are tested, and a rejection is prepared."""
    made = make_court()
    with at():
        hand_in_all(made)
        open_and_assess(made)
        reject(made, made.world.berg)
    return made


def get(user: User, **asked: Any) -> Any:
    """Ask as somebody."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with at():
        return client.get(CASES, asked)


def found(user: User, **asked: Any) -> list[str]:
    """The cases that are answered with."""
    return sorted(f"{one['requirement']} {one['party']}" for one in get(user, **asked).json()["cases"])


def test_a_case_says_what_is_proposed_who_has_it_and_whom_it_waits_for(court: Court) -> None:
    answer = get(court.people["second"], waiting="me").json()
    assert {name: answer[name] for name in ("count", "more", "page", "pages")} == {
        "count": 1, "more": False, "page": 1, "pages": 1,
    }  # fmt: skip
    arrived = verdict("GK1", court.world.berg).arrived_at
    assert arrived is not None
    assert answer["cases"] == [
        {
            "requirement": "GK1", "party": "2326", "party_name": "Berg", "county": "Jämtlands län", "state": "prepared",
            "proposed_outcome": "not_met", "outcome": "not_met", "attention": ["manual"],
            "arrived_at": "2014-10-13T12:00:00+02:00", "assigned_to": None, "assigned_name": "", "waiting": "me",
            "waiting_until": None, "recused": False, "revision": 1, "simulated": True,
        }
    ]  # fmt: skip


def test_it_has_the_filters_of_the_page(court: Court) -> None:
    assessor = court.people["assessor"]
    assert found(assessor, requirement="B1") == ["B1 2326", "B1 2380"]
    assert found(assessor, authority="SKR") == ["A1 23"]
    assert len(found(assessor, authority="all")) == 9
    assert found(assessor, state="prepared") == found(assessor, waiting="another_assessor") == ["GK1 2326"]
    assert found(assessor, proposal="none") == ["GK1 23", "GK1 2380"]
    assert len(found(assessor, clear="true")) == 5
    assert found(assessor, text="öster", requirement="GK2", county="23") == ["GK2 2380"]
    assert len(found(assessor, assigned="nobody")) == 8
    assert found(assessor, assigned="me") == found(assessor, assigned_to=assessor.pk) == []
    assert found(assessor, attention="late") == found(assessor, old_wording="true") == []
    assert get(assessor, rows=3, page=2, sort="party").json()["pages"] == 3


def test_the_preliminary_round_is_asked_for_by_its_name(court: Court) -> None:
    with at():
        open_and_assess(court, RoundKind.PRELIMINARY, sample_percent=None)
    assert len(found(court.people["lead"], round="preliminary")) == 6


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "okänt"}, {"county": "Z"}, {"page": "0"}, {"rows": "101"}, {"assigned_to": "9" * 30},
        {"krav": "GK1"}, {"text": "x" * 61}, {"text": "\x00"}, {"round": "third"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused_by_its_name(court: Court, asked: dict[str, str]) -> None:
    answer = get(court.people["lead"], **asked)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, list(asked))


def test_who_reads_no_others_material_is_told_that_there_is_nothing(court: Court) -> None:
    assert get(court.people["signer"]).status_code == 404
    assert get(factories.person(Role.AUDITOR)).status_code == 200
    assert (
        get(
            factories.person(Role.COUNTY_COORDINATOR, county=verdict("B1", court.world.berg).county)
        ).status_code
        == 404
    )
