"""The form of a simulation: today's values in fields, and the changes that an address with other values says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from django.http import QueryDict

from agreements.domain.definition import Definition
from agreements.domain.typed_numbers import AMOUNT, PERCENT, decimal, whole
from agreements.domain.typed_text import NotUnderstood
from payouts.domain.allocation import KINDS, AllocationInput, Coverage, Model, Pot
from payouts.domain.rule_limits import Limit
from payouts.domain.simulation import (
    Change,
    ChangeFault,
    OtherLimit,
    Outcomes,
    PopulationDate,
    PotAmount,
    PotModel,
    PotsTotal,
    RegionCoverage,
    RegionGate,
    Scope,
    Split,
    Threshold,
    demands,
    kinds_asked,
    kinds_of,
)
from payouts.domain.simulation_words import MODELS, coverages
from payouts.domain.wording import Noun, region_noun
from prio.days import plain_day
from prio.money import number

YES, NO = "ja", "nej"
MOST_OUTCOMES = 12
LONGEST_LIST = 10_000
_HUNDRED = 100


@dataclass(frozen=True)
class Field:
    """A field: its name in the address, its label, what stands in it, what stands in it today, and its fault.

    options: of a choice, value and label; empty where one types.
    """

    name: str
    label: str
    value: str
    today: str
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""
    hint: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than today."""
        return self.value.strip() not in {"", self.today}


@dataclass(frozen=True)
class OutcomeRow:
    """What if: the requirement, whether it is met, and the parties as typed."""

    number: int
    requirement: str
    met: bool
    typed: str
    error: str = ""


@dataclass(frozen=True)
class PotFields:
    """The fields of one pot."""

    requirement: str
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class LimitFields:
    """The fields of one requirement's limits."""

    requirement: str
    name: str
    fields: tuple[tuple[str, Field], ...]


@dataclass(frozen=True)
class SimulationForm:
    """The whole form.

    changes: what it says. places: by a change's place, the field that it was read from. errors: what is wrong.
    """

    counties: tuple[Field, ...]
    total: Field
    pots: tuple[PotFields, ...]
    limits: tuple[LimitFields, ...]
    outcomes: tuple[OutcomeRow, ...]
    demands: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    @property
    def limits_open(self) -> bool:
        """Whether a limit is changed, so that its fold is open."""
        return any(one.is_changed for group in self.limits for _, one in group.fields)

    @property
    def outcomes_open(self) -> bool:
        """Whether an outcome is tried, so that its fold is open."""
        return any(row.typed or row.error for row in self.outcomes)


@dataclass(frozen=True)
class About:
    """What a form is about. names: the parties' names by code, in the agreement's year."""

    definition: Definition
    given: AllocationInput
    scope: Scope
    names: Mapping[str, str]

    @property
    def region(self) -> Noun:
        """What a region is called."""
        return region_noun(self.definition.year)


@dataclass
class _Reading:
    """What has been read so far."""

    query: QueryDict
    changes: list[Change] = field(default_factory=list)
    faults: list[ChangeFault] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def field(self, name: str, label: str, today: str, **more: object) -> Field:
        """Return a field with what the address says of it, otherwise with today's value."""
        value = self.query.get(name, today)[:LONGEST_LIST]
        return Field(name, label, value, today, **more)  # type: ignore[arg-type]  # options and hint

    def add(self, where: str, change: Change) -> None:
        self.changes.append(change)
        self.places[change.place] = where

    def wrong(self, where: str, message: str) -> None:
        self.faults.append(ChangeFault(where, message))


def read_form(about: About, query: QueryDict) -> SimulationForm:
    """Return the form with the changes that `query` says; what it leaves out, or says as today, is no change."""
    reading = _Reading(query)
    form = SimulationForm(
        counties=tuple(_counties(about, reading)),
        total=_total(about, reading),
        pots=tuple(_pots(about, reading)),
        limits=tuple(_limits(about, reading)),
        outcomes=tuple(_outcomes(about, reading)),
        demands=tuple((code, _name(about, code)) for code in _demands(about)),
    )
    form = replace(form, changes=tuple(reading.changes), places=reading.places)
    return with_faults(form, reading.faults)


