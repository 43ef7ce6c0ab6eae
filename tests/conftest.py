"""What every test stands on: no outbound network, nothing skipped unseen, a real worker and a real browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer
from xdist.remote import Producer

from tests import network
from tests.browser import AccessibilityCheck, BrowserPages, launch
from tests.scheduling import SharedOut
from tests.worker import Worker, running_worker

network.block()
# Playwright's event loop lives in the tests' thread, where the tests use the database as usual.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine is no fault of the code; and make test, where no test is skipped, draws the same cases every time.
hypothesis.settings.register_profile(
    "prio",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="PRIO_NO_SKIP" in os.environ,
    max_examples=20 if "PRIO_FAST" in os.environ else 100,
)
hypothesis.settings.load_profile("prio")

DATABASE_FIXTURES = frozenset(
    {"db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "live_server", "celery_worker"}
)
ON_POSTGRESQL = django_settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
ON_REDIS = django_settings.CELERY_BROKER_URL.startswith("redis://")


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    """What a process of the site remembers for a minute is nothing that another test may meet."""
    cache.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database, and skip what this run has no server for (make test has them all)."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if item.get_closest_marker("postgresql") and not ON_POSTGRESQL:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: run it with make test"))
        if "celery_worker" in fixtures and not (ON_POSTGRESQL and ON_REDIS):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL and Redis: run it with make test"))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)  # two cores end together


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharedOut:
    """Share the tests out by test, except what tests/scheduling.py keeps together."""
    return SharedOut(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where every server is there (PRIO_NO_SKIP), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("PRIO_NO_SKIP") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def celery_process(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """One real Celery worker for this process: on its own test database and its own Redis number."""
    with running_worker(connection.settings_dict, tmp_path_factory.mktemp("worker")) as worker:
        yield worker


@pytest.fixture
def celery_worker(transactional_db: None, celery_process: Worker) -> Iterator[Worker]:
    """The worker, awake for this test. It sees what the test commits, and sleeps before the tables are emptied."""
    celery_process.wake()
    yield celery_process
    celery_process.sleep()
    sys.stdout.write(celery_process.written())  # pytest shows it beside a failure


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which reaches this machine only."""
    with sync_playwright() as playwright, launch(playwright) as chromium:
        yield chromium


@pytest.fixture
def browser_page(browser: Browser, live_server: LiveServer) -> Iterator[BrowserPages]:
    """Open pages on the live site: `page = browser_page(width=390, height=844)`, then `page.goto("/")`.

    A script error, a refused resource or a breach of the content policy on any page fails the test.
    """
    with BrowserPages(browser, live_server.url) as pages:
        yield pages


@pytest.fixture
def axe() -> AccessibilityCheck:
    """Check a page with axe: `axe(page)` fails with a list of what a screen reader or a keyboard would miss."""
    return AccessibilityCheck(Axe())


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def tracked_files(repository: Path) -> tuple[Path, ...]:
    """Every file that is in the repository or about to enter it, as an absolute path."""
    listing = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    names = subprocess.run(listing, cwd=repository, capture_output=True, check=True, text=True).stdout
    found = (repository / name for name in names.split("\0") if name)
    return tuple(path for path in found if path.is_file())
