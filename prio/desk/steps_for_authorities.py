"""The next step of SKR, of those who assess, decide, pay, register, audit and administer."""

from collections.abc import Sequence

from django.urls import reverse

from payouts.models import DecisionKind, DecisionState, OrderState, RunState
from payouts.selectors.paying_facts import OrderFact, ToPay
from prio.desk.situation import Situation
from prio.desk.step import (
    Row,
    Step,
    agreement_url,
    allocation_url,
    closing,
    counties_url,
    decision_url,
    draft_step,
    latest,
    letters_left,
    money_step,
    nothing_now,
    on_day,
    shortened,
    unfinished_draft,
)
from prio.swedish import counted, day, kronor, relative


def skr(situation: Situation) -> Step:
    """What nobody has decided yet, or how the reporting goes."""
    for row in situation.agreements:
        if row.unset:
            return Step(
                counted(row.unset, "inställning är inte bestämd,inställningar är inte bestämda"),
                f"I {row.title} är det inte bestämt allt som avgör fördelningen. Innan dess kan den inte godkännas.",
                "Se vad som saknas",
                f"{agreement_url(row.code)}#installningar",
            )
    followed = [row for row in situation.open if not row.definition.is_applied_for]
    if followed:
        row = followed[0]
        return Step(
            "Följ rapporteringen i länen",
            f"Rapporteringen till {row.title} stänger {closing(row, situation.today)}.",
            "Se länen",
            counties_url(row.code),
        )
    return money_step(situation) or latest(situation, "Inga rapporter väntar")


def preparer(situation: Situation) -> Step:
    """What was sent back or lacks its reasons; from final verdicts to a run, a proposal and a decision."""
    if step := unfinished_draft(situation, on_applications=False):
        return step
    for row in situation.agreements:
        run = situation.runs.get(row.code)
        if row.code in situation.undivided:
            judged = "Bedömningarna i {} är slutliga, men ingen fördelning är beräknad."
            by_population = "Pengarna i {} går ut efter folkmängd. Ingen fördelning är beräknad."
            return Step(
                "Beräkna fördelningen",
                (judged if row.definition.is_reported else by_population).format(row.title),
                "Till fördelningen",
                allocation_url(row.code),
            )
        if run and run.is_outdated:
            return Step(
                f"{row.title} behöver fördelas på nytt",
                "Bedömningar har ändrats sedan fördelningen gjordes. Beräkna den på nytt.",
                "Till fördelningen",
                allocation_url(row.code),
            )
        if run and run.state == RunState.COMPUTED and run.sent_back:
            return Step(
                "Fördelningen är skickad tillbaka",
                f"{row.title}. Den som skulle godkänna den skriver: ”{shortened(run.sent_back)}”",
                "Till fördelningen",
                allocation_url(row.code),
            )
        if run and run.state == RunState.COMPUTED:
            return Step(
                "Föreslå fördelningen",
                f"Fördelningen i {row.title} är beräknad. Granska den och lämna den till den som ska godkänna.",
                "Granska fördelningen",
                allocation_url(row.code),
            )
        if run and run.state == RunState.APPROVED and not run.decided and not run.revoked:
            return Step(
                "Bered beslutet",
                f"Fördelningen i {row.title} är godkänd. Nu kan beslutet om utbetalning beredas.",
                "Till besluten",
                reverse("decisions", args=[row.code]),
            )
    left = letters_left(situation, on_applications=False)
    return left or _after_revocation(situation) or latest(situation, "Inget väntar på beredning")


def _after_revocation(situation: Situation) -> Step | None:
    """An approved run whose decision was revoked: a new decision can be prepared, if money is to go out after all."""
    for row in situation.agreements:
        run = situation.runs.get(row.code)
        if run and run.state == RunState.APPROVED and not run.decided and run.revoked:
            return Step(
                f"Beslut {run.revoked} är upphävt",
                f"Inget beslut om {row.title} gäller nu. Ska pengarna ändå betalas ut bereds ett nytt beslut.",
                "Till besluten",
                reverse("decisions", args=[row.code]),
            )
    return None


def approver(situation: Situation) -> Step:
    """What somebody else has prepared: a decision first, then a run."""
    me = situation.actor.user_id
    for decision in situation.decisions:
        if (
            not decision.on_applications
            and decision.state == DecisionState.DRAFT
            and decision.prepared_by != me
            and not (decision.lacks_reason or decision.sent_back)
        ):
            return draft_step(situation, decision, "Ett beslut väntar på er")
    for row in situation.agreements:
        run = situation.runs.get(row.code)
        if run and run.state == RunState.PROPOSED and run.prepared_by != me:
            return Step(
                "En fördelning väntar på er",
                f"Fördelningen i {row.title} är föreslagen. Granska den och godkänn den om den stämmer.",
                "Granska fördelningen",
                allocation_url(row.code),
            )
    return latest(situation, "Inget väntar på ert godkännande")


def payer(situation: Situation) -> Step:
    """What is to be stopped; what others wait for: an order to approve, to attest, details, money to order.

    Otherwise the newest decision.
    """
    paying = situation.paying
    if step := _order_that_waits(situation):
        return step
    if paying.details:
        return Step(
            f"{counted(paying.details, 'betalningsuppgift väntar,betalningsuppgifter väntar')} på godkännande",
            "En annan person än den som lämnade dem ska godkänna dem, innan pengarna kan betalas.",
            "Till uppgifterna",
            reverse("payment_details_list"),
        )
    if paying.to_pay:
        return _to_order(paying.to_pay)
    for order in paying.orders:
        if order.state == OrderState.ORDERED:
            return _order_step(order, "Läs in bankens besked", "Till betalningarna")
    return _newest_decision(situation)


