"""People to write to, and a mail server to write through."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from prio.accounts.models import User
from tests import factories
from tests.mail.sink import Sink, running_sink


@pytest.fixture
def anna(db: None) -> User:
    """Somebody with an address and without a role."""
    return factories.person()


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A real mail server on this machine, which this process sends through."""
    with running_sink() as server:
        settings.MAIL_LEAVES = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.SITE_URL = "https://prio.example"
        yield server
