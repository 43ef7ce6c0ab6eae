"""Reading the lines outside the pots: recipient, amount, day, what is paid, and the reports that are handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agreements.domain.definition import BudgetLine
from agreements.models import AgreementVersion
from agreements.selectors.agreements import published_version
from payouts.domain.recipients import is_of_skr
from payouts.domain.spending import Standing, exact_percent, standing
from payouts.models import LineGrant, LineReport, StoredDocument
from payouts.paying import pays
from payouts.selectors.line_room import LineRoom, added_from_line
from prio import clock
from prio.accounts.roles import Actor, Role
from prio.money import kronor
from prio.parties.models import Organisation

HAND_IN_FOR_ORGANISATION = (Role.REPORTER, Role.SIGNER, Role.HEAD, Role.RECIPIENT)


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as it stands. number: its place in the budget, from 1. room: what decisions have left of it.

    grant: None before anything is noted on it. may_read: whether the actor reads its reports. reports: newest first.
    """

    number: int
    line: BudgetLine
    room: LineRoom
    grant: LineGrant | None
    reports: tuple[LineReport, ...]
    standing: Standing
    may_read: bool
    may_report: bool
    may_pay: bool

    @property
    def newest(self) -> LineReport | None:
        """The report that holds."""
        return self.reports[0] if self.reports else None

    @property
    def paid(self) -> int:
        """Kronor that are noted as paid."""
        return self.grant.paid if self.grant else 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is odd about the noted payment beside the line and its report."""
        if not self.paid:
            return ()
        found, given = [], self.room.of_recipient
        if self.paid != given:
            apart = f"{kronor(abs(self.paid - given))} {'mer' if self.paid > given else 'mindre'}"
            found.append(f"Det som är antecknat som utbetalt är {apart} än raden.")
        if self.newest and self.newest.used > self.paid:
            above = kronor(self.newest.used - self.paid)
            found.append(
                f"Mottagaren har redovisat {above} mer som använt än det som är antecknat som utbetalt."
            )
        return tuple(found)

    @property
    def vat_percent(self) -> int | None:
        """How many percent moms the newest report has on the rest; None unless that is exactly a whole number."""
        newest = self.newest
        return exact_percent(newest.vat, newest.used - newest.vat) if newest and newest.vat else None


def lines_of(
    actor: Actor, version: AgreementVersion, today: date, *, with_areas: bool = False
) -> tuple[LineView, ...]:
    """Return the lines of a published agreement as they stand on `today`: at most three queries.

    with_areas: what each report says of each area is read too, with one query more.
    """
    lines = version.definition.budget.lines
    if not lines:
        return ()
    known_grants = LineGrant.objects.filter(agreement=version.agreement_id).annotate(added=added_from_line())
    grants = {one.name: one for one in known_grants}
    reports = _reports([one.pk for one in grants.values()], with_areas=with_areas)
    known = known_recipients(line.recipient for line in lines)
    found = []
    for number, line in enumerate(lines, start=1):
        grant = grants.get(line.name)
        organisation = grant.organisation_id if grant else known.get(line.recipient)
        handed_in = reports.get(grant.pk, ()) if grant else ()
        first = handed_in[-1].submitted_at.astimezone(clock.STOCKHOLM).date() if handed_in else None
        found.append(
            LineView(
                number=number,
                line=line,
                room=LineRoom(line.name, line.amount, grant.added, grant.paid)
                if grant
                else LineRoom(line.name, line.amount, 0, 0),
                grant=grant,
                reports=handed_in,
                standing=standing(line.report_due, first, today),
                may_read=actor.reads_all or organisation in actor.organisations,
                may_report=may_report(actor, line.recipient, organisation),
                may_pay=pays(actor, version.definition),
            )
        )
    return tuple(found)


def line_of(actor: Actor, code: str, number: int, today: date) -> tuple[AgreementVersion, LineView] | None:
    """Return a line whose reports the actor reads, with its agreement's version; None where there is none."""
    version = published_version(actor, code)
    if version is None:
        return None
    for view in lines_of(actor, version, today, with_areas=True):
        if view.number == number and view.may_read:
            return version, view
    return None


def report_file(
    actor: Actor, code: str, number: int, report: int
) -> tuple[LineReport, StoredDocument] | None:
    """Return a report on a line with its file, or None where the actor reads none."""
    found = line_of(actor, code, number, clock.today())
    if found is None or found[1].grant is None:
        return None
    handed_in = (
        LineReport.objects.select_related("document").filter(line=found[1].grant, number=report).first()
    )
    return (handed_in, handed_in.document) if handed_in else None


def may_report(actor: Actor, recipient: str, organisation_id: int | None) -> bool:
    """Say whether the actor accounts for a line: SKR's administrator for SKR, its people for a known organisation."""
    if is_of_skr(recipient):
        return Role.SKR_ADMINISTRATOR in actor.roles
    return organisation_id is not None and actor.is_for(organisation_id, *HAND_IN_FOR_ORGANISATION)


def known_recipients(names: Iterable[str]) -> Mapping[str, int]:
    """Return the organisations that recipients are, by the recipient's text as it stands: one query."""
    wanted = {name for name in names if not is_of_skr(name)}
    if not wanted:
        return {}
    return dict(Organisation.objects.filter(name__in=wanted).order_by().values_list("name", "pk"))


def _reports(grants: Sequence[int], *, with_areas: bool) -> Mapping[int, tuple[LineReport, ...]]:
    if not grants:
        return {}
    found: dict[int, list[LineReport]] = {}
    reports = (
        LineReport.objects.filter(line__in=grants)
        .select_related("by", "document")
        .defer("document__content")
        .order_by("line", "-number")
    )
    for one in reports.prefetch_related("areas") if with_areas else reports:
        found.setdefault(one.line_id, []).append(one)
    return {line: tuple(of_line) for line, of_line in found.items()}
