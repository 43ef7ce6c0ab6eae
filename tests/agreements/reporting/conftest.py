"""Östersund's people in the middle of the collection, and browsers of theirs."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from prio.accounts.models import User
from prio.accounts.roles import Actor
from tests.agreements.reporting.form_world import EVERY_TYPE
from tests.reporting import IN_TIME, Place, make_place

Browser = Callable[[Actor], Client]


@pytest.fixture
def in_time() -> Iterator[time_machine.Traveller]:
    """The clock in the middle of the collection; `in_time.move_to(…)` for another moment."""
    with time_machine.travel(IN_TIME, tick=False) as traveller:
        yield traveller


@pytest.fixture
def place(db: None, in_time: time_machine.Traveller) -> Place:
    """The small world of reporting, with a requirement that asks everything; no other test's figures are kept."""
    cache.clear()
    return make_place(EVERY_TYPE)


@pytest.fixture
def browser_of() -> Browser:
    """`browser_of(actor)` gives a client that somebody has signed in with."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return signed_in


@pytest.fixture
def client(place: Place, browser_of: Browser) -> Client:
    """The reporter's client."""
    return browser_of(place.reporter)
