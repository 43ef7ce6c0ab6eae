"""The real Celery worker beside the tests."""

import os

from celery import current_app

from tests.worker import Worker


def test_worker_answers(celery_worker: Worker) -> None:
    assert current_app.control.ping(destination=[celery_worker.name], timeout=5) == [
        {celery_worker.name: {"ok": "pong"}}
    ]


def test_worker_is_this_process_own(celery_worker: Worker) -> None:
    process = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    assert celery_worker.name == f"prio@{process}"
    statistics = current_app.control.inspect(destination=[celery_worker.name], timeout=5).stats()
    assert statistics
    broker = statistics[celery_worker.name]["broker"]
    own_number = process.removeprefix("gw")
    assert str(broker["virtual_host"]) == str(current_app.connection().virtual_host) == own_number


def test_sleeping_worker_leaves_what_is_queued(celery_worker: Worker) -> None:
    celery_worker.sleep()
    already = celery_worker.written()
    current_app.send_task("prio.jobs.tasks.recover_jobs")
    assert current_app.control.ping(destination=[celery_worker.name], timeout=5)
    assert celery_worker.written() == already
    assert current_app.control.purge() == 1


def test_worker_does_what_is_queued_and_comes_to_rest(celery_worker: Worker) -> None:
    current_app.send_task("prio.jobs.tasks.recover_jobs")
    celery_worker.wait_until(lambda: "recover_jobs" in celery_worker.written())
    celery_worker.come_to_rest()
    assert current_app.control.inspect(destination=[celery_worker.name]).active() == {celery_worker.name: []}
