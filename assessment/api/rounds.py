"""The rounds of an assessment as data, their steps and jobs, and the sample: the same rights as on the page."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.jobs import JobSerializer, job_data
from agreements.api.requests import READS, UNKNOWN, WRITES, answers, body
from assessment.api.round_shapes import (
    Plain,
    RoundOpeningSerializer,
    RoundReopeningSerializer,
    RoundSerializer,
    RoundSettledSerializer,
    RoundsSerializer,
    SampleQuerySerializer,
    SampleSerializer,
)
from assessment.models import FOLLOWS_FROM_CLOSING, RoundKind
from assessment.selectors.overview import Load, Overview, overview
from assessment.selectors.round_view import RoundView
from assessment.selectors.sample import SamplePage, sample_page
from assessment.services.batches import settle_closing
from assessment.services.round_jobs import ASSESS, SEND_FINDINGS, order_round_job, subject_of
from assessment.services.rounds import close_round, open_round, reopen_round
from prio import clock
from prio.accounts.authentication import acting
from prio.jobs import services as jobs
from prio.jobs.models import Job
from prio.jobs.selectors import job_of

KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=RoundKind.values)
OTHER_ROUND = "Det hör till den andra omgången."
# What the page's steps are called here.
_STEPS = {
    "oppna": "open",
    "prova": "assess",
    "skicka": "send-findings",
    "avsluta-insamlingen": "settle-closing",
    "avsluta": "close",
    "oppna-igen": "reopen",
}


class RoundList(APIView):
    """The assessment of an agreement."""

    @extend_schema(operation_id="rounds", responses=answers({200: RoundsSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the rounds, those who assess and what they have in hand, to who reads all."""
        found = _overview(request, code)
        return Response(
            {
                "agreement": code,
                "rounds": [round_data(one) for one in found.rounds],
                "assessors": [_assessor(one) for one in found.loads],
                "old_wording": [
                    {"kind": one.kind, "party": one.party, "requirement": one.requirement}
                    for one in found.reworded
                ],
                "old_wording_count": found.reworded_total,
            }
        )


class RoundDetail(APIView):
    """One round."""

    @extend_schema(operation_id="round", parameters=[KIND], responses=answers({200: RoundSerializer}))
    def get(self, request: Request, code: str, kind: str) -> Response:
        """Answer with how far the round is, whom it waits for and what may be done."""
        return Response(round_data(_round(request, code, kind)))


