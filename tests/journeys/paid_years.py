"""The real years after their verdicts, the whole country: who decides, pays and is paid, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agreements.domain.loading import load_definition
from agreements.services import publish
from payouts.models import AccountKind, DetailsState, Payment, PaymentDetails, PaymentOrder
from payouts.services.requisitions import requisition
from prio import clock
from prio.accounts.models import Installation, User
from prio.accounts.roles import Role
from prio.accounts.selectors import actor_of
from prio.desk.demonstration import details, history
from prio.parties.models import Organisation
from prio.parties.services import load_reference
from tests import factories

DEFINITIONS = Path(__file__).resolve().parents[2] / "agreements" / "definitions"
REASON = "Kontot är avslutat"


@dataclass(frozen=True)
class Known:
    """What is known beforehand. pots, left: kronor in the pots, and what of them is not distributed.

    bounces: the code of the organisation whose first payment comes back. asks: codes of those who requisition their
    money in the browser. authority: who pays, if not Kammarkollegiet.
    """

    pots: int
    left: int = 0
    bounces: str = "2380"
    asks: tuple[str, ...] = ()
    authority: str = ""

    @property
    def distributed(self) -> int:
        """What is decided and paid, in kronor."""
        return self.pots - self.left


# tests/golden/test_sums.py has the same pots, and why something is left of two.
YEARS = {
    "prio-2012": Known(350_000_000, 3_373_477),
    "prio-2013": Known(630_000_000),
    "prio-2014": Known(630_000_000, bounces="0980"),
    "prio-2015": Known(630_000_000),
    "heldygnsvard-2012": Known(42_500_000, 9, bounces="23", asks=("23", "01"), authority="SKR"),
}


@dataclass(frozen=True)
class PaidYear:
    """An agreement with final verdicts for the whole country. payers: who prepares, attests and approves an order.

    recipients: who speaks for the organisations that act in the browser, by their code.
    """

    code: str
    known: Known
    preparer: User
    approver: User
    payers: tuple[User, User, User]
    auditor: User
    recipients: Mapping[str, User]


def make_paid_year(code: str) -> PaidYear:
    """Load the country, publish the year, and take in its outcomes; every organisation has payment details."""
    known = YEARS[code]
    Installation.objects.create(demonstration_since=clock.now())
    load_reference()
    path = DEFINITIONS / f"{code}.yaml"
    publish(load_definition(path.read_text(encoding="utf-8"), path.name), source_file=path.name)
    history.load_history(code)
    year = PaidYear(
        code,
        known,
        factories.person(Role.MINISTRY_PREPARER),
        factories.person(Role.MINISTRY_APPROVER),
        (_payer(known), _payer(known), _payer(known)),
        factories.person(Role.AUDITOR),
        {one: _recipient(one) for one in {known.bounces, *known.asks}},
    )
    _give_details(year)
    return year


def _payer(known: Known) -> User:
    return factories.person(Role.PAYER, authority=known.authority)


def _recipient(code: str) -> User:
    return factories.person(Role.RECIPIENT, organisation=Organisation.objects.get(code=code))


def _give_details(year: PaidYear) -> None:
    """Give everybody the bankgiro that the demonstration makes up, and who is left out there one of the same kind."""
    for name, user in (
        (details.PROPOSER, year.recipients[year.known.bounces]),
        (details.SETTLER, year.payers[0]),
    ):
        user.username = name
        user.save(update_fields=["username"])
    details.make_up_details()
    PaymentDetails.objects.create(
        organisation=Organisation.objects.get(code=details.LEFT_OUT),
        kind=AccountKind.BANKGIRO,
        number="9912346",
        state=DetailsState.APPROVED,
        proposed_by=year.recipients[year.known.bounces],
        proposed_at=clock.now(),
        settled_by=year.payers[0],
        settled_at=clock.now(),
        simulated=True,
    )


def requisition_the_rest(year: PaidYear) -> int:
    """Let everybody who has not asked for the decided money ask for it; return how many they were."""
    decided = Organisation.objects.filter(parties__decided_amounts__isnull=False)
    rest = decided.exclude(requisitions__agreement__code=year.code).distinct()
    for body in rest:
        actor = actor_of(factories.person(Role.RECIPIENT, organisation=body), clock.today())
        requisition(year.code, body.pk, f"Landsting {body.code}", actor, arrived_at=clock.now())
    return len(rest)


def statuses(order: PaymentOrder, bounces: str = "") -> bytes:
    """What the bank says of an order: everything is paid but to the organisation with that code."""
    rows = ["payment,status,date,amount,reason"]
    for one in Payment.objects.filter(order=order).select_related("organisation"):
        said = f"bounced,{clock.today()},{one.amount},{REASON}"
        if one.organisation.code != bounces:
            said = f"paid,{clock.today()},{one.amount},"
        rows.append(f"{one.end_to_end_id},{said}")
    return "\n".join([*rows, ""]).encode()
