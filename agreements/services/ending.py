"""The end of an agreement's reporting: when all is assessed, nothing is received any more, until it is opened again."""

from django.db import transaction

from agreements.models import Agreement
from prio import clock


@transaction.atomic
def end_reporting(agreement_id: int) -> None:
    """Receive nothing more. The caller has tested who asks for it, and writes why in the log of what it ends."""
    _locked(agreement_id, is_assessed=True)


@transaction.atomic
def reopen_reporting(agreement_id: int) -> None:
    """Receive again what comes late, because the assessment goes on."""
    _locked(agreement_id, is_assessed=False)


def _locked(agreement_id: int, *, is_assessed: bool) -> None:
    row = Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement_id)
    row.assessed_at = clock.now() if is_assessed else None
    row.save(update_fields=["assessed_at"])
