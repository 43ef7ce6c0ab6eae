"""Every page takes as many queries for 10 organisations as for the 311 that there are, and at most twelve."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessment.services import load_outcomes
from payouts.models import DecisionState
from payouts.services import approve_run, compute_run, propose_run
from prio import clock
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.parties.models import Party
from tests import factories
from tests.payouts.decided import SIZES, decided, large_world, reader
from tests.world import EVERYBODY_MET

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
AGREEMENT = "/overenskommelser/prov-2014/"
# page: queries for who reads all, and for who acts for an organisation
QUERIES = {
    "fordelning/": (11, 11),
    "fordelning/{run}/": (11, 11),
    "fordelning/{run}/B1/0101/": (9, 10),
    "fordelning/{run}/A1/01/": (9, 10),
    "fordelning/{run}/csv/": (6, 7),
    "beslut/": (7, 7),
    "beslut/{decision}/": (10, 10),
    "beslut/{decision}/pdf/": (5, 6),
    "medel/": (8, 9),
}


@pytest.mark.parametrize("size", SIZES)
def test_queries_do_not_grow_with_the_organisations(client: Client, size: str) -> None:
    run = large_world(*SIZES[size])
    assert Party.objects.count() == int(size)
    preparer = actor_of(factories.person(Role.MINISTRY_PREPARER), clock.today())
    approver = actor_of(factories.person(Role.MINISTRY_APPROVER), clock.today())
    propose_run(run.pk, preparer)
    decision = factories.decision(approve_run(run.pk, approver), state=DecisionState.IN_FORCE)
    people = (factories.person(Role.AUDITOR), reader(Party.objects.get(code="0101")))
    found = {}
    for page in QUERIES:
        address = AGREEMENT + page.format(run=run.pk, decision=decision.pk)
        counts = []
        for person in people:
            client.force_login(person)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        found[page] = tuple(counts)
    assert found == QUERIES
    assert max(max(counts) for counts in QUERIES.values()) <= MOST_QUERIES


def test_a_run_beside_the_one_before_takes_no_more_than_twelve(client: Client) -> None:
    world, _ = decided()
    load_outcomes(world.code, "utfall.csv", EVERYBODY_MET.replace("B1,2326,met", "B1,2326,not_met").encode())
    compute_run(world.code)
    for person in (factories.person(Role.AUDITOR), factories.person(Role.MINISTRY_PREPARER), reader()):
        client.force_login(person)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{AGREEMENT}fordelning/").status_code == 200
        assert len(captured) <= MOST_QUERIES
