"""Divide an agreement's pots and write the result as CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from payouts.allocation_file import allocation_csv
from payouts.models import AllocationRun, RunState
from payouts.services import approve_run, compute_run, propose_run
from prio.commands import ServiceCommand, add_persons, persons, room_for, write_file
from prio.money import kronor


class Command(ServiceCommand):
    """Compute the run; where two persons are given (or in a demonstration) also propose and approve it."""

    help = "Fördelar en överenskommelses potter och skriver resultatet som CSV. Samma underlag ger samma fil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement, the file to write, and the two persons."""
        parser.add_argument(
            "agreement", metavar="AGREEMENT", help="överenskommelsens kod, till exempel prio-2014"
        )
        parser.add_argument("--output", required=True, metavar="FILE", help="CSV-fil att skriva")
        add_persons(parser)

    def serve(self, **options: Any) -> None:
        """Allocate, approve where two persons are known, and write the file."""
        path = Path(options["output"])
        with room_for(path):
            run = self._run(options)
            write_file(path, allocation_csv(run))
        mark = " Simulerade uppgifter." if run.simulated else ""
        self.say(
            f"{options['agreement']}: {kronor(run.distributed)} fördelas, {kronor(run.undistributed)} fördelas inte, "
            f"{kronor(run.pots_total)} i potterna ({run.get_state_display().lower()}).{mark}"
        )

    def _run(self, options: dict[str, Any]) -> AllocationRun:
        """Return the run, approved where two persons are known: all of it or, if anything is refused, nothing."""
        two = persons(options)
        with transaction.atomic():
            run = compute_run(options["agreement"], by_id=two[0].user_id if two else None)
            if two and run.state != RunState.APPROVED:
                if run.state != RunState.PROPOSED:
                    run = propose_run(run.pk, two[0])
                run = approve_run(run.pk, two[1])
        return run
