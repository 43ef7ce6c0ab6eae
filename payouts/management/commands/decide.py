"""Decide on payment of an approved allocation and write the decision as PDF."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from agreements.models import Agreement
from payouts.models import AllocationRun, Decision, DecisionState, RunState, StoredDocument
from payouts.services import approve_decision, issue_decision, prepare_decision
from payouts.services.corrections import Participants, edit_draft
from payouts.services.runs import refuse_outdated
from prio.accounts.roles import Actor
from prio.commands import ServiceCommand, add_persons, persons, room_for, write_file
from prio.refused import Refused

REASON = "Bedömningar har ändrats sedan det förra beslutet."


class Command(ServiceCommand):
    """One decision per approved allocation: the decision that exists is written again, byte for byte."""

    help = "Beslutar om utbetalning av den godkända fördelningen och skriver beslutet som PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement, the folder to write to, and the two persons."""
        parser.add_argument(
            "agreement", metavar="AGREEMENT", help="överenskommelsens kod, till exempel prio-2014"
        )
        parser.add_argument("--output", required=True, metavar="DIR", help="mapp att skriva beslutet i")
        parser.add_argument(
            "--reason", default=REASON, metavar="TEXT", help="varför, om beslutet rättar ett annat"
        )
        add_persons(parser)

    def serve(self, **options: Any) -> None:
        """Take the decision to its document, and write that."""
        folder = Path(options["output"])
        with room_for(folder / "beslut.pdf"):
            decision = self._decision(approved_run(options["agreement"]), options)
            path = folder / f"beslut-{decision.reference.lower().replace('/', '-')}.pdf"
            document = StoredDocument.objects.get(pk=decision.document_id)
        write_file(path, bytes(document.content))
        mark = " Simulerade uppgifter." if decision.simulated else ""
        self.say(f"{decision.reference}: {path} (SHA-256 {decision.document_id}).{mark}")

    def _decision(self, run: AllocationRun, options: dict[str, Any]) -> Decision:
        refuse_outdated(run.agreement, run)
        two = persons(options)
        known = Decision.objects.filter(run=run, state=DecisionState.IN_FORCE).first()
        if known is not None:
            return known
        if two is None:
            raise Refused("Ett beslut behöver två personer: ange --prepared-by och --approved-by.")
        with transaction.atomic():
            decision = prepare_decision(run.pk, two[0])
            if decision.state == DecisionState.DRAFT:
                self._explain(decision, two[0], options["reason"])
                decision = approve_decision(decision.pk, two[1], order_document=False)
        return issue_decision(decision.pk)

    def _explain(self, decision: Decision, actor: Actor, reason: str) -> None:
        if decision.corrects_id is not None and not decision.reason:
            people = Participants(decision.rapporteur, decision.others, reason)
            edit_draft(decision.pk, actor, people)


def approved_run(agreement_code: str) -> AllocationRun:
    """Return the agreement's approved run.

    Raises:
        Refused: there is none, or no such agreement.
    """
    if not Agreement.objects.filter(code=agreement_code).exists():
        raise Refused(f"Det finns ingen överenskommelse som heter {agreement_code}.")
    run = AllocationRun.objects.filter(agreement__code=agreement_code, state=RunState.APPROVED).first()
    if run is None:
        raise Refused(f"{agreement_code} har ingen godkänd fördelning. Kör allocate först.")
    return run
