"""Sending back what somebody has proposed or prepared, with the reason: the other answer of who approves."""

from django.db import transaction
from django.urls import reverse

from payouts.domain.lifecycle import RUN
from payouts.models import AllocationRun, Decision, RunState
from payouts.services.decisions import WITHDRAWN
from payouts.services.permission import require, require_decider
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.mail.services import write
from prio.refused import Refused

LONGEST = 2_000  # characters of a reason
OWN = "Det är ditt eget. Ändra det eller ta tillbaka det i stället."
ALREADY = "Beslutet är redan skickat tillbaka. Den som bereder det sparar det på nytt först."


def send_back_run(run_id: int, actor: Actor, reason: str) -> AllocationRun:
    """Send a proposed run back to who proposed it, who is told why; again by a second press: the same.

    Raises:
        Refused: the role, the state, no reason, or the actor proposed it.
    """
    reason = _reason(reason)
    with transaction.atomic():
        run = AllocationRun.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=run_id)
        if run.state == RunState.COMPUTED and run.sent_back == reason:
            return run
        require(RUN, "send_back", run.state, actor)
        if run.prepared_by_id == actor.user_id:
            raise Refused(OWN)
        run.state, run.sent_back = RunState.COMPUTED, reason
        run.save(update_fields=["state", "sent_back"])
        record("run", run.pk, "sent_back", by_id=actor.user_id, facts={"reason": reason})
        path = reverse("allocation_run", args=[run.agreement.code, run.pk])
        subject = f"Fördelningen är skickad tillbaka: {run.agreement.title}"
        _tell(run.prepared_by_id, f"run:{run.pk}", subject, actor, reason, path)
    return run


def send_back_decision(decision_id: int, actor: Actor, reason: str) -> Decision:
    """Send a prepared decision back to who prepared it, who is told why. Until it is saved anew nobody approves it.

    Raises:
        Refused: the role, the state, no reason, the actor prepared it, or it is sent back already.
    """
    reason = _reason(reason)
    with transaction.atomic():
        decision = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
        if decision is None:
            raise Refused(WITHDRAWN)
        require_decider(decision, "send_back", decision.state, actor)
        if decision.prepared_by_id == actor.user_id:
            raise Refused(OWN)
        if decision.sent_back == reason:
            return decision
        if decision.sent_back:
            raise Refused(ALREADY)
        decision.sent_back = reason
        decision.save(update_fields=["sent_back"])
        record("decision", decision.pk, "sent_back", by_id=actor.user_id, facts={"reason": reason})
        path = reverse("decision", args=[decision.agreement.code, decision.pk])
        subject = f"Beslut {decision.reference} är skickat tillbaka"
        _tell(decision.prepared_by_id, f"decision:{decision.pk}", subject, actor, reason, path)
    return decision


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise Refused("Skriv varför du skickar tillbaka det.")
    if len(text) > LONGEST:
        raise Refused(f"Skälet får ha högst {LONGEST} tecken.")
    return text


def _tell(to_id: int | None, of_what: str, subject: str, actor: Actor, reason: str, path: str) -> None:
    if to_id is not None:
        body = f"{actor.name} godkände det inte. Skälet:\n\n{reason}"
        write(f"sent_back:{of_what}:{clock.now().isoformat()}", to_id, subject, body, path=path)
