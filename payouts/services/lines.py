"""Money outside the pots: handing in the report on a line, and noting that the line is paid."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agreements.domain.definition import BudgetLine
from agreements.domain.seal import canonical
from agreements.models import Agreement, AgreementVersion, CaseEntry, Direction, EntryKind
from agreements.selectors.agreements import version_in_force
from agreements.services.cases import CaseKey, NewEntry, register_entry
from agreements.services.publishing import locked_agreement
from agreements.services.received_files import ReceivedFile, looked_through
from payouts.domain.spending import Spent, Sums, SumsDoNotAddUp, added_up
from payouts.models import LineGrant, LineReport, LineReportArea, StoredDocument
from payouts.selectors.line_room import LineRoom, rooms_of
from payouts.selectors.lines import known_recipients, may_report
from payouts.services.line_claims import follow_line
from payouts.services.payment_orders import require_payer
from payouts.services.permission import require_demonstration
from prio import clock
from prio.accounts.roles import Actor
from prio.audit.services import record
from prio.mail.services import write
from prio.money import kronor
from prio.refused import NotPermitted, Refused

LONGEST_NOTE = 4000  # characters


@dataclass(frozen=True, slots=True)
class LineAccount:
    """What a report says: areas with kronor without moms, the moms on them, and a note."""

    rows: tuple[Spent, ...]
    vat: int = 0
    note: str = ""


class NoSuchLine(Refused):
    """The agreement has no such line."""


def hand_in_line_report(
    actor: Actor,
    code: str,
    number: int,
    account: LineAccount,
    upload: UploadedFile,
    *,
    arrived_at: datetime | None = None,
    simulated: bool = False,
) -> LineReport:
    """Hand in the report on a line, with its file: registered, with a receipt. A newer one stands beside the older.

    What a known organisation was paid and has not used is claimed back, where the agreement asks for it.

    Args:
        code, number: the agreement, and the line's place in its budget, from 1.
        arrived_at: when it reached the server; left out: now. It is late after the line's day, and taken all the same.
        simulated: it is made up, in a demonstration.

    Returns:
        the report; the same file with the same figures again is the same report.

    Raises:
        NoSuchLine: the agreement is not published or has no such line.
        NotPermitted: the actor does not account for the line.
        Refused: the sums do not add up, or the file is refused (`looked_through`).
    """
    version, line = _line(code, number)
    _require(actor, line)
    if simulated:
        require_demonstration()
    file, at = looked_through(upload), arrived_at or clock.now()
    with transaction.atomic():
        grant = locked_grant(version, line)
        sums = _sums(_room(version, line).of_recipient, account)
        sha256 = _sha256(code, line, sums.given, account, file)
        newest = grant.reports.order_by("-number").first()
        if newest and newest.sha256 == sha256:
            return newest
        report = _new(grant, line, sums, file, at, simulated=simulated or grant.simulated)
        report.number, report.by_id = (newest.number if newest else 0) + 1, actor.user_id
        report.note, report.sha256 = account.note, sha256
        _keep(report, account)
        _log(grant, report)
        follow_line(version, grant, actor.user_id)
        report.reference = _register(grant, report, line).reference
        report.save(update_fields=["reference"])
        _tell(actor, report, code, number)
    return report


def _new(
    grant: LineGrant, line: BudgetLine, sums: Sums, file: ReceivedFile, at: datetime, *, simulated: bool
) -> LineReport:
    """Return a report with its sums and its file, not saved."""
    return LineReport(
        line=grant,
        submitted_at=at,
        late=bool(line.report_due and at >= clock.end_of(line.report_due)),
        granted=sums.given,
        used=sums.used,
        vat=sums.vat,
        unused=sums.unused,
        file_name=file.name,
        document=_stored(file),
        simulated=simulated,
    )


def note_line_payment(actor: Actor, code: str, number: int, amount: int, paid_on: date) -> LineGrant:
    """Note that a line is paid, as the payer; noted again it is corrected, and the log keeps what it said before.

    Args:
        amount: kronor, at most what decisions have left of the line. paid_on: the day on which it was paid.

    Raises:
        NoSuchLine: the agreement is not published or has no such line.
        NotPermitted: the actor does not pay for the agreement's payer.
        Refused: the amount is zero or above that, or the day has not come yet.
    """
    version, line = _line(code, number)
    require_payer(actor, version)
    if paid_on > clock.today():
        raise Refused("Utbetalningsdagen kan inte ligga i framtiden.")
    with transaction.atomic():
        grant = locked_grant(version, line)
        room = _room(version, line).of_recipient
        if not 1 <= amount <= room:
            raise Refused(_beyond(line, room))
        before = (grant.paid, grant.paid_on)
        if before == (amount, paid_on):
            return grant
        grant.paid, grant.paid_on, grant.payment_noted_by_id = amount, paid_on, actor.user_id
        grant.save(update_fields=["paid", "paid_on", "payment_noted_by"])
        facts = {"kronor": amount, "on": paid_on.isoformat(), "before": before[0]}
        record("line_grant", grant.pk, "payment_noted", by_id=actor.user_id, facts=facts)
        follow_line(version, grant, actor.user_id)
    return grant


def locked_grant(version: AgreementVersion, line: BudgetLine) -> LineGrant:
    """Return the line's row, locked; made from the published definition the first time, and it follows a new version.

    The caller is in a transaction. The agreement is locked before the row is made, so that it is made once.
    """
    grants = LineGrant.objects.select_for_update(of=("self",)).filter(
        agreement=version.agreement_id, name=line.name
    )
    grant = grants.first()
    if grant is None:
        agreement = locked_agreement(version.agreement_id)
        grant = grants.first() or _made(agreement, line)
    changed = (grant.amount, grant.recipient) != (line.amount, line.recipient)
    if (
        changed and grant.paid <= line.amount
    ):  # what is paid stays paid; a report keeps what the line was then
        grant.amount, grant.recipient = line.amount, line.recipient
        grant.organisation_id = known_recipients([line.recipient]).get(line.recipient)
        grant.save(update_fields=["amount", "recipient", "organisation"])
    return grant


def begin_line(code: str, name: str) -> None:
    """Let a line have its row, so that it can be locked. Nothing happens where there is no such line."""
    version = version_in_force(code)
    line = (
        next((one for one in version.definition.budget.lines if one.name == name), None) if version else None
    )
    if version is not None and line is not None:
        with transaction.atomic():
            locked_grant(version, line)


def _made(agreement: Agreement, line: BudgetLine) -> LineGrant:
    grant = LineGrant.objects.create(
        agreement=agreement,
        name=line.name,
        recipient=line.recipient,
        organisation_id=known_recipients([line.recipient]).get(line.recipient),
        amount=line.amount,
        simulated=agreement.simulated,
    )
    record("line_grant", grant.pk, "made", facts={"kronor": line.amount}, is_first=True)
    return grant


def _line(code: str, number: int) -> tuple[AgreementVersion, BudgetLine]:
    version = version_in_force(code)
    lines: Sequence[BudgetLine] = version.definition.budget.lines if version else ()
    if version is None or not 1 <= number <= len(lines):
        raise NoSuchLine("Det finns ingen sådan rad i överenskommelsens budget.")
    return version, lines[number - 1]


def _room(version: AgreementVersion, line: BudgetLine) -> LineRoom:
    """Return what there is of a line. The caller holds the line's lock, as who adds from it by a decision does."""
    return rooms_of(version.agreement_id, [line])[line.name]


