"""Deciding on payment: preparing the decision, approving it, and making its document."""

import hashlib

from django.db import transaction
from django.db.models import Max

from agreements.models import Agreement, Direction, EntryKind
from agreements.services.cases import CaseKey, NewEntry, register_entry
from payouts.allocation_file import decision_csv
from payouts.domain.allocation import SumMismatch
from payouts.domain.lifecycle import DECISION
from payouts.lives import life_of
from payouts.models import (
    AllocationLine,
    AllocationRun,
    DecidedAmount,
    Decision,
    DecisionKind,
    DecisionState,
    RunState,
    StoredDocument,
)
from payouts.models.decision import LIVE
from payouts.pdf.gather import decision_content
from payouts.pdf.grants import grant_content, render_grant_decision
from payouts.pdf.render import render_decision
from payouts.pdf.revocation import render_revocation, revocation_content
from payouts.selectors.letter_recipients import letter_recipients
from payouts.selectors.unchanged import same_as_decided
from payouts.services.additions import refuse_changed_addition
from payouts.services.balances import follow_decision
from payouts.services.letters import begin_letters
from payouts.services.permission import is_made_up, require, require_decider
from payouts.services.runs import lock_round, refuse_outdated
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.jobs import services as jobs
from prio.jobs.models import Job
from prio.jobs.registry import Progress, silent
from prio.refused import NotPermitted, Refused

ISSUE_DECISION = "issue_decision"
PDF = "application/pdf"
DECISION_MAKER = "Regeringen"
BEING_REVOKED = "Ett beslut om upphävande är under arbete. Det blir klart eller tas tillbaka först."
NO_REASON = "Skriv varför. Skälen står i beslutet och i breven."
WITHOUT_REASON = "Beslutet rättar ett annat men saknar skäl. Den som bereder beslutet skriver varför först."
SENT_BACK = "Beslutet är skickat tillbaka. Den som bereder det ändrar och sparar det först."
NOT_HERE = "Beslut om ansökningar godkänns av den som bedömer dem."
WITHDRAWN = "Utkastet finns inte längre: ett nytt har beretts i stället. Ladda om sidan för att se det."


def prepare_decision(run_id: int, actor: Actor) -> Decision:
    """Prepare a decision on payment of the approved run. What is there for that run already is returned.

    Where another decision is in force the new one corrects it. A draft for a run that has been superseded gives way.

    Raises:
        Refused: the actor does not prepare for the ministry, the run is not approved or no longer true, it gives just
            what is decided, or another decision of the agreement is approved and waits for its document.
    """
    agreement = Agreement.objects.get(runs=run_id)
    with transaction.atomic():
        lock_round(agreement)
        run = AllocationRun.objects.select_for_update(of=("self",)).select_related("version").get(pk=run_id)
        live = run.agreement.decisions.filter(state__in=LIVE).exclude(
            kind=DecisionKind.REVOCATION, state=DecisionState.IN_FORCE
        )
        by_state = {decision.state: decision for decision in live}
        for decision in by_state.values():
            if decision.run_id == run.pk:
                return decision
        if any(decision.kind == DecisionKind.REVOCATION for decision in by_state.values()):
            raise Refused(BEING_REVOKED)
        require(DECISION, "prepare", DECISION.begins_as, actor)
        if run.state != RunState.APPROVED:
            raise Refused("Ett beslut kan bara beredas för en godkänd fördelning.")
        refuse_outdated(agreement, run)
        if DecisionState.APPROVED in by_state:
            raise Refused(
                "Ett tidigare beslut är godkänt och väntar på sitt dokument. Försök igen om en stund."
            )
        if stale := by_state.get(DecisionState.DRAFT):
            record("decision", stale.pk, "withdrawn", by_id=actor.user_id, facts={"run": stale.run_id})
            stale.delete()
        if same := same_as_decided(run):
            raise Refused(
                f"Fördelningen ger var och en samma belopp som beslut {same.reference}, som gäller. "
                "Det finns inget att besluta."
            )
        decision = _create_draft(run, actor, by_state.get(DecisionState.IN_FORCE))
        record("decision", decision.pk, "prepared", by_id=actor.user_id, facts={"run": run.pk})
    return decision


