"""Jäv: declaring one's ties each year, recusing oneself, handing cases over (förvaltningslagen 16–18 §§)."""

from collections.abc import Sequence

from django.db import transaction

from assessment.models import Finding, Recusal, RecusalDeclaration, Verdict
from assessment.models.verdict import IN_HAND
from assessment.services.judging import readable
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role
from prio.audit.services import record
from prio.parties.models import Kind, Party
from prio.refused import NotPermitted, Refused

LONGEST_REASON = 300  # characters
HOME = "Hemkommun"


def declare(actor: Actor, home: str, ties: Sequence[tuple[str, str]] = ()) -> RecusalDeclaration:
    """Make this year's declaration, or renew it. The home kommun and every party with a tie become recusals.

    Args:
        actor: an assessor.
        home: code of the kommun where they live; "" for who lives abroad.
        ties: codes of other parties, each with the reason.

    Raises:
        Refused: the actor assesses nothing, there is no such party, or a tie has no reason.
    """
    _refuse_others(actor)
    with transaction.atomic():
        _lock(actor.user_id)
        kommun = _party(home) if home else None
        if kommun is not None and kommun.kind != Kind.MUNICIPALITY:
            raise Refused("Hemkommunen är en kommun.")
        made, _ = RecusalDeclaration.objects.update_or_create(
            user_id=actor.user_id,
            year=clock.today().year,
            defaults={"home": kommun, "declared_at": clock.now()},
        )
        record("declaration", made.pk, "declared", by_id=actor.user_id, facts={"home": home})
        if kommun is not None:
            _recuse(actor, kommun, HOME)
        for code, reason in ties:
            _recuse(actor, _party(code), _reason(reason))
        return made


def recuse(actor: Actor, party: str, reason: str) -> Recusal:
    """Recuse oneself from a party's cases; those that one has in hand are handed over.

    Raises:
        Refused: the actor assesses nothing, there is no such party, or there is no reason.
    """
    _refuse_others(actor)
    with transaction.atomic():
        _lock(actor.user_id)
        return _recuse(actor, _party(party), _reason(reason))


def end_recusal(actor: Actor, recusal_id: int) -> Recusal:
    """End somebody else's recusal, because its reason is gone.

    Raises:
        Refused: the actor does not lead the assessment, it is their own, or it has ended.
    """
    if not actor.is_any(Role.LEAD_ASSESSOR):
        raise NotPermitted("Bara ansvarig bedömare avslutar ett jäv.")
    with transaction.atomic():
        row = Recusal.objects.select_for_update(of=("self",)).filter(pk=recusal_id, ended_at=None).first()
        if row is None:
            raise Refused("Det finns inget sådant jäv.")
        if row.user_id == actor.user_id:
            raise Refused("Ett jäv avslutas av någon annan än den som är jävig.")
        row.ended_at, row.ended_by_id = clock.now(), actor.user_id
        row.save(update_fields=["ended_at", "ended_by"])
        record("recusal", row.pk, "ended", by_id=actor.user_id)
        return row


def _refuse_others(actor: Actor) -> None:
    if actor.roles.isdisjoint(ASSESSING_ROLES):
        raise NotPermitted("Bara den som bedömer lämnar en jävsdeklaration.")


def _lock(user_id: int) -> None:
    User.objects.select_for_update(of=("self",)).get(pk=user_id)


def _party(code: str) -> Party:
    party = Party.objects.filter(code=code).first()
    if party is None:
        raise Refused(f"Det finns ingen kommun eller region med koden {code}.")
    return party


def _reason(text: str) -> str:
    reason = readable(text, LONGEST_REASON)
    if not reason:
        raise Refused("Ange varför du är jävig.")
    return reason


def _recuse(actor: Actor, party: Party, reason: str) -> Recusal:
    """Recuse the actor and take the party's cases out of their hands. A recusal that stands keeps its reason."""
    made, is_new = Recusal.objects.get_or_create(
        user_id=actor.user_id, party=party, ended_at=None, defaults={"reason": reason, "since": clock.now()}
    )
    if is_new:
        mine = {"assigned_to": actor.user_id, "party": party}
        verdicts = Verdict.objects.filter(**mine, state__in=IN_HAND)
        findings = Finding.objects.filter(**mine, sent_at=None)
        handed_over = {
            "verdicts": list(verdicts.values_list("pk", flat=True)),
            "findings": list(findings.values_list("pk", flat=True)),
        }
        verdicts.update(assigned_to=None)
        findings.update(assigned_to=None)
        facts = {"party": party.code, "reason": reason, "handed_over": handed_over}
        record("recusal", made.pk, "recused", by_id=actor.user_id, facts=facts, is_first=True)
    return made
