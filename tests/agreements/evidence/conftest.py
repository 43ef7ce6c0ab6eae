"""A virus scanner of the tests' own, and a world whose agreement asks for documents, consultations and links."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.clamd import running_clamd


@pytest.fixture(scope="session")
def clamd_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real clamd that knows one signature."""
    with running_clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture
def clamd(clamd_address: str, settings: Settings) -> str:
    """Prio has a virus scanner in this test."""
    settings.CLAMD_URL = clamd_address
    return clamd_address


@pytest.fixture(autouse=True)
def own_storage(settings: Settings, tmp_path: Path) -> Path:
    """Each test has a folder of its own for files."""
    folder = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "file_permissions_mode": 0o600},
        },
    }
    return folder