class RoundOpening(APIView):
    """Opening a round."""

    @extend_schema(
        operation_id="open_round",
        parameters=[KIND],
        request=RoundOpeningSerializer,
        responses=answers({200: RoundSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str) -> Response:
        """Open the round; the seed of the sample is drawn now."""
        view, terms = _round(request, code, kind), body(request, RoundOpeningSerializer)
        final_only = {"days_to_answer", "sample_percent"}
        others = {"completion_closes"} if view.kind == RoundKind.FINAL else final_only
        if misplaced := others & terms.keys():
            raise ValidationError({name: [OTHER_ROUND] for name in sorted(misplaced)})
        open_round(acting(request), code, view.kind, **terms)
        return Response(round_data(_round(request, code, kind)))


class RoundAssessing(APIView):
    """The pre-check of a round."""

    @extend_schema(
        operation_id="assess_round",
        parameters=[KIND],
        request=None,
        responses=answers({202: JobSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str) -> Response:
        """Order the evaluation of every report; while one is on its way the answer is that one."""
        job = order_round_job(acting(request), _round(request, code, kind), ASSESS)
        return Response(job_data(job), status=status.HTTP_202_ACCEPTED)


class RoundSending(APIView):
    """Sending the findings of a preliminary round."""

    @extend_schema(
        operation_id="send_findings",
        parameters=[KIND],
        request=None,
        responses=answers({202: JobSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str) -> Response:
        """Order that what is prepared is sent, and that completion is asked for; only of a preliminary round."""
        view = _round(request, code, kind, only=RoundKind.PRELIMINARY)
        job = order_round_job(acting(request), view, SEND_FINDINGS)
        return Response(job_data(job), status=status.HTTP_202_ACCEPTED)


class RoundSettling(APIView):
    """Settling what follows from the closing of the collection."""

    @extend_schema(
        operation_id="settle_closing",
        parameters=[KIND],
        request=None,
        responses=answers({200: RoundSettledSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str) -> Response:
        """Make final what was not handed in, not assessed or declined; only of a final round."""
        _round(request, code, kind, only=RoundKind.FINAL)
        return Response({"final": settle_closing(acting(request), code).final})


class RoundClosing(APIView):
    """Closing a round."""

    @extend_schema(
        operation_id="close_round",
        parameters=[KIND],
        request=None,
        responses=answers({200: RoundSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str) -> Response:
        """Close the round, once every finding is sent or every verdict is final."""
        close_round(acting(request), code, _round(request, code, kind).kind)
        return Response(round_data(_round(request, code, kind)))


class RoundReopening(APIView):
    """Opening a closed round again."""

    @extend_schema(
        operation_id="reopen_round",
        parameters=[KIND],
        request=RoundReopeningSerializer,
        responses=answers({200: RoundSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str) -> Response:
        """Open the round again, with a reason; what is final stays final."""
        view, sent = _round(request, code, kind), body(request, RoundReopeningSerializer)
        reopen_round(acting(request), code, view.kind, sent["reason"])
        return Response(round_data(_round(request, code, kind)))


class RoundJob(APIView):
    """A job of a round."""

    @extend_schema(operation_id="round_job", parameters=[KIND], responses=answers({200: JobSerializer}))
    def get(self, request: Request, code: str, kind: str, job_id: UUID) -> Response:
        """Answer with how far the job is, to who ordered it, reads all or administers."""
        return Response(job_data(_job(request, code, kind, job_id)))


class RoundJobStopping(APIView):
    """Stopping a job."""

    @extend_schema(
        operation_id="stop_round_job",
        parameters=[KIND],
        request=None,
        responses=answers({200: JobSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str, job_id: UUID) -> Response:
        """Ask for it to be stopped after the part that it is at; what is done stays done."""
        jobs.request_stop(acting(request), _job(request, code, kind, job_id))
        return Response(job_data(_job(request, code, kind, job_id)))


class RoundJobGoingOn(APIView):
    """Letting a stopped job go on."""

    @extend_schema(
        operation_id="go_on_with_round_job",
        parameters=[KIND],
        request=None,
        responses=answers({202: JobSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, kind: str, job_id: UUID) -> Response:
        """Order a stopped job again: nothing is done twice. The answer is the new one."""
        job = jobs.go_on(acting(request), _job(request, code, kind, job_id))
        return Response(job_data(job), status=status.HTTP_202_ACCEPTED)


class SampleDetail(APIView):
    """The sample of the final round."""

    @extend_schema(
        operation_id="sample",
        parameters=[SampleQuerySerializer],
        responses=answers({200: SampleSerializer}, (*READS, 422)),
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer with the sample and its seed; `again` draws it again from the seed and compares."""
        asked = SampleQuerySerializer(data=request.query_params.dict())
        unknown = {name: [UNKNOWN] for name in request.query_params if name not in asked.fields}
        if not asked.is_valid() or unknown:
            raise ValidationError({**asked.errors, **unknown})
        said = asked.validated_data
        found = sample_page(acting(request), code, str(said["page"]), again=said["again"])
        if found is None:
            raise Http404
        return Response(_sample(found))


def _overview(request: Request, code: str) -> Overview:
    found = overview(acting(request), code)
    if found is None:
        raise Http404
    return found


def _round(request: Request, code: str, kind: str, *, only: RoundKind | None = None) -> RoundView:
    """Return a round of the agreement; `only`: of that kind. Raises Http404."""
    rounds = () if only is not None and kind != only else _overview(request, code).rounds
    found = next((one for one in rounds if one.kind == kind), None)
    if found is None:
        raise Http404
    return found


def _job(request: Request, code: str, kind: str, job_id: UUID) -> Job:
    job = job_of(acting(request), job_id) if kind in RoundKind.values else None
    if job is None or job.kind not in {ASSESS, SEND_FINDINGS} or job.subject != subject_of(code, kind):
        raise Http404
    return job


def _at(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.STOCKHOLM).isoformat() if moment else None


def round_data(view: RoundView) -> Plain:
    """Return a round as RoundSerializer describes it."""
    row, closes = view.row, view.completion_closes
    is_final = view.kind == RoundKind.FINAL
    return {
        "kind": view.kind,
        "state": view.state,
        "day": view.day.isoformat() if view.day else None,
        "opened_at": _at(row.opened_at) if row else None,
        "closed_at": _at(row.closed_at) if row else None,
        "days_to_answer": row.days_to_answer if row and is_final else None,
        "sample_percent": row.sample_percent if row and is_final else None,
        "completion_closes": closes.isoformat() if closes else None,
        "for_all": view.is_for_all,
        "covers": list(view.covers),
        "asked": [
            {"party_name": one.party, "asked_by": one.by, "asked_at": _at(one.at)} for one in view.requests
        ],
        "cases": view.total,
        "ended": view.ended,
        **{
            name: getattr(view, name)
            for name in (
                "unassigned", "assigned", "prepared", "communicated", "answered", "returned", "late",
            )
        },
        "follows_from_closing": {one.value: view.follows(one) for one in FOLLOWS_FROM_CLOSING},
        "requirements": [
            {
                "requirement": one.code,
                "name": one.name,
                "cases": one.total,
                "proposed": one.proposed,
                "prepared": one.prepared,
                "waiting": one.waiting,
                "ended": one.ended,
            }
            for one in view.requirements
        ],
        "steps": [
            {"step": _STEPS[one.verb], "words": one.label, "why_not": one.lacks} for one in view.steps
        ],
    }  # fmt: skip


def _assessor(load: Load) -> Plain:
    return {
        "id": load.user_id,
        "name": load.name,
        "authority": load.authority,
        "leads": load.is_lead,
        "declared": load.is_declared,
        "cases": load.in_hand,
        "waiting": load.waiting,
    }


def _sample(found: SamplePage) -> Plain:
    drawn = found.drawn
    return {
        "seed": found.round.seed if found.round else "",
        "sample_percent": found.round.sample_percent if found.round else None,
        "count": found.page.paginator.count,
        "page": found.page.number,
        "pages": found.page.paginator.num_pages,
        "cases": [
            {"requirement": one.requirement, "party": one.party, "party_name": one.name, "state": one.state}
            for one in found.rows
        ],
        "drawn": {
            "cases": drawn.cases,
            "same": drawn.same,
            "missing": drawn.missing,
            "extra": drawn.extra,
            "agrees": drawn.agrees,
        }
        if drawn
        else None,
    }


_ROUNDS = "agreements/<slug:code>/rounds"
_ROUND = f"{_ROUNDS}/<slug:kind>"
_JOB = f"{_ROUND}/jobs/<uuid:job_id>"

urlpatterns = [
    path(f"{_ROUNDS}/", RoundList.as_view(), name="api_rounds"),
    path(f"{_ROUND}/", RoundDetail.as_view(), name="api_round"),
    path(f"{_ROUND}/open/", RoundOpening.as_view(), name="api_round_open"),
    path(f"{_ROUND}/assess/", RoundAssessing.as_view(), name="api_round_assess"),
    path(f"{_ROUND}/send-findings/", RoundSending.as_view(), name="api_round_send_findings"),
    path(f"{_ROUND}/settle-closing/", RoundSettling.as_view(), name="api_round_settle_closing"),
    path(f"{_ROUND}/close/", RoundClosing.as_view(), name="api_round_close"),
    path(f"{_ROUND}/reopen/", RoundReopening.as_view(), name="api_round_reopen"),
    path(f"{_JOB}/", RoundJob.as_view(), name="api_round_job"),
    path(f"{_JOB}/stop/", RoundJobStopping.as_view(), name="api_round_job_stop"),
    path(f"{_JOB}/go-on/", RoundJobGoingOn.as_view(), name="api_round_job_go_on"),
    path("agreements/<slug:code>/sample/", SampleDetail.as_view(), name="api_sample"),
]
