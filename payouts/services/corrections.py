"""Decisions on decisions: revoking one, adding a party from a line of the budget; drafts edited or taken back."""

from dataclasses import dataclass

from django.db import transaction

from agreements.models import Agreement
from payouts.domain.allocation import SumMismatch
from payouts.lives import life_of
from payouts.models import DecidedAmount, Decision, DecisionKind, DecisionState
from payouts.services.additions import lacked_by, refuse_more_than_is_left
from payouts.services.decisions import NO_REASON, WITHDRAWN, next_number
from payouts.services.lines import begin_line
from payouts.services.permission import is_made_up, require_decider
from payouts.services.runs import lock_round
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.parties.models import Party
from prio.refused import Refused

LONGEST_REASON, LONGEST_RAPPORTEUR, LONGEST_OTHERS = 2_000, 320, 500  # characters
BEING_MADE = "Ett annat beslut är under arbete. Det blir klart eller tas tillbaka först."


def prepare_revocation(decision_id: int, actor: Actor, reason: str) -> Decision:
    """Prepare that a decision in force is revoked. A draft that does it already is returned.

    Args:
        decision_id: the decision to revoke.
        actor: who prepares it, for those who decided; another person approves it.
        reason: why, in Swedish; it stands in the decision and in the letters.

    Raises:
        Refused: the role, no reason, the decision is not in force, or another decision is in the making.
    """
    agreement = Agreement.objects.get(decisions=decision_id)
    reason = _reason(reason)
    with transaction.atomic():
        lock_round(agreement)
        old = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
        require_decider(old, "prepare", life_of(old).begins_as, actor)
        there = _in_the_making(old)
        if there is not None:
            if there.kind == DecisionKind.REVOCATION and there.corrects_id == old.pk:
                return there
            raise Refused(BEING_MADE)
        _refuse_ended(old)
        decision = _draft(old, actor, reason, DecisionKind.REVOCATION)
        decision.save(force_insert=True)
        record("decision", decision.pk, "prepared", by_id=actor.user_id, facts={"revokes": old.reference})
    return decision


@dataclass(frozen=True, slots=True)
class Addition:
    """What is to be added to a decision: to whom (the party's code), from which line of the budget, and why."""

    party: str
    line: str
    reason: str


