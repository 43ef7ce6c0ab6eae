"""`make run` in a fresh clone: the first start with everything that it installs, and the second."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

from bench.frame import Measured, figure

ROOT = Path(__file__).resolve().parent.parent
OWN = {"DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "DEBUG", "DJANGO_SETTINGS_MODULE"}
SECONDS_TO_START = 600


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def seconds_to_answer(checkout: Path) -> float:
    """Start Prio in `checkout` and return the seconds until its site is told to be up; then end it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    start = time.perf_counter()
    with subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            for line in process.stdout or ():
                if f"http://127.0.0.1:{port}" in line:
                    return time.perf_counter() - start
                if time.perf_counter() - start > SECONDS_TO_START:
                    break
        finally:
            os.killpg(process.pid, signal.SIGINT)
    raise RuntimeError("make run ended, or took ten minutes, without an address")


@cache
def both_starts() -> tuple[float, float]:
    """Return the seconds of the first and of the second start in a clone of what is committed."""
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder) / "prio"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(checkout)], check=True)
        return seconds_to_answer(checkout), seconds_to_answer(checkout)


@figure("make run, first start in a fresh clone", unit="s", at_most=180)
def first_start() -> Measured:
    """Virtual environment, packages, database, reference facts, six years to their decisions, the site."""
    return Measured(both_starts()[0])


@figure("make run, second start", unit="s", at_most=8)
def second_start() -> Measured:
    """Nothing to do but to see that there is nothing to do."""
    return Measured(both_starts()[1])
