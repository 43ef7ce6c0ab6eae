"""Files as Statistics Sweden gives them out, made from the shipped figures."""

import json
from collections.abc import Callable, Iterable
from datetime import date

from prio.parties.population_files import Membership, Places
from prio.parties.reference_files import shipped_facts

FACTS = shipped_facts()
DAY = date(2023, 12, 31)
COUNTRY_2023 = 10_551_707
FIGURES = FACTS.populations[DAY]
COUNTY_OF = {kommun.code: kommun.county for kommun in FACTS.municipalities}
NAMES = {kommun.code: kommun.name for kommun in FACTS.municipalities} | {
    county.code: county.name for county in FACTS.counties
}
ALL_COUNTIES = frozenset(COUNTY_OF.values())
Rows = list[tuple[str, int]]


def places_of(counties: frozenset[str]) -> Places:
    """Return a country with these counties only."""
    kommuner = [kommun for kommun in FACTS.municipalities if kommun.county in counties]
    codes = counties | {kommun.code for kommun in kommuner}
    return Places(
        names={code: name for code, name in NAMES.items() if code in codes},
        memberships=[Membership(one.code, one.county, one.valid_from, one.valid_to) for one in kommuner],
        spellings=[
            (code, spelling)
            for (kind, spelling), code in FACTS.aliases.items()
            if kind == "municipality" and code in codes
        ],
    )


PLACES = places_of(ALL_COUNTIES)


def title_of(code: str) -> str:
    """Return a region as the database writes it."""
    return f"{code} {NAMES.get(code, 'Riket')}"


def kommun_rows(day: date = DAY) -> Rows:
    """Return a row for every kommun."""
    return [(title_of(code), count) for code, count in FACTS.populations[day].items()]


def all_rows(day: date = DAY, counties: frozenset[str] = ALL_COUNTIES) -> Rows:
    """Return the rows of the whole table: the country, and every county with its kommuner below."""
    figures = {code: count for code, count in FACTS.populations[day].items() if COUNTY_OF[code] in counties}
    rows = [(title_of("00"), sum(figures.values()))]
    for county in (one for one in FACTS.counties if one.code in counties):
        own = [code for code in figures if COUNTY_OF[code] == county.code]
        rows.append((title_of(county.code), sum(figures[code] for code in own)))
        rows += [(title_of(code), figures[code]) for code in own]
    return rows


def csv_file(
    rows: Iterable[tuple[object, ...]],
    header: tuple[str, ...] = ("region", "2023"),
    separator: str = ",",
    title: str = '"Folkmängd efter region och år"\n\n',
    encoding: str = "utf-8",
) -> bytes:
    """Return a CSV export: texts in quotation marks, figures without."""
    lines = [separator.join(f'"{name}"' for name in header)]
    lines += [
        separator.join(f'"{cell}"' if isinstance(cell, str) else f"{cell}" for cell in row) for row in rows
    ]
    return (title + "\r\n".join(lines) + "\r\n").encode(encoding)


def changed(
    rows: Rows, code: str, change: Callable[[tuple[str, int]], list[tuple[object, ...]]]
) -> list[tuple[object, ...]]:
    """Return the rows with that of the place `code` exchanged for what `change` makes of it."""
    result: list[tuple[object, ...]] = []
    for row in rows:
        result += change(row) if row[0].startswith(f"{code} ") else [row]
    return result


def json_stat(rows: Rows, years: tuple[str, ...] = ("2023",)) -> dict[str, object]:
    """Return a JSON-stat 2 dataset with regions, content and years, as PxWeb writes it."""
    codes = [text.split(" ", 1)[0] for text, _ in rows]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Folkmängd efter region, tabellinnehåll och år",
        "source": "SCB",
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [len(codes), 1, len(years)],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "dimension": {
            "Region": {
                "label": "region",
                "category": {
                    "index": {code: at for at, code in enumerate(codes)},
                    "label": {code: text for code, (text, _) in zip(codes, rows, strict=True)},
                },
            },
            "ContentsCode": {
                "label": "tabellinnehåll",
                "category": {"index": {"BE0101N1": 0}, "label": {"BE0101N1": "Folkmängd"}},
            },
            "Tid": {
                "label": "år",
                "category": {
                    "index": {year: at for at, year in enumerate(years)},
                    "label": {year: year for year in years},
                },
            },
        },
        "value": [count for _, count in rows for _ in years],
    }


def encoded(document: object) -> bytes:
    """Return a document as a JSON file."""
    return json.dumps(document, ensure_ascii=False).encode()
