"""Population figures in the files that Statistics Sweden gives out: read, added up and checked. Pure.

From bytes to `PopulationTable`, or one exception, `PopulationFileError`, whatever the bytes are.
docs/formats.md describes the files.
"""

from datetime import date

from prio.parties.population_files.checks import PopulationTable, checked
from prio.parties.population_files.csv_export import read_csv
from prio.parties.population_files.faults import PopulationFileError
from prio.parties.population_files.places import Membership, Places
from prio.parties.population_files.px_json import read_json
from prio.parties.population_files.sums import sums_of

__all__ = [
    "LARGEST_FILE",
    "Membership",
    "Places",
    "PopulationFileError",
    "PopulationTable",
    "read_population_file",
]

LARGEST_FILE = 20 * 1024 * 1024  # bytes
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_population_file(
    content: bytes, places: Places, *, day: date | None = None, total: int | None = None
) -> tuple[PopulationTable, ...]:
    """Return the checked figures of every date in the file, oldest first.

    Args:
        content: the file, a CSV export or PxWeb's JSON.
        places: the country, the counties and the kommuner.
        day: take this date only; needed when the file names no year. A year means 31 December of it.
        total: the official number of inhabitants of the whole country on that date.

    Raises:
        PopulationFileError: the file cannot be read, is not a whole population, or its sums are not the official ones.
    """
    text = _decoded(content)
    table = read_json(text) if text.lstrip()[:1] in ("{", "[") else read_csv(text)
    return checked(sums_of(table, places, day), places, total)


def _decoded(content: bytes) -> str:
    """Return the text: UTF-8 with or without a mark, or else the Windows encoding that the older exports have."""
    if len(content) > LARGEST_FILE:
        raise PopulationFileError("Filen är större än 20 MB.")
    if content.startswith((_ZIP, _OLD_EXCEL)):
        raise PopulationFileError(
            "Filen är en Excelfil eller ett arkiv. Spara den som CSV eller JSON-stat i stället."
        )
    if b"\0" in content:
        raise PopulationFileError("Filen är ingen textfil.")
    if not content.strip():
        raise PopulationFileError("Filen är tom.")
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes everything")
