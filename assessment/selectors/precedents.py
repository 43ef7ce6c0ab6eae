"""Earlier verdicts on the same demand that were rejected or had a remark: so that alike is judged alike."""

from dataclasses import dataclass
from datetime import datetime

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
    """Return the verdicts that are most like a case, at most ten, for who reads all; one query.

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
    day = ground.definition.names_day
    found = (
        Verdict.objects.filter(
            of_demand, outcome__in=TELLING, round__kind=RoundKind.FINAL, state=VerdictState.FINAL
        )
        .exclude(motivation="", reasons={}, judged={})
        .select_related("requirement__agreement", "party")
        .annotate(
            called=Subquery(
                PartyName.objects.filter(holds_on(day), party=OuterRef("party")).values("name")[:1]
            )
        )
        .order_by("-final_at", "-pk")
    )
    read = list(found[: MOST_SEARCHED if text else MOST_READ])
    wanted = [one for one in read if _says(one, text.casefold())] if text else read
    rows = [_precedent(one, ground, case) for one in wanted[:MOST_READ]]
    rows.sort(key=lambda one: (-one.shared, not (one.motivation or one.reasons)))
    return tuple(rows[:MOST_SHOWN])


def _says(verdict: Verdict, text: str) -> bool:
    """Say whether the assessor's words hold a text; here and not in the database, where no two fold letters alike."""
    words = [verdict.motivation, *(said["reason"] for said in verdict.judged.values())]
    return any(text in one.casefold() for one in words)


def _precedent(verdict: Verdict, ground: Ground, case: tuple[Criterion, ...]) -> Precedent:
    result = Result.from_plain(verdict.reasons) if verdict.reasons else None
    turned_on = remarked(result, verdict.judged)
    same = verdict.requirement_id == ground.requirement_id
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
        shared=alike(case, turned_on, same_requirement=same),
        simulated=verdict.simulated,
    )
