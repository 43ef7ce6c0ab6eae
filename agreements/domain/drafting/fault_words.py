"""A fault in the words of the forms: a field by its label where the loader, which reads a file, says its key."""

import re
from collections.abc import Mapping, Sequence

from agreements.domain.drafting.fields import Field
from agreements.domain.drafting.question_fields import TYPE_WORDS, every_question_field
from agreements.domain.drafting.raw import Path
from agreements.domain.drafting.rule_tree import GROUP_WORDS, LEAF_WORDS
from agreements.domain.drafting.term_fields import (
    APPLICATION_FIELDS,
    KINDS,
    LINE_FIELDS,
    PARTIES,
    POT_FIELDS,
    REQUIREMENT_FIELDS,
    SET_BY_FIELDS,
    TERM_FIELDS,
)

_OTHER_LABELS: Mapping[str, str] = {
    "requirements": "Krav och mål",
    "questions": "Frågor",
    "rule": "Regeln",
    "budget": "Pengar",
    "lines": "Pengar utanför potterna",
    "dates": "Datum",
    "preliminary": "Preliminär bedömning",
    "size_classes": "Små och stora kommuner",
    "split": "Delningen av potten",
    "set_by": "Vem bestämde",
    "aftermath": "Efter beslutet",
    "requisition": "Rekvisitionen",
    "use_of_money": "Redovisningen av användningen",
    "repayment": "Återbetalningen",
    "municipality": "Kommuner",
    "region": "Regioner",
    "applicant": "Sökande",
    "compares_with": "Jämförs med",
    "areas": "Områden",
    "within": "Fönstret",
    "from": "Första",
    "to": "Sista",
    "months": "Månaderna",
    "years": "År som ska omfattas",
    "at_least": "Minst",
    "at_most": "Högst",
    "at_least_percent": "Minst, procent",
    "population_percent": "Procent av invånarna",
    "of": "Delen",
    "in": "Av",
    "minus": "Minus",
    "when_zero": "När det är noll av noll",
    "where": "Det som krävs av enheten",
    "n": "Så många",
    "small": "Liten: minst",
    "medium": "Medelstor: minst",
    "large": "Stor: minst",
    "fields": "Frågor om varje enhet",
    "is": "Valet",
}
# The loader says these without quotes.
_BARE = (
    "completion_closes", "assess_together", "compares_with", "small_below", "large_from", "preliminary", "at_least",
    "at_most", "payment", "follows", "set_by", "closes", "opens", "asked", "final", "total",
)  # fmt: skip
_BARE_KEY = re.compile(rf"(?<![”\w.])({'|'.join(_BARE)})(?![”\w])")
_QUOTED = re.compile(r"”([a-z_]+)”")
_PLAIN_WORD = re.compile(r"(?<![”\w])([a-z_]+)(?![”\w])")
_MISSING = re.compile(r"^Nyckeln (”[^”]+”)")
_UNKNOWN = re.compile(r"^Okänd nyckel (”[^”]*”)\.")
_FLAGS = {"true": "Ja", "false": "Nej"}
_KIND_WORDS = {**dict(KINDS), **LEAF_WORDS, **GROUP_WORDS, **TYPE_WORDS}
_SURELY_CODES = {name: words for name, words in KINDS if name != "grundkrav"}


def in_words(message: str, fields: Sequence[Field], within: Path) -> str:
    """Return a fault as the forms say it.

    Args:
        message: what the loader says.
        fields: those of the form that the fault is mended in.
        within: the path of the fault below that form's piece.
    """
    labels = _labels(fields, within)
    text = _UNKNOWN.sub(r"\1 är ingen uppgift som används här.", _MISSING.sub(r"\1", message))
    head, must_be, tail = text.partition(" ska vara ")
    if must_be:
        words = {**dict(PARTIES), **_KIND_WORDS, **_FLAGS, **_options(fields, within)}
        text = f"{head}{must_be}{_with(_PLAIN_WORD, tail, words)}"
    head, of_type, tail = text.partition(" av typen ")
    if of_type:
        text = f"{head}{of_type}{_with(_PLAIN_WORD, tail, TYPE_WORDS)}"
    text = _with(_QUOTED, _with(_BARE_KEY, text, labels), {**_KIND_WORDS, **labels})
    return _with(_PLAIN_WORD, text, _SURELY_CODES)


def _with(pattern: re.Pattern[str], text: str, words: Mapping[str, str]) -> str:
    """Put the words for each key that the pattern finds, in quotes; a key that has none stands."""
    return pattern.sub(lambda found: f"”{words[found[1]]}”" if found[1] in words else found[0], text)


def _labels(fields: Sequence[Field], within: Path) -> dict[str, str]:
    """Return the label of every key: of the form's own fields first, those beside the fault before others."""
    around = ".".join(step for step in within[:-1] if isinstance(step, str))
    known = (
        *TERM_FIELDS, *REQUIREMENT_FIELDS, *POT_FIELDS, *APPLICATION_FIELDS, *LINE_FIELDS, *SET_BY_FIELDS,
        *every_question_field(),
    )  # fmt: skip
    found = {field.name.rpartition(".")[2]: field.label for field in reversed(known)}
    found |= _OTHER_LABELS
    found |= {field.name.rpartition(".")[2]: field.label for field in reversed(fields)}
    beside = [field for field in fields if around and field.name.startswith(f"{around}.")]
    return found | {field.name.rpartition(".")[2]: field.label for field in beside}


def _options(fields: Sequence[Field], within: Path) -> dict[str, str]:
    name = ".".join(step for step in within if isinstance(step, str))
    return next((dict(field.options) for field in fields if field.name == name), {})
