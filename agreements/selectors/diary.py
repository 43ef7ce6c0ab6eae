"""Reading the diary: the list of all entries, narrowed and sorted, and one case with its entries in order.

Read by those who read every organisation's material; for everybody else there is none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from agreements.diary_things import link_of
from agreements.domain.typed_dates import day_typed
from agreements.domain.typed_text import NotUnderstood
from agreements.models import Agreement, Case, CaseEntry, Direction, EntryKind, Secrecy
from prio.accounts.roles import Actor, Role
from prio.clock import STOCKHOLM
from prio.parties.models import PartyName
from prio.parties.selectors import parties_named

ON_A_PAGE = 50
LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8
WHOLE_DAY = len("2014-11-10")
NEWEST, OLDEST, BY_NUMBER = "nyast", "aldst", "nummer"
ORDERS = {NEWEST: "Nyast först", OLDEST: "Äldst först", BY_NUMBER: "Diarienummer"}
_SORTED = {
    NEWEST: ("-at", "-id"),
    OLDEST: ("at", "id"),
    BY_NUMBER: ("case__year", "case__number", "number"),
}
_NUMBER = re.compile(r"(?:(?P<year>[0-9]{4})-)?(?P<case>[0-9]{1,9})(?:-(?P<entry>[0-9]{1,9}))?")
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty: to nothing. faults: what of it cannot be read, by field.

    text: a registration number, or words of the title or the correspondent. since, until: whole days, both included.
    """

    text: str = ""
    party: str = ""
    agreement: str = ""
    kind: str = ""
    direction: str = ""
    since: date | None = None
    until: date | None = None
    order: str = NEWEST
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Wanted":
        """Read it from an address. What is no choice is left out; what is no day is a fault."""
        typed = {name: _typed(data.get(name, "")) for name in ("sok", "part", "fran", "till")}
        faults: dict[str, str] = {}
        days: dict[str, date | None] = {}
        for name in ("fran", "till"):
            days[name], fault = _day(typed[name])
            if fault:
                faults[name] = fault
        if days["fran"] and days["till"] and days["till"] < days["fran"]:
            faults["till"] = "Dagen är före den första. Byt plats på dem."
        order, kind, direction = (data.get(name, "") for name in ("ordning", "slag", "riktning"))
        return cls(
            text=typed["sok"],
            party=typed["part"],
            agreement=data.get("overenskommelse", "").replace("\0", "")[:LONGEST_SEARCH],
            kind=kind if kind in EntryKind.values else "",
            direction=direction if direction in Direction.values else "",
            since=days["fran"],
            until=days["till"],
            order=order if order in ORDERS else NEWEST,
            typed=typed,
            faults=faults,
        )

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        wanted = (self.text, self.party, self.agreement, self.kind, self.direction, self.since, self.until)
        return any(wanted) or bool(self.faults)

    @property
    def narrows_more(self) -> bool:
        """Whether something is wanted that is asked for seldom: direction, days or another order."""
        days = (self.typed.get("fran"), self.typed.get("till"))
        return any(days) or bool(self.direction) or self.order != NEWEST


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """An entry in the list. party: what it was called then, or "". mark, support: its own of secrecy, or its case's."""

    id: int
    reference: str
    case: str
    number: int
    at: datetime
    direction: str
    kind: str
    correspondent: str
    title: str
    party: str
    agreement: str
    mark: str
    support: str
    url: str
    simulated: bool

    @property
    def year(self) -> int:
        """The year of its case."""
        return int(self.case.split("-")[0])

    @property
    def case_number(self) -> int:
        """The number of its case in that year."""
        return int(self.case.split("-")[1])

    @property
    def typed_number(self) -> str:
        """Its number in the case, as a form sends it."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """The list, a page of it, with what it can be narrowed to."""

    wanted: Wanted
    rows: tuple[DiaryRow, ...]
    page: Page
    agreements: tuple[tuple[str, str], ...]
    gives_out: bool
    kinds: Sequence[tuple[str, str]] = tuple(EntryKind.choices)
    directions: Sequence[tuple[str, str]] = tuple(Direction.choices)
    orders: Sequence[tuple[str, str]] = tuple(ORDERS.items())


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with its entries in order. title: whose it is. may_mark: the reader sets and lifts marks of secrecy."""

    case: Case
    title: str
    agreement: str
    rows: tuple[DiaryRow, ...]
    may_mark: bool


def reads_requests(actor: Actor) -> bool:
    """Say whether the actor reads requests for documents."""
    return actor.is_any(Role.REGISTRAR, Role.AUDITOR)


def diary_page(actor: Actor, wanted: Wanted, number: str) -> DiaryPage | None:
    """Return a page of the diary, or None for who reads no diary. Four queries, five where a party is asked for."""
    if not actor.reads_all:
        return None
    page = Paginator(entries(wanted), ON_A_PAGE).get_page(number)
    return DiaryPage(
        wanted=wanted,
        rows=diary_rows(actor, list(page.object_list)),
        page=page,
        agreements=tuple(Agreement.objects.order_by("-year", "title").values_list("code", "title")),
        gives_out=reads_requests(actor),
    )


def entries(wanted: Wanted) -> QuerySet[CaseEntry]:
    """Return the entries that are wanted, in order, with their case, its party and agreement. One more for a party."""
    found = CaseEntry.objects.filter(_narrowed(wanted)) if not wanted.faults else CaseEntry.objects.none()
    return found.select_related("case__party", "case__agreement").order_by(*_SORTED[wanted.order])