def _demands(about: About) -> Sequence[str]:
    """The requirements whose outcomes may be tried: none where nothing is asked of anybody."""
    return tuple(demands(about.given)) if about.definition.is_reported else ()


def with_faults(form: SimulationForm, found: Sequence[ChangeFault]) -> SimulationForm:
    """Return the form with faults beside the fields that they are about."""
    if not found:
        return form
    errors = {form.places.get(fault.place, fault.place): fault.message for fault in found}

    def marked(one: Field) -> Field:
        return replace(one, error=errors.get(one.name, ""))

    return replace(
        form,
        counties=tuple(map(marked, form.counties)),
        total=marked(form.total),
        pots=tuple(replace(pot, fields=tuple(map(marked, pot.fields))) for pot in form.pots),
        limits=tuple(
            replace(group, fields=tuple((text, marked(one)) for text, one in group.fields))
            for group in form.limits
        ),
        outcomes=tuple(replace(row, error=errors.get(f"vilka-{row.number}", "")) for row in form.outcomes),
        errors=tuple(errors.values()),
    )


def _name(about: About, code: str) -> str:
    return about.definition.requirement(code).name


def _counties(about: About, reading: _Reading) -> Iterator[Field]:
    terms, region = about.given.terms, about.region
    yes_no = ((YES, "Ja"), (NO, "Nej"))
    threshold = reading.field("grans", "Länets gräns, procent", str(terms.threshold_percent))
    if (percent := _whole(reading, threshold)) is not None:
        reading.add(threshold.name, Threshold(percent))
    gate = reading.field(
        "grind",
        f"Måste {region.the} klara grundkraven?",
        YES if terms.region_gate else NO,
        options=yes_no,
    )
    if _chosen(reading, gate):
        reading.add(gate.name, RegionGate(gate.value == YES))
    ways = tuple((way, words[0].upper() + words[1:]) for way, words in coverages(region).items())
    coverage = reading.field(
        "tackning", "När inte alla i länet klarat grundkraven", terms.region_coverage, options=ways
    )
    if _chosen(reading, coverage):
        reading.add(coverage.name, RegionCoverage(cast("Coverage", coverage.value)))
    # Without grundkrav no county falls below a limit: what they say then means nothing.
    yield from (threshold, gate, coverage) if about.definition.grundkrav() else ()
    yield _population(about, reading)


def _population(about: About, reading: _Reading) -> Field:
    today = about.definition.population_date
    days = sorted({*about.scope.days, *([today] if today else [])}, reverse=True)
    options = tuple((day.isoformat(), plain_day(day)) for day in days)
    found = reading.field("folkmangd", "Folkmängden den", today.isoformat() if today else "", options=options)
    if _chosen(reading, found):
        reading.add(found.name, PopulationDate(date.fromisoformat(found.value)))
    return found


def _total(about: About, reading: _Reading) -> Field:
    today = sum(sum(pot.parts.values()) for pot in about.given.pots)
    found = reading.field("summa", "Alla potter tillsammans, kronor", number(today))
    if (amount := _whole(reading, found)) is not None:
        reading.add(found.name, PotsTotal(amount))
    return found


def _pots(about: About, reading: _Reading) -> Iterator[PotFields]:
    for pot in about.given.pots:
        fields = [_amount(pot, reading)]
        if len(pot.parts) == len(KINDS):
            fields.append(_split(about, pot, reading))
        if about.definition.is_reported:  # otherwise everybody shares
            fields.append(_model(pot, reading))
        yield PotFields(pot.requirement, _name(about, pot.requirement), tuple(fields))


def _amount(pot: Pot, reading: _Reading) -> Field:
    today = number(sum(pot.parts.values()))
    found = reading.field(f"pott-{pot.requirement}", "Potten, kronor", today)
    if (amount := _whole(reading, found)) is not None:
        reading.add(found.name, PotAmount(pot.requirement, amount))
    return found


def _split(about: About, pot: Pot, reading: _Reading) -> Field:
    total = sum(pot.parts.values())
    today = pot.parts["municipality"] * _HUNDRED // total if total else 0
    hint = f"Resten går till {about.region.many}."
    found = reading.field(f"kommuner-{pot.requirement}", "Till kommuner, procent", str(today), hint=hint)
    if (percent := _whole(reading, found)) is not None:
        reading.add(found.name, Split(pot.requirement, percent, _HUNDRED - percent))
    return found


