"""Granting money that is applied for: one assessor proposes the kronor, another approves them, within the frame."""

from django.db import transaction
from django.db.models import Sum

from agreements.domain.report_key import ReportKey
from agreements.selectors.ground import Ground, ground_of
from assessment.domain.lifecycle import MAY_JUDGE
from assessment.in_hand import may_judge
from assessment.models import COUNTS_AS_MET, RoundKind, Verdict, VerdictState
from assessment.services.under_lock import NoSuchCase
from payouts.domain.applied import asked_in
from payouts.domain.lifecycle import GRANT
from payouts.models import Decision, DecisionState, Grant
from payouts.services.permission import require
from payouts.services.runs import lock_round
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.money import kronor
from prio.refused import NotPermitted, Refused

LONGEST_REASON = 1000
CHANGED = "Någon annan har ändrat beloppet sedan du läste det. Läs det igen innan du går vidare."


def propose_grant(
    actor: Actor, key: ReportKey, *, granted: int, reason: str = "", revision: int = 0
) -> Grant:
    """Propose the kronor to grant on an application that meets the demands. Proposing anew takes an approval away.

    Args:
        actor: who assesses for the authority, is not recused and has declared its ties this year.
        key: the application.
        granted: whole kronor, at most what is asked; 0 where the money does not reach.
        reason: why it is less than what is asked; may be left out where it is not.
        revision: the proposal that the actor has read, 0 where there was none.

    Raises:
        NoSuchCase: there is no such application.
        Refused: role, jäv or state is in the way; the amount is beyond what is asked or what is left of the frame;
            somebody has proposed something else meanwhile; a decision is in the making.
    """
    ground = _ground(actor, key)
    reason = _readable(reason)
    with transaction.atomic():
        lock_round(ground.version.agreement)
        verdict = _final(ground)
        known = Grant.objects.select_for_update(of=("self",)).filter(verdict=verdict).first()
        _refuse_strangers(actor, ground)
        require(GRANT, "propose", state_of(known), actor)
        if known and _is_same(known, actor, granted, reason):
            return known
        if (known.revision if known else 0) != revision:
            raise Refused(CHANGED)
        _refuse_unmet(verdict)
        _refuse_while_decided(ground)
        asked = asked_in(verdict.submission.answers if verdict.submission else {}, ground.requirement.asked)
        _refuse_odd(asked, granted, reason)
        _refuse_beyond(ground, verdict, granted)
        made = known or Grant(verdict=verdict, revision=0)
        made.asked, made.granted, made.reason = asked or 0, granted, reason
        made.proposed_by_id, made.proposed_at = actor.user_id, clock.now()
        made.approved_by = made.approved_at = None
        made.revision += 1
        made.simulated = verdict.simulated
        made.save()
        facts = {"verdict": verdict.pk, "asked": made.asked, "granted": granted}
        record("grant", made.pk, "proposed", by_id=actor.user_id, facts=facts)
    return made


def approve_grant(actor: Actor, key: ReportKey, *, revision: int) -> Grant:
    """Approve the proposed kronor as another person; `revision` is the proposal that the actor has read.

    Raises:
        NoSuchCase: there is no such application, or nothing is proposed for it.
        Refused: role, jäv or state is in the way, the actor proposed it, or it has changed since it was read.
    """
    ground = _ground(actor, key)
    with transaction.atomic():
        lock_round(ground.version.agreement)
        verdict = _final(ground)
        grant = Grant.objects.select_for_update(of=("self",)).filter(verdict=verdict).first()
        if grant is None:
            raise NoSuchCase
        if grant.approved_by_id == actor.user_id and grant.revision == revision:
            return grant
        _refuse_strangers(actor, ground)
        require(GRANT, "approve", state_of(grant), actor)
        if grant.revision != revision:
            raise Refused(CHANGED)
        if grant.proposed_by_id == actor.user_id:
            raise Refused("Den som godkänner ett belopp kan inte vara den som föreslog det.")
        _refuse_unmet(verdict)
        _refuse_while_decided(ground)
        _refuse_beyond(ground, verdict, grant.granted)
        grant.approved_by_id, grant.approved_at = actor.user_id, clock.now()
        grant.save(update_fields=["approved_by", "approved_at"])
        record("grant", grant.pk, "approved", by_id=actor.user_id, facts={"granted": grant.granted})
    return grant


