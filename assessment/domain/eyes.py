"""What a verdict needs before it is final: a second assessor, a motivation, and that the party has been heard.

Outcomes are the codes of `assessment.models.Outcome`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.domain.result import Result, Truth
from agreements.domain.rules import Manual, Node, leaves

AGAINST = frozenset({"not_met"})
# What a party can put right after a preliminary finding: what fell short is completed, what is not there comes late.
# Nobody is asked to complete what is met with a remark, and who declined has said so.
TO_MEND = frozenset({"not_met", "not_submitted", "not_assessed"})
JUDGED = frozenset({"met", "met_with_remark", "not_met"})
_MET = frozenset({"met", "met_with_remark"})


def needs_second(outcome: str, proposed: str, *, sampled: bool, is_correction: bool) -> bool:
    """Say whether another assessor has to approve: a verdict against the party, one that departs from what the rule
    comes to, a correction, and what the sample takes."""
    return outcome in AGAINST or outcome != proposed or sampled or is_correction


def needs_motivation(outcome: str, proposed: str) -> bool:
    """Say whether the outcome has to be explained in words: against the party, with a remark, or not as proposed."""
    return outcome in AGAINST or outcome == "met_with_remark" or outcome != proposed


def proposed_by(result: Result) -> str:
    """Return the outcome that the rule comes to; "" while it is undecided."""
    return {Truth.MET: "met", Truth.NOT_MET: "not_met"}.get(result.truth, "")


def manual_leaves(rule: Node | None) -> tuple[Manual, ...]:
    """Return the criteria that an assessor judges, in the order of the rule."""
    return tuple(leaf for leaf in leaves(rule) if isinstance(leaf, Manual))


def failed(result: Result) -> frozenset[str]:
    """Return the keys of the criteria that are not met."""
    return frozenset(leaf.key for leaf in result.leaves() if leaf.asked and leaf.truth is Truth.NOT_MET)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a judgement stands on: the submission and the wording that were judged (primary keys), and its reasons."""

    submission: int | None
    wording: int
    reasons: Mapping[str, object]
    motivation: str


def told_all(told: Ground, now: Ground) -> bool:
    """Say whether what a party was told against it is all that a verdict against it stands on (needs.md 9).

    It is, if the same submission to the same wording was judged and no other criterion fails now. Where no criterion
    fails, the verdict stands on its motivation, and that was told.
    """
    if (told.submission, told.wording) != (now.submission, now.wording):
        return False
    fails = failed(Result.from_plain(now.reasons)) if now.reasons else frozenset()
    if not fails:
        return told.motivation == now.motivation
    return bool(told.reasons) and fails <= failed(Result.from_plain(told.reasons))
