"""Evaluate every report of an agreement."""

from argparse import ArgumentParser
from typing import Any

from assessment.services import assess_agreement
from prio.commands import ServiceCommand


class Command(ServiceCommand):
    """Record a proposed verdict with its reasons for every report."""

    help = "Prövar alla rapporter i en överenskommelse och lägger förslag till bedömning."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement."""
        parser.add_argument(
            "agreement", metavar="AGREEMENT", help="överenskommelsens kod, till exempel prio-2014"
        )

    def serve(self, **options: Any) -> None:
        """Assess and tell what was proposed."""
        result = assess_agreement(
            options["agreement"],
            progress=lambda step, done=0, total=0: self.stderr.write(f"{step} ({done}/{total})"),
        )
        self.say(
            f"{options['agreement']}: {result.new} nya förslag, {result.changed} ändrade, "
            f"{result.unchanged} oförändrade, {result.withdrawn} borttagna, {result.decided_already} redan bedömda."
        )
