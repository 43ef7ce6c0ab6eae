"""Registers: a file of 100 000 rows from upload to what a person looks at, how long it takes and how much memory.

Each is read by a process of its own, as a worker does, so that the memory is the reading's and not the bench's.
"""

import csv
import json
import os
import subprocess
import sys
from functools import cache
from io import BytesIO, StringIO

from openpyxl import Workbook

from bench.chain import demonstration
from bench.frame import Measured, figure

ROWS = 100_000
REGIONS = ("01", "03", "04", "05", "06", "07", "08", "09", "10", "12")
MONTHS = 10
KINDS = ("csv", "xlsx")
READER = "import django; django.setup(); from bench.register_reader import read_one; read_one()"


def rows() -> list[list[object]]:
    """Return the headings, and the rows of a thousand units in each of ten landsting, month by month."""
    units = ROWS // len(REGIONS) // MONTHS
    table: list[list[object]] = [["Kod", "Krav", "Månad", "Enhet", "Antal genomförda"]]
    table += [
        [region, "A1", f"2014-{month:02}", f"Mottagning {unit}", 10 + unit % 90]
        for region in REGIONS
        for unit in range(units)
        for month in range(1, MONTHS + 1)
    ]
    return table


@cache
def content(kind: str) -> bytes:
    """Return the file, as a register's CSV or as Excel writes it."""
    if kind == "csv":
        text = StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(rows())
        return text.getvalue().encode("utf-8-sig")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows():
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def read_by_a_process(kind: str) -> tuple[float, float]:
    """Return the seconds and the megabytes that a process of its own takes for the file."""
    demonstration()
    done = subprocess.run(
        [sys.executable, "-c", READER, kind],
        input=content(kind),
        capture_output=True,
        check=True,
        env=os.environ,
    )
    seconds, megabytes, figures = json.loads(done.stdout)
    if figures != ROWS:
        raise ValueError(f"{figures} of {ROWS} figures were read")
    return seconds, megabytes


@cache
def measured() -> dict[str, tuple[float, float]]:
    """Read each file once."""
    return {kind: read_by_a_process(kind) for kind in KINDS}


@figure("a register of 100 000 rows, read, checked and kept", unit="s", at_most=10)
def register_time() -> dict[str, Measured]:
    """From the first byte to the preview."""
    return {kind: Measured(seconds) for kind, (seconds, _) in measured().items()}


@figure("a register of 100 000 rows, memory of the process at its most", unit="MB", at_most=300)
def register_memory() -> dict[str, Measured]:
    """What the worker needs in all, Django included."""
    return {kind: Measured(megabytes) for kind, (_, megabytes) in measured().items()}
