"""Earlier verdicts on the same demand that were rejected or had a remark: so that alike is judged alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

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
    """Return the verdicts that are most like a case, at most ten, for who reads all. One query.

    Args:
        actor: who asks.
        ground: the case, which is not among them.
        case: the criteria that it turns on.
        text: words that the assessor's motivation, or reasons, shall hold; "" for any.
    """
    if not actor.reads_all:
        return ()
    names = PartyName.objects.filter(holds_on(ground.definition.names_day), party=OuterRef("party"))
    found = _rejected(ground).values_list(*_COLUMNS, Subquery(names.values("name")[:1]))
    read = [_Candidate(*row) for row in found[: MOST_SEARCHED if text else MOST_READ]]
    wanted = [one for one in read if one.says(text.casefold())] if text else read
    weighed = [(one.shared_with(case, ground), one) for one in wanted[:MOST_READ]]
    weighed.sort(key=lambda pair: (-pair[0], not pair[1].words))
    return tuple(one.as_precedent(shared) for shared, one in weighed[:MOST_SHOWN])


def _rejected(ground: Ground) -> QuerySet[Verdict]:
    """The explained final verdicts: those of others on the demand, and all on the demands that it follows."""
    of_demand = Q(requirement=ground.requirement_id) & ~Q(party=ground.party.id)
    for earlier in ground.requirement.follows:
        of_demand |= Q(requirement__agreement__code=earlier.agreement, requirement__code=earlier.requirement)
    return (
        Verdict.objects.filter(
            of_demand, outcome__in=TELLING, round__kind=RoundKind.FINAL, state=VerdictState.FINAL
        )
        .exclude(motivation="", reasons={}, judged={})
        .order_by("-final_at", "-pk")
    )


# In the order in which `_Candidate` has them; the last is the subquery of the name.
_COLUMNS = (
    "requirement_id", "reasons", "judged", "motivation", "requirement__agreement__code",
    "requirement__agreement__title", "requirement__code", "party__code", "outcome", "final_at", "simulated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What is looked at of every verdict on the demand. called: None where the party had no name on the day."""

    requirement_id: int
    reasons: Mapping[str, Any]
    judged: Mapping[str, Any]
    motivation: str
    agreement: str
    title: str
    requirement: str
    party: str
    outcome: str
    final_at: datetime | None
    simulated: bool
    called: str | None

    @property
    def said(self) -> tuple[str, ...]:
        """What assessors have written on its criteria."""
        return tuple(said["reason"] for said in self.judged.values() if said["reason"])

    @property
    def words(self) -> tuple[str, ...]:
        """What assessors have written in it."""
        return tuple(filter(None, [self.motivation, *self.said]))

    def says(self, text: str) -> bool:
        """Say whether the words hold a folded text; here and not in a database, where no two fold letters alike."""
        return any(text in one.casefold() for one in self.words)

    def turned_on(self) -> tuple[Criterion, ...]:
        """Return the criteria that it turned on."""
        return remarked(Result.from_plain(self.reasons) if self.reasons else None, self.judged)

    def shared_with(self, case: tuple[Criterion, ...], ground: Ground) -> int:
        """Return how many criteria it turned on that the case turns on too."""
        same = self.requirement_id == ground.requirement_id
        return alike(case, self.turned_on(), same_requirement=same) if case else 0

    def as_precedent(self, shared: int) -> Precedent:
        """Return it as it is shown."""
        return Precedent(
            agreement=self.agreement,
            title=self.title,
            requirement=self.requirement,
            party=self.party,
            party_name=self.called or self.party,
            outcome=Outcome(self.outcome),
            motivation=self.motivation,
            criteria=tuple(one.text for one in self.turned_on()),
            reasons=self.said,
            final_at=self.final_at,
            shared=shared,
            simulated=self.simulated,
        )
