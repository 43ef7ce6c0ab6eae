"""Whether what is new changes anything: a correction for the organisation of a letter, a division for anybody."""

from django.db.models import Sum

from payouts.models import (
    AllocationLine,
    AllocationRun,
    DecidedAmount,
    Decision,
    DecisionKind,
    DecisionLetter,
    DecisionState,
)
from payouts.selectors.in_force import decision_in_force


def unchanged_by(letter: DecisionLetter) -> Decision | None:
    """Return the decision in force that has corrected the letter's without changing anything for its organisation.

    None where the letter's decision holds itself, is revoked, or what holds is another amount or has other reasons: a
    correction writes to just those whom it changes something for. At most two queries, and one for each correction.
    """
    later: list[Decision] = []
    last: Decision | None = letter.decision
    while last is not None and last.state == DecisionState.CORRECTED:
        last = Decision.objects.filter(corrects=last).first()
        later += [last] if last else []
    if not later or last is None:
        return None
    if last.state != DecisionState.IN_FORCE or last.kind == DecisionKind.REVOCATION:
        return None
    body = letter.organisation_id
    if DecisionLetter.objects.filter(decision__in=later, organisation=body).exists():
        return None
    rows = DecidedAmount.objects.filter(decision__in=[letter.decision_id, last.pk], party__organisation=body)
    sums = dict(rows.order_by().values_list("decision").annotate(kronor=Sum("amount")))
    return last if sums.get(letter.decision_id, 0) == sums.get(last.pk, 0) else None


def same_as_decided(run: AllocationRun) -> Decision | None:
    """Return the decision in force where a run gives everybody the same amounts of the same pots: three queries."""
    decision = decision_in_force(run.agreement_id)
    if decision is None:
        return None
    decided = DecidedAmount.objects.filter(decision=decision).order_by()
    lines = AllocationLine.objects.filter(part__run=run, amount__gte=1).order_by()
    given = set(lines.values_list("party", "part__requirement", "amount"))
    return decision if given == set(decided.values_list("party", "requirement", "amount")) else None