def _create_draft(run: AllocationRun, actor: Actor, in_force: Decision | None) -> Decision:
    number = next_number(run.agreement_id)
    definition = run.version.definition
    decision = Decision.objects.create(
        agreement_id=run.agreement_id,
        run=run,
        total=run.distributed,
        number=number,
        reference=f"{definition.code.upper()}/{number}",
        decision_maker=definition.decided_by or DECISION_MAKER,
        rapporteur=actor.name,
        prepared_by_id=actor.user_id,
        corrects=in_force,
        simulated=is_made_up(run.simulated),
        made_at=clock.now(),
    )
    _keep_amounts(decision, run)
    return decision


def next_number(agreement_id: int) -> int:
    """Return the number of the agreement's next decision; the caller holds the lock of its final round."""
    return (Decision.objects.filter(agreement=agreement_id).aggregate(last=Max("number"))["last"] or 0) + 1


def _keep_amounts(decision: Decision, run: AllocationRun) -> None:
    """Keep what the run gives each party as what the decision gives it. Raises SumMismatch unless it adds up."""
    lines = AllocationLine.objects.filter(part__run=run, amount__gte=1).order_by("pk")
    columns = ("party_id", "part__requirement_id", "amount", "simulated")
    made = DecidedAmount.objects.bulk_create(
        DecidedAmount(
            decision=decision, party_id=party, requirement_id=goal, amount=amount, simulated=simulated
        )
        for party, goal, amount, simulated in lines.values_list(*columns)
    )
    total = sum(one.amount for one in made)
    if total != decision.total:
        raise SumMismatch(
            f"decision {decision.reference}: its amounts are {total} kronor, not {decision.total}"
        )


def approve_decision(decision_id: int, actor: Actor, *, order_document: bool = True) -> Decision:
    """Approve the decision today, and order its document.

    Args:
        decision_id: the decision.
        actor: who approves, another person than the one who prepared it.
        order_document: whether a worker shall make the document; False where the caller makes it at once.

    Raises:
        Refused: the actor does not approve for the ministry or prepared the decision, it is no draft, or what it rests
            on is no longer so: its run approved and true, or the decision that it adds to or revokes in force.
    """
    agreement = Agreement.objects.filter(decisions=decision_id).first()
    if agreement is None:
        raise Refused(WITHDRAWN)
    with transaction.atomic():
        lock_round(agreement)
        run = AllocationRun.objects.select_for_update(of=("self",)).filter(decisions=decision_id).first()
        decision = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
        if decision is None:
            raise Refused(WITHDRAWN)
        if decision.state != DecisionState.DRAFT and decision.approved_by_id == actor.user_id:
            return decision
        if decision.kind == DecisionKind.GRANT:
            raise NotPermitted(NOT_HERE)
        require_decider(decision, "approve", decision.state, actor)
        if decision.prepared_by_id == actor.user_id:
            raise Refused("Den som godkänner ett beslut kan inte vara den som beredde det.")
        _refuse_unfounded(agreement, decision, run)
        decision.state, decision.decided_on = DecisionState.APPROVED, clock.today()
        decision.approved_by_id = actor.user_id
        decision.save(update_fields=["state", "decided_on", "approved_by"])
        record("decision", decision.pk, "approved", by_id=actor.user_id)
        if order_document:
            jobs.order(ISSUE_DECISION, decision.reference, actor.user_id, {"decision": decision.pk})
        matter = "upphävande" if decision.kind == DecisionKind.REVOCATION else "utbetalning"
        words = f"Beslut {decision.reference} om {matter}, fattat av {decision.decision_maker}"
        register_decision(decision, Direction.INTERNAL, words, by_id=actor.user_id)
    return decision


def refuse_unfinished(decision: Decision) -> None:
    """Refuse a decision that was sent back and not saved since, and one that corrects another without saying why."""
    if decision.sent_back:
        raise Refused(SENT_BACK)
    if decision.lacks_reason:
        raise Refused(WITHOUT_REASON)


