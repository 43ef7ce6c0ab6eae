"""One report with everything around it, for who may read it. A draft is read by its own organisation alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.core.cache import cache
from django.db.models import Q, QuerySet

from agreements.domain.corrections import asks_the_same
from agreements.domain.definition import Definition
from agreements.domain.evaluate import Facts
from agreements.domain.lifecycle import REPORT, Needs, Transition
from agreements.domain.progress import missing, usable
from agreements.domain.questions import Question
from agreements.domain.report_key import ReportKey
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.times import Times, times_of
from agreements.models import (
    AgreementVersion,
    CompletionRequest,
    Extension,
    Report,
    ReportState,
    Submission,
)
from agreements.models.report import CONFIRMING
from agreements.selectors.files import unusable_files_of
from agreements.selectors.ground import KEPT, Ground, ReportingParty, ground_of
from prio import clock
from prio.accounts.roles import NATIONAL_ROLES, Actor, Role
from prio.parties.selectors import inhabitants_of_party

NOT_BEGUN = REPORT.begins_as
EDITS = (Role.REPORTER, Role.SIGNER)


@dataclass(frozen=True)
class ReportPlace:
    """One report with everything that its page or the API needs, as it stands at `now` for one actor.

    report: None when it is not begun, and for who does not read drafts. times: its days, seen from `now`. requests:
    the open requests for completion. roles: what the actor is for it. needs_confirmation: the wording that the answers
    are about has been changed. known_unusable: the files that cannot be used, where they were read beforehand.
    """

    ground: Ground
    report: Report | None
    report_id: int | None
    state: str
    now: datetime
    times: Times
    extensions: tuple[Extension, ...]
    requests: tuple[CompletionRequest, ...]
    facts: Facts
    roles: frozenset[str]
    is_own: bool
    needs_confirmation: bool
    known_unusable: frozenset[str] | None = None

    @property
    def key(self) -> ReportKey:
        """The three codes of its address."""
        return self.ground.key

    @property
    def version(self) -> AgreementVersion:
        """The published version, with its agreement."""
        return self.ground.version

    @property
    def definition(self) -> Definition:
        """The agreement as it is published."""
        return self.ground.definition

    @property
    def requirement(self) -> RequirementDefinition:
        """The requirement as it is published."""
        return self.ground.requirement

    @property
    def requirement_id(self) -> int:
        """The primary key of the requirement."""
        return self.ground.requirement_id

    @property
    def wording_id(self) -> int:
        """The primary key of the published wording."""
        return self.ground.wording_id

    @property
    def party(self) -> ReportingParty:
        """Whose report it is."""
        return self.ground.party

    @property
    def reads(self) -> tuple[Question, ...]:
        """The questions that are asked of the reporter; the others are read from a register."""
        return self.ground.asked

    @property
    def closes(self) -> datetime | None:
        """The first instant that is too late."""
        return clock.end_of(self.times.last_day) if self.times.last_day else None

    @property
    def last_day(self) -> date | None:
        """The last day to report, more time included."""
        return self.times.last_day

    @property
    def question_days(self) -> Mapping[str, date]:
        """The last day of each question that has one of its own."""
        return self.times.question_days

    @property
    def open(self) -> bool:
        """Whether what is handed in now is in time."""
        return self.times.opened and not self.times.closed

    @property
    def completion_due(self) -> date | None:
        """The last day to complete, of the open requests."""
        return self.times.completion_due

    @property
    def editable(self) -> frozenset[str]:
        """The keys of the questions whose answers can be changed now, by who may."""
        return self.times.editable(self.requirement, self.state)

    @property
    def works_on_it(self) -> bool:
        """Whether the actor answers for the party, whether or not something can be changed now."""
        return not self.roles.isdisjoint(EDITS)

    @property
    def may_edit(self) -> bool:
        """Whether the actor may change some answer now."""
        return self.works_on_it and bool(self.editable)

    @property
    def may_sign(self) -> bool:
        """Whether the actor is a signer of the organisation."""
        return Role.SIGNER in self.roles

    @property
    def steps(self) -> tuple[Transition, ...]:
        """What the actor may do with the report now; a step that needs a reason or a day is asked for it later."""
        given = self.times.met(self.requirement) | {Needs.REASON, Needs.COMPLETION_DATE}
        return tuple(
            step
            for step in REPORT.open_to(self.state, self.roles)
            if self.reads and step.lacks(given) is None
        )

    @property
    def answers(self) -> Mapping[str, object]:
        """The answers of the draft; empty where there is none to read."""
        return self.report.answers if self.report else {}

    @cached_property
    def unusable_files(self) -> frozenset[str]:
        """The files among the answers that cannot be used: still checked, or stopped. One query, or none."""
        if self.known_unusable is not None:
            return self.known_unusable
        return unusable_files_of([self.answers])

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions that are asked and have no usable answer."""
        return missing(self.requirement, usable(self.requirement, self.answers, self.unusable_files))

    @cached_property
    def last_year(self) -> Submission | None:
        """The newest submission of the same party on the same demand in an earlier agreement. One query, or none."""
        return _remembered_last_year(self.ground)


