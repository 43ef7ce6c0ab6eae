"""What happens to reports, questions and agreements, put in words and registered as entries of their cases.

Each is called last in its service, in the same transaction and under its locks.
"""

from datetime import datetime

from agreements.models import CompletionRequest, Direction, EntryKind, Extension, PublicQuestion
from agreements.models.agreement import AgreementVersion
from agreements.selectors.ground import Ground
from agreements.services.cases import CaseKey, NewEntry, register_entry
from agreements.services.under_lock import Locked
from prio import clock
from prio.accounts.roles import Actor
from prio.days import plain_day

# What the party does to its report beside handing in: the verb, its kind and its words.
PARTY_STEPS = {
    "take_back": (EntryKind.TAKEN_BACK, "Inlämningen tas tillbaka"),
    "decline": (EntryKind.DECLINED, "Parten avstår"),
    "resume": (EntryKind.RESUMED, "Parten deltar ändå"),
}
# What is decided about something late: the verb and its words.
LATE_DECISIONS = {
    "accept_late": "Sen inlämning godtas",
    "refuse_late": "Sen inlämning godtas inte",
    "refuse_late_completion": "Sen komplettering godtas inte",
}


def register_party_step(locked: Locked, verb: str, at: datetime) -> None:
    """Register that the party took its report back, declined, or takes part after all."""
    kind, words = PARTY_STEPS[verb]
    _register_report(locked, kind, Direction.IN, words, at)


def register_late_decision(locked: Locked, verb: str, at: datetime) -> None:
    """Register what was decided about something that came too late."""
    _register_report(locked, EntryKind.LATE_DECISION, Direction.OUT, LATE_DECISIONS[verb], at)


def register_completion_request(locked: Locked, made: CompletionRequest) -> None:
    """Register that an assessor asked the party for more."""
    words = f"Begäran om komplettering senast {plain_day(made.due)}"
    thing = ("completion_request", made.pk)
    _register_report(
        locked, EntryKind.COMPLETION_REQUEST, Direction.OUT, words, made.requested_at, thing=thing
    )


def register_extension(made: Extension, grounds: tuple[Ground, ...]) -> None:
    """Register a decision on more time: in the party's case, or in the agreement's own when it is for several."""
    ground = grounds[0]
    about = f"{ground.key.requirement}: " if made.requirement_id else ""
    register_entry(
        NewEntry(
            CaseKey(made.agreement_id, made.party_id),
            EntryKind.EXTENSION,
            Direction.OUT,
            made.decided_at,
            f"{about}mer tid, till och med {plain_day(made.until)}",
            correspondent=ground.party.name if made.party_id else "Alla som det gäller",
            requirement=ground.key.requirement if made.requirement_id else "",
            thing="extension",
            thing_id=made.pk,
            by_id=made.decided_by_id,
            simulated=ground.version.agreement.simulated,
        )
    )


def register_question(actor: Actor, made: PublicQuestion) -> None:
    """Register a question; from which bodies, but not from whom."""
    _register_question(made, EntryKind.QUESTION, Direction.IN, "Fråga", made.asked_at, actor)


def register_answer(actor: Actor, answered: PublicQuestion, *, is_change: bool) -> None:
    """Register an answer, or that it was changed. The question's requirement is read."""
    words = "Ändrat svar på fråga" if is_change else "Svar på fråga"
    _register_question(answered, EntryKind.ANSWER, Direction.OUT, words, clock.now(), actor)


def register_version(version: AgreementVersion) -> None:
    """Register that a published agreement was changed."""
    register_entry(
        NewEntry(
            CaseKey(version.agreement_id),
            EntryKind.VERSION,
            Direction.INTERNAL,
            version.published_at or clock.now(),
            f"Version {version.number} av överenskommelsen: {version.reason}",
            thing="version",
            thing_id=version.pk,
            by_id=version.published_by_id,
            simulated=version.agreement.simulated,
        )
    )


def _register_question(
    question: PublicQuestion, kind: EntryKind, direction: Direction, words: str, at: datetime, actor: Actor
) -> None:
    about = question.requirement.code if question.requirement else ""
    register_entry(
        NewEntry(
            CaseKey(question.agreement_id),
            kind,
            direction,
            at,
            f"{words} {question.pk} om {about or 'hela överenskommelsen'}",
            correspondent=", ".join(actor.acts_for) if direction == Direction.IN else "Alla som rapporterar",
            requirement=about,
            thing="question",
            thing_id=question.pk,
            by_id=actor.user_id,
            simulated=question.agreement.simulated,
        )
    )


def _register_report(
    locked: Locked,
    kind: EntryKind,
    direction: Direction,
    words: str,
    at: datetime,
    *,
    thing: tuple[str, int] | None = None,
) -> None:
    if locked.report is None:
        raise ValueError("what is not begun has no entry")
    ground = locked.ground
    named, key = thing or ("report", locked.report.pk)
    register_entry(
        NewEntry(
            CaseKey(ground.version.agreement_id, ground.party.id),
            kind,
            direction,
            at,
            f"{ground.key.requirement}: {words}",
            correspondent=ground.party.name,
            requirement=ground.key.requirement,
            thing=named,
            thing_id=key,
            by_id=locked.actor.user_id,
            simulated=ground.version.agreement.simulated,
        )
    )
