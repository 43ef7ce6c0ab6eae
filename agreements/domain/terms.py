"""The terms around the requirements of an agreement: days, money outside the pots, size classes, who set what."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, get_args

from agreements.domain.faults import quoted
from agreements.domain.plain import days, texts
from agreements.domain.questions import Plain
from agreements.domain.reading import Reader
from agreements.domain.rules import SizeClass

PreliminaryFor = Literal["all", "on_request", "none"]
PreliminaryCovers = Literal["grundkrav", "all"]

_MOST_INHABITANTS = 10**9


@dataclass(frozen=True, slots=True)
class SizeClasses:
    """Limits in inhabitants: small is below the first, large is from the second, medium is between."""

    small_below: int
    large_from: int

    def of(self, inhabitants: int) -> SizeClass:
        """Return the class of a party with so many inhabitants."""
        if inhabitants < self.small_below:
            return "small"
        return "large" if inhabitants >= self.large_from else "medium"


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of an agreement, in Stockholm; a deadline is the end of its day. None where unknown."""

    opens: date | None = None
    closes: date | None = None
    preliminary: date | None = None
    final: date | None = None
    payment: date | None = None


@dataclass(frozen=True, slots=True)
class Preliminary:
    """Who gets a preliminary assessment, of what, and until when they may complete (None: unknown)."""

    applies_to: PreliminaryFor = "none"
    covers: PreliminaryCovers = "grundkrav"
    completion_closes: date | None = None


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Money of the agreement outside the pots; `amount` in kronor.

    areas: what its report accounts for one by one; empty where the agreement leaves that to the recipient.
    """

    name: str
    recipient: str
    amount: int
    report_due: date | None = None
    note: str = ""
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """All the money of an agreement in kronor: pots and lines make exactly `total`."""

    total: int
    lines: tuple[BudgetLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Requisition:
    """Money that a recipient has to ask for: of whom, and the last day (None: no last day is set)."""

    to: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class UseOfMoney:
    """The recipients' account of what the money was used for: its last day (None: unknown), and what it asks for."""

    due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Repayment:
    """Money that was not used goes back: to whom, and the last day (None: unknown)."""

    to: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What follows a decision. A part that is None is not asked for.

    appeal: how the decision can be appealed, or that it cannot and why.
    """

    appeal: str = ""
    requisition: Requisition | None = None
    use_of_money: UseOfMoney | None = None
    repayment: Repayment | None = None


@dataclass(frozen=True, slots=True)
class SetBy:
    """Who decided a setting that the sources leave open, when (None: not noted) and why."""

    who: str
    note: str
    date: "date | None" = None


def read_size_classes(reader: Reader) -> SizeClasses | None:
    """Read `size_classes`; None when they are unset."""
    below = reader.below("size_classes")
    if below is None:
        return None
    small = below.whole("small_below", 1, _MOST_INHABITANTS, required=True)
    large = below.whole("large_from", 1, _MOST_INHABITANTS, required=True)
    below.finish()
    if small is None or large is None:
        return None
    if small >= large:
        below.fault(f"small_below ({small}) ska vara lägre än large_from ({large}).", "small_below")
    return SizeClasses(small, large)


def read_dates(reader: Reader) -> Dates:
    """Read `dates`; each may be left out."""
    below = reader.below("dates")
    if below is None:
        return Dates()
    found = Dates(**{day.name: below.day(day.name) for day in fields(Dates)})
    below.finish()
    return found


def read_preliminary(reader: Reader) -> Preliminary:
    """Read `preliminary`; left out means that there is none."""
    below = reader.below("preliminary")
    if below is None:
        return Preliminary()
    whom: tuple[PreliminaryFor, ...] = get_args(PreliminaryFor)
    what: tuple[PreliminaryCovers, ...] = get_args(PreliminaryCovers)
    found = Preliminary(
        applies_to=below.word("for", whom, required=True) or "none",
        covers=below.word("covers", what) or "grundkrav",
        completion_closes=below.day("completion_closes"),
    )
    below.finish()
    return found


def read_budget(reader: Reader) -> Budget:
    """Read `budget`. An amount that could not be read is 0, which no amount in a sound definition is."""
    below = reader.below("budget", required=True)
    if below is None:
        return Budget(0)
    lines = []
    for line in below.each("lines"):
        lines.append(
            BudgetLine(
                name=line.text("name", required=True),
                recipient=line.text("recipient", required=True),
                amount=line.kronor("amount", required=True) or 0,
                report_due=line.day("report_due"),
                note=line.text("note"),
                areas=line.texts("areas"),
            )
        )
        line.finish()
    total = below.kronor("total", required=True) or 0
    below.finish()
    return Budget(total, tuple(lines))


def read_aftermath(reader: Reader) -> Aftermath:
    """Read `aftermath`; left out means that nothing follows."""
    below = reader.below("aftermath")
    if below is None:
        return Aftermath()
    found = Aftermath(
        appeal=below.text("appeal"),
        requisition=_read_requisition(below),
        use_of_money=_read_use_of_money(below),
        repayment=_read_repayment(below),
    )
    below.finish()
    return found


def _read_requisition(reader: Reader) -> Requisition | None:
    below = reader.below("requisition")
    if below is None:
        return None
    found = Requisition(below.text("to", required=True), below.day("by"))
    below.finish()
    return found


def _read_use_of_money(reader: Reader) -> UseOfMoney | None:
    below = reader.below("use_of_money")
    if below is None:
        return None
    found = UseOfMoney(below.day("due"), below.text("note"))
    below.finish()
    return found


def _read_repayment(reader: Reader) -> Repayment | None:
    below = reader.below("repayment")
    if below is None:
        return None
    found = Repayment(below.text("to", required=True), below.day("by"))
    below.finish()
    return found


def read_set_by(reader: Reader) -> Mapping[str, SetBy]:
    """Read `set_by`, by the name of the setting."""
    below = reader.below("set_by")
    if below is None:
        return {}
    found = {}
    for name in below.table.entries:
        entry = below.below(name)
        if entry is None:
            if below.place(name) is None:
                below.fault(f"{quoted(name)} ska ha who och note.", name)
            continue
        who, note = entry.text("who", required=True), entry.text("note", required=True)
        found[name] = SetBy(who=who, note=note, date=entry.day("date"))
        entry.finish()
    return found


def plain_preliminary(preliminary: Preliminary) -> Plain:
    """Return it as it is written in a definition."""
    plain: Plain = {"for": preliminary.applies_to, "covers": preliminary.covers}
    return plain | days(preliminary, ("completion_closes",))


def plain_budget(budget: Budget) -> Plain:
    """Return it as it is written in a definition."""
    lines = [
        {"name": line.name, "recipient": line.recipient, "amount": line.amount}
        | days(line, ("report_due",))
        | texts(line, ("note",))
        | ({"areas": list(line.areas)} if line.areas else {})
        for line in budget.lines
    ]
    return {"total": budget.total, "lines": lines}


def plain_set_by(set_by: SetBy) -> Plain:
    """Return it as it is written in a definition."""
    return {"who": set_by.who} | days(set_by, ("date",)) | {"note": set_by.note}


def plain_aftermath(aftermath: Aftermath) -> Plain:
    """Return it as it is written in a definition; nothing where nothing follows."""
    plain: Plain = texts(aftermath, ("appeal",))
    if one := aftermath.requisition:
        plain["requisition"] = {"to": one.to} | days(one, ("by",))
    if account := aftermath.use_of_money:
        plain["use_of_money"] = days(account, ("due",)) | texts(account, ("note",))
    if back := aftermath.repayment:
        plain["repayment"] = {"to": back.to} | days(back, ("by",))
    return plain
