"""The counties of an agreement: who takes part, how near the limit, what they get."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from agreements.domain.definition import Definition
from agreements.domain.party_words import the_party
from agreements.models import Agreement
from agreements.selectors.agreements import published_version
from assessment.models import COUNTS_AS_MET, RoundKind, Verdict, VerdictState
from payouts.models import AllocationCounty, AllocationLine, DecidedAmount, DecisionState
from prio.accounts.roles import Actor
from prio.desk.periods import day_of, newest_population
from prio.desk.results import VisibleRun, sees_every_county, visible_run
from prio.desk.standing import WHOLE_PERCENT, Municipality, Part, Passed, Standing, standing_of
from prio.money import NO_BREAK_SPACE
from prio.parties.models import County, Kind, PartyCounty, Population
from prio.parties.selectors import holds_on


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county in the table and on the map. `amount` in kronor, None where no division may be seen."""

    code: str
    letters: str
    name: str
    standing: Standing
    amount: int | None
    is_own: bool

    @property
    def tile(self) -> str:
        """The look of the county's tile: `met` when every kommun passed, `part` when some did not."""
        if self.standing.part is Part.TAKES_PART:
            return "met" if self.standing.held == self.standing.population else "part"
        return "not" if self.standing.part is Part.LEFT_OUT else "open"

    @property
    def short_share(self) -> str:
        """The share in percent, cut off after one decimal so that it never reaches a limit that the county does not."""
        tenths = self.standing.held * WHOLE_PERCENT * 10 // max(self.standing.population, 1)
        whole, tenth = divmod(tenths, 10)
        is_exact = self.standing.held * WHOLE_PERCENT == whole * self.standing.population
        return f"{whole}{NO_BREAK_SPACE}%" if is_exact else f"{whole},{tenth}{NO_BREAK_SPACE}%"


@dataclass(frozen=True, slots=True)
class CountiesPage:
    """The counties that an actor may see, with the sums over them.

    simulated: something shown is made up. invented: the whole agreement is.
    """

    code: str
    title: str
    definition: Definition
    rows: tuple[CountyRow, ...]
    run: VisibleRun | None
    sees_all: bool
    simulated: bool
    invented: bool

    @property
    def the_region(self) -> str:
        """What a region was called in the agreement's year, with its article."""
        return the_party("region", self.definition.year)

    @property
    def taking_part(self) -> int:
        """How many counties take part."""
        return sum(row.standing.part is Part.TAKES_PART for row in self.rows)

    @property
    def left_out(self) -> tuple[CountyRow, ...]:
        """The counties that do not take part."""
        return tuple(row for row in self.rows if row.standing.part is Part.LEFT_OUT)

    @property
    def undecided(self) -> int:
        """How many counties are not decided yet."""
        return sum(row.standing.part is Part.NOT_YET for row in self.rows)

    @property
    def population(self) -> int:
        """The inhabitants of all the rows."""
        return sum(row.standing.population for row in self.rows)

    @property
    def amount(self) -> int:
        """The kronor of all the rows."""
        return sum(row.amount or 0 for row in self.rows)


def counties_page(actor: Actor, code: str) -> CountiesPage | None:
    """Return the counties of the agreement `code` that `actor` may see, or None: four to six queries."""
    version = published_version(actor, code)
    if version is None or version.definition.is_applied_for:
        return None
    run = visible_run(actor, version.agreement)
    sees_all = sees_every_county(actor, run)
    if not sees_all and not actor.counties:
        return None
    definition = version.definition
    shown = None if sees_all else actor.counties
    found = (
        _standings_of_run(definition, run) if run else _standings_now(version.agreement, definition, shown)
    )
    amounts = _amounts(run, day_of(definition)) if run else {}
    standings, simulated = found
    rows = tuple(
        CountyRow(
            code=county.code,
            letters=county.letters,
            name=county.name,
            standing=standing,
            amount=amounts.get(county.code, 0) if run else None,
            is_own=county.code in actor.counties,
        )
        for county, standing in standings
        if shown is None or county.code in shown
    )
    return CountiesPage(
        code=code,
        title=definition.title,
        definition=definition,
        rows=rows,
        run=run,
        sees_all=sees_all,
        simulated=simulated or version.agreement.simulated,
        invented=version.agreement.simulated,
    )


