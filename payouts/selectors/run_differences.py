"""What differs between a run and the one before it: for who reads all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from payouts.domain.difference import Division, difference
from payouts.inputs import given_of
from payouts.models import AllocationRun
from payouts.selectors.access import shown_run
from payouts.selectors.differences import Shown, counties, party_names
from prio.accounts.roles import Actor

BEFORE, NOW = "Förra", "Den här"


class Names(NamedTuple):
    """The parties' names in the agreement's year, and each county's letters and name, by code."""

    parties: Mapping[str, str]
    counties: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class RunDifferences:
    """A run beside the one before it."""

    run: AllocationRun
    previous: AllocationRun
    shown: Shown


def run_differences(
    actor: Actor, run: AllocationRun, names: Names | None = None, *, every: bool = False
) -> RunDifferences | None:
    """Return what differs from the run before; None where there is none, or for who does not read all.

    One query where `names` are known already, otherwise three. Both are divided anew from what they were computed
    from, which is what their stored lines were checked against.
    """
    if not actor.reads_all or not run.inputs:
        return None
    earlier = Q(computed_at__lt=run.computed_at) | Q(computed_at=run.computed_at, pk__lt=run.pk)
    runs = AllocationRun.objects.filter(earlier, agreement=run.agreement_id).exclude(inputs={})
    previous = runs.order_by("-computed_at", "-pk").first()
    if previous is None:
        return None
    found = difference(Division.of(given_of(previous.inputs)), Division.of(given_of(run.inputs)))
    definition = run.version.definition
    known = names or Names(party_names(definition), counties())
    beside = Shown(found, definition, known.parties, known.counties, (BEFORE, NOW), every)
    return RunDifferences(run, previous, beside)


def shown_run_differences(actor: Actor, code: str, run_id: int | None = None) -> RunDifferences | None:
    """Return the same for a run by its number, or the one that `shown_run` chooses: four queries."""
    run = shown_run(actor, code, run_id) if actor.reads_all else None
    return run_differences(actor, run, every=True) if run else None
