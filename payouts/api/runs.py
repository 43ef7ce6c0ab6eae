"""Runs as data, and the steps of their life: computing, proposing and approving, by the same persons as on the page."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from agreements.selectors.agreements import published_version
from payouts.domain.lifecycle import RUN
from payouts.models import AllocationRun
from payouts.selectors.access import visible_runs
from payouts.services import approve_run, propose_run
from payouts.services.permission import require
from payouts.services.runs import refuse_nothing
from payouts.services.sending_back import LONGEST, send_back_run
from payouts.tasks import ALLOCATE
from prio.accounts.authentication import acting
from prio.accounts.roles import Actor
from prio.jobs import services as jobs

Plain = dict[str, Any]


class RunSerializer(serializers.Serializer[Plain]):
    """A run: how an agreement's pots are divided. Amounts in whole kronor."""

    id = serializers.IntegerField()
    state = serializers.CharField(help_text="computed, proposed, approved or superseded")
    computed_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(allow_null=True)
    pots_total_sek = serializers.IntegerField()
    distributed_sek = serializers.IntegerField()
    undistributed_sek = serializers.IntegerField()
    inputs_sha256 = serializers.CharField(help_text="The same inputs are the same run.")
    simulated = serializers.BooleanField()
    sent_back = serializers.CharField(help_text="Why it was sent back last; empty once it is proposed anew.")


class RunJobOrderSerializer(serializers.Serializer[Plain]):
    """The job that computes; what it came to is then the newest run."""

    job = serializers.CharField()
    state = serializers.CharField(help_text="queued or running")


class RunList(APIView):
    """The runs of an agreement."""

    @extend_schema(operation_id="runs", responses=answers({200: RunSerializer(many=True)}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the runs that the asker may see, the newest first."""
        actor = acting(request)
        rows = visible_runs(actor).filter(agreement__code=code).defer("inputs")
        found = [run_data(run) for run in rows.order_by("-computed_at", "-pk")]
        if not found and not actor.reads_all:
            raise Http404
        return Response(found)

    @extend_schema(
        operation_id="compute_run", request=None, responses=answers({202: RunJobOrderSerializer}, WRITES)
    )
    def post(self, request: Request, code: str) -> Response:
        """Order the division of the pots after the final verdicts; while one is on its way the answer is that one."""
        actor = acting(request)
        version = published_version(actor, code) if actor.reads_all else None
        if version is None or version.definition.is_applied_for:
            raise Http404
        require(RUN, "compute", RUN.begins_as, actor)
        refuse_nothing(version)
        job = jobs.order(ALLOCATE, code, actor.user_id, {"agreement": code})
        return Response({"job": str(job.pk), "state": job.state}, status.HTTP_202_ACCEPTED)


class RunProposal(APIView):
    """Proposing a run."""

    @extend_schema(operation_id="propose_run", request=None, responses=answers({200: RunSerializer}, WRITES))
    def post(self, request: Request, code: str, run_id: int) -> Response:
        """Propose the run for approval; again by the same person: the same."""
        actor = _to_change(request, code, run_id)
        return Response(run_data(propose_run(run_id, actor)))


class RunApproval(APIView):
    """Approving a run."""

    @extend_schema(operation_id="approve_run", request=None, responses=answers({200: RunSerializer}, WRITES))
    def post(self, request: Request, code: str, run_id: int) -> Response:
        """Approve the run as another person than the one who proposed it."""
        actor = _to_change(request, code, run_id)
        return Response(run_data(approve_run(run_id, actor)))


class ReturnSerializer(serializers.Serializer[Plain]):
    """Why something is sent back."""

    reason = serializers.CharField(max_length=LONGEST)


class RunReturn(APIView):
    """Sending a proposed run back."""

    @extend_schema(
        operation_id="send_back_run",
        request=ReturnSerializer,
        responses=answers({200: RunSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, run_id: int) -> Response:
        """Send the run back to who proposed it, with the reason."""
        actor = _to_change(request, code, run_id)
        return Response(run_data(send_back_run(run_id, actor, body(request, ReturnSerializer)["reason"])))


def _to_change(request: Request, code: str, run_id: int) -> Actor:
    actor = acting(request)
    if not actor.reads_all or not visible_runs(actor).filter(agreement__code=code, pk=run_id).exists():
        raise Http404
    return actor


def run_data(run: AllocationRun) -> Plain:
    """Return the run as RunSerializer describes it."""
    return {
        "id": run.pk,
        "state": run.state,
        "computed_at": run.computed_at,
        "approved_at": run.approved_at,
        "pots_total_sek": run.pots_total,
        "distributed_sek": run.distributed,
        "undistributed_sek": run.undistributed,
        "inputs_sha256": run.inputs_sha256,
        "simulated": run.simulated,
        "sent_back": run.sent_back,
    }


_RUNS = "agreements/<slug:code>/runs"
urlpatterns = [
    path(f"{_RUNS}/", RunList.as_view(), name="api_runs"),
    path(f"{_RUNS}/<int:run_id>/propose/", RunProposal.as_view(), name="api_run_propose"),
    path(f"{_RUNS}/<int:run_id>/approve/", RunApproval.as_view(), name="api_run_approve"),
    path(f"{_RUNS}/<int:run_id>/send-back/", RunReturn.as_view(), name="api_run_send_back"),
]
