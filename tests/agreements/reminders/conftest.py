"""A small world on the days before its last day, 14 October 2014, with somebody in every role that is reminded."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
import time_machine

from agreements.models import Extension
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.parties.models import Party
from tests import factories
from tests.world import World, make_world

LAST_DAY = date(2014, 10, 14)


def at(day: date, hour: int = 9) -> time_machine.travel:
    """Be on a day, at an hour of Stockholm."""
    return time_machine.travel(datetime.combine(day, time(hour), clock.STOCKHOLM), tick=False)


@dataclass(frozen=True)
class People:
    """Who acts for Östersund, and who coordinates the county."""

    reporter: User
    signer: User
    head: User
    coordinator: User


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def people(world: World) -> People:
    county = world.ostersund.counties.get().county
    found = {
        role: factories.person(role, organisation=world.ostersund.organisation, county=county)
        for role in (Role.REPORTER, Role.SIGNER, Role.HEAD, Role.COUNTY_COORDINATOR)
    }
    factories.person(Role.READER, organisation=world.ostersund.organisation)
    factories.person(Role.RECIPIENT, organisation=world.ostersund.organisation)
    factories.person(Role.LEAD_ASSESSOR)
    return People(*found.values())


def more_time(world: World, until: date, *, party: Party | None = None, requirement: str = "") -> Extension:
    """Decide on more time."""
    return Extension.objects.create(
        agreement=world.agreement,
        requirement=world.agreement.requirements.get(code=requirement) if requirement else None,
        party=party,
        until=until,
        reason="Sjukdom.",
        decided_by_id=world.preparer.user_id,
        decided_at=clock.now(),
    )
