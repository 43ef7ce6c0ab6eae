"""The lives of a round, a finding and a verdict, as data: states, transitions, who may take them, what they require.

Buttons, rights, refusals and documentation read these tables; a service takes a transition by its verb.
"""

from enum import Enum

from prio.lifecycle import Lifecycle, State, Transition

__all__ = ["FINDING", "MAY_JUDGE", "ROUND", "VERDICT", "Needs"]


class Needs(Enum):
    """What a transition requires beside the right state and role; the value is the refusal that its absence gives."""

    OWN_AUTHORITY = "Kravet bedöms av en annan myndighet än den du bedömer för."
    DECLARED = "Lämna årets jävsdeklaration först."
    NOT_RECUSED = "Du är jävig i partens ärenden. En annan bedömare tar över."
    ROUND_OPEN = "Bedömningsomgången pågår inte."
    CLOSED = (
        "Tiden att rapportera pågår ännu. En bedömning blir slutlig först när den har gått ut: till dess kan "
        "organisationen ta tillbaka det den har lämnat in."
    )
    REPORT_STANDS = "Rapporten kom efter sista dagen. Ansvarig bedömare avgör först om den räknas."
    NOTHING_AWAITED = (
        "En komplettering är begärd. Vänta tills den har kommit eller tiden för den har gått ut."
    )
    NOTHING_NEW = (
        "Nytt underlag har kommit in sedan bedömningen bereddes. Skicka tillbaka den och läs det nya."
    )
    ALL_JUDGED = "Ta ställning till varje villkor som en bedömare prövar."
    JUDGED_OUTCOME = "Välj uppfyllt, uppfyllt med anmärkning eller ej uppfyllt."
    MOTIVATION = (
        "Skriv en motivering: ett avslag, en anmärkning och ett annat utfall än det föreslagna förklaras."
    )
    ANOTHER_PERSON = "Den som beredde bedömningen kan inte också godkänna den."
    HEARD = "Organisationen ska få yttra sig först. Skicka bedömningen till den, eller ange varför det inte behövs."
    AGAINST = "Bara ett avslag kommuniceras före beslut."
    ANSWER_DATE = "Ge organisationen minst så många dagar att yttra sig som omgången har bestämt."
    ANSWER_OVERDUE = "Organisationen har fortfarande tid att yttra sig."
    TEXT = "Skriv ett yttrande."
    NOT_ANSWERED = "Ni har redan yttrat er. Vill ni lägga till något, kontakta den som bedömer."
    REASON = "Ange ett skäl."
    NOT_FINAL = "Bedömningen är slutlig. Börja en ändring av den innan du begär komplettering."
    NO_OTHER_IN_HAND = "Någon arbetar redan med en ändring av bedömningen."
    NOTHING_TOLD = (
        "Organisationen har fått yttra sig om ändringen, och det som skickats finns kvar. Bered den med det utfall "
        "som ska gälla."
    )
    SOMETHING_TO_JUDGE = "Överenskommelsen har ingen sådan omgång."
    ALL_FINAL = "Alla bedömningar i omgången är inte slutliga."
    ALL_SENT = "Alla preliminära bedömningar är inte skickade."


_ASSESSES = ("assessor", "lead_assessor")
_LEADS = ("lead_assessor",)
_ANSWERS = ("reporter", "signer")
# What every judgement asks of who makes it.
MAY_JUDGE = (Needs.OWN_AUTHORITY, Needs.DECLARED, Needs.NOT_RECUSED)

ROUND = Lifecycle(
    name="round",
    states=(
        State("planned", "Planerad", "Planerad"),
        State("open", "Pågår", "Pågår"),
        State("closed", "Avslutad", "Avslutad"),
    ),
    transitions=(
        Transition("open", "Öppna omgången", ("planned",), "open", _LEADS, (Needs.SOMETHING_TO_JUDGE,)),
        Transition("close_preliminary", "Avsluta omgången", ("open",), "closed", _LEADS, (Needs.ALL_SENT,)),
        Transition("close_final", "Avsluta omgången", ("open",), "closed", _LEADS, (Needs.ALL_FINAL,)),
        Transition("reopen", "Öppna igen", ("closed",), "open", _LEADS, (Needs.REASON,)),
    ),
)

