"""The buttons of runs and decisions, and what they do: thin around the lives and the services."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from assessment.selectors import published_version
from payouts.domain.lifecycle import RUN
from payouts.models import AllocationRun, RunState
from payouts.selectors.access import visible_runs
from payouts.selectors.readiness import Readiness
from payouts.services import approve_run, propose_run
from payouts.services.permission import require
from payouts.services.runs import refuse_nothing
from payouts.services.sending_back import send_back_run
from payouts.tasks import ALLOCATE
from prio.accounts.requests import ActorRequest
from prio.accounts.roles import Actor
from prio.jobs import services as jobs


@dataclass(frozen=True, slots=True)
class Button:
    """A button. verb: what it sends. is_next: it is the next step, the page's primary action."""

    verb: str
    label: str
    is_next: bool = False


def allocation_buttons(
    actor: Actor, run: AllocationRun | None, readiness: Readiness = Readiness.READY
) -> tuple[Button, ...]:
    """Return what `actor` may do with the agreement's allocation when `run` (None: no run yet) is shown."""
    state = run.state if run else None
    buttons = [
        Button(verb, RUN.transition(verb).label, is_next=state != RunState.SUPERSEDED and not run.is_outdated)
        for verb in ("propose", "approve")
        if run and RUN.may(verb, state, actor.roles) and not _prepared_it(actor, run, verb)
    ]
    too_early = run is None and readiness in (Readiness.OPEN, Readiness.NOTHING)
    if RUN.may("compute", RUN.begins_as, actor.roles) and not too_early:
        label = "Beräkna på nytt" if run else RUN.transition("compute").label
        buttons.append(
            Button("compute", label, is_next=run.is_outdated if run else readiness is Readiness.READY)
        )
    return tuple(buttons)


def may_send_back(actor: Actor, run: AllocationRun) -> bool:
    """Say whether `actor` may send a proposed run back: who may approve it."""
    return RUN.may("send_back", run.state, actor.roles) and not _prepared_it(actor, run, "approve")


def _prepared_it(actor: Actor, run: AllocationRun, verb: str) -> bool:
    """Two persons: who proposed a run does not see the button that approves it."""
    return verb == "approve" and run.prepared_by_id == actor.user_id


def take_allocation_step(request: ActorRequest, code: str) -> str:
    """Do what the button says, and return the address to go to.

    Raises:
        Refused: the service says no.
        Http404: there is no such step, or no such run that the actor may see.
    """
    step = _STEPS.get(request.POST.get("verb", ""))
    if step is None:
        raise Http404
    return step(request, code)


def _compute(request: ActorRequest, code: str) -> str:
    require(RUN, "compute", RUN.begins_as, request.actor)
    refuse_nothing(published_version(code))
    job = jobs.order(ALLOCATE, code, request.actor.user_id, {"agreement": code})
    return reverse("job", args=[job.pk])


def _propose(request: ActorRequest, code: str) -> str:
    propose_run(posted_run(request, code), request.actor)
    messages.success(request, "Fördelningen är föreslagen. Nu ska en annan person godkänna den.")
    return reverse("allocation", args=[code])


def _send_back(request: ActorRequest, code: str) -> str:
    send_back_run(posted_run(request, code), request.actor, request.POST.get("skal_tillbaka", ""))
    messages.success(request, "Fördelningen är skickad tillbaka till den som föreslog den.")
    return reverse("allocation", args=[code])


def _approve(request: ActorRequest, code: str) -> str:
    approve_run(posted_run(request, code), request.actor)
    messages.success(request, "Fördelningen är godkänd. Nu kan ett beslut beredas.")
    return reverse("allocation", args=[code])


_STEPS: dict[str, Callable[[ActorRequest, str], str]] = {
    "compute": _compute,
    "propose": _propose,
    "approve": _approve,
    "send_back": _send_back,
}


def posted_run(request: ActorRequest, code: str) -> int:
    """Return the run that the button stood beside, which may not be the newest any more.

    Raises:
        Http404: what was sent is no run of the agreement that the actor may see.
    """
    try:
        run_id = int(request.POST.get("run", ""))
    except ValueError as error:  # no number, or one with thousands of digits
        raise Http404 from error
    if not visible_runs(request.actor).filter(agreement__code=code, pk=run_id).exists():
        raise Http404
    return run_id
