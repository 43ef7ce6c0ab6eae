"""Who simulates, and the simulations that are saved."""

from django.db.models import QuerySet

from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from payouts.models import Simulation, SimulationSide
from prio.accounts.roles import Actor, Role

MINISTRY = (Role.MINISTRY_PREPARER, Role.MINISTRY_APPROVER)


def side_of(actor: Actor) -> SimulationSide | None:
    """Return for whom the actor simulates: the ministry or SKR; None for everybody else."""
    if actor.is_any(*MINISTRY):
        return SimulationSide.MINISTRY
    return SimulationSide.SKR if actor.is_any(Role.SKR_ADMINISTRATOR) else None


def simulated_version(actor: Actor, code: str) -> AgreementVersion | None:
    """Return the published version that the actor may simulate; None where there is none, or for somebody else."""
    return published_version(actor, code) if side_of(actor) else None


def visible_simulations(actor: Actor, code: str) -> QuerySet[Simulation]:
    """Return the simulations of an agreement that the actor may see: those of its own side, the newest first."""
    side = side_of(actor)
    found = Simulation.objects.filter(agreement__code=code).select_related("owner", "agreement")
    return found.filter(side=side) if side else found.none()


def saved_simulations(actor: Actor, code: str) -> list[Simulation]:
    """Return them without what they were divided from, for a list: one query."""
    return list(visible_simulations(actor, code).defer("base", "material"))


def simulation_for(actor: Actor, code: str, simulation_id: int) -> Simulation | None:
    """Return one of them, None where there is none that the actor may see: one query."""
    return visible_simulations(actor, code).filter(pk=simulation_id).first()
