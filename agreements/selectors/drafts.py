"""Reading drafts of agreements: for the ministry, SKR and Socialstyrelsen, who set them up and speak of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Q, QuerySet

from agreements.domain.draft_lifecycle import DRAFT, READS, SIDE_WORDS, side_of
from agreements.domain.drafting.checking import Checked, checked
from agreements.domain.drafting.own_faults import Known
from agreements.domain.drafting.raw import Path, Step, list_at, text_at, written
from agreements.domain.drafting.removing import whole_kronor
from agreements.domain.drafting.term_fields import KINDS
from agreements.models import (
    Agreement,
    AgreementDraft,
    AgreementVersion,
    DraftApproval,
    DraftComment,
    DraftState,
    VersionState,
)
from prio import clock
from prio.accounts.roles import Actor

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list. open: comments that wait for an answer."""

    draft: AgreementDraft
    open: int


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """The drafts, and what can be copied: code, title and year of each published agreement, the newest first."""

    rows: tuple[DraftRow, ...]
    may_begin: bool
    published: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class SideRow:
    """One of the three with its latest approval. is_stale: the draft has been changed since."""

    side: str
    name: str
    by: str = ""
    at: datetime | None = None
    revision: int = 0
    is_stale: bool = False

    @property
    def holds(self) -> bool:
        """Whether they have approved the draft as it stands."""
        return self.at is not None and not self.is_stale


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement of a draft in the list of them, with how much there is to look at."""

    path: Path
    code: str
    name: str
    kind: str
    pot: str
    questions: int
    faults: int
    warnings: int
    open: int
    is_first: bool
    is_last: bool

    @property
    def kind_words(self) -> str:
        """Its kind in words."""
        return dict(KINDS).get(self.kind, "Slaget är inte valt")

    @property
    def place(self) -> str:
        """Its path as it stands in addresses."""
        return written(self.path)

    @property
    def number(self) -> Step:
        """Its place among the requirements, from 0."""
        return self.path[-1]

    @property
    def known_as(self) -> str:
        """By what it is known again although it is moved."""
        return self.code or self.name

    @property
    def kroner(self) -> int:
        """The pot in whole kronor; 0 where there is none or it cannot be read."""
        return whole_kronor(self.pot)


@dataclass(frozen=True)
class DraftPage:
    """A draft with everything that its pages show to one actor."""

    draft: AgreementDraft
    actor: Actor
    comments: Sequence[DraftComment]
    approvals: Sequence[DraftApproval]

    @cached_property
    def checked(self) -> Checked:
        """The draft with its faults and warnings, as of today."""
        return checked(self.draft.text, on=clock.today(), known=known_beside(self.draft))

    @property
    def may_edit(self) -> bool:
        """Whether the actor may change it."""
        return DRAFT.may("edit", self.draft.state, self.actor.roles)

    @property
    def may_comment(self) -> bool:
        """Whether the actor may comment on it and approve it."""
        speaks = bool(side_of(self.actor.roles, self.actor.assesses_for))
        return speaks and DRAFT.may("comment", self.draft.state, self.actor.roles)

    @property
    def may_publish(self) -> bool:
        """Whether the actor's role publishes; faults and the second person aside."""
        return DRAFT.may("publish", self.draft.state, self.actor.roles)

    @property
    def is_second_person(self) -> bool:
        """Whether the actor neither began the draft nor changed it last."""
        return self.actor.user_id not in {self.draft.owner_id, self.draft.changed_by_id}

    @property
    def sides(self) -> tuple[SideRow, ...]:
        """Who of the three has approved which revision."""
        return tuple(self._side(side, name) for side, name in SIDE_WORDS.items())

    def _side(self, side: str, name: str) -> SideRow:
        latest = next((one for one in reversed(self.approvals) if one.side == side), None)
        if latest is None:
            return SideRow(side, name)
        is_stale = latest.revision != self.draft.revision
        return SideRow(side, name, str(latest.by), latest.at, latest.revision, is_stale)

    @cached_property
    def open_points(self) -> tuple[str, ...]:
        """What is not settled, in sentences: whoever publishes the draft in spite of it says that they have seen it."""
        points = [_not_approved(side, self.draft.revision) for side in self.sides if not side.holds]
        if waiting := self.open_comments:
            is_one = waiting == 1
            points.append(
                "1 kommentar är inte besvarad." if is_one else f"{waiting} kommentarer är inte besvarade."
            )
        return (*points, *(one.message for one in self.checked.warnings if one.must_be_confirmed))

    @property
    def points_mark(self) -> str:
        """What stands for the open points as they are now, in a form that shows them."""
        return hashlib.sha256("\n".join(self.open_points).encode()).hexdigest()[:16]

    @property
    def own_side(self) -> str:
        """For whom the actor speaks."""
        return SIDE_WORDS.get(side_of(self.actor.roles, self.actor.assesses_for), "")

    @property
    def has_approved(self) -> bool:
        """Whether the actor's side has approved the draft as it stands."""
        return any(row.holds and row.name == self.own_side for row in self.sides)

    @property
    def open_comments(self) -> int:
        """How many comments wait for an answer."""
        return sum(one.is_open for one in self.comments)

    def comments_on(self, requirement: str) -> list[DraftComment]:
        """Return the comments on a requirement; with an empty code those on the whole."""
        return [one for one in self.comments if one.requirement == requirement]

    def code_at(self, path: Path) -> str:
        """Return the code of the requirement that a path leads into; empty for the agreement itself."""
        inside = path[:1] == ("requirements",) and len(path) > 1
        return text_at(self.checked.raw, *path[:2], "code") if inside else ""

    @property
    def requirements(self) -> tuple[RequirementRow, ...]:
        """The requirements in order."""
        ones = list_at(self.checked.raw, "requirements")
        rows = []
        for index, one in enumerate(ones):
            path: Path = ("requirements", index)
            code = text_at(one, "code")
            rows.append(
                RequirementRow(
                    path=path,
                    code=code,
                    name=text_at(one, "name"),
                    kind=text_at(one, "kind"),
                    pot=text_at(one, "pot"),
                    questions=len(list_at(one, "questions")),
                    faults=len(self.checked.faults_at(path)),
                    warnings=len(self.checked.warnings_at(path)),
                    open=sum(comment.is_open for comment in self.comments_on(code)) if code else 0,
                    is_first=index == 0,
                    is_last=index == len(ones) - 1,
                )
            )
        return tuple(rows)


