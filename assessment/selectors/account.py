"""Reading the account of a year: the whole country, or one county of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from agreements.domain.definition import Definition
from agreements.domain.party_words import party_word
from agreements.domain.requirement import Follows, RequirementDefinition
from agreements.models import Agreement, AgreementVersion, VersionState
from assessment.domain.account import (
    MET,
    PARTY_KINDS,
    AccountParty,
    Before,
    Demand,
    Gate,
    Judged,
    Outcomes,
    Tally,
    demands_of,
    gates_of,
    passed_every,
)
from assessment.domain.account_figures import RequirementFigures, counts, figures_of
from assessment.models import AssessmentRound, RoundKind, RoundState
from assessment.selectors.account_material import (
    CountyName,
    Place,
    Reports,
    definitions_of,
    final_verdicts,
    place_of,
    reported,
)
from prio import clock
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class Account:
    """The account of an agreement, of the whole country or of one county.

    agreement, version: what it accounts for, and the number of the version in force. county: None for the country.
    parties: those that it is about. demands, gates: how it went. country: the same of the whole country, for a county
    to stand beside. figures, figures_before: by requirement and kind, of the whole country: a county takes its rows.
    open: how many final verdicts are missing. closed: the final round is. as_of: the day of its newest verdict, today
    where there is none.
    """

    agreement: Agreement
    definition: Definition
    version: int
    county: CountyName | None
    counties: tuple[CountyName, ...]
    parties: tuple[AccountParty, ...]
    outcomes: Outcomes
    demands: tuple[Demand, ...]
    gates: tuple[Gate, ...]
    country: tuple[Demand, ...]
    figures: tuple[RequirementFigures, ...]
    figures_before: Mapping[tuple[str, str], RequirementFigures]
    closed: bool
    as_of: date

    @property
    def open(self) -> int:
        """How many final verdicts are missing."""
        return sum(demand.tally.open for demand in self.demands)

    @property
    def preliminary(self) -> bool:
        """Whether something of it may still change."""
        return not self.closed or self.open > 0

    @property
    def simulated(self) -> bool:
        """Whether something of it is made up."""
        made_up = [demand.simulated for demand in self.demands] + [one.simulated for one in self.figures]
        return self.agreement.simulated or any(made_up)


def account(actor: Actor, code: str, county: str | None = None) -> Account | None:
    """Return the account of the agreement, None for who may not read it yet: six queries, nine the first time.

    Who reads all reads it at any time, everybody once the final round is closed. None also where there is no such
    agreement or county.
    """
    published = AgreementVersion.objects.filter(state=VersionState.PUBLISHED, agreement__code=code)
    version = (
        published.select_related("agreement")
        .defer("plain")
        .annotate(closed=Exists(_closed_final_rounds(agreement=OuterRef("agreement"))))
        .first()
    )
    if version is None or not (actor.reads_all or version.closed):
        return None
    definition = version.definition
    if definition.is_applied_for or not definition.is_reported:
        return None  # the decision on applications says who was answered what; by population nobody is judged
    place = place_of(definition)
    here = next((one for one in place.counties if one.code == county), None)
    if county is not None and here is None:
        return None
    earlier = definitions_of({one.agreement for req in definition.requirements for one in req.follows})
    verdicts = final_verdicts(code, earlier)
    reports = reported([definition, *earlier.values()], verdicts.submissions)
    parties = tuple(party for party in place.parties if here is None or party.county == here.code)
    year = _Year(definition, earlier, place, verdicts.outcomes, reports)
    demands, gates = year.result(parties)
    newest = verdicts.newest
    return Account(
        agreement=version.agreement,
        definition=definition,
        version=version.number,
        county=here,
        counties=place.counties,
        parties=parties,
        outcomes=year.outcomes,
        demands=demands,
        gates=gates,
        country=year.result(place.parties)[0] if here else demands,
        figures=year.figures(),
        figures_before=year.figures_before(),
        closed=version.closed,
        as_of=newest.astimezone(clock.STOCKHOLM).date() if newest else clock.today(),
    )


def final_round_is_closed(code: str) -> bool:
    """Say whether the final round of the agreement is closed: one query."""
    return _closed_final_rounds(agreement__code=code).exists()


def _closed_final_rounds(**of: object) -> QuerySet[AssessmentRound]:
    return AssessmentRound.objects.filter(kind=RoundKind.FINAL, state=RoundState.CLOSED, **of)


@dataclass(frozen=True, slots=True)
class _Year:
    """An agreement beside those that it follows."""

    definition: Definition
    earlier: Mapping[str, Definition]
    place: Place
    verdicts: Mapping[str, Mapping[tuple[str, str], Judged]]
    reports: Reports

    @property
    def outcomes(self) -> Outcomes:
        """The final verdicts of the agreement itself."""
        return self.verdicts.get(self.definition.code, {})

    def result(self, parties: Sequence[AccountParty]) -> tuple[tuple[Demand, ...], tuple[Gate, ...]]:
        """How it went for those parties, with the year before."""
        demands = demands_of(self.definition, parties, self.outcomes, self._before(parties))
        return demands, gates_of(
            self.definition, parties, self.outcomes, demands, self._every_before(parties)
        )

    def figures(self) -> tuple[RequirementFigures, ...]:
        """The figures of the agreement in the whole country."""
        return tuple(
            found
            for requirement in self.definition.requirements
            for kind in PARTY_KINDS
            if kind in requirement.parties and (found := self._figures(self.definition, requirement, kind))
        )

    def figures_before(self) -> dict[tuple[str, str], RequirementFigures]:
        """The figures of the demands that these follow, by requirement and kind of this agreement."""
        found: dict[tuple[str, str], RequirementFigures] = {}
        for requirement in self.definition.requirements:
            if counts(requirement) and (demand := self._demand_before(requirement)):
                for kind in set(requirement.parties).intersection(demand[1].parties):
                    if figures := self._figures(*demand, kind):
                        found[requirement.code, kind] = figures
        return found

    def _figures(
        self, definition: Definition, requirement: RequirementDefinition, kind: str
    ) -> RequirementFigures | None:
        if not counts(requirement):
            return None
        reports = self.reports.get(definition.code, {})
        return figures_of(
            requirement,
            kind,
            party_word(kind, self.definition.year, several=True),
            [party for party in self.place.parties if party.kind == kind],
            {party: report for (code, party), report in reports.items() if code == requirement.code},
        )

    def _demand_before(
        self, requirement: RequirementDefinition
    ) -> tuple[Definition, RequirementDefinition] | None:
        """The demand of the latest earlier agreement that this one follows, the first named of that year."""
        known = [one for one in requirement.follows if self._knows(one)]
        if not known:
            return None
        latest = max(known, key=lambda one: self.earlier[one.agreement].year)
        definition = self.earlier[latest.agreement]
        return definition, definition.requirement(latest.requirement)

    def _knows(self, earlier: Follows) -> bool:
        definition = self.earlier.get(earlier.agreement)
        return definition is not None and any(
            one.code == earlier.requirement for one in definition.requirements
        )

    def _before(self, parties: Sequence[AccountParty]) -> dict[tuple[str, str], Before]:
        found: dict[tuple[str, str], Before] = {}
        for requirement in self.definition.requirements:
            demand = self._demand_before(requirement)
            for kind in requirement.parties if demand else ():
                if demand and kind in demand[1].parties and (tally := self._tally(*demand, kind, parties)):
                    definition, followed = demand
                    found[requirement.code, kind] = Before(
                        definition.code, definition.year, followed.code, tally
                    )
        return found

    def _tally(
        self,
        definition: Definition,
        requirement: RequirementDefinition,
        kind: str,
        parties: Sequence[AccountParty],
    ) -> Tally | None:
        """How it went then, for those of `parties` that have a verdict; None where none has."""
        verdicts = self.verdicts.get(definition.code, {})
        found = [
            judged.outcome
            for party in parties
            if party.kind == kind and (judged := verdicts.get((requirement.code, party.code)))
        ]
        return Tally.of(found) if found else None

    def _every_before(self, parties: Sequence[AccountParty]) -> dict[str, int]:
        """How many met every grundkrav of the agreement before, by kind; a kind without verdicts is left out."""
        before = [self._demand_before(requirement) for requirement in self.definition.grundkrav()]
        definitions = [demand[0] for demand in before if demand]
        if not definitions:
            return {}
        definition = max(definitions, key=lambda one: one.year)
        verdicts = self.verdicts.get(definition.code, {})
        found = {}
        for kind in PARTY_KINDS:
            codes = [requirement.code for requirement in definition.grundkrav(kind)]
            some = [party.code for party in parties if party.kind == kind]
            if codes and any((codes[0], party) in verdicts for party in some):
                found[str(kind)] = sum(passed_every(codes, party, verdicts) == MET for party in some)
        return found
