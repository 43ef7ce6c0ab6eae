"""The small world with money to account for: a decision in force, an account of use asked for, repayment by a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from agreements.models import Agreement
from payouts.models import (
    Claim,
    ClaimReason,
    DecidedAmount,
    Decision,
    DetailsState,
    OrderState,
    Payment,
    PaymentDetails,
    PaymentOrder,
    PaymentState,
    StoredDocument,
)
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.parties.models import Organisation
from tests import factories
from tests.factories import TINY_AGREEMENT
from tests.world import World, make_world

AFTERMATH = """aftermath:
  use_of_money: {due: 2015-06-01, note: Hur pengarna har använts.}
  repayment: {to: Kammarkollegiet, by: 2015-07-01}
"""
TWO_LINES = """lines:
    - name: Samordning
      recipient: SKL
      amount: 60000
      report_due: 2015-03-31
      areas: [Möten, Resor]
    - {name: Metod, recipient: Östersund, amount: 40000, report_due: 2015-03-31}
"""
ACCOUNTED = TINY_AGREEMENT.replace(
    "lines: [{name: Samordning, recipient: SKL, amount: 100000}]", TWO_LINES.strip()
).replace("set_by:", f"{AFTERMATH}set_by:")
KEEPS = ACCOUNTED.replace("  repayment: {to: Kammarkollegiet, by: 2015-07-01}\n", "")
IN_TIME = datetime(2015, 3, 1, 12, 0, tzinfo=UTC)
PAID_ON = date(2014, 12, 22)
LATE = datetime(2015, 6, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class MoneyWorld:
    """Östersund got 480 000 kronor, Berg 120 000 and the region 400 000."""

    world: World
    decision: Decision
    signer: Actor
    reporter: Actor
    skr: Actor
    payer: Actor

    @property
    def code(self) -> str:
        return self.world.code

    @property
    def agreement(self) -> Agreement:
        return self.world.agreement

    @property
    def ostersund(self) -> Organisation:
        return self.world.ostersund.organisation


def money_world(text: str = ACCOUNTED, *, paid: bool = True) -> MoneyWorld:
    """Make it in the test's database, with everything that is decided paid unless it is said not to be."""
    world = make_world(text)
    amounts = {"A1": {world.region: 400_000}, "B1": {world.ostersund: 480_000, world.berg: 120_000}}
    decision = factories.decision(factories.run(world.agreement, amounts))
    if paid:
        pay(decision)
    body = world.ostersund.organisation
    return MoneyWorld(
        world,
        decision,
        signer=acting(factories.person(Role.SIGNER, organisation=body)),
        reporter=acting(factories.person(Role.REPORTER, organisation=body)),
        skr=acting(factories.person(Role.SKR_ADMINISTRATOR)),
        payer=acting(factories.person(Role.PAYER)),
    )


def pay(decision: Decision) -> None:
    """Let everything that a decision gives have been paid by the bank, in one order."""
    first, second = factories.person(Role.PAYER), factories.person(Role.PAYER)
    made = {"prepared_by": first, "prepared_at": clock.now(), "attested_by": first, "approved_by": second}
    amounts = list(DecidedAmount.objects.filter(decision=decision).select_related("party__organisation"))
    order = PaymentOrder.objects.create(
        agreement=decision.agreement,
        decision=decision,
        number=1,
        state=OrderState.SETTLED,
        payments_count=len(amounts),
        total=decision.total,
        pay_on=PAID_ON,
        approved_at=clock.now(),
        file=StoredDocument.objects.create(
            sha256="f" * 64, media_type="application/xml", size=1, content=b"<", made_at=clock.now()
        ),
        **made,
    )
    for one in amounts:
        body = one.party.organisation
        details = PaymentDetails.objects.create(
            organisation=body,
            kind="bankgiro",
            number="9912346",
            state=DetailsState.APPROVED,
            proposed_by=first,
            proposed_at=clock.now(),
            settled_by=second,
            settled_at=clock.now(),
        )
        Payment.objects.create(
            order=order,
            organisation=body,
            details=details,
            amount=one.amount,
            state=PaymentState.PAID,
            paid_on=PAID_ON,
            end_to_end_id=f"MEDEL-{body.code}",
            settled_by=first,
        )


def acting(user: User) -> Actor:
    """Return the user as an actor, today."""
    return actor_of(user, clock.today())


def user_of(actor: Actor) -> User:
    """Return the account behind an actor."""
    return User.objects.get(pk=actor.user_id)


def claim(
    of: MoneyWorld, amount: int = 30_000, *, reason: str = ClaimReason.UNUSED, due: date = date(2015, 7, 1)
) -> Claim:
    """A claim on Östersund."""
    return Claim.objects.create(
        agreement=of.agreement,
        decision=of.decision,
        organisation=of.ostersund,
        reason=reason,
        amount=amount,
        due=due,
        made_at=clock.now(),
    )
