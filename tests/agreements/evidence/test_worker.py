"""A file and a link looked at by a real Celery worker."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from agreements.models import EvidenceFile, EvidenceState, LinkCheck
from agreements.services.evidence import CHECK_EVIDENCE
from agreements.tasks import check_waiting_files
from prio import clock
from prio.jobs.models import Job, JobState
from prio.jobs.services import order
from prio.settings.test import STORAGES
from tests.agreements.evidence import files
from tests.agreements.evidence.scene import attach, make_scene
from tests.reporting import save
from tests.worker import Worker


@pytest.fixture
def shared_storage(own_storage: Path, settings: Settings) -> None:
    """The worker has its own settings: the files lie where both find them."""
    settings.STORAGES = STORAGES


@pytest.mark.usefixtures("shared_storage")
def test_a_file_is_checked_after_it_is_attached(celery_worker: Worker) -> None:
    scene = make_scene()
    good = attach(scene.reporter)
    bad = attach(scene.reporter, files.pdf(files.NUMBER), "lista.pdf")
    celery_worker.wait_until(
        lambda: not EvidenceFile.objects.filter(state=EvidenceState.CHECKING).exists(), 60
    )
    states = dict(EvidenceFile.objects.values_list("pk", "state"))
    assert states == {good.pk: EvidenceState.USABLE, bad.pk: EvidenceState.REFUSED}


@pytest.mark.usefixtures("shared_storage")
def test_a_file_whose_job_was_lost_is_checked_later(celery_worker: Worker) -> None:
    scene = make_scene()
    celery_worker.sleep()
    file = attach(scene.reporter)
    Job.objects.update(state=JobState.FAILED, finished_at=clock.now())
    EvidenceFile.objects.update(uploaded_at=clock.now() - timedelta(minutes=5))
    celery_worker.wake()
    check_waiting_files()
    celery_worker.wait_until(lambda: EvidenceFile.objects.get(pk=file.pk).state == EvidenceState.USABLE, 60)
    assert Job.objects.filter(kind=CHECK_EVIDENCE, state=JobState.DONE).count() <= 1


def test_a_link_is_asked_after_it_is_saved(celery_worker: Worker) -> None:
    scene = make_scene()
    check = LinkCheck.objects.create(url="http://127.0.0.1/plan")
    order("check_link", str(check.pk), scene.reporter.user_id, {"link": check.pk})
    celery_worker.wait_until(lambda: LinkCheck.objects.get(pk=check.pk).answers is False, 60)
    assert "lokalt nätverk" in LinkCheck.objects.get(pk=check.pk).detail
    save(scene.reporter, "page", "ingen adress")
