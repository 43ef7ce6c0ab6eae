"""Money that comes home: repayments, and giving a claim up. Taking a repayment back: `payouts.services.taking_back`."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.urls import reverse

from agreements.models import Direction, EntryKind
from agreements.selectors.agreements import version_in_force
from agreements.services.cases import NewEntry, register_entry
from agreements.services.letters import people_of
from payouts.domain.money_lifecycle import CLAIM
from payouts.models import Balance, Claim, ClaimState, Decision, LineGrant, Payment, Repayment
from payouts.paying import takes_back
from payouts.services.balances import follows_a_decision, restate
from payouts.services.claiming import TOLD, case_of, payee_of
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.days import plain_day
from prio.mail.services import Letter, write_many
from prio.money import kronor
from prio.refused import NotPermitted, Refused

# Where the agreement asks for repayment but sets no day, our own choice.
DAYS_WITHOUT_A_DAY = 30
FOLLOWS_A_DECISION = (
    "Återkravet följer av att beslutet har rättats. Bara ett nytt beslut kan låta organisationen behålla pengarna. "
    "Då återkallas kravet av sig självt."
)
LONGEST_REASON = 2000  # characters


def register_repayment(actor: Actor, claim_id: int, amount: int, paid_on: date, *, key: UUID) -> Repayment:
    """Note that kronor of a claim have come home; when all has come the claim is repaid.

    Args:
        amount: kronor, at most what remains. paid_on: the day on which they came.
        key: made when the form was drawn: the same press twice is one repayment.

    Raises:
        NotPermitted: the actor does not pay for whom the agreement's money is repaid to.
        Refused: the claim is not open, the amount is zero or above what remains, or the day has not come
            yet or is before the money was decided and paid.
    """
    with transaction.atomic():
        claim = locked_claim(claim_id)
        require_payee(actor, "repay", claim)
        if known := Repayment.objects.filter(key=key).first():
            same = (known.claim_id, known.amount, known.paid_on) == (claim_id, amount, paid_on)
            if same and known.cancelled_at is None:
                return known
            raise Refused("Sidan är redan använd till en återbetalning. Ladda om den och försök igen.")
        CLAIM.take("repay", claim.state, actor.roles, CLAIM.transition("repay").needs)
        _check_repayment(claim, amount, paid_on)
        made = Repayment.objects.create(
            claim=claim,
            amount=amount,
            paid_on=paid_on,
            key=key,
            noted_by_id=actor.user_id,
            noted_at=clock.now(),
            simulated=claim.simulated,
        )
        claim.repaid += amount
        if not claim.remaining:
            claim.state, claim.repaid_on = ClaimState.REPAID, paid_on
        claim.save(update_fields=["repaid", "state", "repaid_on"])
        restate(claim.agreement_id, [claim.organisation_id])
        facts = {"kronor": amount, "on": paid_on.isoformat(), "remaining": claim.remaining}
        record("claim", claim.pk, "repayment_noted", by_id=actor.user_id, facts=facts)
        register_step(
            claim, Direction.INTERNAL, f"Återbetalning av {kronor(amount)} antecknad", actor.user_id
        )
        left = (
            f"Kvar att återbetala: {kronor(claim.remaining)}." if claim.remaining else "Allt är återbetalt."
        )
        came = f"{kronor(amount)} kom in {plain_day(paid_on)}. {left}"
        tell(claim, f"repaid:{made.pk}", f"Återbetalning mottagen: {kronor(amount)}", came)
    return made


def _check_repayment(claim: Claim, amount: int, paid_on: date) -> None:
    if not 1 <= amount <= claim.remaining:
        raise Refused(
            f"Kvar att återbetala är {kronor(claim.remaining)}. Ange ett belopp från 1 kr till det."
        )
    if paid_on > clock.today():
        raise Refused("Dagen då pengarna kom in kan inte ligga i framtiden.")
    if (first := first_day(claim)) and paid_on < first:
        raise Refused(
            f"Pengarna kan inte ha kommit in före {plain_day(first)}, då de beslutades eller betalades."
        )


def withdraw_claim(actor: Actor, claim_id: int, reason: str) -> Claim:
    """Give up what remains of a claim, with a reason. Withdrawn already, for the same reason: nothing is changed.

    Raises:
        NotPermitted: the actor does not pay for whom the agreement's money is repaid to.
        Refused: no reason is given or it is too long, the claim is not open, or its money is decided no longer since
            a correction: only a new decision can let the organisation keep it.
    """
    because = reason.strip()
    with transaction.atomic():
        claim = locked_claim(claim_id)
        require_payee(actor, "withdraw", claim)
        if claim.state == ClaimState.WITHDRAWN and claim.withdrawn_because == because:
            return claim
        CLAIM.take(
            "withdraw", claim.state, actor.roles, CLAIM.transition("withdraw").needs if because else ()
        )
        if follows_a_decision(claim):
            raise Refused(FOLLOWS_A_DECISION)
        if len(because) > LONGEST_REASON:
            raise Refused(f"Skälet får ha högst {LONGEST_REASON} tecken.")
        claim.state, claim.withdrawn_because = ClaimState.WITHDRAWN, because
        claim.withdrawn_at, claim.withdrawn_by_id = clock.now(), actor.user_id
        claim.save(update_fields=["state", "withdrawn_because", "withdrawn_at", "withdrawn_by"])
        restate(claim.agreement_id, [claim.organisation_id])
        facts = {"kronor": claim.remaining, "reason": because}
        record("claim", claim.pk, "withdrawn", by_id=actor.user_id, facts=facts)
        register_step(claim, Direction.OUT, f"Återkrav {claim.reference} återkallat", actor.user_id)
        given_up = f"{kronor(claim.remaining)} behöver inte återbetalas. Skäl: {because}"
        tell(claim, "withdrawn", f"Återkrav {claim.reference} är återkallat", given_up)
    return claim


def require_payee(actor: Actor, verb: str, claim: Claim) -> None:
    """Raise NotPermitted unless the actor takes the money back.

    Who may not take the step is told so, also where it is taken already: only who gets the money takes it.
    """
    step = CLAIM.transition(verb)
    if actor.roles.isdisjoint(step.who):
        raise NotPermitted(f"{actor.name} har inte rollen som behövs för steget ”{step.label}”.")
    version = version_in_force(claim.agreement.code)
    if version is None or not takes_back(actor, version.definition):
        raise NotPermitted(
            f"Pengarna i {claim.agreement.title} återbetalas till {payee_of(claim.agreement)}."
        )


def locked_claim(claim_id: int) -> Claim:
    """Return the claim, locked, after its organisation's balance if it has one. Raises Refused if there is none."""
    claim = Claim.objects.filter(pk=claim_id).first()
    if claim is None:
        raise Refused("Det finns inget sådant återkrav.")
    of_same = Balance.objects.filter(agreement=claim.agreement_id, organisation=claim.organisation_id)
    of_same.select_for_update(of=("self",)).first()
    locked = Claim.objects.select_for_update(of=("self",)).select_related("agreement", "organisation", "line")
    return locked.get(pk=claim_id)


