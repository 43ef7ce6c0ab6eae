"""The shapes of payments in the API. Amounts in whole kronor."""

from typing import Any

from rest_framework import serializers

from payouts.models import (
    AccountKind,
    DetailsState,
    OrderState,
    PaymentState,
    RequisitionState,
    StatusFileState,
)

Plain = dict[str, Any]
_REASON = "Why, in words; at most 300 characters."


class SumsSerializer(serializers.Serializer[Plain]):
    """The control sums that somebody looked at."""

    count = serializers.IntegerField(min_value=0, max_value=100_000)
    total_sek = serializers.IntegerField(min_value=0, max_value=10**15)


class NewOrderSerializer(SumsSerializer):
    """An order to be prepared: the sums that were looked at, and when the bank shall pay."""

    pay_on = serializers.DateField()


class WhySerializer(serializers.Serializer[Plain]):
    """Why something is done."""

    reason = serializers.CharField(max_length=300, help_text=_REASON)


class MarkSerializer(WhySerializer):
    """What became of a payment, by hand."""

    became = serializers.ChoiceField(choices=["paid", "bounced"])
    paid_on = serializers.DateField(required=False, help_text="Needed where it is paid.")


class PlanRowSerializer(serializers.Serializer[Plain]):
    """An organisation that has money to get."""

    organisation = serializers.CharField()
    name = serializers.CharField()
    to_pay_sek = serializers.IntegerField()
    next = serializers.BooleanField(help_text="The next order pays it.")
    waits_for = serializers.CharField(help_text="Why it is not paid, in Swedish.")


class PlanSerializer(serializers.Serializer[Plain]):
    """What the next order would pay. count, total_sek: its control sums, to be sent back when it is prepared."""

    agreement = serializers.CharField()
    decision = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    total_sek = serializers.IntegerField()
    problems = serializers.ListField(child=serializers.CharField())
    organisations = PlanRowSerializer(many=True)


class PaymentSerializer(serializers.Serializer[Plain]):
    """A payment."""

    id = serializers.IntegerField()
    end_to_end_id = serializers.CharField()
    organisation = serializers.CharField()
    amount_sek = serializers.IntegerField()
    state = serializers.ChoiceField(choices=PaymentState.choices)
    account = serializers.CharField()
    paid_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(help_text="Why it came back, or is marked by hand.")
    replaces = serializers.CharField(allow_null=True)
    simulated = serializers.BooleanField()


class OrderSerializer(serializers.Serializer[Plain]):
    """A payment order with its control sums."""

    number = serializers.IntegerField()
    decision = serializers.CharField()
    state = serializers.ChoiceField(choices=OrderState.choices)
    count = serializers.IntegerField()
    total_sek = serializers.IntegerField()
    pay_on = serializers.DateField()
    file_sha256 = serializers.CharField(allow_null=True)
    simulated = serializers.BooleanField()


class OrderDetailSerializer(OrderSerializer):
    """A payment order with its payments."""

    payments = PaymentSerializer(many=True)


class StatusFileUploadSerializer(serializers.Serializer[Plain]):
    """A file from the bank."""

    file = serializers.FileField(help_text="pain.002, camt.054 or CSV, at most 10 MB.")


class StatusRowSerializer(serializers.Serializer[Plain]):
    """What a row leads to."""

    row = serializers.IntegerField()
    payment = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["pay", "bounce", "nothing", "fault"])
    text = serializers.CharField(help_text="In Swedish.")


class StatusFileSerializer(serializers.Serializer[Plain]):
    """A file from the bank. seen: the fingerprint of what its rows lead to, to be sent back when it is approved."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=StatusFileState.choices)
    sha256 = serializers.CharField()
    applied = serializers.IntegerField(help_text="Payments that it changed.")
    seen = serializers.CharField()
    rows = StatusRowSerializer(many=True)


class SeenSerializer(serializers.Serializer[Plain]):
    """The fingerprint of the rows that were looked at."""

    seen = serializers.CharField(max_length=64)


class DetailsSerializer(serializers.Serializer[Plain]):
    """Where an organisation wants its money."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=AccountKind.choices)
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=DetailsState.choices)
    proposed_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    simulated = serializers.BooleanField()


