"""What SKR, Socialstyrelsen and the ministry say of a draft: comments with answers, and approvals of a revision."""

from django.db import transaction

from agreements.domain.draft_lifecycle import DRAFT, DraftNeeds, side_of
from agreements.domain.drafting.checking import checked
from agreements.domain.drafting.raw import list_at, text_at
from agreements.models import AgreementDraft, DraftApproval, DraftComment
from agreements.selectors.drafts import known_beside
from agreements.services.draft_letters import tell_answer, tell_comment
from agreements.services.drafting import Overtaken, locked_draft
from agreements.services.questions import cleaned
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.refused import NotPermitted, Refused

LONGEST_COMMENT = 4000  # characters


def comment(actor: Actor, draft_id: int, text: str, *, requirement: str = "") -> DraftComment:
    """Say something about a draft, or about one requirement of it. The same again is the same comment.

    Everybody else who may comment gets a message.

    Raises:
        Refused: the actor speaks for none of the three; the draft is published or discarded; there is no such
            requirement; the text is empty, too long or holds what cannot be shown.
    """
    said = cleaned(text, "Kommentaren", 1, LONGEST_COMMENT)
    with transaction.atomic():
        draft = locked_draft(draft_id)
        DRAFT.take("comment", draft.state, actor.roles)
        side = _side(actor)
        if requirement and requirement not in _codes(draft):
            raise Refused(f"Utkastet har inget krav som heter {requirement}.")
        mine = draft.comments.filter(author=actor.user_id, requirement=requirement, answer="", text=said)
        if same := mine.first():
            return same
        made = DraftComment.objects.create(
            draft=draft,
            requirement=requirement,
            side=side,
            text=said,
            revision=draft.revision,
            author_id=actor.user_id,
            written_at=clock.now(),
        )
        record("agreement_draft", draft.pk, "commented", by_id=actor.user_id, facts={"comment": made.pk})
        tell_comment(made)
    return made


def _side(actor: Actor) -> str:
    side = side_of(actor.roles, actor.assesses_for)
    if not side:
        raise NotPermitted("Utkast kommenteras och godkänns av SKR, Socialstyrelsen och Socialdepartementet.")
    return side


def _codes(draft: AgreementDraft) -> set[str]:
    raw = checked(draft.text, on=clock.today()).raw
    return {text_at(one, "code") for one in list_at(raw, "requirements")}


def answer_comment(actor: Actor, draft_id: int, comment_id: int, text: str) -> DraftComment:
    """Answer a comment, which is then no longer open; who wrote it gets a message.

    Raises Refused: it is answered already, or the actor sets no agreements up.
    """
    said = cleaned(text, "Svaret", 1, LONGEST_COMMENT)
    with transaction.atomic():
        draft = locked_draft(draft_id)
        DRAFT.take("edit", draft.state, actor.roles)
        found = draft.comments.filter(pk=comment_id).first()
        if found is None:
            raise Refused("Kommentaren finns inte.")
        if not found.is_open:
            if found.answered_by_id == actor.user_id and found.answer == said:
                return found
            raise Refused("Kommentaren är redan besvarad. Det svar som står här är det som gäller.")
        found.answer, found.answered_by_id, found.answered_at = said, actor.user_id, clock.now()
        found.save(update_fields=["answer", "answered_by", "answered_at"])
        record("agreement_draft", draft.pk, "answered", by_id=actor.user_id, facts={"comment": found.pk})
        tell_answer(found)
    return found


def approve_draft(actor: Actor, draft_id: int, *, base: int) -> DraftApproval:
    """Say for one of the three that the draft is good as it stands in a revision. Again: the same approval.

    Raises:
        Overtaken: the draft has been changed since it was read.
        Refused: the actor speaks for none of the three; the draft has faults, or is published or discarded.
    """
    with transaction.atomic():
        draft = locked_draft(draft_id)
        is_sound = checked(draft.text, on=clock.today(), known=known_beside(draft)).definition is not None
        DRAFT.take("approve", draft.state, actor.roles, {DraftNeeds.NO_FAULTS} if is_sound else ())
        side = _side(actor)
        if draft.revision != base:
            raise Overtaken(draft)
        made, is_new = DraftApproval.objects.get_or_create(
            draft=draft,
            side=side,
            revision=draft.revision,
            defaults={"by_id": actor.user_id, "at": clock.now()},
        )
        if is_new:
            facts = {"side": side, "revision": draft.revision}
            record("agreement_draft", draft.pk, "approved", by_id=actor.user_id, facts=facts)
    return made
