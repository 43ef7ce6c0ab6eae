"""Reading the queue: the cases of a round, narrowed, sorted and paged, and the case that comes after another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString

from agreements.domain.report_key import ReportKey
from assessment.domain.attention import ATTENTION
from assessment.domain.lifecycle import FINDING, VERDICT
from assessment.domain.queue import WAITING, Filters
from assessment.models import FindingState, Outcome, RoundKind, VerdictState
from assessment.selectors.queue_awaited import Awaited, awaited
from assessment.selectors.queue_counts import Numbers, numbers_of
from assessment.selectors.queue_narrowing import (
    after,
    in_order,
    narrowed,
    place_in_order,
    with_name,
)
from assessment.selectors.queue_people import full_name
from assessment.selectors.queue_scope import Scope, scope_of
from prio import clock
from prio.accounts.roles import Actor
from prio.swedish import tag_html

ROWS_ON_A_PAGE = 25
# What is counted, and paged through, of a list: above it one narrows the list instead.
MOST_COUNTED = 5000
MOST_CHOSEN = 2000
_COLUMNS = (
    "pk", "party__code", "party_name", "county__name", "requirement__code", "proposed_outcome", "outcome", "state",
    "attention", "arrived_at", "assigned_to", "assigned_to__first_name", "assigned_to__last_name",
    "assigned_to__username", "waiting", "revision", "simulated", "party_id", "submission__report_id",
)  # fmt: skip
_ENDED = frozenset(
    {*(str(state) for state in (VerdictState.FINAL, VerdictState.CORRECTED)), str(FindingState.SENT)}
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case in the queue. outcome_tag, state_tag: safe HTML. age: days since it arrived.

    proposed, outcome: what the rule comes to, and what somebody has come to; empty where that is open. until: the last
    day of what the organisation is asked for. recused: the actor is. in_hand: somebody may still work on it.
    """

    pk: int
    party: str
    party_name: str
    county: str
    requirement: str
    proposed: str
    outcome: str
    outcome_tag: SafeString
    state: str
    state_tag: SafeString
    attention: tuple[str, ...]
    arrived_at: datetime | None
    age: int | None
    assigned_to: int | None
    assigned_name: str
    waiting: str
    until: date | None
    recused: bool
    in_hand: bool
    revision: int
    simulated: bool

    @property
    def waits_for(self) -> str:
        """Whom it waits for, in words."""
        return WAITING[self.waiting]

    @property
    def reasons_to_look(self) -> tuple[str, ...]:
        """Why a person has to look, in words."""
        return tuple(ATTENTION[code] for code in self.attention)

    @property
    def may_be_chosen(self) -> bool:
        """Whether the actor may act on it together with others."""
        return self.in_hand and not self.recused


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue. count: how many the filters find; is_more: there are more than are counted."""

    scope: Scope
    filters: Filters
    rows: tuple[QueueRow, ...]
    numbers: Numbers
    count: int
    is_more: bool
    page: int
    pages: int


def states_of(kind: RoundKind) -> Mapping[str, str]:
    """Return the states of a case in a round, in the words of those who assess, by code."""
    lifecycle = VERDICT if kind == RoundKind.FINAL else FINDING
    return {state.code: state.for_assessor for state in lifecycle.states}


def outcomes() -> Mapping[str, str]:
    """Return the outcomes in words, by code."""
    return {str(one.value): str(one.label) for one in Outcome}


_STATE_WORDS = {**states_of(RoundKind.PRELIMINARY), **states_of(RoundKind.FINAL)}


def queue_page(
    actor: Actor, code: str, kind: RoundKind, filters: Filters, page: int = 1, rows: int = ROWS_ON_A_PAGE
) -> QueuePage | None:
    """Return a page of the queue; None for who reads no other's reports. Four queries, a fifth to count a search.

    Args:
        actor: who reads.
        code: the agreement.
        kind: which of its rounds.
        filters: what to narrow it to.
        page: from 1; one that is too large is the last.
        rows: how many on a page.
    """
    scope = scope_of(actor, code, kind)
    if scope is None:
        return None
    awaits = awaited(scope)
    numbers = numbers_of(scope, filters.authority, awaits)
    found = narrowed(scope, filters, awaits)
    known = numbers.found_by(filters)
    count = found.order_by()[: MOST_COUNTED + 1].count() if known is None else known
    counted = min(count, MOST_COUNTED)
    pages = max(1, -(-counted // rows))
    number = min(max(page, 1), pages)
    first = (number - 1) * rows
    shown = with_name(in_order(found, filters.sort), scope).values(*_COLUMNS)
    return QueuePage(
        scope=scope,
        filters=filters,
        rows=tuple(_row(row, awaits) for row in shown[first : first + rows]) if count else (),
        numbers=numbers,
        count=counted,
        is_more=count > MOST_COUNTED,
        page=number,
        pages=pages,
    )


def _row(row: Mapping[str, Any], awaits: Awaited) -> QueueRow:
    state, arrived = row["state"], row["arrived_at"]
    # What was sent back keeps what was said of it; it is a proposal again.
    outcome = "" if state == VerdictState.PROPOSED else row["outcome"]
    shown = outcome or row["proposed_outcome"]
    return QueueRow(
        pk=row["pk"],
        party=row["party__code"],
        party_name=row["party_name"],
        county=row["county__name"] or "",
        requirement=row["requirement__code"],
        proposed=row["proposed_outcome"],
        outcome=outcome,
        outcome_tag=tag_html(shown, Outcome(shown).label) if shown else tag_html("unset", "Inget förslag"),
        state=state,
        state_tag=tag_html(state, _STATE_WORDS[state]),
        attention=tuple(row["attention"]),
        arrived_at=arrived,
        age=(clock.today() - arrived.astimezone(clock.STOCKHOLM).date()).days if arrived else None,
        assigned_to=row["assigned_to"],
        assigned_name=_assigned_name(row),
        waiting=row["waiting"],
        until=_until(row, awaits) if row["waiting"] == "organisation" else None,
        recused=row["party_id"] in awaits.recused,
        in_hand=state not in _ENDED,
        revision=row["revision"],
        simulated=row["simulated"],
    )


def _assigned_name(row: Mapping[str, Any]) -> str:
    if row["assigned_to"] is None:
        return ""
    return full_name(
        row["assigned_to__first_name"], row["assigned_to__last_name"], row["assigned_to__username"]
    )


def _until(row: Mapping[str, Any], awaits: Awaited) -> date | None:
    return awaits.completions.get(row["submission__report_id"]) or awaits.communications.get(row["pk"])


def next_case(
    actor: Actor, code: str, kind: RoundKind, filters: Filters, after_case: ReportKey | None = None
) -> ReportKey | None:
    """Return the case that comes after another in the same list, from the top again when the list ends. Five queries.

    Cases of parties that the actor is recused from are passed over. The case before need not be in the list any more:
    what was just approved has left it. None: the list has no other.

    Args:
        actor: who reads.
        code: the agreement.
        kind: which of its rounds.
        filters: what the list is narrowed to and sorted by (`domain.queue.read_filters` reads them from an address).
        after_case: the case that one has in front of oneself; None: the first of the list is wanted.
    """
    scope = scope_of(actor, code, kind)
    if scope is None:
        return None
    awaits = awaited(scope)
    cases = narrowed(scope, filters, awaits).exclude(party__in=awaits.recused)
    cases = in_order(cases, filters.sort)
    place = None
    if after_case is not None:
        same = {
            "requirement": scope.requirements.get(after_case.requirement),
            "party__code": after_case.party,
        }
        place = place_in_order(scope.cases.filter(**same).order_by("-pk"), filters.sort).first()
        cases = cases.exclude(**same)
    keys = cases.values_list("requirement__code", "party__code")
    found = keys.filter(after(filters.sort, place)).first() if place else None
    found = found or keys.first()
    return ReportKey(code, *found) if found else None
