"""Numbers as Swedes type them, and as they are shown in a field. Exact: never a float."""

import re
from dataclasses import dataclass

from agreements.domain.typed_text import NotUnderstood, plain_signs, shown
from prio.money import MINUS, number

LARGEST = 10**12
_MOST_DECIMALS = 9
_YEARS = range(1900, 2201)

_WHOLE = re.compile(r"-? ?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)")
_DECIMAL = re.compile(r"(-? ?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+))?(?:[.,]([0-9]+))?")
_BY_POINT = re.compile(r"-? ?[1-9][0-9]{0,2}\.[0-9]{3}")
_BY_COMMA = re.compile(r"-? ?[1-9][0-9]{0,2},[0-9]{3}")
_BY_POINTS = re.compile(r"-? ?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_STORED = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,9}))?")
_PIECES = ("stycken", "st.", "st")
_PERCENT = ("%", "procent")


@dataclass(frozen=True, slots=True)
class What:
    """What a number is a number of, in the words of its faults. nothing: how none is written."""

    name: str
    negative: str
    no_decimals: str
    nothing: str


COUNT = What(
    "ett antal",
    "Ett antal kan inte vara negativt.",
    "Skriv ett helt antal, utan decimaler.",
    "Skriv 0 om det inte finns några. Lämna tomt om ni inte vet.",
)
AMOUNT = What(
    "ett belopp",
    "Ett belopp kan inte vara negativt.",
    "Skriv hela kronor, utan ören.",
    "Skriv 0 om det inte är några kronor.",
)
PERCENT = What(
    "ett procenttal",
    "Procenttalet kan inte vara negativt.",
    "Skriv hela procent, utan decimaler.",
    "Skriv 0 om det är noll procent.",
)


def whole(text: str, unit: str = "", what: What = COUNT) -> int:
    """Return a count that was typed: 1234, 1 234 with any space, 12 st, 12 with its unit.

    Raises NotUnderstood for text, decimals, negative and too large numbers, and for 1.234 and 1,234, which could be
    either a thousand or decimals.
    """
    cleaned = _cleaned(text, (unit, *_PIECES))
    if cleaned in {"-", "--"}:
        raise NotUnderstood(what.nothing)
    if _BY_POINT.fullmatch(cleaned) or _BY_COMMA.fullmatch(cleaned):
        together = re.sub("[., ]", "", cleaned)
        raise NotUnderstood(f"{shown(text)} kan läsas på två sätt. Skriv {together} om det är vad ni menar.")
    if not _WHOLE.fullmatch(cleaned):
        if _DECIMAL.fullmatch(cleaned):
            raise NotUnderstood(what.no_decimals)
        raise NotUnderstood(f"{shown(text)} är inte {what.name}. Skriv bara siffror, till exempel 1234.")
    found = _as_int(cleaned)
    if found < 0:
        raise NotUnderstood(what.negative)
    return found


def decimal(text: str, unit: str = "") -> int | str:
    """Return a number that was typed: a whole one as int, another as text with a point.

    Raises NotUnderstood for text, for a number that is too large or has more than nine decimals, and for 1.234, which
    could be a thousand; 1,234 is a number with decimals.
    """
    cleaned = _cleaned(text, (unit, *_PIECES))
    if _BY_POINT.fullmatch(cleaned):
        together, with_comma = re.sub("[. ]", "", cleaned), cleaned.replace(".", ",")
        raise NotUnderstood(
            f"{shown(text)} kan läsas på två sätt. Skriv {together} om det är ett heltal, annars {with_comma}."
        )
    found = _DECIMAL.fullmatch(cleaned)
    if not found or not any(found.groups()):
        raise NotUnderstood(f"{shown(text)} är inte ett tal. Skriv siffror, till exempel 12 eller 12,5.")
    before, after = found[1] or "0", found[2]
    integer = _as_int(before)
    if after is None:
        return integer
    if len(after) > _MOST_DECIMALS:
        raise NotUnderstood("Skriv högst nio decimaler.")
    if abs(integer) >= LARGEST:
        raise _too_large()
    sign = "-" if before.startswith("-") else ""
    return f"{sign}{abs(integer)}.{after}"


def percentage(text: str) -> int | str:
    """Return a percentage that was typed: 12,5 %, 12.5, 12 procent.

    Raises NotUnderstood for what is no number, and for less than 0 or more than 100.
    """
    cleaned = _cleaned(text, _PERCENT)
    try:
        found = decimal(cleaned)
    except NotUnderstood as error:
        if cleaned and not any(sign.isdigit() for sign in cleaned):
            raise NotUnderstood(
                f"{shown(text)} är inte en andel. Skriv ett tal, till exempel 12,5."
            ) from error
        raise
    before, _, after = str(found).partition(".")
    if before.startswith("-") and (int(before) or after.strip("0")):
        raise NotUnderstood("Andelen kan inte vara negativ. Skriv ett tal från 0 till 100.")
    if int(before) > 100 or (int(before) == 100 and after.strip("0")):
        raise NotUnderstood("Andelen kan inte vara mer än 100 procent.")
    return found


def in_field(value: object, *, year: bool = False) -> str:
    """Return a stored number as it is shown in a field, "" for what is no number.

    Args:
        value: a whole number, or a decimal as text with a point.
        year: the number may be a year, which is written without a space between the thousands.
    """
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if year and value in _YEARS else number(value)
    found = _STORED.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return ""
    sign = MINUS if found[1] else ""
    integer = int(found[2])
    if not found[3]:
        return sign + (str(integer) if year and integer in _YEARS else number(integer))
    return f"{sign}{number(integer)},{found[3]}"


def _cleaned(text: str, endings: tuple[str, ...]) -> str:
    """Return the text with plain signs, without an ending, and 1.234.567 without its points: it can be nothing else."""
    cleaned = plain_signs(text)
    for ending in endings:
        if ending and cleaned.casefold().endswith(ending.casefold()):
            cleaned = cleaned[: len(cleaned) - len(ending)].rstrip()
            break
    return cleaned.replace(".", "") if _BY_POINTS.fullmatch(cleaned) else cleaned


def _as_int(text: str) -> int:
    digits = text.replace(" ", "")
    if len(digits.lstrip("-0")) > len(str(LARGEST)) or abs(int(digits)) > LARGEST:
        raise _too_large()
    return int(digits)


def _too_large() -> NotUnderstood:
    return NotUnderstood("Talet är för stort.")
