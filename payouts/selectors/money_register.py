"""The register of money: agreement, goal or budget line, pot, decision, recipient, amount and report day, all years.

What a decision in force gives; and what has been paid, is to come home and has come home, also of what a decision gave
that is corrected or revoked since. Vårdanalys found that nobody could see the whole ("PRIO 2012–2015", appendix 4,
section 6.1). Everybody reads it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from agreements.domain.definition import Definition
from agreements.models import Agreement, AgreementVersion, VersionState
from payouts.domain.money_filters import BY_AMOUNT, BY_NAME, NEWEST, OLDEST, PaidState, Wanted
from payouts.domain.spread import Moved
from payouts.models import DecidedAmount, DecisionState, Payment, PaymentState
from payouts.models.payment import ON_THE_WAY
from payouts.selectors.held import counties_held, holding, names_held
from payouts.selectors.line_room import added_by_decisions
from payouts.selectors.money_moved import (
    NOTHING,
    Money,
    kept_amounts,
    listed_amounts,
    money_of,
    moved_by_line,
    moved_in_all,
)
from prio.parties.models import County, Kind, PartyCounty
from prio.parties.selectors import parties_named

ON_A_PAGE = 50
MOST_ADDED_UP = 2_000  # amounts whose payments are added up one by one
_IN_AGREEMENT = ("decision__agreement__code", "requirement__position", "party__code")
_SORTED = {
    NEWEST: ("-decision__agreement__year", *_IN_AGREEMENT),
    OLDEST: ("decision__agreement__year", *_IN_AGREEMENT),
    BY_AMOUNT: ("-decided", "-amount", "party__code", "pk"),
    BY_NAME: ("party__code", "-decision__agreement__year", "requirement__position"),
}
_COLUMNS = (
    "pk", "decision_id", "decision__agreement_id", "decision__reference", "decision__decided_on", "party_id",
    "party__code", "party__kind", "party__organisation_id", "requirement__code", "line", "amount", "simulated",
    "decision__state", "decided",
)  # fmt: skip
_PAYEE = ("pk", "decided", "decision__agreement_id", "party__organisation_id")
# What is decided by an amount of a decision that has ended is nothing any more.
_DECIDED = Case(When(decision__state=DecisionState.IN_FORCE, then=F("amount")), default=Value(0))


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An amount that a decision gives a party, or gave it where money of it has moved. Money in kronor.

    source, source_name: code and name of the goal, or "" and the name of the budget line. pot: the whole pot or line,
    None where it is unknown. county: name, or "" for who belongs to none. paid: "paid", "ordered" or "not".
    report_due: the last day of the account of what it was used for, where one is asked for. amount: what is decided, 0
    where the decision has ended; given: what the decision gave. state: the decision's. moved: what has moved of it.
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
    state: DecisionState
    given: int
    moved: Moved

    @property
    def ended(self) -> str:
        """What has become of the decision, in Swedish; "" while it holds."""
        ended = {DecisionState.REVOKED: "Beslutet är upphävt", DecisionState.CORRECTED: "Beslutet är rättat"}
        return ended.get(self.state, "")


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
    moved: Moved


@dataclass(frozen=True, slots=True)
class Choices:
    """What the register can be narrowed to, as (value, label)."""

    agreements: Sequence[tuple[str, str]]
    counties: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """A page of the register. total, moved, lines_total: of everything that is wanted, not of the page alone.

    moved: None where more than MOST_ADDED_UP amounts are wanted that are not all of some agreements.
    """

    wanted: Wanted
    rows: tuple[MoneyRow, ...]
    count: int
    total: int
    moved: Moved | None
    number: int
    pages: int
    lines: tuple[LineRow, ...]
    choices: Choices

    @property
    def lines_total(self) -> int:
        """Kronor of the budget lines that are wanted."""
        return sum(line.amount for line in self.lines)

    @property
    def lines_moved(self) -> Moved:
        """What has moved of the budget lines that are wanted."""
        return Moved.sum(line.moved for line in self.lines)

    @property
    def simulated(self) -> bool:
        """Whether anything on the page is made up."""
        return any(row.simulated for row in self.rows) or any(line.simulated for line in self.lines)


def money_page(wanted: Wanted, number: int) -> MoneyPage:
    """Return a page of the register; a number beyond the last page is the last. At most sixteen queries."""
    published, kept = _published(), kept_amounts()
    found = _wanted(wanted, kept)
    sums = _sums(found, wanted, kept)
    pages = max(1, -(-sums.amounts // ON_A_PAGE))
    number = min(max(number, 1), pages)
    if sums.keys is not None:  # what is wanted is looked for once
        found = (
            DecidedAmount.objects.annotate(decided=_DECIDED)
            .filter(pk__in=sums.keys)
            .order_by(*_order(wanted))
        )
    shown = found[(number - 1) * ON_A_PAGE :][:ON_A_PAGE]
    rows = _rows(shown, published, kept, sums.money) if sums.amounts else ()
    return MoneyPage(
        wanted=wanted,
        rows=tuple(rows),
        count=sums.amounts,
        total=sums.total,
        moved=sums.moved,
        number=number,
        pages=pages,
        lines=tuple(_lines(wanted, published.values())),
        choices=Choices(
            agreements=tuple((one.agreement.code, one.agreement.title) for one in published.values()),
            counties=tuple(County.objects.order_by("name").values_list("code", "name")),
        ),
    )


def every_amount(wanted: Wanted, chunk: int = 2000) -> Iterator[MoneyRow]:
    """Yield every amount that is wanted, in order, for a file: six queries for each `chunk` of them."""
    published, kept = _published(), kept_amounts()
    found = _wanted(wanted, kept)
    start = 0
    while rows := _rows(found[start : start + chunk], published, kept):
        yield from rows
        start += chunk


def every_line(wanted: Wanted) -> tuple[LineRow, ...]:
    """Return every budget line that is wanted."""
    return tuple(_lines(wanted, _published().values()))


def count_wanted(wanted: Wanted) -> int:
    """Return how many amounts are wanted: two queries."""
    return _wanted(wanted, kept_amounts()).count()


Published = Mapping[int, AgreementVersion]


def _published() -> Published:
    """The version that holds of every agreement, by the agreement's primary key, the newest year first."""
    found = AgreementVersion.objects.filter(state=VersionState.PUBLISHED).select_related("agreement")
    ordered = found.defer("plain").order_by("-agreement__year", "agreement__code")
    return {version.agreement_id: version for version in ordered}