def _standings_of_run(definition: Definition, run: VisibleRun) -> tuple[list[tuple[County, Standing]], bool]:
    gate, limit = definition.region_gate, definition.county_threshold_percent or 0
    rows = AllocationCounty.objects.filter(run=run.id).select_related("county").order_by("county_id")
    standings = [
        (
            row.county,
            Standing(
                population=row.population,
                held=row.qualified_population,
                may=0,
                limit=limit,
                region=(Passed.YES if row.region_met else Passed.NO) if gate else None,
            ),
        )
        for row in rows
    ]
    return standings, run.simulated


def _amounts(run: VisibleRun, day: date) -> dict[str, int]:
    """What is decided, also beside the pots; before that what the run divides."""
    at_home = holds_on(day, "party__counties__")
    if run.in_force:
        decided = DecidedAmount.objects.filter(decision__run=run.id, decision__state=DecisionState.IN_FORCE)
        found = decided.filter(at_home).order_by().values_list("party__counties__county_id")
        return dict(found.annotate(Sum("amount")))
    lines = AllocationLine.objects.filter(at_home, part__run=run.id).order_by()
    return dict(lines.values_list("party__counties__county_id").annotate(Sum("amount")))


def _standings_now(
    agreement: Agreement, definition: Definition, shown: frozenset[str] | None
) -> tuple[list[tuple[County, Standing]], bool]:
    parties = PartyCounty.objects.filter(holds_on(day_of(definition)))
    if shown is not None:
        parties = parties.filter(county__in=shown)
    figures = Population.objects.filter(version__in=newest_population(day_of(definition))).order_by()
    people = dict(figures.values_list("municipality_id", "inhabitants"))
    passed, simulated = _passed_grundkrav(agreement, definition)
    at_first = {str(kind): _nothing_judged(definition, kind) for kind in Kind}
    municipalities: dict[str, list[Municipality]] = {}
    regions: dict[str, Passed] = {}
    counties: dict[str, County] = {}
    columns = ("county_id", "county__letters", "county__name", "party_id", "party__kind")
    for county, letters, name, party, kind in parties.order_by("county_id").values_list(*columns):
        if county not in counties:
            counties[county] = County(county, letters, name)
        result = passed.get(party, at_first[kind])
        if kind == Kind.REGION:
            regions[county] = result
        else:
            municipalities.setdefault(county, []).append(Municipality("", people.get(party, 0), result))
    limit = definition.county_threshold_percent or 0
    standings = [
        (
            county,
            standing_of(
                municipalities.get(code, ()),
                limit,
                regions.get(code, Passed.NOT_YET) if definition.region_gate else None,
            ),
        )
        for code, county in counties.items()
    ]
    return standings, simulated


def _passed_grundkrav(agreement: Agreement, definition: Definition) -> tuple[Mapping[int, Passed], bool]:
    codes = [grundkrav.code for grundkrav in definition.grundkrav()]
    rows = (
        Verdict.objects.filter(
            round__agreement=agreement,
            round__kind=RoundKind.FINAL,
            state=VerdictState.FINAL,
            requirement__code__in=codes,
        )
        .values_list("party_id", "party__kind")
        .annotate(
            judged=Count("pk"),
            met=Count("pk", filter=Q(outcome__in=COUNTS_AS_MET)),
            made_up=Count("pk", filter=Q(simulated=True)),
        )
        .order_by()
    )
    asked = {kind: len(definition.grundkrav(kind)) for kind in ("municipality", "region")}
    passed: dict[int, Passed] = {}
    made_up = 0
    for party, kind, verdicts, met, simulated in rows:
        made_up += simulated
        passed[party] = Passed.NO if met < verdicts else Passed.YES if met == asked[kind] else Passed.NOT_YET
    return passed, bool(made_up)


def _nothing_judged(definition: Definition, kind: str) -> Passed:
    applies = definition.grundkrav("region" if kind == Kind.REGION else "municipality")
    return Passed.NOT_YET if applies else Passed.YES
