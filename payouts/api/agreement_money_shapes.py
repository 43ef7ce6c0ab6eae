"""The shapes of money beside and after the pots in the API. Amounts in whole kronor."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from payouts.domain.spending import LONGEST_AREA, Spent
from payouts.models import Claim, ClaimState, LineReport, UseOfMoney
from payouts.selectors.claims import ClaimPage
from payouts.selectors.lines import LineView
from payouts.selectors.uses_of_money import UseView
from prio import clock

Plain = dict[str, Any]
MOST_KRONOR = 10**13


class AreaSerializer(serializers.Serializer[Plain]):
    """What was used for one thing."""

    area = serializers.CharField(max_length=LONGEST_AREA)
    amount_sek = serializers.IntegerField(min_value=0, max_value=MOST_KRONOR)


class LineReportSerializer(serializers.Serializer[Plain]):
    """A report on a line."""

    number = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()
    late = serializers.BooleanField()
    granted_sek = serializers.IntegerField(help_text="The line's amount when it was handed in.")
    used_sek = serializers.IntegerField(help_text="With vat.")
    vat_sek = serializers.IntegerField()
    unused_sek = serializers.IntegerField()
    areas = AreaSerializer(many=True)
    note = serializers.CharField()
    file = serializers.CharField()
    reference = serializers.CharField(help_text="Its number in the diary.")
    sha256 = serializers.CharField()
    simulated = serializers.BooleanField()


class BudgetLineSerializer(serializers.Serializer[Plain]):
    """A line. report: the newest; null where none is handed in or the caller does not read it."""

    number = serializers.IntegerField(help_text="Its place in the budget, from 1.")
    name = serializers.CharField()
    recipient = serializers.CharField()
    amount_sek = serializers.IntegerField()
    report_due = serializers.DateField(allow_null=True)
    state = serializers.CharField(help_text="handed_in, late_in, overdue, due or undated")
    paid_sek = serializers.IntegerField()
    paid_on = serializers.DateField(allow_null=True)
    used_sek = serializers.IntegerField(allow_null=True)
    unused_sek = serializers.IntegerField(allow_null=True)


class CorrectionSerializer(serializers.Serializer[Plain]):
    """A correction that is begun and not handed in."""

    received_sek = serializers.IntegerField(
        help_text="What it is to account for: what the decision in force gives."
    )
    areas = AreaSerializer(many=True, required=False, help_text="Of one account; not in the list.")
    text = serializers.CharField()
    revision = serializers.IntegerField()


class UseSerializer(serializers.Serializer[Plain]):
    """An organisation's account of use, the one that holds.

    used_sek, unused_sek, to_repay_sek: null before it is handed in. A correction is seen by its organisation alone,
    until it is handed in and takes the other's place.
    """

    organisation = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField(help_text="none, draft or handed_in")
    standing = serializers.CharField(help_text="handed_in, late_in, overdue, due or undated")
    received_sek = serializers.IntegerField()
    used_sek = serializers.IntegerField(allow_null=True)
    unused_sek = serializers.IntegerField(allow_null=True)
    to_repay_sek = serializers.IntegerField(allow_null=True)
    areas = AreaSerializer(many=True, required=False, help_text="Of one account; not in the list.")
    text = serializers.CharField()
    revision = serializers.IntegerField()
    reference = serializers.CharField()
    signed_as = serializers.CharField()
    handed_in_at = serializers.DateTimeField(allow_null=True)
    sha256 = serializers.CharField()
    number = serializers.IntegerField(help_text="1; 2 and on for corrections. 0 before it is begun.")
    correction = CorrectionSerializer(allow_null=True, help_text="What is being written to take its place.")
    simulated = serializers.BooleanField()


class ClaimSerializer(serializers.Serializer[Plain]):
    """Money to be repaid."""

    claim = serializers.IntegerField()
    reference = serializers.CharField(help_text="What is written on the repayment.")
    organisation = serializers.CharField()
    reason = serializers.CharField(help_text="corrected or unused")
    state = serializers.CharField(help_text="open, repaid or withdrawn")
    amount_sek = serializers.IntegerField()
    repaid_sek = serializers.IntegerField()
    remaining_sek = serializers.IntegerField(help_text="0 unless it is open.")
    given_up_sek = serializers.IntegerField(help_text="What it asked for and asks for no more.")
    due = serializers.DateField()
    repaid_on = serializers.DateField(allow_null=True)
    withdrawn_because = serializers.CharField()
    simulated = serializers.BooleanField()


class NotedRepaymentSerializer(serializers.Serializer[Plain]):
    """A repayment as it was noted. taken_back_because: empty unless the note was taken back and counts no more."""

    repayment = serializers.IntegerField()
    amount_sek = serializers.IntegerField()
    paid_on = serializers.DateField()
    taken_back_because = serializers.CharField()


class WholeClaimSerializer(ClaimSerializer):
    """A claim with its repayments, and where to repay."""

    why = serializers.CharField(help_text="The reason in Swedish.")
    payee = serializers.CharField()
    account = serializers.CharField(
        help_text="As people write it, `bankgiro 991-2346`; empty where it is not known."
    )
    account_simulated = serializers.BooleanField()
    repayments = NotedRepaymentSerializer(many=True)


class MoneySerializer(serializers.Serializer[Plain]):
    """The money of an agreement beside and after the pots."""

    agreement = serializers.CharField()
    lines = BudgetLineSerializer(many=True)
    uses = UseSerializer(many=True)
    claims = ClaimSerializer(many=True)


class AreasField(serializers.CharField):
    """Areas as JSON in a field of a form: `[{"area": "Möten", "amount_sek": 1000}]`."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the areas. Raises ValidationError."""
        try:
            rows = json.loads(super().to_internal_value(data))
        except ValueError as fault:
            raise serializers.ValidationError("Ska vara JSON.") from fault
        read = AreaSerializer(data=rows, many=True)
        read.is_valid(raise_exception=True)
        return read.validated_data


