"""Play the last hour before a deadline and prove that nothing was lost.

    python -m bench.storm [--parties 311] [--seconds 240] [--seed 1]

Exits with 1 when an acknowledged answer is lost, something is handed in twice or the site fails once.
"""

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import django
from django.core.management import call_command

from tests.servers import private_servers

AFTER_THE_DEADLINE = 0.15  # the share of the storm that comes after midnight
MOST_SHOWN = 20


def main() -> int:
    """Play it, print the figures, return 0 when every promise was kept."""
    asked = argparse.ArgumentParser(description="The last hour before a deadline, in some minutes.")
    asked.add_argument("--parties", type=int, default=311, help="how many parties, three people each")
    asked.add_argument("--seconds", type=float, default=240, help="how long the hour lasts here")
    asked.add_argument("--seed", type=int, default=1, help="the same seed plays the same storm")
    options = asked.parse_args()
    with private_servers() as servers, tempfile.TemporaryDirectory() as files:
        os.environ.update(servers.environment, DJANGO_SETTINGS_MODULE="prio.settings.base", DEBUG="false")
        os.environ.update(SECRET_KEY=secrets.token_urlsafe(50), EVIDENCE_DIR=files, LINK_CHECKS="false")
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        return _storm(options.parties, options.seconds, options.seed)


def _storm(parties: int, seconds: float, seed: int) -> int:
    from bench.site import served  # noqa: PLC0415 -- models exist only after django.setup()
    from bench.storm.play import Storm  # noqa: PLC0415 -- as above
    from bench.storm.proof import broken_promises  # noqa: PLC0415 -- as above
    from bench.storm.scene import PEOPLE_EACH, teams  # noqa: PLC0415 -- as above
    from prio import clock  # noqa: PLC0415 -- as above

    people = teams(parties)
    deadline, midnight = seconds * (1 - AFTER_THE_DEADLINE), clock.end_of(clock.today())
    with _worker():
        ahead = (midnight - clock.now()).total_seconds() - deadline - 3
        site = {"STORM_SECONDS_AHEAD": str(ahead), "PROXY_TELLS_ARRIVAL": "true"}
        with served(application="bench.storm.site:application", more=site) as address:
            storm = Storm(address, people, seconds, deadline, timedelta(seconds=ahead), seed)
            took = storm.play()
    print(
        f"{parties} parties, {parties * PEOPLE_EACH} people, an hour in {seconds:.0f} s, two worker processes\n"
    )
    _print_figures(storm, took)
    broken = list(broken_promises(people, midnight))
    for line in [*storm.log.faults, *broken][:MOST_SHOWN]:
        print(line)
    print(f"\n{len(storm.log.faults)} faults of the site, {len(broken)} broken promises")
    return 1 if storm.log.faults or broken else 0


def _print_figures(storm: "Storm", took: float) -> None:  # type: ignore[name-defined]  # noqa: F821 -- as above
    log = storm.log
    print(
        f"offered {log.offered / storm.seconds:.1f} requests/s, served {log.served / took:.1f}/s in {took:.0f} s"
    )
    for kind, values in log.seconds.items():
        median = statistics.median(values) * 1000
        p95 = (statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]) * 1000
        print(f"  {kind:8} {len(values):6}  median {median:7.0f} ms  p95 {p95:7.0f} ms")
    for (kind, status), number in sorted(log.statuses.items()):
        print(f"  {kind:8} {status}: {number}")


@contextmanager
def _worker() -> Iterator[None]:
    """A Celery worker beside the site, as in production: it checks files, sends messages, foresees amounts."""
    command = [
        str(Path(sys.executable).with_name("celery")),
        "-A",
        "prio.celery",
        "worker",
        "--concurrency=1",
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([*command, "--loglevel=WARNING"], stdout=log, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


if __name__ == "__main__":
    sys.exit(main())
