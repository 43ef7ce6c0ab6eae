"""The shapes of rounds, their jobs and their sample in the API."""

from typing import Any

from rest_framework import serializers

from agreements.services.leaving import LONGEST_REASON
from assessment.models import RoundKind, VerdictState
from assessment.models.round import DAYS_TO_ANSWER, PERCENT_OF_SAMPLE
from assessment.services.rounds import MOST_DAYS_TO_ANSWER, WHOLE_PERCENT

Plain = dict[str, Any]
MOST_PAGES = 5000


class Shape(serializers.Serializer[Plain]):
    """What is sent or answered."""


class RoundStepSerializer(Shape):
    """A step that the round's state allows you. why_not: what is missing before it; empty where it can be taken."""

    step = serializers.CharField()
    words = serializers.CharField()
    why_not = serializers.CharField(allow_blank=True)


class RoundAskedSerializer(Shape):
    """A party that asked for a preliminary assessment."""

    party_name = serializers.CharField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()


class RoundRequirementSerializer(Shape):
    """How far a requirement is: how many cases there are, and how many of them are in each state."""

    requirement = serializers.CharField()
    name = serializers.CharField()
    cases = serializers.IntegerField()
    proposed = serializers.IntegerField()
    prepared = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Sent to the party for its answer, or answered.")
    ended = serializers.IntegerField(help_text="Sent, where the round is preliminary; otherwise final.")


class RoundSerializer(Shape):
    """A round of an agreement, and how far it is."""

    kind = serializers.ChoiceField(choices=RoundKind.choices)
    state = serializers.CharField(help_text="planned, open, closed")
    day = serializers.DateField(allow_null=True, help_text="By which the agreement says that it is done.")
    opened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    days_to_answer = serializers.IntegerField(
        allow_null=True, help_text="Of the final one: the least time to answer before a verdict against a party."
    )  # fmt: skip
    sample_percent = serializers.IntegerField(allow_null=True, help_text="Of the final one.")
    completion_closes = serializers.DateField(
        allow_null=True, help_text="Of the preliminary one: the last day to mend what it finds."
    )
    for_all = serializers.BooleanField(help_text="Everybody is in it; otherwise those who ask.")
    covers = serializers.ListField(child=serializers.CharField(), help_text="Codes of requirements.")
    asked = RoundAskedSerializer(many=True)
    cases = serializers.IntegerField()
    ended = serializers.IntegerField()
    unassigned = serializers.IntegerField(help_text="Proposals that a person judges and nobody has.")
    assigned = serializers.IntegerField(help_text="Proposals that wait for the assessor who has them.")
    prepared = serializers.IntegerField(help_text="Wait for another assessor, or to be sent.")
    communicated = serializers.IntegerField(help_text="Wait for the party's answer.")
    answered = serializers.IntegerField()
    returned = serializers.IntegerField(help_text="Reports that are to be completed.")
    late = serializers.IntegerField(help_text="Reports that came late, on which nobody has decided.")
    follows_from_closing = serializers.DictField(
        child=serializers.IntegerField(), help_text="By outcome: the proposals that settle-closing makes final."
    )  # fmt: skip
    requirements = RoundRequirementSerializer(many=True)
    steps = RoundStepSerializer(many=True)


class RoundAssessorSerializer(Shape):
    """Somebody who assesses. cases: what they have in hand in the agreement; waiting: those not yet prepared."""

    id = serializers.IntegerField(help_text="The one that cases are assigned by.")
    name = serializers.CharField()
    authority = serializers.CharField()
    leads = serializers.BooleanField()
    declared = serializers.BooleanField(help_text="Their jäv, this year.")
    cases = serializers.IntegerField()
    waiting = serializers.IntegerField()


class RoundOldWordingSerializer(Shape):
    """A case whose answers are about a wording that has been changed since."""

    kind = serializers.ChoiceField(choices=RoundKind.choices)
    party = serializers.CharField()
    requirement = serializers.CharField()


class RoundsSerializer(Shape):
    """The assessment of an agreement."""

    agreement = serializers.CharField()
    rounds = RoundSerializer(many=True)
    assessors = RoundAssessorSerializer(many=True)
    old_wording = RoundOldWordingSerializer(many=True, help_text="The first 50.")
    old_wording_count = serializers.IntegerField()


class RoundOpeningSerializer(Shape):
    """The terms of a round; what is left out is as usual."""

    days_to_answer = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS_TO_ANSWER, required=False,
        help_text=f"Of the final one; {DAYS_TO_ANSWER} where nothing is said.",
    )  # fmt: skip
    sample_percent = serializers.IntegerField(
        min_value=0, max_value=WHOLE_PERCENT, required=False,
        help_text=f"Of the final one; {PERCENT_OF_SAMPLE} where nothing is said.",
    )  # fmt: skip
    completion_closes = serializers.DateField(
        required=False, help_text="Of the preliminary one; the agreement's day where nothing is said."
    )


class RoundReopeningSerializer(Shape):
    """Why a round is opened again."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class RoundSettledSerializer(Shape):
    """What settling the closing came to."""

    final = serializers.IntegerField()


class SampleQuerySerializer(Shape):
    """Which part of the sample, and whether it is drawn again."""

    page = serializers.IntegerField(min_value=1, max_value=MOST_PAGES, default=1)
    again = serializers.BooleanField(default=False, help_text="Draw it again from its seed and compare.")


class SampledSerializer(Shape):
    """A case in the sample."""

    requirement = serializers.CharField()
    party = serializers.CharField()
    party_name = serializers.CharField()
    state = serializers.CharField(help_text=", ".join(VerdictState.values))


class DrawnSerializer(Shape):
    """What drawing again came to. missing: drawn but not kept as sampled; extra: kept but not drawn."""

    cases = serializers.IntegerField()
    same = serializers.IntegerField()
    missing = serializers.IntegerField()
    extra = serializers.IntegerField()
    agrees = serializers.BooleanField()


class SampleSerializer(Shape):
    """The sample of the final round, 50 cases a page."""

    seed = serializers.CharField(allow_blank=True, help_text="Drawn when the round opened; empty before.")
    sample_percent = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    cases = SampledSerializer(many=True)
    drawn = DrawnSerializer(allow_null=True)
