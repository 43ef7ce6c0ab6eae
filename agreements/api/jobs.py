"""Work that takes time, by API: how far it is, and stopping it or letting it go on. Of whatever kind it is."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers
from prio import clock
from prio.accounts.authentication import acting
from prio.jobs import services as jobs
from prio.jobs.models import Job, JobState
from prio.jobs.queue import queue_answers
from prio.jobs.selectors import job_of

Plain = dict[str, Any]


class JobSerializer(serializers.Serializer[Plain]):
    """A job. Ask for it again until its state is done, failed or stopped."""

    id = serializers.UUIDField()
    kind = serializers.CharField(help_text="What it does: allocate, issue_decision, make_letters, assess…")
    state = serializers.CharField(help_text=", ".join(JobState.values))
    step = serializers.CharField(allow_blank=True, help_text="What it does now, in Swedish.")
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    result = serializers.DictField(help_text="What it came to, when done.")
    message = serializers.CharField(allow_blank=True, help_text="Why it failed.")
    refused = serializers.BooleanField(help_text="It failed because the rules say no, not by a fault.")
    stop_requested = serializers.BooleanField()
    stuck = serializers.BooleanField(
        help_text="It waits and the queue does not answer; it is sent again later."
    )
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class JobDetail(APIView):
    """A job."""

    @extend_schema(operation_id="job", responses=answers({200: JobSerializer}))
    def get(self, request: Request, job_id: UUID) -> Response:
        """Answer with how far the job is, to who ordered it, reads all or administers."""
        return Response(job_data(_job(request, job_id)))


class JobStopping(APIView):
    """Stopping a job."""

    @extend_schema(operation_id="stop_job", request=None, responses=answers({200: JobSerializer}, WRITES))
    def post(self, request: Request, job_id: UUID) -> Response:
        """Ask for it to be stopped after the part that it is at; what is done stays done."""
        jobs.request_stop(acting(request), _job(request, job_id))
        return Response(job_data(_job(request, job_id)))


class JobGoingOn(APIView):
    """Letting a stopped job go on."""

    @extend_schema(
        operation_id="go_on_with_job", request=None, responses=answers({202: JobSerializer}, WRITES)
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        """Order a stopped job again: nothing is done twice. The answer is the new one."""
        job = jobs.go_on(acting(request), _job(request, job_id))
        return Response(job_data(job), status=status.HTTP_202_ACCEPTED)


def _job(request: Request, job_id: UUID) -> Job:
    found = job_of(acting(request), job_id)
    if found is None:
        raise Http404
    return found


def job_data(job: Job) -> Plain:
    """Return a job as JobSerializer describes it."""
    plain = ("kind", "state", "step", "done", "total", "result", "message", "refused", "stop_requested")
    finished = job.finished_at
    return {
        "id": str(job.pk),
        **{name: getattr(job, name) for name in plain},
        "stuck": job.state == JobState.QUEUED and not queue_answers(),
        "created_at": job.created_at.astimezone(clock.STOCKHOLM).isoformat(),
        "finished_at": finished.astimezone(clock.STOCKHOLM).isoformat() if finished else None,
    }
