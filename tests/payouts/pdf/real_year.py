"""The content of a decision on a real agreement: its definition, the reference figures, and outcomes by rule."""

import csv
from datetime import date
from pathlib import Path

from agreements.domain.definition import Definition
from agreements.domain.loading import load_definition
from payouts.domain.allocation import (
    KINDS,
    AllocationInput,
    Kind,
    Municipality,
    Pot,
    Region,
    Terms,
    allocate,
    to_rows,
)
from payouts.pdf.assemble import Evidence, Register, assemble
from payouts.pdf.content import DecisionContent, Heading

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "prio" / "parties" / "reference"
GOTLAND = ("0980", "09")
# Which parties have not met the requirements whose outcomes no source gives by name: every so many of them.
MISSES: dict[Kind, int] = {"municipality": 9, "region": 5}


def real_year(code: str, *, simulated: bool = True, everybody: bool = False) -> DecisionContent:
    """Return the decision on the agreement `code`, with every party whose outcomes no source gives drawn by rule.

    everybody: all have met everything, so that the annex has all 311 rows.
    """
    definition = load_definition((ROOT / f"agreements/definitions/{code}.yaml").read_text(), code)
    given = _given(definition, everybody=everybody)
    allocation = allocate(given)
    made_up = (
        frozenset((result.requirement, str(result.kind)) for result in allocation.pots)
        if simulated
        else frozenset()
    )
    rows = ["agreement,requirement,organisation,party,weight,quota,amount_sek,simulated"]
    rows += [",".join((code, *map(str, row), str(simulated).lower())) for row in to_rows(allocation)]
    return assemble(
        heading=Heading(
            reference=f"{code.upper()}/1",
            number=1,
            decided_on=date(definition.year, 12, 18),
            decision_maker=definition.decided_by,
            rapporteur="Anna Åkerström",
            prepared_by="Anna Åkerström",
            approved_by="Göran Öberg",
        ),
        definition=definition,
        version=1,
        given=given,
        allocation=allocation,
        register=_register(definition),
        evidence=Evidence("\n".join((*rows, "")).encode(), "5f" * 32, simulated, made_up),
    )


def _given(definition: Definition, *, everybody: bool) -> AllocationInput:
    population = _table("population.csv")
    day = str(definition.population_date)
    counties = {row["code"]: row["county"] for row in _table("municipalities.csv") if _held(row, day)}
    municipalities = tuple(
        Municipality(row["municipality"], counties[row["municipality"]], int(row[day])) for row in population
    )
    regions = tuple(Region(code, code) for code in sorted({kommun.county for kommun in municipalities}))
    codes: dict[Kind, list[str]] = {
        "municipality": [kommun.code for kommun in municipalities],
        "region": [region.code for region in regions],
    }
    by_name = {} if everybody else _by_name(definition.code)
    met = {
        requirement.code: frozenset(
            code
            for kind in KINDS
            if kind in requirement.parties
            for position, code in enumerate(codes[kind])
            if everybody
            or by_name.get((requirement.code, code), "met" if (position + place) % MISSES[kind] else "")
            == "met"
        )
        for place, requirement in enumerate(definition.requirements)
    }
    return AllocationInput(
        terms=Terms(
            definition.county_threshold_percent or 0,
            bool(definition.region_gate),
            definition.region_coverage or "none",
        ),
        municipalities=municipalities,
        regions=regions,
        grundkrav={kind: tuple(one.code for one in definition.grundkrav(kind)) for kind in KINDS},
        pots=tuple(
            Pot(
                one.code,
                {kind: one.parts()[kind] for kind in KINDS if kind in one.parts()},
                one.allocation or "shared",
            )
            for one in definition.pots
        ),
        met=met,
    )


def _by_name(code: str) -> dict[tuple[str, str], str]:
    path = ROOT / "assessment" / "history" / f"{code}.csv"
    rows = _table(path.name, path.parent) if path.exists() else []
    return {(row["requirement"], row["organisation"]): row["outcome"] for row in rows}


def _register(definition: Definition) -> Register:
    day = str(definition.population_date)
    names = {
        row["code"]: row["name"]
        for file in ("municipalities.csv", "regions.csv")
        for row in _table(file)
        if _held(row, day)
    }
    return Register(
        parties=names,
        counties={row["code"]: row["name"] for row in _table("counties.csv")},
        together=dict.fromkeys(GOTLAND, "Region Gotland"),
        population_source="Statistiska centralbyrån, version 1",
    )


def _held(row: dict[str, str], day: str) -> bool:
    return row["from"] <= day and (not row["to"] or day < row["to"])


def _table(name: str, folder: Path = REFERENCE) -> list[dict[str, str]]:
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