class LineReportInSerializer(serializers.Serializer[Plain]):
    """A report to hand in."""

    areas = AreasField(help_text='JSON: [{"area": …, "amount_sek": …}], without vat.')
    vat_sek = serializers.IntegerField(min_value=0, max_value=MOST_KRONOR, default=0)
    note = serializers.CharField(allow_blank=True, default="", max_length=4000)
    file = serializers.FileField(help_text="At most 20 MB.", allow_empty_file=True)


class LinePaymentSerializer(serializers.Serializer[Plain]):
    """What is paid of a line."""

    amount_sek = serializers.IntegerField(min_value=1, max_value=MOST_KRONOR)
    paid_on = serializers.DateField()


class SaveUseSerializer(serializers.Serializer[Plain]):
    """A draft of an account of use. revision: of the draft that it was made from."""

    areas = AreaSerializer(many=True)
    text = serializers.CharField(allow_blank=True, default="", max_length=10_000)
    revision = serializers.IntegerField(min_value=0)


class HandInUseSerializer(SaveUseSerializer):
    """An account of use to hand in."""

    signed_as = serializers.CharField(max_length=300)


class RepaymentInSerializer(serializers.Serializer[Plain]):
    """A repayment to note. key: your own; the same key again is the same repayment."""

    amount_sek = serializers.IntegerField(min_value=1, max_value=MOST_KRONOR)
    paid_on = serializers.DateField()
    key = serializers.UUIDField()


class TakingBackSerializer(serializers.Serializer[Plain]):
    """What was wrong with the note of a repayment."""

    reason = serializers.CharField(max_length=2000)


class WithdrawalSerializer(serializers.Serializer[Plain]):
    """Why a claim is given up."""

    reason = serializers.CharField(max_length=2000)


def spent_in(areas: Iterable[Mapping[str, Any]]) -> tuple[Spent, ...]:
    """Return the areas of a request."""
    return tuple(Spent(one["area"], one["amount_sek"]) for one in areas)


