"""Earlier verdicts on the same demand that were rejected or had a remark: so that alike is judged alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from agreements.domain.result import Result
from agreements.selectors.ground import Ground
from assessment.domain.likeness import Criterion, alike, remarked
from assessment.models import Outcome, RoundKind, Verdict, VerdictState
from prio.accounts.roles import Actor
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on

MOST_SHOWN = 10
MOST_READ = 150  # the newest: what is older than that is found by text
MOST_SEARCHED = 2000
TELLING = (Outcome.NOT_MET, Outcome.MET_WITH_REMARK)


@dataclass(frozen=True, slots=True)
class Precedent:
    """A final verdict on the same demand. shared: how many criteria it turned on that the case turns on too.

    criteria: the wordings of the criteria that it turned on. reasons: the assessor's words on them.
    """

    agreement: str
    title: str
    requirement: str
    party: str
    party_name: str
    outcome: Outcome
    motivation: str
    criteria: tuple[str, ...]
    reasons: tuple[str, ...]
    final_at: datetime | None
    shared: int
    simulated: bool


def precedents(
    actor: Actor, ground: Ground, case: tuple[Criterion, ...], text: str = ""
) -> tuple[Precedent, ...]:
    """Return the verdicts that are most like a case, at most ten, for who reads all. Two queries.

    Args:
        actor: who asks.
        ground: the case, which is not among them.
        case: the criteria that it turns on.
        text: words that the assessor's motivation, or reasons, shall hold; "" for any.
    """
    if not actor.reads_all:
        return ()
    of_demand = Q(requirement=ground.requirement_id) & ~Q(party=ground.party.id)
    for earlier in ground.requirement.follows:
        of_demand |= Q(requirement__agreement__code=earlier.agreement, requirement__code=earlier.requirement)
    found = (
        Verdict.objects.filter(
            of_demand, outcome__in=TELLING, round__kind=RoundKind.FINAL, state=VerdictState.FINAL
        )
        .exclude(motivation="", reasons={}, judged={})
        .order_by("-final_at", "-pk")
    )
    columns = ("pk", "requirement_id", "reasons", "judged", "motivation")
    read = [_Candidate(*row) for row in found.values_list(*columns)[: MOST_SEARCHED if text else MOST_READ]]
    wanted = [one for one in read if one.says(text.casefold())] if text else read
    weighed = [(one.shared_with(case, ground), one) for one in wanted[:MOST_READ]]
    weighed.sort(key=lambda pair: (-pair[0], not pair[1].words))
    return _shown(ground, {one.pk: shared for shared, one in weighed[:MOST_SHOWN]})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What is looked at of every verdict on the demand: as little as tells whether it is alike."""

    pk: int
    requirement_id: int
    reasons: Mapping[str, Any]
    judged: Mapping[str, Any]
    motivation: str

    @property
    def words(self) -> tuple[str, ...]:
        """What assessors have written in it."""
        reasons = [said["reason"] for said in self.judged.values() if said["reason"]]
        return tuple(filter(None, [self.motivation, *reasons]))

    def says(self, text: str) -> bool:
        """Say whether the words hold a folded text; here and not in a database, where no two fold letters alike."""
        return any(text in one.casefold() for one in self.words)

    def shared_with(self, case: tuple[Criterion, ...], ground: Ground) -> int:
        """Return how many criteria it turned on that the case turns on too."""
        result = Result.from_plain(self.reasons) if self.reasons and case else None
        same = self.requirement_id == ground.requirement_id
        return alike(case, remarked(result, self.judged), same_requirement=same)


def _shown(ground: Ground, shared: Mapping[int, int]) -> tuple[Precedent, ...]:
    """Return the chosen verdicts in their order: one query, or none."""
    if not shared:
        return ()
    day = ground.definition.names_day
    names = PartyName.objects.filter(holds_on(day), party=OuterRef("party")).values("name")[:1]
    rows = (
        Verdict.objects.filter(pk__in=shared)
        .select_related("requirement__agreement", "party")
        .annotate(called=Subquery(names))
        .order_by()
    )
    found = {one.pk: one for one in rows}
    return tuple(_precedent(found[pk], number) for pk, number in shared.items() if pk in found)


def _precedent(verdict: Verdict, shared: int) -> Precedent:
    result = Result.from_plain(verdict.reasons) if verdict.reasons else None
    turned_on = remarked(result, verdict.judged)
    return Precedent(
        agreement=verdict.requirement.agreement.code,
        title=verdict.requirement.agreement.title,
        requirement=verdict.requirement.code,
        party=verdict.party.code,
        party_name=vars(verdict)["called"] or verdict.party.code,
        outcome=Outcome(verdict.outcome),
        motivation=verdict.motivation,
        criteria=tuple(one.text for one in turned_on),
        reasons=tuple(said["reason"] for said in verdict.judged.values() if said["reason"]),
        final_at=verdict.final_at,
        shared=shared,
        simulated=verdict.simulated,
    )
