"""Requests for access to documents: registered, documents picked and tested one by one, answered.

Who asks need not say who they are, and nobody asks (tryckfrihetsförordningen 2 kap. 18 §). Everything that happens is
in the request's log; what its requester is called is in none of it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from agreements.domain.access_lifecycle import ACCESS_REQUEST, Needs
from agreements.domain.faults import is_unprintable
from agreements.domain.personal_numbers import personal_numbers
from agreements.models import (
    AccessRequest,
    AccessRequestEntry,
    Case,
    CaseEntry,
    Channel,
    Direction,
    EntryKind,
)
from agreements.services.cases import NO_KEY, NewEntry, next_entry, open_case
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import is_demonstration
from prio.audit.services import record
from prio.lifecycle import Transition
from prio.refused import NotPermitted, Refused

AGGREGATE = "access_request"
MOST_ENTRIES = 200  # documents in one request
LONGEST_TEXT, LONGEST_REQUESTER = 2000, 200  # characters
LONGEST_WORDS = 1000  # of how it ended
SOMEBODY = "En enskild"  # in the diary; a name that was given stands on the request alone
LAYOUT = frozenset("\n\t")


class NoSuchRequest(Refused):
    """There is no such request, or the actor may not see it: nobody is told which. A page answers 404."""

    def __init__(self) -> None:
        super().__init__("Det finns ingen sådan begäran.")


def register_request(
    actor: Actor,
    text: str,
    *,
    requester: str = "",
    channel: str,
    received_at: datetime,
    simulated: bool = False,
) -> AccessRequest:
    """Register a request with a case of its own.

    Args:
        actor: a registrar.
        text: what is asked for, in words.
        requester: who asks, where they have said so.
        channel: how it came, a value of `Channel`.
        received_at: when it came; not later than now.
        simulated: made up; only a demonstration has those.

    Raises:
        Refused: the actor is no registrar, the text is missing or holds a personal identity number, or a value is
            unknown or too long.
    """
    if not actor.is_any(Role.REGISTRAR):
        raise NotPermitted("En begäran om handlingar registreras av en registrator.")
    if simulated and not is_demonstration():
        raise Refused("En påhittad begäran kan bara finnas i en demonstrationsinstallation.")
    new = AccessRequest(
        text=cleaned("Vad som begärs", text, LONGEST_TEXT),
        requester=cleaned("Vem som begär", requester, LONGEST_REQUESTER, is_needed=False),
        channel=channel,
        received_at=received_at,
        registered_at=clock.now(),
        registered_by_id=actor.user_id,
        simulated=simulated,
    )
    if channel not in Channel.values:
        raise Refused("Välj hur begäran kom.")
    if received_at > new.registered_at:
        raise Refused("Begäran kan inte ha kommit senare än nu.")
    return _registered(actor, new)


def _registered(actor: Actor, made: AccessRequest) -> AccessRequest:
    with transaction.atomic():
        made.case = case = open_case(made.registered_at, actor.user_id)
        made.save(force_insert=True)
        title = "Begäran om att ta del av handlingar"
        entry = _entry(EntryKind.ACCESS_REQUEST, Direction.IN, made.received_at, title, made, actor)
        next_entry(case, entry)
        facts = {"reference": case.reference, "channel": made.channel}
        record(AGGREGATE, made.pk, "registered", by_id=actor.user_id, facts=facts, is_first=True)
    return made


def pick_entries(actor: Actor, request_id: int, entry_ids: Collection[int]) -> int:
    """Pick documents out of the diary; those that are picked already are left. Returns how many are new.

    Raises:
        NoSuchRequest, Refused: nothing was chosen, there is no such entry, or there would be too many.
    """
    with transaction.atomic():
        asked, _ = locked_request(actor, request_id, "pick")
        known = set(asked.entries.values_list("entry_id", flat=True))
        found = CaseEntry.objects.filter(pk__in=entry_ids).select_related("case").order_by("case", "number")
        new = [entry for entry in found if entry.pk not in known]
        if not found:
            raise Refused("Välj minst en handling ur diariet.")
        if len(known) + len(new) > MOST_ENTRIES:
            raise Refused(
                f"En begäran kan ha högst {MOST_ENTRIES} handlingar. Registrera en till för resten."
            )
        AccessRequestEntry.objects.bulk_create(
            AccessRequestEntry(request=asked, entry=entry) for entry in new
        )
        if new:
            changed(asked)
            note(asked, actor, "picked", entries=[entry.reference for entry in new])
        return len(new)


def unpick_entry(actor: Actor, request_id: int, picked_id: int) -> None:
    """Take a document out of the request again.

    Raises:
        NoSuchRequest, Refused: the request is not open. AccessRequestEntry.DoesNotExist: it is not picked.
    """
    with transaction.atomic():
        asked, _ = locked_request(actor, request_id, "pick")
        picked = asked.entries.select_related("entry__case").get(pk=picked_id)
        picked.delete()
        changed(asked)
        note(asked, actor, "unpicked", entries=[picked.entry.reference])


def reopen(actor: Actor, request_id: int) -> AccessRequest:
    """Go back to testing after a copy was made and before it was given out. The copy is kept."""
    with transaction.atomic():
        asked, step = locked_request(actor, request_id, "reopen")
        asked.state = step.target
        changed(asked)
        note(asked, actor, step.verb)
    return asked


def give_out(actor: Actor, request_id: int, how: str) -> AccessRequest:
    """Say that the copy was given out, and how. It becomes an entry of the request's case."""
    return _close(actor, request_id, "give_out", how, Needs.HOW, "Handlingar lämnas ut")