def diary_rows(actor: Actor, found: Sequence[CaseEntry] | QuerySet[CaseEntry]) -> tuple[DiaryRow, ...]:
    """Return entries as the list shows them to `actor`: one query for the parties' names."""
    read = list(found)
    names = _names({entry.case.party_id for entry in read if entry.case.party_id})
    return tuple(_row(actor, entry, names) for entry in read)


def every_row(actor: Actor, wanted: Wanted, chunk: int = 2000) -> Iterator[DiaryRow]:
    """Yield every entry that is wanted, for a file: two queries for each `chunk` of them."""
    found = entries(wanted)
    for start in range(0, found.count(), chunk):
        yield from diary_rows(actor, found[start : start + chunk])


def case_page(actor: Actor, year: int, number: int) -> CasePage | None:
    """Return the case with that number, or None. Three queries."""
    if not actor.reads_all or max(year, number) > _LARGEST:
        return None
    case = Case.objects.select_related("party", "agreement").filter(year=year, number=number).first()
    if case is None:
        return None
    found = list(case.entries.order_by("number"))
    for entry in found:
        entry.case = case  # with its party and agreement
    names = _names({case.party_id} if case.party_id else set())
    return CasePage(
        case=case,
        title=_name(names, case, case.opened_at)
        or ("Gemensamt" if case.agreement else "Begäran om handlingar"),
        agreement=case.agreement.title if case.agreement else "",
        rows=tuple(_row(actor, entry, names) for entry in found),
        may_mark=actor.is_any(Role.REGISTRAR),
    )


def entry_numbers(text: str) -> tuple[Q, ...]:
    """Return what finds each number in a text: `2026-00012-3`, `2026-00012` (all of the case)."""
    found = (_NUMBER.fullmatch(part) for part in re.split(r"[\s,;]+", text) if part)
    return tuple(_numbered(one) for one in found if one and one["year"])


def _narrowed(wanted: Wanted) -> Q:
    found = Q()
    if wanted.agreement:
        found &= Q(case__agreement__code=wanted.agreement)
    if wanted.kind:
        found &= Q(kind=wanted.kind)
    if wanted.direction:
        found &= Q(direction=wanted.direction)
    if wanted.since:
        found &= Q(at__gte=datetime.combine(wanted.since, time(0), STOCKHOLM))
    if wanted.until:
        found &= Q(at__lt=datetime.combine(wanted.until + timedelta(days=1), time(0), STOCKHOLM))
    if wanted.party:
        found &= Q(case__party__in=parties_named(wanted.party))
    return found & _said(wanted.text)


def _said(text: str) -> Q:
    number = _NUMBER.fullmatch(text)
    if number and (number["year"] or number["entry"]):
        return _numbered(number)
    if number:  # a case's number, or a year or a figure in the words
        return _numbered(number) | Q(title__icontains=text)
    found = Q()
    for word in text.split()[:MOST_WORDS]:
        found &= Q(title__icontains=word) | Q(correspondent__icontains=word)
    return found


def _numbered(number: re.Match[str]) -> Q:
    case, entry = int(number["case"]), int(number["entry"] or 0)
    if max(case, entry) > _LARGEST:
        return Q(pk__in=[])
    found = Q(case__number=case)
    if number["year"]:
        found &= Q(case__year=int(number["year"]))
    return found & Q(number=entry) if entry else found


Names = Mapping[int, Sequence[tuple[date, date | None, str]]]


def _names(parties: set[int]) -> Names:
    found: dict[int, list[tuple[date, date | None, str]]] = {}
    if parties:
        rows = PartyName.objects.filter(party__in=parties).order_by("party", "valid_from")
        for party, since, until, name in rows.values_list("party_id", "valid_from", "valid_to", "name"):
            found.setdefault(party, []).append((since, until, name))
    return found


def _name(names: Names, case: Case, at: datetime) -> str:
    """What the party of a case was called on a day; before its first name: that one."""
    known = names.get(case.party_id or 0, ())
    day = at.astimezone(STOCKHOLM).date()
    on_that_day = (name for since, until, name in known if since <= day and (until is None or day < until))
    return next(on_that_day, known[0][2] if known else "")


def _row(actor: Actor, entry: CaseEntry, names: Names) -> DiaryRow:
    case = entry.case
    marked = entry if entry.secrecy != Secrecy.NONE else case
    return DiaryRow(
        id=entry.pk,
        reference=entry.reference,
        case=case.reference,
        number=entry.number,
        at=entry.at,
        direction=entry.get_direction_display(),
        kind=entry.get_kind_display(),
        correspondent=entry.correspondent,
        title=entry.title,
        party=_name(names, case, entry.at),
        agreement=case.agreement.title if case.agreement else "",
        mark=marked.get_secrecy_display() if marked.secrecy != Secrecy.NONE else "",
        support=marked.secrecy_support,
        url=link_of(entry, actor),
        simulated=entry.simulated,
    )


def _typed(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST_SEARCH]


def _day(text: str) -> tuple[date | None, str]:
    """Return the day that was typed, or what is wrong with it."""
    try:
        written = day_typed(text) if text else ""
    except NotUnderstood as error:
        return None, str(error)
    if not written:
        return None, ""
    if len(written) != WHOLE_DAY:
        return None, "Ange år, månad och dag, till exempel 10 november 2014."
    return date.fromisoformat(written), ""
