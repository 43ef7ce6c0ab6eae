"""Reading requests for access: the list, one with its documents and its log, one document with what can be masked.

Read by registrars and auditors; only a registrar does something with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from agreements.diary_things import Document, DocumentFile, document_of, link_of
from agreements.domain.access_lifecycle import ACCESS_REQUEST
from agreements.domain.masking import Line, MaskedLine, Proposal, has_personal_number, masked_lines, proposals
from agreements.evidence.pdf_parts import PDF, UnreadablePdf, page_count
from agreements.models import AccessCopy, AccessRequest, AccessRequestEntry, CaseEntry
from agreements.models.access import WAITING, Outcome
from agreements.selectors.diary import (
    DiaryRow,
    Wanted,
    diary_rows,
    entries,
    entry_numbers,
    reads_requests,
)
from agreements.services.access import AGGREGATE
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.models import Event
from prio.swedish import tag_html

ON_A_PAGE = 25
MOST_FOUND = 50  # entries that a search for documents shows
SOON, LATE = 2, 5  # days: an answer is to come at once; after these the age is marked
LOG_WORDS = {
    "registered": "Registrerad",
    "picked": "Handlingar valda",
    "unpicked": "Handling borttagen",
    "decided": "Handling prövad",
    "made": "Kopian gjord",
    "reopen": "Prövas om",
    "viewed": "Kopian hämtad",
    "give_out": "Utlämnad",
    "answer_without": "Besvarad: inga handlingar",
    "withdraw": "Återtagen",
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the list. state_tag: safe HTML. days: since it came, while it waits. urgency: soon, late or ""."""

    id: int
    reference: str
    text: str
    received_at: datetime
    state_tag: str
    days: int
    urgency: str
    documents: int
    untested: int
    closed_at: datetime | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class RequestList:
    """Those that wait, the oldest first, and a page of those that are closed."""

    waiting: tuple[RequestRow, ...]
    closed: tuple[RequestRow, ...]
    page: Page
    may_register: bool


@dataclass(frozen=True, slots=True)
class PickedRow:
    """A document of a request, and how it was decided on."""

    id: int
    row: DiaryRow
    outcome: str
    outcome_label: str
    support: str
    reason: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a request's log: when, what, by whom, and what about."""

    at: datetime
    words: str
    by: str
    about: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request with all around it. making: the newest files; verbs: the steps that the reader may take now."""

    request: AccessRequest
    row: RequestRow
    picked: tuple[PickedRow, ...]
    making: int
    copies: tuple[AccessCopy, ...]
    log: tuple[LogLine, ...]
    verbs: frozenset[str]

    @property
    def untested(self) -> int:
        """How many documents nobody has decided on."""
        return sum(one.outcome == Outcome.UNTESTED for one in self.picked)

    @property
    def first_untested(self) -> int:
        """The first of them; 0 where there is none."""
        return next((one.id for one in self.picked if one.outcome == Outcome.UNTESTED), 0)


@dataclass(frozen=True, slots=True)
class FileChoice:
    """A file of a document with what was chosen. pages: how many it has; 0 where it cannot be taken apart."""

    file: DocumentFile
    pages: int
    give: str
    chosen_pages: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A document to decide on: what it says, what is proposed, and how it would be given out as it is decided now."""

    request: AccessRequest
    picked: AccessRequestEntry
    lines: tuple[tuple[Line, MaskedLine], ...]
    proposals: tuple[tuple[Proposal, bool], ...]
    more_words: str
    files: tuple[FileChoice, ...]
    has_personal_number: bool
    url: str
    next_untested: int | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class AccessWaiting:
    """What waits for a registrar. first: the oldest request; since: the day that it came."""

    requests: int = 0
    untested: int = 0
    first: int | None = None
    since: date | None = None


