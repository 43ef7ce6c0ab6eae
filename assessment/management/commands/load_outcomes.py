"""Take in outcomes that were decided elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from assessment.services import load_outcomes
from prio.commands import ServiceCommand, read_file


class Command(ServiceCommand):
    """The file's outcomes become final verdicts with the file as their source."""

    help = "Läser in utfall (CSV: requirement,organisation,outcome) som slutliga bedömningar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement and the file."""
        parser.add_argument(
            "agreement", metavar="AGREEMENT", help="överenskommelsens kod, till exempel prio-2014"
        )
        parser.add_argument("file", metavar="FILE", help="CSV-fil med utfall")
        parser.add_argument(
            "--simulated",
            action="store_true",
            help="utfallen är påhittade (bara i en demonstrationsinstallation)",
        )

    def serve(self, **options: Any) -> None:
        """Take the file in and tell what it changed."""
        name = options["file"]
        loaded = load_outcomes(
            options["agreement"], Path(name).name, read_file(name), simulated=options["simulated"]
        )
        self.say(
            f"{options['agreement']}: {loaded.new} nya bedömningar, {loaded.corrected} rättade, "
            f"{loaded.unchanged} oförändrade."
        )
