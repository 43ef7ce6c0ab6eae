"""Standard phrases: who leads the assessment writes them, so that the same fault is told in the same way."""

from django.db import transaction
from django.db.models import Q

from agreements.domain.requirement import RequirementDefinition
from agreements.models import Requirement
from assessment.domain.eyes import manual_leaves
from assessment.models import PhraseUse, StandardPhrase
from assessment.selectors import published_version
from assessment.services.judging import readable
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.refused import NotPermitted, Refused

LONGEST_PHRASE = 1000  # characters


def add_phrase(
    actor: Actor, agreement_code: str, requirement: str, use: str, text: str, criterion: str = ""
) -> StandardPhrase:
    """Write a phrase; one that is there already is returned.

    Raises:
        Refused: the role is wrong, there is no such requirement or criterion, or the phrase is empty.
    """
    _refuse_others(actor)
    definition = published_version(agreement_code).definition
    text = readable(text, LONGEST_PHRASE)
    row = Requirement.objects.filter(agreement__code=agreement_code, code=requirement).first()
    if row is None or use not in PhraseUse.values:
        raise Refused("Det finns inget sådant krav, eller ingen sådan användning.")
    if criterion and criterion not in {
        leaf.key for leaf in manual_leaves(definition.requirement(requirement).rule)
    }:
        raise Refused("Det finns inget sådant villkor i kravet.")
    if not text:
        raise Refused("Skriv frasen.")
    with transaction.atomic():
        made, is_new = StandardPhrase.objects.get_or_create(
            requirement=row,
            criterion=criterion,
            use=use,
            text=text,
            retired_at=None,
            defaults={"made_by_id": actor.user_id, "made_at": clock.now()},
        )
        if is_new:
            record("phrase", made.pk, "written", by_id=actor.user_id, is_first=True)
        return made


def copy_phrases(actor: Actor, agreement_code: str) -> int:
    """Take over the phrases of the demands that the agreement's requirements follow; return how many are new.

    Only phrases that are in use, and of criteria that are still judged; what is there already is not doubled.

    Raises:
        Refused: the role is wrong.
    """
    _refuse_others(actor)
    definition = published_version(agreement_code).definition
    made = 0
    with transaction.atomic():
        # Two who copy at once wait for each other here.
        rows = {
            one.code: one
            for one in Requirement.objects.select_for_update(of=("self",))
            .filter(agreement__code=agreement_code)
            .order_by("pk")
        }
        for new in definition.requirements:
            judged = {"", *(leaf.key for leaf in manual_leaves(new.rule))}
            for before in _phrases_of(new):
                if before.criterion in judged:
                    made += _copied(actor, rows[new.code], before)
    return made


def _phrases_of(requirement: RequirementDefinition) -> list[StandardPhrase]:
    """Return the phrases in use of the demands that a requirement follows."""
    earlier = Q()
    for one in requirement.follows:
        earlier |= Q(requirement__agreement__code=one.agreement, requirement__code=one.requirement)
    return list(StandardPhrase.objects.filter(earlier, retired_at=None)) if earlier else []


def _copied(actor: Actor, requirement: Requirement, before: StandardPhrase) -> bool:
    made, is_new = StandardPhrase.objects.get_or_create(
        requirement=requirement,
        criterion=before.criterion,
        use=before.use,
        text=before.text,
        retired_at=None,
        defaults={"made_by_id": actor.user_id, "made_at": clock.now()},
    )
    if is_new:
        facts = {"copied_from": before.pk}
        record("phrase", made.pk, "written", by_id=actor.user_id, facts=facts, is_first=True)
    return is_new


def retire_phrase(actor: Actor, phrase_id: int) -> StandardPhrase:
    """Offer a phrase no more. Reasons that used it keep their words.

    Raises:
        Refused: the role is wrong, or there is no such phrase in use.
    """
    _refuse_others(actor)
    with transaction.atomic():
        row = (
            StandardPhrase.objects.select_for_update(of=("self",))
            .filter(pk=phrase_id, retired_at=None)
            .first()
        )
        if row is None:
            raise Refused("Det finns ingen sådan fras.")
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
        record("phrase", row.pk, "retired", by_id=actor.user_id)
        return row


def _refuse_others(actor: Actor) -> None:
    if not actor.is_any(Role.LEAD_ASSESSOR):
        raise NotPermitted("Bara ansvarig bedömare skriver standardfraser.")