def first_day(claim: Claim) -> date | None:
    """Return the first day on which money of a claim can have come home: of its decision or of the first payment."""
    paid = Payment.objects.filter(
        order__agreement=claim.agreement_id, organisation=claim.organisation_id, paid_on__isnull=False
    ).aggregate(first=Min("paid_on"))["first"]
    decided = Decision.objects.filter(claims=claim).values_list("decided_on", flat=True).first()
    of_line = LineGrant.objects.filter(claims=claim).values_list("paid_on", flat=True).first()
    return min((day for day in (paid, decided, of_line) if day), default=None)


def register_step(claim: Claim, direction: Direction, title: str, by_id: int | None) -> None:
    """Register in the diary what has happened to a claim."""
    register_entry(
        NewEntry(
            case_of(claim.agreement_id, claim.organisation_id),
            EntryKind.CLAIM,
            direction,
            clock.now(),
            f"{title}, återkrav {claim.reference}" if claim.reference not in title else title,
            correspondent=claim.organisation.name if direction == Direction.OUT else "",
            thing="claim",
            thing_id=claim.pk,
            by_id=by_id,
            simulated=claim.simulated,
        )
    )


def tell(claim: Claim, what: str, subject: str, body: str) -> None:
    """Tell those who speak for the organisation, once for each `what`."""
    path = reverse("claim", args=[claim.agreement.code, claim.pk])
    write_many(
        Letter(
            f"claim:{claim.pk}:{what}:{user}",
            user,
            f"{subject}: {claim.agreement.title}",
            body,
            path=path,
            whose=claim.organisation.name,
        )
        for user in people_of(claim.organisation_id, *TOLD)
    )
