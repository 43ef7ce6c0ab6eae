"""A job is stopped between two parts and goes on where it was; its page says so, and whether the queue is away."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.jobs import services
from prio.jobs.models import Job, JobState
from prio.jobs.queue import queue_answers
from prio.jobs.registry import Progress, register
from prio.refused import NotPermitted, Refused
from tests import factories
from tests.jobs.trial import Queue, Work, ordered

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(monkeypatch)


@pytest.fixture
def work(queue: Queue) -> Work:
    made = Work()
    register("try", made, goes_on=True)
    return made


def stop(job: Job, by: User | None = None) -> None:
    services.request_stop(actor_of(by or job.by, clock.today()), Job.objects.get(pk=job.pk))


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_one_that_waits_is_stopped_at_once_and_never_begun(work: Work) -> None:
    job = ordered()
    stop(job)
    services.run(job.pk)
    assert (fresh(job).state, work.times) == (JobState.STOPPED, 0)
    assert fresh(job).finished_at


def test_one_that_runs_is_stopped_at_its_next_part(work: Work) -> None:
    job, reached = ordered(), []

    def parts(progress: Progress) -> None:
        progress("Ett", 1, 3)
        stop(job)
        reached.append(1)
        progress("Två", 2, 3)
        reached.append(2)

    work.also = parts
    services.run(job.pk)
    assert reached == [1]
    stopped = fresh(job)
    assert (stopped.state, stopped.step, stopped.done) == (JobState.STOPPED, "Ett", 1)


def test_what_has_ended_meanwhile_has_ended(work: Work) -> None:
    job = ordered()
    services.run(job.pk)
    stop(job)
    assert (fresh(job).state, fresh(job).stop_requested) == (JobState.DONE, False)


def test_one_whose_worker_was_lost_before_it_stopped_is_stopped(work: Work, queue: Queue) -> None:
    job = ordered()
    services.claim(job.pk)
    stop(job)
    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert services.recover() == 0
    assert fresh(job).state == JobState.STOPPED


def test_it_goes_on_as_the_same_job_ordered_again_and_once(work: Work) -> None:
    job = ordered()
    stop(job)
    actor = actor_of(job.by, clock.today())
    again = services.go_on(actor, fresh(job))
    assert services.go_on(actor, fresh(job)).pk == again.pk != job.pk
    assert (again.kind, again.subject, again.parameters) == (job.kind, job.subject, job.parameters)


def test_who_neither_ordered_it_nor_administers_does_not_stop_it(work: Work) -> None:
    job = ordered()
    with pytest.raises(NotPermitted):
        stop(job, factories.person(Role.AUDITOR))
    stop(job, factories.person(Role.ADMINISTRATOR))
    assert fresh(job).state == JobState.STOPPED


def test_an_administrator_does_not_let_it_go_on_in_anothers_name(work: Work) -> None:
    job = ordered()
    stop(job)
    with pytest.raises(NotPermitted):
        services.go_on(actor_of(factories.person(Role.ADMINISTRATOR), clock.today()), fresh(job))


def test_what_is_not_stopped_does_not_go_on(work: Work) -> None:
    job = ordered()
    with pytest.raises(Refused, match="inte stoppat"):
        services.go_on(actor_of(job.by, clock.today()), fresh(job))


def test_what_is_done_whole_or_not_at_all_is_not_stopped(queue: Queue) -> None:
    Work("whole")
    job = ordered(kind="whole")
    with pytest.raises(Refused, match="helt eller inte alls"):
        stop(job)


def test_the_database_refuses_a_stopped_job_that_nobody_asked_to_stop(work: Work) -> None:
    job = ordered()
    with pytest.raises(IntegrityError, match="stopped_job_was_asked_to_stop"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=JobState.STOPPED, finished_at=clock.now())


class TestPage:
    """The buttons, for who may press them."""

    def test_stop_and_go_on(self, client: Client, work: Work) -> None:
        user = factories.person()
        client.force_login(user)
        job = ordered(user)
        page = f"/arbeten/{job.pk}/"
        assert 'value="stop">Stoppa' in client.get(page).content.decode()
        answer = client.post(f"{page}steg/", {"verb": "stop"})
        assert (answer.status_code, answer["Location"]) == (302, page)
        stopped = client.get(page).content.decode()
        assert "Arbetet är stoppat" in stopped
        assert 'value="go_on">Fortsätt' in stopped
        again = client.post(f"{page}steg/", {"verb": "go_on"})
        assert again["Location"] == f"/arbeten/{Job.objects.exclude(pk=job.pk).get().pk}/"

    def test_who_only_follows_it_has_no_button(self, client: Client, work: Work) -> None:
        client.force_login(factories.person(Role.AUDITOR))
        job = ordered()
        assert "Stoppa" not in client.get(f"/arbeten/{job.pk}/").content.decode()
        told = client.post(f"/arbeten/{job.pk}/steg/", {"verb": "stop"}, follow=True).content.decode()
        assert "Bara den som beställde arbetet" in told
        assert fresh(job).state == JobState.QUEUED

    def test_somebody_elses_job_and_an_unknown_step_are_not_found(self, client: Client, work: Work) -> None:
        user = factories.person()
        client.force_login(user)
        assert client.post(f"/arbeten/{ordered().pk}/steg/", {"verb": "stop"}).status_code == 404
        assert client.post(f"/arbeten/{ordered(user).pk}/steg/", {"verb": "x"}).status_code == 404

    def test_a_queue_that_is_away_is_told_until_it_answers(
        self, client: Client, work: Work, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        user = factories.person()
        client.force_login(user)
        job = ordered(user)
        answers = [False]
        monkeypatch.setattr("prio.jobs.views.queue_answers", lambda: answers[0])
        page = client.get(f"/arbeten/{job.pk}/")
        assert "Arbetskön svarar inte just nu." in page.content.decode()
        answers[0] = True
        back = client.get(
            f"/arbeten/{job.pk}/", {"sedan": page.context["mark"]}, headers={"HX-Request": "true"}
        )
        assert back.status_code == 200
        assert "svarar inte" not in back.content.decode()


def test_a_broker_that_nobody_runs_does_not_answer(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prio.jobs.queue.settings.CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr("celery.current_app.conf.broker_write_url", "redis://127.0.0.1:1/0")
    assert not queue_answers()
