"""Whether a part of Prio in production is well: exits with 0, or with 1 and a line that says what is wrong.

bin/healthy.py web                 the web answers, and reaches its database
bin/healthy.py worker              this machine's worker answers
bin/healthy.py clock FILE          the clock has written its schedule lately
"""

import http.client
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

SECONDS_TO_ANSWER = 4
SECONDS_BETWEEN_SCHEDULES = 600  # Celery's clock writes at least every third minute


class Unwell(Exception):
    """What is wrong, in one line."""


def web() -> None:
    """Ask the web as its proxy does: by a name that it answers to, as if over TLS."""
    name = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip("*.") or "127.0.0.1"
    site = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("HEALTH_PORT", "8000")), SECONDS_TO_ANSWER
    )
    try:
        site.request("GET", "/halsa/", headers={"Host": name, "X-Forwarded-Proto": "https"})
        status = site.getresponse().status
    except OSError as fault:
        raise Unwell(f"the web does not answer: {fault}") from fault
    finally:
        site.close()
    if status >= http.client.BAD_REQUEST:
        raise Unwell(f"the web answers {status}")


def worker() -> None:
    """Ask the worker that runs on this machine, over the queue."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from prio.celery import app

    name = f"worker@{os.uname().nodename}"
    if not app.control.ping(destination=[name], timeout=SECONDS_TO_ANSWER):
        raise Unwell(f"{name} does not answer")


def clock(schedule: str) -> None:
    """See when the clock wrote `schedule`."""
    try:
        age = time.time() - Path(schedule).stat().st_mtime
    except OSError as fault:
        raise Unwell(f"the clock has no schedule: {fault}") from fault
    if age > SECONDS_BETWEEN_SCHEDULES:
        raise Unwell(f"the clock wrote its schedule {age:.0f} s ago")


PARTS = {"web": web, "worker": worker, "clock": clock}


def main(words: Sequence[str]) -> int:
    """Check the part that `words` name."""
    try:
        part, *arguments = words
        PARTS[part](*arguments)
    except Unwell as fault:
        print(fault, file=sys.stderr)
        return 1
    except (KeyError, TypeError, ValueError):
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
