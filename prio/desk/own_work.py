"""What an organisation has to do in the agreements that go on: its reports with their states, gaps and days."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from agreements.domain.corrections import asks_the_same
from agreements.domain.lifecycle import REPORT
from agreements.domain.progress import asked_now, asked_of_reporter, missing
from agreements.domain.requirement import RequirementDefinition
from agreements.domain.timeline import Phase
from agreements.domain.times import times_of
from agreements.models import AgreementVersion, CompletionRequest, Extension, Report, ReportState
from agreements.models.agreement import remembered_definitions
from agreements.selectors.agreements import AgreementRow
from agreements.selectors.ground import ReportingParty, reporting_parties
from agreements.selectors.overview import not_handed_in, without_grundkrav
from prio.accounts.roles import Actor

NOT_BEGUN = REPORT.begins_as
LEFT = frozenset({NOT_BEGUN, ReportState.DRAFT})
IN = frozenset({ReportState.HANDED_IN, ReportState.RETURNED, ReportState.LATE})


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One of one's own reports. asked, answered: questions. ready: a signer was asked to hand it in.

    due: the day that counts now: that of a completion that is asked for, else the last day; closed: it has ended.
    reworded: the wording that the answers are about has been changed, and somebody must confirm them. gaps: questions
    that were handed in without an answer, and can be answered in time only by taking the report back.
    """

    agreement: str
    party: str
    party_name: str
    code: str
    name: str
    is_grundkrav: bool
    state: str
    asked: int
    answered: int
    ready: bool
    due: date | None
    closed: bool
    reworded: bool
    simulated: bool
    gaps: int

    @property
    def label(self) -> str:
        """The state in the words of who reports."""
        return REPORT.state(self.state).for_reporter

    @property
    def is_left(self) -> bool:
        """Whether it is neither handed in nor declined."""
        return self.state in LEFT

    @property
    def is_in(self) -> bool:
        """Whether it is handed in, in time or late."""
        return self.state in IN

    @property
    def is_returned(self) -> bool:
        """Whether an assessor has asked for more."""
        return self.state == ReportState.RETURNED

    @property
    def waits_for_signature(self) -> bool:
        """Whether a signer was asked to hand it in, for the first time or completed."""
        return self.ready and (self.is_left or self.is_returned)

    @property
    def is_complete(self) -> bool:
        """Whether it is begun and every question has an answer."""
        return self.state == ReportState.DRAFT and self.answered == self.asked


