"""Which column holds what: suggested from the headings, changed by a person.

What a column may hold is named by a target: `organisation`, `name`, `requirement`, `month`, `unit`, `listed`, the key
of a figure of the row's requirement (`done`), or a requirement and the key of a figure (`A1:done`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agreements.domain.faults import quoted
from assessment.domain.registers.cells import Row, letter
from assessment.domain.registers.wanted import Field, Register
from prio.parties.spelling import normalised

ORGANISATION, NAME, REQUIREMENT, MONTH, UNIT, LISTED = (
    "organisation", "name", "requirement", "month", "unit", "listed",
)  # fmt: skip
DIMENSIONS = (ORGANISATION, NAME, REQUIREMENT, MONTH, UNIT, LISTED)
MOST_ROWS_ABOVE = 30  # a title and some words may stand above the headings
MOST_COLUMNS = 200

_OF_ORGANISATION = (
    "organisation", "kod", "code", "party", "organisationskod", "landstingskod", "regionkod", "kommunkod", "länskod",
    "part", "huvudman", "landsting", "region", "kommun", "landsting region", "region landsting", "namn", "name",
)  # fmt: skip
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    REQUIREMENT: ("krav", "requirement", "kravkod", "mål", "prestationsmål"),
    MONTH: ("månad", "month", "mätmånad", "år månad", "period", "datum"),
    UNIT: ("enhet", "enhetens namn", "unit", "mottagning", "verksamhet"),
    LISTED: ("deltar", "listed", "deltagit", "deltagande", "står på listan"),
}
# What the registers' own tables call the figures that the years ask for, by the key of the question.
_FIGURE_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "done": ("genomförda", "antal genomförda", "antal", "totalt", "antal påbörjade", "påbörjade"),
    "within_30_days": ("inom 30 dagar", "varav inom 30 dagar", "antal inom 30 dagar", "0 30 dagar"),
    "patient_chosen": (
        "patientvald väntan", "patientvald väntetid", "varav patientvald väntan", "pvv", "antal pvv",
    ),
    "response_rate": ("svarsfrekvens", "svarsfrekvens procent", "svarsfrekvens i procent"),
    "by_the_rules": ("följer regelverket", "regelverk", "enligt regelverket"),
    "registered": ("registrerade patienter", "registrerade", "antal registrerade"),
    "drug_follow_up": ("läkemedelsuppföljning", "uppföljda läkemedel"),
    "persons": ("personer", "antal personer", "totalt", "summa"),
    "persons.women": ("kvinnor", "antal kvinnor"),
    "persons.men": ("män", "antal män"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matching:
    """Where a table's figures stand.

    sheet: the name of the sheet, empty in a text file. heading: the number of the row with the headings. columns: by
    column (from 0), what it holds. requirement: whose figures the rows are where no column says so.
    """

    heading: int
    columns: Mapping[int, str]
    sheet: str = ""
    requirement: str = ""

    def column(self, target: str) -> int | None:
        """Return the column that holds `target`, or None."""
        return next((index for index, held in self.columns.items() if held == target), None)

    def to_plain(self) -> dict[str, object]:
        """Return it as JSON-able data."""
        columns = {str(index): held for index, held in sorted(self.columns.items())}
        return {
            "sheet": self.sheet, "heading": self.heading, "requirement": self.requirement, "columns": columns,
        }  # fmt: skip

    @classmethod
    def from_plain(cls, data: Mapping[str, object]) -> "Matching":
        """Return what `to_plain` wrote; what is missing or of another shape is left out."""
        heading, columns = data.get("heading"), data.get("columns")
        return cls(
            heading if isinstance(heading, int) else 1,
            {
                int(index): str(held)
                for index, held in (columns.items() if isinstance(columns, Mapping) else ())
                if str(index).isascii() and str(index).isdigit() and int(index) < MOST_COLUMNS and held
            },
            str(data.get("sheet") or ""),
            str(data.get("requirement") or ""),
        )


def targets_of(register: Register) -> dict[str, str]:
    """Return what a column may hold, with its Swedish name, in the order of a form."""
    found = {
        ORGANISATION: "Organisationens kod eller namn",
        NAME: "Organisationens namn, jämförs med koden",
    }
    if len(register.wanted) > 1:
        found[REQUIREMENT] = "Kravets kod"
    if register.may_have_months:
        found[MONTH] = "Månad"
    if register.may_have_months or register.has_units:
        found[UNIT] = "Enhetens namn"
    if any(one.has_list for one in register.wanted):
        found[LISTED] = "Deltar, ja eller nej"
    return found | _figures(register)


def _figures(register: Register) -> dict[str, str]:
    several = len(register.wanted) > 1
    shared: dict[str, str] = {}
    for field in _fields(register):
        shared.setdefault(field.key, field.label)
    if not several:
        return shared
    own = {
        f"{field.requirement}:{field.key}": f"{field.requirement}: {field.label}"
        for field in _fields(register)
    }
    return {key: f"Radens krav: {label}" for key, label in shared.items()} | own


def _fields(register: Register) -> Iterable[Field]:
    return (field for one in register.wanted for field in one.fields)


def suggested(register: Register, rows: Sequence[Row], *, sheet: str = "", requirement: str = "") -> Matching:
    """Return where the figures seem to stand: the row above the rest in which most headings are known.

    Args:
        rows: the first rows of the table.
        requirement: whose figures they are, chosen by a person; where the register has one only, it is that.
    """
    only = register.requirements[0] if len(register.wanted) == 1 else ""
    known = _known(register, requirement or only)
    best, columns = rows[0] if rows else Row(1, ()), dict[int, str]()
    for row in rows[:MOST_ROWS_ABOVE]:
        found = _of_headings(row, known)
        if (ORGANISATION in found.values(), len(found)) > (ORGANISATION in columns.values(), len(columns)):
            best, columns = row, found
    has_own = REQUIREMENT in columns.values()
    return Matching(best.number, columns, sheet, "" if has_own else requirement or only)


def is_heading_of(register: Register, rows: Sequence[Row]) -> bool:
    """Say whether a table with these first rows has a heading for the organisation."""
    return ORGANISATION in suggested(register, rows).columns.values()


def _of_headings(row: Row, known: Mapping[str, tuple[int, str]]) -> dict[int, str]:
    """Return what the headings name: each thing by the heading that says it best, each column one thing."""
    claims = sorted(
        (*known[spelling], index)
        for index in range(min(len(row.cells), MOST_COLUMNS))
        if (spelling := normalised(row.text(index))) in known
    )
    columns: dict[int, str] = {}
    for _, target, index in claims:
        if index in columns:
            continue
        if target not in columns.values():
            columns[index] = target
        elif target == ORGANISATION and NAME not in columns.values():
            columns[index] = NAME
    return dict(sorted(columns.items()))


def _known(register: Register, requirement: str) -> dict[str, tuple[int, str]]:
    """Return by spelling what a heading means, with how sure it is: the lower, the surer."""
    known: dict[str, tuple[int, str]] = {}

    def add(spelling: str, rank: int, target: str) -> None:
        known.setdefault(normalised(spelling), (rank, target))

    allowed = targets_of(register)
    for rank, word in enumerate(_OF_ORGANISATION):
        add(word, rank, ORGANISATION)
    for target, words in _SYNONYMS.items():
        if target in allowed:
            for rank, word in enumerate(words):
                add(word, rank, target)
    _add_figures(register, requirement, add)
    return known


def _add_figures(register: Register, requirement: str, add: "Add") -> None:
    labels: dict[str, set[str]] = {}
    for field in _fields(register):
        labels.setdefault(normalised(field.label), set()).add(field.requirement)
    for field in _fields(register):
        own = f"{field.requirement}:{field.key}" if len(register.wanted) > 1 else field.key
        # A label that one requirement alone has says which one it is, unless the whole file is another's.
        alone = len(labels[normalised(field.label)]) == 1 and requirement in {"", field.requirement}
        is_chosen = requirement == field.requirement
        add(f"{field.requirement} {field.key}", 0, own)
        add(field.key, 0, field.key)
        add(field.label, 1, field.key if is_chosen or not alone else own)
        add(f"{field.requirement} {field.label}", 1, own)
    for field in _fields(register):
        for rank, word in enumerate(_FIGURE_SYNONYMS.get(field.key, ())):
            add(word, rank + 2, field.key)


class Add(Protocol):
    """The type of what takes a spelling, its rank and its target."""

    def __call__(self, spelling: str, rank: int, target: str) -> None:
        """Let `spelling` mean `target`."""


def faults_of(register: Register, matching: Matching) -> tuple[str, ...]:
    """Return what is wrong with a matching, in Swedish; nothing when the table can be read with it."""
    faults: list[str] = []
    allowed = targets_of(register)
    held = list(matching.columns.values())
    faults += [
        f"Kolumn {letter(index)} kan inte innehålla {quoted(target)}."
        for index, target in matching.columns.items()
        if target not in allowed
    ]
    faults += [
        f"{allowed[target]} står i två kolumner. Välj en av dem."
        for target in dict.fromkeys(held)
        if held.count(target) > 1 and target in allowed
    ]
    if ORGANISATION not in held:
        faults.append("Ingen kolumn anger organisationen. Välj den kolumn som har dess kod eller namn.")
    if matching.requirement and register.of(matching.requirement) is None:
        faults.append(f"Kravet {quoted(matching.requirement)} läses inte ur {register.name}.")
    return (*faults, *_about_figures(register, matching, held))


def _about_figures(register: Register, matching: Matching, held: Sequence[str]) -> Iterable[str]:
    figures = [target for target in held if target not in DIMENSIONS]
    has_requirement = bool(matching.requirement) or REQUIREMENT in held
    if not figures and not register.is_list and LISTED not in held:
        yield "Ingen kolumn anger en uppgift. Välj minst en."
    if not has_requirement and (
        register.is_list or LISTED in held or any(not _OWN.match(one) for one in figures)
    ):
        yield "Välj vilket krav uppgifterna gäller, eller vilken kolumn som säger det."


_OWN = re.compile(r"[^:]+:.")