def report_place(actor: Actor, key: ReportKey, *, now: datetime | None = None) -> ReportPlace | None:
    """Return the actor's own report with everything around it; None if it is not theirs. At most six queries.

    Args:
        actor: who asks: anybody with a role for the party's organisation.
        key: which report, begun or not.
        now: the moment that it is read for; left out: this one.
    """
    ground = ground_of(key)
    if ground is None or ground.party.id not in actor.parties:
        return None
    return place_of(actor, ground, now or clock.now(), is_own=True)


def submitted_place(actor: Actor, key: ReportKey, *, now: datetime | None = None) -> ReportPlace | None:
    """Return a report for who reads what was handed in: who reads all, and the coordinator of the party's county.

    Its draft is not in it, only its state. None for everybody else. At most six queries.
    """
    ground = ground_of(key)
    if ground is None or not reads_submissions(actor, ground.party):
        return None
    return place_of(actor, ground, now or clock.now(), is_own=ground.party.id in actor.parties)


def reads_submissions(actor: Actor, party: ReportingParty) -> bool:
    """Say whether the actor reads what the party has handed in."""
    return party.id in actor.parties or actor.reads_all or party.county in actor.coordinates


def _remembered_last_year(ground: Ground) -> Submission | None:
    """What was handed in for an earlier agreement is remembered by this process for a minute: every save shows it."""
    key = f"last-year-{ground.wording_id}-{ground.party.id}"
    found: tuple[Submission | None] | None = cache.get(key)
    if found is None:
        found = (last_year_of(ground),)
        cache.set(key, found, KEPT)
    return found[0]


def last_year_of(ground: Ground) -> Submission | None:
    """Return the newest submission of the party on the demand that this one follows. One query, or none."""
    if not ground.requirement.follows:
        return None
    return (
        Submission.objects.filter(of_followed(ground), report__party_id=ground.party.id)
        .select_related("report__requirement__agreement", "requirement_version__version")
        .defer("report__answers", "requirement_version__version__plain")
        .order_by("-handed_in_at", "-number")
        .first()
    )


def of_followed(ground: Ground) -> Q:
    """Return the condition that a submission is on a demand that this one follows; empty where it follows none."""
    follows = Q()
    for earlier in ground.requirement.follows:
        follows |= Q(
            report__requirement__agreement__code=earlier.agreement,
            report__requirement__code=earlier.requirement,
        )
    return follows


def asked_then(submission: Submission) -> RequirementDefinition | None:
    """Return the requirement as it was worded for a submission; `requirement_version__version` is read."""
    definition = submission.requirement_version.version.definition
    try:
        return definition.requirement(submission.report.requirement.code)
    except KeyError:
        return None


