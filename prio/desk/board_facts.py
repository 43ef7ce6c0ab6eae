"""What there is about one county and one agreement: parties with inhabitants and kronor, verdicts, reports."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, IntegerField, Max, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from agreements.domain.definition import Definition
from agreements.models import Agreement, AgreementVersion, Report, ReportState, Submission
from agreements.selectors.standing import without_refused_completions
from assessment.models import RoundKind, Verdict, VerdictState
from payouts.models import AllocationLine, AllocationRun, DecidedAmount, DecisionState, Forecast
from prio.accounts.roles import Actor
from prio.desk.periods import day_of, newest_population
from prio.desk.results import VisibleRun
from prio.parties.models import County, PartyCounty, Population
from prio.parties.selectors import holds_on

STANDS = (ReportState.HANDED_IN, ReportState.RETURNED)
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
    """Everything about the county; verdicts and reports by party and the requirement's code.

    answers: the latest of what was handed in and stands. simulated: a report is made up.
    """

    parties: Sequence[PartyFact]
    verdicts: Mapping[tuple[int, str], VerdictFact]
    reports: Mapping[tuple[int, str], str]
    answers: Mapping[tuple[int, str], Mapping[str, object]]
    simulated: bool


def facts_of(
    actor: Actor, version: AgreementVersion, county: str, run: VisibleRun | None, *, goes_on: bool
) -> Facts:
    """Return what there is about `county`: two or three queries; empty for an unknown county.

    `goes_on`: reports are still handed in or assessed, so that what they say is looked at.
    """
    agreement = version.agreement
    parties = _parties(county, version.definition, run)
    ids = [party.id for party in parties]
    reports = _reports(agreement, ids) if ids and (goes_on or not run) else {}
    return Facts(
        parties=parties,
        verdicts=_verdicts(actor, agreement, ids) if ids else {},
        reports={key: one.state for key, one in reports.items()},
        answers={
            key: one.answers
            for key, one in reports.items()
            if one.answers is not None and one.state in STANDS
        },
        simulated=any(one.simulated for one in reports.values()),
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


def _amounts(run: VisibleRun | None) -> QuerySet[Any, Any] | None:
    """What is decided, also beside the pots; before that what the run divides."""
    if run is None:
        return None
    if run.in_force:
        decided = DecidedAmount.objects.filter(decision__run=run.id, decision__state=DecisionState.IN_FORCE)
        of_party = decided.filter(party=OuterRef("party")).order_by().values("party")
        return of_party.annotate(total=Sum("amount")).values("total")
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


class _Written(NamedTuple):
    state: str
    simulated: bool
    answers: Mapping[str, object] | None


def _reports(agreement: Agreement, parties: Sequence[int]) -> dict[tuple[int, str], _Written]:
    """The reports, each with the answers that stand: what was handed in last and not refused."""
    standing = without_refused_completions(Submission.objects.filter(report=OuterRef("pk")))
    last = standing.order_by("-number").values("answers")[:1]
    rows = Report.objects.filter(requirement__agreement=agreement, party__in=parties).order_by()
    columns = ("party_id", "requirement__code", "state", "simulated", "last_answers")
    found = rows.annotate(last_answers=Subquery(last)).values_list(*columns)
    return {(party, code): _Written(*rest) for party, code, *rest in found}


def mark_of(version: AgreementVersion, county: str) -> str:
    """Return a text that is another one when something on the county's board may have changed: one query."""
    places = PartyCounty.objects.filter(county=county).values("party")
    of_county = {"party__in": places, "requirement__agreement": version.agreement_id}
    reports = Report.objects.filter(**of_county).order_by()
    verdicts = Verdict.objects.filter(round__agreement=version.agreement_id, party__in=places).order_by()
    forecasts = Forecast.objects.filter(agreement=version.agreement_id).order_by("-made_at")
    runs = AllocationRun.objects.filter(agreement=version.agreement_id).order_by("-computed_at")
    together = Value(1, output_field=IntegerField())
    row = (
        County.objects.filter(pk=county)
        .annotate(
            written=Subquery(
                reports.annotate(all=together).values("all").annotate(last=Max("changed_at")).values("last")
            ),
            begun=Subquery(
                reports.annotate(all=together).values("all").annotate(sum=Count("pk")).values("sum")
            ),
            judged=Subquery(
                verdicts.annotate(all=together).values("all").annotate(last=Max("made_at")).values("last")
            ),
            forecast=Subquery(forecasts.values("pk")[:1]),
            run=Subquery(runs.values("pk")[:1]),
        )
        .values_list("written", "begun", "judged", "forecast", "run")
        .first()
    )
    return hashlib.sha256(repr((version.pk, row)).encode()).hexdigest()[:16]
