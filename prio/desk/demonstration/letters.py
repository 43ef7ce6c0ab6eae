"""The letters of one finished year, made and sent: those of the others are left for who presses the button."""

from payouts.models import Decision, DecisionLetter, DecisionState, LetterState
from payouts.services.letter_sending import send_letters
from payouts.services.letters import make_letters
from prio.accounts.demonstration import PREPARER
from prio.commands import actor_named

# The fewest letters, one to each landsting: made in a second or two.
OF = "heldygnsvard-2012"


def send_some(code: str = OF) -> bool:
    """Make and send the letters of the agreement's decision. False if somebody has made or sent any of them."""
    decision = Decision.objects.filter(agreement__code=code, state=DecisionState.IN_FORCE).first()
    if decision is None:
        return False
    letters = DecisionLetter.objects.filter(decision=decision)
    if not letters.exists() or letters.exclude(state=LetterState.ORDERED).exists():
        return False
    make_letters(decision.pk)
    send_letters(decision.pk, actor_named(PREPARER))
    return True
