"""The life of a request for access to documents, as data: states, steps, who may take them and what they require."""

from enum import Enum

from prio.lifecycle import Lifecycle, State, Transition

REGISTRAR = "registrar"


class Needs(Enum):
    """What a step requires beside the right state and role; the value is the refusal that its absence gives."""

    ENTRIES = "Välj minst en handling först."
    ALL_TESTED = "Pröva varje handling först: den lämnas ut hel, maskerad eller inte alls."
    REASON = "Ange ett skäl."
    HOW = "Ange hur handlingarna lämnades ut."
    NO_ENTRIES = "Ta först bort de handlingar som är valda."


ACCESS_REQUEST = Lifecycle(
    name="access_request",
    states=(
        State("open", "Öppen", "Öppen", is_editable=True),
        State("made", "Kopian är gjord", "Kopian är gjord"),
        State("answered", "Besvarad", "Besvarad"),
        State("without", "Besvarad, inga handlingar", "Besvarad, inga handlingar"),
        State("withdrawn", "Återtagen", "Återtagen"),
    ),
    transitions=(
        Transition("pick", "Välj handlingar", ("open",), "open", (REGISTRAR,)),
        Transition("decide", "Pröva en handling", ("open",), "open", (REGISTRAR,)),
        Transition(
            "make", "Gör kopian", ("open",), "made", (REGISTRAR,), (Needs.ENTRIES, Needs.ALL_TESTED)
        ),
        Transition("reopen", "Pröva om", ("made",), "open", (REGISTRAR,)),
        Transition("give_out", "Lämna ut", ("made",), "answered", (REGISTRAR,), (Needs.HOW,)),
        Transition(
            "answer_without", "Svara att inga handlingar finns", ("open",), "without", (REGISTRAR,),
            (Needs.NO_ENTRIES, Needs.REASON),
        ),
        Transition("withdraw", "Begäran tas tillbaka", ("open", "made"), "withdrawn", (REGISTRAR,), (Needs.REASON,)),
    ),
)  # fmt: skip
