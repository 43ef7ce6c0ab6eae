"""Whom a decision is told to: everybody that was assessed, or those whom a correction changes something for."""

from collections.abc import Iterator

from payouts.domain.allocation import allocate
from payouts.domain.explain import Explainer
from payouts.inputs import given_of
from payouts.models import (
    AllocationRun,
    DecidedAmount,
    DecidedApplication,
    Decision,
    DecisionKind,
    DecisionLetter,
    LetterState,
)
from prio.parties.models import Party

# What a party is told, by party: each pot or line with its kronor and, for a pot, what they follow from.
Standing = dict[str, set[tuple[object, ...]]]
TOLD = (LetterState.SENT, LetterState.READ)


def letter_recipients(decision: Decision) -> tuple[int, ...]:
    """Return the primary keys of the organisations that get a letter about an approved decision, in order.

    A first decision concerns everybody that some pot is for, zero or not, and everybody who has applied. A correction
    concerns those whose amounts or reasons differ from the corrected decision's, and those that no letter about any
    earlier one was sent to. A revocation concerns those whom the revoked decision gave money or wrote to.
    """
    corrected = decision.corrects
    if corrected is None:
        return _organisations(_standing(decision))
    if decision.kind == DecisionKind.REVOCATION:
        written = DecisionLetter.objects.filter(decision=corrected).values_list("organisation", flat=True)
        paid = DecidedAmount.objects.filter(decision=corrected).values_list("party__organisation", flat=True)
        return tuple(sorted({*written.order_by(), *paid.order_by()}))
    before, after = _standing(corrected), _standing(decision)
    changed = {code for code in before.keys() | after.keys() if before.get(code) != after.get(code)}
    earlier = [one.pk for one in _earlier(decision)]
    told = DecisionLetter.objects.filter(decision__in=earlier, state__in=TOLD).order_by()
    untold = set(_organisations(after)) - set(told.values_list("organisation", flat=True))
    return tuple(sorted(untold | set(_organisations(changed))))


def _earlier(decision: Decision) -> Iterator[Decision]:
    """The decisions that it corrects, the nearest first."""
    corrected = decision.corrects
    while corrected is not None:
        yield corrected
        corrected = corrected.corrects


def _organisations(codes: Standing | set[str]) -> tuple[int, ...]:
    parties = Party.objects.filter(code__in=list(codes)).order_by("organisation")
    return tuple(parties.values_list("organisation", flat=True).distinct())


def _standing(decision: Decision) -> Standing:
    standing: Standing = {} if decision.run is None else _of_run(decision.run)
    answers = DecidedApplication.objects.filter(decision=decision).order_by()
    for party, *answered in answers.values_list(
        "party__code", "requirement__code", "asked", "granted", "outcome", "reason"
    ):
        standing.setdefault(party, set()).add(("answer", *answered))
    rows = DecidedAmount.objects.filter(decision=decision).order_by()
    if decision.run is not None:
        rows = rows.exclude(line="")
    for party, requirement, line, amount in rows.values_list(
        "party__code", "requirement__code", "line", "amount"
    ):
        standing.setdefault(party, set()).add((requirement or "", line, amount))
    return standing


def _of_run(run: AllocationRun) -> Standing:
    given = given_of(run.inputs)
    standing: Standing = {}
    for told in Explainer(allocate(given), given).every():
        why = (told.figures.failed_grundkrav, told.figures.region_failed_grundkrav, told.figures.goal_met)
        standing.setdefault(told.party, set()).add(
            (told.requirement, "", told.result.amount, told.result.reasons, *why)
        )
    return standing
