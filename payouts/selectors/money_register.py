"""The register of money: agreement, goal or budget line, pot, decision, recipient, amount and report day, all years.

What a decision in force gives; a decision that has been corrected or revoked is in the list of decisions. Vårdanalys
found that nobody could see the whole ("PRIO 2012–2015", appendix 4, section 6.1). Everybody reads it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion, VersionState
from payouts.domain.money_filters import BY_AMOUNT, BY_NAME, NEWEST, OLDEST, PaidState, Wanted
from payouts.models import DecidedAmount, DecisionState, Payment, PaymentState
from payouts.selectors.line_room import added_by_decisions
from prio.parties.models import County, Kind, PartyCounty, PartyName
from prio.parties.selectors import parties_named

ON_A_PAGE = 50
_SORTED = {
    NEWEST: (
        "-decision__agreement__year",
        "decision__agreement__code",
        "requirement__position",
        "party__code",
    ),
    OLDEST: (
        "decision__agreement__year",
        "decision__agreement__code",
        "requirement__position",
        "party__code",
    ),
    BY_AMOUNT: ("-amount", "party__code", "pk"),
    BY_NAME: ("party__code", "-decision__agreement__year", "requirement__position"),
}
_COLUMNS = (
    "pk", "decision_id", "decision__agreement_id", "decision__reference", "decision__decided_on", "party_id",
    "party__code", "party__kind", "party__organisation_id", "requirement__code", "line", "amount", "simulated",
)  # fmt: skip
_ON_THE_WAY = (PaymentState.PREPARED, PaymentState.ORDERED)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An amount that a decision in force gives a party. Money in kronor.

    source, source_name: code and name of the goal, or "" and the name of the budget line. pot: the whole pot or line,
    None where it is unknown. county: name, or "" for who belongs to none. paid: "paid", "ordered" or "not".
    report_due: the last day of the account of what it was used for, where one is asked for.
    """

    agreement: str
    title: str
    year: int
    source: str
    source_name: str
    pot: int | None
    decision_id: int
    decision: str
    decided_on: date | None
    party: str
    recipient: str
    kind: str
    county: str
    amount: int
    paid: PaidState
    report_due: date | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an agreement's budget outside the pots. amount: kronor that decisions have not given to parties."""

    agreement: str
    title: str
    year: int
    name: str
    recipient: str
    amount: int
    report_due: date | None
    note: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the register can be narrowed to, as (value, label)."""

    agreements: Sequence[tuple[str, str]]
    counties: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """A page of the register. total, lines_total: kronor of everything that is wanted, not of the page alone."""

    wanted: Wanted
    rows: tuple[MoneyRow, ...]
    count: int
    total: int
    number: int
    pages: int
    lines: tuple[LineRow, ...]
    choices: Choices

    @property
    def lines_total(self) -> int:
        """Kronor of the budget lines that are wanted."""
        return sum(line.amount for line in self.lines)

    @property
    def simulated(self) -> bool:
        """Whether anything on the page is made up."""
        return any(row.simulated for row in self.rows) or any(line.simulated for line in self.lines)


def money_page(wanted: Wanted, number: int) -> MoneyPage:
    """Return a page of the register; a number beyond the last page is the last. At most nine queries."""
    published = _published()
    found = _wanted(wanted)
    sums = found.order_by().aggregate(count=Count("pk"), total=Sum("amount"))
    pages = max(1, -(-sums["count"] // ON_A_PAGE))
    number = min(max(number, 1), pages)
    first = (number - 1) * ON_A_PAGE
    rows = _rows(found[first : first + ON_A_PAGE], published) if sums["count"] else ()
    return MoneyPage(
        wanted=wanted,
        rows=tuple(rows),
        count=sums["count"],
        total=sums["total"] or 0,
        number=number,
        pages=pages,
        lines=tuple(_lines(wanted, published.values())),
        choices=Choices(
            agreements=tuple((one.agreement.code, one.agreement.title) for one in published.values()),
            counties=tuple(County.objects.order_by("name").values_list("code", "name")),
        ),
    )


def every_amount(wanted: Wanted, chunk: int = 2000) -> Iterator[MoneyRow]:
    """Yield every amount that is wanted, in order, for a file: four queries for each `chunk` of them."""
    published = _published()
    found = _wanted(wanted)
    start = 0
    while rows := _rows(found[start : start + chunk], published):
        yield from rows
        start += chunk


def every_line(wanted: Wanted) -> tuple[LineRow, ...]:
    """Return every budget line that is wanted."""
    return tuple(_lines(wanted, _published().values()))


def count_wanted(wanted: Wanted) -> int:
    """Return how many amounts are wanted: one query."""
    return _wanted(wanted).count()


Published = Mapping[int, AgreementVersion]


def _published() -> Published:
    """The version that holds of every agreement, by the agreement's primary key, the newest year first."""
    found = AgreementVersion.objects.filter(state=VersionState.PUBLISHED).select_related("agreement")
    ordered = found.defer("plain").order_by("-agreement__year", "agreement__code")
    return {version.agreement_id: version for version in ordered}


