"""A report under its lock: what every service that changes one looks at, in the right order.

First the row is locked, then everything that may stop the change is read: the state, more time, requests for
completion. What counts as now is the moment when the request reached the server.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from agreements.domain.lifecycle import REPORT, Needs
from agreements.domain.questions import Question
from agreements.domain.report_key import ReportKey
from agreements.domain.times import Times, times_of
from agreements.models import CompletionRequest, Extension, Report
from agreements.selectors.ground import Ground, ground_of
from agreements.selectors.places import NOT_BEGUN, open_requests, roles_for
from agreements.signals import reports_changed
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.audit.services import record
from prio.lifecycle import Transition
from prio.refused import NotPermitted, Refused

EDITS = (Role.REPORTER, Role.SIGNER)


class NoSuchReport(Refused):
    """There is no such report, or it is somebody else's: nobody is told which. A page answers 404."""

    def __init__(self) -> None:
        super().__init__("Det finns ingen sådan rapport.")


@dataclass(frozen=True, slots=True)
class Locked:
    """A report under its lock (None: not begun), with what it stands on, its days and what the actor is for it."""

    actor: Actor
    ground: Ground
    report: Report | None
    times: Times
    requests: tuple[CompletionRequest, ...]
    roles: frozenset[str]

    @property
    def state(self) -> str:
        """The code of its state."""
        return self.report.state if self.report else NOT_BEGUN

    @property
    def name(self) -> str:
        """What it is called in a message: code and name of the requirement."""
        return f"{self.ground.requirement.code} {self.ground.requirement.name}"

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that a reporter answers."""
        return self.ground.asked

    def take(self, verb: str, *, also: Sequence[Needs] = ()) -> Transition:
        """Return the transition if it may be taken now; `also`: the conditions beside time that hold.

        Raises:
            Refused: role, state, time or a condition is in the way, or nothing is asked of the reporter here.
        """
        if not self.asked:
            raise Refused(f"{self.name} läses ur register. Ni behöver inte göra något här.")
        met = self.times.met(self.ground.requirement) | set(also)
        return REPORT.take(verb, self.state, self.roles, met)

    def begun(self, report: Report) -> "Locked":
        """Return the same with its report, which was begun under the lock."""
        return replace(self, report=report)

    def refuse_unless_works_on_it(self) -> None:
        """Raise NotPermitted when the actor only reads the organisation's reports."""
        if not self.actor.is_for(self.ground.party.organisation_id, *EDITS):
            raise NotPermitted(
                "Ni kan läsa rapporten men inte ändra den. Det gör en rapportör eller undertecknare."
            )


def lock_own(actor: Actor, key: ReportKey, arrived_at: datetime, ground: Ground | None = None) -> Locked:
    """Lock the actor's own report. Four queries, two with its `ground`; one more while a completion is asked for.

    Raises:
        NoSuchReport: there is none, or it is somebody else's.
    """
    ground = ground or ground_of(key)
    if ground is None or ground.party.id not in actor.parties:
        raise NoSuchReport
    return lock(actor, [ground], arrived_at)[0]


def lock_submitted(actor: Actor, key: ReportKey, moment: datetime) -> Locked:
    """Lock a report for somebody who reads what every party hands in.

    Raises:
        NoSuchReport: there is none, or the actor reads no other's reports.
    """
    ground = ground_of(key)
    if ground is None or not actor.reads_all:
        raise NoSuchReport
    return lock(actor, [ground], moment)[0]


def lock(actor: Actor, grounds: Sequence[Ground], arrived_at: datetime) -> list[Locked]:
    """Lock the reports of one party that have begun, by code; return all, those that have not begun too."""
    party = grounds[0].party.id
    requirements = [ground.requirement_id for ground in grounds]
    reports = _locked_reports(requirements, party)
    if len(reports) < len(requirements):
        # A row whose wording a correction changed while this one waited for it does not fit its join any more, and
        # PostgreSQL leaves it out. Asked again it is there, unless it is not begun.
        reports = _locked_reports(requirements, party)
    extensions = list(Extension.objects.filter(agreement=grounds[0].version.agreement_id))
    requests = open_requests(list(reports.values()))
    day = arrived_at.astimezone(clock.STOCKHOLM).date()
    roles = roles_for(actor, grounds[0].party.organisation_id)
    found = []
    for ground in grounds:
        report = reports.get(ground.requirement_id)
        own = tuple(one for one in requests if report and one.report_id == report.pk)
        times = times_of(
            ground.definition,
            ground.key.requirement,
            day,
            extensions=[
                one.until
                for one in extensions
                if one.requirement_id in {None, ground.requirement_id} and one.party_id in {None, party}
            ],
            completion_due=max((one.due for one in own), default=None),
            is_assessed=ground.version.agreement.assessed_at is not None,
        )
        found.append(Locked(actor, ground, report, times, own, roles))
    return found


def _locked_reports(requirements: Sequence[int], party: int) -> dict[int, Report]:
    """Lock the party's reports, by code; return them by the primary key of the requirement."""
    rows = (
        Report.objects.select_for_update(of=("self",))
        .select_related("wording__version")
        .defer("wording__version__plain")
        .filter(requirement__in=requirements, party=party)
        .order_by("requirement__code")
    )
    return {report.requirement_id: report for report in rows}


def note(locked: Locked, verb: str, *, is_first: bool = False, **facts: object) -> None:
    """Write in the log what happened to the report."""
    if locked.report is None:
        raise ValueError("what is not begun has no log")
    record(
        "report",
        locked.report.pk,
        verb,
        by_id=locked.actor.user_id,
        facts={"revision": locked.report.revision, **facts},
        is_first=is_first,
    )


def tell(agreement: str) -> None:
    """Say on commit that reports of the agreement changed; who listens and fails stops nobody."""
    transaction.on_commit(lambda: reports_changed.send(sender=Report, agreement=agreement), robust=True)
