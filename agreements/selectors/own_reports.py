"""All the reports of the actor's organisations in an agreement: the reporter's list and the page to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.domain.definition import Definition
from agreements.domain.evaluate import Facts, Result, evaluate
from agreements.domain.progress import in_the_way, missing, usable
from agreements.domain.questions import Question
from agreements.models import (
    AgreementVersion,
    Extension,
    ReportState,
    Submission,
    VersionState,
)
from agreements.selectors.files import files_named
from agreements.selectors.ground import Ground, ReportingParty, grounds_of
from agreements.selectors.places import ReportPlace, facts_of, open_requests, placed, reports_on
from prio import clock
from prio.accounts.roles import Actor

WORKED_ON = frozenset({ReportState.DRAFT, ReportState.RETURNED})


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report in the list.

    result: the self-check (None: there is no rule). missing: asked and without a usable answer. obstacles: what must be
    put right before it can be handed in, in Swedish. submission: the newest one. changed: it says something else than
    what was handed in last.
    """

    place: ReportPlace
    result: Result | None
    missing: tuple[Question, ...]
    obstacles: tuple[str, ...]
    submission: Submission | None
    changed: bool

    @property
    def can_be_handed_in(self) -> bool:
        """Whether there is something to hand in and nothing in the way; whether it is enough is another matter."""
        state = self.place.state
        is_supplement = state == ReportState.HANDED_IN and self.changed and bool(self.place.editable)
        return (state in WORKED_ON or is_supplement) and self.place.times.opened and not self.obstacles

    @property
    def is_ready(self) -> bool:
        """Whether somebody has said that it is ready to be signed."""
        return self.place.report is not None and self.place.report.ready_at is not None


@dataclass(frozen=True, slots=True)
class OwnParty:
    """A party with its reports in the order of the agreement, and what is read about it from registers instead."""

    party: ReportingParty
    reports: tuple[OwnReport, ...]
    from_registers: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class OwnReports:
    """The reports of the actor's parties in an agreement, as they stand at `now`."""

    version: AgreementVersion
    definition: Definition
    now: datetime
    parties: tuple[OwnParty, ...]


def own_reports(
    actor: Actor,
    agreement_code: str,
    *,
    now: datetime | None = None,
    party: str | None = None,
    with_check: bool = True,
) -> OwnReports | None:
    """Return every report that is asked of the actor's parties in an agreement, begun or not.

    None if there is no such published agreement. At most eight queries for one party, and one more for the next.

    Args:
        actor: whose parties.
        agreement_code: the agreement.
        now: the moment that they are read for; left out: this one.
        party: the code of one party, to read of that alone.
        with_check: whether to test the rules too; without, `result` is None and a query for each party is spared.
    """
    filters: dict[str, object] = {"pk__in": actor.parties} | ({"code": party} if party else {})
    grounds = grounds_of(agreement_code, None, **filters)
    if not grounds:
        return _nothing_asked(agreement_code, now or clock.now())
    moment = now or clock.now()
    reading = _Reading(actor, [ground for ground in grounds if ground.asked], moment, with_check=with_check)
    parties: dict[int, ReportingParty] = {ground.party.id: ground.party for ground in grounds}
    return OwnReports(
        version=grounds[0].version,
        definition=grounds[0].definition,
        now=moment,
        parties=tuple(
            OwnParty(
                party=party,
                reports=tuple(
                    reading.report(ground) for ground in reading.grounds if ground.party.id == party.id
                ),
                from_registers=tuple(
                    ground
                    for ground in grounds
                    if ground.party.id == party.id and ground.requirement.questions and not ground.asked
                ),
            )
            for party in sorted(parties.values(), key=lambda one: one.code)
        ),
    )


def _nothing_asked(agreement_code: str, now: datetime) -> OwnReports | None:
    version = (
        AgreementVersion.objects.filter(agreement__code=agreement_code, state=VersionState.PUBLISHED)
        .select_related("agreement")
        .defer("plain")
        .first()
    )
    return OwnReports(version, version.definition, now, ()) if version else None


class _Reading:
    """Everything about some reports, read together."""

    def __init__(self, actor: Actor, grounds: Sequence[Ground], now: datetime, *, with_check: bool) -> None:
        self.actor = actor
        self.with_check = with_check
        self.grounds = grounds
        self.now = now
        found = list(reports_on(grounds))
        self.reports = {(report.requirement_id, report.party_id): report for report in found}
        self.requests = open_requests(found)
        agreements = {ground.version.agreement_id for ground in grounds}
        some_have_more_time = any(ground.some_have_more_time for ground in grounds)
        self.extensions = (
            tuple(Extension.objects.filter(agreement__in=agreements)) if some_have_more_time else ()
        )
        handed_in = Submission.objects.filter(report__in=found).select_related("hand_in__case")
        self.newest = {one.report_id: one for one in handed_in.order_by("number")}
        answers = [report.answers for report in found]
        files = files_named(answers)
        self.unusable, self.stopped = files.unusable, files.stopped
        first_of = {ground.party.id: ground for ground in reversed(grounds)}
        self.facts = {
            party: facts_of(ground) if with_check else Facts() for party, ground in first_of.items()
        }

    def report(self, ground: Ground) -> OwnReport:
        row = self.reports.get((ground.requirement_id, ground.party.id))
        place = placed(
            self.actor,
            ground,
            self.now,
            report=row,
            extensions=tuple(
                one
                for one in self.extensions
                if one.requirement_id in {None, ground.requirement_id}
                and one.party_id in {None, ground.party.id}
            ),
            requests=tuple(one for one in self.requests if row and one.report_id == row.pk),
            facts=self.facts[ground.party.id],
            is_own=True,
            known_unusable=self.unusable,
        )
        requirement = ground.requirement
        answers = usable(requirement, place.answers, self.unusable)
        submission = self.newest.get(row.pk) if row else None
        return OwnReport(
            place=place,
            result=evaluate(requirement.rule, answers, place.facts, handed_in=False)
            if requirement.rule and self.with_check
            else None,
            missing=missing(requirement, answers),
            obstacles=in_the_way(
                requirement, row.answers, row.typed, row.prefilled, self.stopped, place.editable
            )
            if row
            else (),
            submission=submission,
            changed=row is not None
            and submission is not None
            and (row.answers, row.comments) != (submission.answers, submission.comments),
        )
