"""Reading what was handed in, for those who assess it and for the county that follows it. Drafts are nobody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from agreements.domain.definition import Definition
from agreements.domain.lifecycle import REPORT
from agreements.domain.report_key import ReportKey
from agreements.models import Report, ReportState, Submission
from agreements.selectors.agreements import published_version
from agreements.selectors.ground import Ground, ground_of
from agreements.selectors.history import History, history_of
from agreements.selectors.places import NOT_BEGUN, reads_submissions
from prio.accounts.roles import Actor
from prio.parties.models import County, PartyCounty, PartyName
from prio.parties.selectors import holds_on
from prio.swedish import tag_html

ROWS_ON_A_PAGE = 50
# What others than the party's own people may know of: a draft is in none of these.
SHOWN = (
    ReportState.LATE,
    ReportState.RETURNED,
    ReportState.HANDED_IN,
    ReportState.REFUSED,
    ReportState.DECLINED,
)
TO_DECIDE = (ReportState.LATE, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty: to nothing. state: a state, or `alla` for every one that may be shown."""

    state: str = ""
    county: str = ""
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class SubmittedRow:
    """A report in the list. `state_tag` is safe HTML; `handed_in_at` is None where nothing was handed in."""

    party: str
    party_name: str
    county: str
    requirement: str
    state_tag: str
    handed_in_at: datetime | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class SubmittedList:
    """The list, a page of it, with what it can be narrowed to. `counts`: reports by state, all that may be shown."""

    definition: Definition
    rows: tuple[SubmittedRow, ...]
    page: Page
    counts: Mapping[str, int]
    counties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SubmittedReport:
    """A report as others than its party see it: its state, and everything that was handed in."""

    ground: Ground
    state: str
    reason: str
    history: History
    simulated: bool

    @property
    def state_label(self) -> str:
        """The state in the words of those who assess."""
        return REPORT.state(self.state).for_assessor


def submitted_report(actor: Actor, key: ReportKey) -> SubmittedReport | None:
    """Return a report with what was handed in; None for who may not read it. At most eight queries."""
    ground = ground_of(key)
    if ground is None or not reads_submissions(actor, ground.party):
        return None
    row = (
        Report.objects.filter(requirement_id=ground.requirement_id, party_id=ground.party.id)
        .values_list("state", "reason", "simulated")
        .first()
    )
    state, reason, simulated = row or (NOT_BEGUN, "", False)
    shown = state in SHOWN
    return SubmittedReport(
        ground=ground,
        state=state,
        reason=reason if shown else "",
        history=history_of(ground),
        simulated=simulated,
    )


def submitted_list(actor: Actor, agreement: str, filters: Filters, page: str) -> SubmittedList | None:
    """Return the reports that were handed in, narrowed and paged; None for who reads no other's reports. Five queries.

    A county's coordinator sees those of the county.
    """
    if not actor.reads_all and not actor.coordinates:
        return None
    version = published_version(actor, agreement)
    if version is None:
        return None
    definition = version.definition
    counties = County.objects.order_by("name")
    reports = _with_names(definition).filter(requirement__agreement=version.agreement, state__in=SHOWN)
    if not actor.reads_all:
        counties = counties.filter(pk__in=actor.coordinates)
        own_counties = Q(lies_in__in=actor.coordinates)
        reports = reports.filter(own_counties)
    counted = reports.order_by().values_list("state").annotate(number=Count("pk"))
    paged = Paginator(_narrowed(reports, filters), ROWS_ON_A_PAGE).get_page(page)
    return SubmittedList(
        definition=definition,
        rows=tuple(_row(report) for report in paged.object_list),
        page=paged,
        counts=dict(counted),
        counties=tuple(counties.values_list("code", "name")),
    )


def _with_names(definition: Definition) -> QuerySet[Report]:
    day = definition.names_day
    of_party = {"party": OuterRef("party")}
    return Report.objects.annotate(
        called=Subquery(PartyName.objects.filter(holds_on(day), **of_party).values("name")[:1]),
        lies_in=Subquery(PartyCounty.objects.filter(holds_on(day), **of_party).values("county_id")[:1]),
        county_name=Subquery(
            PartyCounty.objects.filter(holds_on(day), **of_party).values("county__name")[:1]
        ),
        handed_at=Subquery(
            Submission.objects.filter(report=OuterRef("pk")).order_by("-number").values("handed_in_at")[:1]
        ),
    )


def _narrowed(reports: QuerySet[Report], filters: Filters) -> QuerySet[Report]:
    wanted = Q()
    if filters.state in set(SHOWN):
        wanted &= Q(state=filters.state)
    elif not filters.state:
        wanted &= Q(state__in=TO_DECIDE)
    if filters.county:
        wanted &= Q(lies_in=filters.county)
    if filters.requirement:
        wanted &= Q(requirement__code=filters.requirement)
    return (
        reports.filter(wanted)
        .select_related("party", "requirement")
        .only("state", "simulated", "party__code", "requirement__code")
        .order_by(*([] if filters.state else ["state"]), "requirement__position", "party__code")
    )


def _row(report: Report) -> SubmittedRow:
    found = vars(report)
    return SubmittedRow(
        party=report.party.code,
        party_name=found["called"] or report.party.code,
        county=found["county_name"] or "",
        requirement=report.requirement.code,
        state_tag=tag_html(report.state, REPORT.state(report.state).for_assessor),
        handed_in_at=found["handed_at"],
        simulated=report.simulated,
    )
