"""Acting on several cases of the queue at once: approving the clear ones, and saying whose they are."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from assessment.domain.queue import LARGEST_KEY, Filters
from assessment.models import RoundKind
from assessment.selectors.queue_choice import chosen, named_cases
from assessment.services.assigning import MOST_AT_ONCE, assign
from assessment.services.batches import Batch, approve_clear
from assessment.views.queue_acts import Asked, left_out, refuse_nothing
from prio.accounts.authentication import acting
from prio.refused import Refused

Plain = dict[str, Any]
NO_SUCH_CASE = "Det finns inget sådant ärende."
LONGEST_CODE = 40


class CaseNamedSerializer(serializers.Serializer[Plain]):
    """A case, named as in the queue."""

    requirement = serializers.CharField(max_length=LONGEST_CODE)
    party = serializers.CharField(max_length=LONGEST_CODE)


class CasesApprovalSerializer(serializers.Serializer[Plain]):
    """Which cases are approved."""

    cases = serializers.ListField(
        child=CaseNamedSerializer(), required=False, allow_empty=False, max_length=MOST_AT_ONCE,
        help_text="Of the final round. Left out: every one that is clear and yours to judge.",
    )  # fmt: skip


class CasesApprovedSerializer(serializers.Serializer[Plain]):
    """What became of them."""

    final = serializers.IntegerField(help_text="Final now, with the outcome met.")
    for_approval = serializers.IntegerField(help_text="Prepared: the sample takes them to another assessor.")
    left = serializers.IntegerField(help_text="Left as they are: not clear, or not yours to judge.")
    details = serializers.ListField(child=serializers.CharField(), help_text="Which, and why, in Swedish.")


class CasesAssignmentSerializer(serializers.Serializer[Plain]):
    """Which cases become whose."""

    round = serializers.ChoiceField(choices=RoundKind.choices, default=RoundKind.FINAL)
    cases = serializers.ListField(child=CaseNamedSerializer(), allow_empty=False, max_length=MOST_AT_ONCE)
    assessors = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY), max_length=MOST_AT_ONCE,
        help_text="The `id` of those under `assessors` of rounds/: one, several that share evenly, or none.",
    )  # fmt: skip


class CasesGivenSerializer(serializers.Serializer[Plain]):
    """How many cases an assessor got."""

    assessor = serializers.IntegerField()
    cases = serializers.IntegerField()


class CasesAssignedSerializer(serializers.Serializer[Plain]):
    """What became of them."""

    assigned = CasesGivenSerializer(many=True)
    left = serializers.IntegerField(help_text="Somebody else's, another authority's, or jäv.")
    details = serializers.ListField(child=serializers.CharField(), help_text="Which, and why, in Swedish.")


class CasesApproval(APIView):
    """Approving what is clear."""

    @extend_schema(
        operation_id="approve_clear_cases",
        request=CasesApprovalSerializer,
        responses=answers({200: CasesApprovedSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Approve the clear cases of the final round; what the sample takes is only prepared."""
        sent = body(request, CasesApprovalSerializer)
        if "cases" not in sent:
            if named_cases(acting(request), code, RoundKind.FINAL, ()) is None:
                raise Http404
            return Response(_approved(approve_clear(acting(request), code)))
        asked = _asked(request, code, RoundKind.FINAL, sent["cases"])
        done = approve_clear(asked.actor, code, asked.choice.cases)
        without = asked.choice.recused + asked.choice.ended
        return Response(_approved(done, without, left_out(asked.choice)))


class CasesAssignment(APIView):
    """Saying whose cases are."""

    @extend_schema(
        operation_id="assign_cases",
        request=CasesAssignmentSerializer,
        responses=answers({200: CasesAssignedSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Assign cases; among several who has least gets the next. Who is no lead takes and puts back their own."""
        sent = body(request, CasesAssignmentSerializer)
        kind = RoundKind(sent["round"])
        asked = _asked(request, code, kind, sent["cases"])
        done = assign(asked.actor, code, kind, asked.choice.cases, sent["assessors"])
        return Response(
            {
                "assigned": [{"assessor": who, "cases": number} for who, number in done.by_assessor.items()],
                "left": done.left + asked.choice.recused + asked.choice.ended,
                "details": list(left_out(asked.choice)),
            }
        )


def _asked(request: Request, code: str, kind: RoundKind, cases: list[Plain]) -> Asked:
    """Return what was chosen, without what the actor may not touch.

    Raises:
        Http404: there is no such round, or it is not the actor's to read.
        Refused: the actor does not assess, a case does not exist, or nothing of the choice is in hand.
    """
    actor = acting(request)
    named = list(dict.fromkeys((one["requirement"], one["party"]) for one in cases))
    found = named_cases(actor, code, kind, named)
    choice = None if found is None else chosen(actor, code, kind, Filters(), tuple(found.values()))
    if found is None or choice is None:
        raise Http404
    if missing := [one for one in named if one not in found]:
        raise Refused(NO_SUCH_CASE, tuple(f"{requirement} {party}" for requirement, party in missing))
    asked = Asked(actor, code, kind, choice, ())
    refuse_nothing(asked)
    return asked


def _approved(done: Batch, without: int = 0, details: tuple[str, ...] = ()) -> Plain:
    return {
        "final": done.final,
        "for_approval": done.for_approval,
        "left": done.left + without,
        "details": list(details),
    }


_CASES = "agreements/<slug:code>/cases"

urlpatterns = [
    path(f"{_CASES}/approve-clear/", CasesApproval.as_view(), name="api_cases_approve_clear"),
    path(f"{_CASES}/assign/", CasesAssignment.as_view(), name="api_cases_assign"),
]
