"""The lives of a definition and of a report, as data: states, transitions, who may take them and what they require.

Buttons, rights, refusals and documentation read these tables; a service takes a transition by its verb.
Roles are the codes of `prio.accounts`.
"""

from enum import Enum

from prio.lifecycle import Lifecycle, State, Transition, UnknownTransition

__all__ = ["DEFINITION", "REPORT", "Lifecycle", "Needs", "State", "Transition", "UnknownTransition"]


class Needs(Enum):
    """What a transition requires beside the right state and role; the value is the refusal that its absence gives."""

    BEFORE_CLOSING = "Tiden för att lämna in har gått ut."
    AFTER_CLOSING = "Det går fortfarande att lämna in i tid."
    IS_OPEN = "Inlämningen har inte öppnat."
    NOT_ASSESSED = "Bedömningen är avslutad. Inget tas emot längre."
    COMPLETION_OPEN = "Tiden för komplettering har gått ut."
    COMPLETION_CLOSED = "Det går fortfarande att komplettera i tid."
    QUESTION_OPEN = "Ingen av frågorna är öppen för svar längre."
    FIRST_HAND_IN = "Det som kom för sent är en komplettering: det som lämnades in tidigare gäller ändå."
    IS_COMPLETION = "Det som kom för sent är ingen komplettering."
    REASON = "Ange ett skäl."
    COMPLETION_DATE = "Ange en sista dag för kompletteringen som är i dag eller senare."
    NO_FAULTS = "Överenskommelsen har fel som måste rättas först."
    NEW_VERSION = "En publicerad överenskommelse ändras bara genom en ny version."


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
        Transition("begin", "Börja", ("not_begun",), "draft", _WORKS_ON_IT, (Needs.IS_OPEN, Needs.NOT_ASSESSED)),
        Transition(
            "hand_in", "Lämna in", ("draft",), "handed_in", _ANSWERS_FOR_IT,
            (Needs.IS_OPEN, Needs.NOT_ASSESSED, Needs.BEFORE_CLOSING),
        ),
        Transition("take_back", "Ta tillbaka", ("handed_in",), "draft", _ANSWERS_FOR_IT, (Needs.BEFORE_CLOSING,)),
        Transition(
            "decline", "Avstå", ("not_begun", "draft"), "declined", _ANSWERS_FOR_IT,
            (Needs.BEFORE_CLOSING, Needs.REASON),
        ),
        Transition("resume", "Delta ändå", ("declined",), "draft", _ANSWERS_FOR_IT, (Needs.BEFORE_CLOSING,)),
        Transition(
            "hand_in_late", "Lämna in för sent", ("draft",), "late", _ANSWERS_FOR_IT,
            (Needs.NOT_ASSESSED, Needs.AFTER_CLOSING),
        ),
        Transition("accept_late", "Godta", ("late",), "handed_in", _LEADS, (Needs.REASON,)),
        Transition(
            "refuse_late", "Godta inte", ("late",), "refused", _LEADS, (Needs.FIRST_HAND_IN, Needs.REASON)
        ),
        Transition(
            "refuse_late_completion", "Godta inte kompletteringen", ("late",), "handed_in", _LEADS,
            (Needs.IS_COMPLETION, Needs.REASON),
        ),
        Transition(
            "request_completion", "Begär komplettering", ("handed_in", "returned"), "returned", _ASSESSES,
            (Needs.REASON, Needs.COMPLETION_DATE),
        ),
        Transition(
            "complete", "Lämna in kompletteringen", ("returned",), "handed_in", _ANSWERS_FOR_IT,
            (Needs.NOT_ASSESSED, Needs.COMPLETION_OPEN),
        ),
        Transition(
            "complete_late", "Lämna in kompletteringen för sent", ("returned",), "late", _ANSWERS_FOR_IT,
            (Needs.NOT_ASSESSED, Needs.COMPLETION_CLOSED),
        ),
        Transition(
            "supplement", "Lämna in senare svar", ("handed_in",), "handed_in", _ANSWERS_FOR_IT, (Needs.QUESTION_OPEN,)
        ),
    ),
)  # fmt: skip