class DetailsHistorySerializer(serializers.Serializer[Plain]):
    """An organisation's details, the newest first."""

    organisation = serializers.CharField()
    details = DetailsSerializer(many=True)


class NewDetailsSerializer(serializers.Serializer[Plain]):
    """Details that are proposed."""

    kind = serializers.ChoiceField(choices=AccountKind.choices)
    number = serializers.CharField(max_length=40, help_text="A bankgiro, or clearing number and account.")


class SettleSerializer(serializers.Serializer[Plain]):
    """What is decided about details that wait. reason: needed where they are refused."""

    id = serializers.IntegerField(min_value=1, max_value=10**15)
    approve = serializers.BooleanField()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class RequisitionSerializer(serializers.Serializer[Plain]):
    """A requisition, or the money that one may be made of."""

    organisation = serializers.CharField()
    amount_sek = serializers.IntegerField()
    reference = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=RequisitionState.choices, allow_null=True)


class NewRequisitionSerializer(serializers.Serializer[Plain]):
    """Money that is asked for."""

    organisation = serializers.CharField(max_length=4)
    reference = serializers.CharField(max_length=70)


class AcceptSerializer(WhySerializer):
    """A late requisition that is accepted."""

    organisation = serializers.CharField(max_length=4)


class PotSerializer(serializers.Serializer[Plain]):
    """The part of a pot of one kind of party."""

    requirement = serializers.CharField()
    kind = serializers.CharField()
    pot_sek = serializers.IntegerField()
    undistributed_sek = serializers.IntegerField()
    decided_sek = serializers.IntegerField()
    difference_sek = serializers.IntegerField()


class GrantFrameSerializer(serializers.Serializer[Plain]):
    """A grant that is applied for: its frame, and what is granted of it."""

    requirement = serializers.CharField()
    frame_sek = serializers.IntegerField()
    granted_sek = serializers.IntegerField()
    left_sek = serializers.IntegerField()


class LineRoomSerializer(serializers.Serializer[Plain]):
    """A line of the budget: what decisions have added from it to parties, what is paid of it, and what is left."""

    name = serializers.CharField()
    budget_sek = serializers.IntegerField()
    added_sek = serializers.IntegerField()
    paid_sek = serializers.IntegerField()
    left_sek = serializers.IntegerField()


class ExplainedSerializer(serializers.Serializer[Plain]):
    """Why there is a difference."""

    reason = serializers.CharField(help_text="In Swedish.")
    sek = serializers.IntegerField(help_text="Negative where money is to come home.")


class ReconciledSerializer(serializers.Serializer[Plain]):
    """An organisation: what is decided less what is paid and not repaid, and why there is a difference."""

    organisation = serializers.CharField()
    decided_sek = serializers.IntegerField()
    ordered_sek = serializers.IntegerField()
    paid_sek = serializers.IntegerField()
    repaid_sek = serializers.IntegerField()
    unused_claimed_sek = serializers.IntegerField(
        help_text="Of money that was not used; no part of the difference."
    )
    unused_repaid_sek = serializers.IntegerField()
    difference_sek = serializers.IntegerField()
    explained = ExplainedSerializer(many=True)
    unexplained_sek = serializers.IntegerField()


class ReconciliationSerializer(serializers.Serializer[Plain]):
    """Pot, decision, order, payment and repayment of an agreement."""

    agreement = serializers.CharField()
    decision = serializers.CharField(allow_null=True)
    adds_up = serializers.BooleanField()
    pots = PotSerializer(many=True)
    frames = GrantFrameSerializer(many=True)
    lines = LineRoomSerializer(many=True)
    organisations = ReconciledSerializer(many=True)
