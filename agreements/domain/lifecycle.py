"""The lives of a definition and of a report, as data: states, transitions, who may take them and what they require.

Buttons, rights, refusals and documentation read these tables; a service takes a transition by its verb.
Roles are the codes of `prio.accounts`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Needs(Enum):
    """What a transition requires beside the right state and role; the value is the refusal that its absence gives."""

    BEFORE_CLOSING = "Tiden för att lämna in har gått ut."
    AFTER_CLOSING = "Det går fortfarande att lämna in i tid."
    IS_OPEN = "Inlämningen har inte öppnat."
    COMPLETION_OPEN = "Tiden för komplettering har gått ut."
    ROUND_OPEN = "Ingen bedömningsomgång är öppen."
    REASON = "Ange ett skäl."
    COMPLETION_DATE = "Ange sista dag för kompletteringen."
    NO_FAULTS = "Överenskommelsen har fel som måste rättas först."
    NEW_VERSION = "En publicerad överenskommelse ändras bara genom en ny version."


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
    """One verb: from which states, to which, by which roles, on which conditions. `label` is its button in Swedish."""

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    needs: tuple[Needs, ...] = ()


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

    def open_to(self, state: str, roles: Collection[str]) -> tuple[Transition, ...]:
        """Return the transitions that somebody with these roles may take from a state, conditions aside."""
        return tuple(
            transition
            for transition in self.transitions
            if state in transition.sources and not set(roles).isdisjoint(transition.who)
        )


_WORKS_ON_IT = ("reporter", "signer")
_ANSWERS_FOR_IT = ("signer",)
_ASSESSES = ("assessor", "lead_assessor")
_LEADS = ("lead_assessor",)

DEFINITION = Lifecycle(
    name="definition",
    states=(
        State("draft", "Förslag", "Förslag", is_editable=True),
        State("published", "Gäller", "Gäller"),
        State("superseded", "Ersatt av en ny version", "Ersatt av en ny version"),
    ),
    transitions=(
        Transition("publish", "Publicera", ("draft",), "published", ("administrator",), (Needs.NO_FAULTS,)),
        Transition(
            "supersede", "Ersätt med en ny version", ("published",), "superseded", ("administrator",),
            (Needs.NEW_VERSION, Needs.REASON),
        ),
    ),
)  # fmt: skip

REPORT = Lifecycle(
    name="report",
    states=(
        State("not_begun", "Inte påbörjad", "Inget inlämnat"),
        State("draft", "Utkast", "Inget inlämnat", is_editable=True),
        State("handed_in", "Inlämnad", "Inlämnad"),
        State("returned", "Komplettering begärd", "Väntar på komplettering", is_editable=True),
        State("late", "Inlämnad för sent, väntar på beslut", "Sen, ska prövas"),
        State("refused", "Inlämnad för sent, godtogs inte", "Sen, godtogs inte"),
        State("declined", "Ni avstår", "Avstår"),
    ),
    transitions=(
        Transition("begin", "Börja", ("not_begun",), "draft", _WORKS_ON_IT, (Needs.IS_OPEN,)),
        Transition(
            "hand_in", "Lämna in", ("draft",), "handed_in", _ANSWERS_FOR_IT, (Needs.IS_OPEN, Needs.BEFORE_CLOSING)
        ),
        Transition("take_back", "Ta tillbaka", ("handed_in",), "draft", _ANSWERS_FOR_IT, (Needs.BEFORE_CLOSING,)),
        Transition(
            "decline", "Avstå", ("not_begun", "draft"), "declined", _ANSWERS_FOR_IT,
            (Needs.BEFORE_CLOSING, Needs.REASON),
        ),
        Transition("resume", "Delta ändå", ("declined",), "draft", _ANSWERS_FOR_IT, (Needs.BEFORE_CLOSING,)),
        Transition("hand_in_late", "Lämna in för sent", ("draft",), "late", _ANSWERS_FOR_IT, (Needs.AFTER_CLOSING,)),
        Transition("accept_late", "Godta", ("late",), "handed_in", _LEADS, (Needs.REASON,)),
        Transition("refuse_late", "Godta inte", ("late",), "refused", _LEADS, (Needs.REASON,)),
        Transition(
            "request_completion", "Begär komplettering", ("handed_in",), "returned", _ASSESSES,
            (Needs.ROUND_OPEN, Needs.REASON, Needs.COMPLETION_DATE),
        ),
        Transition(
            "complete", "Lämna in kompletteringen", ("returned",), "handed_in", _ANSWERS_FOR_IT,
            (Needs.COMPLETION_OPEN,),
        ),
    ),
)  # fmt: skip
