"""Sending the letters of a decision to their recipients, sending them again, and proof that they were read."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from agreements.models import Direction, EntryKind
from agreements.services.cases import CaseKey, NewEntry, register_entries
from payouts.domain.lifecycle import LETTER
from payouts.lives import letter_life_of
from payouts.models import DecidedAmount, Decision, DecisionLetter, DecisionState, LetterState
from payouts.services.letters import MAKE_LETTERS, NOT_IN_FORCE, SEND_LETTERS
from payouts.services.permission import require_decider
from prio import clock
from prio.accounts.models import Membership
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.jobs import services as jobs
from prio.jobs.models import Job
from prio.jobs.registry import Progress, silent
from prio.mail.services import Letter, write_many
from prio.parties.models import Party
from prio.refused import NotPermitted, Refused

AT_A_TIME = 25  # letters that are sent in one transaction
BETWEEN = timedelta(minutes=10)  # before the same letter can be sent again
RECEIVES = (Role.RECIPIENT, Role.SIGNER, Role.HEAD)


def order_sending(decision_id: int, actor: Actor) -> Job:
    """Order that the letters that are made are sent; what is on its way already is returned.

    A letter that could not be made does not hold up the others.

    Raises:
        Refused: the actor is not of those who decide, the decision is not in force, or no letter
            waits to be sent.
    """
    decision = Decision.objects.select_related("agreement").get(pk=decision_id)
    require_decider(decision, "send", LetterState.MADE, actor, letter_life_of(decision))
    letters = DecisionLetter.objects.filter(decision=decision)
    if decision.state != DecisionState.IN_FORCE:
        raise Refused(NOT_IN_FORCE)
    made, unmade = (letters.filter(state=one).exists() for one in (LetterState.MADE, LetterState.ORDERED))
    being_made = Job.objects.filter(kind=MAKE_LETTERS, subject=decision.reference, state__in=jobs.LIVE)
    if unmade and (not made or being_made.exists()):
        raise Refused("Alla brev är inte skapade än. Vänta tills de är det.")
    if not made:
        raise Refused("Inget brev väntar på att skickas.")
    return jobs.order(SEND_LETTERS, decision.reference, actor.user_id, {"decision": decision.pk})


def send_letters(decision_id: int, actor: Actor, *, progress: Progress = silent) -> int:
    """Send the letters that are made, some in each transaction. Who is stopped goes on by doing it again.

    Returns:
        how many were sent now.

    Raises:
        Refused: as `order_sending`, or the decision is no longer in force.
    """
    told = Decision.objects.select_related("agreement").get(pk=decision_id)
    require_decider(told, "send", LetterState.MADE, actor, letter_life_of(told))
    letters = DecisionLetter.objects.filter(decision=decision_id)
    total, sent = letters.count(), 0
    while True:
        left = letters.filter(state=LetterState.MADE).count()
        progress("Skickar breven", total - left, total)
        if not left:
            return sent
        with transaction.atomic():
            decision = _held(decision_id)
            rows = _locked(letters.filter(state=LetterState.MADE))[:AT_A_TIME]
            sent += _send(decision, list(rows), actor)


def resend_letters(decision_id: int, actor: Actor, letter_ids: Iterable[int] | None = None) -> int:
    """Send unread letters again: those named, or all. One that was sent in the last ten minutes is left alone.

    Returns:
        how many were sent again.

    Raises:
        Refused: the actor is not of those who decide, the decision is not in force, or there was
            nothing to send again.
    """
    with transaction.atomic():
        decision = _held(decision_id)
        require_decider(decision, "resend", LetterState.SENT, actor, letter_life_of(decision))
        unread = DecisionLetter.objects.filter(decision=decision, state=LetterState.SENT)
        unread = unread.filter(last_sent_at__lte=clock.now() - BETWEEN)
        if letter_ids is not None:
            unread = unread.filter(pk__in=list(letter_ids))
        rows = list(_locked(unread))
        if not rows:
            raise Refused("Inget att skicka igen: breven är lästa, eller skickade de senaste tio minuterna.")
        return _send(decision, rows, actor)


def open_letter(letter_id: int, actor: Actor) -> DecisionLetter:
    """Note that the organisation has read its letter: the first of its people who opens it, and when.

    Raises:
        Refused: the actor does not speak for the organisation, or the letter is not sent.
    """
    with transaction.atomic():
        letter = DecisionLetter.objects.select_for_update(of=("self",)).get(pk=letter_id)
        if not actor.is_for(letter.organisation_id, *RECEIVES):
            raise NotPermitted("Bara den som företräder mottagaren noterar att brevet är läst.")
        step = LETTER.take("open", letter.state, actor.roles)
        if letter.state == LetterState.READ:
            return letter
        letter.state, letter.read_at, letter.read_by_id = step.target, clock.now(), actor.user_id
        letter.save(update_fields=["state", "read_at", "read_by"])
        record("letter", letter.pk, "read", by_id=actor.user_id)
    return letter


def _held(decision_id: int) -> Decision:
    """Lock the decision, which must be in force, so that it is not corrected or revoked meanwhile."""
    locked = Decision.objects.select_for_update(of=("self",)).select_related("agreement")
    decision = locked.get(pk=decision_id)
    if decision.state != DecisionState.IN_FORCE:
        raise Refused(NOT_IN_FORCE)
    return decision


def _locked(letters: QuerySet[DecisionLetter]) -> QuerySet[DecisionLetter]:
    rows = letters.select_for_update(of=("self",)).select_related("organisation")
    return rows.defer("document").order_by("organisation__code")


def _send(decision: Decision, letters: Sequence[DecisionLetter], actor: Actor) -> int:
    """Tell the people of each organisation, note it, and register what left: some queries, however many there are."""
    now = clock.now()
    people = _people([letter.organisation_id for letter in letters])
    mails: list[Letter] = []
    for letter in letters:
        told = people.get(letter.organisation_id, [])
        letter.state, letter.last_sent_at = LetterState.SENT, now
        letter.sent_at = letter.sent_at or now
        letter.sendings, letter.told = letter.sendings + 1, len(told)
        mails += [_mail(decision, letter, user) for user in told]
    DecisionLetter.objects.bulk_update(letters, ["state", "sent_at", "last_sent_at", "sendings", "told"])
    write_many(mails)
    for letter in letters:
        record("letter", letter.pk, "sent", by_id=actor.user_id, facts={"told": letter.told})
    _register(decision, letters, actor)
    return len(letters)


def _people(organisations: list[int]) -> dict[int, list[int]]:
    """Who receives for each organisation today: one query."""
    day = clock.today()
    held = Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        organisation__in=organisations,
        role__in=RECEIVES,
        valid_from__lte=day,
        user__is_active=True,
    )
    people: dict[int, list[int]] = {}
    for organisation, user in sorted(set(held.values_list("organisation_id", "user_id"))):
        people.setdefault(organisation, []).append(user)
    return people


def _mail(decision: Decision, letter: DecisionLetter, user: int) -> Letter:
    """The message says nothing of what was decided: that is read in the letter, so that reading it is proof."""
    again = " (skickas igen)" if letter.sendings > 1 else ""
    lines = [
        f"{decision.decision_maker} har fattat beslut {decision.reference} om {decision.agreement.title}.",
        "",
        f"Brevet till {letter.organisation} har numret {letter.reference}. Öppna det i Prio.",
    ]
    return Letter(
        f"decision_letter:{letter.pk}:{letter.sendings}:{user}",
        user,
        f"Brev om beslut {decision.reference}{again}",
        "\n".join(lines),
        path=reverse("letter", args=[decision.agreement.code, decision.pk, letter.organisation.code]),
        whose=str(letter.organisation),
    )


def _register(decision: Decision, letters: Sequence[DecisionLetter], actor: Actor) -> None:
    """One entry for each letter, in the case of a party of the organisation: one that got money, if any did."""
    organisations = [letter.organisation_id for letter in letters]
    paid = set(DecidedAmount.objects.filter(decision=decision).order_by().values_list("party", flat=True))
    parties: dict[int, int] = {}
    rows = (
        Party.objects.filter(organisation__in=organisations)
        .order_by("code")
        .values_list("organisation", "pk")
    )
    for organisation, party in sorted(rows, key=lambda row: row[1] not in paid):
        parties.setdefault(organisation, party)
    register_entries(
        [
            NewEntry(
                CaseKey(decision.agreement_id, parties[letter.organisation_id]),
                EntryKind.DECISION,
                Direction.OUT,
                clock.now(),
                f"Brev {letter.reference} om beslut {decision.reference}{_again(letter)}",
                correspondent=str(letter.organisation),
                thing="decision_letter",
                thing_id=letter.pk,
                by_id=actor.user_id,
                simulated=letter.simulated,
            )
            for letter in letters
        ]
    )


def _again(letter: DecisionLetter) -> str:
    return f", skickat {letter.sendings} gånger" if letter.sendings > 1 else ""