FINDING = Lifecycle(
    name="finding",
    states=(
        State("proposed", "Bedöms preliminärt", "Föreslagen", is_editable=True),
        State("prepared", "Bedöms preliminärt", "Beredd"),
        State("sent", "Preliminärt bedömd", "Skickad"),
    ),
    transitions=(
        Transition(
            "prepare", "Gör klar", ("proposed",), "prepared", _ASSESSES,
            (*MAY_JUDGE, Needs.ROUND_OPEN, Needs.JUDGED_OUTCOME, Needs.ALL_JUDGED, Needs.MOTIVATION),
        ),
        Transition("return", "Ta tillbaka", ("prepared",), "proposed", _ASSESSES, (*MAY_JUDGE, Needs.ROUND_OPEN)),
        Transition("send", "Skicka", ("prepared",), "sent", _LEADS, (Needs.ROUND_OPEN,)),
    ),
)  # fmt: skip

VERDICT = Lifecycle(
    name="verdict",
    states=(
        State("proposed", "Bedöms", "Föreslagen", is_editable=True),
        State("prepared", "Bedöms", "Beredd"),
        State("communicated", "Ni kan yttra er", "Väntar på yttrande"),
        State("answered", "Bedöms", "Yttrande klart"),
        State("final", "Bedömd", "Slutlig"),
        State("corrected", "Ersatt av en ny bedömning", "Ersatt"),
    ),
    transitions=(
        Transition(
            "prepare", "Bered", ("proposed",), "prepared", _ASSESSES,
            (
                *MAY_JUDGE, Needs.ROUND_OPEN, Needs.CLOSED, Needs.REPORT_STANDS, Needs.NOTHING_AWAITED,
                Needs.JUDGED_OUTCOME, Needs.ALL_JUDGED, Needs.MOTIVATION,
            ),
        ),
        Transition(
            "return", "Skicka tillbaka", ("prepared", "communicated", "answered"), "proposed", _ASSESSES,
            (*MAY_JUDGE, Needs.REASON),
        ),
        Transition(
            "communicate", "Skicka för yttrande", ("prepared",), "communicated", _ASSESSES,
            (*MAY_JUDGE, Needs.AGAINST, Needs.NOTHING_NEW, Needs.ANSWER_DATE),
        ),
        Transition(
            # Also after somebody noted that none had come: what arrives before the decision is read.
            "answer", "Lämna yttrande", ("communicated", "answered"), "answered", _ANSWERS,
            (Needs.NOT_ANSWERED, Needs.TEXT),
        ),
        Transition(
            "note_silence", "Notera att inget yttrande kom", ("communicated",), "answered", _ASSESSES,
            (*MAY_JUDGE, Needs.ANSWER_OVERDUE),
        ),
        Transition(
            "approve", "Godkänn", ("prepared", "communicated", "answered"), "final", _ASSESSES,
            (*MAY_JUDGE, Needs.CLOSED, Needs.ANOTHER_PERSON, Needs.NOTHING_NEW, Needs.HEARD),
        ),
        Transition(
            "begin_correction", "Rätta eller ändra", ("final",), "proposed", _ASSESSES,
            (*MAY_JUDGE, Needs.REASON, Needs.NO_OTHER_IN_HAND),
        ),
        Transition(
            "abandon", "Avbryt ändringen", ("proposed",), "proposed", _ASSESSES,
            (*MAY_JUDGE, Needs.NOTHING_TOLD, Needs.REASON),
        ),
        Transition("replace", "Ersätt", ("final",), "corrected", _ASSESSES, (Needs.ANOTHER_PERSON,)),
    ),
)  # fmt: skip
