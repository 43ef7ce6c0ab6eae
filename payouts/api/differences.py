"""What differs between the newest run and the one before it, as data, for who reads all."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from payouts.api.difference_shapes import DifferenceSerializer
from payouts.selectors.run_differences import shown_run_differences
from payouts.simulation_data import difference_data
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class RunDifferencesSerializer(DifferenceSerializer):
    """A run beside the one before it."""

    agreement = serializers.CharField()
    run = serializers.IntegerField()
    previous_run = serializers.IntegerField()
    simulated = serializers.BooleanField(help_text="Either of them rests on something made up.")


class RunDifferences(APIView):
    """Who gets more and less than in the run before."""

    @extend_schema(operation_id="run_differences", responses=answers({200: RunDifferencesSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the differences; 404 where there is only one run."""
        found = shown_run_differences(acting(request), code)
        if found is None:
            raise Http404
        about = {"agreement": code, "run": found.run.pk, "previous_run": found.previous.pk}
        simulated = found.run.simulated or found.previous.simulated
        return Response(about | {"simulated": simulated} | difference_data(found.shown))
