"""Reminding on the command line."""

from datetime import UTC, datetime

import pytest
import time_machine

from prio.accounts.roles import Role
from prio.mail.models import Message
from tests import factories
from tests.commands.trial import said
from tests.world import World

pytestmark = pytest.mark.django_db

A_WEEK_BEFORE = datetime(2014, 10, 7, 7, 0, tzinfo=UTC)


@time_machine.travel(A_WEEK_BEFORE, tick=False)
def test_it_tells_how_many_were_reminded_and_reminds_nobody_twice(world: World) -> None:
    factories.person(Role.REPORTER, organisation=world.ostersund.organisation)
    assert said("remind") == "1\u00a0påminnelse skriven.\n"
    assert said("remind") == "0\u00a0påminnelser skrivna.\n"
    assert Message.objects.count() == 1
