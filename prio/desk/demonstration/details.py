"""Made-up payment details, so that the demonstration's money can be ordered.

Östersund and the first of the applicants leave their own, to try that.
"""

from collections.abc import Iterable

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
    if PaymentDetails.objects.exists():
        return 0
    return _make_up(Organisation.objects.exclude(code=LEFT_OUT).order_by("code"), PROPOSER)


def make_up_details_of(numbers: Iterable[str], proposer: str) -> int:
    """Give the organisations with these organisationsnummer, that have no details, a made-up bankgiro each.

    proposer: the account that left them. Returns how many got one.
    """
    bodies = Organisation.objects.filter(organisation_number__in=list(numbers), payment_details=None)
    return _make_up(bodies.order_by("code"), proposer)


def _make_up(bodies: Iterable[Organisation], proposer: str) -> int:
    people = dict(User.objects.filter(username__in=[proposer, SETTLER]).values_list("username", "pk"))
    if len(people) < len((proposer, SETTLER)):
        return 0
    now, first = clock.now(), FIRST_BANKGIRO + PaymentDetails.objects.count()
    made = PaymentDetails.objects.bulk_create(
        PaymentDetails(
            organisation=body,
            kind=AccountKind.BANKGIRO,
            number=_with_check_digit(first + place),
            state=DetailsState.APPROVED,
            proposed_by_id=people[proposer],
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
