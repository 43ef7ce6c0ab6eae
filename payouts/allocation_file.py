"""The file of an allocation: the same bytes for the command, the web, the API and the decision's attachment."""

import csv
import io

from payouts.domain.allocation import UNDISTRIBUTED
from payouts.inputs import simulated_parts
from payouts.models import AllocationLine, AllocationPart, AllocationRun

COLUMNS = ("agreement", "requirement", "organisation", "party", "weight", "quota", "amount_sek", "simulated")


def allocation_csv(run: AllocationRun) -> bytes:
    """Return the run as CSV in UTF-8 (docs/formats.md): two queries, and always the same bytes for the same run.

    A row for every party that shares, in the order of the agreement's requirements, kommuner before regioner, then by
    code; after them a row `undistributed` where something of the part is left. Amounts are kronor.
    """
    made_up = simulated_parts(run)
    agreement = run.inputs["agreement"]
    lines: dict[int, list[tuple[str, int, str, int]]] = {}
    stored = AllocationLine.objects.filter(part__run=run).order_by("party__code")
    for part_id, party, weight, numerator, denominator, amount in stored.values_list(
        "part_id", "party__code", "weight", "quota_numerator", "quota_denominator", "amount"
    ):
        lines.setdefault(part_id, []).append((party, weight, f"{numerator}/{denominator}", amount))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    parts = AllocationPart.objects.filter(run=run).order_by("requirement__position", "kind")
    for part in parts.select_related("requirement"):
        code = part.requirement.code
        simulated = "true" if (code, part.kind) in made_up else "false"
        for party, weight, quota, amount in lines.get(part.pk, []):
            writer.writerow((agreement, code, party, part.kind, weight, quota, amount, simulated))
        if part.undistributed:
            writer.writerow(
                (agreement, code, UNDISTRIBUTED, part.kind, "", "", part.undistributed, simulated)
            )
    return text.getvalue().encode()
