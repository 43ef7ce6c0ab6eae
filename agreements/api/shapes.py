"""The shapes of what the API takes and gives, as its schema describes them. Days are Stockholm's."""

from typing import Any

from rest_framework import serializers

Plain = dict[str, Any]
_AT = "With its offset from UTC."


class ProblemSerializer(serializers.Serializer[Plain]):
    """Every refusal, in Swedish."""

    message = serializers.CharField()
    details = serializers.ListField(
        child=serializers.CharField(), help_text="The single things that are in the way."
    )
    problems = serializers.DictField(
        child=serializers.CharField(),
        help_text="What is wrong, by field or question, or by a part of one: people.women.",
    )


class ClashSerializer(serializers.Serializer[Plain]):
    """Two answers to one question: the one that was sent, and the one that stands."""

    question = serializers.CharField()
    mine = serializers.JSONField(allow_null=True, help_text="What was sent, and not written.")
    theirs = serializers.JSONField(allow_null=True, help_text="What stands.")
    unreadable = serializers.BooleanField(
        help_text="What stands was typed in the form and cannot be read; theirs is then its fields."
    )
    by = serializers.CharField()
    at = serializers.DateTimeField(help_text=_AT)


class SavedSerializer(serializers.Serializer[Plain]):
    """What became of the answers."""

    revision = serializers.IntegerField(help_text="Send it as base the next time.")
    saved = serializers.ListField(
        child=serializers.CharField(), help_text="The questions whose answers stand as they were sent."
    )


class NotSavedSerializer(ProblemSerializer):
    """Some answers were not written; the others were, unless saved is left out: then none was."""

    revision = serializers.IntegerField(required=False)
    saved = serializers.ListField(child=serializers.CharField(), required=False)
    clashes = ClashSerializer(many=True, required=False)


class ChangesSerializer(serializers.Serializer[Plain]):
    """Answers to save. At least one of answers and comments has something."""

    base = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The revision that the sender has read."
    )
    answers = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        required=False,
        help_text="By question, in the shape of the requirement's schema; null empties the answer.",
    )
    comments = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False),
        required=False,
        help_text="By question: the reporter's words on an unlikely figure.",
    )


class QuestionsSerializer(serializers.Serializer[Plain]):
    """Questions by their keys."""

    questions = serializers.ListField(
        child=serializers.CharField(max_length=60), min_length=1, max_length=500
    )


class VersionSerializer(serializers.Serializer[Plain]):
    """The version of the agreement that was read."""

    version = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        help_text="As the report says it. A newer one is not confirmed unread.",
    )


class ReasonSerializer(serializers.Serializer[Plain]):
    """Why."""

    reason = serializers.CharField(help_text="At most 1000 characters.")


class StepSerializer(serializers.Serializer[Plain]):
    """Where a report stands after a step."""

    state = serializers.CharField()
    revision = serializers.IntegerField()


class RequestSerializer(serializers.Serializer[Plain]):
    """An assessor asks for more."""

    question = serializers.CharField(help_text="Empty: the whole report.", allow_blank=True)
    text = serializers.CharField()
    due = serializers.DateField()
    requested_at = serializers.DateTimeField(help_text=_AT)


class ReportRowSerializer(serializers.Serializer[Plain]):
    """A report in the list."""

    requirement = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    revision = serializers.IntegerField(help_text="0: not begun.")
    last_day = serializers.DateField(allow_null=True)
    closes_at = serializers.DateTimeField(
        allow_null=True, help_text=f"The first instant that is too late. {_AT}"
    )
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="Questions without a usable answer."
    )
    obstacles = serializers.ListField(
        child=serializers.CharField(), help_text="What stops a hand-in, in Swedish."
    )
    can_be_handed_in = serializers.BooleanField()
    self_check = serializers.CharField(
        allow_null=True, help_text="met, not_met or undecided; null where there is no rule."
    )
    submission = serializers.IntegerField(allow_null=True, help_text="The number of the newest submission.")
    changed = serializers.BooleanField(help_text="The answers differ from what was handed in last.")


class PartyReportsSerializer(serializers.Serializer[Plain]):
    """A party with its reports. from_registers: requirements that nothing has to be done about."""

    party = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    reports = ReportRowSerializer(many=True)
    from_registers = serializers.ListField(child=serializers.CharField())


class OwnReportsSerializer(serializers.Serializer[Plain]):
    """The reports of the own parties."""

    agreement = serializers.CharField()
    version = serializers.IntegerField()
    simulated = serializers.BooleanField()
    now = serializers.DateTimeField(help_text=_AT)
    opens = serializers.DateField(allow_null=True)
    parties = PartyReportsSerializer(many=True)


