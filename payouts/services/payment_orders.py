"""Ordering payments: prepared by one payer, attested by one, approved by another. The file is in payment_files.py."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Max, Sum

from agreements.models import Agreement, AgreementVersion
from assessment.selectors import published_version
from payouts.domain.allocation import SumMismatch
from payouts.domain.ledger import ControlSums
from payouts.domain.payment_file import problems_of
from payouts.domain.payment_lifecycle import ORDER
from payouts.models import (
    Decision,
    DetailsState,
    OrderState,
    Payment,
    PaymentOrder,
    PaymentState,
)
from payouts.models.payment import ORDERS_IN_THE_MAKING
from payouts.paying import Receiver, file_of, message_id, payer_of, payment_number, pays
from payouts.selectors.in_force import decisions_in_force
from payouts.selectors.payment_plan import Member, Plan, plan_of
from payouts.services.balances import follow_decision, restate
from payouts.services.permission import require
from payouts.services.withdrawing import withdraw_locked
from prio import clock
from prio.accounts.roles import Actor
from prio.accounts.selectors import is_demonstration
from prio.audit.services import record
from prio.days import plain_day
from prio.jobs import services as jobs
from prio.refused import NotPermitted, Refused

MAKE_PAYMENT_FILE = "make_payment_file"
LATEST = timedelta(days=365)
LONGEST_REASON = 300  # characters


def prepare_order(agreement_code: str, pay_on: date, seen: ControlSums, actor: Actor) -> PaymentOrder:
    """Prepare an order of everything that is decided, not ordered, and nothing stands in the way of.

    The same person again, with the same sums and day, gets the order that is there.

    Args:
        agreement_code: whose money.
        pay_on: the day that the bank shall pay, from today.
        seen: the control sums that the actor looked at.
        actor: a payer of the agreement's payer.

    Raises:
        Refused: the actor does not pay for it, no decision is in force, another order is in the making, there is
            nothing to pay, the sums are others than those seen, or the file could not be made; what is in the way is
            named and nothing is stored.
    """
    version = published_version(agreement_code)
    with transaction.atomic():
        decision = _decision_in_force(version.agreement)
        made = PaymentOrder.objects.filter(
            agreement=version.agreement_id, state__in=ORDERS_IN_THE_MAKING
        ).first()
        if made is not None:
            if made.prepared_by_id == actor.user_id and sums_of(made) == seen:
                if made.pay_on == pay_on:
                    return made
                raise Refused(
                    f"Betalningsorder {made.number} är redan förberedd, med betalningsdag {plain_day(made.pay_on)}. "
                    "Återkalla den om dagen ska vara en annan."
                )
            raise Refused(f"Betalningsorder {made.number} är under arbete. Bara en i taget.")
        require(ORDER, "prepare", ORDER.begins_as, actor)
        require_payer(actor, version)
        _check_day(pay_on)
        follow_decision(decision)
        plan = plan_of(version)
        _check_plan(plan, seen)
        order = _create(plan, decision, pay_on, actor)
        restate(version.agreement_id, [one.organisation.pk for one in plan.next_order])
        facts = {"count": order.payments_count, "kronor": order.total, "decision": decision.reference}
        record("payment_order", order.pk, "prepared", by_id=actor.user_id, facts=facts, is_first=True)
    return order


def _decision_in_force(agreement: Agreement) -> Decision:
    decision = decisions_in_force(agreement.pk).select_for_update(of=("self",)).first()
    if decision is None:
        raise Refused("Det finns inget beslut som gäller. Ingenting kan betalas ut.")
    return decision


def _check_day(pay_on: date) -> None:
    today = clock.today()
    if not today <= pay_on <= today + LATEST:
        raise Refused("Betalningsdagen ska vara i dag eller inom ett år.")


def _check_plan(plan: Plan, seen: ControlSums) -> None:
    if not plan.next_order:
        raise Refused("Det finns inget att betala just nu. Se vad som väntar på något.")
    if plan.problems:
        raise Refused("Betalningsfilen skulle inte gå att göra. Rätta det här först.", plan.problems)
    if plan.sums != seen:
        raise Refused(
            "Underlaget har ändrats sedan sidan visades: antalet eller summan är en annan. Granska den på nytt."
        )


def _create(plan: Plan, decision: Decision, pay_on: date, actor: Actor) -> PaymentOrder:
    agreement = plan.version.agreement
    last = PaymentOrder.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"] or 0
    made_up = decision.simulated or is_demonstration()
    order = PaymentOrder(
        agreement=agreement,
        decision=decision,
        number=last + 1,
        payments_count=plan.sums.count,
        total=plan.sums.total,
        pay_on=pay_on,
        prepared_by_id=actor.user_id,
        prepared_at=clock.now(),
        simulated=made_up or any(one.details.simulated for one in plan.next_order if one.details),
    )
    order.save()
    Payment.objects.bulk_create(_payment(order, one) for one in plan.next_order)
    stored = stored_sums(order)
    if stored != plan.sums:
        raise SumMismatch(f"payment order {order.pk}: its payments are {stored}, not {plan.sums}")
    _check_file(order, plan.version)
    return order


def _payment(order: PaymentOrder, one: Member) -> Payment:
    agreement = order.agreement
    assert one.details is not None  # noqa: S101 -- `is_next` says so
    return Payment(
        order=order,
        organisation=one.organisation,
        details=one.details,
        amount=one.to_pay,
        end_to_end_id=payment_number(agreement.code, agreement.pk, order.number, one.organisation.code),
        replaces=one.bounced,
        simulated=order.simulated,
    )


def attest_order(order_id: int, seen: ControlSums, actor: Actor) -> PaymentOrder:
    """Attest an order: one payer says that it is right, who may be the one who prepared it.

    Raises:
        Refused: the actor does not pay for the agreement, it is not prepared, or its sums are others than those seen.
    """
    version = _version_of(order_id)
    with transaction.atomic():
        order = locked_order(order_id)
        if order.state == OrderState.ATTESTED and order.attested_by_id == actor.user_id:
            return order
        _check_step(order, version, "attest", seen, actor)
        order.state, order.attested_by_id = OrderState.ATTESTED, actor.user_id
        order.save(update_fields=["state", "attested_by"])
        record("payment_order", order.pk, "attested", by_id=actor.user_id, facts=_facts(seen))
    return order


def approve_order(order_id: int, seen: ControlSums, actor: Actor, *, order_file: bool = True) -> PaymentOrder:
    """Approve an attested order, and have its file made.

    Args:
        order_id: the order.
        seen: the control sums that the actor looked at.
        actor: another payer than who prepared and who attested it.
        order_file: whether a worker shall make the file; False where the caller makes it at once.

    Raises:
        Refused: the actor may not, it is not attested, its sums are others than those seen, somebody's payment details
            have changed, or the file could not be made.
    """
    version = _version_of(order_id)
    with transaction.atomic():
        order = locked_order(order_id)
        if order.state in {OrderState.APPROVED, OrderState.ORDERED} and order.approved_by_id == actor.user_id:
            return order
        _check_step(order, version, "approve", seen, actor)
        if actor.user_id in {order.prepared_by_id, order.attested_by_id}:
            raise Refused("Den som godkänner en order kan inte ha förberett eller attesterat den.")
        _check_file(order, version)
        order.state, order.approved_by_id = OrderState.APPROVED, actor.user_id
        order.approved_at = clock.now()
        order.save(update_fields=["state", "approved_by", "approved_at"])
        record("payment_order", order.pk, "approved", by_id=actor.user_id, facts=_facts(seen))
        if order_file:
            order_payment_file(order, version.definition.code, actor)
    return order


def order_payment_file(order: PaymentOrder, agreement_code: str, actor: Actor) -> jobs.Job:
    """Have a worker make the file of an approved order. Two presses are one job."""
    subject = message_id(agreement_code, order.agreement_id, order.number)
    return jobs.order(MAKE_PAYMENT_FILE, subject, actor.user_id, {"order": order.pk})


def withdraw_order(order_id: int, reason: str, actor: Actor) -> PaymentOrder:
    """Withdraw an order that no file has been made of; what it would have paid goes into the next one.

    Raises:
        Refused: the actor does not pay for the agreement, gives no reason, or the file is made.
    """
    version = _version_of(order_id)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    with transaction.atomic():
        order = locked_order(order_id)
        if order.state == OrderState.WITHDRAWN:
            return order
        require_payer(actor, version)
        require(ORDER, "withdraw", order.state, actor)
        if not reason:
            raise Refused("Skriv varför ordern återkallas.")
        bodies = withdraw_locked(order, reason, actor.user_id)
        restate(order.agreement_id, bodies)
    return order


def _check_step(
    order: PaymentOrder, version: AgreementVersion, verb: str, seen: ControlSums, actor: Actor
) -> None:
    require_payer(actor, version)
    require(ORDER, verb, order.state, actor)
    if not sums_of(order) == stored_sums(order) == seen:
        raise Refused("Antalet eller summan är en annan än den som visades. Granska ordern på nytt.")


def _check_file(order: PaymentOrder, version: AgreementVersion) -> None:
    """Refuse what the bank would refuse, before the file is made."""
    payments = receivers_of(order)
    changed = [one.name for one in payments if one.details.state != DetailsState.APPROVED]
    if changed:
        raise Refused(
            "Betalningsuppgifter har ändrats sedan ordern förbereddes. Återkalla den och förbered en ny.",
            tuple(changed),
        )
    if problems := problems_of(file_of(order, version.definition, payments)):
        raise Refused("Betalningsfilen skulle inte gå att göra. Rätta det här först.", problems)


def receivers_of(order: PaymentOrder) -> list[Receiver]:
    """Return whom an order pays, as its file has them."""
    rows = Payment.objects.filter(order=order).exclude(state=PaymentState.WITHDRAWN)
    return [
        Receiver(one.organisation.code, one.organisation.name, one.amount, one.details, one.end_to_end_id)
        for one in rows.select_related("organisation", "details").order_by("organisation__code")
    ]


def locked_order(order_id: int) -> PaymentOrder:
    """Return an order, locked."""
    return PaymentOrder.objects.select_for_update(of=("self",)).select_related("decision").get(pk=order_id)


def sums_of(order: PaymentOrder) -> ControlSums:
    """Return the control sums that the order says."""
    return ControlSums(order.payments_count, order.total)


def stored_sums(order: PaymentOrder) -> ControlSums:
    """Return the control sums of the order's payments as they stand in the database."""
    rows = Payment.objects.filter(order=order).exclude(state=PaymentState.WITHDRAWN)
    found = rows.aggregate(count=Count("pk"), total=Sum("amount"))
    return ControlSums(found["count"], found["total"] or 0)


def require_payer(actor: Actor, version: AgreementVersion) -> None:
    """Refuse who does not pay for the agreement's payer.

    Raises:
        NotPermitted: saying who does.
    """
    if not pays(actor, version.definition):
        raise NotPermitted(
            f"Pengarna i {version.agreement.title} betalas ut av {payer_of(version.definition)}."
        )


def _facts(seen: ControlSums) -> dict[str, int]:
    return {"count": seen.count, "kronor": seen.total}


def _version_of(order_id: int) -> AgreementVersion:
    return published_version(Agreement.objects.values_list("code", flat=True).get(payment_orders=order_id))
