"""What there is about one county and one agreement: parties with inhabitants and kronor, verdicts, reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from agreements.domain.definition import Definition
from agreements.models import Agreement, AgreementVersion, Report
from assessment.models import RoundKind, Verdict, VerdictState
from payouts.models import AllocationLine
from prio.accounts.roles import Actor
from prio.desk.periods import day_of, newest_population
from prio.desk.results import VisibleRun
from prio.parties.models import PartyCounty, Population
from prio.parties.selectors import holds_on

CURRENT = tuple(state for state in VerdictState if state != VerdictState.CORRECTED)


class PartyFact(NamedTuple):
    """A party of the county; `inhabitants` are 0 for a region; `amount` in kronor, 0 without a run."""

    id: int
    code: str
    kind: str
    name: str
    county: str
    inhabitants: int
    amount: int


class VerdictFact(NamedTuple):
    """A party's verdict on a requirement."""

    state: str
    outcome: str
    proposed: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about the county; verdicts and reports by party and the requirement's code."""

    parties: Sequence[PartyFact]
    verdicts: Mapping[tuple[int, str], VerdictFact]
    reports: Mapping[tuple[int, str], str]


def facts_of(actor: Actor, version: AgreementVersion, county: str, run: VisibleRun | None) -> Facts:
    """Return what there is about `county`: two queries, three without a run; empty for an unknown county."""
    agreement = version.agreement
    parties = _parties(county, version.definition, run)
    ids = [party.id for party in parties]
    return Facts(
        parties=parties,
        verdicts=_verdicts(actor, agreement, ids) if ids else {},
        reports=_reports(agreement, ids) if ids and not run else {},
    )


def _parties(county: str, definition: Definition, run: VisibleRun | None) -> list[PartyFact]:
    day = day_of(definition)
    named = holds_on(definition.names_day, "party__names__")
    rows = (
        PartyCounty.objects.filter(holds_on(day), named, county=county)
        .annotate(inhabitants=_or_zero(_inhabitants(day, run)), amount=_or_zero(_amounts(run)))
        .order_by("party__code")
        .values_list(
            "party_id",
            "party__code",
            "party__kind",
            "party__names__name",
            "county__name",
            "inhabitants",
            "amount",
        )
    )
    return [PartyFact(*row) for row in rows]


def _inhabitants(day: date, run: VisibleRun | None) -> QuerySet[Population, Any]:
    figures = Population.objects.filter(municipality=OuterRef("party"))
    figures = (
        figures.filter(version=run.population_id)
        if run
        else figures.filter(version__in=newest_population(day))
    )
    return figures.order_by().values("inhabitants")


def _amounts(run: VisibleRun | None) -> QuerySet[AllocationLine, Any] | None:
    if run is None:
        return None
    lines = AllocationLine.objects.filter(part__run=run.id, party=OuterRef("party"))
    return lines.order_by().values("party").annotate(total=Sum("amount")).values("total")


def _or_zero(found: QuerySet[Any, Any] | None) -> Coalesce | Value:
    zero = Value(0, output_field=IntegerField())
    return zero if found is None else Coalesce(Subquery(found), zero)


def _verdicts(
    actor: Actor, agreement: Agreement, parties: Sequence[int]
) -> dict[tuple[int, str], VerdictFact]:
    """The current verdicts; those that are not final yet only for who reads all."""
    rows = Verdict.objects.filter(
        round__agreement=agreement,
        round__kind=RoundKind.FINAL,
        party__in=parties,
        state__in=CURRENT if actor.reads_all else [VerdictState.FINAL],
    ).order_by()
    columns = ("party_id", F("requirement__code"), "state", "outcome", "proposed_outcome", "simulated")
    return {(party, code): VerdictFact(*rest) for party, code, *rest in rows.values_list(*columns)}


def _reports(agreement: Agreement, parties: Sequence[int]) -> dict[tuple[int, str], str]:
    rows = Report.objects.filter(requirement__agreement=agreement, party__in=parties).order_by()
    return {
        (party, code): state
        for party, code, state in rows.values_list("party_id", "requirement__code", "state")
    }
