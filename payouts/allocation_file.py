"""The file of an allocation: the same bytes for the command, the web and the API; and the attachment of a decision."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self, cast

from payouts.domain.allocation import UNDISTRIBUTED, AllocationRow, Kind, allocate, to_rows
from payouts.domain.explain import Explainer
from payouts.domain.wording import region_noun
from payouts.inputs import given_of, simulated_parts
from payouts.models import AllocationLine, AllocationPart, AllocationRun, DecidedAmount, Decision
from prio.money import kronor
from prio.parties.selectors import names_on
from prio.spreadsheets import harmless

COLUMNS = (
    "agreement", "requirement", "organisation", "party", "weight", "quota", "amount_sek", "simulated",
    "rule", "figures", "result",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Words:
    """The explanations of a run's amounts, and why something of a part is left, by requirement and kind."""

    explainer: Explainer
    left: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, run: AllocationRun) -> Self:
        given = given_of(run.inputs)
        explainer = Explainer(allocate(given), given, region_noun(run.version.definition.year))
        left = {
            (one.requirement, str(one.kind)): " ".join(one.sentences) for one in explainer.undistributed()
        }
        return cls(explainer, left)

    def explain(self, requirement: str, party: str) -> tuple[str, str, str]:
        """Return the three layers of an amount."""
        found = self.explainer.explain(requirement, party)
        layers = (found.rule.sentences, found.figures.sentences, found.result.sentences)
        rule, figures, result = (" ".join(sentences) for sentences in layers)
        return rule, figures, result


def allocation_csv(run: AllocationRun) -> bytes:
    """Return the run as CSV in UTF-8 (docs/formats.md): three queries, and always the same bytes for the same run.

    A row for every party that shares, in the order of the agreement's requirements, kommuner before regioner, then by
    code; after them a row `undistributed` where something of the part is left. Amounts are kronor. The last columns
    explain each amount in its three layers: the rule, the rule with the figures, the result.
    """
    return _written(run, _stored(run))


def recomputed_csv(run: AllocationRun) -> bytes:
    """Return the same file, divided anew from the inputs that the run keeps: no stored amount is looked at."""
    return _written(run, to_rows(allocate(given_of(run.inputs))))


def _written(run: AllocationRun, rows: Iterable[AllocationRow]) -> bytes:
    made_up, words = simulated_parts(run), _Words.of(run)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        code, party, kind = row.requirement, row.organisation, row.party
        simulated = "true" if (code, kind) in made_up else "false"
        left = party == UNDISTRIBUTED
        why = ("", "", words.left.get((code, kind), "")) if left else words.explain(code, party)
        writer.writerow((run.inputs["agreement"], *row, simulated, *why))
    return text.getvalue().encode()


def _stored(run: AllocationRun) -> Iterator[AllocationRow]:
    """Yield the rows as they are stored: two queries."""
    lines: dict[int, list[tuple[str, int, str, int]]] = {}
    stored = AllocationLine.objects.filter(part__run=run).order_by("party__code")
    for part_id, party, weight, numerator, denominator, amount in stored.values_list(
        "part_id", "party__code", "weight", "quota_numerator", "quota_denominator", "amount"
    ):
        lines.setdefault(part_id, []).append((party, weight, f"{numerator}/{denominator}", amount))
    parts = AllocationPart.objects.filter(run=run).order_by("requirement__position", "kind")
    for part in parts.select_related("requirement"):
        code, kind = part.requirement.code, cast("Kind", part.kind)
        for party, weight, quota, amount in lines.get(part.pk, []):
            yield AllocationRow(code, party, kind, str(weight), quota, amount)
        if part.undistributed:
            yield AllocationRow(code, UNDISTRIBUTED, kind, "", "", part.undistributed)


def decision_csv(decision: Decision) -> bytes:
    """Return the attachment of a decision on a division: the run's file, then what the decision gives beside the pots.

    A row for each amount that is taken from a line of the budget, by party: `requirement` is the name of the line, and
    `weight` and `quota` are empty.
    """
    run = decision.division
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = names_on(run.version.definition.names_day)
    added = DecidedAmount.objects.filter(decision=decision).exclude(line="").order_by("party__code", "line")
    columns = ("party_id", "party__code", "party__kind", "line", "amount", "simulated")
    for party_id, party, kind, line, amount, made_up in added.values_list(*columns):
        simulated = "true" if made_up else "false"
        row = (run.inputs["agreement"], harmless(line), party, kind, "", "", amount, simulated, "", "")
        writer.writerow((*row, f"{names[party_id]} får {kronor(amount)} ur raden ”{line}” i budgeten."))
    return allocation_csv(run) + text.getvalue().encode()
