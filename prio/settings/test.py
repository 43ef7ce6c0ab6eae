"""Settings for the tests: the same application, with cheap passwords and undefined template variables as errors."""

import os
import tempfile
from pathlib import Path

from prio.settings.base import *  # noqa: F403 -- the tests run what production runs
from prio.settings.base import CELERY_BROKER_URL, REST_FRAMEWORK, STORAGES, TEMPLATES


class UndefinedVariable(str):
    """What a template gets for a variable that does not exist: an error instead of an empty place."""

    def __contains__(self, item: object) -> bool:
        """Django asks whether the text holds a place for the variable's name: yes, so that `%` is called."""
        return item == "%s"

    def __mod__(self, variable: object) -> str:
        raise AssertionError(f"undefined template variable: {variable}")


for template_engine in TEMPLATES:
    template_engine["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = []  # the test of the limit has its own
# TMPDIR is the run's own, and its worker's too.
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": Path(tempfile.gettempdir()) / "prio-test-files", "file_permissions_mode": 0o600},
}
WHITENOISE_AUTOREFRESH = True  # style sheets and scripts from where they lie: nothing is collected for a test

if CELERY_BROKER_URL.startswith("redis://"):
    # Every process of pytest-xdist has its own database, so it has its own queue: Redis number 0, 1, 2 ...
    own_number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CELERY_BROKER_URL = f"{CELERY_BROKER_URL.rpartition('/')[0]}/{own_number}"
    os.environ["CELERY_BROKER_URL"] = CELERY_BROKER_URL  # Celery takes the environment's before the settings'
