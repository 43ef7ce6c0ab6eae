"""What it means to approve a decision that revokes or corrects another: for who is asked to, and who prepares it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, Sum

from payouts.domain.ledger import Claims, OneClaim, Standing
from payouts.models import Claim, DecidedAmount, Decision, DecisionKind, Payment
from payouts.models.payment import ALIVE, ON_THE_WAY
from prio.money import kronor
from prio.swedish import counted

Key = tuple[str, int | None, str]  # a party's code, and a goal's key or a budget line


@dataclass(frozen=True, slots=True)
class Change:
    """A party that gets another sum than before, in kronor."""

    code: str
    before: int
    after: int

    @property
    def more(self) -> int:
        """Kronor that it gets more; negative for less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows once a decision is in force that ends another. Amounts in kronor.

    ends, ends_total: number and sum of the one it ends. claimed, claimed_of: what is then claimed back, and of how many
    organisations. at_bank: what lies at the bank and is decided no longer. amounts: how many amounts change; changes:
    of which parties, the largest first.
    """

    revokes: bool
    ends: str
    ends_total: int
    claimed: int
    claimed_of: int
    at_bank: int
    amounts: int
    changes: tuple[Change, ...]

    @property
    def up(self) -> int:
        """What parties get more, together."""
        return sum(one.more for one in self.changes if one.more > 0)

    @property
    def down(self) -> int:
        """What parties get less, together."""
        return -sum(one.more for one in self.changes if one.more < 0)

    @property
    def does(self) -> str:
        """What it does, in Swedish."""
        if self.revokes:
            return f"Det upphäver beslut {self.ends} om {kronor(self.ends_total)}."
        changed = counted(self.amounts, "belopp ändras,belopp ändras")
        return f"Det rättar beslut {self.ends}: {changed}, {kronor(self.up)} upp och {kronor(self.down)} ner."

    @property
    def follows(self) -> str:
        """What follows for money that is paid or lies at the bank, in Swedish."""
        at_bank = (
            f" {kronor(self.at_bank)} ligger hos banken och är inte längre beslutat: det ska stoppas."
            if self.at_bank
            else ""
        )
        if not self.claimed:
            return f"Inget återkrävs.{at_bank}"
        who = counted(self.claimed_of, "organisation,organisationer")
        return f"{kronor(self.claimed)} är betalt och återkrävs av {who}.{at_bank}"


def meaning_of(decision: Decision) -> Meaning | None:
    """Return what a decision that ends another means, None for one that does not. Three queries.

    The decision is read with the one that it corrects.
    """
    ended = decision.corrects
    if ended is None:
        return None
    before, after, decided = Counter[Key](), Counter[Key](), Counter[int]()
    rows = DecidedAmount.objects.filter(decision__in=(decision, ended)).order_by()
    columns = ("decision_id", "party__organisation", "party__code", "requirement", "line", "amount")
    for of, body, party, goal, line, amount in rows.values_list(*columns):
        (after if of == decision.pk else before)[party, goal, line] += amount
        decided[body] += amount if of == decision.pk else 0
    owed, at_bank = _to_come_home(decision.agreement_id, decided)
    return Meaning(
        revokes=decision.kind == DecisionKind.REVOCATION,
        ends=ended.reference,
        ends_total=ended.total,
        claimed=sum(owed),
        claimed_of=len(owed),
        at_bank=at_bank,
        amounts=sum(before[key] != after[key] for key in before.keys() | after.keys()),
        changes=_changes(before, after),
    )


def _changes(before: Mapping[Key, int], after: Mapping[Key, int]) -> tuple[Change, ...]:
    was, becomes = Counter[str](), Counter[str]()
    for (party, _, _), amount in before.items():
        was[party] += amount
    for (party, _, _), amount in after.items():
        becomes[party] += amount
    found = (Change(code, was[code], becomes[code]) for code in was.keys() | becomes.keys())
    return tuple(sorted((one for one in found if one.more), key=lambda one: (-abs(one.more), one.code)))


def _to_come_home(agreement: int, decided: Mapping[int, int]) -> tuple[list[int], int]:
    """Return what each organisation that is to repay anything owes once `decided` holds, and what lies at the bank."""
    alive = Payment.objects.filter(order__agreement=agreement, state__in=ALIVE).order_by()
    sums = alive.values_list("organisation").annotate(
        kronor=Sum("amount"), waits=Sum("amount", filter=Q(state__in=ON_THE_WAY), default=0)
    )
    claims: dict[int, list[OneClaim]] = {}
    for claim in Claim.objects.filter(agreement=agreement, line=None):
        claims.setdefault(claim.organisation_id, []).append(claim.in_ledger)
    owed, at_bank = [], 0
    for body, ordered, waits in sums:
        of_ledger = Claims.of(decided.get(body, 0), claims.get(body, ()))
        standing = Standing.of(decided.get(body, 0), ordered, of_ledger, waits)
        owed.append(standing.to_claim + of_ledger.part)
        at_bank += standing.to_stop
    return [one for one in owed if one], at_bank
