"""What an allocation is computed from: gathered from the database, kept with the run in canonical form, hashed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion
from assessment.models import COUNTS_AS_MET, RoundKind, Verdict, VerdictState
from payouts.domain.allocation import (
    KINDS,
    AllocationInput,
    Municipality,
    Pot,
    Region,
    Terms,
    behind_the_gate,
)
from payouts.models import AllocationRun
from prio.money import number
from prio.parties.models import Kind, PopulationVersion
from prio.parties.selectors import PartyInCounty, names_on, parties_in_counties, population_on
from prio.refused import Refused

MOST_NAMED = 12

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a run.

    plain: everything that decides the run, JSON-able and in canonical order. sha256: its hash.
    population: the version of the population figures. parties, requirements: primary keys by code.
    """

    plain: Plain
    sha256: str
    population: PopulationVersion
    parties: Mapping[str, int]
    requirements: Mapping[str, int]


class _FinalVerdict(NamedTuple):
    requirement: str
    requirement_id: int
    party: str
    outcome: str
    simulated: bool


def gather_inputs(version: AgreementVersion) -> Inputs:
    """Gather what the agreement's allocation is computed from: three queries, four where a pot has no verdicts.

    The caller holds the lock of the final round, so that no verdict changes meanwhile.

    Raises:
        Refused: a setting that matters is unset, a pot is applied for, figures are missing, or a party lacks its final
            verdict.
    """
    definition = version.definition
    day, unset = definition.population_date, definition.unset_for_allocation()
    if day is None or unset:
        raise Refused(
            "Fördelningen kan inte göras: dessa inställningar är inte bestämda:", (", ".join(unset) + ".",)
        )
    _refuse_applied_for(definition)
    population, people = population_on(day)
    parties = parties_in_counties(day)
    verdicts = _final_verdicts(version)
    _refuse_missing(definition, parties, verdicts)
    plain: Plain = {
        **plain_frame(version, population, people, parties),
        "met": _codes(verdict for verdict in verdicts if verdict.outcome in COUNTS_AS_MET),
        "simulated": _codes(verdict for verdict in verdicts if verdict.simulated),
    }
    return Inputs(
        plain=plain,
        sha256=sha256_of(plain),
        population=population,
        parties={party.code: party.id for party in parties},
        requirements=_requirement_ids(version, verdicts),
    )


def plain_frame(
    version: AgreementVersion,
    population: PopulationVersion,
    people: Mapping[str, int],
    parties: Iterable[PartyInCounty],
) -> Plain:
    """Return the inputs of an allocation of the agreement, all but who met what."""
    parties = tuple(parties)
    return {
        "agreement": version.definition.code,
        "definition": version.sha256,
        "population": {
            "date": population.date.isoformat(),
            "version": population.version,
            "sha256": population.sha256,
        },
        **_plain_terms(version.definition),
        "municipalities": [
            [party.code, party.county, people[party.code]]
            for party in parties
            if party.kind == Kind.MUNICIPALITY
        ],
        "regions": [[party.code, party.county] for party in parties if party.kind == Kind.REGION],
        # A made-up agreement's money is made up, also where it is divided without a single verdict.
        **({"made_up_agreement": True} if version.agreement.simulated else {}),
    }


def sha256_of(plain: Plain) -> str:
    """Return the hash of inputs in canonical form."""
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def given_of(plain: Plain) -> AllocationInput:
    """Return the inputs, as a run keeps them, in the form that the pure core divides."""
    return AllocationInput(
        terms=Terms(**plain["terms"]),
        municipalities=tuple(Municipality(*row) for row in plain["municipalities"]),
        regions=tuple(Region(*row) for row in plain["regions"]),
        grundkrav={kind: tuple(codes) for kind, codes in plain["grundkrav"].items()},
        pots=tuple(Pot(**pot) for pot in plain["pots"]),
        met={code: frozenset(parties) for code, parties in plain["met"].items()},
    )


