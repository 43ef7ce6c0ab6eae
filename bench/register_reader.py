"""The process that reads a register's file for `bench.registers`, and tells what it took."""

import json
import re
import sys
from pathlib import Path
from time import perf_counter

from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.services.register_reading import read_register
from assessment.services.registers import discard_register_import, upload_register_file
from bench.chain import YEAR
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role

KILOBYTE = 1024


def read_one() -> None:
    """Take the file on standard input, of the kind that the command names; print seconds, megabytes and figures."""
    file = SimpleUploadedFile(f"uttag.{sys.argv[1]}", sys.stdin.buffer.read())
    actor = Actor(User.objects.order_by("pk")[0].pk, "Bench", frozenset({Role.ASSESSOR}))
    start = perf_counter()
    found = upload_register_file(actor, YEAR, "vantetider", file).found
    read_register(found.pk)
    seconds = perf_counter() - start
    found.refresh_from_db()
    megabytes = most_memory()
    discard_register_import(actor, found.pk)
    print(json.dumps([seconds, megabytes, found.figure_count]))


def most_memory() -> float:
    """Return the megabytes that this process had in memory at its most.

    getrusage would count what its parent had when it was started, so the kernel's own mark is read.
    """
    said = Path("/proc/self/status").read_text()
    kilobytes = re.search(r"^VmHWM:\s+([0-9]+) kB", said, re.MULTILINE)
    if kilobytes is None:
        raise ValueError("the kernel does not tell how much memory there was")
    return int(kilobytes[1]) / KILOBYTE
