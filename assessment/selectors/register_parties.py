"""Who a register may speak of."""

from datetime import date

from assessment.domain.registers.parties import Parties
from prio.parties.models import Kind, Party
from prio.parties.selectors import aliases, names_on


def parties_of(day: date) -> Parties:
    """Return the parties with their names on `day` and every known spelling: four queries."""
    rows = list(Party.objects.order_by("code").values_list("pk", "code", "kind"))
    names = names_on(day)
    return Parties(
        {code: names.get(pk, code) for pk, code, _ in rows},
        {code: kind for _, code, kind in rows},
        {str(kind): aliases(kind) for kind in Kind},
    )
