"""The jobs of a round: testing its reports and sending its findings, refused when they are ordered."""

from assessment.models import RoundKind
from assessment.selectors.round_view import RoundView
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role
from prio.jobs import services as jobs
from prio.jobs.models import Job
from prio.refused import NotPermitted, Refused

ASSESS = "assess"
SEND_FINDINGS = "send_findings"
# The step of the round that orders each, who may, and what others are told.
_STEPS = {
    ASSESS: ("prova", ASSESSING_ROLES, "Bara den som bedömer prövar rapporterna."),
    SEND_FINDINGS: (
        "skicka",
        frozenset({Role.LEAD_ASSESSOR}),
        "Bara ansvarig bedömare skickar preliminära bedömningar.",
    ),
}


def subject_of(agreement: str, kind: str) -> str:
    """Return what the jobs of a round are about: one of each at a time."""
    return agreement if kind == RoundKind.FINAL else f"{agreement}, preliminär"


def order_round_job(actor: Actor, view: RoundView, job_kind: str) -> Job:
    """Order a job of a round; one that is already on its way is returned instead.

    What a job would refuse is refused here already, where somebody reads why.

    Args:
        actor: who orders it; the job is done as them.
        view: the round as the actor reads it.
        job_kind: ASSESS or SEND_FINDINGS.

    Raises:
        Refused: the role or the state of the round does not allow it, or something is missing.
    """
    verb, allowed, told = _STEPS[job_kind]
    if actor.roles.isdisjoint(allowed):
        raise NotPermitted(told)
    step = next((one for one in view.steps if one.verb == verb), None)
    if step is None:
        raise Refused(f"Omgången har läget ”{view.state_name}”. Då går det inte att ta steget.")
    if step.lacks:
        raise Refused(step.lacks)
    code, kind = view.definition.code, view.kind.value
    return jobs.order(job_kind, subject_of(code, kind), actor.user_id, {"agreement": code, "kind": kind})
