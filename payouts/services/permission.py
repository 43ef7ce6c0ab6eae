"""Asking the lives of runs and decisions whether a step may be taken."""

from agreements.domain.definition import Definition
from assessment.selectors import published_version
from payouts.lives import life_of
from payouts.models import Decision
from prio.accounts.roles import Actor, authority_named
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
        now = life.state(state).for_assessor
        raise Refused(f"Steget ”{step.label}” går inte att ta längre: läget är nu ”{now}”.")


def require_decider(
    decision: Decision, verb: str, state: str, actor: Actor, life: Lifecycle | None = None
) -> None:
    """Refuse unless the actor may take a step of a decision, or of its letters where their `life` is given.

    Raises:
        Refused: the state is another. NotPermitted: the actor holds no such role, or decides for another authority.
    """
    require(life or life_of(decision), verb, state, actor)
    if decision.on_applications:
        refuse_other_authority(actor, published_version(decision.agreement.code).definition)


def refuse_other_authority(actor: Actor, definition: Definition) -> None:
    """Raise NotPermitted unless the actor leads the assessment for the authority that decides on the applications."""
    if authority_named(definition.assessor) not in actor.assesses_for:
        raise NotPermitted(f"Ansökningarna avgörs av {definition.assessor}, som du inte bedömer för.")


def is_made_up(simulated: bool) -> bool:
    """Say whether a decision carries the mark: it rests on something made up, or is made in a demonstration."""
    return simulated or is_demonstration()


def require_demonstration() -> None:
    """Refuse what is made up unless this installation is a demonstration (ADR 0003)."""
    if not is_demonstration():
        raise Refused("Påhittade uppgifter kan bara finnas i en demonstration.")
