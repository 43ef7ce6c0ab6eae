"""The ladder of demands as data: what the page shows."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from assessment.selectors.ladder import LadderPage, RungView, ladder_page
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class ConditionSerializer(serializers.Serializer[Plain]):
    """One demand of a rule."""

    text = serializers.CharField()
    limit = serializers.CharField(allow_blank=True)
    is_new = serializers.BooleanField(help_text="The year before did not have it.")


class RungSerializer(serializers.Serializer[Plain]):
    """A requirement in one year. met and of are null until the year's final round is closed."""

    agreement = serializers.CharField()
    year = serializers.IntegerField()
    requirement = serializers.CharField()
    name = serializers.CharField()
    pot = serializers.IntegerField(allow_null=True, help_text="In kronor.")
    conditions = ConditionSerializer(many=True)
    change = serializers.CharField(allow_blank=True, help_text="How the limit changed, in Swedish.")
    met = serializers.IntegerField(allow_null=True)
    of = serializers.IntegerField(allow_null=True)
    simulated = serializers.BooleanField(help_text="Some of the verdicts are made up.")


class LadderFamilySerializer(serializers.Serializer[Plain]):
    """The same demand through the years."""

    name = serializers.CharField()
    rungs = RungSerializer(many=True)


class LadderSerializer(serializers.Serializer[Plain]):
    """The agreements that follow each other, and their demands."""

    agreements = serializers.ListField(child=serializers.CharField())
    families = LadderFamilySerializer(many=True)


class LadderDetail(APIView):
    """How the demands rose over the years."""

    @extend_schema(operation_id="ladder", responses=answers({200: LadderSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the ladder that the agreement stands in."""
        page = ladder_page(acting(request), code)
        if page is None:
            raise Http404
        return Response(_plain(page))


def _plain(page: LadderPage) -> Plain:
    families = [
        {"name": row.name, "rungs": [_rung(view) for _, views in row.cells for view in views]}
        for row in page.rows
    ]
    return {"agreements": [year.code for year in page.years], "families": families}


def _rung(view: RungView) -> Plain:
    rung, reached = view.rung, view.reached
    return {
        "agreement": rung.agreement,
        "year": rung.year,
        "requirement": rung.requirement.code,
        "name": rung.requirement.name,
        "pot": rung.requirement.pot,
        "conditions": [
            {"text": one.text, "limit": one.limit, "is_new": one.is_new} for one in rung.conditions
        ],
        "change": rung.change,
        "met": reached.met if reached else None,
        "of": reached.total if reached else None,
        "simulated": bool(reached and reached.simulated),
    }


urlpatterns = [path("agreements/<slug:code>/ladder/", LadderDetail.as_view(), name="api_ladder")]
