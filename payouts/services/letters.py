"""Making the letters of a decision: one for each recipient, by as many workers as there are, each letter once."""

import hashlib
import logging
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from payouts.lives import letter_life_of
from payouts.models import Decision, DecisionLetter, DecisionState, LetterState, StoredDocument
from payouts.pdf.letters.render import render_letter
from payouts.pdf.letters.source import LetterSource, letter_source
from payouts.selectors.letter_recipients import letter_recipients
from payouts.services.permission import require_decider
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.jobs import services as jobs
from prio.jobs.models import Job
from prio.jobs.registry import Progress, silent
from prio.parties.models import Organisation
from prio.refused import Refused

logger = logging.getLogger(__name__)
MAKE_LETTERS, HELP_WITH_LETTERS, SEND_LETTERS = "make_letters", "help_with_letters", "send_letters"
PDF = "application/pdf"
AT_A_TIME = 8  # letters that a worker takes at once: about a second's work
CLAIM = timedelta(seconds=90)
WAITS = 0.2  # seconds between two looks at what another worker has taken
NOT_IN_FORCE = "Beslutet gäller inte, så det skapas och skickas inga brev om det."


class Claimed(NamedTuple):
    """A letter that a worker has taken: its key, its number, and the key of the organisation."""

    letter: int
    reference: str
    organisation: int


def begin_letters(decision: Decision, recipients: tuple[int, ...]) -> int:
    """Write down which letters the decision has, where they are not written down already. Returns how many were not.

    The caller is in a transaction, holds the decision and has found `recipients` before.
    """
    known = set(DecisionLetter.objects.filter(decision=decision).values_list("organisation_id", flat=True))
    missing = [pk for pk in recipients if pk not in known]
    codes = dict(Organisation.objects.filter(pk__in=missing).order_by().values_list("pk", "code"))
    DecisionLetter.objects.bulk_create(
        DecisionLetter(
            decision=decision,
            organisation_id=pk,
            reference=f"{decision.reference}-{codes[pk]}",
            simulated=decision.simulated,
        )
        for pk in missing
    )
    if missing:
        record("decision", decision.pk, "letters_begun", facts={"letters": len(missing)})
    return len(missing)


def order_letters(decision_id: int, actor: Actor) -> Job:
    """Order the letters of a decision in force; what is on its way already is returned.

    Raises:
        Refused: the actor is not of those who decide, the decision is not in force, or every letter
            is made.
    """
    decision = Decision.objects.select_related("agreement", "run", "corrects__run").get(pk=decision_id)
    require_decider(decision, "make", LetterState.ORDERED, actor, letter_life_of(decision))
    recipients = letter_recipients(decision)
    with transaction.atomic():
        decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
        if decision.state != DecisionState.IN_FORCE:
            raise Refused(NOT_IN_FORCE)
        begin_letters(decision, recipients)
        if not DecisionLetter.objects.filter(decision=decision, state=LetterState.ORDERED).exists():
            raise Refused("Alla brev är skapade.")
        return order_making(decision, actor.user_id)


def order_making(decision: Decision, by_id: int) -> Job:
    """Order the job that makes the letters, and a helper that makes some of them where another worker is free."""
    job = jobs.order(MAKE_LETTERS, decision.reference, by_id, {"decision": decision.pk})
    jobs.order(HELP_WITH_LETTERS, decision.reference, by_id, {"decision": decision.pk})
    return job


def make_letters(decision_id: int, *, progress: Progress = silent) -> int:
    """Make every letter of the decision that is not made, with whoever helps. Returns how many are made then.

    Each is stored by itself: who is stopped or killed goes on by doing it again, and nothing is made twice. One that
    cannot be made stops none of the others; `unmade_letters` names it.

    Raises:
        Refused: the decision is not in force, or no longer.
    """
    source = _source(decision_id)
    letters = DecisionLetter.objects.filter(decision=decision_id)
    total = letters.count()

    def tell() -> int:
        left = letters.filter(state=LetterState.ORDERED).count()
        progress("Skapar breven", total - left, total)
        return left

    faulty: set[int] = set()
    while (left := tell()) > len(faulty):
        claimed = _claim(decision_id, faulty)
        if not claimed:
            time.sleep(WAITS)  # another worker has the last ones, or had them and was lost
        faulty |= _make_all(source, claimed, tell)
    return total - left