def state_of(grant: Grant | None) -> str:
    """Return where a proposal is in its life."""
    if grant is None:
        return GRANT.begins_as
    return "approved" if grant.approved_by_id else "proposed"


def _ground(actor: Actor, key: ReportKey) -> Ground:
    ground = ground_of(key)
    if ground is None or not ground.requirement.is_applied_for or not actor.reads_all:
        raise NoSuchCase
    return ground


def _final(ground: Ground) -> Verdict:
    """Return the final verdict on the application. The round is locked, so it stays."""
    found = Verdict.objects.select_related("submission").filter(
        round__agreement=ground.version.agreement_id,
        round__kind=RoundKind.FINAL,
        requirement=ground.requirement_id,
        party=ground.party.id,
        state=VerdictState.FINAL,
    )
    verdict = found.first()
    if verdict is None:
        raise Refused("Ansökan är inte slutligt bedömd än. När den är det kan ett belopp föreslås.")
    return verdict


def _refuse_strangers(actor: Actor, ground: Ground) -> None:
    """The same conditions as on who judges: the authority, the declaration, jäv."""
    holds = may_judge(actor, ground)
    for need in MAY_JUDGE:
        if need not in holds:
            raise NotPermitted(str(need.value))


def _is_same(known: Grant, actor: Actor, granted: int, reason: str) -> bool:
    mine = known.proposed_by_id == actor.user_id and known.approved_by_id is None
    return mine and (known.granted, known.reason) == (granted, reason)


def _refuse_unmet(verdict: Verdict) -> None:
    if verdict.outcome not in COUNTS_AS_MET:
        raise Refused(
            "Ansökan uppfyller inte villkoren. Då beviljas inget, och skälet är motiveringen i bedömningen."
        )


def _refuse_while_decided(ground: Ground) -> None:
    making = (DecisionState.DRAFT, DecisionState.APPROVED)
    if Decision.objects.filter(agreement=ground.version.agreement_id, state__in=making).exists():
        raise Refused(
            "Ett beslut är under arbete. Beloppen kan inte ändras förrän det gäller eller har gett vika."
        )


def _refuse_odd(asked: int | None, granted: int, reason: str) -> None:
    if asked is None:
        raise Refused("Ansökan anger inget belopp i hela kronor. Begär en komplettering först.")
    if granted < 0:
        raise Refused("Ett belopp kan inte vara negativt.")
    if granted > asked:
        raise Refused(f"Det som beviljas kan inte vara mer än det som söks, {kronor(asked)}.")
    if granted < asked and not reason:
        raise Refused("Ange varför det som beviljas är mindre än det som söks.")


def _refuse_beyond(ground: Ground, verdict: Verdict, granted: int) -> None:
    """Refuse what does not fit in the frame beside everything else that is proposed. The round is locked."""
    frame = ground.requirement.pot
    if frame is None:
        raise Refused("Årets ram är inte bestämd.")
    others = Grant.objects.filter(
        verdict__round=verdict.round_id,
        verdict__requirement=verdict.requirement_id,
        verdict__state=VerdictState.FINAL,
    ).exclude(verdict=verdict)
    taken = others.aggregate(taken=Sum("granted"))["taken"] or 0
    if taken + granted > frame:
        raise Refused(
            f"Beloppet ryms inte i ramen: av {kronor(frame)} återstår {kronor(max(frame - taken, 0))}."
        )


def _readable(reason: str) -> str:
    text = reason.replace("\x00", "").strip()
    if len(text) > LONGEST_REASON:
        raise Refused(f"Skälet är {len(text)} tecken långt. Högst {LONGEST_REASON} får plats.")
    return text
