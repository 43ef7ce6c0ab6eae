"""One small world for tests of services: a county with two kommuner and a region, one agreement, four persons."""

from dataclasses import dataclass

from agreements.models import Agreement
from prio import clock
from prio.accounts.models import Installation
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.parties.models import Party
from tests import factories

COLUMNS = "requirement,organisation,outcome\n"
EVERYBODY_MET = COLUMNS + "GK1,2380,met\nGK1,2326,met\nGK1,23,met\nA1,23,met\nB1,2380,met\nB1,2326,met\n"


@dataclass(frozen=True)
class World:
    """Östersund has 80 of the county's 100 inhabitants, Berg 20."""

    agreement: Agreement
    ostersund: Party
    berg: Party
    region: Party
    preparer: Actor
    approver: Actor

    @property
    def code(self) -> str:
        """The agreement's code."""
        return self.agreement.code


def make_world(text: str = factories.TINY_AGREEMENT, *, demonstration: bool = False) -> World:
    """Make the world in the test's database."""
    county = factories.county()
    ostersund = factories.kommun("2380", "Östersund", county)
    berg = factories.kommun("2326", "Berg", county)
    region = factories.region("23", "Jämtlands läns landsting", county)
    factories.population({ostersund: 80, berg: 20})
    if demonstration:
        Installation.objects.create(demonstration_since=clock.now())
    return World(
        agreement=factories.agreement(text),
        ostersund=ostersund,
        berg=berg,
        region=region,
        preparer=actor(Role.MINISTRY_PREPARER),
        approver=actor(Role.MINISTRY_APPROVER),
    )


def actor(role: Role) -> Actor:
    """Somebody who holds a national role."""
    return actor_of(factories.person(role), clock.today())
