"""What those who speak of a draft are told: a new comment, and an answer. The words stand on the draft's page only.

A draft is read by the three alone, so no mail carries what is said about it. Written in the transaction of
what it tells.
"""

from django.db.models import Q
from django.urls import reverse

from agreements.domain.draft_lifecycle import ASSESSES_FOR, SIDE_WORDS, SIDES
from agreements.models import AgreementDraft, DraftComment
from prio import clock
from prio.accounts.models import Membership
from prio.mail.services import Letter, write, write_many


def who_may_comment() -> tuple[int, ...]:
    """Return the primary keys of those who speak for one of the three today: one query."""
    day = clock.today()
    held = Membership.objects.filter(
        Q(role__in=(*SIDES["ministry"], *SIDES["skr"]))
        | Q(role__in=SIDES["socialstyrelsen"], authority=ASSESSES_FOR),
        Q(valid_to=None) | Q(valid_to__gt=day),
        valid_from__lte=day,
        user__is_active=True,
    )
    return tuple(held.order_by("user").values_list("user", flat=True).distinct())


def tell_comment(said: DraftComment) -> None:
    """Tell everybody who may comment, but not the writer, that somebody has."""
    draft = said.draft
    body = (
        f"{said.author}, {SIDE_WORDS[said.side]}, har kommenterat {_about(said)}. "
        "Kommentaren läses på utkastets sida, bara av Socialdepartementet, SKR och Socialstyrelsen."
    )
    write_many(
        Letter(
            f"draft-comment:{said.pk}:{person}", person, f"Ny kommentar på {draft}", body, path=_page(draft)
        )
        for person in who_may_comment()
        if person != said.author_id
    )


def tell_answer(said: DraftComment) -> None:
    """Tell who wrote a comment that it is answered, unless they answered it themselves."""
    if said.answered_by_id == said.author_id:
        return
    write(
        f"draft-answer:{said.pk}:{said.author_id}",
        said.author_id,
        f"Svar på er kommentar på {said.draft}",
        f"{said.answered_by} har svarat på er kommentar på {_about(said)}. Svaret läses på utkastets sida.",
        path=_page(said.draft),
    )


def _about(said: DraftComment) -> str:
    where = f"{said.requirement} i " if said.requirement else ""
    return f"{where}utkastet ”{said.draft}”"


def _page(draft: AgreementDraft) -> str:
    return f"{reverse('draft', args=[draft.pk])}#kommentarer"
