"""From the text of a requirement to its definition, with everything that can be checked inside one requirement."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import get_args

from agreements.domain.faults import quoted
from agreements.domain.questions import known, read_questions
from agreements.domain.reading import Reader, nearest, or_list
from agreements.domain.requirement import (
    KINDS,
    REQUIREMENT_KINDS,
    WHOLE_PERCENT,
    Allocation,
    ComparesWith,
    Follows,
    Kind,
    RequirementDefinition,
    RequirementKind,
)
from agreements.domain.rule_reading import read_rule
from agreements.domain.source import Listing, Place, Scalar, Table


def read_requirement(reader: Reader) -> RequirementDefinition:
    """Read one requirement; its faults carry its code."""
    reader.requirement = _code_for_faults(reader)
    kind = reader.word("kind", REQUIREMENT_KINDS, required=True)
    questions = read_questions(reader.each("questions"))
    rule = reader.below("rule")
    parties = _read_parties(reader)
    pot = reader.kronor("pot")
    requirement = RequirementDefinition(
        code=reader.code("code", required=True),
        kind=kind or ("population_grant" if reader.has("pot") else "grundkrav"),
        name=reader.text("name", required=True),
        parties=parties,
        text=reader.text("text", required=True),
        criterion=reader.text("criterion"),
        guidance=reader.text("guidance"),
        source=reader.text("source"),
        assessor=reader.text("assessor"),
        follows=_read_follows(reader),
        compares_with=_read_compares_with(reader, parties),
        questions=known(questions),
        rule=read_rule(rule, questions) if rule else None,
        pot=pot,
        split=_read_split(reader, parties, pot),
        allocation=None if kind == "application_grant" else _read_allocation(reader),
        closes=reader.day("closes"),
        asked=reader.key("asked", required=True) if kind == "application_grant" else "",
    )
    reader.finish()
    if kind is not None:
        _check_kind(reader, kind, parties)
    if requirement.is_applied_for:
        _check_applied_for(reader, requirement)
    _check_keys(reader)
    return requirement


def _code_for_faults(reader: Reader) -> str | None:
    place = reader.table.entries.get("code")
    return place.text.strip() or None if isinstance(place, Scalar) else None


def _read_parties(reader: Reader) -> tuple[Kind, ...]:
    named = reader.texts("parties", required=True)
    for name in named:
        if name not in KINDS:
            reader.fault(f"Parten {quoted(name)} ska vara {or_list(KINDS)}.{nearest(name, KINDS)}", "parties")
    return tuple(kind for kind in KINDS if kind in named)


def _read_follows(reader: Reader) -> tuple[Follows, ...]:
    place = reader.place("follows")
    if place is None:
        return ()
    earlier = reader.each("follows") if isinstance(place, Listing) else [reader.below("follows")]
    found = []
    for one in earlier:
        if one is not None:
            found.append(
                Follows(one.code("agreement", required=True), one.code("requirement", required=True))
            )
            one.finish()
    return tuple(found)


def _read_compares_with(reader: Reader, parties: tuple[Kind, ...]) -> ComparesWith | None:
    """Read which figures are compared; that the questions are there is checked with the whole definition."""
    below = reader.below("compares_with")
    if below is None:
        return None
    if parties and parties != ("municipality",):
        reader.fault(
            "”compares_with” gäller bara krav på kommunerna, vilkas tal läggs ihop.", "compares_with"
        )
    pairs = below.below("questions", required=True)
    questions = {key: pairs.key(key, required=True) for key in pairs.table.entries} if pairs else {}
    found = ComparesWith(below.code("requirement", required=True), questions, below.text("note"))
    if pairs and not questions:
        below.fault("”questions” är tom.", "questions")
    below.finish()
    return found


def _read_allocation(reader: Reader) -> Allocation | None:
    """Left out is `shared` where there is a pot; written but empty is unset."""
    models: tuple[Allocation, ...] = get_args(Allocation)
    if reader.has("allocation"):
        return reader.word("allocation", models)
    return "shared" if reader.has("pot") else None


def _read_split(reader: Reader, parties: tuple[Kind, ...], pot: int | None) -> Mapping[Kind, int] | None:
    below = reader.below("split")
    if below is None:
        return None
    split: dict[Kind, int] = {}
    complete = bool(parties)
    for kind in KINDS:
        if not below.has(kind):
            continue
        percent = below.whole(kind, 0, WHOLE_PERCENT, required=True)
        complete = complete and percent is not None
        split[kind] = percent or 0
        if parties and kind not in parties:
            below.fault(f"{quoted(kind)} deltar inte i kravet och kan inte ha en del av potten.", kind)
    below.finish()
    for kind in parties:
        if kind not in split:
            below.fault(f"{quoted(kind)} saknas i ”split”.")
            complete = False
    if complete:
        _check_split(below, split, pot)
    return split


def _check_split(reader: Reader, split: Mapping[Kind, int], pot: int | None) -> None:
    total = sum(split.values())
    if total != WHOLE_PERCENT:
        reader.fault(f"”split” är tillsammans {total} procent; det ska vara {WHOLE_PERCENT}.")
        return
    for kind, percent in split.items():
        if pot is not None and pot * percent % WHOLE_PERCENT:
            reader.fault(f"{percent} procent av {pot} kronor är inte hela kronor.", kind)


def _check_kind(reader: Reader, kind: RequirementKind, parties: tuple[Kind, ...]) -> None:
    """Check that a kind of requirement has what belongs to it and nothing else."""
    if kind == "grundkrav":
        for name in ("pot", "split", "allocation"):
            if reader.has(name):
                reader.fault(f"Ett grundkrav har ingen pot; {quoted(name)} ska inte finnas.", name)
    else:
        if not reader.has("pot"):
            reader.fault(f"{quoted(kind)} saknar ”pot”.", "kind")
        if len(parties) > 1 and not reader.has("split"):
            reader.fault("”split” saknas; den behövs när två slags parter delar på potten.", "pot")
    if kind == "population_grant":
        for name in ("rule", "questions"):
            if reader.has(name):
                reader.fault(f"Ett bidrag efter folkmängd prövas inte; {quoted(name)} ska inte finnas.", name)
    elif reader.place("rule") is None:
        reader.fault(f"{quoted(kind)} saknar ”rule”.", "rule" if reader.has("rule") else "kind")


def _check_applied_for(reader: Reader, requirement: RequirementDefinition) -> None:
    """Check that a grant that is applied for is for applicants, asks for an amount, and is divided by nobody."""
    if requirement.parties and requirement.parties != ("applicant",):
        reader.fault("Ett bidrag som söks gäller bara ”applicant”.", "parties")
    for name in ("split", "allocation"):
        if reader.has(name):
            reader.fault(f"Ett bidrag som söks fördelas inte; {quoted(name)} ska inte finnas.", name)
    amounts = [one.key for one in requirement.questions if one.type == "number" and not one.source]
    if requirement.asked and requirement.asked not in amounts:
        reader.fault(
            f"asked nämner {quoted(requirement.asked)}, som inte är en fråga med ett tal (number)."
            f"{nearest(requirement.asked, amounts)}",
            "asked",
        )


def _check_keys(reader: Reader) -> None:
    """Check that no key of a node stands twice in the requirement, units included."""
    written = list(keys_written(reader.place("rule")))
    times = Counter(key for key, _ in written)
    seen: set[str] = set()
    for key, line in written:
        if times[key] > 1 and key in seen:
            reader.log.add(
                line, reader.requirement, f"Nyckeln {quoted(key)} används av två villkor i regeln."
            )
        seen.add(key)


def keys_written(place: Place | None) -> Iterator[tuple[str, int]]:
    """Yield every `key` at a place or below it with its line, also of what could not be read otherwise."""
    match place:
        case Listing():
            for item in place.items:
                yield from keys_written(item)
        case Table():
            for name, below in place.entries.items():
                if name == "key" and isinstance(below, Scalar):
                    yield below.text.strip(), below.line
                else:
                    yield from keys_written(below)
        case _:
            return
