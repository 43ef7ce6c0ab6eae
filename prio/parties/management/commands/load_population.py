"""Load population figures from a file of Statistics Sweden."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from prio import money
from prio.commands import ServiceCommand, read_file
from prio.parties.services import LoadedPopulation, load_population
from prio.refused import Refused


class Command(ServiceCommand):
    """The whole file or nothing: every kommun once, and the sums that are official."""

    help = (
        "Läser in folkmängd ur en fil från SCB:s statistikdatabas (CSV eller JSON-stat). "
        "Samma siffror igen ändrar inget; nya siffror för ett datum blir en ny version."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, what it is checked against, and what it does not say itself."""
        parser.add_argument("file", metavar="FILE", help="CSV eller JSON-stat från statistikdatabasen")
        parser.add_argument("--total", metavar="N", help="den officiella folkmängden i hela landet")
        parser.add_argument(
            "--date", metavar="YYYY-MM-DD", help="läs bara in detta datum; behövs om filen saknar år"
        )
        parser.add_argument("--source", metavar="TEXT", help="var filen kommer ifrån (annars filens namn)")

    def serve(self, **options: Any) -> None:
        """Check and load the file."""
        name = options["file"]
        loaded = load_population(
            read_file(name),
            source=options["source"] or f"SCB, {Path(name).name}",
            day=_day(options["date"]),
            total=_total(options["total"]),
        )
        for one in loaded:
            self.say(_told(one))


def _told(loaded: LoadedPopulation) -> str:
    version = loaded.version
    word = f"version {version.version}" if loaded.is_new else f"oförändrad, version {version.version}"
    against = ", ".join(loaded.checked_against)
    check = (
        f"stämmer med {against}"
        if against
        else "ingen officiell summa fanns att jämföra med, ange den med --total"
    )
    return f"Folkmängd {version.date}: {word}, {money.number(version.total)} invånare ({check})."


def _day(text: str | date | None) -> date | None:
    if text is None or isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"--date {text}: skriv datumet som 2023-12-31.") from error


def _total(text: str | int | None) -> int | None:
    if text is None:
        return None
    figures = "".join(str(text).split())
    if not (figures.isascii() and figures.isdigit() and len(figures) <= len("1000000000")):
        raise Refused(f"--total {text}: skriv ett heltal, till exempel 10551707.")
    return int(figures)
