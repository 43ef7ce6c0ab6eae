"""Why a neighbour gets more, as data: two explanations side by side and the answer, to who sees the allocation."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from payouts.api.allocations import ExplanationSerializer
from payouts.selectors.neighbours import Side, neighbour_page
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class NeighbourGoalSerializer(serializers.Serializer[Plain]):
    """What each of the two gets of a goal, in whole kronor."""

    requirement = serializers.CharField()
    amount_sek = serializers.IntegerField()
    other_amount_sek = serializers.IntegerField()


class NeighbourSerializer(serializers.Serializer[Plain]):
    """Two parties of a run side by side."""

    agreement = serializers.CharField()
    run = serializers.IntegerField()
    requirement = serializers.CharField()
    difference_sek = serializers.IntegerField(help_text="What the other gets more; negative for less.")
    causes = serializers.ListField(child=serializers.CharField(), help_text="The weightiest first.")
    sentences = serializers.ListField(child=serializers.CharField(), help_text="The answer in Swedish.")
    party = ExplanationSerializer()
    other = ExplanationSerializer()
    goals = NeighbourGoalSerializer(many=True)


class NeighbourDetail(APIView):
    """One amount beside another party's of the same goal."""

    @extend_schema(operation_id="neighbour", responses=answers({200: NeighbourSerializer}))
    def get(self, request: Request, code: str, requirement: str, party: str, other: str) -> Response:
        """Answer with both explanations and why the amounts differ."""
        page = neighbour_page(acting(request), code, requirement, party, other)
        if page is None:
            raise Http404

        def side(one: Side) -> Plain:
            about = {"agreement": code, "run": page.run.pk, "simulated": one.simulated}
            return about | one.explanation.as_data()

        return Response(
            {
                "agreement": code,
                "run": page.run.pk,
                "requirement": requirement,
                "difference_sek": page.answer.difference,
                "causes": page.answer.causes,
                "sentences": page.answer.sentences,
                "party": side(page.one),
                "other": side(page.other),
                "goals": [
                    {
                        "requirement": row.requirement,
                        "amount_sek": row.one or 0,
                        "other_amount_sek": row.other or 0,
                    }
                    for row in page.goals
                ],
            }
        )
