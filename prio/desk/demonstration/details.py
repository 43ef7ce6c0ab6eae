"""Made-up payment details, so that the demonstration's money can be ordered. Östersund leaves its own, to try that."""

from stdnum import luhn

from payouts.models import AccountKind, DetailsState, PaymentDetails
from prio import clock
from prio.accounts.models import User
from prio.audit.services import record_first
from prio.parties.models import Organisation

PROPOSER, SETTLER = "kommun.mottagare", "kammarkollegiet"
LEFT_OUT = "2380"  # the organisation of the demonstration's own accounts
FIRST_BANKGIRO = 990_000  # six digits, to which the check digit is added


def make_up_details() -> int:
    """Give every organisation but one a made-up bankgiro, the first time; return how many got one.

    The rows say that they are simulated, and so does every order that pays to them (ADR 0003).
    """
    people = dict(User.objects.filter(username__in=[PROPOSER, SETTLER]).values_list("username", "pk"))
    if PaymentDetails.objects.exists() or len(people) < len((PROPOSER, SETTLER)):
        return 0
    now = clock.now()
    bodies = Organisation.objects.exclude(code=LEFT_OUT).order_by("code")
    made = PaymentDetails.objects.bulk_create(
        PaymentDetails(
            organisation=body,
            kind=AccountKind.BANKGIRO,
            number=_with_check_digit(FIRST_BANKGIRO + place),
            state=DetailsState.APPROVED,
            proposed_by_id=people[PROPOSER],
            proposed_at=now,
            settled_by_id=people[SETTLER],
            settled_at=now,
            simulated=True,
        )
        for place, body in enumerate(bodies)
    )
    record_first("payment_details", "made_up", {one.pk: {"number": one.number} for one in made})
    return len(made)


def _with_check_digit(number: int) -> str:
    return f"{number}{luhn.calc_check_digit(str(number))}"
