"""The whole site for figures that need it: gunicorn on the private database, and people who are signed in."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from django.conf import settings
from django.test import Client

from bench.start import ROOT, free_port
from prio.accounts.models import User

WORKERS, THREADS = 2, 4
SECONDS_TO_START = 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


@contextmanager
def served(
    *, application: str = "prio.wsgi:application", more: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve the site with two worker processes for as long as the context lasts; gives its address.

    Args:
        application: what gunicorn loads.
        more: environment variables beside those of this process.
    """
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("gunicorn")),
        application,
        f"--bind=127.0.0.1:{port}",
        f"--workers={WORKERS}",
        f"--threads={THREADS}",
        "--worker-class=gthread",
        "--keep-alive=30",
        "--log-level=warning",
        "--no-control-socket",
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(more or {})}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/halsa/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(SECONDS_TO_START)
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace"))


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    last = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < last:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the site did not start")


def cookies_of(people: Iterable[User]) -> list[dict[str, str]]:
    """Return the cookies of each person, signed in and with a token against forged requests."""
    token = "a" * 32
    jars = []
    for person in people:
        client = Client()
        client.force_login(person, backend=BACKEND)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        jars.append({settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: token})
    return jars
