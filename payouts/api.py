"""Allocations and explanations as data, read-only: what the pages show, to the same persons."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from payouts import decisions_api
from payouts.models import AllocationCounty, AllocationLine, AllocationPart, AllocationRun
from payouts.selectors.access import shown_run
from payouts.selectors.explanation import explained
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class CountySerializer(serializers.Serializer[Plain]):
    """How a county stands against the limit. Populations in inhabitants."""

    county = serializers.CharField()
    population = serializers.IntegerField()
    qualified_population = serializers.IntegerField(help_text="In kommuner that met every grundkrav.")
    region_met = serializers.BooleanField()
    takes_part = serializers.BooleanField()


class LineSerializer(serializers.Serializer[Plain]):
    """What one party gets of a part."""

    party = serializers.CharField()
    weight = serializers.IntegerField(help_text="Inhabitants, before a cap.")
    quota = serializers.CharField(help_text="The exact share after a cap, as numerator/denominator.")
    amount_sek = serializers.IntegerField(help_text="Whole kronor.")
    extra_krona = serializers.BooleanField(help_text="It got a krona of what the rounding left over.")
    simulated = serializers.BooleanField()


class PartSerializer(serializers.Serializer[Plain]):
    """The part of a pot that one kind of party divides. Amounts in whole kronor."""

    requirement = serializers.CharField()
    party = serializers.CharField(help_text="municipality or region")
    amount_sek = serializers.IntegerField()
    distributed_sek = serializers.IntegerField()
    undistributed_sek = serializers.IntegerField()
    total_weight = serializers.IntegerField(help_text="The inhabitants that the part is divided by.")
    leftover_sek = serializers.IntegerField(help_text="Handed out one by one after largest remainder.")
    lines = LineSerializer(many=True)


class AllocationSerializer(serializers.Serializer[Plain]):
    """A run. Amounts in whole kronor."""

    agreement = serializers.CharField()
    run = serializers.IntegerField()
    state = serializers.CharField()
    simulated = serializers.BooleanField(help_text="Something that it was computed from is made up.")
    inputs_sha256 = serializers.CharField()
    pots_total_sek = serializers.IntegerField()
    distributed_sek = serializers.IntegerField()
    undistributed_sek = serializers.IntegerField()
    counties = CountySerializer(many=True)
    parts = PartSerializer(many=True)


class ExplanationSerializer(serializers.Serializer[Plain]):
    """Why a party gets what it gets, in three layers: data and Swedish sentences."""

    agreement = serializers.CharField()
    run = serializers.IntegerField()
    simulated = serializers.BooleanField()
    requirement = serializers.CharField()
    party = serializers.CharField()
    kind = serializers.CharField()
    county = serializers.CharField()
    rule = serializers.DictField(help_text="The rule, without figures.")
    figures = serializers.DictField(help_text="The rule with this party's figures.")
    result = serializers.DictField(help_text="The amount in kronor and, where it is 0, the reasons.")


class AllocationDetail(APIView):
    """The agreement's allocation."""

    @extend_schema(operation_id="allocation", responses=answers({200: AllocationSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the run that is decided or, for who reads all, the newest."""
        run = shown_run(acting(request), code)
        if run is None:
            raise Http404
        return Response(allocation_data(run))


class ExplanationDetail(APIView):
    """One amount of the agreement's allocation."""

    @extend_schema(operation_id="explanation", responses=answers({200: ExplanationSerializer}))
    def get(self, request: Request, code: str, requirement: str, party: str) -> Response:
        """Answer with the explanation of one amount, zero included."""
        found = explained(acting(request), code, requirement, party)
        if found is None:
            raise Http404
        about = {"agreement": code, "run": found.run.pk, "simulated": found.is_simulated}
        return Response(about | found.explanation.as_data())


def allocation_data(run: AllocationRun) -> Plain:
    """Return the run as AllocationSerializer describes it: three queries."""
    counties = AllocationCounty.objects.filter(run=run).order_by("county")
    return {
        "agreement": run.agreement.code,
        "run": run.pk,
        "state": run.state,
        "simulated": run.simulated,
        "inputs_sha256": run.inputs_sha256,
        "pots_total_sek": run.pots_total,
        "distributed_sek": run.distributed,
        "undistributed_sek": run.undistributed,
        "counties": [
            {
                "county": county.county_id,
                "population": county.population,
                "qualified_population": county.qualified_population,
                "region_met": county.region_met,
                "takes_part": county.takes_part,
            }
            for county in counties
        ],
        "parts": _parts_data(run),
    }


def _parts_data(run: AllocationRun) -> list[Plain]:
    lines: dict[int, list[Plain]] = {}
    stored = AllocationLine.objects.filter(part__run=run).order_by("party__code")
    for part_id, party, weight, numerator, denominator, amount, extra_krona, simulated in stored.values_list(
        "part_id",
        "party__code",
        "weight",
        "quota_numerator",
        "quota_denominator",
        "amount",
        "extra_krona",
        "simulated",
    ):
        lines.setdefault(part_id, []).append(
            {
                "party": party,
                "weight": weight,
                "quota": f"{numerator}/{denominator}",
                "amount_sek": amount,
                "extra_krona": extra_krona,
                "simulated": simulated,
            }
        )
    parts = AllocationPart.objects.filter(run=run).select_related("requirement")
    return [
        {
            "requirement": part.requirement.code,
            "party": part.kind,
            "amount_sek": part.amount,
            "distributed_sek": part.distributed,
            "undistributed_sek": part.undistributed,
            "total_weight": part.total_weight,
            "leftover_sek": part.leftover,
            "lines": lines.get(part.pk, []),
        }
        for part in parts.order_by("requirement__position", "kind")
    ]


urlpatterns = [
    *decisions_api.urlpatterns,
    path("agreements/<slug:code>/allocation/", AllocationDetail.as_view(), name="api_allocation"),
    path(
        "agreements/<slug:code>/allocation/<slug:requirement>/<slug:party>/",
        ExplanationDetail.as_view(),
        name="api_explanation",
    ),
]
