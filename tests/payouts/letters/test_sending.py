"""Letters are sent once, registered, read by the first who opens them, and sent again while they are unread."""

from datetime import timedelta

import pytest
import time_machine

from agreements.models import CaseEntry, Direction
from payouts.models import Decision, DecisionLetter, LetterState
from payouts.services.letter_sending import open_letter, order_sending, resend_letters, send_letters
from payouts.services.letters import make_letters
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.mail.models import Message
from prio.refused import Refused
from tests import factories
from tests.world import World, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def recipient(world: World) -> User:
    """Who receives for Östersund."""
    return factories.person(Role.RECIPIENT, organisation=world.ostersund.organisation)


@pytest.fixture
def made(decision: Decision) -> Decision:
    """A decision whose letters are made."""
    make_letters(decision.pk)
    return decision


def acting(user: User) -> Actor:
    return actor_of(user, clock.today())


def own_letter() -> DecisionLetter:
    return DecisionLetter.objects.get(organisation__code="2380")


def test_a_letter_is_told_to_those_who_receive_sign_or_head_and_registered_once(
    world: World, recipient: User, made: Decision
) -> None:
    body = world.ostersund.organisation
    told = {recipient, *(factories.person(role, organisation=body) for role in (Role.SIGNER, Role.HEAD))}
    factories.person(Role.READER, organisation=body)
    assert send_letters(made.pk, world.preparer) == 3
    messages = Message.objects.filter(key__startswith="decision_letter:")
    assert {message.to for message in messages} == told
    assert {message.path for message in messages} == {
        f"/overenskommelser/{world.code}/beslut/{made.pk}/brev/2380/"
    }
    entry = CaseEntry.objects.get(thing="decision_letter", thing_id=own_letter().pk)
    assert (entry.direction, entry.case.party) == (Direction.OUT, world.ostersund)
    assert entry.title == "Brev PROV-2014/1-2380 om beslut PROV-2014/1"
    assert own_letter().told == 3


def test_sending_again_sends_nothing_twice(world: World, recipient: User, made: Decision) -> None:
    send_letters(made.pk, world.preparer)
    assert send_letters(made.pk, world.preparer) == 0
    with pytest.raises(Refused, match="Inget brev väntar"):
        order_sending(made.pk, world.preparer)
    assert Message.objects.filter(key__startswith="decision_letter:").count() == 1
    assert CaseEntry.objects.filter(thing="decision_letter").count() == 3


def test_letters_are_not_sent_before_all_are_made(world: World, decision: Decision) -> None:
    with pytest.raises(Refused, match="inte skapade än"):
        order_sending(decision.pk, world.preparer)


def test_letters_of_a_decision_that_no_longer_holds_are_not_sent(world: World, made: Decision) -> None:
    Decision.objects.filter(pk=made.pk).update(state="corrected")
    with pytest.raises(Refused, match="gäller inte"):
        send_letters(made.pk, world.preparer)


def test_the_first_who_opens_it_has_read_it_for_the_organisation(
    world: World, recipient: User, made: Decision
) -> None:
    send_letters(made.pk, world.preparer)
    second = factories.person(Role.HEAD, organisation=world.ostersund.organisation)
    open_letter(own_letter().pk, acting(recipient))
    at = own_letter().read_at
    open_letter(own_letter().pk, acting(second))
    assert (own_letter().state, own_letter().read_by, own_letter().read_at) == ("read", recipient, at)


def test_nobody_else_reads_it_for_the_organisation(world: World, made: Decision) -> None:
    send_letters(made.pk, world.preparer)
    for other in (
        world.preparer,
        acting(factories.person(Role.RECIPIENT, organisation=world.berg.organisation)),
    ):
        with pytest.raises(Refused):
            open_letter(own_letter().pk, other)
    assert own_letter().state == LetterState.SENT


def test_unread_letters_are_sent_again_but_not_twice_within_ten_minutes(
    world: World, recipient: User, made: Decision
) -> None:
    send_letters(made.pk, world.preparer)
    open_letter(DecisionLetter.objects.get(organisation__code="2380").pk, acting(recipient))
    with pytest.raises(Refused, match="tio minuterna"):
        resend_letters(made.pk, world.preparer)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert resend_letters(made.pk, world.preparer) == 2  # not the one that is read
        with pytest.raises(Refused, match="tio minuterna"):
            resend_letters(made.pk, world.preparer)
    assert sorted(DecisionLetter.objects.values_list("sendings", flat=True)) == [1, 2, 2]
    assert CaseEntry.objects.filter(thing="decision_letter").count() == 5


def test_only_the_ministry_sends(made: Decision) -> None:
    for role in (Role.PAYER, Role.AUDITOR, Role.SKR_ADMINISTRATOR):
        with pytest.raises(Refused, match="inte rollen"):
            send_letters(made.pk, actor(role))
        with pytest.raises(Refused, match="inte rollen"):
            resend_letters(made.pk, actor(role))
