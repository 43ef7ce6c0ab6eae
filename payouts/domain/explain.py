"""Explain any amount in three layers: the rule, the rule with its figures, the result.

Each layer is data and Swedish sentences at once, so that the page, the PDF, the CSV and the API tell the
same story. One Explainer serves many questions about the same allocation: what concerns a pot, a county or a
party is worded once, and an explanation then costs a few microseconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from payouts.domain import wording
from payouts.domain.allocation_input import AllocationError, AllocationInput, Kind, Pot
from payouts.domain.allocation_result import Allocation, CountyStanding, Line, PotResult
from payouts.domain.explanation import Explanation, Figures, Reason, Result, Rule, Share, Undistributed
from payouts.domain.wording import LANDSTING, REGION, Noun, Sentences
from prio.money import exact_kronor, kronor

__all__ = [
    "LANDSTING",
    "REGION",
    "Explainer",
    "Explanation",
    "Figures",
    "Reason",
    "Result",
    "Rule",
    "Share",
    "Undistributed",
    "explain",
]


@dataclass(frozen=True, slots=True)
class _Party:
    """What is the same for a party in every pot: the gate, worded."""

    code: str
    kind: Kind
    standing: CountyStanding
    failed: tuple[str, ...]
    region_failed: tuple[str, ...]
    sentences: Sentences
    reasons: tuple[tuple[Reason, str], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is the same for every party of a kind in a pot."""

    pot: Pot
    result: PotResult | None
    met: frozenset[str]
    rule: Rule
    sentences: Sentences


def explain(
    allocation: Allocation, given: AllocationInput, requirement: str, party: str, region: Noun = REGION
) -> Explanation:
    """Explain one amount; see Explainer, which is the one to use for many.

    Raises AllocationError for a requirement without a pot or a party that does not exist.
    """
    return Explainer(allocation, given, region).explain(requirement, party)


