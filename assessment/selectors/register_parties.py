"""Who a register may speak of."""

from datetime import date

from assessment.domain.registers.parties import Parties
from prio.parties.models import PLACED, Party, PartyName
from prio.parties.selectors import aliases, holds_on, names_on


def parties_of(day: date) -> Parties:
    """Return the kommuner and regioner with their names on `day` and every known spelling: four queries."""
    rows = list(Party.objects.filter(kind__in=PLACED).order_by("code").values_list("pk", "code", "kind"))
    names = names_on(day)
    return Parties(
        {code: names.get(pk, code) for pk, code, _ in rows},
        {code: kind for _, code, kind in rows},
        {str(kind): aliases(kind) for kind in PLACED},
    )


def party_names(day: date) -> dict[str, str]:
    """Return what each party is called on `day`, by its code: one query."""
    return dict(PartyName.objects.filter(holds_on(day)).values_list("party__code", "name"))
