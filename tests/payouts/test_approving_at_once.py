"""Two who approve the same run at the same time: one does, and the other is told."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from payouts.models import AllocationRun, RunState
from payouts.services import approve_run, propose_run
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.refused import Refused
from tests.payouts.decided import computed
from tests.world import actor


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_are_one_approval() -> None:
    world, run = computed()
    propose_run(run.pk, world.preparer)
    start, refused = Barrier(2), list[Refused]()

    def approve(who: Actor) -> None:
        try:
            start.wait(10)
            approve_run(run.pk, who)
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=approve, args=[who]) for who in (world.approver, actor(Role.MINISTRY_APPROVER))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [refusal.message for refusal in refused] == [
        "Steget ”Godkänn fördelningen” går inte att ta längre: läget är nu ”Godkänd”."
    ]
    assert Event.objects.filter(aggregate="run", verb="approved").count() == 1
    assert AllocationRun.objects.get().state == RunState.APPROVED
