"""Money that is applied for: what was asked, what is left of the frame, and what an applicant is answered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

LARGEST = 10**12  # what a number in a form can be
# Outcomes of who did not apply in the end: a decision does not answer them.
DID_NOT_APPLY = frozenset({"not_submitted", "declined"})
COUNTS = frozenset({"met", "met_with_remark"})
NO_WORDS = {
    "not_met": "Ansökan uppfyller inte alla villkor för bidraget.",
    "not_assessed": "Ansökan har inte kunnat bedömas.",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """The money of a year, in kronor: the frame, what the applications ask for, what is proposed and approved."""

    frame: int
    asked: int
    proposed: int
    approved: int

    @property
    def left(self) -> int:
        """What nobody has been proposed; never below zero, since no proposal goes beyond the frame."""
        return self.frame - self.proposed

    @property
    def is_short(self) -> bool:
        """Whether more is asked than there is."""
        return self.asked > self.frame


def asked_in(answers: Mapping[str, object], key: str) -> int | None:
    """Return the whole kronor that an application asks for, None where it names no amount of at least a krona.

    Öre are cut off: the money is granted in whole kronor.
    """
    value = answers.get(key)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        kronor = int(Decimal(value))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return kronor if 1 <= kronor <= LARGEST else None


def why_refused(outcome: str, motivation: str) -> str:
    """Return what an applicant is told whose application does not meet the demands: the assessor's words, if any."""
    return motivation.strip() or NO_WORDS.get(outcome, NO_WORDS["not_met"])
