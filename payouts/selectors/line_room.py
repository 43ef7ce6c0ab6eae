"""What is left of the lines of budgets, when decisions have added from them to parties and they have been paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from agreements.domain.definition import BudgetLine
from payouts.models import DecidedAmount, DecisionState, LineGrant

# An addition that is approved is sure to come into force as soon as its document is made.
_SURE = (DecisionState.APPROVED, DecisionState.IN_FORCE)


@dataclass(frozen=True, slots=True)
class LineRoom:
    """A line of a budget, in kronor: what it is, what decisions have added from it, and what its recipient was paid."""

    name: str
    amount: int
    added: int
    paid: int

    @property
    def of_recipient(self) -> int:
        """What the line's recipient can be paid, and accounts for: what decisions have not added to parties."""
        return max(0, self.amount - self.added)

    @property
    def left(self) -> int:
        """What a decision can still add to a party."""
        return max(0, self.amount - self.added - self.paid)


def rooms_of(
    agreement_id: int, lines: Sequence[BudgetLine], known: Mapping[tuple[int, str], int] | None = None
) -> Mapping[str, LineRoom]:
    """Return the room of every line of an agreement's budget, by its name: two queries, none without lines.

    known: what decisions have added, where it has been read already: then it is one query.
    """
    if not lines:
        return {}
    grants = LineGrant.objects.filter(agreement=agreement_id).order_by()
    paid = dict(grants.values_list("name", "paid"))
    added = added_by_decisions(agreement_id) if known is None else known
    return {
        one.name: LineRoom(
            one.name, one.amount, added.get((agreement_id, one.name), 0), paid.get(one.name, 0)
        )
        for one in lines
    }


def added_by_decisions(agreement_id: int | None = None) -> Mapping[tuple[int, str], int]:
    """Return the kronor that decisions have added from each line, by agreement and name: one query.

    A decision that corrects another keeps what that one added, so that the largest of the two is what is added.
    """
    rows = DecidedAmount.objects.filter(decision__state__in=_SURE).exclude(line="").order_by()
    if agreement_id is not None:
        rows = rows.filter(decision__agreement=agreement_id)
    found: dict[tuple[int, str], int] = {}
    sums = rows.values_list("decision__agreement_id", "line", "decision_id").annotate(kronor=Sum("amount"))
    for agreement, line, _, kronor in sums:
        found[agreement, line] = max(found.get((agreement, line), 0), kronor)
    return found


def added_from_line() -> Coalesce:
    """Return the same for a `LineGrant` of a query. Before anything is added from a line, its row is made."""
    rows = DecidedAmount.objects.filter(
        decision__agreement=OuterRef("agreement"), decision__state__in=_SURE, line=OuterRef("name")
    )
    sums = rows.order_by().values("decision").annotate(kronor=Sum("amount")).order_by("-kronor")
    return Coalesce(Subquery(sums.values("kronor")[:1]), 0, output_field=BigIntegerField())
