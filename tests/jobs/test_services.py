"""A job is ordered once, taken by one, tells how far it is and ends; a lost one is found again, at most three times."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from prio.jobs import services
from prio.jobs.models import Job, JobState
from prio.jobs.registry import Progress
from prio.refused import Refused
from tests import factories
from tests.jobs.trial import Queue, Work, ordered

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(monkeypatch)


@pytest.fixture
def work(queue: Queue) -> Work:
    return Work()


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def lost(attempts: int = 1) -> Job:
    """A job whose worker has not been heard of since its lease ran out."""
    job = ordered()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=attempts, lease_until=NOW - timedelta(seconds=1)
    )
    return fresh(job)


class TestOrdering:
    """Two clicks, or two tabs, give one job."""

    def test_it_is_sent_when_the_order_is_committed_and_not_before(
        self, work: Work, queue: Queue, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            job = ordered()
            assert queue.sent == []
        assert queue.sent == [job.pk]
        assert (job.state, job.attempts, job.finished_at) == (JobState.QUEUED, 0, None)

    def test_a_second_order_returns_the_one_that_waits(
        self, work: Work, queue: Queue, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            first = ordered()
            assert ordered() == first
        assert queue.sent == [first.pk]

    def test_a_second_order_returns_the_one_that_runs(self, work: Work, queue: Queue) -> None:
        job = ordered()
        services.claim(job.pk)
        assert ordered() == job

    def test_another_subject_and_another_kind_are_other_jobs(self, work: Work, queue: Queue) -> None:
        Work("another")
        jobs = {ordered().pk, ordered(subject="prov-2015").pk, ordered(kind="another").pk}
        assert len(jobs) == 3

    def test_what_has_ended_can_be_ordered_again(self, work: Work, queue: Queue) -> None:
        job = ordered()
        services.run(job.pk)
        assert ordered() != job

    def test_an_order_that_is_undone_sends_nothing(
        self, work: Work, queue: Queue, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            ordered()
            transaction.set_rollback(True)
        assert queue.sent == []
        assert not Job.objects.exists()

    def test_where_the_queue_does_not_answer_the_job_waits_and_is_sent_later(
        self,
        work: Work,
        queue: Queue,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        queue.answers = False
        with django_capture_on_commit_callbacks(execute=True):
            job = ordered()
        assert fresh(job).state == JobState.QUEUED
        assert "nobody answers" in caplog.text
        queue.answers = True
        assert services.recover() == 1
        assert queue.sent == [job.pk]


class TestRunning:
    """One worker has it, until its lease runs out."""

    def test_its_result_is_kept(self, work: Work) -> None:
        job = ordered(agreement="prov-2014")
        services.run(job.pk)
        done = fresh(job)
        assert (done.state, done.result) == (JobState.DONE, {"by": job.by_id, "agreement": "prov-2014"})
        assert (done.attempts, done.lease_until, done.message) == (1, None, "")
        assert done.finished_at

    def test_delivered_twice_it_is_done_once(self, work: Work) -> None:
        job = ordered()
        services.run(job.pk)
        services.run(job.pk)
        assert work.times == 1
        assert fresh(job).attempts == 1

    def test_delivered_while_it_runs_it_is_left_to_the_one_that_has_it(self, work: Work) -> None:
        job = ordered()
        work.also = lambda _: services.run(job.pk)
        services.run(job.pk)
        assert work.times == 1
        assert fresh(job).state == JobState.DONE

    def test_only_one_can_claim_it(self, work: Work) -> None:
        job = ordered()
        claimed = services.claim(job.pk)
        assert claimed
        assert (claimed.state, claimed.attempts) == (JobState.RUNNING, 1)
        assert services.claim(job.pk) is None

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
    def test_what_has_ended_cannot_be_claimed(self, work: Work, state: JobState) -> None:
        job = ordered()
        Job.objects.filter(pk=job.pk).update(state=state, finished_at=NOW)
        assert services.claim(job.pk) is None

    def test_a_lease_that_has_run_out_lets_another_claim_it(self, work: Work) -> None:
        job = ordered()
        with time_machine.travel(NOW, tick=False) as clock:
            assert services.claim(job.pk)
            clock.shift(services.LEASE)
            assert services.claim(job.pk) is None
            clock.shift(timedelta(seconds=1))
            again = services.claim(job.pk)
        assert again
        assert again.attempts == 2

    def test_telling_how_far_it_is_renews_the_lease(self, work: Work) -> None:
        job = ordered()
        with time_machine.travel(NOW, tick=False) as clock:

            def halfway(progress: Progress) -> None:
                clock.shift(services.LEASE - timedelta(seconds=1))
                progress("Bedömer GK1", 3, 7)
                told = fresh(job)
                assert (told.step, told.done, told.total) == ("Bedömer GK1", 3, 7)
                assert told.lease_until == NOW + 2 * services.LEASE - timedelta(seconds=1)

            work.also = halfway
            services.run(job.pk)
        assert fresh(job).state == JobState.DONE

    def test_who_was_too_slow_says_nothing_over_the_one_that_took_over(self, work: Work) -> None:
        job = ordered()

        def slow(progress: Progress) -> None:
            Job.objects.filter(pk=job.pk).update(attempts=2, step="Den andra", lease_until=NOW)
            progress("Den första", 1, 1)

        work.also = slow
        services.run(job.pk)
        assert (fresh(job).state, fresh(job).step) == (JobState.RUNNING, "Den andra")


class TestFailing:
    """What went wrong is told in words to the person, and in detail to the log."""

    def test_a_refusal_becomes_the_message(self, work: Work, caplog: pytest.LogCaptureFixture) -> None:
        def refuse(_: Progress) -> None:
            raise Refused("Fördelningen kan inte göras:", ("GK1 Berg.",))

        work.also = refuse
        job = ordered()
        services.run(job.pk)
        failed = fresh(job)
        assert (failed.state, failed.message) == (
            JobState.FAILED,
            "Fördelningen kan inte göras: GK1 Berg.",
        )
        assert failed.finished_at
        assert failed.lease_until is None
        assert failed.refused
        assert caplog.records == []

    def test_a_fault_is_logged_and_its_words_are_not_shown(
        self, work: Work, caplog: pytest.LogCaptureFixture
    ) -> None:
        def break_down(_: Progress) -> None:
            raise ZeroDivisionError("secret of the machine room")

        work.also = break_down
        job = ordered()
        services.run(job.pk)
        failed = fresh(job)
        assert failed.state == JobState.FAILED
        assert not failed.refused
        assert failed.message.startswith("Något gick fel. Inget är ändrat.")
        assert "secret" not in failed.message
        (record,) = caplog.records
        assert record.levelno == logging.ERROR
        assert str(job.pk) in record.getMessage()
        assert "secret of the machine room" in caplog.text

    def test_a_kind_that_nobody_registered_fails_too(
        self, queue: Queue, caplog: pytest.LogCaptureFixture
    ) -> None:
        job = ordered(kind="nobody-does-this")
        services.run(job.pk)
        assert fresh(job).state == JobState.FAILED
        assert "nobody-does-this" in caplog.text


class TestRecovering:
    """What a stopped worker left is sent again, and given up after three attempts."""

    @pytest.fixture(autouse=True)
    def _now(self) -> Iterator[None]:
        with time_machine.travel(NOW, tick=False):
            yield

    def test_a_job_whose_lease_ran_out_is_sent_again_and_done(self, work: Work, queue: Queue) -> None:
        job = lost()
        assert services.recover() == 1
        assert queue.sent == [job.pk]
        services.run(job.pk)
        assert (fresh(job).state, fresh(job).attempts) == (JobState.DONE, 2)

    def test_a_job_that_somebody_has_is_left_alone(self, work: Work, queue: Queue) -> None:
        services.claim(ordered().pk)
        assert services.recover() == 0
        assert queue.sent == []

    def test_a_job_whose_message_was_lost_is_sent_again(self, work: Work, queue: Queue) -> None:
        job = ordered()
        assert services.recover() == 1
        assert queue.sent == [job.pk]

    def test_the_oldest_is_sent_first(self, work: Work, queue: Queue) -> None:
        late, early = ordered(subject="sen"), ordered(subject="tidig")
        Job.objects.filter(pk=early.pk).update(created_at=NOW - timedelta(days=1))
        services.recover()
        assert queue.sent == [early.pk, late.pk]

    def test_after_three_attempts_it_is_given_up_with_a_message(self, work: Work, queue: Queue) -> None:
        job = lost(services.ATTEMPTS)
        assert services.recover() == 0
        given_up = fresh(job)
        assert (given_up.state, given_up.finished_at, given_up.lease_until) == (JobState.FAILED, NOW, None)
        assert given_up.message.startswith("Arbetet avbröts flera gånger och gavs upp. Inget är ändrat.")
        assert services.claim(job.pk) is None
        assert work.times == 0

    def test_one_that_stops_every_worker_is_tried_three_times_and_no_more(
        self, work: Work, queue: Queue
    ) -> None:
        job = ordered()
        for _ in range(10):
            services.recover()
            if services.claim(job.pk):
                work.times += 1
            Job.objects.filter(state=JobState.RUNNING).update(lease_until=NOW - timedelta(hours=1))
        assert work.times == services.ATTEMPTS == 3
        assert fresh(job).state == JobState.FAILED

    def test_what_has_ended_is_left_alone(self, work: Work, queue: Queue) -> None:
        services.run(ordered().pk)
        assert services.recover() == 0

    def test_when_the_embedded_worker_starts_what_ran_before_is_free_at_once(
        self, work: Work, queue: Queue
    ) -> None:
        job = ordered()
        services.claim(job.pk)
        services.release_own()
        assert (fresh(job).state, fresh(job).lease_until) == (JobState.QUEUED, None)
        assert services.recover() == 1
        services.run(job.pk)
        assert fresh(job).state == JobState.DONE


class TestConstraints:
    """What no service can get past."""

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"done": 2, "total": 1}, "job_progress_within_total"),
            ({"state": JobState.RUNNING, "lease_until": None}, "running_job_has_lease"),
            ({"state": JobState.DONE, "finished_at": None}, "job_finished_with_time"),
            ({"state": JobState.FAILED, "finished_at": None}, "job_finished_with_time"),
            ({"state": JobState.QUEUED, "finished_at": NOW}, "job_finished_with_time"),
        ],
    )
    def test_the_database_refuses_an_impossible_job(
        self, work: Work, change: dict[str, object], constraint: str
    ) -> None:
        job = ordered()
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**change)

    def test_one_live_job_per_kind_and_subject(self, work: Work) -> None:
        job = ordered()
        with (
            pytest.raises(IntegrityError, match=r"one_live_job_per_kind_and_subject|UNIQUE"),
            transaction.atomic(),
        ):
            Job.objects.create(kind=job.kind, subject=job.subject, by=factories.person(), created_at=NOW)
