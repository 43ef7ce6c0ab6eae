"""Judging a case: preparing it, approving it as another person, sending it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from agreements.domain.report_key import ReportKey
from agreements.domain.result import Result
from assessment.domain.eyes import AGAINST, manual_leaves, needs_motivation, needs_second, proposed_by
from assessment.domain.lifecycle import Needs
from assessment.models import (
    JUDGED_OUTCOMES,
    Communication,
    Finding,
    NotHeard,
    Outcome,
    RoundKind,
    Verdict,
    VerdictState,
)
from assessment.services.entries import register_verdict
from assessment.services.letters import tell_verdict
from assessment.services.under_lock import Held, hold
from prio import clock
from prio.accounts.roles import Actor
from prio.refused import Refused

LONGEST_MOTIVATION = 4000  # characters
LONGEST_REASON = 1000  # characters


@dataclass(frozen=True, slots=True)
class Criterion:
    """What an assessor says of one criterion. reason: why, in words; needed where it is not met."""

    met: bool
    reason: str = ""


def prepare(
    actor: Actor,
    kind: RoundKind,
    key: ReportKey,
    *,
    revision: int,
    criteria: Mapping[str, Criterion],
    outcome: str,
    motivation: str = "",
) -> Finding | Verdict:
    """Judge a case. What another person has to approve waits for that; any other verdict is final at once.

    Args:
        actor: an assessor of the authority that assesses the requirement.
        kind: in which round.
        key: which case.
        revision: the one that was read.
        criteria: what the assessor says of the criteria that are theirs to judge, by key.
        outcome: met, met_with_remark or not_met; for a correction any outcome.
        motivation: the reason in words; needed against the party, with a remark, and against the proposal.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role, jäv, time, something unjudged or a missing reason is in the way, or somebody was faster.
    """
    motivation = readable(motivation, LONGEST_MOTIVATION)
    with transaction.atomic():
        held = hold(actor, kind, key, revision=revision, finally_=kind == RoundKind.FINAL)
        row = held.row
        said = _said(held, criteria)
        result = held.evaluated({leaf: one["met"] for leaf, one in said.items()})
        proposed = proposed_by(result) if result else ""
        step = held.take("prepare", also=_met(held, result, said, outcome, proposed, motivation))
        row.judged, row.motivation, row.outcome = said, motivation, outcome
        row.proposed_outcome, row.submission = proposed, held.newest
        row.requirement_version_id = held.ground.wording_id
        row.reasons = result.to_plain() if result else row.reasons
        row.prepared_by_id, row.prepared_at = actor.user_id, clock.now()
        row.state = step.target
        fields = [
            "judged", "motivation", "outcome", "proposed_outcome", "submission", "requirement_version", "reasons",
            "prepared_by", "prepared_at",
        ]  # fmt: skip
        held.save("prepared", *fields, outcome=outcome, proposed=proposed)
        if isinstance(row, Verdict) and not needs_second_person(row):
            _finish(held, "approved")
        return row


def needs_second_person(verdict: Verdict) -> bool:
    """Say whether another assessor has to approve the verdict."""
    return needs_second(
        verdict.outcome,
        verdict.proposed_outcome,
        sampled=verdict.sampled,
        is_correction=verdict.corrects_id is not None,
    )


def approve(
    actor: Actor, key: ReportKey, *, revision: int, not_heard: str = "", not_heard_reason: str = ""
) -> Verdict:
    """Approve what another assessor has prepared: the verdict is final. A correction replaces the verdict before.

    Args:
        actor: an assessor, another than the one who prepared it.
        key: which case.
        revision: the one that was read.
        not_heard: why the party is not heard before a verdict against it (`NotHeard`), where it is not.
        not_heard_reason: the same in words.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role, jäv or something new is in the way, the party has not been heard, or somebody was faster.
    """
    not_heard_reason = readable(not_heard_reason, LONGEST_REASON)
    if not_heard and (not_heard not in NotHeard.values or not not_heard_reason):
        raise Refused("Ange varför organisationen inte får yttra sig, med ett skäl ur listan och egna ord.")
    with transaction.atomic():
        held = hold(actor, RoundKind.FINAL, key, revision=revision, finally_=True)
        verdict = _verdict(held)
        is_heard = verdict.outcome not in AGAINST or held.is_heard
        held.take("approve", also=[Needs.HEARD] * (is_heard or bool(not_heard)))
        if not_heard and not is_heard:
            verdict.not_heard, verdict.not_heard_reason = not_heard, not_heard_reason
        if verdict.state == VerdictState.COMMUNICATED and is_heard:
            Communication.objects.filter(verdict=verdict, answered_at=None, silent_at=None).update(
                silent_at=clock.now(), silent_by=actor.user_id
            )
        verdict.approved_by_id = actor.user_id
        _finish(held, "approved", "approved_by", "not_heard", "not_heard_reason")
        return verdict


def send_back(
    actor: Actor, kind: RoundKind, key: ReportKey, *, revision: int, reason: str
) -> Finding | Verdict:
    """Send what is prepared back to whom prepared it, with a reason; what was judged in it stays to be changed.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role or jäv is in the way, there is no reason, or somebody was faster.
    """
    reason = readable(reason, LONGEST_REASON)
    with transaction.atomic():
        held = hold(actor, kind, key, revision=revision)
        step = held.take("return", also=[Needs.REASON] * bool(reason))
        held.row.state = step.target
        fields = []
        if held.row.assigned_to_id is None:
            held.row.assigned_to_id = held.row.prepared_by_id
            fields.append("assigned_to")
        held.save("sent_back", *fields, reason=reason)
        return held.row


def readable(text: str, longest: int) -> str:
    """Return a text without the white space around it.

    Raises:
        Refused: it is too long, or holds what no text holds.
    """
    text = text.strip().replace("\r\n", "\n")
    if "\x00" in text:
        raise Refused("Texten innehåller tecken som inte går att spara.")
    if len(text) > longest:
        raise Refused(f"Texten är {len(text)} tecken lång. Högst {longest} får plats.")
    return text


def _said(held: Held, criteria: Mapping[str, Criterion]) -> dict[str, Any]:
    """Return what is said of the criteria that are an assessor's, as it is kept; the same as before keeps its maker."""
    known = {leaf.key for leaf in manual_leaves(held.ground.requirement.rule)}
    found: dict[str, Any] = {}
    for leaf, one in criteria.items():
        if leaf not in known:
            raise Refused("Bedömningen gäller ett villkor som inte finns i kravet.")
        reason = readable(one.reason, LONGEST_REASON)
        if not one.met and not reason:
            raise Refused("Skriv varför villkoret inte är uppfyllt.")
        before = held.row.judged.get(leaf)
        if before and (before["met"], before["reason"]) == (one.met, reason):
            found[leaf] = before
        else:
            found[leaf] = {
                "met": one.met, "reason": reason, "by": held.actor.user_id, "at": clock.now().isoformat(),
            }  # fmt: skip
    return found


