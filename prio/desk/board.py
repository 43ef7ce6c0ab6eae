"""The board of one county: every organisation and requirement, the gauge, what is missing and what the county gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum
from django.utils.safestring import SafeString

from agreements.domain.definition import Definition
from agreements.domain.party_words import the_party
from agreements.domain.requirement import RequirementDefinition
from agreements.models import Agreement, AgreementVersion, Report, ReportState
from agreements.selectors import definition_of, published_version
from assessment.models import COUNTS_AS_MET, Outcome, RoundKind, Verdict, VerdictState
from payouts.models import AllocationLine
from payouts.selectors.frame import swedish
from prio.accounts.roles import Actor
from prio.desk.counties import day_of, holds_on
from prio.desk.results import VisibleRun, sees_every_county, visible_run
from prio.desk.standing import Municipality, Passed, Standing, WayBack, reason_of, standing_of, way_back
from prio.parties.models import Kind, PartyCounty, Population, PopulationVersion
from prio.swedish import tag_html

OUTCOME_TAGS: Mapping[tuple[str, bool], SafeString] = {
    (outcome.value, made_up): tag_html(outcome, made_up=made_up)
    for outcome in Outcome
    for made_up in (False, True)
}
PASSED_TAGS: Mapping[Passed, SafeString] = {
    Passed.YES: tag_html("met", "Klarade"),
    Passed.NO: tag_html("not_met", "Klarade inte"),
    Passed.NOT_YET: tag_html("undecided", "Inte avgjort"),
}
REPORT_TAGS: Mapping[str, SafeString] = {state.value: tag_html(state) for state in ReportState}
NOT_BEGUN = tag_html("not_begun", "Inte påbörjat")


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of the county with a ready-made cell for each requirement. `amount` in kronor."""

    id: int
    code: str
    name: str
    inhabitants: int
    cells: tuple[SafeString, ...]
    passed: Passed
    passed_tag: SafeString
    amount: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class CountyBoard:
    """Everything that the board shows. Amounts in kronor; without a visible run there are none.

    simulated: something shown is made up. invented: the whole agreement is.
    """

    code: str
    county: str
    name: str
    definition: Definition
    run: VisibleRun | None
    sees_all: bool
    simulated: bool
    invented: bool
    standing: Standing
    way_back: WayBack
    region: PartyRow | None
    region_requirements: tuple[RequirementDefinition, ...]
    municipalities: tuple[PartyRow, ...]
    municipality_requirements: tuple[RequirementDefinition, ...]

    @property
    def reason(self) -> str:
        """Why the county takes part or not, in a sentence."""
        return reason_of(self.standing, the_party("region", self.definition.year))

    @property
    def failed(self) -> tuple[PartyRow, ...]:
        """The kommuner that did not pass."""
        return tuple(row for row in self.municipalities if row.passed is Passed.NO)

    @property
    def open(self) -> tuple[PartyRow, ...]:
        """The kommuner that are not decided yet."""
        return tuple(row for row in self.municipalities if row.passed is Passed.NOT_YET)

    @property
    def municipality_amount(self) -> int:
        """The kronor of the kommuner together."""
        return sum(row.amount for row in self.municipalities)

    @property
    def amount(self) -> int:
        """The kronor of the whole county."""
        return self.municipality_amount + (self.region.amount if self.region else 0)

    @property
    def region_has_grundkrav(self) -> bool:
        """Whether any grundkrav applies to the region."""
        return any(not requirement.has_pot for requirement in self.region_requirements)

    @property
    def region_cells(self) -> tuple[tuple[RequirementDefinition, SafeString], ...]:
        """The region's requirements with their cells."""
        return tuple(zip(self.region_requirements, self.region.cells, strict=True)) if self.region else ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database holds about a county and an agreement."""

    parties: Sequence[tuple[int, str, str, str, str]]
    people: Mapping[int, int]
    verdicts: Mapping[tuple[int, str], tuple[str, str, str, bool]]
    reports: Mapping[tuple[int, str], str]
    amounts: Mapping[int, int]


def county_board(actor: Actor, code: str, county: str) -> CountyBoard | None:
    """Return the board of `county` in the agreement `code`, or None if `actor` may not see it: six or seven queries."""
    version = published_version(actor, code)
    if version is None:
        return None
    run = visible_run(actor, version.agreement)
    if not sees_every_county(actor, run) and county not in actor.counties:
        return None
    day = day_of(definition_of(version))
    parties = _parties(county, day)
    if not parties:
        return None
    ids = [party[0] for party in parties]
    found = _Found(
        parties=parties,
        people=_people(ids, day, run),
        verdicts=_verdicts(actor, version.agreement, ids),
        reports={} if run else _reports(version.agreement, ids),
        amounts=_amounts(run, ids) if run else {},
    )
    return _board(actor, version, county, run, found)


def _board(
    actor: Actor,
    version: AgreementVersion,
    county: str,
    run: VisibleRun | None,
    found: _Found,
) -> CountyBoard:
    definition, invented = definition_of(version), version.agreement.simulated
    asked = {
        kind: tuple(one for one in definition.requirements if kind in one.parties and one.rule)
        for kind in ("municipality", "region")
    }
    rows = [_row(actor, definition, party, asked[str(party[2])], found) for party in found.parties]
    regions = [row for row, party in zip(rows, found.parties, strict=True) if party[2] == Kind.REGION]
    kommuner = [row for row, party in zip(rows, found.parties, strict=True) if party[2] == Kind.MUNICIPALITY]
    kommuner.sort(key=lambda row: swedish(row.name))
    weighed = [Municipality(row.name, row.inhabitants, row.passed) for row in kommuner]
    gate = regions[0].passed if regions and definition.region_gate else None
    standing = standing_of(weighed, definition.county_threshold_percent or 0, gate)
    return CountyBoard(
        code=definition.code,
        county=county,
        name=found.parties[0][4],
        definition=definition,
        run=run,
        sees_all=sees_every_county(actor, run),
        invented=invented,
        simulated=invented
        or (run is not None and run.simulated)
        or any(verdict[3] for verdict in found.verdicts.values()),
        standing=standing,
        way_back=way_back(weighed, standing.missing),
        region=regions[0] if regions else None,
        region_requirements=asked["region"],
        municipalities=tuple(kommuner),
        municipality_requirements=asked["municipality"],
    )


def _row(
    actor: Actor,
    definition: Definition,
    party: tuple[int, str, str, str, str],
    asked: Sequence[RequirementDefinition],
    found: _Found,
) -> PartyRow:
    id_, code, _, name, _ = party
    passed = _passed(id_, [one.code for one in asked if not one.has_pot], found)
    return PartyRow(
        id=id_,
        code=code,
        name=name,
        inhabitants=found.people.get(id_, 0),
        cells=tuple(_cell((id_, one.code), found) for one in asked),
        passed=passed,
        passed_tag=PASSED_TAGS[passed],
        amount=found.amounts.get(id_, 0),
        is_own=id_ in actor.parties,
    )


def _passed(party: int, grundkrav: Sequence[str], found: _Found) -> Passed:
    verdicts = [found.verdicts.get((party, code)) for code in grundkrav]
    final = [verdict for verdict in verdicts if verdict and verdict[0] == VerdictState.FINAL]
    if any(verdict[1] not in COUNTS_AS_MET for verdict in final):
        return Passed.NO
    return Passed.YES if len(final) == len(grundkrav) else Passed.NOT_YET


def _cell(key: tuple[int, str], found: _Found) -> SafeString:
    verdict = found.verdicts.get(key)
    if verdict is None:
        return REPORT_TAGS.get(found.reports.get(key, ""), NOT_BEGUN)
    state, outcome, proposed, simulated = verdict
    if state == VerdictState.FINAL:
        return OUTCOME_TAGS[outcome, simulated]
    words = f"Förslag: {Outcome(proposed).label.lower()}" if proposed else "Bedöms av handläggare"
    return tag_html("proposed", words, made_up=simulated)


def _parties(county: str, day: date) -> list[tuple[int, str, str, str, str]]:
    return list(
        PartyCounty.objects.filter(holds_on(day), holds_on(day, "party__names__"), county=county)
        .order_by("party__code")
        .values_list("party_id", "party__code", "party__kind", "party__names__name", "county__name")
    )


def _people(parties: Sequence[int], day: date, run: VisibleRun | None) -> dict[int, int]:
    figures = Population.objects.filter(municipality__in=parties)
    if run:
        figures = figures.filter(version=run.population_id)
    else:
        newest = PopulationVersion.objects.filter(date=day).order_by("-version").values("pk")[:1]
        figures = figures.filter(version__in=newest)
    return dict(figures.values_list("municipality_id", "inhabitants"))


def _verdicts(
    actor: Actor, agreement: Agreement, parties: Sequence[int]
) -> dict[tuple[int, str], tuple[str, str, str, bool]]:
    """The current verdicts; those that are not final yet only for who reads all."""
    states = [state for state in VerdictState if state != VerdictState.CORRECTED]
    rows = Verdict.objects.filter(
        round__agreement=agreement,
        round__kind=RoundKind.FINAL,
        party__in=parties,
        state__in=states if actor.reads_all else [VerdictState.FINAL],
    ).values_list("party_id", F("requirement__code"), "state", "outcome", "proposed_outcome", "simulated")
    return {
        (party, code): (state, outcome, proposed, simulated)
        for party, code, state, outcome, proposed, simulated in rows
    }


def _reports(agreement: Agreement, parties: Sequence[int]) -> dict[tuple[int, str], str]:
    rows = Report.objects.filter(requirement__agreement=agreement, party__in=parties)
    return {
        (party, code): state
        for party, code, state in rows.values_list("party_id", "requirement__code", "state")
    }


def _amounts(run: VisibleRun, parties: Sequence[int]) -> dict[int, int]:
    sums = AllocationLine.objects.filter(part__run=run.id, party__in=parties).values_list("party_id")
    return dict(sums.annotate(Sum("amount")).order_by())
