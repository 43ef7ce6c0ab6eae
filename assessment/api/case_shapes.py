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


class CaseCriterionSerializer(Shape):
    """What an assessor says of one criterion."""

    met = serializers.BooleanField()
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REASON,
        help_text="Why; needed where it is not met.",
    )  # fmt: skip


class CaseReadSerializer(Shape):
    """What a step is taken on."""

    revision = serializers.IntegerField(min_value=0, help_text="The one that was read.")


class CasePrepareSerializer(CaseReadSerializer):
    """A judgement."""

    criteria = serializers.DictField(
        child=CaseCriterionSerializer(), required=False, help_text="By the key of each `manual` criterion."
    )
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    motivation = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_MOTIVATION
    )


class CaseApproveSerializer(CaseReadSerializer):
    """An approval; why the party is not heard first, where it is not."""

    not_heard = serializers.ChoiceField(
        choices=NotHeard.choices, required=False, allow_blank=True, default=""
    )
    not_heard_reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REASON
    )


class CaseReasonSerializer(CaseReadSerializer):
    """A step that needs a reason."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class CaseSendBackSerializer(CaseReadSerializer):
    """Sending back; a verdict with a reason."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REASON)


class CaseCommunicateSerializer(CaseReadSerializer):
    """The last day to answer."""

    due = serializers.DateField()


class CaseCompletionSerializer(CaseReadSerializer):
    """A request for completion."""

    question = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="The key of a question; empty for the whole report."
    )  # fmt: skip
    text = serializers.CharField(max_length=2000)
    due = serializers.DateField()


class CaseLateSerializer(CaseReasonSerializer):
    """Whether what came late counts."""

    accepted = serializers.BooleanField()


class CaseCorrectionSerializer(CaseReasonSerializer):
    """A correction."""

    correction = serializers.ChoiceField(choices=Correction.choices)


class CaseStepTakenSerializer(Shape):
    """How the case stands afterwards."""

    state = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField()
    report_state = serializers.CharField()


class CaseStepSerializer(Shape):
    """A step that is there. why_not: what is in the way; empty where it can be taken."""

    step = serializers.CharField()
    words = serializers.CharField()
    why_not = serializers.CharField(allow_blank=True)


class CaseToldSerializer(Shape):
    """What the party was sent before a verdict against it, and what it answered."""

    due = serializers.DateField()
    sent_at = serializers.DateTimeField()
    motivation = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True, max_length=LONGEST_ANSWER)
    answered_at = serializers.DateTimeField(allow_null=True)
    silent_at = serializers.DateTimeField(allow_null=True)


class CaseHappenedSerializer(Shape):
    """Something that happened in the case."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)


class CaseMadeSerializer(Shape):
    """A verdict of the case, newest first; one that replaces another says why."""

    state = serializers.CharField(help_text=", ".join(VerdictState.values))
    outcome = serializers.CharField(allow_blank=True)
    motivation = serializers.CharField(allow_blank=True)
    prepared_by = serializers.CharField(allow_blank=True)
    approved_by = serializers.CharField(allow_blank=True)
    final_at = serializers.DateTimeField(allow_null=True)
    correction = serializers.CharField(allow_blank=True)
    correction_reason = serializers.CharField(allow_blank=True)


class WholeCaseSerializer(Shape):
    """A case as those who assess read it."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    kind = serializers.ChoiceField(choices=RoundKind.choices)
    state = serializers.CharField(
        allow_null=True, help_text="One of " + ", ".join(STATES) + "; null where nothing is proposed yet."
    )
    revision = serializers.IntegerField(help_text="Sent back with every step.")
    proposed_outcome = serializers.CharField(allow_blank=True)
    outcome = serializers.CharField(allow_blank=True)
    reasons = serializers.DictField(
        help_text="The tree of criteria with their figures; empty where there is none."
    )
    judged = serializers.DictField(child=CaseCriterionSerializer())
    motivation = serializers.CharField(allow_blank=True)
    attention = serializers.ListField(child=serializers.ChoiceField(choices=list(ATTENTION.items())))
    submission = serializers.IntegerField(allow_null=True, help_text="The number of the one that stands.")
    report_state = serializers.CharField()
    hindrance = serializers.CharField(allow_blank=True, help_text="Why you may judge nothing in it, if so.")
    steps = CaseStepSerializer(many=True)
    communications = CaseToldSerializer(many=True)
    verdicts = CaseMadeSerializer(many=True)
    happened = CaseHappenedSerializer(many=True)
    simulated = serializers.BooleanField()
