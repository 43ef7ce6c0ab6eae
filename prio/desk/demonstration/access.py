"""Made-up requests for documents: one that waits, and one that was answered with a masked copy."""

from datetime import timedelta

from django.db import transaction

from agreements.models import AccessRequest, CaseEntry
from agreements.services.access import give_out, pick_entries, register_request
from agreements.services.access_copies import make_copy
from agreements.services.access_decisions import Decided, decide_on_entry
from prio import clock
from prio.accounts.roles import Actor
from prio.commands import actor_named

REGISTRAR = "registrator"
WAITS, ANSWERED = timedelta(days=3), timedelta(days=12)  # ago
MASKED = Decided(
    outcome="masked",
    support="25 kap. 1 § OSL",
    reason="Uppgiften gäller så få patienter att det går att förstå vilka de är.",
    words=["patienter med flest tvångsåtgärder"],
)


def make_requests(code: str) -> bool:
    """Register two requests about documents of the simulated agreement `code`. False if there are requests."""
    of_year = CaseEntry.objects.filter(case__agreement__code=code).order_by("at", "pk")
    completion = of_year.filter(thing="completion_request").first()
    question = of_year.filter(thing="question").first()
    if completion is None or question is None or AccessRequest.objects.exists():
        return False
    decision = CaseEntry.objects.filter(thing="decision", direction="out").order_by("-pk").first()
    registrar = actor_named(REGISTRAR)
    with transaction.atomic():  # who interrupts it finds either all of it or nothing the next time
        _answered(registrar, completion, question)
        _waiting(registrar, completion, [entry.pk for entry in (completion, question, decision) if entry])
    return True


def _answered(registrar: Actor, completion: CaseEntry, question: CaseEntry) -> None:
    text = "Den komplettering som regionen i Jämtland är ombedd att göra, och den första frågan om kraven."
    asked = register_request(
        registrar, text, channel="mail", received_at=clock.now() - ANSWERED, simulated=True
    )
    pick_entries(registrar, asked.pk, [completion.pk, question.pk])
    for picked in asked.entries.all():
        decided = MASKED if picked.entry_id == completion.pk else Decided(outcome="whole")
        decide_on_entry(registrar, asked.pk, picked.pk, decided)
    make_copy(registrar, asked.pk)
    give_out(registrar, asked.pk, "Med e-post till den adress som begäran kom från.")


def _waiting(registrar: Actor, completion: CaseEntry, entries: list[int]) -> None:
    text = "Allt som rör kompletteringen av regionens plan, och det senaste beslutet om pengar."
    asked = register_request(
        registrar, text, channel="telephone", received_at=clock.now() - WAITS, simulated=True
    )
    pick_entries(registrar, asked.pk, entries)
    decide_on_entry(registrar, asked.pk, asked.entries.get(entry=completion.pk).pk, MASKED)
