"""How the parts of a definition agree with each other: money, days, codes and who set what."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from agreements.domain.definition import Definition
from agreements.domain.faults import quoted
from agreements.domain.questions import Question
from agreements.domain.reading import Reader, nearest
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.requirement_reading import keys_written
from agreements.domain.source import Listing, Place, Scalar, Table
from prio.money import kronor

_DATES = ("opens", "closes", "preliminary", "final", "payment")
SETTINGS = frozenset(
    {
        "population_date", "county_threshold_percent", "region_gate", "region_coverage", "size_classes",
        "assess_together", "preliminary", "dates", "budget", "allocation", "parties", "rounding", "aftermath",
    }
)  # fmt: skip
_FIGURES = ("count", "number", "monthly_series")  # what can be added up
REQUIREMENT_SETTINGS = ("split", "pot", "allocation", "closes", "parties", "assessor", "rule", "questions")


def check(definition: Definition, reader: Reader) -> None:
    """Note in the reader's log every way in which the parts of `definition` do not agree; `reader` is its source."""
    _check_codes(reader)
    _check_money(definition, reader)
    _check_lines(reader)
    _check_days(definition, reader)
    _check_applied_for(definition, reader)
    _check_assess_together(definition, reader)
    _check_follows(definition, reader)
    _check_compared(definition, reader)
    _check_set_by(definition, reader)


def _requirement_tables(reader: Reader) -> list[Table]:
    listing = reader.place("requirements")
    items: Sequence[Place] = listing.items if isinstance(listing, Listing) else ()
    return [item for item in items if isinstance(item, Table)]


def _with_tables(definition: Definition, reader: Reader) -> Iterator[tuple[RequirementDefinition, Reader]]:
    for requirement, table in zip(definition.requirements, _requirement_tables(reader), strict=True):
        yield requirement, Reader(table, reader.log, requirement.code or None)


def _check_codes(reader: Reader) -> None:
    seen: dict[str, int] = {}
    for table in _requirement_tables(reader):
        code = table.entries.get("code")
        if not isinstance(code, Scalar) or not code.text.strip():
            continue
        text = code.text.strip()
        if text in seen:
            reader.log.add(
                code.line,
                text,
                f"Koden {quoted(text)} används av två krav; första gången på rad {seen[text]}.",
            )
        seen.setdefault(text, code.line)


def _check_money(definition: Definition, reader: Reader) -> None:
    budget, below = definition.budget, reader.below("budget")
    if below is None or not budget.total or not all(line.amount for line in budget.lines):
        return
    if not _all_are_read(definition, reader):
        return
    if any(
        one.pot is None and source.place("pot") is not None
        for one, source in _with_tables(definition, reader)
    ):
        return
    pots = sum(one.pot or 0 for one in definition.requirements)
    lines = sum(line.amount for line in budget.lines)
    unset = any(one.pot is None for one in definition.pots)
    if pots + lines == budget.total or (unset and pots + lines < budget.total):
        return
    below.fault(
        f"Potterna är {kronor(pots)} och raderna {kronor(lines)}, tillsammans {kronor(pots + lines)}, "
        f"men total är {kronor(budget.total)}; det skiljer {kronor(abs(pots + lines - budget.total))}.",
        "total",
    )


def _all_are_read(definition: Definition, reader: Reader) -> bool:
    """Whether every requirement that is written could be read, or none is written and all money lies in the lines."""
    listing = reader.place("requirements")
    if listing is None:
        return bool(definition.budget.lines)
    return isinstance(listing, Listing) and len(listing.items) == len(definition.requirements)


def _check_lines(reader: Reader) -> None:
    """A line is known by its name: reports and payments are noted on it, whatever version of the agreement is read."""
    below = reader.below("budget")
    listing = below.place("lines") if below else None
    seen: set[str] = set()
    for table in listing.items if isinstance(listing, Listing) else ():
        name = table.entries.get("name") if isinstance(table, Table) else None
        if not isinstance(name, Scalar) or not name.text.strip():
            continue
        text = " ".join(name.text.split())
        if text.casefold() in seen:
            fault = f"Två rader i budgeten heter {quoted(text)}. Ge dem olika namn."
            reader.log.add(name.line, None, fault)
        seen.add(text.casefold())


def _check_days(definition: Definition, reader: Reader) -> None:
    days = definition.dates
    below = reader.below("dates")
    if below is not None:
        known = [(name, day) for name in _DATES if (day := getattr(days, name)) is not None]
        for (earlier, first), (later, second) in pairwise(known):
            if first > second or (earlier == "opens" and first == second):
                must = "före" if earlier == "opens" else "senast"
                below.fault(f"{earlier} ({first}) ska vara {must} {later} ({second}).", later)
    for requirement, source in _with_tables(definition, reader):
        _check_closes(definition, source, requirement.closes, "closes")
        _check_question_days(definition, source, requirement.questions)
    _check_completion(definition, reader)


