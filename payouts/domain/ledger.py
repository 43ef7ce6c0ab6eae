"""What an organisation has of an agreement's money, and what follows from it: what is to be paid, what is to come home.

Pure arithmetic on whole kronor. Everything that is shown, ordered or claimed is computed here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from prio.money import check_kronor


class Waits(Enum):
    """Why money that is decided is not paid; the value is its word in Swedish."""

    NOT_ORDERED = "Ska med i nästa betalningsorder"
    DETAILS = "Betalningsuppgifter saknas"
    BOUNCED = "Betalningen kom tillbaka, nya uppgifter saknas"
    REQUISITION = "Väntar på rekvisition"
    LATE_REQUISITION = "Rekvisitionen kom för sent och är inte godtagen"
    ON_THE_WAY = "Beställt, banken har inte svarat"
    TO_STOP = "Ligger hos banken men är inte längre beslutat: ska stoppas"
    CLAIMED = "Återkrävt, inte återbetalat"
    UNUSED = "Redan återlämnat som oanvänt"


@dataclass(frozen=True, slots=True)
class OneClaim:
    """A claim on an organisation, in kronor. received: what an account of unused money was an account of, else 0.

    withdrawn: nobody asks for the rest of it: a payer gave it up, or, where it gave_way, something overtook it.
    """

    unused: bool
    withdrawn: bool
    amount: int
    repaid: int
    received: int = 0
    gave_way: bool = False

    @property
    def asked(self) -> int:
        """The kronor that are to come home: of a claim that was given up, what had come by then."""
        return self.repaid if self.withdrawn else self.amount

    @property
    def answered_for(self) -> int:
        """The kronor that no other claim shall ask for: asked for, come, or given up by a payer."""
        return self.repaid if self.gave_way else self.amount

    @property
    def follows(self) -> bool:
        """Whether it follows what is decided: one that somebody has begun to repay stands."""
        return not (self.unused or self.withdrawn or self.repaid)

    @property
    def is_begun(self) -> bool:
        """Whether it is of a correction, and somebody has repaid a part of it."""
        return not (self.unused or self.withdrawn) and 0 < self.repaid < self.amount


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims on an organisation, in kronor.

    open, part, repaid: of claims after corrections: nobody has repaid anything, the rest of those begun, what has come.
    unused, repaid_unused: of money that was not used. no_longer_decided: what of `unused` an account counted as
    received that is decided no longer, so that it is a part of what is ordered beyond what is decided.
    """

    open: int = 0
    part: int = 0
    repaid: int = 0
    unused: int = 0
    repaid_unused: int = 0
    no_longer_decided: int = 0

    @classmethod
    def of(cls, decided: int, claims: Iterable[OneClaim]) -> "Claims":
        """Group the claims on an organisation that the decision in force gives `decided` kronor."""
        claims = list(claims)
        unused = [one for one in claims if one.unused]
        corrected = [one for one in claims if not one.unused]
        return cls(
            open=sum(one.asked for one in corrected if one.follows),
            part=sum(one.asked - one.repaid for one in corrected if not one.follows),
            repaid=sum(one.repaid for one in corrected),
            unused=sum(one.asked for one in unused),
            repaid_unused=sum(one.repaid for one in unused),
            no_longer_decided=sum(min(one.asked, max(0, one.received - decided)) for one in unused),
        )


def home_of_unused(received: int, claims: Iterable[OneClaim]) -> int:
    """Return the kronor that have come home of unused money that an account of `received` kronor counts as received.

    What a claim was for beyond that is decided no longer: it came home for a correction of the decision instead.
    """
    return sum(_within(one.repaid, one, received) for one in claims if one.unused)


def unused_answered_for(received: int, claims: Iterable[OneClaim]) -> int:
    """Return the kronor of unused money, counted as in `home_of_unused`, that no new claim shall ask for."""
    return sum(_within(one.answered_for, one, received) for one in claims if one.unused)


