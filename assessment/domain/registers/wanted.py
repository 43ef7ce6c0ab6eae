"""What an agreement reads from registers: the figures by requirement, and the lists of who takes part."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from agreements.domain.definition import Definition
from agreements.domain.questions import Question
from agreements.domain.register_words import register_name
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.rules import Listed, Share

FieldKind = Literal["count", "number", "percent", "yes_no", "series"]
_KINDS: dict[str, FieldKind] = {
    "count": "count",
    "number": "number",
    "percent": "percent",
    "yes_no": "yes_no",
    "monthly_series": "series",
}
# A list of who takes part is no question: its figure is yes or no under this empty key.
ON_LIST = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A figure that a row may hold.

    key: the question's, with its part (`persons.women`) or the unit's own question (`first_line.new_visits`) after a
    point. inside: the question of whose units it is one, empty otherwise. months: those of a monthly series.
    """

    requirement: str
    key: str
    label: str
    kind: FieldKind
    inside: str = ""
    months: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether several figures of a party are added: of months, and of units."""
        return self.kind in {"count", "series"}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part that cannot be larger than a whole, out of the rule: keys of questions that are added."""

    of: tuple[str, ...]
    base: tuple[str, ...]
    minus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one register gives to one requirement. kinds: of the parties that it concerns."""

    requirement: str
    name: str
    kinds: tuple[str, ...]
    fields: tuple[Field, ...]
    ratios: tuple[Ratio, ...] = ()
    has_list: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A register that an agreement reads from. year: the agreement's."""

    code: str
    name: str
    year: int
    wanted: tuple[Wanted, ...]

    def of(self, requirement: str) -> Wanted | None:
        """Return what is read for a requirement, None where nothing is."""
        return next((one for one in self.wanted if one.requirement == requirement), None)

    @property
    def requirements(self) -> tuple[str, ...]:
        """The codes of the requirements that read from it."""
        return tuple(one.requirement for one in self.wanted)

    @property
    def is_list(self) -> bool:
        """Whether it is a list of who takes part, and nothing else."""
        return not any(one.fields for one in self.wanted)

    @property
    def has_units(self) -> bool:
        """Whether some figure is a unit's own."""
        return any(field.inside for one in self.wanted for field in one.fields)

    @property
    def may_have_months(self) -> bool:
        """Whether some figure may be given by month."""
        return any(field.adds_up for one in self.wanted for field in one.fields)


def registers_of(definition: Definition) -> tuple[Register, ...]:
    """Return the registers that an agreement reads from, in the order in which they are first named."""
    codes = dict.fromkeys(code for one in definition.requirements for code in _codes(one))
    return tuple(
        Register(
            code,
            register_name(code),
            definition.year,
            tuple(_wanted(one, code) for one in definition.requirements if code in _codes(one)),
        )
        for code in codes
    )


def reads_registers(definition: Definition) -> bool:
    """Say whether an agreement reads from any register."""
    return any(_codes(one) for one in definition.requirements)


def register_of(definition: Definition, code: str) -> Register | None:
    """Return the register with that code, or None where the agreement does not read from it."""
    return next((one for one in registers_of(definition) if one.code == code), None)


def _codes(requirement: RequirementDefinition) -> list[str]:
    """Return the registers that a requirement reads from: those of questions that a table can answer, and lists."""
    answered = [one.source for one in requirement.questions if one.source and _fields(requirement.code, one)]
    return [*answered, *(leaf.register for leaf in requirement.leaves if isinstance(leaf, Listed))]


def _wanted(requirement: RequirementDefinition, code: str) -> Wanted:
    asked = [one for one in requirement.questions if one.source == code]
    return Wanted(
        requirement.code,
        requirement.name,
        tuple(requirement.parties),
        tuple(field for one in asked for field in _fields(requirement.code, one)),
        tuple(_ratios(requirement)),
        any(isinstance(leaf, Listed) and leaf.register == code for leaf in requirement.leaves),
    )


def _fields(requirement: str, question: Question) -> tuple[Field, ...]:
    if question.type == "units":
        return tuple(
            Field(
                requirement,
                f"{question.key}.{one.key}",
                one.label,
                _KINDS[one.type],
                question.key,
                one.months,
            )
            for one in question.fields
            if one.type in _KINDS
        )
    if question.type not in _KINDS:
        return ()
    whole = Field(requirement, question.key, question.label, _KINDS[question.type], months=question.months)
    parts = tuple(
        Field(requirement, f"{question.key}.{part.key}", f"{question.label}: {part.label}", "count")
        for part in question.split_by
    )
    return (*parts, whole)


def _ratios(requirement: RequirementDefinition) -> Iterable[Ratio]:
    for leaf in requirement.leaves:
        if isinstance(leaf, Share) and leaf.base:
            yield Ratio(
                tuple(one.key for one in leaf.of),
                tuple(one.key for one in leaf.base),
                tuple(one.key for one in leaf.minus),
            )
