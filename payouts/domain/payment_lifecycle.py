"""The lives of payment details, payment orders and payments as data (see payouts.domain.lifecycle).

Roles are the values of `prio.accounts.roles.Role`. A payer acts for the agreement's payer only, and who speaks for an
organisation for that organisation only: the services look.
"""

from enum import Enum

from prio.lifecycle import Lifecycle, State, Transition

PAYER = "payer"
FOR_ORGANISATION = ("recipient", "signer", "head")


class PaymentNeeds(Enum):
    """What a step requires beside the right state and role."""

    ANOTHER_PERSON = "En annan person än den som lämnade, förberedde eller attesterade."
    SAME_SUMS = "Antalet och summan är de som visades."
    DECISION_IN_FORCE = "Beslutet gäller."
    DETAILS_HOLD = "Betalningsuppgifterna är godkända och gäller än."
    NO_FILE = "Ingen fil är skapad."
    FILE = "Filen är skapad."
    A_REASON = "Ett skäl är skrivet."


DETAILS = Lifecycle(
    name="payment details",
    states=(
        State("none", "Inte lämnade", "Inte lämnade"),
        State("proposed", "Väntar på godkännande", "Väntar på godkännande"),
        State("approved", "Gäller", "Gäller"),
        State("superseded", "Ersatta", "Ersatta"),
        State("refused", "Avvisade", "Avvisade"),
    ),
    transitions=(
        Transition("propose", "Lämna uppgifterna", ("none",), "proposed", FOR_ORGANISATION),
        Transition(
            "approve", "Godkänn uppgifterna", ("proposed",), "approved", (*FOR_ORGANISATION, PAYER),
            (PaymentNeeds.ANOTHER_PERSON,),
        ),
        Transition(
            "refuse", "Avvisa", ("proposed",), "refused", (*FOR_ORGANISATION, PAYER),
            (PaymentNeeds.ANOTHER_PERSON, PaymentNeeds.A_REASON),
        ),
        Transition("supersede", "Ersatta av nya", ("approved",), "superseded", ()),
    ),
)  # fmt: skip

ORDER = Lifecycle(
    name="payment order",
    states=(
        State("none", "Inte förberedd", "Inte förberedd"),
        State("prepared", "Förberedd", "Förberedd"),
        State("attested", "Attesterad av en", "Attesterad av en"),
        State("approved", "Godkänd, filen skapas", "Godkänd, filen skapas"),
        State("ordered", "Filen är skapad", "Filen är skapad"),
        State("settled", "Klar", "Klar"),
        State("withdrawn", "Återkallad", "Återkallad"),
    ),
    transitions=(
        Transition(
            "prepare", "Förbered betalningsordern", ("none",), "prepared", (PAYER,),
            (PaymentNeeds.DECISION_IN_FORCE, PaymentNeeds.SAME_SUMS),
        ),
        Transition(
            "attest", "Attestera", ("prepared",), "attested", (PAYER,), (PaymentNeeds.SAME_SUMS,)
        ),
        Transition(
            "approve", "Godkänn ordern", ("attested",), "approved", (PAYER,),
            (PaymentNeeds.ANOTHER_PERSON, PaymentNeeds.SAME_SUMS, PaymentNeeds.DETAILS_HOLD),
        ),
        Transition("order", "Filen är skapad", ("approved",), "ordered", (), (PaymentNeeds.DETAILS_HOLD,)),
        Transition("settle", "Alla betalningar har fått besked", ("ordered",), "settled", (), (PaymentNeeds.FILE,)),
        Transition(
            "withdraw", "Återkalla ordern", ("prepared", "attested", "approved"), "withdrawn", (PAYER,),
            (PaymentNeeds.NO_FILE, PaymentNeeds.A_REASON),
        ),
    ),
)  # fmt: skip

PAYMENT = Lifecycle(
    name="payment",
    states=(
        State("prepared", "Förberedd", "Förberedd"),
        State("ordered", "I betalningsfilen", "I betalningsfilen"),
        State("paid", "Betald", "Betald"),
        State("bounced", "Kom tillbaka", "Kom tillbaka"),
        State("withdrawn", "Återkallad", "Återkallad"),
    ),
    transitions=(
        Transition("order", "I betalningsfilen", ("prepared",), "ordered", ()),
        Transition(
            "pay", "Markera som betald", ("ordered",), "paid", (PAYER,), (PaymentNeeds.A_REASON,)
        ),
        Transition(
            "bounce", "Markera att pengarna kom tillbaka", ("ordered", "paid"), "bounced", (PAYER,),
            (PaymentNeeds.A_REASON,),
        ),
        Transition("withdraw", "Återkallad med sin order", ("prepared",), "withdrawn", ()),
    ),
)  # fmt: skip
