"""Writing the figures of a version: many at once, so PostgreSQL copies them in; elsewhere they are inserted."""

from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from itertools import islice

from django.db import connection

from agreements.models import Requirement
from assessment.domain.registers.checked import FigureKey
from assessment.models import RegisterFigure, RegisterImport
from prio.parties.models import Party

BATCH = 20_000  # figures
_COLUMNS = ("of_id", "requirement_id", "party_id", "question", "unit", "month", "value")
_Row = tuple[int, int, int, str, str, str, str]


def keep_figures(found: RegisterImport, figures: Mapping[FigureKey, str]) -> None:
    """Write the figures of a version in place of those that it had, in the caller's transaction.

    A hundred thousand of them as rows of the ORM take longer, and more memory, than everything else with a file.
    """
    RegisterFigure.objects.filter(of=found).delete()
    rows = _rows(found, figures)
    while batch := list(islice(rows, BATCH)):
        if connection.vendor == "postgresql":
            _copy(batch)
        else:
            RegisterFigure.objects.bulk_create(
                RegisterFigure(**dict(zip(_COLUMNS, row, strict=True))) for row in batch
            )


def _rows(found: RegisterImport, figures: Mapping[FigureKey, str]) -> Iterator[_Row]:
    requirements = dict(Requirement.objects.filter(agreement=found.agreement_id).values_list("code", "pk"))
    parties = dict(Party.objects.values_list("code", "pk"))
    for (party, requirement, key, unit, month), value in figures.items():
        yield found.pk, requirements[requirement], parties[party], key, unit, month, value


def _copy(rows: Iterable[_Row]) -> None:
    quoted = connection.ops.quote_name
    into = f"{quoted(RegisterFigure._meta.db_table)} ({', '.join(map(quoted, _COLUMNS))})"
    lines = StringIO("".join("\t".join(map(_escaped, row)) + "\n" for row in rows))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {into} FROM STDIN", lines)


def _escaped(cell: object) -> str:
    text = str(cell)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")