def roles_for(actor: Actor, organisation_id: int) -> frozenset[str]:
    """Return what the actor is for an organisation, national roles included, as codes."""
    held = {role for role, organisation in actor.holds if organisation == organisation_id}
    return frozenset(role.value for role in held | (actor.roles & NATIONAL_ROLES))


def facts_of(ground: Ground) -> Facts:
    """Return what is known of the party without asking it: one query."""
    day = ground.definition.population_date
    return Facts(
        inhabitants_of_party(ground.party.id, ground.party.kind, day) if day else None,
        ground.definition.size_classes,
        population_date=day,
    )


def extensions_of(ground: Ground) -> tuple[Extension, ...]:
    """Return the decisions on more time that the report has: one query."""
    return tuple(
        Extension.objects.filter(
            Q(requirement=None) | Q(requirement=ground.requirement_id),
            Q(party=None) | Q(party=ground.party.id),
            agreement=ground.version.agreement_id,
        )
    )


def is_reworded(report: Report, ground: Ground) -> bool:
    """Say whether what the answers are about is asked otherwise as it is published. `wording__version` is read."""
    if report.wording_id == ground.wording_id or report.state not in CONFIRMING:
        return False
    try:
        answered = report.wording.version.definition.requirement(ground.requirement.code)
    except KeyError:
        return True
    return not asks_the_same(answered, ground.requirement)


def place_of(actor: Actor, ground: Ground, now: datetime, *, is_own: bool) -> ReportPlace:
    """Return the report that stands on `ground`. Three queries, four while a completion is asked for."""
    report = reports_on([ground]).first()
    return placed(
        actor,
        ground,
        now,
        report=report,
        extensions=extensions_of(ground),
        requests=open_requests([report] if report else []),
        facts=facts_of(ground),
        is_own=is_own,
    )


def placed(
    actor: Actor,
    ground: Ground,
    now: datetime,
    *,
    report: Report | None,
    extensions: tuple[Extension, ...],
    requests: tuple[CompletionRequest, ...],
    facts: Facts,
    is_own: bool,
    known_unusable: frozenset[str] | None = None,
) -> ReportPlace:
    """Put together what was read of a report. `extensions` and `requests` are its own. No query."""
    return ReportPlace(
        ground=ground,
        report=report if is_own else None,
        report_id=report.pk if report else None,
        state=report.state if report else NOT_BEGUN,
        now=now,
        times=times_of(
            ground.definition,
            ground.key.requirement,
            now.astimezone(clock.STOCKHOLM).date(),
            extensions=[one.until for one in extensions],
            completion_due=max((one.due for one in requests), default=None),
            is_assessed=ground.version.agreement.assessed_at is not None,
        ),
        extensions=extensions,
        requests=requests,
        facts=facts,
        roles=roles_for(actor, ground.party.organisation_id),
        is_own=is_own,
        needs_confirmation=report is not None and is_reworded(report, ground),
        known_unusable=known_unusable,
    )


def reports_on(grounds: Sequence[Ground]) -> QuerySet[Report]:
    """Return the reports that stand on these grounds, with what their pages read."""
    return (
        Report.objects.filter(
            requirement__in={ground.requirement_id for ground in grounds},
            party__in={ground.party.id for ground in grounds},
        )
        .select_related("wording__version", "changed_by", "ready_by")
        .defer("wording__version__plain")
    )


def open_requests(reports: Sequence[Report]) -> tuple[CompletionRequest, ...]:
    """Return the requests for completion that are not answered. One query, or none where nothing is returned."""
    asked = [one.pk for one in reports if one.state in {ReportState.RETURNED, ReportState.LATE}]
    if not asked:
        return ()
    found = CompletionRequest.objects.filter(report__in=asked, answered_by=None)
    return tuple(found.select_related("requested_by"))
