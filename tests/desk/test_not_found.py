"""The page for what there is not: it speaks of results only where results may come."""

import pytest
from django.test import Client

from prio.accounts.roles import Role
from tests.desk.conftest import SignIn, World

pytestmark = pytest.mark.django_db
WHEN = "visas först när beslutet om utbetalning gäller"


@pytest.fixture
def reader(world: World, signed_in: SignIn) -> Client:
    from tests import factories as make

    return signed_in(make.person(Role.READER, organisation=world.are.organisation))


@pytest.mark.parametrize(
    ("address", "is_about_results"),
    [
        ("/overenskommelser/prov-2014/fordelning/", True),
        ("/overenskommelser/prov-2014/utbetalning/", False),
        ("/finns-inte/", False),
    ],
)
def test_only_where_results_may_come_is_it_said_when(
    reader: Client, address: str, is_about_results: bool
) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert (WHEN in answer.content.decode()) is is_about_results
