"""A second division of the pots, written from the agreements alone: slow, plain, in fractions, without Prio's code.

It reads the pots out of the YAML files and the inhabitants out of the reference files, and knows nothing of
`payouts.domain`. What it shares with Prio is only who met what.
"""

import csv
from collections.abc import Collection, Mapping
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "prio" / "parties" / "reference"
DEFINITIONS = ROOT / "agreements" / "definitions"
KINDS = ("municipality", "region")
UNDISTRIBUTED = "undistributed"

Part = tuple[str, str]  # requirement, kind of party
Kronor = dict[str, int]  # by party, and what is left


def raw_definition(code: str) -> Mapping[str, Any]:
    """The file as YAML reads it, unchecked."""
    loaded: Mapping[str, Any] = YAML(typ="safe", pure=True).load(DEFINITIONS / f"{code}.yaml")
    return loaded


def county_of() -> dict[str, str]:
    """The county of each kommun; no kommun changed county in these years."""
    with (REFERENCE / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["county"] for row in csv.DictReader(file)}


def inhabitants(day: str) -> dict[str, int]:
    """The inhabitants of each kommun on that day."""
    with (REFERENCE / "population.csv").open(encoding="utf-8", newline="") as file:
        return {row["municipality"]: int(row[day]) for row in csv.DictReader(file)}


class Country:
    """Who lives where and who met every grundkrav."""

    def __init__(self, raw: Mapping[str, Any], met: Mapping[str, Collection[str]]) -> None:
        self.people = inhabitants(str(raw["population_date"]))
        self.county = county_of()
        self.counties = sorted(set(self.county.values()))
        self.met = met
        grundkrav = [one for one in raw["requirements"] if one["kind"] == "grundkrav"]
        self.gates = {kind: [one["code"] for one in grundkrav if kind in one["parties"]] for kind in KINDS}
        self.qualified = {code for code in self.people if self.passes("municipality", code)}
        limit = Fraction(raw["county_threshold_percent"], 100)
        self.in_it = {
            county
            for county in self.counties
            if Fraction(self.living(county, self.qualified), self.living(county)) >= limit
            and (self.passes("region", county) or not raw["region_gate"])
        }

    def passes(self, kind: str, code: str) -> bool:
        """Whether the party met every grundkrav that applies to its kind."""
        return all(code in self.met.get(gate, ()) for gate in self.gates[kind])

    def living(self, county: str, only: Collection[str] | None = None) -> int:
        """How many live in the county, or in some of its kommuner."""
        return sum(
            number
            for code, number in self.people.items()
            if self.county[code] == county and (only is None or code in only)
        )

    def sharing(self, kind: str, goal: Collection[str] | None) -> dict[str, int]:
        """Who shares, with the inhabitants that count; `goal` None: everybody, as in a population grant."""
        if kind == "region":
            candidates = {county: self.living(county) for county in self.counties}
            place = {county: county for county in self.counties}
        else:
            candidates, place = self.people, self.county
        if goal is None:
            return dict(candidates)
        return {
            code: number
            for code, number in candidates.items()
            if code in goal and place[code] in self.in_it and self.passes(kind, code)
        }


def divide(code: str, met: Mapping[str, Collection[str]]) -> dict[Part, Kronor]:
    """Every amount of the agreement in kronor, by part of a pot and party, given who met what."""
    raw = raw_definition(code)
    country = Country(raw, met)
    parts: dict[Part, Kronor] = {}
    for one in raw["requirements"]:
        if one["kind"] == "grundkrav":
            continue
        for kind in one["parties"]:
            amount = int(one["pot"]) * one.get("split", {kind: 100})[kind] // 100
            goal = None if one["kind"] == "population_grant" else met.get(one["code"], ())
            quotas = _quotas(raw, one, kind, country, country.sharing(kind, goal))
            whole = one.get("allocation", "shared") == "shared"
            parts[one["code"], kind] = _kronor(amount, quotas, after_largest_remainder=whole)
    return parts


def _quotas(
    raw: Mapping[str, Any], one: Mapping[str, Any], kind: str, country: Country, weights: Mapping[str, int]
) -> dict[str, Fraction]:
    """Each party's exact share of the part."""
    coverage = raw["region_coverage"] if kind == "region" else "none"
    if coverage == "weight":
        weights = {code: country.living(code, country.qualified) for code in weights}
    capped = one.get("allocation", "shared") == "capped"
    whole = sum(country.people.values()) if capped else sum(weights.values())
    quotas = {code: Fraction(weight, whole) for code, weight in weights.items()}
    if coverage == "cap":
        quotas = {
            code: quota * Fraction(country.living(code, country.qualified), country.living(code))
            for code, quota in quotas.items()
        }
    return quotas


def _kronor(amount: int, quotas: Mapping[str, Fraction], *, after_largest_remainder: bool) -> Kronor:
    exact = {code: amount * quota for code, quota in quotas.items()}
    kronor = {code: floor(value) for code, value in exact.items()}
    if after_largest_remainder:
        over = floor(sum(exact.values())) - sum(kronor.values())
        by_remainder = sorted(exact, key=lambda code: (kronor[code] - exact[code], code))
        for code in by_remainder[:over]:
            kronor[code] += 1
    left = amount - sum(kronor.values())
    return kronor | ({UNDISTRIBUTED: left} if left else {})
