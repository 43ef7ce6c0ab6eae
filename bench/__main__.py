"""Measure on a private PostgreSQL, print a table, keep nothing.

    python -m bench [WORD …]        only the figures whose name holds a word

Exits with 1 when a limit is missed, with 2 when no figure has such a name.
"""

import os
import pkgutil
import platform
import secrets
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

from bench import frame
from tests.servers import private_servers

OWN_MODULES = frozenset({"frame", "storm", "__main__"})


def main(words: Sequence[str]) -> int:
    """Measure the figures whose names hold one of `words` and print them."""
    with private_servers() as servers:
        os.environ.update(servers.environment, DJANGO_SETTINGS_MODULE="prio.settings.base", DEBUG="false")
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
            if module.name not in OWN_MODULES:
                import_module(f"bench.{module.name}")
        figures = frame.registered(words)
        if not figures:
            print(f"no figure is called {' or '.join(words) or 'anything'}", file=sys.stderr)
            return 2
        return _measure(figures)


def _measure(figures: Sequence[frame.Figure]) -> int:
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.platform(terse=True)}\n")
    lines = []
    for line in frame.rows(figures):
        print(f"  {line.name} …", file=sys.stderr)
        lines.append(line)
    print(frame.table(lines))
    missed = [line.name for line in lines if not line.kept]
    print(f"\n{len(lines)} figures, {len(missed)} beyond their limit")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