def _beyond(line: BudgetLine, room: int) -> str:
    if room == line.amount:
        return f"Raden är {kronor(room)}. Ange ett belopp från 1 kr till det."
    return (
        f"Raden är {kronor(line.amount)}, men {kronor(line.amount - room)} har gått till parter genom beslut. "
        f"Högst {kronor(room)} kan betalas ut."
    )


def _require(actor: Actor, line: BudgetLine) -> None:
    organisation = known_recipients([line.recipient]).get(line.recipient)
    if not may_report(actor, line.recipient, organisation):
        raise NotPermitted(f"Raden redovisas av {line.recipient}. {actor.name} lämnar inte in för den.")


def _sums(given: int, account: LineAccount) -> Sums:
    if len(account.note) > LONGEST_NOTE:
        raise Refused(f"Anmärkningen får ha högst {LONGEST_NOTE} tecken. Lägg resten i filen.")
    try:
        return added_up(given, account.rows, account.vat)
    except SumsDoNotAddUp as fault:
        raise Refused(str(fault)) from fault


def _sha256(code: str, line: BudgetLine, given: int, account: LineAccount, file: ReceivedFile) -> str:
    content = {
        "agreement": code,
        "line": line.name,
        "granted": given,
        "areas": [[row.area, row.amount] for row in account.rows],
        "vat": account.vat,
        "note": account.note,
        "file": file.sha256,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _stored(file: ReceivedFile) -> StoredDocument:
    document, _ = StoredDocument.objects.get_or_create(
        sha256=file.sha256,
        defaults={
            "media_type": file.media_type,
            "size": file.size,
            "content": file.content,
            "made_at": clock.now(),
        },
    )
    return document


def _keep(report: LineReport, account: LineAccount) -> None:
    report.save(force_insert=True)
    LineReportArea.objects.bulk_create(
        LineReportArea(report=report, position=position, area=row.area, amount=row.amount)
        for position, row in enumerate(account.rows, start=1)
    )


def _log(grant: LineGrant, report: LineReport) -> None:
    said = {"report": report.number, "used": report.used, "unused": report.unused, "sha256": report.sha256}
    record("line_grant", grant.pk, "reported", by_id=report.by_id, facts=said)


def _register(grant: LineGrant, report: LineReport, line: BudgetLine) -> CaseEntry:
    late = " (för sent)" if report.late else ""
    return register_entry(
        NewEntry(
            CaseKey(grant.agreement_id),
            EntryKind.ACCOUNT,
            Direction.IN,
            report.submitted_at,
            f"Redovisning av {line.name}{late}",
            correspondent=line.recipient,
            thing="line_report",
            thing_id=report.pk,
            by_id=report.by_id,
            simulated=report.simulated,
        )
    )


def _tell(actor: Actor, report: LineReport, code: str, number: int) -> None:
    at = report.submitted_at.astimezone(clock.STOCKHOLM)
    lines = [
        f"Redovisningen av {report.line.name} är inlämnad.",
        f"Inkom: {at:%Y-%m-%d} kl. {at:%H.%M.%S} (svensk tid)",
        f"Diarienummer: {report.reference}",
        f"Använt: {kronor(report.used)}, varav moms {kronor(report.vat)}. Inte använt: {kronor(report.unused)}.",
        f"Kontrollsumma (SHA-256): {report.sha256}",
    ]
    if report.late:
        lines.append("Den kom in efter sista dagen.")
    write(
        f"line_report:{report.pk}",
        actor.user_id,
        f"Kvitto {report.reference}: redovisning av {report.line.name}",
        "\n".join(lines),
        path=f"/overenskommelser/{code}/medel/rader/{number}/",
    )