def _wanted(wanted: Wanted) -> QuerySet[DecidedAmount]:
    found = DecidedAmount.objects.filter(decision__state=DecisionState.IN_FORCE)
    if wanted.faults:
        return found.none()
    narrowed = Q()
    if wanted.agreement:
        narrowed &= Q(decision__agreement__code=wanted.agreement)
    if wanted.year:
        narrowed &= Q(decision__agreement__year=wanted.year)
    if wanted.goal:
        narrowed &= Q(requirement__code=wanted.goal) | Q(line=wanted.goal)
    if wanted.kind:
        narrowed &= Q(party__kind=wanted.kind)
    if wanted.county:
        narrowed &= Q(party__in=_in_county(wanted.county))
    if wanted.text:
        narrowed &= Q(party__in=parties_named(wanted.text)) | Q(decision__reference__icontains=wanted.text)
    if wanted.least is not None:
        narrowed &= Q(amount__gte=wanted.least)
    if wanted.most is not None:
        narrowed &= Q(amount__lte=wanted.most)
    return _paid(found.filter(narrowed), wanted.paid).order_by(*_SORTED[wanted.order], "pk")


def _paid(found: QuerySet[DecidedAmount], state: PaidState | None) -> QuerySet[DecidedAmount]:
    """Narrow to how far the payment has come: to the recipient, of the agreement, all its amounts together."""
    if state is None:
        return found
    of_payee = Payment.objects.filter(
        order__agreement=OuterRef("decision__agreement"), organisation=OuterRef("party__organisation")
    )
    paid, on_the_way = (
        Exists(of_payee.filter(state__in=states)) for states in ([PaymentState.PAID], _ON_THE_WAY)
    )
    if state == PaidState.ORDERED:
        return found.filter(on_the_way)
    if state == PaidState.PAID:
        return found.filter(paid, ~on_the_way)
    return found.filter(~paid, ~on_the_way)


def _in_county(code: str) -> list[int]:
    return list(
        PartyCounty.objects.filter(county=code).order_by().values_list("party_id", flat=True).distinct()
    )


def _rows(found: QuerySet[DecidedAmount], published: Published) -> tuple[MoneyRow, ...]:
    read = list(found.values_list(*_COLUMNS, named=True))
    if not read:
        return ()
    parties = {row.party_id for row in read}
    days = {
        row.decision__agreement_id: _definition(published, row.decision__agreement_id).names_day
        for row in read
    }
    names, counties = _names(parties), _counties(parties)
    paid = _states({(row.decision__agreement_id, row.party__organisation_id) for row in read})
    rows = []
    for row in read:
        definition = _definition(published, row.decision__agreement_id)
        day = days[row.decision__agreement_id]
        source_name, pot = _source(definition, row.requirement__code, row.line)
        use = definition.aftermath.use_of_money
        rows.append(
            MoneyRow(
                agreement=definition.code,
                title=definition.title,
                year=definition.year,
                source=row.requirement__code or "",
                source_name=source_name,
                pot=pot,
                decision_id=row.decision_id,
                decision=row.decision__reference,
                decided_on=row.decision__decided_on,
                party=row.party__code,
                recipient=_holding(names.get(row.party_id, ()), day) or row.party__code,
                kind=str(Kind(row.party__kind).value),
                county=_holding(counties.get(row.party_id, ()), day),
                amount=row.amount,
                paid=paid.get((row.decision__agreement_id, row.party__organisation_id), PaidState.NOT),
                report_due=use.due if use else None,
                simulated=row.simulated,
            )
        )
    return tuple(rows)


