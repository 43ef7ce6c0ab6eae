"""The board of one county: every organisation and requirement, the gauge, what is missing and what is at stake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from agreements.domain.county_figures import Comparison, comparisons
from agreements.domain.definition import Definition
from agreements.domain.lifecycle import REPORT
from agreements.domain.party_words import the_party
from agreements.domain.requirement import RequirementDefinition
from agreements.models import AgreementVersion, ReportState
from agreements.selectors.agreements import published_version
from agreements.selectors.submitted import SHOWN
from assessment.models import COUNTS_AS_MET, Outcome, VerdictState
from payouts.models import Forecast
from payouts.selectors.forecasts import is_expected, newest_forecast
from payouts.selectors.frame import swedish
from prio import clock
from prio.accounts.roles import Actor
from prio.desk.board_facts import Facts, PartyFact, facts_of, mark_of
from prio.desk.progress import progress_of
from prio.desk.results import VisibleRun, sees_every_county, visible_run
from prio.desk.stakes import BoardStakes, PartyStake, board_stakes, outlook_of_newest, sees_stakes
from prio.desk.standing import Municipality, Part, Passed, Standing, WayBack, reason_of, standing_of, way_back
from prio.money import number
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
PROGRESS_TAGS: Mapping[Passed, SafeString] = {
    Passed.YES: tag_html("handed_in", "Inlämnade"),
    Passed.NO: tag_html("not_met", "Klarar inte"),
    Passed.NOT_YET: tag_html("undecided", "Inte inlämnade"),
}
REPORT_TAGS: Mapping[str, SafeString] = {state.value: tag_html(state) for state in ReportState}
# The same for who assesses: what is only a draft is nothing yet.
ASSESSOR_TAGS: Mapping[str, SafeString] = {
    state.value: tag_html(state.value, REPORT.state(state.value).for_assessor) for state in ReportState
}
NOTHING_IN = tag_html("not_begun", "Inget inlämnat")
NOT_BEGUN = tag_html("not_begun", REPORT.state("not_begun").for_reporter)

_SO_FAR = {
    Part.TAKES_PART: "Länet är på väg att delta",
    Part.LEFT_OUT: "Länet kan inte delta",
    Part.NOT_YET: "Länet deltar inte än",
}


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
    stake: PartyStake | None


@dataclass(frozen=True, slots=True)
class CountyBoard:
    """Everything that the board shows. Amounts in kronor; without a visible run there are none.

    mark: is another one when something may have changed. goes_on: reports still come in or are assessed; progress is
    then how the county stands with what is handed in, and stakes what it loses with whom, for who may see it.
    attaches: the actor is the county's coordinator, who attaches what its parties have in common.
    simulated: something shown is made up. invented: the whole agreement is.
    """

    mark: str
    goes_on: bool
    attaches: bool
    progress: Standing | None
    stakes: BoardStakes | None
    compared: tuple[Comparison, ...]
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
    def shown(self) -> Standing:
        """How the county stands: with what is handed in while that goes on, afterwards with what is judged."""
        return self.progress or self.standing

    @property
    def the_region(self) -> str:
        """What the region is called in the agreement's year, with its article."""
        return the_party("region", self.definition.year)

    @property
    def sees_stakes(self) -> bool:
        """Whether what is lost with a kommun is shown for any of them."""
        return any(row.stake for row in self.municipalities)

    @property
    def progress_label(self) -> str:
        """How the county stands with what is handed in, in a few words."""
        return _SO_FAR[self.shown.part]

    @property
    def progress_reason(self) -> str:
        """The same in a sentence."""
        if self.shown.part is Part.TAKES_PART:
            return "Det som är inlämnat räcker, om bedömaren godkänner det."
        if self.shown.part is Part.LEFT_OUT:
            who = self.the_region.capitalize() if self.shown.may_reach else "För många kommuner"
            return f"{who} kan inte längre klara grundkraven. Då får ingen i länet pengar."
        lacks = [f"kommuner med {number(self.shown.missing)} invånare"] if self.shown.missing else []
        if self.shown.region is Passed.NOT_YET:
            lacks.append(self.the_region)
        return f"{' och '.join(lacks).capitalize()} behöver lämna in grundkraven för att länet ska delta."

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


def county_board(actor: Actor, code: str, county: str, seen: str = "") -> CountyBoard | str | None:
    """Return the board of `county` in the agreement `code`, or None if `actor` may not see it: at most seven queries.

    `seen`: the mark of the board that the reader has already; the mark alone is returned while nothing has changed.
    """
    version = published_version(actor, code)
    if version is None or version.definition.is_applied_for:
        return None
    run = visible_run(actor, version.agreement)
    if not sees_every_county(actor, run) and county not in actor.counties:
        return None
    mark = mark_of(version, county)
    if seen == mark:
        return mark
    goes_on = not (run and run.in_force) and is_expected(version, clock.today())
    facts = facts_of(actor, version, county, run, goes_on=goes_on)
    if not facts.parties:
        return None
    forecast = newest_forecast(version) if goes_on else None
    return _Making(actor, version, county, run, facts, goes_on, forecast).board(mark)