class Explainer:
    """Explains the amounts of one allocation.

    given: the input that the allocation was computed from.
    region: what a region is called, REGION or, in a text about a year before 2019, LANDSTING.
    """

    def __init__(self, allocation: Allocation, given: AllocationInput, region: Noun = REGION) -> None:
        self._given = given
        self._words = wording.nouns(region)
        self._standings = {standing.county: standing for standing in allocation.counties}
        self._regions = {party.county: party.code for party in given.regions}
        self._pots = {pot.requirement: pot for pot in given.pots}
        self._results = {(result.requirement, result.kind): result for result in allocation.pots}
        self._homes: dict[str, tuple[Kind, str]] = {
            **{party.code: ("municipality", party.county) for party in given.municipalities},
            **{party.code: ("region", party.county) for party in given.regions},
        }
        self._known_parties: dict[str, _Party] = {}
        self._known_parts: dict[tuple[str, Kind], _Part] = {}

    def explain(self, requirement: str, party: str) -> Explanation:
        """Explain what `party` gets of the pot of `requirement`.

        Raises AllocationError for a requirement without a pot or a party that does not exist.
        """
        known = self._known_parties.get(party) or self._meet(party)
        part = self._known_parts.get((requirement, known.kind)) or self._read(requirement, known.kind)
        figures, result = self._figures(part, known)
        return Explanation(
            requirement,
            party,
            known.kind,
            known.standing.county,
            rule=part.rule,
            figures=figures,
            result=result,
        )

    def every(self) -> Iterator[Explanation]:
        """Explain every pot to every party of the kinds it is meant for: as the result lists pots, by
        code."""
        codes = sorted(self._homes)
        for requirement, kind in self._results:
            for code in codes:
                if self._homes[code][0] == kind:
                    yield self.explain(requirement, code)

    def undistributed(self) -> Iterator[Undistributed]:
        """Explain what is left of each part of a pot, where something is left."""
        for (requirement, kind), result in self._results.items():
            if result.undistributed:
                sentences = wording.undistributed(result, self._words[kind])
                yield Undistributed(requirement, kind, result.undistributed, sentences)

    def _meet(self, code: str) -> _Party:
        if code not in self._homes:
            raise AllocationError(f"there is no party {code!r} in this allocation")
        kind, county = self._homes[code]
        standing = self._standings[county]
        failed = self._failed(kind, code)
        region_failed = self._failed("region", self._regions[county])
        sentences = wording.own_grundkrav(self._words[kind], self._given.grundkrav.get(kind, ()), failed)
        party = _Party(
            code=code,
            kind=kind,
            standing=standing,
            failed=failed,
            region_failed=region_failed,
            sentences=(*sentences, *self._county_sentences(kind, standing, region_failed)),
            reasons=tuple(self._gate_reasons(kind, standing, failed, region_failed)),
        )
        self._known_parties[code] = party
        return party

    def _failed(self, kind: Kind, code: str) -> tuple[str, ...]:
        met = self._given.met
        return tuple(
            [item for item in self._given.grundkrav.get(kind, ()) if code not in met.get(item, frozenset())]
        )

    def _county_sentences(
        self, kind: Kind, standing: CountyStanding, region_failed: tuple[str, ...]
    ) -> Iterator[str]:
        terms = self._given.terms
        yield from wording.county_figures(terms, standing)
        if terms.region_gate and kind == "municipality":
            yield wording.county_region(self._words["region"], region_failed)
        if terms.region_gate or terms.threshold_percent:
            yield wording.county_outcome(standing)

    def _gate_reasons(
        self, kind: Kind, standing: CountyStanding, failed: tuple[str, ...], region_failed: tuple[str, ...]
    ) -> Iterator[tuple[Reason, str]]:
        terms = self._given.terms
        if failed:
            yield "grundkrav_not_met", wording.grundkrav_clause(self._words[kind], failed)
        if not standing.reaches_threshold:
            yield "county_below_threshold", wording.threshold_clause(terms, standing)
        if terms.region_gate and region_failed and kind == "municipality":
            yield "region_not_met", wording.region_clause(self._words["region"], region_failed)

    def _read(self, requirement: str, kind: Kind) -> _Part:
        if requirement not in self._pots:
            raise AllocationError(f"{requirement!r} has no pot in this allocation")
        pot = self._pots[requirement]
        result = self._results.get((requirement, kind))
        met = self._given.met.get(requirement, frozenset())
        sentences = wording.part_figures(result, self._words[kind]) if result else ()
        part = _Part(pot, result, met, self._rule(pot, kind), sentences)
        self._known_parts[requirement, kind] = part
        return part

    def _rule(self, pot: Pot, kind: Kind) -> Rule:
        terms, noun = self._given.terms, self._words[kind]
        grundkrav = self._given.grundkrav.get(kind, ())
        sentences = wording.not_asked_rule(pot, noun, self._words)
        if kind in pot.parts:
            sentences = (
                wording.who_shares(pot, grundkrav, noun),
                *(() if pot.everyone else wording.county_rule(terms, self._words["region"])),
                *wording.sharing_rule(pot, kind, terms.region_coverage, noun),
                wording.rounding_rule(pot),
            )
        return Rule(
            asked=kind in pot.parts,
            everyone=pot.everyone,
            model=pot.model,
            grundkrav=grundkrav,
            threshold_percent=terms.threshold_percent,
            region_gate=terms.region_gate,
            region_coverage=terms.region_coverage,
            sentences=sentences,
        )

    def _figures(self, part: _Part, party: _Party) -> tuple[Figures, Result]:
        noun = self._words[party.kind]
        line = part.result.lines.of(party.code) if part.result else None
        goal_met = None if part.pot.everyone or part.result is None else party.code in part.met
        gate = () if part.pot.everyone or part.result is None else party.sentences
        goal = () if goal_met is None else (wording.goal_figures(noun, part.pot.requirement, goal_met),)
        share: Share | None = None
        shared: Sentences = ()
        if part.result and line:
            share = _share(part.result, line)
            shared = (
                *part.sentences,
                *wording.party_figures(line, party.standing, noun),
                *_calculation(part.result, line, share, noun),
            )
        figures = Figures(
            failed_grundkrav=party.failed,
            region_failed_grundkrav=party.region_failed,
            goal_met=goal_met,
            county_population=party.standing.population,
            qualified_population=party.standing.qualified_population,
            county_takes_part=party.standing.takes_part,
            share=share,
            sentences=(*gate, *goal, *shared),
        )
        return figures, self._result(part, party, line)

    def _result(self, part: _Part, party: _Party, line: Line | None) -> Result:
        noun = self._words[party.kind]
        if line and line.amount:
            return Result(line.amount, (), wording.paid(noun, line.amount))
        reasons = self._why_nothing(part, party, line)
        names = tuple([reason for reason, _ in reasons])
        return Result(0, names, wording.unpaid(noun, [clause for _, clause in reasons]))

    def _why_nothing(self, part: _Part, party: _Party, line: Line | None) -> list[tuple[Reason, str]]:
        noun = self._words[party.kind]
        if part.result is None:
            return [("not_asked", wording.not_asked_clause(part.pot, noun))]
        if line and not part.result.total_weight:
            return [("no_inhabitants", wording.NO_INHABITANTS_CLAUSE)]
        if line:
            return [("less_than_a_krona", wording.LESS_THAN_A_KRONA_CLAUSE)]
        reasons = list(party.reasons)
        if party.code not in part.met:
            reasons.append(("goal_not_met", wording.goal_clause(noun, part.pot.requirement)))
        return reasons


def _calculation(result: PotResult, line: Line, share: Share, noun: Noun) -> Sentences:
    if not result.total_weight:
        return ()
    calculation = wording.calculation(result, line, share.exact)
    return calculation, *wording.rounding_figures(result, line, noun)


def _share(result: PotResult, line: Line) -> Share:
    nothing = kronor(0)
    return Share(
        part=result.amount,
        weight=line.weight,
        counted=line.counted,
        total_weight=result.total_weight,
        quota_numerator=line.quota_numerator,
        quota_denominator=line.quota_denominator,
        exact=exact_kronor(result.amount * line.counted, result.total_weight)
        if result.total_weight
        else nothing,
        rounded_down=line.amount - line.extra_krona,
        leftover_kronor=result.leftover_kronor,
        extra_krona=line.extra_krona,
    )
