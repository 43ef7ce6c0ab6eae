"""The lives of runs and decisions as data: which step leads where, who may take it, and what must hold.

Buttons, services and error messages read these tables. Roles are the values of `prio.accounts.roles.Role`.
"""

from enum import Enum

from prio.lifecycle import Lifecycle, State, Transition

__all__ = [
    "APPROVER",
    "DECISION",
    "GRANT",
    "GRANT_DECISION",
    "GRANT_LETTER",
    "LEAD",
    "LETTER",
    "PREPARER",
    "RUN",
    "Lifecycle",
    "Needs",
]

PREPARER = "ministry_preparer"
APPROVER = "ministry_approver"
ASSESSOR = "assessor"
LEAD = "lead_assessor"
# Who speaks for an organisation, so that a letter which they open counts as read. Others there read without that.
OPENS_LETTERS = ("signer", "head", "recipient")


class Needs(Enum):
    """What a step requires beside the right state and role. The services look, and name what exactly is in the way."""

    FINAL_VERDICTS = "Alla bedömningar är slutliga."
    ANOTHER_PERSON = "En annan person än den som föreslog eller beredde."
    UNCHANGED = "Underlaget är oförändrat, och fördelningen är den godkända."
    APPROVED_RUN = "Det finns en godkänd fördelning."
    DOCUMENT = "Beslutets dokument är skapat."
    MET = "Bedömningen är slutlig, och villkoren är uppfyllda."
    WITHIN_FRAME = "Beloppen ryms i årets ram."
    ALL_ANSWERED = "Varje ansökan är bedömd, och varje belopp är godkänt."
    A_REASON = "Ett skäl är skrivet."
    DECISION_HOLDS = "Beslutet gäller."


RUN = Lifecycle(
    name="run",
    states=(
        State("none", "Inte beräknad", "Inte beräknad"),
        State("computed", "Beräknad", "Beräknad"),
        State("proposed", "Föreslagen", "Föreslagen"),
        State("approved", "Godkänd", "Godkänd"),
        State("superseded", "Ersatt", "Ersatt"),
    ),
    transitions=(
        Transition(
            "compute", "Beräkna fördelningen", ("none",), "computed", (PREPARER,), (Needs.FINAL_VERDICTS,)
        ),
        Transition("propose", "Föreslå för godkännande", ("computed", "superseded"), "proposed", (PREPARER,)),
        Transition(
            "approve", "Godkänn fördelningen", ("proposed",), "approved", (APPROVER,),
            (Needs.ANOTHER_PERSON, Needs.UNCHANGED),
        ),
        Transition(
            "send_back", "Skicka tillbaka", ("proposed",), "computed", (APPROVER,),
            (Needs.ANOTHER_PERSON, Needs.A_REASON),
        ),
        Transition("supersede", "Ersatt av en senare", ("computed", "proposed", "approved"), "superseded", ()),
    ),
)  # fmt: skip

DECISION = Lifecycle(
    name="decision",
    states=(
        State("none", "Inte berett", "Inte berett"),
        State("draft", "Utkast", "Utkast", is_editable=True),
        State("approved", "Godkänt, dokumentet skapas", "Godkänt, dokumentet skapas"),
        State("in_force", "Gäller", "Gäller"),
        State("corrected", "Rättat av ett senare beslut", "Rättat av ett senare beslut"),
        State("revoked", "Upphävt", "Upphävt"),
    ),
    transitions=(
        Transition("prepare", "Bered beslut", ("none",), "draft", (PREPARER,), (Needs.APPROVED_RUN,)),
        Transition(
            "approve", "Godkänn beslutet", ("draft",), "approved", (APPROVER,),
            (Needs.ANOTHER_PERSON, Needs.UNCHANGED),
        ),
        Transition(
            "send_back", "Skicka tillbaka", ("draft",), "draft", (APPROVER,),
            (Needs.ANOTHER_PERSON, Needs.A_REASON),
        ),
        Transition("issue", "Beslutet gäller", ("approved",), "in_force", (), (Needs.DOCUMENT,)),
        Transition("withdraw", "Ta tillbaka utkastet", ("draft",), "none", (PREPARER,)),
        Transition("edit", "Spara", ("draft",), "draft", (PREPARER,)),
        Transition("correct", "Rättat av ett senare beslut", ("in_force",), "corrected", ()),
        Transition("revoke", "Upphävt", ("in_force",), "revoked", ()),
    ),
)  # fmt: skip

LETTER_STATES = (
    State("ordered", "Ska skapas", "Ska skapas"),
    State("made", "Skapat", "Skapat"),
    State("sent", "Skickat", "Skickat"),
    State("read", "Läst", "Läst"),
)


def _letters_by(who: tuple[str, ...]) -> Lifecycle:
    """Return the life of letters that `who` makes and sends."""
    holds = (Needs.DECISION_HOLDS,)
    return Lifecycle(
        name="letter",
        states=LETTER_STATES,
        transitions=(
            Transition("make", "Skapa breven", ("ordered",), "made", who, holds),
            Transition("send", "Skicka breven", ("made",), "sent", who, holds),
            Transition("resend", "Skicka igen", ("sent",), "sent", who, holds),
            Transition("open", "Öppna brevet", ("sent", "read"), "read", OPENS_LETTERS),
        ),
    )


LETTER = _letters_by((PREPARER, APPROVER))
# The letters to those who have applied: who decides on the applications writes them.
GRANT_LETTER = _letters_by((LEAD,))

GRANT = Lifecycle(
    name="grant",
    states=(
        State("none", "Inget belopp", "Inget belopp"),
        State("proposed", "Föreslaget", "Föreslaget", is_editable=True),
        State("approved", "Godkänt", "Godkänt"),
    ),
    transitions=(
        Transition(
            "propose", "Föreslå beloppet", ("none", "proposed", "approved"), "proposed", (ASSESSOR, LEAD),
            (Needs.MET, Needs.WITHIN_FRAME),
        ),
        Transition(
            "approve", "Godkänn beloppet", ("proposed",), "approved", (ASSESSOR, LEAD),
            (Needs.ANOTHER_PERSON, Needs.WITHIN_FRAME),
        ),
    ),
)  # fmt: skip

# The same life as another decision's, in other hands: the authority that assesses the applications decides on them.
GRANT_DECISION = Lifecycle(
    name="decision",
    states=DECISION.states,
    transitions=(
        Transition("prepare", "Bered beslut", ("none",), "draft", (LEAD,), (Needs.ALL_ANSWERED,)),
        Transition("approve", "Godkänn beslutet", ("draft",), "approved", (LEAD,), (Needs.ANOTHER_PERSON,)),
        Transition(
            "send_back",
            "Skicka tillbaka",
            ("draft",),
            "draft",
            (LEAD,),
            (Needs.ANOTHER_PERSON, Needs.A_REASON),
        ),
        DECISION.transition("issue"),
        Transition("withdraw", "Ta tillbaka utkastet", ("draft",), "none", (LEAD,)),
        Transition("edit", "Spara", ("draft",), "draft", (LEAD,)),
        DECISION.transition("correct"),
        DECISION.transition("revoke"),
    ),
)