def _met(
    held: Held, result: Result | None, said: Mapping[str, Any], outcome: str, proposed: str, motivation: str
) -> list[Needs]:
    """Return the conditions on what was judged that hold."""
    asked = {leaf.key for leaf in result.leaves() if leaf.asked} if result else set()
    left = [
        leaf
        for leaf in manual_leaves(held.ground.requirement.rule)
        if leaf.key in asked and leaf.key not in said
    ]
    is_correction = isinstance(held.row, Verdict) and held.row.corrects_id is not None
    allowed = Outcome.values if is_correction else JUDGED_OUTCOMES
    met = {
        Needs.ALL_JUDGED: not left,
        Needs.JUDGED_OUTCOME: outcome in allowed,
        Needs.MOTIVATION: bool(motivation) or not needs_motivation(outcome, proposed),
    }
    return [need for need, holds in met.items() if holds]


def _verdict(held: Held) -> Verdict:
    if not isinstance(held.row, Verdict):
        raise TypeError("a finding is never approved")
    return held.row


def _finish(held: Held, verb: str, *fields: str) -> None:
    """Make the verdict final; the one that it corrects is replaced first. The round is locked."""
    verdict = _verdict(held)
    if verdict.corrects_id is not None:
        Verdict.objects.filter(pk=verdict.corrects_id).update(state=VerdictState.CORRECTED)
    verdict.state, verdict.final_at = VerdictState.FINAL, clock.now()
    held.save(verb, *fields, "final_at", outcome=verdict.outcome)
    tell_verdict(held.ground, verdict)
    register_verdict(held.ground, verdict, held.actor.user_id)