def _model(pot: Pot, reading: _Reading) -> Field:
    options = tuple((model, words[0].upper() + words[1:]) for model, words in MODELS.items())
    found = reading.field(f"modell-{pot.requirement}", "Så delas den", pot.model, options=options)
    if _chosen(reading, found):
        reading.add(found.name, PotModel(pot.requirement, cast("Model", found.value)))
    return found


def _limits(about: About, reading: _Reading) -> Iterator[LimitFields]:
    groups: dict[str, list[tuple[str, Field]]] = {}
    for limit in about.scope.limits.values():
        if limit.requirement in demands(about.given):
            groups.setdefault(limit.requirement, []).append((limit.text, _limit(limit, reading)))
    for code, fields in groups.items():
        yield LimitFields(code, _name(about, code), tuple(fields))


def _limit(limit: Limit, reading: _Reading) -> Field:
    found = reading.field(f"g-{'-'.join(limit.key)}", limit.label, limit.value.replace(".", ","))
    if found.is_changed:
        try:
            reading.add(found.name, OtherLimit(*limit.key, str(decimal(found.value))))
        except NotUnderstood as error:
            reading.wrong(found.name, str(error))
    return found


def _outcomes(about: About, reading: _Reading) -> Iterator[OutcomeRow]:
    """Yield the rows that say something, and an empty one after them."""
    rows: list[OutcomeRow] = []
    for index in range(1, MOST_OUTCOMES + 1):
        typed = reading.query.get(f"vilka-{index}", "").strip()[:LONGEST_LIST]
        if typed:
            requirement = reading.query.get(f"krav-{index}", "")
            met = reading.query.get(f"klarat-{index}") != NO
            rows.append(OutcomeRow(len(rows) + 1, requirement, met, typed))
    for row in rows:
        where = f"vilka-{row.number}"
        try:
            codes = parties_named(about, row.requirement, row.typed)
        except NotUnderstood as error:
            reading.wrong(where, str(error))
        else:
            reading.add(where, Outcomes(row.requirement, row.met, codes))
    yield from rows
    if len(rows) < MOST_OUTCOMES:
        yield OutcomeRow(len(rows) + 1, "", met=True, typed="")


def parties_named(about: About, requirement: str, typed: str) -> tuple[str, ...]:
    """Return the codes of the parties that are typed by name or code, with commas or lines between.

    A name that several have means the one that the requirement concerns.

    Raises:
        NotUnderstood: nobody is called so, or several are that the requirement concerns.
    """
    asked, kinds = kinds_asked(about.given, requirement), kinds_of(about.given)
    by_name: dict[str, list[str]] = {}
    for code, name in about.names.items():
        if code in kinds:
            by_name.setdefault(name.casefold(), []).append(code)
    found: set[str] = set()
    for one in typed.replace(";", ",").replace("\n", ",").split(","):
        name = " ".join(one.split())
        named = [name] if name in kinds else by_name.get(name.casefold(), [])
        meant = [code for code in named if kinds[code] in asked] or named
        if name and not meant:
            raise NotUnderstood(f"Det finns ingen kommun eller region som heter {name}.")
        if len(meant) > 1:
            raise NotUnderstood(f"Flera heter {name}. Skriv koden: {' eller '.join(sorted(meant))}.")
        found.update(meant)
    return tuple(sorted(found))


def _whole(reading: _Reading, one: Field) -> int | None:
    """Return the number that a changed field says; None where it says nothing else than today, or no number."""
    if not one.is_changed:
        return None
    try:
        found = whole(one.value.removesuffix("%"), "kr", PERCENT if "procent" in one.label else AMOUNT)
        today = whole(one.today) if one.today else None
    except NotUnderstood as error:
        reading.wrong(one.name, str(error))
        return None
    return None if found == today else found


def _chosen(reading: _Reading, one: Field) -> bool:
    """Say whether another choice is made than today's; one that there is none of is a fault."""
    if not one.is_changed:
        return False
    if one.value not in dict(one.options):
        reading.wrong(one.name, "Välj något i listan.")
        return False
    return True
