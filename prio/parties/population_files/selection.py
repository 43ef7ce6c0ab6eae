"""Which cells of a table are inhabitants: the whole of every dimension, and the right content."""

import re

from prio.parties.population_files.faults import PopulationFileError, quoted
from prio.parties.population_files.table import Category, Dimension, Role
from prio.parties.spelling import normalised

POPULATION = {"folkmängd", "folkmängden", "population", "antal invånare", "invånare", "be0101n1"}
NOT_POPULATION = re.compile(
    r"ökning|minskning|förändring|född|döda|flytt|andel|täthet|medel|prognos|framskriv|procent"
    r"|growth|increase|change|births|deaths|migration|density|mean|forecast|percent|per cent"
)
ANOTHER_DAY = re.compile(r"\bnovember\b|\b1 nov\b")
TOTALS = {"män och kvinnor", "kvinnor och män", "men and women", "women and men", "both sexes", "1 2"}
TOTAL_WORDS = {"totalt", "total", "tot", "samtliga", "alla", "all", "båda"}
MEN_AND_WOMEN = ({"män", "men", "male", "1"}, {"kvinnor", "women", "female", "2"})
SHOWN = 3  # categories in a message
MARITAL_STATUSES = 4  # ogifta, gifta, skilda, änkor/änklingar
_ONE_AGE = re.compile(r"([0-9]{1,3})(?: år| years?)?")
_AGE_SPAN = re.compile(r"([0-9]{1,3}) ?[-–] ?([0-9]{1,3})(?: år| years?)?")
_AGE_AND_OVER = re.compile(
    r"([0-9]{1,3}) ?\+(?: år| years?)?|([0-9]{1,3})(?: år| years?)? (?:och äldre|or older|and over)"
)


def check_title(title: str) -> None:
    """Refuse a table that says itself that it counts another day than 31 December.

    Raises:
        PopulationFileError: it does.
    """
    if ANOTHER_DAY.search(normalised(title)):
        raise PopulationFileError("Tabellen gäller den 1 november. Folkmängden ska vara den 31 december.")


def whole_of(dimension: Dimension) -> frozenset[int]:
    """Return the positions of the categories that together are everybody: the total, or all parts where there is none.

    Raises:
        PopulationFileError: the file has a part only, or parts that overlap or leave gaps.
    """
    totals = [at for at, category in enumerate(dimension.categories) if is_total(category)]
    if len(totals) == 1:
        return frozenset(totals)
    if not totals and _PARTS_ARE_WHOLE.get(dimension.role, _never)(dimension.categories):
        return frozenset(range(len(dimension.categories)))
    found = ", ".join(quoted(category.label) for category in dimension.categories[:SHOWN])
    more = " …" if len(dimension.categories) > SHOWN else ""
    raise PopulationFileError(
        f"Kolumnen {quoted(dimension.name)} ({found}{more}) säger inte vad som är alla invånare. "
        "Ta med totalen, eller alla delar som tillsammans är alla."
    )


def population_of(dimension: Dimension) -> frozenset[int]:
    """Return the position of the content that is the number of inhabitants.

    Raises:
        PopulationFileError: there is none, or more than one.
    """
    for category in dimension.categories:
        check_title(category.label)
    named = [at for at, category in enumerate(dimension.categories) if _names(category) & POPULATION]
    possible = [at for at, category in enumerate(dimension.categories) if not _other_content(category)]
    for found in (named, possible):
        if len(found) == 1:
            return frozenset(found)
    contents = ", ".join(quoted(category.label) for category in dimension.categories[:SHOWN])
    raise PopulationFileError(f"Filen ska ha folkmängden och bara den. Den har {contents}.")


def is_total(category: Category) -> bool:
    """Say whether the category is everybody: `totalt ålder`, `1+2`, `båda könen`; not `totalt 16-64 år`."""
    return any(
        name in TOTALS or (name.split(" ")[0] in TOTAL_WORDS and not any(map(str.isdigit, name)))
        for name in _names(category)
    )


def _names(category: Category) -> set[str]:
    return {normalised(category.code), normalised(category.label)}


def _other_content(category: Category) -> bool:
    return any(NOT_POPULATION.search(name) for name in _names(category))


def _men_and_women(categories: list[Category]) -> bool:
    return len(categories) == len(MEN_AND_WOMEN) and all(
        any(_names(category) & words for category in categories) for words in MEN_AND_WOMEN
    )


def _every_status(categories: list[Category]) -> bool:
    return len(categories) == MARITAL_STATUSES


def _every_age(categories: list[Category]) -> bool:
    """Say whether the ages follow upon each other from 0 and the last is open."""
    spans = [_age_span(category) for category in categories]
    known = sorted(span for span in spans if span is not None)
    if len(known) < len(spans) or not known:
        return False
    starts, ends = [start for start, _ in known], [end for _, end in known]
    return starts == [0, *(end + 1 for end in ends[:-1])] and ends[-1] == _OPEN


def _age_span(category: Category) -> tuple[int, int] | None:
    """Return the first and the last age of a category, in years, or None where it says none."""
    text = " ".join(category.label.casefold().split())
    if match := _ONE_AGE.fullmatch(text):
        return int(match[1]), int(match[1])
    if match := _AGE_SPAN.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := _AGE_AND_OVER.fullmatch(text):
        return int(match[1] or match[2]), _OPEN
    return None


def _never(categories: list[Category]) -> bool:
    """Parts of something that we do not know are never everybody."""
    return False


_OPEN = 999  # older than anybody
_PARTS_ARE_WHOLE = {
    Role.SEX: _men_and_women,
    Role.AGE: _every_age,
    Role.MARITAL_STATUS: _every_status,
}
