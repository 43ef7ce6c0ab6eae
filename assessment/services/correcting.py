"""Rättelse and ändring: a new verdict that refers to the final one it replaces (förvaltningslagen 36–37 §§)."""

from django.db import transaction

from agreements.domain.report_key import ReportKey
from assessment.domain.lifecycle import Needs
from assessment.models import Correction, RoundKind, Verdict, VerdictState
from assessment.services.judging import LONGEST_REASON, readable
from assessment.services.under_lock import Held, hold
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.refused import Refused


def begin_correction(actor: Actor, key: ReportKey, *, revision: int, correction: str, reason: str) -> Verdict:
    """Begin a new verdict that shall replace a final one. The old one stands until another person approves the new.

    Args:
        actor: an assessor.
        key: which case.
        revision: the one of the final verdict that was read.
        correction: what kind of change it is (`Correction`).
        reason: why.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role or jäv is in the way, somebody works on one already, or there is no reason.
    """
    reason = readable(reason, LONGEST_REASON)
    if correction not in Correction.values:
        raise Refused(
            "Välj om det är en rättelse av ett skrivfel eller räknefel, eller en ändring av bedömningen."
        )
    with transaction.atomic():
        held = hold(actor, RoundKind.FINAL, key, revision=revision, finally_=True)
        before = _verdict(held)
        in_hand = before.state != VerdictState.FINAL
        held.take(
            "begin_correction", also=[Needs.REASON] * bool(reason) + [Needs.NO_OTHER_IN_HAND] * (not in_hand)
        )
        made = _made_anew(held, before, correction, reason)
        facts = {"corrects": before.pk, "correction": correction, "reason": reason}
        record("verdict", made.pk, "correction_begun", by_id=actor.user_id, facts=facts, is_first=True)
        # What it would have replaced tells of it too: who gives it up takes the new row away.
        record("verdict", before.pk, "correction_begun", by_id=actor.user_id, facts=facts)
        return made


def _made_anew(held: Held, before: Verdict, correction: str, reason: str) -> Verdict:
    """Return a new verdict that begins where the old one ended."""
    return Verdict.objects.create(
        round=held.round,
        requirement_id=before.requirement_id,
        requirement_version_id=held.ground.wording_id,
        party_id=before.party_id,
        county_id=before.county_id,
        state=VerdictState.PROPOSED,
        proposed_outcome=before.proposed_outcome,
        outcome="",
        reasons=before.reasons,
        judged=before.judged,
        motivation=before.motivation,
        submission=held.newest,
        arrived_at=before.arrived_at,
        assigned_to_id=held.actor.user_id,
        made_at=clock.now(),
        simulated=before.simulated,
        corrects=before,
        correction=correction,
        correction_reason=reason,
    )


def abandon_correction(actor: Actor, key: ReportKey, *, revision: int, reason: str) -> Verdict:
    """Give up a correction that is not prepared; the verdict that it would have replaced stands. Return that one.

    Raises:
        NoSuchCase: there is none.
        Refused: state, role or jäv is in the way, the party has been told of it, there is no reason, or somebody was
            faster.
    """
    reason = readable(reason, LONGEST_REASON)
    with transaction.atomic():
        held = hold(actor, RoundKind.FINAL, key, revision=revision)
        verdict = _verdict(held)
        if verdict.corrects is None:
            raise Refused("Det finns ingen påbörjad ändring.")
        is_told = verdict.communications.exists()  # it is registered, and stays
        held.take("abandon", also=[Needs.REASON] * bool(reason) + [Needs.NOTHING_TOLD] * (not is_told))
        before = verdict.corrects
        facts = {"corrects": before.pk, "reason": reason}
        record("verdict", verdict.pk, "correction_abandoned", by_id=actor.user_id, facts=facts)
        record("verdict", before.pk, "correction_abandoned", by_id=actor.user_id, facts=facts)
        verdict.delete()
        return before


def _verdict(held: Held) -> Verdict:
    if not isinstance(held.row, Verdict):
        raise TypeError("a finding is not corrected")
    return held.row
