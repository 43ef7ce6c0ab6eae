"""Holding what the bank says against what was ordered, row by row. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from payouts.domain.payment_status import StatusRow
from prio.money import kronor

NOT_YET = "Dagen har inte kommit än."
Outcome = Literal["pay", "bounce", "nothing", "fault"]


@dataclass(frozen=True, slots=True)
class KnownPayment:
    """A payment of the agreement: its state, its kronor, the order's number in the file, whether it is paid again."""

    state: str
    kronor: int
    message: str
    replaced: bool


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row, the payment that it is about, what it leads to, and why in words."""

    row: StatusRow
    payment: str
    outcome: Outcome
    words: str

    @property
    def changes(self) -> bool:
        """Whether approving the file changes the payment."""
        return self.outcome in {"pay", "bounce"}

    @property
    def is_of_file(self) -> bool:
        """Whether the bank said it of the whole file, and not of this payment."""
        return not self.row.payment or bool(self.row.message)


def judge(rows: Iterable[StatusRow], known: Mapping[str, KnownPayment], today: date) -> tuple[JudgedRow, ...]:
    """Return what every row leads to, in order: what one row changes, the next one meets.

    known: the agreement's payments by end-to-end id. A row about a whole file is one row for each of its payments.
    """
    states = {key: one.state for key, one in known.items()}
    found, paid_by = [], dict[str, int]()
    for row in _spread(rows, known):
        outcome, words = _judged(row, known.get(row.payment), states.get(row.payment, ""), today)
        if outcome == "pay":
            states[row.payment], paid_by[row.payment] = "paid", row.number
        elif outcome == "bounce" and row.payment in paid_by:
            words = f"{words} Obs: rad {paid_by[row.payment]} i samma fil säger att den är betald."
            states[row.payment] = "bounced"
        elif outcome == "bounce":
            states[row.payment] = "bounced"
        found.append(JudgedRow(row, row.payment, outcome, words))
    return tuple(found)


def fingerprint(rows: Iterable[JudgedRow]) -> str:
    """Return a hash over what the rows lead to: what was looked at is what is approved."""
    said = (f"{one.row.number}:{one.payment}:{one.outcome}" for one in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _spread(rows: Iterable[StatusRow], known: Mapping[str, KnownPayment]) -> Iterable[StatusRow]:
    for row in rows:
        of_file = [key for key, one in known.items() if row.message and one.message == row.message]
        if row.payment or not of_file:
            yield row
            continue
        for key in of_file:
            yield StatusRow(row.number, key, row.said, row.on, row.amount, row.reason, row.message, row.fault)


def _judged(row: StatusRow, known: KnownPayment | None, state: str, today: date) -> tuple[Outcome, str]:
    if row.fault:
        return "fault", row.fault
    if known is None:
        return "fault", f"Det finns ingen betalning med numret {row.payment or row.message or 'som saknas'}."
    if row.amount is not None and row.amount != known.kronor:
        return "fault", f"Beloppet är {kronor(row.amount)}, men betalningen är {kronor(known.kronor)}."
    if row.said == "going":
        return "nothing", "Banken har tagit emot betalningen men inte gjort den än."
    if row.said == "unknown":
        return "fault", "Raden säger varken att betalningen är gjord eller att den kom tillbaka."
    if state in {"prepared", "withdrawn"}:
        return "fault", "Betalningen är inte lämnad till banken."
    return _paid(row, state, today) if row.said == "paid" else _bounced(row, state, today)


def _paid(row: StatusRow, state: str, today: date) -> tuple[Outcome, str]:
    if state == "paid":
        return "nothing", "Betalningen är redan betald."
    if state == "bounced":
        return "fault", "Betalningen har kommit tillbaka, och kan inte också vara betald."
    if row.on is None:
        return "fault", "Raden säger inte vilken dag betalningen gjordes."
    if row.on > today:
        return "fault", NOT_YET
    return "pay", "Betald."


def _bounced(row: StatusRow, state: str, today: date) -> tuple[Outcome, str]:
    if state == "bounced":
        return "nothing", "Det är redan känt att betalningen kom tillbaka."
    if row.on is not None and row.on > today:
        return "fault", NOT_YET
    return "bounce", row.reason
