"""Reminding the whole country takes as many queries as reminding a county."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.reminders import remind
from prio.accounts.models import Membership, User
from prio.accounts.roles import Role
from prio.mail.models import Message
from prio.parties.models import Party
from tests import factories
from tests.agreements.reminders.conftest import LAST_DAY, at
from tests.payouts.decided import SIZES, large_world

pytestmark = pytest.mark.django_db

MOST_QUERIES = 10  # and those that make the rows, of which SQLite takes more


@pytest.mark.parametrize("size", SIZES)
def test_queries_do_not_grow_with_the_organisations(size: str) -> None:
    large_world(*SIZES[size])
    parties = list(Party.objects.all())
    users = User.objects.bulk_create(
        User(username=f"u{party.code}", email=f"u{party.code}@example.org") for party in parties
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            role=Role.REPORTER,
            organisation_id=party.organisation_id,
            valid_from=factories.LONG_AGO,
        )
        for user, party in zip(users, parties, strict=True)
    )
    with at(LAST_DAY - timedelta(days=30)), CaptureQueriesContext(connection) as captured:
        assert remind() == int(size)
    read = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    assert len(read) <= MOST_QUERIES
    assert Message.objects.count() == int(size)
