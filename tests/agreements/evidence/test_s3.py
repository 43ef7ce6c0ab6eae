"""Files in a bucket instead of a folder: the same services, over S3's own protocol."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from agreements.models import EvidenceState
from agreements.services.evidence import remove_file
from prio.accounts.models import User
from tests.agreements.evidence import files
from tests.agreements.evidence.s3_server import Bucket, running_bucket
from tests.agreements.evidence.scene import attach, checked, make_scene
from tests.reporting import IN_TIME

SHOW = "from django.conf import settings; import json; print(json.dumps(settings.STORAGES['default']))"


@pytest.fixture
def bucket(settings: Settings, own_storage: Path) -> Iterator[Bucket]:
    with running_bucket() as bucket:
        settings.STORAGES = {**settings.STORAGES, "default": production_storage(bucket.url)}
        yield bucket
        storage: Any = storages["default"]
        storage.connection.meta.client.close()


def production_storage(url: str) -> dict[str, object]:
    """What the settings of production make of the variables."""
    import json

    variables = {
        "S3_BUCKET": "underlag",
        "S3_ENDPOINT_URL": url,
        "S3_REGION": "eu-north-1",
        "S3_ACCESS_KEY": "prov",
        "S3_SECRET_KEY": "hemligt",
        "DJANGO_SETTINGS_MODULE": "prio.settings.base",
    }
    shown = subprocess.run(
        [sys.executable, "-c", SHOW], env={**os.environ, **variables}, capture_output=True, check=True
    )
    found: dict[str, object] = json.loads(shown.stdout)
    return found


@pytest.mark.django_db
def test_a_file_is_stored_checked_handed_out_and_deleted(
    bucket: Bucket, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    scene = make_scene()
    content = files.pdf("Ett avtal i en hink.")
    file = attach(scene.reporter, content)
    assert bucket.objects == {f"/underlag/evidence/{file.pk}": content}
    assert checked(file.pk).state == EvidenceState.USABLE

    client = Client()
    client.force_login(
        User.objects.get(pk=scene.reporter.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    given = client.get(reverse("evidence", args=[file.pk]))
    assert b"".join(given) == content

    with django_capture_on_commit_callbacks(execute=True):
        remove_file(scene.reporter, file.pk, arrived_at=IN_TIME)
    assert bucket.objects == {}
    assert set(bucket.asked) == {"HEAD", "PUT", "GET", "DELETE"}
