"""What starts and ends the private servers of the tests."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.servers import free_port, process
from tests.worker import database_url


def test_process_ends_with_its_context(tmp_path: Path) -> None:
    with process(["sleep", "60"], tmp_path / "log", folder=tmp_path) as child:
        assert child.poll() is None
    assert child.returncode == -signal.SIGTERM


def test_process_ends_when_an_error_leaves_its_context(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        process(["sleep", "60"], tmp_path / "log", folder=tmp_path) as child,
    ):
        raise ZeroDivisionError
    assert child.returncode == -signal.SIGTERM


def test_process_ends_when_the_tests_are_killed(tmp_path: Path, repository: Path) -> None:
    script = (
        "import pathlib, sys\n"
        "from tests.servers import process\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "log = folder / 'log'\n"
        "with process(['sh', '-c', 'echo up; exec sleep 60'], log, folder=folder) as child:\n"
        "    while not log.read_text():\n"
        "        pass\n"
        "    print(child.pid, flush=True)\n"
        "    child.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], cwd=repository, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        orphan = os.pidfd_open(int(owner.stdout.readline()))
        owner.kill()
    ended, _, _ = select.select([orphan], [], [], 10)
    os.close(orphan)
    assert ended


def test_free_ports_differ() -> None:
    assert len({free_port() for _ in range(5)}) > 1


def test_database_address_is_written_so_that_django_reads_it_back() -> None:
    parts = {
        "USER": "prio",
        "PASSWORD": "a/b:c@d",
        "HOST": "127.0.0.1",
        "PORT": 5432,
        "NAME": "test_postgres",
    }
    assert database_url(parts) == "postgres://prio:a%2Fb%3Ac%40d@127.0.0.1:5432/test_postgres"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_tests_run_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)


def test_each_process_of_the_tests_has_its_own_queue() -> None:
    if settings.CELERY_BROKER_URL.startswith("memory://"):
        return
    own_number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    assert settings.CELERY_BROKER_URL.endswith(f"/{own_number}")
