"""Put together what a decision says: from the agreement's definition, the allocation and the names. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from agreements.domain.definition import Definition
from payouts.domain import wording
from payouts.domain.allocation_input import KINDS, AllocationInput, Kind, Pot, Terms
from payouts.domain.allocation_result import Allocation, CountyStanding, PotResult
from payouts.domain.explain import Explainer
from payouts.domain.wording import Noun, Sentences, named_grundkrav, nouns, region_noun
from payouts.paying import payer_named
from payouts.pdf.content import (
    Added,
    AgreementFacts,
    CountyFacts,
    DecisionContent,
    Example,
    ExampleGoal,
    Goal,
    Grundkrav,
    Heading,
    Part,
    PartyAmounts,
    Setting,
    Unpaid,
)

# The settings that decide amounts; the others concern reporting and assessment.
SETTINGS_OF_MONEY = {
    "population_date": "Folkmängdens dag",
    "county_threshold_percent": "Gränsen för länet",
    "region_gate": "Om {region} måste klara grundkraven",
    "region_coverage": "Om ersättningen till {region} minskas",
    "allocation": "Hur potterna delas",
    "split": "Pottens delar",
    "pot": "Pottens storlek",
    "budget": "Pengarna",
    "rounding": "Avrundning",
}


@dataclass(frozen=True, slots=True)
class Register:
    """Names as they were in the agreement's year.

    parties, counties: by code. together: by party code, the name of an organisation that has several parties.
    population_source: where the inhabitants were taken from.
    """

    parties: Mapping[str, str]
    counties: Mapping[str, str]
    together: Mapping[str, str]
    population_source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decision rests on.

    made_up: (requirement, kind) of every part of a pot whose amounts rest on a simulated outcome. added: what parties
    get beside the pots.
    """

    csv: bytes
    inputs_sha256: str
    simulated: bool
    made_up: frozenset[tuple[str, str]] = frozenset()
    added: tuple[Added, ...] = ()


def assemble(
    heading: Heading,
    definition: Definition,
    version: int,
    given: AllocationInput,
    allocation: Allocation,
    register: Register,
    evidence: Evidence,
) -> DecisionContent:
    """Put the content of a decision together.

    definition, version: the agreement and the number of its version that was divided.
    given, allocation: the input and the result of the division.
    Raises KeyError when `register` lacks a name.
    """
    region = region_noun(definition.year)
    explainer = Explainer(allocation, given, region)
    paid = _paid(allocation, register)
    gets = {one.code for one in paid} | {one.code for one in evidence.added}
    return DecisionContent(
        heading=heading,
        agreement=_agreement(definition, version, given, register, region),
        region=region,
        goals=tuple(_goals(definition, given, allocation, explainer, region, evidence.made_up)),
        counties=tuple(_county(standing, given, register) for standing in allocation.counties),
        parties={"municipality": len(given.municipalities), "region": len(given.regions)},
        qualified=_qualified(given),
        paid=paid,
        unpaid=tuple(_unpaid(given, allocation, register, region, gets)),
        examples=tuple(_examples(allocation, explainer, register, paid)),
        csv=evidence.csv,
        inputs_sha256=evidence.inputs_sha256,
        simulated=evidence.simulated,
        added=evidence.added,
    )


def _agreement(
    definition: Definition, version: int, given: AllocationInput, register: Register, region: Noun
) -> AgreementFacts:
    if definition.population_date is None:
        raise ValueError(f"{definition.code} has no population date and cannot have been divided")
    grundkrav = tuple(
        Grundkrav(one.code, one.name, tuple(kind for kind in KINDS if kind in one.parties))
        for one in definition.grundkrav()
    )
    return AgreementFacts(
        code=definition.code,
        version=version,
        title=definition.title,
        year=definition.year,
        reference=definition.reference,
        signed=definition.signed,
        assessor=definition.assessor,
        collector=definition.collector,
        decided_by=definition.decided_by,
        payer=payer_named(definition),
        payment_by=definition.dates.payment,
        population_date=definition.population_date,
        population_source=register.population_source,
        threshold_percent=given.terms.threshold_percent,
        region_gate=given.terms.region_gate,
        region_coverage=given.terms.region_coverage,
        grundkrav=grundkrav,
        settings=tuple(_settings(definition, region)),
        by_population=not definition.is_reported,
        appeal=definition.aftermath.appeal,
    )


def _settings(definition: Definition, region: Noun) -> Iterator[Setting]:
    for name, set_by in definition.set_by.items():
        root, _, code = name.partition(".")
        if root in SETTINGS_OF_MONEY:
            words = SETTINGS_OF_MONEY[root].format(region=region.the)
            yield Setting(f"{words}, {code}" if code else words, set_by.who, set_by.note)


def _goals(
    definition: Definition,
    given: AllocationInput,
    allocation: Allocation,
    explainer: Explainer,
    region: Noun,
    made_up: frozenset[tuple[str, str]],
) -> Iterator[Goal]:
    pots = {pot.requirement: pot for pot in given.pots}
    left = {(one.requirement, one.kind): one.sentences for one in explainer.undistributed()}
    for requirement in definition.pots:
        results = [result for result in allocation.pots if result.requirement == requirement.code]
        parts = tuple(
            Part(
                goal=result.requirement,
                kind=result.kind,
                amount=result.amount,
                distributed=result.distributed,
                undistributed=result.undistributed,
                model=result.model,
                sharers=len(result.lines),
                total_weight=result.total_weight,
                leftover=result.leftover_kronor,
                rule=_rule(pots[result.requirement], result.kind, given.terms, nouns(region)[result.kind]),
                why_undistributed=left.get((result.requirement, result.kind), ()),
                made_up=(result.requirement, result.kind) in made_up,
            )
            for result in results
        )
        if parts:
            yield Goal(requirement.code, requirement.name, sum(part.amount for part in parts), parts)


