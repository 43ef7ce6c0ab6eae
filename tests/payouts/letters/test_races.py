"""Two persons, or two workers, in the same moment: on PostgreSQL, really at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from assessment.services import load_outcomes
from payouts.models import Decision, DecisionState
from payouts.services import approve_decision, approve_run, compute_run, prepare_decision, propose_run
from payouts.services.letters import help_with_letters, make_letters, order_making
from prio.accounts.roles import Role
from prio.audit.models import Event
from prio.refused import Refused
from tests.payouts.letters.conftest import decide_again
from tests.world import EVERYBODY_MET, World, actor, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def world() -> World:
    """Everybody has met everything, committed, so that every thread sees it."""
    made = make_world(demonstration=True)
    load_outcomes(made.code, "utfall.csv", EVERYBODY_MET.encode())
    return made


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do each in a thread with a connection of its own, starting in the same moment; a refusal is an answer."""
    start = Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return [done.result(60) for done in [threads.submit(one, work) for work in works]]


def test_two_who_approve_a_decision_at_once_are_one(world: World) -> None:
    run = compute_run(world.code)
    propose_run(run.pk, world.preparer)
    draft = prepare_decision(approve_run(run.pk, world.approver).pk, world.preparer)
    other = actor(Role.MINISTRY_APPROVER)
    answers = at_once(
        lambda: approve_decision(draft.pk, world.approver), lambda: approve_decision(draft.pk, other)
    )
    assert sum(isinstance(answer, Decision) for answer in answers) == 1
    assert Decision.objects.get().state == DecisionState.APPROVED
    assert Event.objects.filter(aggregate="decision", verb="approved").count() == 1


def test_two_workers_at_once_make_every_letter_once(world: World) -> None:
    decision = decide_again(world)
    order_making(decision, world.preparer.user_id)
    at_once(
        lambda: make_letters(decision.pk),
        lambda: make_letters(decision.pk),
        lambda: help_with_letters(decision.pk),
    )
    assert set(decision.letters.values_list("state", flat=True)) == {"made"}
    assert Event.objects.filter(aggregate="letter", verb="made").count() == 3
