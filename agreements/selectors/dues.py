"""What is to be handed in by whom and when, for many parties at once: what reminders and calendars stand on.

It tells nothing of answers. Who asks has already decided whose parties it is about.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db.models import Max

from agreements.domain.answers import Answers
from agreements.domain.deadlines import closing_day, question_days
from agreements.domain.progress import asked_of_reporter, missing
from agreements.domain.questions import Question
from agreements.domain.requirement import RequirementDefinition
from agreements.models import (
    Agreement,
    AgreementVersion,
    CompletionRequest,
    Report,
    ReportState,
    VersionState,
)
from agreements.selectors.ground import ReportingParty
from agreements.selectors.more_time import MoreTime
from prio import clock


@dataclass(frozen=True, slots=True)
class Due:
    """One party's report on one requirement, or one question of it with a day of its own, and its last day.

    first_set: the last day before anybody was given more time. begun: there is a draft. ready: a signer was asked to
    hand it in. is_left: nobody has handed it in or declined. changed_at: when its report or its last day changed last.
    asked_on: the day when an assessor asked to complete it, where that is what is due.
    """

    party: ReportingParty
    requirement: RequirementDefinition
    question: Question | None
    first_set: date
    last_day: date
    begun: bool
    ready: bool
    is_left: bool
    changed_at: datetime | None
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Written:
    """What there is of a report; answers only where a question has a day of its own."""

    state: str
    ready: bool
    changed_at: datetime
    answers: Answers


def published_versions(**filters: object) -> tuple[AgreementVersion, ...]:
    """Return the published versions that the filters find, with their agreements, by code: one query, at first more."""
    found = AgreementVersion.objects.filter(state=VersionState.PUBLISHED, **filters)
    return tuple(found.select_related("agreement").defer("plain").order_by("agreement__code"))


def dues(version: AgreementVersion, parties: Sequence[ReportingParty]) -> tuple[Due, ...]:
    """Return everything that the parties are to hand in, done or not, in the order of the agreement: two queries.

    Requirements that are only read from registers, and those without a last day, are left out.
    """
    definition = version.definition
    asked = [one for one in definition.requirements if asked_of_reporter(one) and definition.closes(one.code)]
    if not asked or not parties:
        return ()
    ids = [party.id for party in parties]
    reports = _written(
        version.agreement, ids, [one.code for one in asked if question_days(definition, one.code)]
    )
    longer = MoreTime(version.agreement, ids)
    return tuple(
        chain.from_iterable(
            _of_one(version, requirement, party, reports.get((party.id, requirement.code)), longer)
            for requirement in asked
            for party in parties
            if party.kind in requirement.parties
        )
    )


def completions(version: AgreementVersion, parties: Sequence[ReportingParty]) -> tuple[Due, ...]:
    """Return what the parties are asked to complete, with the latest day that an assessor has named: one query."""
    requests = CompletionRequest.objects.filter(
        report__requirement__agreement=version.agreement,
        report__party__in=[party.id for party in parties],
        report__state=ReportState.RETURNED,
        answered_by=None,
    ).order_by()
    columns = ("report__party_id", "report__requirement__code", "report__ready_at", "report__changed_at")
    by_id = {party.id: party for party in parties}
    asked = {one.code: one for one in version.definition.requirements}
    return tuple(
        Due(
            party=by_id[party],
            requirement=asked[code],
            question=None,
            first_set=due,
            last_day=due,
            begun=True,
            ready=ready is not None,
            is_left=True,
            changed_at=changed,
            asked_on=requested.astimezone(clock.STOCKHOLM).date(),
        )
        for party, code, ready, changed, due, requested in requests.values_list(*columns).annotate(
            Max("due"), Max("requested_at")
        )
        if code in asked
    )


def _of_one(
    version: AgreementVersion,
    requirement: RequirementDefinition,
    party: ReportingParty,
    report: _Written | None,
    longer: MoreTime,
) -> Iterator[Due]:
    definition = version.definition
    extensions = longer.of(party.id, requirement.code)
    until = [one.until for one in extensions]
    first_set = definition.closes(requirement.code)
    last_day = closing_day(definition, requirement.code, extensions=until)
    if first_set is None or last_day is None:
        return
    is_left = report is None or report.state == ReportState.DRAFT
    times = [one.decided_at for one in extensions] + ([report.changed_at] if report else [])

    def due(question: Question | None, first: date, last: date, left: bool) -> Due:
        return Due(
            party=party,
            requirement=requirement,
            question=question,
            first_set=first,
            last_day=last,
            begun=report is not None,
            ready=report is not None and report.ready,
            is_left=left,
            changed_at=max(times, default=None),
        )

    yield due(None, first_set, last_day, is_left)
    own_days = question_days(definition, requirement.code, until)
    if not own_days:
        return
    unanswered = {one.key for one in missing(requirement, report.answers if report else {})}
    for question in asked_of_reporter(requirement):
        last = own_days.get(question.key)
        if last and last != last_day and question.closes:
            yield due(question, question.closes, last, is_left and question.key in unanswered)


def _written(
    agreement: Agreement, parties: Collection[int], with_answers: Collection[str]
) -> Mapping[tuple[int, str], _Written]:
    """The reports by party and the requirement's code, without answers where no question has a day of its own."""
    found = Report.objects.filter(requirement__agreement=agreement, party__in=parties).order_by()
    columns = ["party_id", "requirement__code", "state", "ready_at", "changed_at"]
    if with_answers:
        columns.append("answers")
    return {
        (party, code): _Written(state, ready is not None, changed, answers[0] if answers else {})
        for party, code, state, ready, changed, *answers in found.values_list(*columns)
    }
