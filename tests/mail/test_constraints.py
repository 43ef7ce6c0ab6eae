"""What the database itself refuses of messages."""

import pytest
from django.db import IntegrityError

from prio import clock
from prio.accounts.models import User
from prio.mail.models import Message, MessageState
from prio.mail.services import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(anna: User) -> Message:
    write("a", anna.pk, "Kvitto", "Tack.")
    return Message.objects.get()


def test_sent_message_has_time(message: Message) -> None:
    with pytest.raises(IntegrityError, match="sent_message_has_time"):
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENT)


def test_a_message_that_is_not_sent_has_no_time(message: Message) -> None:
    with pytest.raises(IntegrityError, match="sent_message_has_time"):
        Message.objects.filter(pk=message.pk).update(sent_at=clock.now())


def test_sending_message_has_lease(message: Message) -> None:
    with pytest.raises(IntegrityError, match="sending_message_has_lease"):
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENDING)