def answer_without(actor: Actor, request_id: int, reason: str) -> AccessRequest:
    """Answer that there are no such documents."""
    title = "Svar: inga sådana handlingar finns"
    return _close(actor, request_id, "answer_without", reason, Needs.REASON, title)


def withdraw(actor: Actor, request_id: int, reason: str) -> AccessRequest:
    """Who asked does not ask any more."""
    return _close(actor, request_id, "withdraw", reason, Needs.REASON, "")


def locked_request(
    actor: Actor, request_id: int, verb: str, met: Collection[Needs] = ()
) -> tuple[AccessRequest, Transition]:
    """Return the request, locked, and the step if it may be taken now.

    Raises:
        NoSuchRequest: there is none, or the actor reads no requests. Refused: the state or a condition is in the way.
    """
    if not actor.is_any(Role.REGISTRAR, Role.AUDITOR):
        raise NoSuchRequest
    asked = AccessRequest.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if asked is None:
        raise NoSuchRequest
    return asked, ACCESS_REQUEST.take(verb, asked.state, actor.roles, met)


def cleaned(what: str, text: str, longest: int, *, is_needed: bool = True) -> str:
    """Return what was typed, without blanks around it.

    Raises:
        Refused: it is missing, too long, cannot be shown, or holds a personal identity number.
    """
    said = text.replace("\r\n", "\n").strip()
    if is_needed and not said:
        raise Refused(f"{what}: skriv något i fältet.")
    if len(said) > longest:
        raise Refused(f"{what} har {len(said)} tecken. Högst {longest} får plats.")
    if any(is_unprintable(character) and character not in LAYOUT for character in said):
        raise Refused(f"{what} innehåller tecken som inte kan visas. Skriv om texten.")
    if personal_numbers(said):
        raise Refused(f"{what} innehåller ett personnummer. Sådana sparas inte: ta bort det.")
    return said


def _close(actor: Actor, request_id: int, verb: str, words: str, needed: Needs, title: str) -> AccessRequest:
    said = cleaned("Hur begäran avslutades", words, LONGEST_WORDS, is_needed=False)
    now = clock.now()
    with transaction.atomic():
        met = [needed] * bool(said)
        if not AccessRequestEntry.objects.filter(request=request_id).exists():
            met.append(Needs.NO_ENTRIES)
        asked, step = locked_request(actor, request_id, verb, met)
        asked.state, asked.closed_at, asked.closing_words = step.target, now, said
        asked.save(update_fields=["state", "closed_at", "closing_words"])
        note(asked, actor, verb)
        if title:
            case = Case.objects.select_for_update(of=("self",)).get(pk=asked.case_id)
            entry = _entry(EntryKind.ACCESS_ANSWER, Direction.OUT, now, title, asked, actor)
            next_entry(case, entry)
    return asked


def _entry(
    kind: EntryKind, direction: Direction, at: datetime, title: str, asked: AccessRequest, actor: Actor
) -> NewEntry:
    return NewEntry(
        NO_KEY,
        kind,
        direction,
        at,
        title,
        correspondent=SOMEBODY,
        thing=AGGREGATE,
        thing_id=asked.pk,
        by_id=actor.user_id,
        simulated=asked.simulated,
    )


def changed(asked: AccessRequest) -> None:
    """Count a change of what is picked and how it was decided; the caller has locked the request."""
    asked.revision += 1
    asked.save(update_fields=["revision", "state"])


def note(asked: AccessRequest, actor: Actor, verb: str, **facts: object) -> None:
    """Write in the request's log; the caller has locked it."""
    record(AGGREGATE, asked.pk, verb, by_id=actor.user_id, facts=facts)
