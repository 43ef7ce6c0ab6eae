"""What became of the same demand in an earlier agreement: the outcome, and the assessor's words on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from agreements.domain.report_key import ReportKey
from agreements.domain.result import Result
from agreements.selectors.ground import Ground, ground_of
from agreements.selectors.places import reads_submissions
from assessment.models import Outcome, RoundKind, Verdict, VerdictState
from prio.accounts.roles import Actor


@dataclass(frozen=True, slots=True)
class EarlierVerdict:
    """A final verdict on a demand that this one follows. result: why, demand by demand; None where no source says.

    motivation, judged: the assessor's words, on the whole and by the key of each criterion.
    """

    agreement: str
    title: str
    requirement: str
    outcome: Outcome
    result: Result | None
    simulated: bool
    motivation: str
    judged: Mapping[str, Any]

    @property
    def words(self) -> tuple[str, ...]:
        """What assessors have written on the criteria."""
        return tuple(said["reason"] for said in self.judged.values() if said["reason"])


@dataclass(frozen=True, slots=True)
class LastYear:
    """The verdicts of last year on a party's requirement; none where there was no such demand, or no verdict yet."""

    ground: Ground
    verdicts: tuple[EarlierVerdict, ...]


def last_year(actor: Actor, key: ReportKey) -> LastYear | None:
    """Return the final verdicts on the demands that this one follows; None for who may not read it. Three queries.

    Its own organisation reads them, the coordinator of its county, and who reads all.
    """
    ground = ground_of(key)
    if ground is None or not reads_submissions(actor, ground.party):
        return None
    return last_year_on(ground)


def last_year_on(ground: Ground) -> LastYear:
    """Return the same for a report whose ground is known and may be read. One query, or none."""
    follows = Q()
    for earlier in ground.requirement.follows:
        follows |= Q(requirement__agreement__code=earlier.agreement, requirement__code=earlier.requirement)
    if not follows:
        return LastYear(ground, ())
    found = (
        Verdict.objects.filter(
            follows, party=ground.party.id, round__kind=RoundKind.FINAL, state=VerdictState.FINAL
        )
        .order_by("-requirement__agreement__year", "requirement__position")
        .values_list(*_COLUMNS)
    )
    return LastYear(ground, tuple(_earlier(*row) for row in found))


# In the order in which `EarlierVerdict` has them.
_COLUMNS = (
    "requirement__agreement__code", "requirement__agreement__title", "requirement__code", "outcome", "reasons",
    "simulated", "motivation", "judged",
)  # fmt: skip


def _earlier(
    agreement: str, title: str, requirement: str, outcome: str, reasons: Mapping[str, Any], *rest: Any
) -> EarlierVerdict:
    result = Result.from_plain(reasons) if reasons else None
    return EarlierVerdict(agreement, title, requirement, Outcome(outcome), result, *rest)
