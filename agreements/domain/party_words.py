"""What the kinds of party are called in a year: a page about 2014 says landsting, one about 2020 region."""

from collections.abc import Iterable

REGIONS_FROM = 2019  # all landsting became regioner on 1 January 2019 (lagen 2018:1347)

_WORDS = {
    "municipality": ("kommun", "kommuner", "kommunen"),
    "landsting": ("landsting", "landsting", "landstinget"),
    "region": ("region", "regioner", "regionen"),
    "applicant": ("sökande", "sökande", "sökanden"),
}
_ONE, _SEVERAL, _THE = range(3)


def party_word(kind: str, year: int, *, several: bool = False) -> str:
    """Return the word for one party of `kind`, or for several, in `year`."""
    return _words(kind, year)[_SEVERAL if several else _ONE]


def the_party(kind: str, year: int) -> str:
    """Return the word with its article: `landstinget`."""
    return _words(kind, year)[_THE]


def parties_in_words(kinds: Iterable[str], year: int) -> str:
    """Return the kinds of party that something concerns: `Kommuner och landsting`."""
    text = " och ".join(party_word(kind, year, several=True) for kind in kinds)
    return text[:1].upper() + text[1:]


def _words(kind: str, year: int) -> tuple[str, str, str]:
    return _WORDS["landsting" if kind == "region" and year < REGIONS_FROM else kind]
