"""Whether a document is genuine and in force: asked by its number, its hash, or its bytes. Everybody may ask."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from payouts.models import Decision, DecisionKind, DecisionLetter, DecisionState
from payouts.models.decision import ISSUED
from payouts.selectors.unchanged import unchanged_by

SHA256 = re.compile(r"[0-9a-f]{64}")


class Answer(Enum):
    """What can be said of a document."""

    GENUINE = "genuine"
    ALTERED = "altered"
    NUMBER_ONLY = "number_only"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verified:
    """What the register says. Nothing of it is about a person.

    answer: GENUINE where the bytes are those that were stored; ALTERED where the number is known and the bytes are not
    those; NUMBER_ONLY where only a number was asked about. number: of the document; state: of the decision that it
    is, or is about. ended_by, ended_on: the decision that corrected or revoked it, empty and None where none has.
    unchanged: the correction changes nothing for who the letter is to, so what stands in it still holds.
    """

    answer: Answer
    number: str = ""
    is_letter: bool = False
    recipient: str = ""
    agreement: str = ""
    decision: str = ""
    revokes: str = ""
    decided_on: date | None = None
    state: str = ""
    ended_by: str = ""
    ended_on: date | None = None
    simulated: bool = False
    unchanged: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is such a document."""
        return self.answer is not Answer.UNKNOWN

    @property
    def is_in_force(self) -> bool:
        """Whether the decision is in force."""
        return self.state == DecisionState.IN_FORCE


def hash_of(text: str) -> str | None:
    """Return a hash as somebody typed it, in the form that it is stored in; None where it is none."""
    plain = "".join(text.split()).lower()
    return plain if SHA256.fullmatch(plain) else None


def verify(number: str, sha256: str = "") -> Verified:
    """Say what is known of a document: at most three queries, some more for a letter about a corrected decision.

    Args:
        number: the number that is printed on it, in any case; "" where only the hash is known.
        sha256: the hash of its bytes, in 64 lower-case digits; "" where only the number is known.
    """
    number = "".join(number.split()).upper()
    by_hash = _found(number, sha256) if sha256 else None
    if by_hash is not None:
        return _answer(Answer.GENUINE, *by_hash)
    by_number = _found(number, "") if number else None
    if by_number is None:
        return Verified(Answer.UNKNOWN)
    return _answer(Answer.ALTERED if sha256 else Answer.NUMBER_ONLY, *by_number)


def _found(number: str, sha256: str) -> tuple[Decision, DecisionLetter | None] | None:
    decisions = Decision.objects.filter(state__in=ISSUED, document__isnull=False)
    letters = DecisionLetter.objects.filter(document__isnull=False)
    if sha256:
        decisions, letters = decisions.filter(document=sha256), letters.filter(document=sha256)
    if number:
        decisions, letters = (
            decisions.filter(reference__iexact=number),
            letters.filter(reference__iexact=number),
        )
    if decision := decisions.select_related("agreement", "corrects").first():
        return decision, None
    related = ("decision__agreement", "decision__corrects", "organisation")
    letter = letters.select_related(*related).first()
    return (letter.decision, letter) if letter else None


def _answer(answer: Answer, decision: Decision, letter: DecisionLetter | None) -> Verified:
    ended = decision.state in {DecisionState.CORRECTED, DecisionState.REVOKED}
    by = Decision.objects.filter(corrects=decision, state__in=ISSUED).first() if ended else None
    revokes = decision.corrects if decision.kind == DecisionKind.REVOCATION else None
    unchanged = unchanged_by(letter) if letter else None
    return Verified(
        answer=answer,
        number=letter.reference if letter else decision.reference,
        is_letter=letter is not None,
        recipient=letter.organisation.name if letter else "",
        agreement=decision.agreement.title,
        decision=decision.reference,
        revokes=revokes.reference if revokes else "",
        decided_on=decision.decided_on,
        state=decision.state,
        ended_by=by.reference if by else "",
        ended_on=by.decided_on if by else None,
        simulated=decision.simulated,
        unchanged=unchanged is not None,
    )