class ReportSerializer(serializers.Serializer[Plain]):
    """One report with everything that its form shows."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    name = serializers.CharField()
    simulated = serializers.BooleanField()
    version = serializers.IntegerField(help_text="The published version of the agreement.")
    state = serializers.CharField()
    state_label = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField(help_text="0: not begun.")
    opens = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    closes_at = serializers.DateTimeField(
        allow_null=True, help_text=f"The first instant that is too late. {_AT}"
    )
    question_days = serializers.DictField(child=serializers.DateField())
    may_save = serializers.BooleanField()
    may_hand_in = serializers.BooleanField()
    editable = serializers.ListField(child=serializers.CharField())
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    unreadable = serializers.DictField(
        child=serializers.JSONField(), help_text="What was typed in the form and cannot be read, by question."
    )
    comments = serializers.DictField(child=serializers.CharField())
    prefilled = serializers.DictField(
        child=serializers.JSONField(), help_text="Answers from an earlier year that nobody has confirmed."
    )
    missing = serializers.ListField(child=serializers.CharField())
    obstacles = serializers.ListField(child=serializers.CharField())
    problems = serializers.DictField(
        child=serializers.CharField(), help_text="What the form shows as wrong, by question or part."
    )
    unlikely = serializers.DictField(
        child=serializers.CharField(), help_text="Why a figure should have a comment, by question."
    )
    needs_confirmation = serializers.BooleanField(help_text="The wording was changed: confirm-wording.")
    completion_requests = RequestSerializer(many=True)
    self_check = serializers.JSONField(
        allow_null=True,
        help_text="The tree of conditions: key, kind, truth (met, not_met, undecided), text, reason, asked, children.",
    )
    changed_at = serializers.DateTimeField(allow_null=True, help_text=_AT)
    changed_by = serializers.CharField(allow_blank=True)


class RequirementSerializer(serializers.Serializer[Plain]):
    """One requirement as it is published."""

    agreement = serializers.CharField()
    version = serializers.IntegerField()
    simulated = serializers.BooleanField()
    definition = serializers.DictField(help_text="In the shape of the agreement's YAML file.")


class SubmissionSerializer(serializers.Serializer[Plain]):
    """What a report said when it was handed in."""

    number = serializers.IntegerField()
    reference = serializers.CharField(
        allow_null=True, help_text="The entry in the case; null for what was handed in elsewhere."
    )
    handed_in_at = serializers.DateTimeField(help_text=_AT)
    handed_in_by = serializers.CharField(allow_blank=True)
    late = serializers.BooleanField()
    simulated = serializers.BooleanField()
    version = serializers.IntegerField(help_text="The version of the agreement that it answers.")
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    comments = serializers.DictField(child=serializers.CharField())
    self_check = serializers.JSONField(allow_null=True)
    sha256 = serializers.CharField()


class HandInOrderSerializer(serializers.Serializer[Plain]):
    """What to hand in. Send the same key again when no answer came: it stays one hand-in."""

    requirements = serializers.ListField(
        child=serializers.SlugField(max_length=60), min_length=1, max_length=200
    )
    revisions = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=2**31 - 1),
        required=False,
        help_text="The revision that was read of each, by requirement: nothing is handed in that changed after it.",
    )
    key = serializers.UUIDField(
        required=False, help_text="Made by the sender for this hand-in; or the header Idempotency-Key."
    )
    confirm = serializers.BooleanField(
        help_text="true: the one who the key acts for may hand in for the organisation."
    )


class HandInRowSerializer(serializers.Serializer[Plain]):
    """A hand-in in the list."""

    number = serializers.IntegerField()
    reference = serializers.CharField(
        help_text="Registration number of the case, and the number of the entry."
    )
    received_at = serializers.DateTimeField(help_text=_AT)
    signed_as = serializers.CharField()
    late = serializers.BooleanField()
    sha256 = serializers.CharField()
    requirements = serializers.ListField(child=serializers.CharField())


class ContentSerializer(serializers.Serializer[Plain]):
    """Exactly what the checksum of a submission is of."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    version = serializers.IntegerField()
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    comments = serializers.DictField(child=serializers.CharField())


class ReceiptEntrySerializer(serializers.Serializer[Plain]):
    """One report of a hand-in."""

    requirement = serializers.CharField()
    number = serializers.IntegerField()
    late = serializers.BooleanField()
    content = ContentSerializer()
    sha256 = serializers.CharField()
    version_sha256 = serializers.CharField()


class ReceiptSerializer(serializers.Serializer[Plain]):
    """The receipt of a hand-in: the same as its file."""

    agreement = serializers.CharField()
    party = serializers.CharField()
    case = serializers.CharField(help_text="Registration number (dnr).")
    number = serializers.IntegerField()
    reference = serializers.CharField()
    received_at = serializers.DateTimeField(help_text=_AT)
    signed_as = serializers.CharField()
    late = serializers.BooleanField(
        help_text="Some of it came after its last day; a person decides about that."
    )
    sha256 = serializers.CharField()
    submissions = ReceiptEntrySerializer(many=True)


class FileSerializer(serializers.Serializer[Plain]):
    """A file as evidence. It counts when its state is usable."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    state = serializers.CharField(help_text="checking, usable or refused.")
    reason = serializers.CharField(
        allow_blank=True, help_text="Why it was stopped; or what could not be looked at in it."
    )
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    requirement = serializers.CharField()
    question = serializers.CharField()
    party = serializers.CharField(allow_null=True)
    county = serializers.CharField(allow_null=True)
    uploaded_at = serializers.DateTimeField(help_text=_AT)


class UploadSerializer(serializers.Serializer[Plain]):
    """A file to attach."""

    file = serializers.FileField(allow_empty_file=True, max_length=1000)
    sections = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Which sections of the question it holds."
    )
    row = serializers.IntegerField(
        required=False, min_value=0, max_value=10_000, help_text="Of a list of consultations, from 0."
    )
