"""Cases and their entries: a case is opened with the year's next number, an entry gets the case's next number.

Who registers holds every other lock already: the counter and the case are taken last (docs/locking.md). An entry is
written in the transaction of what it is about, by a service that has tested that its actor may do that.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q

from agreements.models import Case, CaseCounter, CaseEntry, Direction, EntryKind
from prio import clock
from prio.audit.services import record, record_first

LONGEST_TITLE, LONGEST_CORRESPONDENT = 300, 200  # characters; what is longer is cut


class CaseKey(NamedTuple):
    """Whose case: primary keys of an agreement and a party. party None: the agreement's own case."""

    agreement: int
    party: int | None = None


NO_KEY = CaseKey(
    0
)  # of a case that is neither a party's nor an agreement's: its opener has it, `next_entry` takes it


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be registered.

    at: when it arrived, was sent or was made. title: what it concerns. correspondent: from or to whom, in words.
    requirement: the code of the demand that it is about. thing, thing_id: the kind and primary key of what it is, for
    the link from the diary (agreements.diary_things). by_id: who wrote it; None: the machine. simulated: it is made up.
    """

    case: CaseKey
    kind: EntryKind
    direction: Direction
    at: datetime
    title: str
    correspondent: str = ""
    requirement: str = ""
    thing: str = ""
    thing_id: int | str = ""
    by_id: int | None = None
    simulated: bool = False


def register_entry(new: NewEntry) -> CaseEntry:
    """Register one entry in its case, which is opened if there is none. Three queries; with a new case eight.

    The caller is in a transaction and takes no other lock afterwards. Who registers in several cases uses
    `register_entries`, which locks them in order.
    """
    return next_entry(locked_case(new.case, new.at, new.by_id), new)


def register_entries(new: Sequence[NewEntry]) -> list[CaseEntry]:
    """Register many entries at once, in the order that they are given. Five queries or so, however many they are.

    The cases are locked in the order of agreement and party. The caller is in a transaction and takes no other lock
    afterwards.
    """
    if not new:
        return []
    moments: dict[CaseKey, datetime] = {}
    for one in new:
        moments.setdefault(one.case, one.at)
    _open_missing(moments, new[0].by_id)
    cases = _locked(moments)
    entries = []
    for one in new:
        case = cases[one.case]
        case.last_entry += 1
        entries.append(_entry(case, one))
    for count, keys in _by_count(Counter(one.case for one in new)).items():
        some = [cases[key].pk for key in keys]
        Case.objects.filter(pk__in=some).update(last_entry=F("last_entry") + count)
    return CaseEntry.objects.bulk_create(entries, batch_size=500)


def next_entry(case: Case, new: NewEntry) -> CaseEntry:
    """Register an entry in a case that the caller has locked. Two queries."""
    case.last_entry += 1
    case.save(update_fields=["last_entry"])
    entry = _entry(case, new)
    entry.save(force_insert=True)
    return entry


def locked_case(key: CaseKey, moment: datetime, by_id: int | None) -> Case:
    """Return the case, locked; open it if there is none.

    The counter is locked before the case, and only while a new case takes its number.
    """
    cases = Case.objects.select_for_update(of=("self",)).filter(_of(key))
    if found := cases.first():
        return found
    counter = _locked_counter(moment)
    if found := cases.first():
        return found  # opened by somebody else while this one waited for the counter
    return _opened(key.agreement, key.party, counter, moment, by_id)


def open_case(moment: datetime, by_id: int | None) -> Case:
    """Open a case that is neither a party's nor an agreement's, as that of a request for documents."""
    return _opened(None, None, _locked_counter(moment), moment, by_id)


def _opened(
    agreement_id: int | None, party_id: int | None, counter: CaseCounter, moment: datetime, by_id: int | None
) -> Case:
    counter.last += 1
    counter.save(update_fields=["last"])
    case = Case.objects.create(
        agreement_id=agreement_id,
        party_id=party_id,
        year=counter.year,
        number=counter.last,
        opened_at=moment,
    )
    record("case", case.pk, "opened", by_id=by_id, facts={"reference": case.reference}, is_first=True)
    return case


def _locked_counter(moment: datetime) -> CaseCounter:
    year = moment.astimezone(clock.STOCKHOLM).year
    CaseCounter.objects.get_or_create(year=year)
    return CaseCounter.objects.select_for_update(of=("self",)).get(year=year)


def _open_missing(moments: Mapping[CaseKey, datetime], by_id: int | None) -> None:
    """Open the cases that there are none of. No case is locked yet: the counter comes before them."""
    missing = _missing(moments)
    if not missing:
        return
    by_year: dict[int, list[CaseKey]] = {}
    for key in (key for key in moments if key in missing):
        by_year.setdefault(moments[key].astimezone(clock.STOCKHOLM).year, []).append(key)
    for _, keys in sorted(by_year.items()):
        counter = _locked_counter(moments[keys[0]])
        still = _missing(keys)  # somebody else may have opened some while this one waited
        made = Case.objects.bulk_create(
            Case(
                agreement_id=key.agreement,
                party_id=key.party,
                year=counter.year,
                number=counter.last + place,
                opened_at=moments[key],
            )
            for place, key in enumerate((key for key in keys if key in still), start=1)
        )
        counter.last += len(made)
        counter.save(update_fields=["last"])
        record_first("case", "opened", {case.pk: {"reference": case.reference} for case in made}, by_id=by_id)


def _missing(keys: Collection[CaseKey]) -> set[CaseKey]:
    found = Case.objects.filter(_of_any(keys)).values_list("agreement_id", "party_id")
    return set(keys) - {CaseKey(agreement, party) for agreement, party in found if agreement}


def _locked(keys: Collection[CaseKey]) -> dict[CaseKey, Case]:
    found = Case.objects.select_for_update(of=("self",)).filter(_of_any(keys)).order_by("agreement", "party")
    return {CaseKey(case.agreement_id, case.party_id): case for case in found if case.agreement_id}


def _of(key: CaseKey) -> Q:
    return Q(agreement=key.agreement, party=key.party)


def _of_any(keys: Collection[CaseKey]) -> Q:
    parties: dict[int, list[int]] = {}
    wanted = Q(pk__in=[])
    for key in keys:
        if key.party is None:
            wanted |= _of(key)
        else:
            parties.setdefault(key.agreement, []).append(key.party)
    for agreement, some in parties.items():
        wanted |= Q(agreement=agreement, party__in=some)
    return wanted


def _by_count(counts: Mapping[CaseKey, int]) -> dict[int, list[CaseKey]]:
    """Group the cases by how many entries they get: one statement for each number."""
    found: dict[int, list[CaseKey]] = {}
    for key, count in counts.items():
        found.setdefault(count, []).append(key)
    return found


def _entry(case: Case, new: NewEntry) -> CaseEntry:
    return CaseEntry(
        case=case,
        number=case.last_entry,
        direction=new.direction,
        kind=new.kind,
        at=new.at,
        correspondent=" ".join(new.correspondent.split())[:LONGEST_CORRESPONDENT],
        title=" ".join(new.title.split())[:LONGEST_TITLE],
        requirement=new.requirement,
        thing=new.thing,
        thing_id=str(new.thing_id),
        by_id=new.by_id,
        simulated=new.simulated,
    )
