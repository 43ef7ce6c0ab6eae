"""The storm's proof finds what it is there to find: a lost answer, a second hand-in, a wrong mark of lateness."""

from datetime import datetime, timedelta

import pytest

from agreements.models import HandIn, Report
from bench.storm import proof
from bench.storm.proof import broken_promises
from bench.storm.scene import Team, Written
from prio.clock import STOCKHOLM
from tests.reporting import CODE, Place, make_place, press, save

MIDNIGHT = datetime(2014, 10, 15, tzinfo=STOCKHOLM)
BEFORE, AFTER = MIDNIGHT - timedelta(seconds=5), MIDNIGHT + timedelta(seconds=5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(proof, "CODE", CODE)
    return make_place()


@pytest.fixture
def team(place: Place) -> Team:
    """Östersund's people: one answer saved and acknowledged, one press five seconds before midnight."""
    saved = save(place.reporter, "made", True, requirement="B1", at=BEFORE)
    made = press(place.signer, "B1", at=BEFORE)
    requirement = next(
        one for one in place.agreement.versions.get().definition.requirements if one.code == "B1"
    )
    return Team(
        party="2380",
        requirements=(requirement,),
        cookies=[],
        written={"B1": [Written("made", True, saved.revision)]},
        receipts=[str(made.pk)],
        pressed=[BEFORE],
    )


def broken(team: Team) -> list[str]:
    return list(broken_promises([team], MIDNIGHT))


def test_nothing_is_broken_when_everything_was_kept(team: Team) -> None:
    assert broken(team) == []


def test_an_acknowledged_answer_that_is_lost_is_reported(team: Team) -> None:
    Report.objects.filter(requirement__code="B1").update(answers={})
    assert broken(team) == [
        "2380 B1 made: True was acknowledged, None is held",
        "2380 B1: something else was handed in than what was saved",
    ]


def test_an_answer_over_a_later_acknowledged_one_is_reported(team: Team) -> None:
    team.written["B1"].append(Written("made", False, 99))
    assert broken(team) == ["2380 B1 made: False was acknowledged, True is held"]


def test_a_save_without_an_answer_may_or_may_not_have_been_taken(team: Team) -> None:
    team.written["B1"] += [Written("made", False, 99), Written("made", True, None, is_known=False)]
    assert broken(team) == []


def test_a_second_hand_in_is_reported(team: Team, place: Place) -> None:
    save(place.reporter, "decided", True, at=BEFORE)
    press(place.signer, "GK1", at=BEFORE)
    assert broken(team) == ["2380: 2 hand-ins and 1 receipts after 1 presses"]


def test_two_receipts_for_one_hand_in_are_reported(team: Team) -> None:
    team.receipts.append("another")
    assert broken(team) == ["2380: 1 hand-ins and 2 receipts after 1 presses"]


def test_a_hand_in_that_is_lost_is_reported(team: Team) -> None:
    team.party = "2326"
    assert "2326: 0 hand-ins and 1 receipts after 1 presses" in broken(team)


def test_a_press_before_midnight_that_is_marked_late_is_reported(team: Team) -> None:
    HandIn.objects.update(at=AFTER, late=True)
    [line] = broken(team)
    assert "marked late" in line
    assert "23:59:55" in line


def test_a_press_after_midnight_that_is_not_marked_late_is_reported(team: Team) -> None:
    team.pressed = [AFTER]
    [line] = broken(team)
    assert "not marked late" in line


def test_presses_on_both_sides_of_midnight_may_be_taken_as_either(team: Team) -> None:
    team.pressed = [BEFORE, AFTER]
    assert broken(team) == []


def test_a_file_that_was_acknowledged_and_is_not_kept_is_reported(team: Team) -> None:
    team.uploaded = 1
    assert broken(team) == ["1 files were acknowledged, 0 are kept"]
