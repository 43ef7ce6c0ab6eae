"""The form where a case is judged: what stands in it, what was sent with it, and what that comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from agreements.domain.result import Result
from assessment.domain.eyes import manual_leaves, needs_motivation, needs_second, proposed_by
from assessment.in_hand import InHand
from assessment.models import JUDGED_OUTCOMES, Outcome, Verdict
from assessment.selectors.case import CasePage
from assessment.services.judging import Criterion

YES, NO = "ja", "nej"
MET, WHY, PHRASE = "met.", "why.", "phrase."
LONGEST_REVISION = 9  # digits


@dataclass(frozen=True, slots=True)
class CriterionField:
    """One criterion that an assessor judges. met: `ja`, `nej` or empty; phrase: what is chosen and not yet in `why`."""

    key: str
    text: str
    question: str
    met: str
    why: str
    phrase: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgeForm:
    """The form as it stands: as it was posted, otherwise as the case is kept."""

    criteria: tuple[CriterionField, ...]
    outcome: str
    motivation: str
    phrase: str
    outcomes: tuple[tuple[str, str], ...]

    @property
    def judgements(self) -> dict[str, bool]:
        """What is said of the criteria, where something is."""
        return {one.key: one.met == YES for one in self.criteria if one.met}


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the rule comes to with what is ticked, and what the chosen outcome then asks for.

    outcome: what the rule comes to, empty while it is undecided; chosen: the outcome that is ticked.
    """

    result: Result | None
    outcome: str
    chosen: str
    needs_motivation: bool
    needs_second: bool

    @property
    def label(self) -> str:
        """The proposed outcome in words."""
        return Outcome(self.outcome).label if self.outcome else ""

    @property
    def departs(self) -> bool:
        """Whether the chosen outcome is another than the proposed one."""
        return bool(self.chosen) and self.chosen != self.outcome


def joined(phrase: str, own: str) -> str:
    """Return a chosen phrase with one's own words after it; a phrase that stands there already is not said twice."""
    phrase, own = phrase.strip(), own.strip()
    if not phrase or phrase in own:
        return own
    return f"{phrase}\n{own}" if own else phrase


def criteria_sent(posted: QueryDict) -> dict[str, Criterion]:
    """Return what was said of each criterion; one that nothing was ticked for is left out."""
    return {
        key: Criterion(said == YES, joined(posted.get(PHRASE + key, ""), posted.get(WHY + key, "")))
        for name, said in posted.items()
        if name.startswith(MET) and said in {YES, NO} and (key := name.removeprefix(MET))
    }


def motivation_sent(posted: QueryDict) -> str:
    """Return the motivation with the phrase that was chosen."""
    return joined(posted.get("motivation_phrase", ""), posted.get("motivation", ""))


def revision_sent(posted: QueryDict) -> int:
    """Return the revision that the form was drawn from; what is no number is none that there is."""
    text = posted.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_REVISION else -1


def form_of(page: CasePage, posted: QueryDict | None) -> JudgeForm | None:
    """Return the form; None where nothing is proposed yet."""
    if page.case is None:
        return None
    row = page.case.row
    asked = _asked(page.case)
    criteria = tuple(
        _field(page, leaf.key, leaf.text, leaf.asks, row.judged.get(leaf.key), posted)
        for leaf in manual_leaves(page.ground.requirement.rule)
        if leaf.key in asked
    )
    is_correction = isinstance(row, Verdict) and row.corrects_id is not None
    offered = tuple(Outcome) if is_correction else JUDGED_OUTCOMES
    kept = (
        row.outcome or _corrected(page) or (row.proposed_outcome if row.proposed_outcome in offered else "")
    )
    return JudgeForm(
        criteria=criteria,
        outcome=kept if posted is None else posted.get("outcome", ""),
        motivation=row.motivation if posted is None else posted.get("motivation", ""),
        phrase="" if posted is None else posted.get("motivation_phrase", ""),
        outcomes=tuple((one.value, one.label) for one in offered),
    )


def _corrected(page: CasePage) -> str:
    """Return the outcome of the verdict that a correction begins from: its motivation stands in the form too."""
    corrects = page.verdict.corrects_id if page.verdict else None
    return next((one.outcome for one in page.judged if one.pk == corrects), "")


def proposed_with(case: InHand, form: JudgeForm) -> Proposed:
    """Evaluate the rule with what is ticked; nothing is written. One query, where something can be tested."""
    result = case.evaluated(form.judgements)
    outcome = proposed_by(result) if result else ""
    row = case.row
    return Proposed(
        result=result,
        outcome=outcome,
        chosen=form.outcome,
        needs_motivation=bool(form.outcome) and needs_motivation(form.outcome, outcome),
        needs_second=isinstance(row, Verdict)
        and bool(form.outcome)
        and needs_second(
            form.outcome, outcome, sampled=row.sampled, is_correction=row.corrects_id is not None
        ),
    )


def _asked(case: InHand) -> frozenset[str]:
    """Return the keys of the criteria that concern the party; all of them where nothing could be tested."""
    result = Result.from_plain(case.row.reasons) if case.row.reasons else None
    if result is None:
        return frozenset(leaf.key for leaf in manual_leaves(case.ground.requirement.rule))
    return frozenset(leaf.key for leaf in result.leaves() if leaf.asked)


def _field(
    page: CasePage,
    key: str,
    text: str,
    question: str,
    said: Mapping[str, Any] | None,
    posted: QueryDict | None,
) -> CriterionField:
    kept = "" if said is None else (YES if said["met"] else NO)
    return CriterionField(
        key=key,
        text=text,
        question=question,
        met=kept if posted is None else posted.get(MET + key, ""),
        why=(said["reason"] if said else "") if posted is None else posted.get(WHY + key, ""),
        phrase="" if posted is None else posted.get(PHRASE + key, ""),
        phrases=page.phrases.for_criterion(key),
    )
