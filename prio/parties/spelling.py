"""How the names of parties are spelled in the files of registers and of Statistics Sweden. Pure.

Spellings are compared in a normal form: lower case, single spaces, no punctuation. The letters å, ä and ö stay:
Habo and Håbo are two kommuner.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

LONGEST_SPELLING = 80  # characters, in the normal form

_NOT_A_LETTER = re.compile(r"[\W_]+")
_NO_GENITIVE_S = ("s", "x", "z")
_IN_ORDER = str.maketrans("åäö", "{|}")  # what follows z


def normalised(text: str) -> str:
    """Return `text` in the form in which spellings are compared: `Upplands-Väsby ` becomes `upplands väsby`."""
    return _NOT_A_LETTER.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def alphabetical(name: str) -> str:
    """Return what a name is sorted by: å, ä and ö come last, in that order."""
    return normalised(name).translate(_IN_ORDER)


def municipality_spellings(code: str, name: str, organisation: str) -> set[str]:
    """Return the systematic spellings of a kommun, normalised.

    `name` is the short name (`Upplands Väsby`), `organisation` the name of the legal body (`Upplands Väsby kommun`).
    """
    plain = normalised(name)
    forms = {plain, genitive(plain)}
    spellings = {
        code,
        f"{code} {plain}",
        plain,
        genitive(plain),
        normalised(organisation),
        f"kommunen {plain}",
    }
    return spellings | {f"{form} {word}" for form in forms for word in ("kommun", "stad")}


def region_spellings(code: str, county: str, names: Iterable[str]) -> set[str]:
    """Return the systematic spellings of a region, normalised: as region, as landsting and by its county.

    `county` is the name of the county (`Stockholms län`), `names` those that the region has or had.
    """
    official = {normalised(name) for name in names}
    short = {short_region_name(name) for name in official} | {short_region_name(normalised(county))}
    spellings = {code, f"{code} {normalised(county)}"} | official
    for name in short:
        of = genitive(name)
        for form in (name, of):
            spellings |= {form, f"{form} län", f"region {form}", f"region {form} län", f"{form}regionen"}
            spellings |= {f"{form} landsting", f"{form} läns landsting"}
        for form in (name, f"{name} län", f"{of} län"):
            spellings |= {f"landstinget {form}", f"landstinget i {form}"}
    return spellings


def short_region_name(name: str) -> str:
    """Return the name of the place in a normalised name of a region or county: `stockholms län` gives `stockholm`."""
    place = re.sub(
        r"^(?:region|landstinget i|landstinget)\b|\b(?:läns landsting|län)$|regionen$", "", name
    ).strip()
    return place if place.endswith(" s") else place.removesuffix("s")


def genitive(name: str) -> str:
    """Return the Swedish genitive, which adds nothing after s, x and z."""
    return name if name.endswith(_NO_GENITIVE_S) else f"{name}s"


def unambiguous(spellings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return spelling to code for the (code, spelling) pairs; what could mean two parties is left out."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for code, spelling in spellings:
        codes[spelling].add(code)
    return {
        spelling: code
        for spelling, (code, *others) in codes.items()
        if not others and 0 < len(spelling) <= LONGEST_SPELLING
    }