def _check_closes(definition: Definition, source: Reader, closes: date | None, key: str) -> None:
    opens, final = definition.dates.opens, definition.dates.final
    if closes is None:
        return
    if opens is not None and closes <= opens:
        source.fault(f"closes ({closes}) ska vara efter opens ({opens}).", key)
    if final is not None and closes > final:
        source.fault(f"closes ({closes}) ska vara senast final ({final}).", key)


def _check_question_days(definition: Definition, source: Reader, questions: Sequence[Question]) -> None:
    days = {question.key: question.closes for question in questions if question.closes}
    for one in source.each("questions") if days else ():
        key = one.table.entries.get("key")
        if isinstance(key, Scalar) and one.place("closes") is not None:
            _check_closes(definition, one, days.get(key.text.strip()), "closes")


def _check_completion(definition: Definition, reader: Reader) -> None:
    completion, days = definition.preliminary.completion_closes, definition.dates
    below = reader.below("preliminary")
    if completion is None or below is None:
        return
    if days.preliminary is not None and completion < days.preliminary:
        below.fault(
            f"completion_closes ({completion}) ska vara tidigast preliminary ({days.preliminary}).",
            "completion_closes",
        )
    if days.final is not None and completion > days.final:
        below.fault(
            f"completion_closes ({completion}) ska vara senast final ({days.final}).", "completion_closes"
        )


def _check_applied_for(definition: Definition, reader: Reader) -> None:
    if not definition.is_applied_for:
        return
    for requirement, source in _with_tables(definition, reader):
        if not requirement.is_applied_for:
            source.fault(
                "Bidrag som söks står i en överenskommelse för sig, utan andra slags krav.",
                "kind",
            )


def _check_assess_together(definition: Definition, reader: Reader) -> None:
    kinds = {requirement.code: requirement.kind for requirement in definition.requirements}
    for code in definition.assess_together:
        if code not in kinds:
            reader.fault(
                f"assess_together nämner {quoted(code)}, som inte finns.{nearest(code, kinds)}",
                "assess_together",
            )
        elif kinds[code] != "grundkrav":
            reader.fault(
                f"assess_together gäller bara grundkrav; {quoted(code)} är {kinds[code]}.", "assess_together"
            )
    if len(definition.assess_together) == 1:
        reader.fault("assess_together behöver minst två grundkrav.", "assess_together")


def _check_follows(definition: Definition, reader: Reader) -> None:
    for requirement, source in _with_tables(definition, reader):
        for earlier in requirement.follows:
            if earlier.agreement and earlier.agreement == definition.code:
                source.fault("follows ska nämna en tidigare överenskommelse, inte denna.", "follows")


def _check_compared(definition: Definition, reader: Reader) -> None:
    others = {one.code: one for one in definition.requirements if one.parties == ("region",)}
    for requirement, source in _with_tables(definition, reader):
        compared = requirement.compares_with
        if compared is None or not compared.requirement:
            continue
        other = others.get(compared.requirement)
        if other is None:
            source.fault(
                f"compares_with nämner {quoted(compared.requirement)}, som inte är ett krav på bara regionerna."
                f"{nearest(compared.requirement, others)}",
                "compares_with",
            )
            continue
        for one, keys in ((requirement, compared.questions), (other, compared.questions.values())):
            figures = {question.key for question in one.questions if question.type in _FIGURES}
            for key in keys:
                if key and key not in figures:
                    source.fault(
                        f"compares_with nämner {quoted(key)}, som inte är en fråga i {one.code} med ett tal."
                        f"{nearest(key, figures)}",
                        "compares_with",
                    )


def _check_set_by(definition: Definition, reader: Reader) -> None:
    below = reader.below("set_by")
    if below is None:
        return
    names = _names_of_settings(definition, reader)
    for name in below.table.entries:
        if name not in names:
            below.fault(
                f"set_by nämner {quoted(name)}, som inte är en inställning.{nearest(name, names)}", name
            )


def _names_of_settings(definition: Definition, reader: Reader) -> frozenset[str]:
    """Return every name that may stand in `set_by`; nodes and questions as written, so that no fault brings another."""
    names = set(SETTINGS) | {f"dates.{name}" for name in _DATES} | {"preliminary.completion_closes"}
    for requirement, source in _with_tables(definition, reader):
        code = requirement.code
        names |= {f"{setting}.{code}" for setting in REQUIREMENT_SETTINGS}
        for part in ("rule", "questions"):
            names |= {f"{part}.{code}.{key}" for key, _ in keys_written(source.place(part))}
    return frozenset(names)