def simulated_parts(run: AllocationRun | Plain) -> frozenset[tuple[str, str]]:
    """Return the parts (requirement, kind) whose amounts were built on a simulated verdict.

    An amount is built on the verdicts of its goal for its own kind of party, and on every grundkrav, since those
    decide which counties take part.
    """
    plain = run.inputs if isinstance(run, AllocationRun) else run
    kind_of = {row[0]: Kind.MUNICIPALITY for row in plain["municipalities"]}
    kind_of |= {row[0]: Kind.REGION for row in plain["regions"]}
    simulated = {
        (code, str(kind_of[party])) for code, parties in plain["simulated"].items() for party in parties
    }
    gate_simulated = _is_gate_simulated(plain)
    return frozenset(
        (pot["requirement"], kind)
        for pot in plain["pots"]
        for kind in pot["parts"]
        if plain.get("made_up_agreement")
        or (pot["requirement"], kind) in simulated
        or (gate_simulated and not pot["everyone"])
    )


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Which amounts of a run were built on a simulated verdict (docs/adr/0003-simulated-amount-by-amount.md).

    parts: (requirement, kind) where the amounts of those who share are. verdicts: (requirement, party) with a simulated
    verdict. gate: a grundkrav verdict is simulated. through: the parties that the grundkrav let through.
    """

    parts: frozenset[tuple[str, str]]
    verdicts: frozenset[tuple[str, str]]
    gate: bool
    through: frozenset[str]

    @classmethod
    def of_run(cls, run: AllocationRun) -> Self:
        """Prepare the answers for every amount of the run, from its inputs alone."""
        simulated = run.inputs["simulated"]
        return cls(
            parts=simulated_parts(run),
            verdicts=frozenset((code, party) for code, parties in simulated.items() for party in parties),
            gate=_is_gate_simulated(run.inputs),
            through=behind_the_gate(given_of(run.inputs)),
        )

    def amount_is_simulated(self, requirement: str, kind: str, party: str, *, shares: bool) -> bool:
        """Say whether what `party` gets of a part is made up; `shares`: it is one of those who divide the part.

        Who gets nothing because of the grundkrav gets it for them alone, and who gets nothing because of the goal gets
        it for its own verdict alone: the others' verdicts move no krona of theirs.
        """
        part = (requirement, kind) in self.parts
        if shares or self.gate or not part:
            return part
        return party in self.through and (requirement, party) in self.verdicts


def _is_gate_simulated(plain: Plain) -> bool:
    return any(code in plain["simulated"] for codes in plain["grundkrav"].values() for code in codes)


def _plain_terms(definition: Definition) -> Plain:
    return {
        "terms": {
            "threshold_percent": definition.county_threshold_percent,
            "region_gate": definition.region_gate,
            "region_coverage": definition.region_coverage,
        },
        "grundkrav": {kind: [grundkrav.code for grundkrav in definition.grundkrav(kind)] for kind in KINDS},
        "pots": [
            {
                "requirement": requirement.code,
                "parts": dict(requirement.parts()),
                "model": requirement.allocation,
                "everyone": requirement.kind == "population_grant",
            }
            for requirement in definition.pots
        ],
    }


def _final_verdicts(version: AgreementVersion) -> list[_FinalVerdict]:
    found = Verdict.objects.filter(
        round__agreement=version.agreement_id, round__kind=RoundKind.FINAL, state=VerdictState.FINAL
    ).order_by()
    columns = ("requirement__code", "requirement_id", "party__code", "outcome", "simulated")
    return [_FinalVerdict(*row) for row in found.values_list(*columns)]


def _requirement_ids(version: AgreementVersion, verdicts: Iterable[_FinalVerdict]) -> dict[str, int]:
    """Return the primary keys of the requirements that have a pot, from the verdicts where those know them."""
    known = {verdict.requirement: verdict.requirement_id for verdict in verdicts}
    if all(requirement.code in known for requirement in version.definition.pots):
        return known
    return dict(version.agreement.requirements.values_list("code", "pk"))


def _codes(verdicts: Iterable[_FinalVerdict]) -> dict[str, list[str]]:
    """Return the parties' codes by requirement, in canonical order."""
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.requirement, []).append(verdict.party)
    return {code: sorted(parties) for code, parties in sorted(found.items())}


def _refuse_applied_for(definition: Definition) -> None:
    codes = [pot.code for pot in definition.pots if not pot.parts().keys() <= set(KINDS)]
    if codes:
        raise Refused(
            "Fördelningen kan inte göras: dessa pengar söks och delas inte efter folkmängd:",
            (", ".join(codes) + ".",),
        )


def _refuse_missing(
    definition: Definition, parties: tuple[PartyInCounty, ...], verdicts: Iterable[_FinalVerdict]
) -> None:
    judged = {(verdict.requirement, verdict.party) for verdict in verdicts}
    missing = [
        (requirement.code, party)
        for requirement in definition.requirements
        if requirement.kind != "population_grant"
        for party in parties
        if party.kind in requirement.parties and (requirement.code, party.code) not in judged
    ]
    if not missing:
        return
    names = names_on(definition.names_day)
    named = [f"{code} {names[party.id]}" for code, party in missing[:MOST_NAMED]]
    more = f" och {number(len(missing) - MOST_NAMED)} till" if len(missing) > MOST_NAMED else ""
    raise Refused(
        f"Fördelningen kan inte göras: {number(len(missing))} slutliga bedömningar saknas:",
        (", ".join(named) + more + ".",),
    )
