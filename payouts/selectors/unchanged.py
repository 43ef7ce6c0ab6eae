"""Whether a letter about a corrected decision still tells its organisation what holds."""

from django.db.models import Sum

from payouts.models import DecidedAmount, Decision, DecisionKind, DecisionLetter, DecisionState


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