def unmade_letters(decision_id: int) -> list[str]:
    """Return the numbers of the letters that are not made: one query."""
    left = DecisionLetter.objects.filter(decision=decision_id, state=LetterState.ORDERED)
    return list(left.order_by("reference").values_list("reference", flat=True))


def help_with_letters(decision_id: int, *, progress: Progress = silent) -> int:
    """Make letters beside `make_letters` as long as somebody wants them and there is one that nobody has taken.

    Returns:
        how many this one made.
    """
    source = _source(decision_id)
    wanted = Job.objects.filter(
        kind=MAKE_LETTERS, subject=source.facts.reference, state__in=jobs.LIVE, stop_requested=False
    )
    made, faulty = 0, set[int]()
    while wanted.exists() and (claimed := _claim(decision_id, faulty)):
        failed = _make_all(source, claimed, lambda: progress("Hjälper till med breven"))
        faulty |= failed
        made += len(claimed) - len(failed)
    return made


def _source(decision_id: int) -> LetterSource:
    _refuse_unless_holds(decision_id)
    return letter_source(decision_id)


def _refuse_unless_holds(decision_id: int) -> None:
    if not Decision.objects.filter(pk=decision_id, state=DecisionState.IN_FORCE).exists():
        raise Refused(NOT_IN_FORCE)


def _claim(decision_id: int, faulty: Collection[int]) -> list[Claimed]:
    """Take some letters that nobody has, but not the faulty: nobody else makes them before the claim runs out."""
    _refuse_unless_holds(decision_id)
    now = clock.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    rows = DecisionLetter.objects.filter(free, decision=decision_id, state=LetterState.ORDERED)
    rows = rows.exclude(pk__in=list(faulty))
    # Two who claim at once take different ones; where a database cannot skip, they come one after the other.
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        locked = rows.select_for_update(of=("self",), skip_locked=skips).order_by("organisation__code")
        found = locked.values_list("pk", "reference", "organisation_id")[:AT_A_TIME]
        claimed = [Claimed(*row) for row in found]
        DecisionLetter.objects.filter(pk__in=[one.letter for one in claimed]).update(
            claimed_until=now + CLAIM
        )
    return claimed


def _make_all(source: LetterSource, claimed: list[Claimed], tell: Callable[[], object]) -> set[int]:
    """Make the letters that were taken, and tell after each; what is left when it ends early is free to take.

    Returns the keys of those that could not be made: the log says why.
    """
    faulty = set()
    try:
        for one in claimed:
            try:
                _make(source, one)
            except Exception:  # whatever is wrong with one recipient's letter, the others get theirs
                logger.exception("letter %s could not be made", one.reference)
                faulty.add(one.letter)
            tell()
        return faulty
    finally:
        unmade = DecisionLetter.objects.filter(
            pk__in=[one.letter for one in claimed], state=LetterState.ORDERED
        )
        unmade.update(claimed_until=None)


def _make(source: LetterSource, claimed: Claimed) -> None:
    """Render one letter outside any lock, and store it unless somebody else has."""
    pdf = render_letter(source.content(claimed.reference, claimed.organisation))
    sha256 = hashlib.sha256(pdf).hexdigest()
    with transaction.atomic():
        letter = DecisionLetter.objects.select_for_update(of=("self",)).get(pk=claimed.letter)
        if letter.state != LetterState.ORDERED:
            return
        document, _ = StoredDocument.objects.get_or_create(
            sha256=sha256,
            defaults={"media_type": PDF, "size": len(pdf), "content": pdf, "made_at": clock.now()},
        )
        letter.document, letter.state = document, LetterState.MADE
        letter.made_at, letter.claimed_until = clock.now(), None
        letter.save(update_fields=["document", "state", "made_at", "claimed_until"])
        record("letter", letter.pk, "made", facts={"sha256": sha256})
