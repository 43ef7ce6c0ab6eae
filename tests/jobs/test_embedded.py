"""The worker inside the web process: what is ordered on a page is done, without Redis and without another process."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.servers import free_port, process

pytestmark = [pytest.mark.embedded, pytest.mark.slow]

SECONDS_TO_START = 60
SECONDS_TO_WORK = 30
OTHER_SITE = ("CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE", "DEBUG", "ALLOWED_HOSTS", "SECURE_COOKIES")
WORLD = """
from assessment.services import load_outcomes
from tests.world import EVERYBODY_MET, make_world
load_outcomes(make_world().code, "utfall.csv", EVERYBODY_MET.encode())
"""
PREPARER, PASSWORD = "person1", "hemligt-ord-1"  # as tests.factories names the first person
ALLOCATION = "/overenskommelser/prov-2014/fordelning/"


# The schedule of the installation, only quicker, on a log that has settled.
SEALING = """
import time
from datetime import timedelta
from django.db.models import F
from prio.audit.models import Event, Seal
from prio.celery import app
from prio.jobs.embedded import start_worker
Event.objects.update(at=F("at") - timedelta(hours=1))
app.conf.beat_schedule = {name: {**one, "schedule": 0.2} for name, one in app.conf.beat_schedule.items()}
start_worker(app)
for _ in range(200):
    if Seal.objects.exists():
        break
    time.sleep(0.1)
else:
    raise SystemExit("nothing was sealed")
"""
Manage = Callable[..., None]


class Visitor:
    """A browser without a screen."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(self.site + path, timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """Send a form, follow where it leads, and return that address."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken") or ""
        data = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        with self.opener.open(self.site + path, data, timeout=20) as answer:
            return str(answer.url.removeprefix(self.site))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a process of an installation of its own sees."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHER_SITE}
    return {
        **kept,
        "SECRET_KEY": "only-for-this-test",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'prio.sqlite3'}",
    }


@pytest.fixture
def manage(repository: Path, environment: dict[str, str]) -> Manage:
    """Runs a command of the installation, which has the small world."""

    def run(*words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=repository, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    run("migrate", "--verbosity", "0")
    run("shell", "--no-imports", "--command", WORLD)
    return run


@pytest.fixture
def site(manage: Manage, environment: dict[str, str], tmp_path: Path, repository: Path) -> Iterator[str]:
    """The address of a site with the small world, served by one process."""
    place = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", place]
    log = tmp_path / "site.log"
    with process(command, log, folder=repository, environment=environment):
        wait_for(f"http://{place}", log)
        yield f"http://{place}"
    assert not [word for word in ("Traceback", "Warning:") if word in log.read_text()], log.read_text()


def wait_for(site: str, log: Path) -> None:
    last_moment = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < last_moment:
        try:
            Visitor(site).get("/logga-in/")
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


def test_what_is_ordered_on_a_page_is_done_while_the_page_waits(site: str) -> None:
    visitor = Visitor(site)
    visitor.get("/logga-in/")
    visitor.post("/logga-in/", username=PREPARER, password=PASSWORD)
    visitor.get(ALLOCATION)
    job = visitor.post(ALLOCATION, verb="compute")
    assert re.fullmatch(r"/arbeten/[0-9a-f-]{36}/", job)
    last_moment = time.monotonic() + SECONDS_TO_WORK
    while "<h2>Klart</h2>" not in (page := visitor.get(job)):
        assert "Det gick inte" not in page
        assert time.monotonic() < last_moment, page
        time.sleep(0.1)
    assert "600" in visitor.get(ALLOCATION)


def test_what_comes_round_by_itself_is_done_without_another_process(manage: Manage) -> None:
    manage("shell", "--no-imports", "--command", SEALING)
