"""Working on a draft: nothing that anybody typed is lost, and nobody overwrites what they have not seen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agreements.domain.report_key import ReportKey
from agreements.models import Report
from agreements.selectors.reports import check, report_place
from agreements.services.drafts import Change, Saved, save_answers
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
def reporter(world: World) -> Actor:
    return actor_of(factories.person(Role.REPORTER, organisation=world.ostersund.organisation), today())


KEY = ReportKey("prov-2014", "GK1", "2380")


def save(actor: Actor, question: str, value: Any, base: int, **more: Any) -> Saved:
    return save_answers(actor, KEY, [Change(question, value, base, **more)], arrived_at=IN_TIME)


def test_saving_begins_the_report(world: World, reporter: Actor) -> None:
    saved = save(reporter, "decided", True, 0)
    assert saved.saved == ("decided",)
    assert Report.objects.get().answers == {"decided": True}
    place = report_place(reporter, KEY)
    assert place is not None
    result = check(place)
    assert result is not None
    assert result.is_met