def _to_order(several: Sequence[ToPay]) -> Step:
    """What the next order of each agreement would pay."""
    first, count = several[0], len(several)
    rows = tuple(Row(one.title, reverse("payments", args=[one.code]), one.kronor) for one in several)
    told = f"{first.title}: det här är beslutat men inte beställt."
    if count > 1:
        told = (
            f"Det här är beslutat men inte beställt i {count} överenskommelser. Den äldsta är {first.title}."
        )
    return Step(
        "Det finns beslutade pengar att betala ut",
        told,
        "Till utbetalningen" if count == 1 else "Till den äldsta",
        rows[0].url,
        amount=sum(one.kronor for one in several),
        simulated=any(one.simulated for one in several),
        rows=rows[1:] and rows,
    )


def _order_that_waits(situation: Situation) -> Step | None:
    """An order to stop, to approve, to attest, or whose file is not made."""
    me, orders = situation.actor.user_id, situation.paying.orders
    for order in orders:
        if order.to_stop:
            heading = "Betalningar enligt ett upphävt beslut ligger hos banken: stoppa dem"
            return _order_step(order, heading, "Till ordern")
    for order in orders:
        if order.state == OrderState.ATTESTED and me not in order.by:
            return _order_step(order, "En betalningsorder väntar på ditt godkännande", "Granska ordern")
        if order.state == OrderState.PREPARED:
            return _order_step(order, "En betalningsorder ska attesteras", "Granska ordern")
        if order.state == OrderState.APPROVED:
            return _order_step(order, "En betalningsfil är inte skapad än", "Till ordern")
    return None


def _order_step(order: OrderFact, heading: str, label: str) -> Step:
    return Step(
        heading,
        f"Order {order.number} i {order.title}: {counted(order.count, 'betalning,betalningar')}.",
        label,
        reverse("payment_order", args=[order.code, order.number]),
        amount=order.kronor,
        simulated=order.simulated,
    )


def _newest_decision(situation: Situation) -> Step:
    """The newest decision and when it is to be paid."""
    if not situation.in_force:
        return nothing_now(situation)
    decision = situation.in_force[0]
    row = next((row for row in situation.agreements if row.code == decision.code), None)
    last_day = row.payment if row else None
    due = ""
    if last_day and last_day >= situation.today:
        due = f" Pengarna ska vara betalda senast {day(last_day)}."
    return Step(
        f"Senaste beslutet: {decision.reference}",
        f"{decision.title}{on_day(decision)}.{due}",
        "Se beslutet",
        decision_url(decision),
        amount=decision.distributed,
        simulated=decision.simulated,
    )


def registrar(situation: Situation) -> Step:
    """The requests for documents, the oldest first; otherwise the newest decision as a document."""
    waiting = situation.access
    if waiting.first is not None and waiting.since is not None:
        untested = (
            f"{counted(waiting.untested, 'handling ska,handlingar ska')} prövas."
            if waiting.untested
            else "Alla valda handlingar är prövade."
        )
        return Step(
            f"{counted(waiting.requests, 'begäran,begäranden')} om handlingar väntar på svar",
            f"Den äldsta kom {day(waiting.since)}, {relative(waiting.since, situation.today)}. {untested} "
            "En begäran ska besvaras skyndsamt.",
            "Till den äldsta",
            reverse("access_request", args=[waiting.first]),
        )
    if not situation.in_force:
        return nothing_now(situation)
    decision = situation.in_force[0]
    return Step(
        f"Senaste beslutet: {decision.reference}",
        f"{decision.title}{on_day(decision)}. Handlingen ligger lagrad med sin kontrollsumma och ändras aldrig.",
        "Se handlingen",
        decision_url(decision),
    )


def auditor(situation: Situation) -> Step:
    """A revocation with money at the bank; otherwise the newest allocation, down to every amount."""
    if situation.revoked_at_bank:
        code = situation.revoked_at_bank[0]
        return Step(
            "Pengar enligt ett upphävt beslut ligger hos banken",
            f"{situation.title(code)}: beslutet är upphävt, men betalningar är inte stoppade eller besvarade.",
            "Till avstämningen",
            reverse("reconciliation", args=[code]),
        )
    divided = [one for one in situation.in_force if one.kind == DecisionKind.ALLOCATION]
    if not divided:
        return nothing_now(situation)
    decision = divided[0]
    return Step(
        "Granska den senaste fördelningen",
        f"{decision.title}: {kronor(decision.distributed)} enligt beslut {decision.reference}. "
        "Varje belopp visar sin regel, sina siffror och sin avrundning.",
        "Se fördelningen",
        allocation_url(decision.code),
    )


def administrator(situation: Situation) -> Step:
    """The background work that failed."""
    if situation.failed_jobs:
        return Step(
            f"{counted(len(situation.failed_jobs), 'arbete har,arbeten har')} misslyckats",
            "Se vad som hände och om det behöver göras om.",
            "Se arbetet",
            reverse("job", args=[situation.failed_jobs[0]]),
        )
    return Step(
        "Allt fungerar",
        "Inget bakgrundsarbete har misslyckats de senaste sju dagarna.",
        "Se överenskommelserna",
        reverse("agreements"),
    )
