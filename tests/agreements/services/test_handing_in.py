"""Handing in: all or nothing, once, in time or late, with one receipt."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from agreements.domain.report_key import ReportKey
from agreements.models import HandIn, Report, Submission
from agreements.selectors.reports import hand_ins, own_reports, submissions
from agreements.services.drafts import Change, save_answers
from agreements.services.handing_in import hand_in
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.clock import today
from tests import factories
from tests.world import World, make_world

IN_TIME = datetime(2014, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def signer(world: World) -> Actor:
    return actor_of(factories.person(Role.SIGNER, organisation=world.ostersund.organisation), today())


def answer(actor: Actor, requirement: str, question: str, value: object) -> None:
    key = ReportKey("prov-2014", requirement, "2380")
    save_answers(actor, key, [Change(question, value, 0)], arrived_at=IN_TIME)


def press(actor: Actor, *requirements: str, key: UUID | None = None, at: datetime = IN_TIME) -> HandIn:
    return hand_in(
        actor, "prov-2014", "2380", requirements, key=key or uuid4(), signed_as="Ulla Berg", arrived_at=at
    )


def test_several_requirements_are_one_hand_in_with_one_receipt(world: World, signer: Actor) -> None:
    answer(signer, "GK1", "decided", True)
    answer(signer, "B1", "made", False)
    made = press(signer, "GK1", "B1")
    assert made.reference == "2014-00001-1"
    assert [one.evaluation["truth"] for one in Submission.objects.order_by("report__requirement__code")] == [
        "not_met",
        "met",
    ]
    assert set(Report.objects.values_list("state", flat=True)) == {"handed_in"}
    assert hand_ins(signer, "prov-2014", "2380") == (made,)
    assert len(submissions(signer, ReportKey("prov-2014", "GK1", "2380"))) == 1
    reports = own_reports(signer, "prov-2014")
    assert reports is not None
    assert [one.place.state for one in reports.parties[0].reports] == ["handed_in", "handed_in"]
