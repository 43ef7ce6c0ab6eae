"""Checking the log on the command line."""

from datetime import timedelta

import pytest
import time_machine

from prio import clock
from prio.audit.models import Event
from prio.audit.services import record
from tests.commands.trial import one_line, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """Something that happened ten minutes ago."""
    with time_machine.travel(clock.now() - timedelta(minutes=10)):
        return record("run", 1, "computed", facts={"kronor": 100})


def test_a_log_that_nobody_touched_is_whole(event: Event) -> None:
    assert said("check_log") == "Loggen är hel: 1 förseglingar stämmer.\n"


def test_a_changed_event_is_found_and_named(event: Event) -> None:
    said("check_log")
    Event.objects.filter(pk=event.pk).update(facts={"kronor": 200})
    assert f"{event.pk}–{event.pk}" in one_line("check_log")