def _wanted(wanted: Wanted, kept: Collection[int]) -> QuerySet[DecidedAmount]:
    found = listed_amounts(kept).annotate(decided=_DECIDED)
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
        narrowed &= Q(decided__gte=wanted.least)
    if wanted.most is not None:
        narrowed &= Q(decided__lte=wanted.most)
    return _paid(found.filter(narrowed), wanted.paid).order_by(*_order(wanted))


def _order(wanted: Wanted) -> tuple[str, ...]:
    return (*_SORTED[wanted.order], "pk")


def _paid(found: QuerySet[DecidedAmount], state: PaidState | None) -> QuerySet[DecidedAmount]:
    """Narrow to how far the payment has come: to the recipient, of the agreement, all its amounts together."""
    if state is None:
        return found
    of_payee = Payment.objects.filter(
        order__agreement=OuterRef("decision__agreement"), organisation=OuterRef("party__organisation")
    )
    paid, on_the_way = (
        Exists(of_payee.filter(state__in=states)) for states in ([PaymentState.PAID], ON_THE_WAY)
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


class Sums(NamedTuple):
    """What is wanted, together. amounts: how many.

    keys, money: of every amount and what has moved of it, where they are not too many to read.
    """

    amounts: int
    total: int
    moved: Moved | None
    keys: tuple[int, ...] | None = None
    money: Money | None = None


def _sums(found: QuerySet[DecidedAmount], wanted: Wanted, kept: Collection[int]) -> Sums:
    read = list(found.order_by().values_list(*_PAYEE)[: MOST_ADDED_UP + 1])
    if len(read) <= MOST_ADDED_UP:
        money = money_of({(agreement, body) for _, _, agreement, body in read}, kept)
        moved = Moved.sum(money.of_each.get(key, NOTHING) for key, _, _, _ in read)
        keys = tuple(key for key, _, _, _ in read)
        return Sums(len(read), sum(kronor for _, kronor, _, _ in read), moved, keys, money)
    sums = found.order_by().aggregate(count=Count("pk"), total=Sum("decided"))
    if wanted.is_on_more_than_agreements:
        return Sums(sums["count"], sums["total"], None)
    agreements = None
    if wanted.agreement or wanted.year:
        of_code = {"code": wanted.agreement} if wanted.agreement else {}
        of_year = {"year": wanted.year} if wanted.year else {}
        agreements = Agreement.objects.filter(**of_code, **of_year)
    return Sums(sums["count"], sums["total"], moved_in_all(agreements))


def _rows(
    found: QuerySet[DecidedAmount], published: Published, kept: Collection[int], known: Money | None = None
) -> tuple[MoneyRow, ...]:
    """Read rows; known: what has moved of them, where that is read already."""
    read = list(found.values_list(*_COLUMNS, named=True))
    if not read:
        return ()
    payees = {(row.decision__agreement_id, row.party__organisation_id) for row in read}
    money = known or money_of(payees, kept)
    parties = {row.party_id for row in read}
    days = {
        row.decision__agreement_id: _definition(published, row.decision__agreement_id).names_day
        for row in read
    }
    names, counties = names_held(parties), counties_held(parties)
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
                recipient=holding(names.get(row.party_id, ()), day) or row.party__code,
                kind=str(Kind(row.party__kind).value),
                county=holding(counties.get(row.party_id, ()), day),
                amount=row.decided,
                paid=_state(
                    money.of_all.get((row.decision__agreement_id, row.party__organisation_id), NOTHING)
                ),
                report_due=use.due if use else None,
                simulated=row.simulated,
                state=DecisionState(row.decision__state),
                given=row.amount,
                moved=money.of_each.get(row.pk, NOTHING),
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


def _state(moved: Moved) -> PaidState:
    """How far the payment of all that an agreement gives an organisation has come."""
    if moved.on_the_way:
        return PaidState.ORDERED
    return PaidState.PAID if moved.paid else PaidState.NOT


def _lines(wanted: Wanted, published: Iterable[AgreementVersion]) -> Iterator[LineRow]:
    added, moved = added_by_decisions(), moved_by_line()
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
                moved=moved.get((version.agreement_id, line.name), NOTHING),
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
