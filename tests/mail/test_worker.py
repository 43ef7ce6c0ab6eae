"""Messages sent by real workers: once also when two reach for them, and not twice when one is killed in the middle."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from prio import clock
from prio.accounts.models import User
from prio.mail.models import Message, MessageState
from prio.mail.sending import send_waiting
from prio.mail.services import write
from tests import factories
from tests.mail.sink import Sink
from tests.worker import ROOT, Worker, database_url

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20
SECONDS = 120
SEND = (
    "from tests.network import block; block(); import django; django.setup();"
    "from prio.mail.sending import send_waiting; send_waiting()"
)


@contextmanager
def sender(sink: Sink) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that sends what waits."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "prio.settings.test",
        "DATABASE_URL": database_url(connection.settings_dict),
        "EMAIL_URL": sink.url,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", SEND]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_mail(sink: Sink, process: subprocess.Popen[bytes]) -> None:
    """Wait until the mail server has a mail; a sender that ended without one fails with what it wrote."""
    for _ in range(SECONDS):
        if sink.got_one.wait(1):
            return
        if process.poll() is not None:
            break
    process.kill()
    written = process.stderr.read().decode() if process.stderr else ""
    pytest.fail(f"the sender sent nothing: {written}")


def test_a_worker_takes_it_as_soon_as_it_is_written(celery_worker: Worker) -> None:
    anna = factories.person()
    with transaction.atomic():
        write("a", anna.pk, "Kvitto", "Tack.")
    celery_worker.wait_until(lambda: Message.objects.get().state == MessageState.HERE_ONLY)


@pytest.mark.postgresql
def test_two_workers_that_send_at_once_send_each_mail_once(anna: User, sink: Sink) -> None:
    for number in range(MANY):
        write(f"a{number}", anna.pk, f"Kvitto {number}", "Tack.")
    start = threading.Barrier(2)

    def work() -> None:
        try:
            start.wait(10)
            send_waiting()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(work) for _ in range(2)]:
            done.result(60)
    assert sorted(mail["Subject"] for mail in sink.mails) == sorted(
        f"Kvitto {number}" for number in range(MANY)
    )
    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.SENT, 1)}


@pytest.mark.postgresql
def test_a_mail_whose_worker_was_killed_in_the_middle_is_never_sent_twice_by_itself(
    anna: User, sink: Sink
) -> None:
    write("a", anna.pk, "Kvitto", "Tack.")
    sink.holding = threading.Event()
    with sender(sink) as process:
        wait_for_mail(sink, process)  # the mail has left, the worker does not know it yet
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    sink.holding.set()
    sink.holding = None
    send_waiting()
    assert Message.objects.get().state == MessageState.SENDING  # its lease still holds: nobody knows yet

    Message.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    send_waiting()
    send_waiting()
    uncertain = Message.objects.get()
    assert (uncertain.state, uncertain.attempts) == (MessageState.UNCERTAIN, 1)
    assert len(sink.received) == 1
