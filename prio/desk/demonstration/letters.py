"""The letters of one finished year, made and sent: those of the others are left for who presses the button."""

from agreements.models import Agreement
from payouts.models import DecisionLetter, LetterState
from payouts.selectors.in_force import decision_in_force
from payouts.services.letter_sending import send_letters
from payouts.services.letters import make_letters
from prio.accounts.demonstration import PREPARER
from prio.commands import actor_named

# The fewest letters, one to each landsting: made in a second or two.
OF = "heldygnsvard-2012"


def send_some(code: str = OF) -> bool:
    """Make and send the letters of the agreement's decision. False if somebody has made or sent any of them."""
    agreement = Agreement.objects.filter(code=code).first()
    decision = decision_in_force(agreement.pk) if agreement else None
    if decision is None:
        return False
    letters = DecisionLetter.objects.filter(decision=decision)
    if not letters.exists() or letters.exclude(state=LetterState.ORDERED).exists():
        return False
    make_letters(decision.pk)
    send_letters(decision.pk, actor_named(PREPARER))
    return True
