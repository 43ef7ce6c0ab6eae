"""What looks wrong in a draft beside its periods: days out of order, other years, and earlier demands that are none."""

import re
from collections.abc import Iterator
from datetime import date

from agreements.domain.definition import Definition
from agreements.domain.drafting.own_faults import Known
from agreements.domain.drafting.raw import Path, Raw, list_at, table_at, text_at
from prio.days import plain_day

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_Odd = tuple[Path, str]


def odd_things(definition: Definition, raw: Raw, known: Known) -> Iterator[_Odd]:
    """Yield path and words of everything odd; an earlier demand only where something is known of what is published."""
    yield from _days_after(definition)
    yield from _other_years(definition, raw)
    if known.places:
        yield from _followed(raw, known)


def _days_after(definition: Definition) -> Iterator[_Odd]:
    """An account is of money that somebody has got; what is unused is known once it is accounted for."""
    after, days = definition.aftermath, definition.dates
    decided, paid = days.final, days.payment
    account = after.use_of_money.due if after.use_of_money else None
    money = "Användningen ska redovisas"
    yield from _too_early(("aftermath", "use_of_money", "due"), money, account, decided, paid)
    back = after.repayment.by if after.repayment else None
    yield from _too_early(
        ("aftermath", "repayment", "by"), "Pengar ska betalas tillbaka", back, decided, paid
    )
    asked = after.requisition.by if after.requisition else None
    yield from _too_early(("aftermath", "requisition", "by"), "Pengarna ska rekvireras", asked, decided, None)
    for index, line in enumerate(definition.budget.lines):
        place: Path = ("budget", "lines", index, "report_due")
        if line.report_due and line.report_due.year < definition.year:
            yield place, f"Pengarna ska redovisas {plain_day(line.report_due)}, före överenskommelsens år."


def _too_early(
    path: Path, what: str, day: date | None, decided: date | None, paid: date | None
) -> Iterator[_Odd]:
    if day is None:
        return
    if decided and day < decided:
        yield path, f"{what} senast {plain_day(day)}, men slutlig bedömning är först {plain_day(decided)}."
    elif paid and day < paid:
        yield path, f"{what} senast {plain_day(day)}, men pengarna betalas först {plain_day(paid)}."


def _other_years(definition: Definition, raw: Raw) -> Iterator[_Odd]:
    for name, what in (("code", "Koden"), ("title", "Namnet")):
        years = {int(year) for year in _YEAR.findall(text_at(raw, name))}
        if years and definition.year not in years:
            said = " och ".join(map(str, sorted(years)))
            yield (name,), f"{what} säger {said}, men året är {definition.year}."


def _followed(raw: Raw, known: Known) -> Iterator[_Odd]:
    for index, requirement in enumerate(list_at(raw, "requirements")):
        for earlier in list_at(requirement, "follows") or [table_at(requirement, "follows")]:
            place = text_at(earlier, "agreement").strip(), text_at(earlier, "requirement").strip()
            if any(place) and place not in known.places:
                yield (
                    ("requirements", index, "follows"),
                    f"”{' '.join(place).strip()}” finns inte bland de överenskommelser som är publicerade.",
                )