@dataclass(frozen=True, slots=True)
class Alarm:
    """A party whose grundkrav are not all handed in: which, and what it costs. name: where there is more than one."""

    party: str
    name: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnAgreement:
    """The reports of an organisation in an agreement in which it can still do something."""

    row: AgreementRow
    parties: tuple[ReportingParty, ...]
    reports: tuple[OwnReport, ...]

    @property
    def returned(self) -> tuple[OwnReport, ...]:
        """The reports that an assessor has asked to complete, the nearest day first."""
        return tuple(sorted((one for one in self.reports if one.is_returned), key=_by_day))

    @property
    def reworded(self) -> tuple[OwnReport, ...]:
        """The reports whose answers somebody must confirm."""
        return tuple(one for one in self.reports if one.reworded)

    @property
    def with_gaps(self) -> tuple[OwnReport, ...]:
        """The reports that were handed in without every answer."""
        return tuple(one for one in self.reports if one.gaps)

    @property
    def left(self) -> tuple[OwnReport, ...]:
        """The reports that are not handed in, the most pressing first: by day, grundkrav first, begun ones first."""
        left = (one for one in self.reports if one.is_left)
        return tuple(
            sorted(left, key=lambda one: (_by_day(one), not one.is_grundkrav, one.state == NOT_BEGUN))
        )

    @property
    def ready(self) -> tuple[OwnReport, ...]:
        """The reports that wait for a signature, and that nothing must be confirmed in first."""
        return tuple(one for one in self.reports if one.waits_for_signature and not one.reworded)

    @property
    def grundkrav(self) -> tuple[OwnReport, ...]:
        """The reports on grundkrav."""
        return tuple(one for one in self.reports if one.is_grundkrav)

    @property
    def grundkrav_left(self) -> tuple[OwnReport, ...]:
        """The grundkrav that are not handed in; without each of them there is no money."""
        return tuple(one for one in self.grundkrav if not one.is_in)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What must not be missed while it can be handed in: for each party, the grundkrav that are not."""
        if self.row.phase is not Phase.OPEN:
            return ()
        return tuple(found for party, reports in self.by_party if (found := self._alarm(party, reports)))

    def _alarm(self, party: ReportingParty, reports: Sequence[OwnReport]) -> Alarm | None:
        grundkrav = [one for one in reports if one.is_grundkrav]
        lacking = [one.code for one in grundkrav if not one.is_in]
        if not lacking:
            return None
        means = without_grundkrav(party.kind, self.row.definition.year, len(grundkrav))
        name = party.name if len(self.parties) > 1 else ""
        return Alarm(
            party.code, name, not_handed_in(lacking), f"{self.row.title}: {means[0].lower()}{means[1:]}"
        )

    @property
    def by_party(self) -> tuple[tuple[ReportingParty, tuple[OwnReport, ...]], ...]:
        """Each party with its reports, in the order of the agreement."""
        return tuple(
            (party, tuple(one for one in self.reports if one.party == party.code)) for party in self.parties
        )


class _Written(NamedTuple):
    state: str
    answers: Mapping[str, Any]
    ready: bool
    simulated: bool
    completion_due: date | None
    wording: str


def own_work(actor: Actor, rows: Sequence[AgreementRow], today: date) -> tuple[OwnAgreement, ...]:
    """Return the agreements that ask something of the actor's parties now, the nearest last day first.

    Three queries: parties (one for each day of names), reports, more time.
    """
    going_on = [row for row in rows if row.phase in {Phase.OPEN, Phase.ASSESSMENT}]
    if not actor.parties or not going_on:
        return ()
    codes = [row.code for row in going_on]
    written = _written(actor, codes)
    longer = _longer(codes)
    parties_on: dict[date, tuple[ReportingParty, ...]] = {}
    found = []
    for row in going_on:
        day = row.definition.names_day
        if day not in parties_on:
            parties_on[day] = reporting_parties(row.definition, pk__in=actor.parties)
        reports = tuple(
            _report(
                row, requirement, party, written.get((row.code, requirement.code, party.id)), longer, today
            )
            for party in parties_on[day]
            for requirement in row.definition.requirements
            if party.kind in requirement.parties and asked_of_reporter(requirement)
        )
        concerned = {one.party for one in reports}
        can_do_something = any(
            one.is_returned or one.reworded or (one.is_left and not one.closed) for one in reports
        )
        if reports and (row.phase is Phase.OPEN or can_do_something):
            parties = tuple(party for party in parties_on[day] if party.code in concerned)
            found.append(OwnAgreement(row, parties, reports))
    return tuple(sorted(found, key=lambda one: (not one.returned, one.row.closes or date.max)))


def _report(
    row: AgreementRow,
    requirement: RequirementDefinition,
    party: ReportingParty,
    written: _Written | None,
    longer: Iterable[tuple[str, str | None, int | None, date]],
    today: date,
) -> OwnReport:
    until = [
        day
        for agreement, code, to, day in longer
        if agreement == row.code and code in {None, requirement.code} and to in {None, party.id}
    ]
    due = written.completion_due if written and written.state == ReportState.RETURNED else None
    times = times_of(row.definition, requirement.code, today, extensions=until, completion_due=due)
    answers = written.answers if written else {}
    asked, lacking = asked_now(requirement, answers), missing(requirement, answers)
    state = written.state if written else NOT_BEGUN
    in_time = state == ReportState.HANDED_IN and times.opened and not times.closed
    return OwnReport(
        agreement=row.code,
        party=party.code,
        party_name=party.name,
        code=requirement.code,
        name=requirement.name,
        is_grundkrav=not requirement.has_pot,
        state=state,
        asked=len(asked),
        answered=len(asked) - len(lacking),
        ready=written is not None and written.ready,
        due=due or times.last_day,
        closed=times.closed,
        reworded=written is not None and _is_reworded(row, requirement, written.wording),
        simulated=row.simulated or (written is not None and written.simulated),
        gaps=sum(one.key not in times.editable(requirement, state) for one in lacking) if in_time else 0,
    )


def _written(actor: Actor, codes: Collection[str]) -> dict[tuple[str, str, int], _Written]:
    requests = CompletionRequest.objects.filter(report=OuterRef("pk"), answered_by=None).order_by("-due")
    reports = (
        Report.objects.filter(party__in=actor.parties, requirement__agreement__code__in=codes)
        .annotate(completion_due=Subquery(requests.values("due")[:1]))
        .order_by()
    )
    columns = ("requirement__agreement__code", "requirement__code", "party_id")
    rest = ("state", "answers", "ready_at", "simulated", "completion_due", "wording__version__sha256")
    return {
        (agreement, code, party): _Written(state, answers, ready is not None, *others)
        for agreement, code, party, state, answers, ready, *others in reports.values_list(*columns, *rest)
    }


def _is_reworded(row: AgreementRow, requirement: RequirementDefinition, answered: str) -> bool:
    """Say whether the wording that was answered, by the hash of its version, asks something else than the published."""
    definition = remembered_definitions.get(answered)
    if definition is None:
        version = AgreementVersion.objects.filter(sha256=answered).first()
        definition = version.definition if version else row.definition
    if definition is row.definition:
        return False
    try:
        return not asks_the_same(definition.requirement(requirement.code), requirement)
    except KeyError:
        return True


def _longer(codes: Collection[str]) -> list[tuple[str, str | None, int | None, date]]:
    decided = Extension.objects.filter(agreement__code__in=codes).order_by()
    return list(decided.values_list("agreement__code", "requirement__code", "party_id", "until"))


def _by_day(report: OwnReport) -> date:
    return report.due or date.max