def _rule(pot: Pot, kind: Kind, terms: Terms, noun: Noun) -> Sentences:
    who = (wording.who_shares(pot, (), noun),) if pot.everyone else ()
    return (*who, *wording.sharing_rule(pot, kind, terms.region_coverage, noun), wording.rounding_rule(pot))


def _county(standing: CountyStanding, given: AllocationInput, register: Register) -> CountyFacts:
    return CountyFacts(
        code=standing.county,
        name=register.counties[standing.county],
        population=standing.population,
        qualified_population=standing.qualified_population,
        municipalities=sum(kommun.county == standing.county for kommun in given.municipalities),
        qualified_municipalities=len(standing.qualified),
        reaches_threshold=standing.reaches_threshold,
        region_met=standing.region_met,
        takes_part=standing.takes_part,
    )


def _failed(given: AllocationInput, kind: Kind, code: str) -> tuple[str, ...]:
    return tuple(one for one in given.grundkrav.get(kind, ()) if code not in given.met.get(one, frozenset()))


def _qualified(given: AllocationInput) -> dict[Kind, int]:
    return {kind: sum(not _failed(given, kind, code) for code, _ in _of_kind(given, kind)) for kind in KINDS}


def _of_kind(given: AllocationInput, kind: Kind) -> list[tuple[str, str]]:
    """The codes of the parties of a kind with their counties, by code."""
    parties = given.municipalities if kind == "municipality" else given.regions
    return sorted((party.code, party.county) for party in parties)


def _paid(allocation: Allocation, register: Register) -> tuple[PartyAmounts, ...]:
    homes = {
        line.party: (result.kind, line.county)
        for result in allocation.pots
        for line in result.lines
        if line.amount
    }
    payees = Counter(register.together[code] for code in homes if code in register.together)
    return tuple(
        PartyAmounts(
            code=code,
            name=register.parties[code],
            kind=kind,
            county=county,
            amounts=tuple(_amount(result, code) for result in allocation.pots if result.kind == kind),
            paid_together=payee if payees[payee := register.together.get(code, "")] > 1 else "",
        )
        for code, (kind, county) in sorted(homes.items(), key=lambda home: (KINDS.index(home[1][0]), home[0]))
    )


def _amount(result: PotResult, code: str) -> int | None:
    line = result.lines.of(code)
    return line.amount if line else None


def _unpaid(
    given: AllocationInput, allocation: Allocation, register: Register, region: Noun, gets: set[str]
) -> Iterator[Unpaid]:
    standings = {standing.county: standing for standing in allocation.counties}
    for kind in KINDS:
        if not any(result.kind == kind for result in allocation.pots):
            continue
        groups: dict[tuple[int, str], list[str]] = {}
        for code, county in _of_kind(given, kind):
            if code not in gets:
                why = _why_unpaid(given, kind, code, standings[county], region)
                groups.setdefault(why, []).append(register.parties[code])
        for (_, reason), names in sorted(groups.items()):
            yield Unpaid(kind, reason, tuple(names))


def _why_unpaid(
    given: AllocationInput, kind: Kind, code: str, standing: CountyStanding, region: Noun
) -> tuple[int, str]:
    """The most basic reason, with its place among the reasons."""
    noun = nouns(region)[kind]
    failed = _failed(given, kind, code)
    if failed:
        return 0, f"{noun.many.capitalize()} som inte har uppfyllt {named_grundkrav(failed)}"
    if not standing.takes_part:
        return 1, f"{noun.many.capitalize()} som har uppfyllt grundkraven, i län som inte deltar"
    return 2, f"{noun.many.capitalize()} som inte har uppfyllt något mål"


def _examples(
    allocation: Allocation, explainer: Explainer, register: Register, paid: tuple[PartyAmounts, ...]
) -> Iterator[Example]:
    """One party, a kommun where there are any, with all its goals; and one goal of a region whose share is reduced."""
    if not paid:
        return
    code = paid[0].code
    yield _example(
        code, [result.requirement for result in allocation.pots if result.lines.of(code)], explainer, register
    )
    for result in allocation.pots:
        reduced = [line.party for line in result.lines if line.counted < line.weight]
        if reduced:
            yield _example(reduced[0], [result.requirement], explainer, register)
            return


def _example(code: str, goals: list[str], explainer: Explainer, register: Register) -> Example:
    told = [explainer.explain(goal, code) for goal in goals]
    first = _common_start([one.figures.sentences for one in told]) if len(told) > 1 else ()
    return Example(
        party=register.parties[code],
        first=first,
        goals=tuple(
            ExampleGoal(one.requirement, one.figures.sentences[len(first) :], one.result.sentences)
            for one in told
        ),
        total=sum(one.result.amount for one in told),
    )


def _common_start(texts: list[Sentences]) -> Sentences:
    """The sentences that all `texts` begin with."""
    common = takewhile(lambda told: len(set(told)) == 1, zip(*texts, strict=False))
    return tuple(told[0] for told in common)
