"""The case of a party in an agreement: opened, with the year's next number, when its first document arrives."""

from datetime import datetime

from agreements.models import Case, CaseCounter
from agreements.selectors.ground import Ground
from prio import clock
from prio.audit.services import record


def locked_case(ground: Ground, moment: datetime, by_id: int) -> Case:
    """Return the party's case in the agreement, locked; open it if there is none.

    The counter is locked before the case, and only while a new case takes its number. The caller holds the locks of the
    reports.
    """
    cases = Case.objects.select_for_update(of=("self",)).filter(
        agreement=ground.version.agreement_id, party=ground.party.id
    )
    if found := cases.first():
        return found
    year = moment.astimezone(clock.STOCKHOLM).year
    CaseCounter.objects.get_or_create(year=year)
    counter = CaseCounter.objects.select_for_update(of=("self",)).get(year=year)
    if found := cases.first():
        return found  # opened by another hand-in of the party while this one waited for the counter
    counter.last += 1
    counter.save(update_fields=["last"])
    case = Case.objects.create(
        agreement_id=ground.version.agreement_id,
        party_id=ground.party.id,
        year=year,
        number=counter.last,
        opened_at=moment,
    )
    record("case", case.pk, "opened", by_id=by_id, facts={"reference": case.reference}, is_first=True)
    return case