def _not_approved(side: SideRow, revision: int) -> str:
    if side.at is None:
        return f"{side.name} har inte godkänt utkastet."
    since = f"Utkastet är ändrat sedan dess: nu är det revision {revision}."
    return f"{side.name} godkände revision {side.revision}. {since}"


def known_beside(draft: AgreementDraft) -> Known:
    """Return what is published beside a draft: one query. One that is published itself has its code by right."""
    rows = frozenset(Agreement.objects.order_by().values_list("code", "requirements__code"))
    codes = {code for code, _ in rows} if draft.state == DraftState.DRAFT else ()
    return Known(frozenset(codes), frozenset((code, one) for code, one in rows if one))


def may_read_drafts(actor: Actor) -> bool:
    """Say whether the actor is one of those who set agreements up and speak of them."""
    return not actor.roles.isdisjoint(READS)


def may_begin_drafts(actor: Actor) -> bool:
    """Say whether the actor sets agreements up."""
    return DRAFT.may("edit", DRAFT.begins_as, actor.roles)


def drafts_page(actor: Actor) -> DraftsPage | None:
    """Return the drafts, those that are worked on first; None for who may not see them. Two queries."""
    if not may_read_drafts(actor):
        return None
    waiting = Count("comments", filter=Q(comments__answer=""))
    rows = _readable().annotate(open=waiting).defer("text")
    published = AgreementVersion.objects.filter(state=VersionState.PUBLISHED).order_by(
        "-agreement__year", "agreement__code"
    )
    by_state = {DraftState.DRAFT.value: 0, DraftState.PUBLISHED.value: 1}
    found = sorted(rows[:MOST_ROWS], key=lambda draft: by_state.get(draft.state, 2))
    return DraftsPage(
        tuple(DraftRow(draft, draft.open) for draft in found),
        may_begin_drafts(actor),
        tuple(published.values_list("agreement__code", "agreement__title", "agreement__year")),
    )


def draft_page(actor: Actor, draft_id: int) -> DraftPage | None:
    """Return a draft; None where there is none that the actor may see. Three queries."""
    draft = _readable().filter(pk=draft_id).first() if may_read_drafts(actor) else None
    return page_around(draft, actor) if draft else None


def page_around(draft: AgreementDraft, actor: Actor) -> DraftPage:
    """Return what the pages of a draft show, around its row: two queries."""
    comments = draft.comments.select_related("author", "answered_by").order_by("pk")
    approvals = draft.approvals.select_related("by").order_by("pk")
    return DraftPage(draft, actor, list(comments), list(approvals))


def _readable() -> QuerySet[AgreementDraft]:
    return AgreementDraft.objects.select_related(
        "owner", "changed_by", "copied_from", "published_by", "published_as__agreement"
    ).order_by("-changed_at", "-pk")
