"""The lives of what follows a payment, as data: reports on lines, accounts of use, claims (see `lifecycle`)."""

from enum import Enum

from prio.lifecycle import Lifecycle, State, Transition

PAYER = "payer"
SKR = "skr_administrator"
WRITES_FOR_ORGANISATION = ("reporter", "signer", "head", "recipient")
SIGNS_FOR_ORGANISATION = ("signer", "head")
READS_CLAIMS_FOR_ORGANISATION = ("reader", *WRITES_FOR_ORGANISATION)


class Needs(Enum):
    """What a step requires beside the right state and role."""

    ADDS_UP = "Det som har använts och det som finns kvar är tillsammans det som betalades ut."
    REASON = "Skriv varför återkravet återkallas."
    WHAT_WAS_WRONG = "Skriv vad som var fel med anteckningen."
    NOT_ABOVE = "Mer än det som är kvar av återkravet kan inte återbetalas."


USE_OF_MONEY = Lifecycle(
    name="use_of_money",
    states=(
        State("none", "Inte påbörjad", "Inte påbörjad", is_editable=True),
        State("draft", "Påbörjad", "Påbörjad", is_editable=True),
        State("handed_in", "Inlämnad", "Inlämnad"),
        State("replaced", "Ersatt av en rättelse", "Ersatt av en rättelse"),
    ),
    transitions=(
        Transition("save", "Spara", ("none", "draft"), "draft", WRITES_FOR_ORGANISATION),
        Transition(
            "hand_in", "Lämna in redovisningen", ("none", "draft"), "handed_in", SIGNS_FOR_ORGANISATION,
            (Needs.ADDS_UP,),
        ),
        # of the one that is handed in: a new draft beside it, which takes its place when it is handed in
        Transition("correct", "Rätta redovisningen", ("handed_in",), "draft", WRITES_FOR_ORGANISATION),
        Transition("discard", "Ta bort rättelsen", ("draft",), "none", WRITES_FOR_ORGANISATION),
        Transition("replace", "Ersätt med rättelsen", ("handed_in",), "replaced", SIGNS_FOR_ORGANISATION),
    ),
)  # fmt: skip

CLAIM = Lifecycle(
    name="claim",
    states=(
        State("open", "Ska återbetalas", "Ska återbetalas"),
        State("repaid", "Återbetald", "Återbetald"),
        State("withdrawn", "Återkallad", "Återkallad"),
    ),
    transitions=(
        Transition("repay", "Anteckna återbetalningen", ("open",), "repaid", (PAYER,), (Needs.NOT_ABOVE,)),
        Transition("withdraw", "Återkalla återkravet", ("open",), "withdrawn", (PAYER,), (Needs.REASON,)),
        # a claim that was given up stays so: only what had come of it is less
        Transition(
            "take_back", "Ta tillbaka anteckningen", ("open", "repaid", "withdrawn"), "open", (PAYER,),
            (Needs.WHAT_WAS_WRONG,),
        ),
    ),
)  # fmt: skip

LINE = Lifecycle(
    name="line",
    states=(State("granted", "Beviljad", "Beviljad"), State("reported", "Redovisad", "Redovisad")),
    transitions=(
        Transition(
            "report", "Lämna in redovisningen", ("granted", "reported"), "reported",
            (SKR, *WRITES_FOR_ORGANISATION), (Needs.ADDS_UP,),
        ),
        Transition("pay", "Anteckna utbetalningen", ("granted", "reported"), "granted", (PAYER,)),
    ),
)  # fmt: skip
