"""The board of one county: every organisation and requirement, the gauge, what is missing and what the county gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from agreements.domain.definition import Definition
from agreements.domain.party_words import the_party
from agreements.domain.requirement import RequirementDefinition
from agreements.models import AgreementVersion, ReportState
from agreements.selectors.agreements import published_version
from assessment.models import COUNTS_AS_MET, Outcome, VerdictState
from payouts.selectors.frame import swedish
from prio.accounts.roles import Actor
from prio.desk.board_facts import Facts, PartyFact, facts_of
from prio.desk.results import VisibleRun, sees_every_county, visible_run
from prio.desk.standing import Municipality, Passed, Standing, WayBack, reason_of, standing_of, way_back
from prio.parties.models import Kind
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


def county_board(actor: Actor, code: str, county: str) -> CountyBoard | None:
    """Return the board of `county` in the agreement `code`, or None if `actor` may not see it: four or five queries."""
    version = published_version(actor, code)
    if version is None:
        return None
    run = visible_run(actor, version.agreement)
    if not sees_every_county(actor, run) and county not in actor.counties:
        return None
    facts = facts_of(actor, version, county, run)
    return _board(actor, version, county, run, facts) if facts.parties else None


def _board(
    actor: Actor,
    version: AgreementVersion,
    county: str,
    run: VisibleRun | None,
    facts: Facts,
) -> CountyBoard:
    definition, invented = version.definition, version.agreement.simulated
    asked = {
        kind: tuple(one for one in definition.requirements if kind in one.parties and one.rule)
        for kind in ("municipality", "region")
    }
    rows = [_row(actor, definition, party, asked[str(party.kind)], facts) for party in facts.parties]
    regions = [row for row, party in zip(rows, facts.parties, strict=True) if party.kind == Kind.REGION]
    kommuner = [
        row for row, party in zip(rows, facts.parties, strict=True) if party.kind == Kind.MUNICIPALITY
    ]
    kommuner.sort(key=lambda row: swedish(row.name))
    weighed = [Municipality(row.name, row.inhabitants, row.passed) for row in kommuner]
    gate = regions[0].passed if regions and definition.region_gate else None
    standing = standing_of(weighed, definition.county_threshold_percent or 0, gate)
    return CountyBoard(
        code=definition.code,
        county=county,
        name=facts.parties[0].county,
        definition=definition,
        run=run,
        sees_all=sees_every_county(actor, run),
        invented=invented,
        simulated=invented
        or (run is not None and run.simulated)
        or any(verdict.simulated for verdict in facts.verdicts.values()),
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
    party: PartyFact,
    asked: Sequence[RequirementDefinition],
    facts: Facts,
) -> PartyRow:
    passed = _passed(party.id, [one.code for one in asked if not one.has_pot], facts)
    return PartyRow(
        id=party.id,
        code=party.code,
        name=party.name,
        inhabitants=party.inhabitants,
        cells=tuple(_cell((party.id, one.code), facts) for one in asked),
        passed=passed,
        passed_tag=PASSED_TAGS[passed],
        amount=party.amount,
        is_own=party.id in actor.parties,
    )


def _passed(party: int, grundkrav: Sequence[str], facts: Facts) -> Passed:
    verdicts = [facts.verdicts.get((party, code)) for code in grundkrav]
    final = [verdict for verdict in verdicts if verdict and verdict.state == VerdictState.FINAL]
    if any(verdict.outcome not in COUNTS_AS_MET for verdict in final):
        return Passed.NO
    return Passed.YES if len(final) == len(grundkrav) else Passed.NOT_YET


def _cell(key: tuple[int, str], facts: Facts) -> SafeString:
    verdict = facts.verdicts.get(key)
    if verdict is None:
        return REPORT_TAGS.get(facts.reports.get(key, ""), NOT_BEGUN)
    if verdict.state == VerdictState.FINAL:
        return OUTCOME_TAGS[verdict.outcome, verdict.simulated]
    words = f"Förslag: {Outcome(verdict.proposed).label.lower()}" if verdict.proposed else "Bedöms"
    return tag_html("proposed", words, made_up=verdict.simulated)
