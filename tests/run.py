"""All tests: a short pass on the embedded default, then everything on PostgreSQL, Redis and real workers.

    python -m tests.run [pytest's arguments]

The servers are private to this run and end with it, also when it fails or is interrupted.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.servers import SECONDS_TO_END, Servers, end, private_servers

ROOT = Path(__file__).resolve().parent.parent
SERVER_VARIABLES = ("DATABASE_URL", "CELERY_BROKER_URL")
# What a developer has set for a site of their own must not change what the tests find.
SITE_VARIABLES = (
    "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SECURE_COOKIES", "PORT", "EVIDENCE_DIR",
    "S3_BUCKET", "CLAMD_URL", "UNSCANNED_FILES", "LINK_CHECKS", "PROXY_TELLS_ARRIVAL",
)  # fmt: skip
# One more than the cores that it is made for: a test that waits, for a browser, a worker or a clock, leaves its core.
PROCESSES = ("-n", "3")
EVERY_TEST_MUST_RUN = {"PRIO_NO_SKIP": "1"}


def main(arguments: Sequence[str]) -> int:
    """Run both passes and return 0 only if both succeeded. With `arguments`, only the one with the servers."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    clean = {
        name: value for name, value in os.environ.items() if name not in SERVER_VARIABLES + SITE_VARIABLES
    }
    with tempfile.TemporaryDirectory(prefix="prio-tests-", ignore_cleanup_errors=True) as folder:
        clean["TMPDIR"] = folder  # what a test leaves goes with the folder
        with private_servers() as servers:
            try:
                return _run(arguments, clean, {**clean, **servers.environment}, servers)
            finally:
                # an impatient second Ctrl-C leaves nothing behind either
                signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(
    arguments: Sequence[str], default: Mapping[str, str], on_servers: Mapping[str, str], servers: Servers
) -> int:
    """Both passes, or with `arguments` the one with the servers."""
    if arguments:
        _headline("PostgreSQL, Redis, real workers")
        return _pytest(arguments, on_servers)
    with _migrating_template(servers, default):
        _headline("The embedded default: SQLite, no Redis")
        embedded = _pytest(
            [*PROCESSES, "-m", "sqlite_default or embedded"], {**default, **EVERY_TEST_MUST_RUN}
        )
    _headline("Everything: PostgreSQL, Redis, real workers")
    everything = _pytest([*PROCESSES, "-m", "not embedded"], {**on_servers, **EVERY_TEST_MUST_RUN})
    if embedded:
        sys.stdout.write("The pass on the embedded default failed: see above.\n")
    return embedded or everything


@contextmanager
def _migrating_template(servers: Servers, environment: Mapping[str, str]) -> Iterator[None]:
    """Migrate the database that PostgreSQL makes others from, while the context lasts: the tests' are born migrated."""
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    template = {
        **environment,
        "DATABASE_URL": servers.template_url,
        "DJANGO_SETTINGS_MODULE": "prio.settings.test",
    }
    child = subprocess.Popen(command, cwd=ROOT, env=template, stdin=subprocess.DEVNULL)
    try:
        yield
        if child.wait():
            raise SystemExit("The migrations failed: see above.")
    finally:
        end(child, signal.SIGINT)


def _headline(text: str) -> None:
    sys.stdout.write(f"\n{text}\n")
    sys.stdout.flush()


def _pytest(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.wait(SECONDS_TO_END)  # Ctrl-C reached pytest too: it is tidying up
        raise
    finally:
        end(child, signal.SIGINT)


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
