"""Many verdicts at once: the clear ones, and those that follow from the closing of the collection."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from agreements.domain.definition import Definition
from agreements.models import AgreementVersion
from agreements.selectors.more_time import MoreTime
from assessment.domain.lifecycle import VERDICT, Needs
from assessment.models import (
    FOLLOWS_FROM_CLOSING,
    AssessmentRound,
    Outcome,
    RoundKind,
    RoundState,
    Verdict,
    VerdictState,
)
from assessment.selectors import published_version
from assessment.selectors.permission import is_declared, recused_parties
from assessment.selectors.standing import stands_as_judged
from assessment.services.entries import register_verdicts
from assessment.services.letters import tell_verdicts
from assessment.services.rounds import locked_round
from prio import clock
from prio.accounts.roles import Actor, Role, authority_named
from prio.audit.services import record
from prio.parties.selectors import names_on
from prio.refused import NotPermitted, Refused

ASSESSES = (Role.ASSESSOR, Role.LEAD_ASSESSOR)
MOST_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch did: final are those that are decided now, for_approval those that the sample takes to another
    assessor, left those that were not clear any more or that the actor may not judge."""

    final: int
    for_approval: int
    left: int


def approve_clear(actor: Actor, agreement_code: str, verdicts: Collection[int] | None = None) -> Batch:
    """Approve the clear cases: all computed, all met, nothing to look at. What the sample takes is only prepared.

    Args:
        actor: an assessor; of another authority's requirements and in jäv nothing is touched.
        agreement_code: the agreement, whose final round is open.
        verdicts: the primary keys that were chosen; None: all that are clear.

    Raises:
        Refused: the role, the yearly declaration or the state of the round is in the way.
    """
    version = published_version(agreement_code)
    if verdicts is not None and len(verdicts) > MOST_AT_ONCE:
        raise Refused(f"Välj högst {MOST_AT_ONCE} ärenden åt gången.")
    with transaction.atomic():
        round_ = _open_round(actor, version.agreement_id, locked_round(version.agreement, RoundKind.FINAL))
        chosen = _own(actor, version.definition, round_)
        if verdicts is not None:
            chosen = [one for one in chosen if one.pk in set(verdicts)]
        clear = [one for one in chosen if is_clear(one)]
        sampled = [one for one in clear if one.sampled]
        final = [one for one in clear if not one.sampled]
        _prepare(sampled, actor, VerdictState.PREPARED)
        _prepare(final, actor, VerdictState.FINAL)
        _tell_and_register(final, actor, version)
        if clear:
            record(
                "round",
                round_.pk,
                "clear_approved",
                by_id=actor.user_id,
                facts={"final": [one.pk for one in final], "for_approval": [one.pk for one in sampled]},
            )
        asked = len(chosen) if verdicts is None else len(verdicts)
        return Batch(len(final), len(sampled), asked - len(clear) if verdicts is not None else 0)


def settle_closing(actor: Actor, agreement_code: str) -> Batch:
    """Make final what follows from the closing: not submitted, not assessed, declined. One batch, by one person.

    Raises:
        Refused: the actor does not lead the assessment, or the round is not open.
    """
    version = published_version(agreement_code)
    if not actor.is_any(Role.LEAD_ASSESSOR):
        raise NotPermitted("Bara ansvarig bedömare avslutar insamlingen.")
    with transaction.atomic():
        round_ = _open_round(actor, version.agreement_id, locked_round(version.agreement, RoundKind.FINAL))
        rows = [
            one
            for one in _own(actor, version.definition, round_)
            if one.proposed_outcome in FOLLOWS_FROM_CLOSING
        ]
        _prepare(rows, actor, VerdictState.FINAL)
        _tell_and_register(rows, actor, version)
        if rows:
            facts = {"final": [one.pk for one in rows]}
            record("round", round_.pk, "closing_settled", by_id=actor.user_id, facts=facts)
        return Batch(len(rows), 0, 0)


def is_clear(verdict: Verdict) -> bool:
    """Say whether a proposal can be approved without looking at it by itself."""
    return verdict.proposed_outcome == Outcome.MET and not verdict.attention and verdict.corrects_id is None


def _open_round(actor: Actor, agreement_id: int, round_: AssessmentRound) -> AssessmentRound:
    met = [Needs.ROUND_OPEN] * (round_.state == RoundState.OPEN)
    met += [Needs.DECLARED] * is_declared(actor.user_id, clock.today().year)
    everything_else = set(VERDICT.transition("prepare").needs) - {Needs.ROUND_OPEN, Needs.DECLARED}
    VERDICT.take("prepare", VerdictState.PROPOSED, actor.roles, {*met, *everything_else})
    return round_


def _own(actor: Actor, definition: Definition, round_: AssessmentRound) -> Sequence[Verdict]:
    """Return the proposals that the actor may judge, whose time to report is over and whose submission still stands.

    They are locked.
    """
    mine = [
        one.code
        for one in definition.requirements
        if authority_named(definition.assessor_of(one.code)) in actor.assesses_for
    ]
    rows = (
        Verdict.objects.select_for_update(of=("self",))
        .filter(round=round_, state=VerdictState.PROPOSED, requirement__code__in=mine, corrects=None)
        .exclude(party__in=recused_parties(actor.user_id))
        .select_related("requirement", "party")
        .order_by("pk")
    )
    found = stands_as_judged(list(rows))
    more = MoreTime(round_.agreement_id, {one.party_id for one in found})
    return [
        one for one in found if more.is_over(definition, one.party_id, one.requirement.code, clock.today())
    ]


def _tell_and_register(rows: Sequence[Verdict], actor: Actor, version: AgreementVersion) -> None:
    names = names_on(version.definition.names_day) if rows else {}
    tell_verdicts(version, rows)
    register_verdicts(version.definition, version.agreement_id, rows, names, actor.user_id)


def _prepare(rows: Sequence[Verdict], actor: Actor, state: VerdictState) -> None:
    now = clock.now()
    Verdict.objects.filter(pk__in=[one.pk for one in rows]).update(
        state=state,
        outcome=F("proposed_outcome"),
        prepared_by=actor.user_id,
        prepared_at=now,
        final_at=now if state == VerdictState.FINAL else None,
        revision=F("revision") + 1,
    )