def _definition(published: Published, agreement_id: int) -> Definition:
    return published[agreement_id].definition


def _source(definition: Definition, goal: str | None, line: str) -> tuple[str, int | None]:
    """Return the name and the kronor of the pot or the budget line that an amount comes from."""
    if goal:
        requirement = definition.requirement(goal)
        return requirement.name, requirement.pot
    of_line = next((one.amount for one in definition.budget.lines if one.name == line), None)
    return line, of_line


Held = Mapping[int, Sequence[tuple[date, date | None, str]]]


def _names(parties: Iterable[int]) -> Held:
    rows = PartyName.objects.filter(party__in=parties).order_by("party", "valid_from")
    return _by_party(rows.values_list("party_id", "valid_from", "valid_to", "name"))


def _counties(parties: Iterable[int]) -> Held:
    rows = PartyCounty.objects.filter(party__in=parties).order_by("party", "valid_from")
    return _by_party(rows.values_list("party_id", "valid_from", "valid_to", "county__name"))


def _by_party(rows: Iterable[tuple[int, date, date | None, str]]) -> Held:
    found: dict[int, list[tuple[date, date | None, str]]] = {}
    for party, since, until, name in rows:
        found.setdefault(party, []).append((since, until, name))
    return found


def _holding(known: Sequence[tuple[date, date | None, str]], day: date) -> str:
    """What holds on a day; before the first, that one."""
    now = (name for since, until, name in known if since <= day and (until is None or day < until))
    return next(now, known[0][2] if known else "")


def _states(payees: Iterable[tuple[int, int]]) -> dict[tuple[int, int], PaidState]:
    """How far the payment to each (agreement, organisation) has come: one query."""
    pairs = set(payees)
    rows = Payment.objects.filter(
        order__agreement__in={agreement for agreement, _ in pairs},
        organisation__in={organisation for _, organisation in pairs},
        state__in=(PaymentState.PAID, *_ON_THE_WAY),
    ).order_by()
    found: dict[tuple[int, int], PaidState] = {}
    for agreement, organisation, state in rows.values_list("order__agreement_id", "organisation_id", "state"):
        known = found.get((agreement, organisation))
        now = PaidState.PAID if state == PaymentState.PAID else PaidState.ORDERED
        found[agreement, organisation] = PaidState.ORDERED if PaidState.ORDERED in (known, now) else now
    return found


def _lines(wanted: Wanted, published: Iterable[AgreementVersion]) -> Iterator[LineRow]:
    added = added_by_decisions()
    for version in published:
        definition = version.definition
        for line in definition.budget.lines:
            row = LineRow(
                agreement=definition.code,
                title=definition.title,
                year=definition.year,
                name=line.name,
                recipient=line.recipient,
                amount=max(0, line.amount - added.get((version.agreement_id, line.name), 0)),
                report_due=line.report_due,
                note=line.note,
                simulated=version.agreement.simulated,
            )
            if _is_wanted(row, wanted):
                yield row


def _is_wanted(line: LineRow, wanted: Wanted) -> bool:
    """Whether a budget line fits; one that is asked for by county, kind or payment is none of the lines'."""
    if wanted.faults or wanted.county or wanted.kind or wanted.paid:
        return False
    text = wanted.text.casefold()
    return (
        wanted.agreement in ("", line.agreement)
        and wanted.year in (None, line.year)
        and wanted.goal in ("", line.name)
        and (text in line.name.casefold() or text in line.recipient.casefold())
        and (wanted.least is None or line.amount >= wanted.least)
        and (wanted.most is None or line.amount <= wanted.most)
    )