def _refuse_unfounded(agreement: Agreement, decision: Decision, run: AllocationRun | None) -> None:
    """Refuse a decision whose division is no longer approved and true; one without its own, whose ground is gone."""
    refuse_unfinished(decision)
    if run is None or decision.adds:
        corrected = decision.corrects
        if corrected is not None and corrected.state != DecisionState.IN_FORCE:
            raise Refused(f"Beslutet {corrected.reference} gäller inte längre. Ta tillbaka utkastet.")
        if corrected is not None and decision.adds:
            refuse_changed_addition(decision, corrected)
        return
    if run.state != RunState.APPROVED:
        raise Refused("Fördelningen är inte längre den godkända. Bered ett nytt beslut.")
    refuse_outdated(agreement, run)


def may_order_document(decision: Decision, actor: Actor) -> bool:
    """Say whether the actor may order the document once more: those who may approve, while it is missing."""
    who = life_of(decision).transition("approve").who
    return decision.state == DecisionState.APPROVED and not actor.roles.isdisjoint(who)


def order_document(decision: Decision, actor: Actor) -> Job:
    """Order the document of an approved decision once more, where a worker failed; on its way already: that job.

    Raises Refused: the actor does not approve such decisions, or the decision does not lack its document.
    """
    if not may_order_document(decision, actor):
        raise Refused(
            "Dokumentet kan skapas igen av dem som godkänner, så länge beslutet är godkänt men saknar dokument."
        )
    return jobs.order(ISSUE_DECISION, decision.reference, actor.user_id, {"decision": decision.pk})


def issue_decision(decision_id: int, *, progress: Progress = silent) -> Decision:
    """Make the document of an approved decision, store it with its hash and put the decision in force.

    The document is made outside any lock and once: a second call returns the decision as it is. Which letters are to be
    made is written down with it.

    Raises:
        Refused: the decision is not approved.
    """
    decision = Decision.objects.select_related("run", "corrects__run").get(pk=decision_id)
    if decision.document_id is not None:
        return decision
    if decision.state != DecisionState.APPROVED:
        raise Refused(f"Beslut {decision.reference} är inte godkänt, så det har inget dokument.")
    progress("Skapar beslutet", 0, 2)
    pdf = _render(decision)
    recipients = letter_recipients(decision)
    progress("Sparar beslutet", 1, 2)
    with transaction.atomic():
        decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
        if decision.document_id is not None:
            return decision
        _put_in_force(decision, pdf)
        begin_letters(decision, recipients)
    return decision


def _render(decision: Decision) -> bytes:
    if decision.kind == DecisionKind.GRANT:
        return render_grant_decision(grant_content(decision))
    if decision.kind == DecisionKind.REVOCATION:
        return render_revocation(revocation_content(decision))
    return render_decision(decision_content(decision, decision_csv(decision)))


def _put_in_force(decision: Decision, pdf: bytes) -> None:
    document, _ = StoredDocument.objects.get_or_create(
        sha256=hashlib.sha256(pdf).hexdigest(),
        defaults={"media_type": PDF, "size": len(pdf), "content": pdf, "made_at": clock.now()},
    )
    if decision.corrects_id is not None:
        revokes = decision.kind == DecisionKind.REVOCATION
        ended = DecisionState.REVOKED if revokes else DecisionState.CORRECTED
        Decision.objects.filter(pk=decision.corrects_id).update(state=ended)
        record("decision", decision.corrects_id, ended.value, facts={"by": decision.reference})
    decision.document, decision.state = document, DecisionState.IN_FORCE
    decision.save(update_fields=["document", "state"])
    record("decision", decision.pk, "in_force", facts={"sha256": document.sha256})
    follow_decision(decision)
    register_decision(decision, Direction.OUT, f"Beslut {decision.reference} med bilagor")


def register_decision(
    decision: Decision, direction: Direction, title: str, *, by_id: int | None = None
) -> None:
    """Register a decision, which concerns everybody, in the agreement's own case: when it is made and when sent."""
    register_entry(
        NewEntry(
            CaseKey(decision.agreement_id),
            EntryKind.DECISION,
            direction,
            clock.now(),
            title,
            correspondent="Alla som beslutet gäller" if direction == Direction.OUT else "",
            thing="decision",
            thing_id=decision.pk,
            by_id=by_id,
            simulated=decision.simulated,
        )
    )
