"""Asking the lives of runs and decisions whether a step may be taken."""

from prio.accounts.roles import Actor
from prio.accounts.selectors import is_demonstration
from prio.lifecycle import Lifecycle
from prio.refused import NotPermitted, Refused


def require(life: Lifecycle, verb: str, state: str, actor: Actor) -> None:
    """Refuse unless the step leads from `state` and the actor holds a role that may take it.

    Raises:
        Refused: the state is another. NotPermitted: the actor holds no such role.
    """
    step = life.transition(verb)
    if actor.roles.isdisjoint(step.who):
        raise NotPermitted(f"{actor.name} har inte rollen som behövs för steget ”{step.label}”.")
    if state not in step.sources:
        raise Refused(f"{step.label} går inte nu: läget är ett annat. Ladda om sidan för att se det.")


def require_demonstration() -> None:
    """Refuse what is made up unless this installation is a demonstration (ADR 0003)."""
    if not is_demonstration():
        raise Refused("Påhittade uppgifter kan bara finnas i en demonstration.")