def access_waiting() -> AccessWaiting:
    """Return what waits for a registrar: two queries."""
    waiting = AccessRequest.objects.filter(state__in=WAITING)
    rows = list(waiting.order_by("received_at", "pk").values_list("pk", "received_at"))
    if not rows:
        return AccessWaiting()
    untested = AccessRequestEntry.objects.filter(request__state__in=WAITING, outcome=Outcome.UNTESTED)
    first, received_at = rows[0]
    return AccessWaiting(len(rows), untested.count(), first, received_at.astimezone(clock.STOCKHOLM).date())


def request_list(actor: Actor, number: str) -> RequestList | None:
    """Return the requests, or None for who reads none. Three queries."""
    if not reads_requests(actor):
        return None
    rows = _with_counts(AccessRequest.objects.all())
    page = Paginator(rows.exclude(state__in=WAITING).order_by("-closed_at", "-pk"), ON_A_PAGE).get_page(
        number
    )
    return RequestList(
        waiting=tuple(map(_row, rows.filter(state__in=WAITING).order_by("received_at", "pk"))),
        closed=tuple(map(_row, page.object_list)),
        page=page,
        may_register=actor.is_any(Role.REGISTRAR),
    )


def request_page(actor: Actor, request_id: int) -> RequestPage | None:
    """Return one request, or None. Five queries."""
    if not reads_requests(actor):
        return None
    found = _with_counts(AccessRequest.objects.filter(pk=request_id)).select_related("registered_by").first()
    if found is None:
        return None
    picked = list(
        found.entries.select_related("entry__case__party", "entry__case__agreement").order_by(
            "entry__case__year", "entry__case__number", "entry__number"
        )
    )
    rows = diary_rows(actor, [one.entry for one in picked])
    copies = list(found.copies.defer("content").order_by("-making", "number"))
    making = copies[0].making if copies else 0
    return RequestPage(
        request=found,
        row=_row(found),
        picked=tuple(_picked(one, row) for one, row in zip(picked, rows, strict=True)),
        making=making,
        copies=tuple(copy for copy in copies if copy.making == making),
        log=tuple(_log(found.pk)),
        verbs=frozenset(step.verb for step in ACCESS_REQUEST.open_to(found.state, actor.roles)),
    )


def found_documents(actor: Actor, request_id: int, text: str) -> tuple[DiaryRow, ...]:
    """Return entries that can be picked: those with the numbers that are written, or else those with the words."""
    if not text.strip() or not actor.is_any(Role.REGISTRAR):
        return ()
    numbers = entry_numbers(text)
    if numbers:
        wanted = Q()
        for one in numbers:
            wanted |= one
        found = entries(Wanted(order="nummer")).filter(wanted)
    else:
        found = entries(Wanted(text=text.strip()[:100]))
    known = AccessRequestEntry.objects.filter(request=request_id).values("entry")
    return diary_rows(actor, found.exclude(pk__in=known)[:MOST_FOUND])


def entry_page(
    actor: Actor, request_id: int, picked_id: int, masks: Mapping[str, object] | None = None
) -> EntryPage | None:
    """Return a document of a request, or None.

    masks: what somebody has chosen and not saved, instead of what is kept; see `AccessRequestEntry`.
    """
    if not reads_requests(actor):
        return None
    rows = AccessRequestEntry.objects.select_related(
        "request__case", "entry__case__party", "entry__case__agreement"
    )
    picked = rows.filter(pk=picked_id, request=request_id).first()
    if picked is None:
        return None
    document = document_of(picked.entry)
    chosen = picked.masks if masks is None else masks
    is_new = masks is None and picked.outcome != Outcome.MASKED
    words = _words(document, chosen, is_new)
    offered = proposals(document.lines)
    named = {one.text for one in offered}
    shown = () if picked.outcome == Outcome.WHOLE and masks is None else words
    masked = masked_lines(document.lines, shown, _strings(chosen.get("lines")))
    return EntryPage(
        request=picked.request,
        picked=picked,
        lines=tuple(zip(document.lines, masked, strict=True)),
        proposals=tuple((one, one.text in words) for one in offered),
        more_words="\n".join(word for word in words if word not in named),
        files=tuple(_choice(file, chosen) for file in document.files),
        has_personal_number=has_personal_number(document.lines),
        url=link_of(picked.entry, actor),
        next_untested=_next_untested(picked),
        may_decide=ACCESS_REQUEST.may("decide", picked.request.state, actor.roles),
    )


