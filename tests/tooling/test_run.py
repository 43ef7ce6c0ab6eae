"""`make run` as a person meets it: SQLite, no Redis, the worker inside the web; a second start changes nothing."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.servers import SECONDS_TO_END, free_port, process

pytestmark = [pytest.mark.embedded, pytest.mark.slow]

SECONDS_TO_START = 180
SECONDS_TO_WORK = 60
SITE_VARIABLES = ("DJANGO_SETTINGS_MODULE", "CELERY_BROKER_URL", "DEBUG", "ALLOWED_HOSTS", "SECURE_COOKIES")
ORDER_A_JOB = """
from prio.accounts.models import User
from prio.jobs.services import order
print(order("assess", "{agreement}", User.objects.get(username="{username}").pk, {{"agreement": "{agreement}"}}).pk.hex)
"""


@dataclass(frozen=True)
class Site:
    """An installation in a folder of its own, started with the real command."""

    folder: Path
    repository: Path
    port: int

    @property
    def database(self) -> Path:
        return self.folder / "prio.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
        return {
            **kept,
            "PORT": str(self.port),
            "SECRET_KEY": "only-for-this-test",
            "DATABASE_URL": f"sqlite:///{self.database}",
        }

    @contextmanager
    def running(self) -> Iterator[str]:
        """Start the site, give what it said until it was ready, and end it as Ctrl-C does."""
        log = self.folder / "run.log"
        try:
            with process(["make", "run"], log, folder=self.repository, environment=self.environment) as make:
                last_moment = time.monotonic() + SECONDS_TO_START
                while "Prio är igång" not in log.read_text():
                    assert make.poll() is None, log.read_text()
                    assert time.monotonic() < last_moment, log.read_text()
                    time.sleep(0.05)
                yield log.read_text()
                # it has a session of its own, as in a terminal: Ctrl-C reaches make and all that it started
                os.killpg(make.pid, signal.SIGINT)
                make.wait(SECONDS_TO_END)
        finally:
            assert_nothing_answers(self.port)
        assert "Traceback" not in log.read_text(), log.read_text()

    def get(self, path: str) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as visitor:
            visitor.request("GET", path)
            answer = visitor.getresponse()
            return answer.status, answer.getheader("Location") or answer.read().decode()

    def rows(self, question: str, *values: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as database:
            return database.execute(question, values).fetchall()

    def content(self) -> list[str]:
        with closing(sqlite3.connect(self.database)) as database:
            return list(database.iterdump())

    def python(self, code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
        done = subprocess.run(
            command, cwd=self.repository, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def assert_nothing_answers(port: int) -> None:
    with (
        closing(HTTPConnection("127.0.0.1", port, timeout=5)) as visitor,
        pytest.raises(ConnectionRefusedError),
    ):
        visitor.connect()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Site:
    """A site that was started once, showed itself and was ended."""
    fresh = Site(tmp_path_factory.mktemp("site"), repository, free_port())
    with fresh.running() as said:
        (fresh.folder / "first.txt").write_text(said)
        status, place = fresh.get("/")
        assert (status, place.partition("?")[0]) == (302, "/logga-in/")
        status, page = fresh.get(place)
        assert status == 200
        assert '<html lang="sv"' in page
        for style in re.findall(r'href="(/static/[^"]+\.css)"', page):
            assert fresh.get(style)[0] == 200
    return fresh


def test_first_start_shows_its_steps_the_address_and_the_accounts(site: Site) -> None:
    said = (site.folder / "first.txt").read_text()
    for step in ("Program och paket", "Databas", "Överenskommelser, utfall och demonstration", "Webbplats"):
        assert f"▸ {step}" in said
    assert len(re.findall(r"klart på \d+,\d s", said)) == 3
    assert f"http://127.0.0.1:{site.port}" in said
    assert "Konton (lösenord" in said


def test_second_start_changes_nothing(site: Site) -> None:
    before = site.content()
    with site.running() as said:
        assert "Konton (lösenord" in said
    assert site.content() == before


def test_embedded_worker_does_what_waits(site: Site) -> None:
    agreement = f"demo-{time.localtime().tm_year}"
    job = site.python(ORDER_A_JOB.format(agreement=agreement, username="bedomare"))
    with site.running():
        last_moment = time.monotonic() + SECONDS_TO_WORK
        while site.rows("SELECT state FROM jobs_job WHERE id = ?", job) not in ([("done",)], [("failed",)]):
            assert time.monotonic() < last_moment
            time.sleep(0.1)
    assert site.rows("SELECT state, message FROM jobs_job WHERE id = ?", job) == [("done", "")]


def test_what_the_demonstration_decides_gives_the_address_that_it_is_served_at(repository: Path) -> None:
    script = (repository / "bin" / "run").read_text(encoding="utf-8")
    assert script.index("export SITE_URL=") < script.index("manage.py demo")