def line_data(view: LineView) -> Plain:
    """Return a line as BudgetLineSerializer describes it."""
    newest = view.newest if view.may_read else None
    return {
        "number": view.number,
        "name": view.line.name,
        "recipient": view.line.recipient,
        "amount_sek": view.line.amount,
        "report_due": view.line.report_due,
        "state": view.standing.key,
        "paid_sek": view.paid,
        "paid_on": view.grant.paid_on if view.grant else None,
        "used_sek": newest.used if newest else None,
        "unused_sek": newest.unused if newest else None,
    }


def report_data(report: LineReport) -> Plain:
    """Return a report as LineReportSerializer describes it."""
    return {
        "number": report.number,
        "submitted_at": report.submitted_at.astimezone(clock.STOCKHOLM).isoformat(),
        "late": report.late,
        "granted_sek": report.granted,
        "used_sek": report.used,
        "vat_sek": report.vat,
        "unused_sek": report.unused,
        "areas": [{"area": one.area, "amount_sek": one.amount} for one in report.areas.all()],
        "note": report.note,
        "file": report.file_name,
        "reference": report.reference,
        "sha256": report.sha256,
        "simulated": report.simulated,
    }


def use_data(view: UseView, *, with_areas: bool = True) -> Plain:
    """Return an account of use as UseSerializer describes it."""
    use, done = view.use, view.is_handed_in
    at = use.handed_in_at if use else None
    data: Plain = {
        "organisation": view.organisation.code,
        "name": view.organisation.name,
        "state": use.state if use else "none",
        "standing": view.standing.key,
        "received_sek": view.received,
        "used_sek": use.used if use and done else None,
        "unused_sek": use.unused if use and done else None,
        "to_repay_sek": use.to_repay if use and done else None,
        "text": use.text if use and view.may_read_draft else "",
        "revision": use.revision if use else 0,
        "reference": use.reference if use else "",
        "signed_as": use.signed_as if use else "",
        "handed_in_at": at.astimezone(clock.STOCKHOLM).isoformat() if at else None,
        "sha256": use.sha256 if use else "",
        "number": use.number if use else 0,
        "correction": {
            "received_sek": view.decided,
            "text": view.correction.text,
            "revision": view.correction.revision,
        }
        if view.correction
        else None,
        "simulated": bool(use and use.simulated),
    }
    if with_areas:
        data["areas"] = _areas(use) if use and view.may_read_draft else []
        if view.correction:
            data["correction"]["areas"] = _areas(view.correction)
    return data


def _areas(use: UseOfMoney) -> list[Plain]:
    return [{"area": row.area, "amount_sek": row.amount} for row in use.rows.all()]


def claim_data(claim: Claim) -> Plain:
    """Return a claim as ClaimSerializer describes it."""
    return {
        "claim": claim.pk,
        "reference": claim.reference,
        "organisation": claim.organisation.code,
        "reason": claim.reason,
        "state": claim.state,
        "amount_sek": claim.amount,
        "repaid_sek": claim.repaid,
        "remaining_sek": claim.remaining if claim.state == ClaimState.OPEN else 0,
        "given_up_sek": claim.given_up,
        "due": claim.due,
        "repaid_on": claim.repaid_on,
        "withdrawn_because": claim.withdrawn_because,
        "simulated": claim.simulated,
    }


def whole_claim_data(page: ClaimPage) -> Plain:
    """Return a claim as WholeClaimSerializer describes it."""
    return {
        **claim_data(page.claim),
        "why": page.claim.why,
        "payee": page.payee,
        "account": page.place.account if page.place else "",
        "account_simulated": bool(page.place and page.place.made_up),
        "repayments": [
            {
                "repayment": one.pk,
                "amount_sek": one.amount,
                "paid_on": one.paid_on,
                "taken_back_because": one.cancelled_because,
            }
            for one in page.repayments
        ],
    }