@dataclass(frozen=True, slots=True)
class _Making:
    """What a board is made from."""

    actor: Actor
    version: AgreementVersion
    county: str
    run: VisibleRun | None
    facts: Facts
    goes_on: bool
    forecast: Forecast | None

    @property
    def definition(self) -> Definition:
        return self.version.definition

    def board(self, mark: str) -> CountyBoard:
        definition, facts = self.definition, self.facts
        progress = progress_of(definition, facts, outlook_of_newest(self.forecast)) if self.goes_on else {}
        stakes = self._stakes()
        rows = [self._row(party, progress, stakes) for party in facts.parties]
        regions = [row for row, party in zip(rows, facts.parties, strict=True) if party.kind == Kind.REGION]
        kommuner = [row for row, party in zip(rows, facts.parties, strict=True) if party.kind != Kind.REGION]
        kommuner.sort(key=lambda row: swedish(row.name))
        region = regions[0] if regions else None
        standing = self._standing(kommuner, region, {row.id: row.passed for row in rows})
        so_far = self._standing(kommuner, region, progress) if self.goes_on else None
        weighed = [
            Municipality(row.name, row.inhabitants, progress.get(row.id, row.passed)) for row in kommuner
        ]
        return CountyBoard(
            mark=mark,
            goes_on=self.goes_on,
            attaches=self.goes_on and self.county in self.actor.coordinates,
            progress=so_far,
            stakes=stakes,
            compared=self._compared(kommuner, region),
            code=definition.code,
            county=self.county,
            name=facts.parties[0].county,
            definition=definition,
            run=self.run,
            sees_all=sees_every_county(self.actor, self.run),
            invented=self.version.agreement.simulated,
            simulated=self._is_simulated(stakes),
            standing=standing,
            way_back=way_back(weighed, (so_far or standing).missing),
            region=region,
            region_requirements=self._asked("region"),
            municipalities=tuple(kommuner),
            municipality_requirements=self._asked("municipality"),
        )

    def _asked(self, kind: str) -> tuple[RequirementDefinition, ...]:
        return tuple(one for one in self.definition.requirements if kind in one.parties and one.rule)

    def _standing(
        self, kommuner: Sequence[PartyRow], region: PartyRow | None, passed: Mapping[int, Passed]
    ) -> Standing:
        gate = passed[region.id] if region and self.definition.region_gate else None
        weighed = [Municipality(row.name, row.inhabitants, passed[row.id]) for row in kommuner]
        return standing_of(weighed, self.definition.county_threshold_percent or 0, gate)

    def _stakes(self) -> BoardStakes | None:
        if self.forecast is None:
            return None
        return board_stakes(
            self.forecast,
            self.county,
            self.facts.parties[0].county,
            self.definition.county_threshold_percent or 0,
            {party.id: party for party in self.facts.parties},
        )

    def _compared(self, kommuner: Sequence[PartyRow], region: PartyRow | None) -> tuple[Comparison, ...]:
        """The figures side by side, for who reads what all of them have handed in."""
        if not self.facts.answers or not sees_stakes(self.actor, self.county):
            return ()
        ids = [row.id for row in kommuner]
        return comparisons(self.definition, self.facts.answers, ids, region.id if region else None)

    def _is_simulated(self, stakes: BoardStakes | None) -> bool:
        return (
            self.version.agreement.simulated
            or self.facts.simulated
            or (self.run is not None and self.run.simulated)
            or (stakes is not None and stakes.simulated)
            or any(verdict.simulated for verdict in self.facts.verdicts.values())
        )

    def _row(self, party: PartyFact, progress: Mapping[int, Passed], stakes: BoardStakes | None) -> PartyRow:
        asked = self._asked(str(party.kind))
        passed = _passed(party.id, [one.code for one in asked if not one.has_pot], self.facts)
        is_own = party.id in self.actor.parties
        sees = is_own or sees_stakes(self.actor, self.county)
        return PartyRow(
            id=party.id,
            code=party.code,
            name=party.name,
            inhabitants=party.inhabitants,
            cells=tuple(self._cell(party, one.code) for one in asked),
            passed=passed,
            passed_tag=PASSED_TAGS[passed]
            if passed is not Passed.NOT_YET or party.id not in progress
            else PROGRESS_TAGS[progress[party.id]],
            amount=party.amount,
            is_own=is_own,
            stake=stakes.by_party.get(party.id) if stakes and sees else None,
        )

    def _cell(self, party: PartyFact, code: str) -> SafeString:
        """The verdict or, until there is one, the report; a link where what was handed in may be read."""
        key = (party.id, code)
        state = self.facts.reports.get(key, "")
        tag = self._tag(key, state)
        reads = party.id in self.actor.parties or sees_stakes(self.actor, self.county)
        if not reads or state not in SHOWN:
            return tag
        place = reverse("submitted_report", args=[self.definition.code, party.code, code])
        return format_html(
            '<a href="{}" aria-label="{} {}, {}">{}</a>', place, code, party.name, _words(tag), tag
        )

    def _tag(self, key: tuple[int, str], state: str) -> SafeString:
        verdict = self.facts.verdicts.get(key)
        if verdict is None:
            if self.actor.reads_all:
                return ASSESSOR_TAGS.get(state, NOTHING_IN)
            return REPORT_TAGS.get(state, NOT_BEGUN)
        if verdict.state == VerdictState.FINAL:
            return OUTCOME_TAGS[verdict.outcome, verdict.simulated]
        words = f"Förslag: {Outcome(verdict.proposed).label.lower()}" if verdict.proposed else "Bedöms"
        return tag_html("proposed", words, made_up=verdict.simulated)


def _words(tag: SafeString) -> str:
    return strip_tags(tag)


def _passed(party: int, grundkrav: Sequence[str], facts: Facts) -> Passed:
    verdicts = [facts.verdicts.get((party, code)) for code in grundkrav]
    final = [verdict for verdict in verdicts if verdict and verdict.state == VerdictState.FINAL]
    if any(verdict.outcome not in COUNTS_AS_MET for verdict in final):
        return Passed.NO
    return Passed.YES if len(final) == len(grundkrav) else Passed.NOT_YET
