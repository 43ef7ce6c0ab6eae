"""Corrections, clarifications and hand-ins in the same moment, on PostgreSQL: one wins, and none waits in a ring."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connections

from agreements.domain.clarification import Clarification
from agreements.domain.loading import load_definition
from agreements.models import AgreementVersion, HandIn, PublicQuestion, Report, Submission
from agreements.services import publish
from agreements.services.clarifying import clarify
from agreements.services.drafts import Change, save_answers
from agreements.services.handing_in import hand_in
from agreements.services.questions import MOST_OPEN, answer, ask
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.clock import today
from prio.mail.models import Message
from prio.refused import Refused
from tests import factories
from tests.agreements.test_corrections import B1, GK1, IN_TIME, TINY_AGREEMENT, WORDING
from tests.world import World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

T = TypeVar("T")


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def at_once(work: Sequence[Callable[[], T]]) -> list[T | Refused]:
    """Do everything in the same moment, each with a connection of its own; a refusal is a result too."""
    start = Barrier(len(work))

    def one(do: Callable[[], T]) -> T | Refused:
        try:
            start.wait(20)
            return do()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as threads:
        return [done.result(60) for done in [threads.submit(one, do) for do in work]]


def of(world: World, role: Role) -> Actor:
    return actor_of(factories.person(role, organisation=world.ostersund.organisation), today())


def test_of_those_who_clarify_at_once_one_wins_and_the_others_are_told(world: World) -> None:
    asker, assessor = of(world, Role.REPORTER), of(world, Role.ASSESSOR)
    leads = [of(world, Role.LEAD_ASSESSOR) for _ in range(4)]
    asked = [ask(asker, world.code, "GK1", f"Räcker ett beslut av slag {number}?").pk for number in (1, 2)]
    for question in asked:
        answer(assessor, question, "Ja.", seen="")
    text = Clarification("GK1", "guidance", "Ett beslut räcker.")
    results = at_once(
        [partial(clarify, lead, asked[index % 2], text, base=1) for index, lead in enumerate(leads)]
    )
    assert sum(isinstance(result, AgreementVersion) for result in results) == 1
    assert AgreementVersion.objects.count() == 2
    assert PublicQuestion.objects.filter(clarified__number=2).count() == 1
    assert Message.objects.filter(key__startswith="version:", to=asker.user_id).count() == 1


def test_colleagues_who_ask_at_once_do_not_pass_the_limit(world: World) -> None:
    people = [of(world, Role.REPORTER) for _ in range(4)]
    for number in range(MOST_OPEN - 1):
        ask(people[0], world.code, "GK1", f"Räcker ett beslut av slag {number}?")
    results = at_once([partial(ask, one, world.code, "B1", "Räcker en inventering?") for one in people])
    assert sum(isinstance(result, PublicQuestion) for result in results) == 1
    assert PublicQuestion.objects.count() == MOST_OPEN


def test_a_correction_while_everybody_hands_in_lets_all_through(world: World) -> None:
    signers = []
    for party in (world.ostersund, world.berg):
        signer = actor_of(factories.person(Role.SIGNER, organisation=party.organisation), today())
        for key, question in ((GK1, "decided"), (B1, "made")):
            save_answers(
                signer, key._replace(party=party.code), [Change(question, True, 0)], arrived_at=IN_TIME
            )
        signers.append((signer, party.code))
    corrected = load_definition(TINY_AGREEMENT.replace(*WORDING), "prov.yaml")

    def correct() -> object:
        return publish(corrected, source_file="prov.yaml", reason="Lydelsen var oklar.")

    def press(actor: Actor, party: str) -> object:
        return hand_in(
            actor, world.code, party, ["GK1", "B1"], key=uuid4(), signed_as="Ulla Berg", arrived_at=IN_TIME
        )

    work: list[Callable[[], object]] = [correct, *(partial(press, *who) for who in signers)]
    results = at_once(work)
    assert [str(result) for result in results if isinstance(result, Refused)] == []
    assert HandIn.objects.count() == 2
    assert Submission.objects.count() == 4
    assert set(Report.objects.filter(requirement__code="GK1").values_list("wording__version__number")) == {
        (1,)
    }
    assert set(Report.objects.filter(requirement__code="B1").values_list("wording__version__number")) == {
        (2,)
    }
