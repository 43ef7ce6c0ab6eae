"""What an allocation would be if the agreement said something else: a closed set of changes on top of `allocate`. Pure.

A simulation is never a run: it has no state, and nothing can be proposed or decided on it. The changes take effect in a
fixed order, whatever order they are given in: the counties' terms, the money, the population, the limits, who met what.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from payouts.domain.allocation import Allocation, AllocationInput, Pot, Terms, to_rows
from payouts.domain.changes import (
    Change,
    ChangeFault,
    Material,
    OtherLimit,
    Outcomes,
    PopulationDate,
    PotAmount,
    PotModel,
    PotsTotal,
    RegionCoverage,
    RegionGate,
    Retried,
    Scope,
    Split,
    Threshold,
    demands,
    faults,
    kinds_asked,
    kinds_of,
)

__all__ = [
    "Change",
    "ChangeFault",
    "Material",
    "OtherLimit",
    "Outcomes",
    "PopulationDate",
    "PotAmount",
    "PotModel",
    "PotsTotal",
    "RegionCoverage",
    "RegionGate",
    "Retried",
    "Scope",
    "Split",
    "Threshold",
    "changed",
    "demands",
    "faults",
    "kinds_asked",
    "kinds_of",
    "result_bytes",
    "result_sha256",
    "share_out",
]


def changed(given: AllocationInput, changes: Sequence[Change], material: Material) -> AllocationInput:
    """Return what the allocation is computed from with the changes made, which `faults` has found right.

    Without changes it is what was given. Money is divided between kinds and pots to the krona.
    """
    found = replace(given, terms=_terms(given, changes), pots=tuple(_pots(given.pots, changes)))
    if material.people and any(isinstance(change, PopulationDate) for change in changes):
        people = material.people
        found = replace(
            found,
            municipalities=tuple(replace(one, inhabitants=people[one.code]) for one in given.municipalities),
        )
    return replace(found, met=_met(given, changes, material))


def _terms(given: AllocationInput, changes: Iterable[Change]) -> Terms:
    terms = given.terms
    for change in changes:
        match change:
            case Threshold(percent):
                terms = replace(terms, threshold_percent=percent)
            case RegionGate(on):
                terms = replace(terms, region_gate=on)
            case RegionCoverage(coverage):
                terms = replace(terms, region_coverage=coverage)
    return terms


def _pots(pots: Sequence[Pot], changes: Sequence[Change]) -> Iterator[Pot]:
    amounts = {change.requirement: change.kronor for change in changes if isinstance(change, PotAmount)}
    splits = {change.requirement: change for change in changes if isinstance(change, Split)}
    models = {change.requirement: change.model for change in changes if isinstance(change, PotModel)}
    totals = [change.kronor for change in changes if isinstance(change, PotsTotal)]
    today = [sum(pot.parts.values()) for pot in pots]
    wanted = share_out(totals[0], today) if totals else today
    for pot, whole in zip(pots, wanted, strict=True):
        amount = amounts.get(pot.requirement, whole)
        parts = pot.parts
        if split := splits.get(pot.requirement):
            percent = {"municipality": split.municipality, "region": split.region}
            parts = dict(zip(parts, share_out(amount, [percent[kind] for kind in parts]), strict=True))
        elif amount != sum(parts.values()):
            parts = dict(zip(parts, share_out(amount, list(parts.values())), strict=True))
        yield replace(pot, parts=parts, model=models.get(pot.requirement, pot.model))


def share_out(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide `amount` kronor after weights, to the krona: what rounding leaves goes to the largest remainders.

    Where all weights are 0 they weigh alike. The first of those that are alike comes first.
    """
    if not any(weights):
        weights = [1] * len(weights)
    total = sum(weights)
    shares = [divmod(amount * weight, total) for weight in weights]
    found = [whole for whole, _ in shares]
    order = sorted(range(len(shares)), key=lambda index: -shares[index][1])
    for index in order[: amount - sum(found)]:
        found[index] += 1
    return found


def _met(
    given: AllocationInput, changes: Sequence[Change], material: Material
) -> Mapping[str, frozenset[str]]:
    met = dict(given.met)
    limited = {change.requirement for change in changes if isinstance(change, OtherLimit)}
    for requirement, retried in material.retried.items():
        if requirement in limited:
            now = met.get(requirement, frozenset())
            met[requirement] = (now | frozenset(retried.met)) - frozenset(retried.not_met)
    for change in changes:
        if isinstance(change, Outcomes):
            now, named = met.get(change.requirement, frozenset()), frozenset(change.parties)
            met[change.requirement] = now | named if change.met else now - named
    return met


def result_bytes(allocation: Allocation) -> bytes:
    """Return everything that an allocation gives, as bytes: the rows of its file, and how each county stands."""
    lines = [
        ",".join(
            [
                "county",
                one.county,
                str(one.population),
                str(one.qualified_population),
                str(one.takes_part).lower(),
            ]
        )
        for one in allocation.counties
    ]
    lines += [",".join(map(str, row)) for row in to_rows(allocation)]
    return "\n".join([*lines, ""]).encode()


def result_sha256(allocation: Allocation) -> str:
    """Return the hash of `result_bytes`."""
    return hashlib.sha256(result_bytes(allocation)).hexdigest()
