"""The real years, divided once for all golden tests."""

import re

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.golden.years import Year, divide_the_real_years


@pytest.fixture(scope="session")
def years(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Year]:
    """Every real agreement after its allocation. Nothing of it stays in the database.

    A module that uses it is marked django_db: without a mark pytest-django makes no test database.
    """
    assert re.search("test|memory", str(connection.settings_dict["NAME"]))
    with django_db_blocker.unblock(), transaction.atomic():
        divided = divide_the_real_years()
        transaction.set_rollback(True)
    return divided
