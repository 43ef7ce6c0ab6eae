"""What looks wrong in a draft without stopping anybody: short periods, late criteria, what is left from last year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agreements.domain.definition import Definition
from agreements.domain.drafting.odd_things import odd_things
from agreements.domain.drafting.own_faults import Known
from agreements.domain.drafting.raw import Path, Raw, table_at, texts_in
from agreements.domain.settings_words import setting_name
from prio.days import plain_day

# needs.md 31: the first year was decided in May, and half a year was too little ([N-9], 001:818-820).
SHORTEST_REPORTING = timedelta(weeks=26)
# No source says how long the parties need to mend what the preliminary assessment found. The project's choice: two
# weeks, as long as a party is usually given to answer.
SHORTEST_COMPLETION = timedelta(days=14)
# needs.md 31 and 11: who is judged by criteria must know them in time. The project's choice: at least two months.
SHORTEST_NOTICE_MONTHS = 2
# Kammarkollegiet needs time to pay: 2012 the pot was paid by 31 December on results to December (001:818-820).
SHORTEST_PAYING = timedelta(days=14)

TO_CONFIRM = "Att bekräfta"
_WORDED = frozenset(
    {"title", "summary", "text", "criterion", "guidance", "label", "help", "manual", "name", "note"}
)

_DAYS_A_MONTH = 30
_HALF_A_YEAR = "Det första året beslutades i maj, och ett halvår var för lite för kommuner och landsting."


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that looks wrong, where it is, and where the limit comes from.

    must_be_confirmed: it was set last year, and somebody has to say it anew.
    """

    path: Path
    message: str
    source: str = ""
    must_be_confirmed: bool = False


def warnings_of(
    definition: Definition, raw: Raw, *, on: date, is_sound: bool, known: Known
) -> Iterator[Warned]:
    """Yield everything that looks wrong; what nobody has set only where the draft has no faults."""
    yield from _periods(definition)
    yield from _notice(definition, on)
    yield from (Warned(path, words) for path, words in odd_things(definition, raw, known))
    yield from _not_confirmed(definition, raw)
    if is_sound:
        for name in definition.unset_settings():
            message = f"{_named(definition, name)}: inte bestämt. {_consequence(definition, name)}"
            yield Warned(_path_of_setting(definition, name), message)
    yield from _last_year(definition, raw)


def _consequence(definition: Definition, name: str) -> str:
    if name in definition.unset_for_allocation():
        return "Pengarna kan inte fördelas förrän någon har bestämt det."
    return "Dagen saknas i kalendern tills någon har bestämt den."


def _path_of_setting(definition: Definition, name: str) -> Path:
    what, _, rest = name.partition(".")
    code = rest.partition(".")[0]
    codes = [one.code for one in definition.requirements]
    if code in codes:
        place = ("requirements", codes.index(code))
        return (*place, "rule") if what == "rule" else (*place, what)
    return (what, rest) if rest else (what,)


def _periods(definition: Definition) -> Iterator[Warned]:
    days = definition.dates
    opens, closes, completion = days.opens, days.closes, definition.preliminary.completion_closes
    if opens and closes and opens < closes and closes - opens < SHORTEST_REPORTING:
        yield Warned(
            ("dates", "closes"),
            f"Det är {(closes - opens).days // 7} veckor från att rapporteringen öppnar till att den stänger. "
            f"Kortare tid än {SHORTEST_REPORTING.days // 7} veckor har varit för lite.",
            "" if definition.is_applied_for else _HALF_A_YEAR,
        )
    if days.preliminary and completion and timedelta() <= completion - days.preliminary < SHORTEST_COMPLETION:
        yield Warned(
            ("preliminary", "completion_closes"),
            f"Det är {(completion - days.preliminary).days} dagar från förhandsbeskedet till sista dagen att "
            f"komplettera. Färre än {SHORTEST_COMPLETION.days} är kort.",
            "Prios gräns: så länge som en part brukar få på sig att svara.",
        )
    if days.final and days.payment and timedelta() <= days.payment - days.final < SHORTEST_PAYING:
        yield Warned(
            ("dates", "payment"),
            f"Det är {(days.payment - days.final).days} dagar från slutlig bedömning till utbetalning. "
            f"Färre än {SHORTEST_PAYING.days} är kort.",
            "2012 skulle pengarna betalas senast den 31 december på resultat till och med december.",
        )


def _notice(definition: Definition, on: date) -> Iterator[Warned]:
    opens, closes = definition.dates.opens, definition.dates.closes
    source = "Den som bedöms ska känna till kriterierna i tid."  # needs.md 31 and 11
    if opens and on > opens:
        yield Warned(
            ("dates", "opens"),
            f"Rapporteringen öppnar {plain_day(opens)}, och kriterierna blir kända först {plain_day(on)} om "
            "överenskommelsen publiceras nu.",
            source,
        )
    if closes and closes < on:
        yield Warned(
            ("dates", "closes"), f"Sista dagen att lämna in, {plain_day(closes)}, har redan varit.", source
        )
    elif closes and closes - on < timedelta(days=SHORTEST_NOTICE_MONTHS * _DAYS_A_MONTH):
        yield Warned(
            ("dates", "closes"),
            f"Om överenskommelsen publiceras nu är det mindre än {SHORTEST_NOTICE_MONTHS} månader till sista dagen "
            "att lämna in.",
            source,
        )


def _named(definition: Definition, name: str) -> str:
    """Return what a setting is called; a day by the name of its field."""
    called = setting_name(definition, name)
    return called[:1].upper() + called[1:]


def _not_confirmed(definition: Definition, raw: Raw) -> Iterator[Warned]:
    for name, entry in table_at(raw, "set_by").items():
        if isinstance(entry, dict) and entry.get("who") == TO_CONFIRM:
            message = f"{_named(definition, name)}: övertaget från förra året, ska bekräftas."
            yield Warned(("set_by", name), message, must_be_confirmed=True)


def _last_year(definition: Definition, raw: Raw) -> Iterator[Warned]:
    """Name the pieces whose wording speaks of the year before; several texts of one piece are one warning."""
    old = re.compile(rf"(?<!\d){definition.year - 1}(?!\d)")
    told: set[Path] = set()
    for path, text in texts_in(raw):
        if path[-1] in _WORDED and path[0] != "set_by" and old.search(text):
            piece = path[:-1] or path
            if piece not in told:
                told.add(piece)
                yield Warned(path, f"Texten nämner {definition.year - 1}. Gäller det fortfarande?")
