"""An agreement as data: what is asked of whom, what it is worth, by when, and who set what the sources leave open.

A definition is immutable. Its plain form has the shape of the YAML file (docs/formats.md), holds everything and
leaves out what is not set, so that its hash survives a format that grows.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal, get_args

from agreements.domain.calling import Calling, calling
from agreements.domain.faults import FaultLog
from agreements.domain.plain import days, texts
from agreements.domain.questions import Plain
from agreements.domain.reading import Reader
from agreements.domain.requirement import (
    Allocation,
    Follows,
    Kind,
    RequirementDefinition,
    RequirementKind,
    UnsetSetting,
)
from agreements.domain.requirement_reading import read_requirement
from agreements.domain.rules import BySize
from agreements.domain.source import tree_of_plain
from agreements.domain.terms import (
    Aftermath,
    Budget,
    BudgetLine,
    Dates,
    Preliminary,
    SetBy,
    SizeClasses,
    plain_aftermath,
    plain_budget,
    plain_preliminary,
    plain_set_by,
    read_aftermath,
    read_budget,
    read_dates,
    read_preliminary,
    read_set_by,
    read_size_classes,
)

__all__ = [
    "Aftermath",
    "Allocation",
    "Budget",
    "BudgetLine",
    "Coverage",
    "Dates",
    "Definition",
    "Follows",
    "Kind",
    "Preliminary",
    "RequirementDefinition",
    "RequirementKind",
    "SetBy",
    "SizeClasses",
    "UnsetSetting",
    "read_definition",
]

Coverage = Literal["none", "weight", "cap"]

_STORED = "lagrad definition"
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2200
_TEXTS = ("reference", "summary", "source", "assessor", "collector", "decided_by", "payer")


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole agreement. Settings that are None are unset; see `unset_settings`."""

    code: str
    title: str
    year: int
    assessor: str
    budget: Budget
    requirements: tuple[RequirementDefinition, ...]
    reference: str = ""
    summary: str = ""
    source: str = ""
    collector: str = ""
    decided_by: str = ""
    payer: str = ""
    signed: date | None = None
    population_date: date | None = None
    county_threshold_percent: int | None = None
    region_gate: bool | None = None
    region_coverage: Coverage | None = None
    size_classes: SizeClasses | None = None
    assess_together: tuple[str, ...] = ()
    preliminary: Preliminary = field(default_factory=Preliminary)
    dates: Dates = field(default_factory=Dates)
    aftermath: Aftermath = field(default_factory=Aftermath)
    set_by: Mapping[str, SetBy] = field(default_factory=dict, hash=False)

    @property
    def is_lines_only(self) -> bool:
        """Whether it asks nothing of anybody: all its money lies outside the pots."""
        return not self.requirements

    def requirement(self, code: str) -> RequirementDefinition:
        """Return the requirement with that code. Raises KeyError."""
        for requirement in self.requirements:
            if requirement.code == code:
                return requirement
        raise KeyError(code)

    def grundkrav(self, kind: Kind | None = None) -> tuple[RequirementDefinition, ...]:
        """Return the grundkrav, or those that apply to one kind of party."""
        found = (requirement for requirement in self.requirements if requirement.kind == "grundkrav")
        return tuple(requirement for requirement in found if kind is None or kind in requirement.parties)

    @property
    def goals(self) -> tuple[RequirementDefinition, ...]:
        """The prestationsmål."""
        return tuple(requirement for requirement in self.requirements if requirement.kind == "prestationsmal")

    @property
    def pots(self) -> tuple[RequirementDefinition, ...]:
        """Everything that money belongs to: prestationsmål, pots by population, grants that are applied for."""
        return tuple(requirement for requirement in self.requirements if requirement.has_pot)

    @property
    def is_applied_for(self) -> bool:
        """Whether its money is applied for: no county, no inhabitants, no division."""
        return any(requirement.is_applied_for for requirement in self.requirements)

    @property
    def calling(self) -> Calling:
        """What handing something in is called here."""
        return calling(self.is_applied_for)

    @property
    def is_reported(self) -> bool:
        """Whether anything is asked and judged. Where nothing is, the money goes out by population alone."""
        return any(requirement.kind != "population_grant" for requirement in self.requirements)

    @property
    def names_day(self) -> date:
        """The day whose names are used for the parties: the first of the agreement's year.

        A page about 2014 says landsting; PRIO 2015 says Region Östergötland, although its population figures are from
        the day before that name. Where those figures are of a later day, it is that day.
        """
        first = date(self.year, 1, 1)
        return max(first, self.population_date or first)

    def assessor_of(self, code: str) -> str:
        """Return who assesses a requirement: the one that it names, otherwise the agreement's. Raises KeyError."""
        return self.requirement(code).assessor or self.assessor

    def closes(self, code: str) -> date | None:
        """Return the last day to report a requirement, None where unknown. Raises KeyError."""
        return self.requirement(code).closes or self.dates.closes

    def unset_settings(self) -> tuple[str, ...]:
        """Return the names of all settings that are not set, as they are written in `set_by`."""
        return (*self.unset_for_allocation(), *self._unset_dates())

    def unset_for_allocation(self) -> tuple[str, ...]:
        """Return the names of the settings that an allocation needs and that are not set: none where none is made."""
        if self.is_lines_only:
            return ()
        names = ("population_date", "county_threshold_percent", "region_gate", "region_coverage")
        unset = [name for name in names if getattr(self, name) is None and not self.is_applied_for]
        by_size = any(
            isinstance(leaf, BySize) for requirement in self.requirements for leaf in requirement.leaves
        )
        if by_size and self.size_classes is None:
            unset.append("size_classes")
        return (*unset, *(name for requirement in self.requirements for name in requirement.unset_settings()))

    def _unset_dates(self) -> tuple[str, ...]:
        if self.is_lines_only:
            return ()  # nothing is handed in, assessed or divided
        needed = [day.name for day in fields(Dates)] if self.is_reported else ["payment"]
        if self.is_reported and self.preliminary.applies_to == "none":
            needed.remove("preliminary")
        return tuple(f"dates.{name}" for name in needed if getattr(self.dates, name) is None)

    def to_plain(self) -> Plain:
        """Return everything as JSON-able data in the shape of the YAML file; `from_plain` reads it back."""
        plain: Plain = {"code": self.code, "title": self.title, "year": self.year}
        plain |= texts(self, _TEXTS)
        plain |= days(self, ("signed", "population_date"))
        for name in ("county_threshold_percent", "region_gate", "region_coverage"):
            if (value := getattr(self, name)) is not None:
                plain[name] = value
        if self.size_classes:
            sizes = self.size_classes
            plain["size_classes"] = {"small_below": sizes.small_below, "large_from": sizes.large_from}
        if self.assess_together:
            plain["assess_together"] = list(self.assess_together)
        plain["preliminary"] = plain_preliminary(self.preliminary)
        plain["dates"] = days(self.dates, tuple(day.name for day in fields(Dates)))
        plain["budget"] = plain_budget(self.budget)
        if aftermath := plain_aftermath(self.aftermath):
            plain["aftermath"] = aftermath
        plain["set_by"] = {name: plain_set_by(self.set_by[name]) for name in sorted(self.set_by)}
        plain["requirements"] = [requirement.to_plain() for requirement in self.requirements]
        return plain

    def sha256(self) -> str:
        """Return the hash of what the definition says: comments, layout and the order of keys do not count."""
        canonical = json.dumps(self.to_plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @classmethod
    def from_plain(cls, data: Mapping[str, object]) -> "Definition":
        """Return the definition that `to_plain` wrote. Raises DefinitionFaults when the data is something else.

        The parts of it are checked, not how they agree with each other: what is stored was checked when it was loaded.
        """
        log = FaultLog(_STORED)
        tree = tree_of_plain(data, log)
        reader = Reader.of_root(tree, log)
        definition = read_definition(reader) if reader else None
        log.stop_if_any()
        if definition is None:
            raise ValueError("a definition without faults is always read")
        return definition


def read_definition(reader: Reader) -> Definition:
    """Read a whole definition; what could not be read is noted in the reader's log and stood in for."""
    coverages: tuple[Coverage, ...] = get_args(Coverage)
    budget = read_budget(reader)
    asks = reader.each("requirements", required=not budget.lines)  # all the money may lie in the lines
    definition = Definition(
        code=reader.code("code", required=True),
        title=reader.text("title", required=True),
        year=reader.whole("year", _EARLIEST_YEAR, _LATEST_YEAR, required=True) or 0,
        assessor=reader.text("assessor", required=bool(asks)),
        budget=budget,
        requirements=tuple(read_requirement(one) for one in asks),
        **{name: reader.text(name) for name in _TEXTS if name != "assessor"},
        signed=reader.day("signed"),
        population_date=reader.day("population_date"),
        county_threshold_percent=reader.whole("county_threshold_percent", 0, 100),
        region_gate=reader.flag("region_gate"),
        region_coverage=reader.word("region_coverage", coverages),
        size_classes=read_size_classes(reader),
        assess_together=reader.texts("assess_together"),
        preliminary=read_preliminary(reader),
        dates=read_dates(reader),
        aftermath=read_aftermath(reader),
        set_by=read_set_by(reader),
    )
    reader.finish()
    return definition
