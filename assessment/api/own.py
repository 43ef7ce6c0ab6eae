"""A party's own side of its assessment as data: its finding, what it may answer, and asking for the assessment."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from agreements.domain.report_key import ReportKey
from agreements.domain.result import Result
from assessment.models import Outcome
from assessment.selectors.own import OwnCommunication, OwnFinding, OwnJudgement, Said, own_judgement
from assessment.services.communicating import LONGEST_ANSWER, answer_communication
from assessment.services.findings import ask_for_preliminary
from assessment.services.under_lock import NoSuchCase
from prio import clock
from prio.accounts.authentication import acting
from prio.accounts.models import ApiToken
from prio.refused import NotPermitted

Plain = dict[str, Any]


class SaidSerializer(serializers.Serializer[Plain]):
    """What an assessor has said of a criterion."""

    criterion = serializers.CharField()
    met = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)


class FindingSerializer(serializers.Serializer[Plain]):
    """A preliminary finding that was sent: what can still be mended, and until when. Never a verdict."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    outcome_label = serializers.CharField()
    motivation = serializers.CharField(allow_blank=True)
    reasons = serializers.DictField(help_text="The tree of conditions with their figures.")
    said = SaidSerializer(many=True)
    submission = serializers.IntegerField(allow_null=True, help_text="The number of the judged submission.")
    sent_at = serializers.DateTimeField(help_text="With its offset from UTC.")
    completion_closes = serializers.DateField(allow_null=True)
    can_mend = serializers.BooleanField()
    simulated = serializers.BooleanField()


class CommunicationSerializer(serializers.Serializer[Plain]):
    """What a verdict against the party would say, sent to it with a last day to answer."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    number = serializers.IntegerField()
    motivation = serializers.CharField(allow_blank=True)
    reasons = serializers.DictField()
    said = SaidSerializer(many=True)
    submission = serializers.IntegerField(allow_null=True)
    sent_at = serializers.DateTimeField()
    due = serializers.DateField(help_text="The last day; also what comes later is read until it is decided.")
    open = serializers.BooleanField(help_text="Whether an answer is still taken.")
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class AnswerSerializer(serializers.Serializer[Plain]):
    """The party's answer."""

    text = serializers.CharField(max_length=LONGEST_ANSWER)


class RequestSerializer(serializers.Serializer[Plain]):
    """That a party asked for a preliminary assessment."""

    agreement = serializers.CharField()
    party = serializers.CharField()
    asked_at = serializers.DateTimeField()
    asked_by = serializers.CharField()


class FindingDetail(APIView):
    """The preliminary finding on one report."""

    @extend_schema(operation_id="finding", responses=answers({200: FindingSerializer}))
    def get(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Answer with the finding; until it is sent, nothing is found."""
        found = _own(request, code, party, requirement)
        if found.finding is None:
            raise Http404
        return Response(finding_data(found, found.finding))


class CommunicationDetail(APIView):
    """What a party may answer before a verdict against it."""

    @extend_schema(operation_id="communication", responses=answers({200: CommunicationSerializer}))
    def get(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Answer with the newest communication; where there is none, nothing is found."""
        return _newest(request, code, party, requirement)

    @extend_schema(
        operation_id="answer_communication",
        request=AnswerSerializer,
        responses=answers({200: CommunicationSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Answer it. The same text sent again is the same answer. A key needs the right to hand in."""
        _refuse_weak_key(request)
        _own(request, code, party, requirement)
        text = body(request, AnswerSerializer)["text"]
        try:
            answer_communication(acting(request), ReportKey(code, requirement, party), text)
        except NoSuchCase as error:
            raise Http404 from error
        return _newest(request, code, party, requirement)


class PreliminaryRequestList(APIView):
    """Asking for a preliminary assessment."""

    @extend_schema(
        operation_id="ask_for_preliminary", request=None, responses=answers({200: RequestSerializer}, WRITES)
    )
    def post(self, request: Request, code: str, party: str) -> Response:
        """Ask for it, for all the grundkrav of a party. Asking twice is one request."""
        _refuse_weak_key(request)
        actor = acting(request)
        made = ask_for_preliminary(actor, code, party)
        return Response(
            {
                "agreement": code,
                "party": party,
                "asked_at": made.asked_at.astimezone(clock.STOCKHOLM).isoformat(),
                "asked_by": str(made.asked_by),
            }
        )


def _refuse_weak_key(request: Request) -> None:
    if isinstance(request.auth, ApiToken) and not request.auth.may_hand_in:
        raise NotPermitted("Nyckeln får inte lämna in, och därför inte heller yttra sig.")


def _own(request: Request, code: str, party: str, requirement: str) -> OwnJudgement:
    found = own_judgement(acting(request), ReportKey(code, requirement, party))
    if found is None:
        raise Http404
    return found


def _newest(request: Request, code: str, party: str, requirement: str) -> Response:
    found = _own(request, code, party, requirement)
    if not found.communications:
        raise Http404
    return Response(communication_data(found, found.communications[0]))


def finding_data(found: OwnJudgement, finding: OwnFinding) -> Plain:
    """Return a finding as FindingSerializer describes it."""
    closes = finding.completion_closes
    return {
        **found.ground.key._asdict(),
        "outcome": finding.outcome,
        "outcome_label": finding.outcome.label,
        "motivation": finding.motivation,
        "reasons": _reasons(finding.result),
        "said": _said(finding.said),
        "submission": finding.submission,
        "sent_at": finding.sent_at.astimezone(clock.STOCKHOLM).isoformat(),
        "completion_closes": closes.isoformat() if closes else None,
        "can_mend": finding.can_mend,
        "simulated": finding.simulated,
    }


def communication_data(found: OwnJudgement, told: OwnCommunication) -> Plain:
    """Return a communication as CommunicationSerializer describes it."""
    answered = told.answered_at
    return {
        **found.ground.key._asdict(),
        "number": told.number,
        "motivation": told.motivation,
        "reasons": _reasons(told.result),
        "said": _said(told.said),
        "submission": told.submission,
        "sent_at": told.sent_at.astimezone(clock.STOCKHOLM).isoformat(),
        "due": told.due.isoformat(),
        "open": told.is_open,
        "answer": told.answer,
        "answered_at": answered.astimezone(clock.STOCKHOLM).isoformat() if answered else None,
    }


def _reasons(result: Result | None) -> Plain:
    return result.to_plain() if result else {}


def _said(said: tuple[Said, ...]) -> list[Plain]:
    return [{"criterion": one.criterion, "met": one.met, "reason": one.reason} for one in said]


_REPORT = "agreements/<slug:code>/reports/<slug:party>/<slug:requirement>"

urlpatterns = [
    path(f"{_REPORT}/finding/", FindingDetail.as_view(), name="api_finding"),
    path(f"{_REPORT}/communication/", CommunicationDetail.as_view(), name="api_communication"),
    path(
        "agreements/<slug:code>/preliminary-requests/<slug:party>/",
        PreliminaryRequestList.as_view(),
        name="api_preliminary_request",
    ),
]
