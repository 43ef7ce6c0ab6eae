"""Lives as data: states, transitions, who may take them and what they require. Pure.

Buttons, rights, refusals and documentation read a table made of these; a service takes a transition by its verb.
Roles are the codes of `prio.accounts`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from prio.refused import NotPermitted, Refused


class UnknownTransition(LookupError):
    """A verb that the life does not have."""


@dataclass(frozen=True, slots=True)
class State:
    """One state: its code, its name for those who report and for those who assess, whether answers can be changed."""

    code: str
    for_reporter: str
    for_assessor: str
    is_editable: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One verb: from which states, to which, by which roles, on which conditions. `label` is its button in Swedish.

    needs: the conditions; the value of each is the refusal, in Swedish, that its absence gives.
    """

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    needs: tuple[Enum, ...] = ()

    def lacks(self, met: Collection[Enum]) -> Enum | None:
        """Return the first condition that is not among those that are met; None when nothing is in the way."""
        return next((need for need in self.needs if need not in met), None)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states and transitions of one kind of thing; the first state is where it begins."""

    name: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    @property
    def begins_as(self) -> str:
        """The code of the first state."""
        return self.states[0].code

    def state(self, code: str) -> State:
        """Return the state with that code. Raises KeyError."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)

    def transition(self, verb: str) -> Transition:
        """Return the transition with that verb. Raises UnknownTransition."""
        for transition in self.transitions:
            if transition.verb == verb:
                return transition
        raise UnknownTransition(f"{self.name} has no transition {verb!r}")

    def may(self, verb: str, state: str | None, roles: Collection[str]) -> bool:
        """Say whether somebody with these roles may take the transition from a state, conditions aside."""
        transition = self.transition(verb)
        return state in transition.sources and not set(roles).isdisjoint(transition.who)

    def open_to(self, state: str, roles: Collection[str]) -> tuple[Transition, ...]:
        """Return the transitions that somebody with these roles may take from a state, conditions aside."""
        return tuple(
            transition
            for transition in self.transitions
            if state in transition.sources and not set(roles).isdisjoint(transition.who)
        )

    def take(self, verb: str, state: str, roles: Collection[str], met: Collection[Enum] = ()) -> Transition:
        """Return the transition, if somebody with these roles may take it from this state with these conditions met.

        Raises:
            Refused: the state or a condition is in the way; the table's own words say which. NotPermitted: the role is.
            UnknownTransition: the life has no such verb.
        """
        transition = self.transition(verb)
        if set(roles).isdisjoint(transition.who):
            raise NotPermitted(f"Ni har inte behörighet till det här steget: {transition.label}.")
        if state not in transition.sources:
            now = self.state(state).for_reporter
            raise Refused(f"Läget är ”{now}”. Då går det inte att ta steget ”{transition.label}”.")
        lacking = transition.lacks(met)
        if lacking is not None:
            raise Refused(str(lacking.value))
        return transition