def _words(document: Document, chosen: Mapping[str, object], is_new: bool) -> tuple[str, ...]:
    """What is masked: as it was chosen; while nothing has been, what is proposed."""
    if is_new:
        return tuple(one.text for one in proposals(document.lines) if one.is_chosen)
    return _strings(chosen.get("words"))


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _choice(file: DocumentFile, chosen: Mapping[str, object]) -> FileChoice:
    files = chosen.get("files")
    own = files.get(file.key, {}) if isinstance(files, Mapping) else {}
    pages = 0
    if file.media_type == PDF and file.is_usable:
        try:
            pages = page_count(file.read())
        except UnreadablePdf:
            pages = 0
    return FileChoice(file, pages, str(own.get("give", "")), str(own.get("pages", "")))


def _next_untested(picked: AccessRequestEntry) -> int | None:
    others = AccessRequestEntry.objects.filter(request=picked.request_id, outcome=Outcome.UNTESTED)
    ids = list(
        others.exclude(pk=picked.pk).order_by("entry__case", "entry__number").values_list("pk", flat=True)
    )
    return ids[0] if ids else None


def _with_counts(rows: QuerySet[AccessRequest]) -> QuerySet[AccessRequest]:
    return rows.select_related("case").annotate(
        documents=Count("entries"), untested=Count("entries", filter=Q(entries__outcome=Outcome.UNTESTED))
    )


def _row(found: AccessRequest) -> RequestRow:
    counts = vars(found)
    is_waiting = found.state in WAITING
    days = (clock.today() - found.received_at.astimezone(clock.STOCKHOLM).date()).days if is_waiting else 0
    return RequestRow(
        id=found.pk,
        reference=found.case.reference,
        text=found.text,
        received_at=found.received_at,
        state_tag=tag_html(
            "done" if found.state == "answered" else found.state,
            ACCESS_REQUEST.state(found.state).for_assessor,
        ),
        days=days,
        urgency="late" if days >= LATE else "soon" if days >= SOON else "",
        documents=counts["documents"],
        untested=counts["untested"],
        closed_at=found.closed_at,
        simulated=found.simulated,
    )


def _picked(one: AccessRequestEntry, row: DiaryRow) -> PickedRow:
    return PickedRow(one.pk, row, one.outcome, one.get_outcome_display(), one.support, one.reason)


def _log(request_id: int) -> Sequence[LogLine]:
    events = Event.objects.filter(aggregate=AGGREGATE, aggregate_id=str(request_id)).select_related("by")
    return [
        LogLine(event.at, LOG_WORDS.get(event.verb, event.verb), str(event.by or "Prio"), _about(event.facts))
        for event in events.order_by("-sequence")
    ]


def _about(facts: Mapping[str, object]) -> str:
    """What an event was about, in words."""
    named = facts.get("entries")
    files = facts.get("files")
    parts = [*_strings(named), str(facts.get("entry") or "")]
    if outcome := facts.get("outcome"):
        parts.append(Outcome(str(outcome)).label)
    parts.append(str(facts.get("support") or ""))
    if isinstance(files, Mapping):
        parts += [f"{name} ({str(sha256)[:12]})" for name, sha256 in sorted(files.items())]
    elif making := facts.get("making"):
        parts.append(f"omgång {making}")
    return ", ".join(part for part in parts if part)


def entries_of(ids: Sequence[str]) -> list[int]:
    """Return the primary keys among what was posted; what is none is left out."""
    wanted = {int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 18}
    return list(CaseEntry.objects.filter(pk__in=wanted).values_list("pk", flat=True))
