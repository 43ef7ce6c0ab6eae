"""Files from the bank: which there are, and what each of their rows leads to."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef

from agreements.models import AgreementVersion
from payouts.domain.payment_file import sent_message_id
from payouts.domain.payment_judging import JudgedRow, KnownPayment, fingerprint, judge
from payouts.domain.payment_status import read_statuses
from payouts.models import Payment, PaymentState, StatusFile, StatusFileState
from payouts.paying import message_id, pays, reads_payments
from prio.accounts.roles import Actor


@dataclass(frozen=True)
class StatusPage:
    """What the page of a file shows. may_write: the actor may approve or discard it."""

    version: AgreementVersion
    file: StatusFile
    rows: tuple[JudgedRow, ...]
    names: dict[str, str]
    may_write: bool

    @cached_property
    def changing(self) -> int:
        """How many payments the file changes."""
        return sum(row.changes for row in self.rows)

    @cached_property
    def faults(self) -> int:
        """How many rows have something wrong."""
        return sum(row.outcome == "fault" for row in self.rows)

    @property
    def seen(self) -> str:
        """The fingerprint of what is shown."""
        return fingerprint(self.rows)

    @property
    def named_rows(self) -> list[tuple[JudgedRow, str]]:
        """Each row with whom it is about."""
        return [(row, self.names.get(row.payment, "")) for row in self.rows]


def status_files(version: AgreementVersion) -> list[StatusFile]:
    """Return the agreement's files, the newest first: one query."""
    rows = StatusFile.objects.filter(agreement=version.agreement_id).select_related("uploaded_by", "document")
    return list(rows.defer("document__content").order_by("-pk"))


def status_page(actor: Actor, version: AgreementVersion, file_id: int, today: date) -> StatusPage | None:
    """Return a file with what every row leads to, or None for who does not read payments: three queries."""
    if not reads_payments(actor):
        return None
    rows = StatusFile.objects.select_related("document", "uploaded_by", "approved_by")
    file = rows.filter(agreement=version.agreement_id, pk=file_id).first()
    if file is None:
        return None
    open_file = file.state == StatusFileState.PREVIEW
    names = Payment.objects.filter(order__agreement=version.agreement_id)
    return StatusPage(
        version,
        file,
        judged_rows(file, today),
        dict(names.values_list("end_to_end_id", "organisation__name")),
        pays(actor, version.definition) and open_file,
    )


def judged_rows(file: StatusFile, today: date) -> tuple[JudgedRow, ...]:
    """Return what every row of a file leads to as the payments are now: one query."""
    read = read_statuses(bytes(file.document.content))
    return judge(read.rows, _known(file.agreement_id), today)


def _known(agreement_id: int) -> dict[str, KnownPayment]:
    again = Payment.objects.filter(replaces=OuterRef("pk")).exclude(state=PaymentState.WITHDRAWN)
    rows = Payment.objects.filter(order__agreement=agreement_id)
    columns = ("end_to_end_id", "state", "amount", "order__agreement__code", "order__number", "simulated")
    return {
        key: KnownPayment(
            state,
            amount,
            sent_message_id(message_id(code, agreement_id, number), test=simulated),
            replaced,
        )
        for key, state, amount, code, number, simulated, replaced in rows.values_list(*columns, Exists(again))
    }
