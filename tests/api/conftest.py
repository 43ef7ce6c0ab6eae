"""Östersund's own system in the middle of the collection, with a key that may hand in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prio.accounts.roles import Actor
from prio.accounts.tokens import make_token
from prio.parties.models import Party
from tests.agreements.reporting.form_world import EVERY_TYPE
from tests.reporting import IN_TIME, Place, make_place

AGREEMENT = "/api/agreements/prov-2014/"


class Answer(Protocol):
    """What the server answered."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        """Its content."""

    @property
    def headers(self) -> Any:
        """Its headers."""


@dataclass(frozen=True)
class System:
    """A system that uses the API with a key."""

    key: str
    client: Client

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, address: str) -> Answer:
        return self.client.get(address, headers=self._headers)

    def delete(self, address: str) -> Answer:
        return self.client.delete(address, headers=self._headers)

    def patch(self, address: str, data: object) -> Answer:
        return self.client.patch(address, data, content_type="application/json", headers=self._headers)

    def post(self, address: str, data: object = None, **headers: str) -> Answer:
        return self.client.post(
            address, data or {}, content_type="application/json", headers=self._headers | headers
        )

    def upload(self, address: str, name: str, content: bytes, **more: object) -> Answer:
        posted = {"file": SimpleUploadedFile(name, content), **more}
        return self.client.post(address, posted, headers=self._headers)


Systems = Callable[..., System]


def report(requirement: str = "GK1", party: str = "2380", part: str = "") -> str:
    """The address of a report."""
    return f"{AGREEMENT}reports/{party}/{requirement}/{part}"


HAND_INS = f"{AGREEMENT}hand-ins/2380/"


@pytest.fixture
def in_time() -> Iterator[time_machine.Traveller]:
    """The clock in the middle of the collection."""
    with time_machine.travel(IN_TIME, tick=False) as traveller:
        yield traveller


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    """The small world of reporting, with a requirement that asks everything."""
    return make_place(EVERY_TYPE)


@pytest.fixture
def system_of() -> Systems:
    """`system_of(actor, party)` gives a system with a key that the signer made."""

    def made(actor: Actor, party: Party, *, may_hand_in: bool = True, name: str = "Treserva") -> System:
        return System(make_token(actor, party.organisation_id, name, may_hand_in=may_hand_in).key, Client())

    return made


@pytest.fixture
def system(place: Place, system_of: Systems) -> System:
    """Östersund's system."""
    return system_of(place.signer, place.ostersund)
