"""What an addition to a decision rests on: what its party lacks, and what its line of the budget has left."""

from collections import Counter

from django.db.models import Sum

from payouts.models import DecidedAmount, Decision, LineGrant
from payouts.selectors.corrections import expected_amount
from payouts.selectors.line_room import rooms_of
from prio.money import kronor
from prio.parties.models import Party
from prio.refused import Refused


def lacked_by(old: Decision, party: Party) -> int:
    """Return the kronor that a party gets as the final verdicts are today, less what the decision gives it."""
    rows = DecidedAmount.objects.filter(decision=old, party=party)
    return expected_amount(old, party.code) - (rows.aggregate(kronor=Sum("amount"))["kronor"] or 0)


def refuse_more_than_is_left(old: Decision, name: str, amount: int) -> None:
    """Refuse to take more kronor of a line than it has left. The line is locked: nobody notes a payment meanwhile.

    Raises:
        Refused: there is no such line, or it has less left.
    """
    LineGrant.objects.select_for_update(of=("self",)).filter(agreement=old.agreement_id, name=name).first()
    room = rooms_of(old.agreement_id, old.division.version.definition.budget.lines).get(name)
    if room is None:
        raise Refused("Välj en rad i budgeten som pengarna tas ur.")
    if amount > room.left:
        raise Refused(f"Raden ”{name}” har {kronor(room.left)} kvar. Det behövs {kronor(amount)}.")


def refuse_changed_addition(decision: Decision, old: Decision) -> None:
    """Refuse an addition that is no longer what its party lacks, or that its line has no room for any more.

    The caller holds the lock of the agreement's final round, so that no verdict changes meanwhile.

    Raises:
        Refused: the verdicts give something else, or the line has less left.
    """
    for (party_id, line), amount in _added(decision, old).items():
        if lacked_by(old, Party.objects.get(pk=party_id)) != amount:
            raise Refused("Bedömningarna ger nu något annat än det som läggs till. Ta tillbaka utkastet.")
        refuse_more_than_is_left(old, line, amount)


def _added(decision: Decision, old: Decision) -> Counter[tuple[int, str]]:
    """Return the kronor that a decision gives beyond another, by party and line."""
    found: Counter[tuple[int, str]] = Counter()
    for of, sign in ((decision, 1), (old, -1)):
        rows = DecidedAmount.objects.filter(decision=of).exclude(line="").order_by()
        for party, line, amount in rows.values_list("party_id", "line", "amount"):
            found[party, line] += sign * amount
    return +found
