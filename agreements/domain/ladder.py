"""How the demands rose from year to year: requirements that follow each other, and what each year added.

Rules.md 9.1: the demand exists, then it has contents, then it is followed up, then the limit is raised.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agreements.domain.definition import Definition
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import BySize, CoversYears, Leaf, Share, Value

Place = tuple[str, str]  # the codes of an agreement and of a requirement
_YEARS = re.compile(r"[0-9]{4}")
_BLANKS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand of a rule. limit: what must be reached, empty where nothing is counted. is_new: since last year."""

    text: str
    limit: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """A requirement in one year's agreement, beside the year before.

    percent: the highest share that is demanded, None where none is; before: the same the year before. pot in kronor.
    """

    agreement: str
    year: int
    requirement: RequirementDefinition
    conditions: tuple[Condition, ...]
    percent: Decimal | None
    before: Decimal | None
    is_first: bool

    @property
    def added(self) -> int:
        """How many demands the year before did not have."""
        return 0 if self.is_first else sum(one.is_new for one in self.conditions)

    @property
    def change(self) -> str:
        """How the limit changed since the year before, in words; empty where it did not."""
        if self.percent is None or self.before is None or self.percent == self.before:
            return ""
        verb = "Höjt" if self.percent > self.before else "Sänkt"
        return f"{verb} från {_percent(self.before)} till {_percent(self.percent)}"


@dataclass(frozen=True, slots=True)
class Family:
    """The same demand through the years: its rungs by agreement, in the order of the years. name: the latest."""

    name: str
    rungs: Mapping[str, tuple[Rung, ...]]

    @property
    def most(self) -> int:
        """How many demands its longest rule has."""
        return max((len(rung.conditions) for rungs in self.rungs.values() for rung in rungs), default=0)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The agreements that follow each other, in order, and what became of each demand."""

    agreements: tuple[Definition, ...]
    families: tuple[Family, ...]


def ladder(definitions: Iterable[Definition], code: str) -> Ladder:
    """Return the ladder of the agreement `code`: of all agreements that its requirements follow, or that follow them.

    The demands come in the order of the latest agreement that has them, the latest agreement's first. An agreement that
    nothing follows has a ladder of one year.
    """
    known = {definition.code: definition for definition in definitions}
    groups = _families(known)
    related = _related(groups, code)
    agreements = tuple(
        sorted((known[one] for one in related if one in known), key=lambda one: (one.year, one.code))
    )
    inside = [group for group in groups if any(agreement in related for agreement, _ in group)]
    order = {
        (definition.code, requirement.code): (-index, position)
        for index, definition in enumerate(agreements)
        for position, requirement in enumerate(definition.requirements)
    }
    inside.sort(key=lambda group: min(order[place] for place in group))
    return Ladder(agreements, tuple(_family(group, agreements) for group in inside))


def _families(known: Mapping[str, Definition]) -> list[set[Place]]:
    """Return the requirements in groups: those that follow each other, however far, are one."""
    group_of: dict[Place, set[Place]] = {}
    for definition in known.values():
        for requirement in definition.requirements:
            group_of[definition.code, requirement.code] = {(definition.code, requirement.code)}
    for definition in known.values():
        for requirement in definition.requirements:
            for earlier in requirement.follows:
                one = group_of[definition.code, requirement.code]
                other = group_of.get((earlier.agreement, earlier.requirement))
                if other is not None and other is not one:
                    one |= other
                    group_of |= dict.fromkeys(other, one)
    return list({id(group): group for group in group_of.values()}.values())


def _related(groups: Sequence[set[Place]], code: str) -> set[str]:
    """Return the agreements that hang together with `code` through at least one demand."""
    related, before = {code}, set[str]()
    while related != before:
        before = set(related)
        for group in groups:
            agreements = {agreement for agreement, _ in group}
            if agreements & related:
                related |= agreements
    return related


def _family(group: set[Place], agreements: Sequence[Definition]) -> Family:
    rungs: dict[str, tuple[Rung, ...]] = {}
    last: list[RequirementDefinition] = []
    for definition in agreements:
        found = [one for one in definition.requirements if (definition.code, one.code) in group]
        if found:
            rungs[definition.code] = tuple(_rung(definition, one, last) for one in found)
            last = found
    return Family(last[0].name, rungs)


def _rung(
    definition: Definition, requirement: RequirementDefinition, last: list[RequirementDefinition]
) -> Rung:
    followed = {earlier.requirement for earlier in requirement.follows}
    before = [one for one in last if one.code in followed] or last
    old = {_same(leaf.text) for one in before for leaf in one.leaves}
    return Rung(
        agreement=definition.code,
        year=definition.year,
        requirement=requirement,
        conditions=tuple(
            Condition(leaf.text, limit_of(leaf), bool(before) and _same(leaf.text) not in old)
            for leaf in requirement.leaves
        ),
        percent=_highest(requirement),
        before=max((share for one in before if (share := _highest(one)) is not None), default=None),
        is_first=not before,
    )


def _same(text: str) -> str:
    """Return a wording without its years, so that last year's demand is known again."""
    return _BLANKS.sub(" ", _YEARS.sub("", text)).casefold().strip()


def _highest(requirement: RequirementDefinition) -> Decimal | None:
    """Return the highest share in percent that the rule demands."""
    shares = (Decimal(leaf.at_least_percent) for leaf in requirement.leaves if isinstance(leaf, Share))
    return max(shares, default=None)


def limit_of(leaf: Leaf) -> str:
    """Return what a demand's figure must reach, in few words; empty where it counts nothing."""
    match leaf:
        case Share():
            return f"minst {_percent(Decimal(leaf.at_least_percent))}"
        case Value():
            unit = " %" if leaf.question.type == "percent" else ""
            limits = [f"minst {_decimal(leaf.at_least)}{unit}"] if leaf.at_least is not None else []
            limits += [f"högst {_decimal(leaf.at_most)}{unit}"] if leaf.at_most is not None else []
            return ", ".join(limits)
        case BySize() if not leaf.is_unset:
            return f"minst {leaf.small}, {leaf.medium} eller {leaf.large} efter storlek"
        case CoversYears():
            return ", ".join(map(str, leaf.years))
        case _:
            return ""


def _percent(value: Decimal) -> str:
    return f"{_decimal(str(value))} %"


def _decimal(text: str) -> str:
    return text.replace(".", ",")