def prepare_addition(decision_id: int, actor: Actor, addition: Addition) -> Decision:
    """Prepare a correction that keeps every amount and adds what a party lacks, from a line of the budget.

    What is added is what the party gets in the division as the final verdicts are today, less what it has got already.

    Raises:
        Refused: the role, no reason, the decision is not in force, another one is in the making, the party lacks
            nothing, there is no such line, or it has not that much left.
    """
    agreement = Agreement.objects.get(decisions=decision_id)
    reason = _reason(addition.reason)
    unlocked = Decision.objects.get(pk=decision_id)
    require_decider(unlocked, "prepare", life_of(unlocked).begins_as, actor)
    begin_line(agreement.code, addition.line)
    with transaction.atomic():
        lock_round(agreement)
        old = (
            Decision.objects.select_for_update(of=("self",))
            .select_related("run__version")
            .get(pk=decision_id)
        )
        require_decider(old, "prepare", life_of(old).begins_as, actor)
        if old.run is None:
            raise Refused(
                "Bara ett beslut om en fördelning kan få ett tillägg. Bered ett nytt beslut i stället."
            )
        if _in_the_making(old) is not None:
            raise Refused(BEING_MADE)
        _refuse_ended(old)
        party = Party.objects.filter(code=addition.party).first()
        if party is None:
            raise Refused("Välj den part som ska läggas till.")
        amount = lacked_by(old, party)
        if amount < 1:
            raise Refused("Parten saknar inga pengar: den får redan det som bedömningarna ger.")
        refuse_more_than_is_left(old, addition.line, amount)
        decision = _draft(old, actor, reason, DecisionKind.ALLOCATION)
        decision.run, decision.total = old.run, old.total + amount
        decision.save(force_insert=True)
        added = DecidedAmount(party=party, line=addition.line, amount=amount, simulated=old.run.simulated)
        _carry_over(old, decision, added)
        facts = {"adds": addition.party, "line": addition.line, "amount": amount, "to": old.reference}
        record("decision", decision.pk, "prepared", by_id=actor.user_id, facts=facts)
    return decision


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part in a decision: the rapporteur, the others with any dissent; and why it corrects another."""

    rapporteur: str
    others: str
    reason: str


def edit_draft(decision_id: int, actor: Actor, people: Participants) -> Decision:
    """Change who takes part in a decision that is a draft; one that was sent back can be approved again.

    Raises:
        Refused: the role, no rapporteur, something too long, or it is no draft any more.
    """
    with transaction.atomic():
        decision = _locked_draft(decision_id)
        require_decider(decision, "edit", decision.state, actor)
        rapporteur, others = " ".join(people.rapporteur.split()), " ".join(people.others.split())
        if not rapporteur:
            raise Refused("Skriv vem som är föredragande.")
        if len(rapporteur) > LONGEST_RAPPORTEUR or len(others) > LONGEST_OTHERS:
            raise Refused(
                f"Föredragande får ha högst {LONGEST_RAPPORTEUR} tecken och övriga högst {LONGEST_OTHERS}."
            )
        decision.rapporteur, decision.others = rapporteur, others
        if decision.corrects_id is not None:
            decision.reason = _reason(people.reason)
        decision.sent_back = ""
        decision.save(update_fields=["rapporteur", "others", "reason", "sent_back"])
        record("decision", decision.pk, "edited", by_id=actor.user_id)
    return decision


def withdraw_draft(decision_id: int, actor: Actor) -> None:
    """Take a draft back: it is gone, and the log keeps that it was there.

    Raises:
        Refused: the role, or it is no draft any more.
    """
    with transaction.atomic():
        decision = _locked_draft(decision_id)
        require_decider(decision, "withdraw", decision.state, actor)
        facts = {"reference": decision.reference}
        record("decision", decision.pk, "withdrawn", by_id=actor.user_id, facts=facts)
        decision.delete()


def _locked_draft(decision_id: int) -> Decision:
    decision = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
    if decision is None:
        raise Refused(WITHDRAWN)
    return decision


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise Refused(NO_REASON)
    if len(text) > LONGEST_REASON:
        raise Refused(f"Skälen får ha högst {LONGEST_REASON} tecken.")
    return text


def _in_the_making(old: Decision) -> Decision | None:
    making = (DecisionState.DRAFT, DecisionState.APPROVED)
    return Decision.objects.filter(agreement=old.agreement_id, state__in=making).first()


def _refuse_ended(old: Decision) -> None:
    if old.state != DecisionState.IN_FORCE or old.kind == DecisionKind.REVOCATION:
        raise Refused("Bara ett beslut som gäller och ger pengar kan rättas eller upphävas.")


def _draft(old: Decision, actor: Actor, reason: str, kind: DecisionKind) -> Decision:
    number = next_number(old.agreement_id)
    return Decision(
        agreement_id=old.agreement_id,
        kind=kind,
        number=number,
        reference=f"{old.agreement.code.upper()}/{number}",
        decision_maker=old.decision_maker,
        rapporteur=actor.name,
        reason=reason,
        prepared_by_id=actor.user_id,
        corrects=old,
        simulated=is_made_up(old.simulated),
        made_at=clock.now(),
    )


def _carry_over(old: Decision, decision: Decision, added: DecidedAmount) -> None:
    """Keep the old decision's amounts as the new one's, with what is added. Raises SumMismatch unless it adds up."""
    rows = list(DecidedAmount.objects.filter(decision=old).order_by("pk"))
    same = next((row for row in rows if row.party_id == added.party_id and row.line == added.line), None)
    if same is not None:
        same.amount += added.amount
    else:
        rows.append(added)
    made = DecidedAmount.objects.bulk_create(
        DecidedAmount(
            decision=decision,
            party_id=row.party_id,
            requirement_id=row.requirement_id,
            line=row.line,
            amount=row.amount,
            simulated=row.simulated,
        )
        for row in rows
    )
    total = sum(row.amount for row in made)
    if total != decision.total:
        raise SumMismatch(
            f"decision {decision.reference}: its amounts are {total} kronor, not {decision.total}"
        )