def _within(kronor: int, one: OneClaim, received: int) -> int:
    return kronor - min(kronor, max(0, one.received - received))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an organisation stands in an agreement. Amounts in kronor.

    decided: by the decision in force. ordered: of payments that are alive, whether paid or not. settled: of claims
    after a correction that have begun to be repaid, so that they stand. open: of such claims that nobody has repaid
    anything of, which follow the decision. unused: of claims for money that was not used, and is decided no longer.
    on_the_way: what of `ordered` the bank has not said to be paid. Nobody is asked to repay what has not come.
    """

    decided: int
    ordered: int = 0
    settled: int = 0
    open: int = 0
    unused: int = 0
    on_the_way: int = 0

    @classmethod
    def of(cls, decided: int, ordered: int, claims: Claims, on_the_way: int = 0) -> "Standing":
        """Return the standing of an organisation with its claims."""
        settled = claims.repaid + claims.part
        return cls(decided, ordered, settled, claims.open, claims.no_longer_decided, on_the_way)

    def __post_init__(self) -> None:
        for name in ("decided", "ordered", "settled", "open", "unused", "on_the_way"):
            check_kronor(getattr(self, name), name)

    @property
    def excess(self) -> int:
        """What is ordered beyond what is decided, in kronor."""
        return max(0, self.ordered - self.decided)

    @property
    def paid_beyond(self) -> int:
        """What has been paid beyond what is decided, in kronor: what is on its way is none of it."""
        return max(0, self.ordered - self.on_the_way - self.decided)

    @property
    def swallowed(self) -> int:
        """What of the excess is on its way home already, because it was not used."""
        return min(self.excess, self.unused)

    @property
    def is_claimed_too_much(self) -> bool:
        """Whether claims that stand ask for more than is to come home: the rest of those begun gives way."""
        return self.settled > self.paid_beyond - self.swallowed

    @property
    def to_claim(self) -> int:
        """What open claims after corrections shall be, together: of what has been paid, not of what is on its way."""
        return max(0, self.paid_beyond - self.swallowed - self.settled)

    @property
    def to_stop(self) -> int:
        """What is on its way beyond what is decided: it is stopped, or claimed once the bank says that it is paid."""
        return max(0, self.excess - self.swallowed - self.settled - self.to_claim)

    @property
    def claimed(self) -> int:
        """What may be ordered beyond what is decided, once the claims are what they shall be."""
        return self.swallowed + self.settled + self.to_claim + self.to_stop

    @property
    def to_pay(self) -> int:
        """What is decided and not ordered, in kronor. Never so much that more is paid than is decided."""
        return max(0, self.decided + self.claimed - self.ordered)


def waits_for(*, asks_requisition: bool, requisition: str, has_details: bool, bounced_on_them: bool) -> Waits:
    """Say why what is to be paid to an organisation is not paid yet.

    asks_requisition: the agreement does. requisition: the state of the organisation's, "" for none. has_details:
    approved payment details. bounced_on_them: a payment to just those came back and is not replaced.
    """
    if asks_requisition and not requisition:
        return Waits.REQUISITION
    if asks_requisition and requisition == "late":
        return Waits.LATE_REQUISITION
    if bounced_on_them:
        return Waits.BOUNCED
    return Waits.NOT_ORDERED if has_details else Waits.DETAILS


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation in the reconciliation. Amounts in kronor.

    claims: after corrections, and for money that was not used. The latter is no part of the difference: it was
    decided, paid and used no further.
    """

    decided: int
    prepared: int
    ordered: int
    paid: int
    bounced: int
    claims: Claims
    waits: Waits

    @property
    def standing(self) -> Standing:
        """The same for who orders: claims that somebody has begun to repay stand."""
        on_the_way = self.prepared + self.ordered
        return Standing.of(self.decided, on_the_way + self.paid, self.claims, on_the_way)

    @property
    def difference(self) -> int:
        """What is decided less what has been paid and has not come back."""
        return self.decided - self.paid + self.claims.repaid

    @property
    def explained(self) -> tuple[tuple[Waits, int], ...]:
        """Why there is a difference: each reason with its kronor, negative where money is to come home."""
        standing = self.standing
        owed = self.claims.open + self.claims.part
        found = (
            (Waits.ON_THE_WAY, self.prepared + self.ordered),
            (self.waits, standing.to_pay),
            (Waits.TO_STOP, -standing.to_stop),
            (Waits.CLAIMED, -owed),
            (Waits.UNUSED, -standing.swallowed),
        )
        return tuple((why, kronor) for why, kronor in found if kronor)

    @property
    def unexplained(self) -> int:
        """What no reason explains: zero, or something is wrong."""
        return self.difference - sum(kronor for _, kronor in self.explained)


@dataclass(frozen=True, slots=True)
class ControlSums:
    """How many payments, and the kronor of all of them: shown, sent back, and compared again."""

    count: int
    total: int

    @classmethod
    def of(cls, amounts: Iterable[int]) -> "ControlSums":
        """Return the control sums of amounts in kronor."""
        listed = list(amounts)
        return cls(len(listed), sum(listed))
