"""The settings of an agreement in plain Swedish: what they are, what they say and who decided them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from agreements.domain.definition import Definition
from agreements.domain.party_words import party_word, the_party
from agreements.domain.requirement import Kind, RequirementDefinition
from agreements.domain.rules import nodes
from prio.days import plain_day
from prio.money import number

_COVERAGE = {
    "none": "Hela beloppet, även när inte alla kommuner i länet har klarat grundkraven.",
    "weight": "Beloppet räknas på invånarna i de kommuner som har klarat grundkraven.",
    "cap": (
        "Högst den del av beloppet som motsvarar invånarna i de kommuner som har klarat grundkraven. "
        "Resten fördelas inte."
    ),
}
_ALLOCATION = {
    "shared": "De som når målet delar hela summan efter antalet invånare.",
    "capped": "Var och en får sin andel av landets invånare. Det som blir över fördelas inte.",
}
_GENERAL_NAMES = {
    "population_date": "Dagen för antalet invånare",
    "county_threshold_percent": "Länets gräns",
    "size_classes": "Små, medelstora och stora kommuner",
    "assess_together": "Bedöms tillsammans",
    "preliminary": "Preliminär bedömning",
    "dates": "Datum",
    "budget": "Budget",
    "allocation": "Hur pengarna delas",
    "parties": "Vilka kraven gäller",
    "rounding": "Avrundning",
    "dates.opens": "Dagen då rapporteringen öppnar",
    "dates.closes": "Sista dag att lämna in",
    "dates.preliminary": "Dagen för preliminär bedömning",
    "dates.final": "Dagen för slutlig bedömning",
    "dates.payment": "Dagen för utbetalning",
    "preliminary.completion_closes": "Sista dag att komplettera",
    "aftermath": "Vad som följer på beslutet",
}
_PARTICULAR_NAMES = {
    "split": "Hur summan delas mellan kommuner och {regions}",
    "pot": "Summan",
    "allocation": "Hur summan delas",
    "closes": "Sista dag att lämna in",
    "parties": "Vilka kravet gäller",
    "assessor": "Vem som bedömer",
    "rule": "Regeln",
    "questions": "Frågorna",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name and value in words, and who decided it, when and why where the sources leave it open."""

    name: str
    value: str
    is_unset: bool = False
    who: str = ""
    day: date | None = None
    note: str = ""


def settings_in_words(definition: Definition) -> tuple[Setting, ...]:
    """Return the settings that an allocation needs, then everything else that somebody has decided or must decide."""
    unset = definition.unset_settings()
    of_allocation = ("population_date", "county_threshold_percent", "region_gate", "region_coverage")
    general = () if definition.is_lines_only or definition.is_applied_for else of_allocation
    named = dict.fromkeys((*general, *definition.set_by, *unset))
    return tuple(_setting(definition, name, is_unset=name in unset) for name in named)


def terms_in_words(definition: Definition) -> Mapping[str, str]:
    """Return every setting of the whole agreement by its name, also those that the sources decide."""
    unset = definition.unset_settings()
    return {
        setting_name(definition, name): "Inte bestämt." if name in unset else words(definition)
        for name, words in _VALUES.items()
    }


def _setting(definition: Definition, name: str, *, is_unset: bool) -> Setting:
    decided = definition.set_by.get(name)
    return Setting(
        name=setting_name(definition, name),
        value="" if is_unset else _value(definition, name),
        is_unset=is_unset,
        who=decided.who if decided else "",
        day=decided.date if decided else None,
        note=decided.note if decided else "",
    )


def setting_name(definition: Definition, name: str) -> str:
    """Return what a setting is called; one that has no words is called by its name.

    In a definition with faults a part may be missing that the name speaks of: then it is called by its code.
    """
    regions = party_word("region", definition.year, several=True)
    if name == "region_gate":
        return f"{the_party('region', definition.year).capitalize()}s egna grundkrav"
    if name == "region_coverage":
        return f"Pengar till {regions} där inte alla kommuner klarat kraven"
    if name in _GENERAL_NAMES:
        return _GENERAL_NAMES[name]
    what, _, where = name.partition(".")
    code, _, key = where.partition(".")
    if what not in _PARTICULAR_NAMES:
        return name
    if key:
        requirement = next((one for one in definition.requirements if one.code == code), None)
        return f"{code}, {_part_of(requirement, what, key)}"
    particular = _PARTICULAR_NAMES[what].format(regions=regions)
    return f"{code}: {particular[:1].lower()}{particular[1:]}"


def _part_of(requirement: RequirementDefinition | None, what: str, key: str) -> str:
    """Name one question or one node of the rule by its own words."""
    if requirement is None or what not in {"questions", "rule"}:
        return _PARTICULAR_NAMES[what].format(regions="").lower()
    if what == "questions":
        labels = {question.key: question.label for question in requirement.questions}
        return f"frågan ”{labels[key]}”" if key in labels else "en del av en fråga"
    texts = (node.text for node in nodes(requirement.rule) if node.key == key and node.text)
    return next((f"villkoret ”{text}”" for text in texts), "regeln")


def _value(definition: Definition, name: str) -> str:
    if name in _VALUES:
        return _VALUES[name](definition)
    what, _, code = name.partition(".")
    if what in {"split", "allocation"} and code:
        return _of_requirement(definition, what, code)
    return ""


def _of_requirement(definition: Definition, what: str, code: str) -> str:
    requirement = definition.requirement(code)
    if what == "allocation":
        return allocation_words(requirement.allocation)
    return split_words(requirement.split, definition.year)


def allocation_words(allocation: str | None) -> str:
    """Say how a pot is divided; empty where it is unset."""
    return _ALLOCATION.get(allocation or "", "")


def split_words(split: Mapping[Kind, int] | None, year: int) -> str:
    """Say how a pot is split between kinds of party: `50 procent till kommuner och 50 procent till landsting`."""
    return " och ".join(_shares(split or {}, year))


def _shares(split: Mapping[Kind, int], year: int) -> Iterator[str]:
    for kind, percent in split.items():
        yield f"{percent} procent till {party_word(kind, year, several=True)}"


def _threshold(definition: Definition) -> str:
    if not definition.county_threshold_percent:
        return "Ingen gräns. Alla län deltar."
    return (
        f"Kommuner som har klarat grundkraven ska ha minst {definition.county_threshold_percent} procent av länets "
        "invånare. Precis på gränsen räcker."
    )


def _gate(definition: Definition) -> str:
    if not definition.region_gate:
        return "Länet kan delta ändå."
    return f"Länet deltar bara om också {the_party('region', definition.year)} har klarat sina grundkrav."


def _sizes(definition: Definition) -> str:
    if definition.size_classes is None:
        return ""
    below, above = number(definition.size_classes.small_below), number(definition.size_classes.large_from)
    return f"Liten: färre än {below} invånare. Stor: {above} eller fler. Medelstor: däremellan."


def _population_date(definition: Definition) -> str:
    return plain_day(definition.population_date) if definition.population_date else ""


_PRELIMINARY = {"all": "För alla.", "on_request": "För dem som ber om det.", "none": "Ingen."}

_VALUES: Mapping[str, Callable[[Definition], str]] = {
    "population_date": _population_date,
    "county_threshold_percent": _threshold,
    "region_gate": _gate,
    "region_coverage": lambda definition: _COVERAGE.get(definition.region_coverage or "", ""),
    "size_classes": _sizes,
    "assess_together": lambda definition: " och ".join(definition.assess_together),
    "preliminary": lambda definition: _PRELIMINARY[definition.preliminary.applies_to],
}
