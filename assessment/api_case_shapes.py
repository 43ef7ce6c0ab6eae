"""The shapes of cases in the API: what is sent with each step, and what is answered."""

from typing import Any

from rest_framework import serializers

from assessment.domain.attention import ATTENTION
from assessment.models import Correction, FindingState, NotHeard, Outcome, RoundKind, VerdictState
from assessment.services.communicating import LONGEST_ANSWER
from assessment.services.judging import LONGEST_MOTIVATION, LONGEST_REASON

Plain = dict[str, Any]
STATES = tuple(dict.fromkeys([*FindingState.values, *VerdictState.values]))


class Shape(serializers.Serializer[Plain]):
    """What is sent or answered."""


class CriterionSerializer(Shape):
    """What an assessor says of one criterion."""

    met = serializers.BooleanField()
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REASON,
        help_text="Why; needed where it is not met.",
    )  # fmt: skip


class ReadSerializer(Shape):
    """What a step is taken on."""

    revision = serializers.IntegerField(min_value=0, help_text="The one that was read.")


class PrepareSerializer(ReadSerializer):
    """A judgement."""

    criteria = serializers.DictField(
        child=CriterionSerializer(), required=False, help_text="By the key of each `manual` criterion."
    )
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    motivation = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_MOTIVATION
    )


class ApproveSerializer(ReadSerializer):
    """An approval; why the party is not heard first, where it is not."""

    not_heard = serializers.ChoiceField(
        choices=NotHeard.choices, required=False, allow_blank=True, default=""
    )
    not_heard_reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REASON
    )


class WithReasonSerializer(ReadSerializer):
    """A step that needs a reason."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class SendBackSerializer(ReadSerializer):
    """Sending back; a verdict with a reason."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REASON)


class CommunicateSerializer(ReadSerializer):
    """The last day to answer."""

    due = serializers.DateField()


class AskSerializer(ReadSerializer):
    """A request for completion."""

    question = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="The key of a question; empty for the whole report."
    )  # fmt: skip
    text = serializers.CharField(max_length=2000)
    due = serializers.DateField()


class LateSerializer(WithReasonSerializer):
    """Whether what came late counts."""

    accepted = serializers.BooleanField()


class CorrectionSerializer(WithReasonSerializer):
    """A correction."""

    correction = serializers.ChoiceField(choices=Correction.choices)


class StepTakenSerializer(Shape):
    """How the case stands afterwards."""

    state = serializers.ChoiceField(choices=STATES, allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField()
    report_state = serializers.CharField()


class StepSerializer(Shape):
    """A step that is there. why_not: what is in the way; empty where it can be taken."""

    step = serializers.CharField()
    words = serializers.CharField()
    why_not = serializers.CharField(allow_blank=True)


class ToldSerializer(Shape):
    """What the party was sent before a verdict against it, and what it answered."""

    due = serializers.DateField()
    sent_at = serializers.DateTimeField()
    motivation = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True, max_length=LONGEST_ANSWER)
    answered_at = serializers.DateTimeField(allow_null=True)
    silent_at = serializers.DateTimeField(allow_null=True)


class HappenedSerializer(Shape):
    """Something that happened in the case."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)


class MadeSerializer(Shape):
    """A verdict of the case, newest first; one that replaces another says why."""

    state = serializers.ChoiceField(choices=VerdictState.choices)
    outcome = serializers.CharField(allow_blank=True)
    motivation = serializers.CharField(allow_blank=True)
    prepared_by = serializers.CharField(allow_blank=True)
    approved_by = serializers.CharField(allow_blank=True)
    final_at = serializers.DateTimeField(allow_null=True)
    correction = serializers.CharField(allow_blank=True)
    correction_reason = serializers.CharField(allow_blank=True)


class CaseSerializer(Shape):
    """A case as those who assess read it."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    kind = serializers.ChoiceField(choices=RoundKind.choices)
    state = serializers.ChoiceField(
        choices=STATES, allow_null=True, help_text="Null where nothing is proposed yet."
    )
    revision = serializers.IntegerField(help_text="Sent back with every step.")
    proposed_outcome = serializers.CharField(allow_blank=True)
    outcome = serializers.CharField(allow_blank=True)
    reasons = serializers.DictField(
        help_text="The tree of criteria with their figures; empty where there is none."
    )
    judged = serializers.DictField(child=CriterionSerializer())
    motivation = serializers.CharField(allow_blank=True)
    attention = serializers.ListField(child=serializers.ChoiceField(choices=list(ATTENTION.items())))
    submission = serializers.IntegerField(allow_null=True, help_text="The number of the one that stands.")
    report_state = serializers.CharField()
    hindrance = serializers.CharField(allow_blank=True, help_text="Why you may judge nothing in it, if so.")
    steps = StepSerializer(many=True)
    communications = ToldSerializer(many=True)
    verdicts = MadeSerializer(many=True)
    happened = HappenedSerializer(many=True)
    simulated = serializers.BooleanField()
