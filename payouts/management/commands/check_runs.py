"""Check that every division comes out the same when it is divided again."""

from typing import Any

from payouts.allocation_file import allocation_csv, recomputed_csv
from payouts.inputs import sha256_of
from payouts.models import AllocationRun
from prio.commands import ServiceCommand
from prio.refused import Refused


class Command(ServiceCommand):
    """Divide every run anew from the inputs that it keeps, and compare the files byte for byte."""

    help = "Räknar om varje sparad fördelning ur dess sparade underlag och jämför byte för byte."

    def serve(self, **options: Any) -> None:
        """Tell how many are the same, or name those that are not."""
        runs = AllocationRun.objects.select_related("version", "agreement").order_by("agreement__code", "pk")
        count, changed = 0, []
        for run in runs.iterator(chunk_size=1):
            count += 1
            if not _is_same(run):
                changed.append(f"{run.agreement.code}, fördelning {run.pk}")
        if changed:
            raise Refused(f"Inte samma när de räknas om: {'; '.join(changed)}.")
        self.say(f"Omräknade: {count}. Alla är desamma, byte för byte.")


def _is_same(run: AllocationRun) -> bool:
    return sha256_of(run.inputs) == run.inputs_sha256 and recomputed_csv(run) == allocation_csv(run)
