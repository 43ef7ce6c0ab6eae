"""Reading what a draft said before: every text that somebody saved, by whom and when."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from agreements.domain.drafting.changed_lines import ChangedLine, changed_lines
from agreements.models import AgreementDraft, DraftRevision
from agreements.selectors.drafts import DraftPage

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """One text of a draft. since: what has changed from it to what holds now, None where that is too much to read."""

    revision: DraftRevision
    since: tuple[ChangedLine, ...] | None

    @property
    def title(self) -> str:
        """What it is called on the page."""
        return f"Revision {self.revision.number}"

    @property
    def is_same(self) -> bool:
        """Whether the draft says the same now."""
        return self.since == ()

    @property
    def text(self) -> str:
        """What the draft said."""
        return self.revision.text


def revisions_of(draft: AgreementDraft) -> QuerySet[DraftRevision]:
    """Return what a draft has said, without the texts, the newest first: one query."""
    return draft.revisions.select_related("saved_by").defer("text").order_by("-number")


def page_of_revisions(draft: AgreementDraft, number: str) -> Page[DraftRevision]:
    """Return one page of what a draft has said: two queries."""
    return Paginator(revisions_of(draft), ON_A_PAGE).get_page(number)


def revision_page(page: DraftPage, number: int) -> RevisionPage | None:
    """Return one text of a draft beside the one that holds; None where there is no such: one query."""
    found = page.draft.revisions.select_related("saved_by").filter(number=number).first()
    if found is None:
        return None
    return RevisionPage(found, changed_lines(found.text, page.draft.text))


def text_of_revision(draft: AgreementDraft, number: int) -> str | None:
    """Return what a draft said in a revision; None where that was not kept: one query."""
    return draft.revisions.filter(number=number).values_list("text", flat=True).first()
