"""Verdicts as data, once they are final: to the party's own people and to those who read what it hands in."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from agreements.domain.report_key import ReportKey
from assessment.models import COUNTS_AS_MET, Outcome, Verdict
from assessment.selectors import final_verdict
from prio import clock
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class VerdictSerializer(serializers.Serializer[Plain]):
    """A final verdict. It may be corrected later: then this is the newest."""

    agreement = serializers.CharField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    outcome_label = serializers.CharField()
    met = serializers.BooleanField(help_text="Whether it counts as met.")
    reasons = serializers.DictField(
        help_text="The tree of conditions with their figures; empty where there is none."
    )
    version = serializers.IntegerField(help_text="The version of the agreement that was judged.")
    submission = serializers.IntegerField(allow_null=True, help_text="The number of the judged submission.")
    final_at = serializers.DateTimeField(help_text="With its offset from UTC.")
    simulated = serializers.BooleanField()


class VerdictDetail(APIView):
    """The verdict on one report."""

    @extend_schema(operation_id="verdict", responses=answers({200: VerdictSerializer}))
    def get(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Answer with the final verdict; until there is one, nothing is found."""
        key = ReportKey(code, requirement, party)
        verdict = final_verdict(acting(request), key)
        if verdict is None:
            raise Http404
        return Response(verdict_data(key, verdict))


def verdict_data(key: ReportKey, verdict: Verdict) -> Plain:
    """Return a final verdict as VerdictSerializer describes it."""
    final_at = verdict.final_at
    return {
        **key._asdict(),
        "outcome": verdict.outcome,
        "outcome_label": verdict.get_outcome_display(),
        "met": verdict.outcome in COUNTS_AS_MET,
        "reasons": verdict.reasons,
        "version": verdict.requirement_version.version.number,
        "submission": verdict.submission.number if verdict.submission else None,
        "final_at": final_at.astimezone(clock.STOCKHOLM).isoformat() if final_at else None,
        "simulated": verdict.simulated,
    }
