"""A small world: two counties, an agreement, verdicts, and people to look at them."""

from dataclasses import dataclass

import pytest
from django.test import Client

from agreements.models import Agreement
from prio.accounts.models import User
from prio.parties.models import County, Party


@dataclass(frozen=True)
class World:
    """Jämtland with two kommuner, Gotland with one body that is both, and the tiny agreement between them."""

    jamtland: County
    gotland: County
    region: Party
    ostersund: Party
    are: Party
    gotland_kommun: Party
    gotland_region: Party
    agreement: Agreement

    @property
    def kommuner(self) -> tuple[Party, ...]:
        return (self.ostersund, self.are, self.gotland_kommun)

    @property
    def regions(self) -> tuple[Party, ...]:
        return (self.region, self.gotland_region)


@pytest.fixture
def world(db: None) -> World:
    """The counties and the agreement; nothing is judged. Östersund holds exactly 80 percent of Jämtland."""
    from tests import factories as make

    jamtland, gotland = make.county(), make.county("09", "I", "Gotlands län")
    ostersund, are = make.kommun("2380", "Östersund", jamtland), make.kommun("2321", "Åre", jamtland)
    region = make.region("23", "Jämtlands läns landsting", jamtland)
    gotland_kommun = make.kommun("0980", "Gotland", gotland)
    gotland_region = make.region("09", "Region Gotland", gotland, gotland_kommun.organisation)
    make.population({ostersund: 80_000, are: 20_000, gotland_kommun: 57_000})
    return World(jamtland, gotland, region, ostersund, are, gotland_kommun, gotland_region, make.agreement())


@pytest.fixture
def signed_in(client: Client) -> "SignIn":
    """`signed_in(user)` gives a client of that person."""
    return SignIn()


class SignIn:
    """Opens a client for a person."""

    def __call__(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client
