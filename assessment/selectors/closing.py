"""Who is behind the proposals that follow from the closing of a collection, by name."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from agreements.domain.definition import Definition
from assessment.models import FOLLOWS_FROM_CLOSING, Finding, Outcome, RoundKind, Verdict
from prio.parties.models import PartyName
from prio.parties.selectors import holds_on


@dataclass(frozen=True, slots=True)
class Following:
    """The cases of one outcome: how many, and for each requirement the names."""

    outcome: Outcome
    number: int
    by_requirement: tuple[tuple[str, tuple[str, ...]], ...]


def following_from_closing(agreement: str, kind: RoundKind, definition: Definition) -> tuple[Following, ...]:
    """Return the proposals of a round that follow from the closing, with names: one query."""
    model = Finding if kind == RoundKind.PRELIMINARY else Verdict
    names = PartyName.objects.filter(holds_on(definition.names_day), party=OuterRef("party")).values("name")
    rows = (
        model.objects.filter(
            round__agreement__code=agreement,
            round__kind=kind,
            state="proposed",
            proposed_outcome__in=FOLLOWS_FROM_CLOSING,
        )
        .annotate(called=Subquery(names[:1]))
        .order_by("requirement__position", "called", "party__code")
        .values_list("proposed_outcome", "requirement__code", "called", "party__code")
    )
    found: dict[str, dict[str, list[str]]] = {}
    for outcome, requirement, name, code in rows:
        found.setdefault(outcome, {}).setdefault(requirement, []).append(name or code)
    return tuple(
        Following(
            outcome,
            sum(len(names) for names in found[outcome].values()),
            tuple((code, tuple(names)) for code, names in found[outcome].items()),
        )
        for outcome in FOLLOWS_FROM_CLOSING
        if outcome in found
    )
