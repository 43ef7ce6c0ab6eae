"""Marking that secrecy is to be tested with care, and lifting the mark: of a case, or of one entry.

A mark decides nothing: whether something is given out is tested when somebody asks for it.
"""

from django.db import transaction

from agreements.models import Case, CaseEntry, Secrecy
from agreements.services.access import cleaned
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.refused import NotPermitted, Refused

LONGEST_SUPPORT, LONGEST_REASON = 200, 500  # characters


def mark_secrecy(
    actor: Actor, case_id: int, entry_number: int | None, *, secrecy: str, support: str, reason: str
) -> Case:
    """Set or lift the mark of a case, or of one of its entries.

    Args:
        actor: a registrar.
        case_id: the case.
        entry_number: the entry's number in it; None: the case as a whole.
        secrecy: a value of `Secrecy`.
        support: the paragraph; needed for `secret`.
        reason: why it is set or lifted, for the log.

    Raises:
        Refused: the role is wrong, something is missing, or there is no such entry.
    """
    if not actor.is_any(Role.REGISTRAR):
        raise NotPermitted("Sekretess markeras av en registrator.")
    if secrecy not in Secrecy.values:
        raise Refused("Välj vilken markering som ska gälla.")
    why = cleaned("Skälet", reason, LONGEST_REASON)
    rests_on = cleaned("Lagrum", support, LONGEST_SUPPORT, is_needed=secrecy == Secrecy.SECRET)
    if secrecy == Secrecy.NONE:
        rests_on = ""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        marked = _marked(case, entry_number)
        before = marked.secrecy
        marked.secrecy, marked.secrecy_support = secrecy, rests_on
        marked.save(update_fields=["secrecy", "secrecy_support"])
        facts = {
            "reference": marked.reference,
            "before": before,
            "after": secrecy,
            "support": rests_on,
            "reason": why,
        }
        record("case", case.pk, "marked", by_id=actor.user_id, facts=facts)
    return case


def _marked(case: Case, entry_number: int | None) -> Case | CaseEntry:
    if entry_number is None:
        return case
    entry = case.entries.filter(number=entry_number).first()
    if entry is None:
        raise Refused("Handlingen finns inte i ärendet.")
    entry.case = case
    return entry
