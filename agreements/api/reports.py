"""Reports through the API: read, save, confirm, take back, decline. A draft is its own organisation's."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.answers_sent import at, wrong_in
from agreements.api.problems import problem_data
from agreements.api.report_data import own_reports_data, report_data, submission_data
from agreements.api.requests import WRITES, answers, arrived_at, body
from agreements.api.shapes import (
    ChangesSerializer,
    NotSavedSerializer,
    OwnReportsSerializer,
    QuestionsSerializer,
    ReasonSerializer,
    ReportSerializer,
    SavedSerializer,
    StepSerializer,
    SubmissionSerializer,
    VersionSerializer,
)
from agreements.domain.report_key import ReportKey
from agreements.models import Report
from agreements.selectors.ground import ground_of
from agreements.selectors.places import ReportPlace, reads_submissions, report_place
from agreements.selectors.reports import own_reports, submissions
from agreements.services.drafts import Change, Saved, confirm_prefilled, confirm_wording, save_answers
from agreements.services.leaving import decline, resume, take_back
from prio import clock
from prio.accounts.authentication import acting

Plain = dict[str, Any]
CLASHED = "En del av svaren har någon annan ändrat sedan ni läste dem. De skrevs inte över."
UNREADABLE = "En del av svaren kan inte sparas. De gamla svaren på de frågorna står kvar."


class OwnReportList(APIView):
    """The reports of the own parties in an agreement."""

    @extend_schema(operation_id="own_reports", responses=answers({200: OwnReportsSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with every report that is asked of the own parties, begun or not."""
        found = own_reports(acting(request), code, now=arrived_at(request))
        if found is None:
            raise Http404
        return Response(own_reports_data(found))


class ReportDetail(APIView):
    """One report."""

    @extend_schema(operation_id="report", responses=answers({200: ReportSerializer}))
    def get(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Answer with the report as it stands, with the self-check; one that is not begun is empty."""
        actor = acting(request)
        place = report_place(actor, ReportKey(code, requirement, party), now=arrived_at(request))
        if place is None:
            raise Http404
        return Response(report_data(place, actor))

    @extend_schema(
        operation_id="save_answers",
        request=ChangesSerializer,
        responses=answers({200: SavedSerializer, 409: NotSavedSerializer, 422: NotSavedSerializer}, WRITES),
    )
    def patch(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Save answers and comments; what somebody else has changed since `base` is not overwritten."""
        key = ReportKey(code, requirement, party)
        sent = body(request, ChangesSerializer)
        wrong = wrong_in(key, sent.get("answers", {}))
        changes = [one for one in _changes(request, key, sent) if one.question not in wrong]
        saved = save_answers(acting(request), key, changes, arrived_at=arrived_at(request))
        said = {question: {"": text} for question, text in saved.problems.items()} | wrong
        return _saved(
            saved, {at(one, part): text for one, parts in said.items() for part, text in parts.items()}
        )


class Step(APIView):
    """A step of one report, by POST."""

    def _stands(self, report: Report) -> Response:
        return Response({"state": report.state, "revision": report.revision})


def _step(operation: str, shape: Any = None) -> Any:
    return extend_schema(
        operation_id=operation, request=shape, responses=answers({200: StepSerializer}, WRITES)
    )


class ConfirmPrefilled(Step):
    """Confirm answers from an earlier year."""

    @_step("confirm_prefilled", QuestionsSerializer)
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Confirm that the answers on these questions hold this year too."""
        questions = body(request, QuestionsSerializer)["questions"]
        return self._stands(
            confirm_prefilled(acting(request), ReportKey(code, requirement, party), questions)
        )


class ConfirmWording(Step):
    """Confirm the answers after the wording was changed."""

    @_step("confirm_wording", VersionSerializer)
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Confirm that the answers hold for the requirement as the version that was read words it."""
        version = body(request, VersionSerializer)["version"]
        return self._stands(
            confirm_wording(acting(request), ReportKey(code, requirement, party), seen=version)
        )


class TakeBack(Step):
    """Take a report back."""

    @_step("take_back")
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Take a handed-in report back to work on it, before its last day ends."""
        key = ReportKey(code, requirement, party)
        return self._stands(take_back(acting(request), key, arrived_at=arrived_at(request)))


class Decline(Step):
    """Decline to take part."""

    @_step("decline", ReasonSerializer)
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Say that the party does not take part, and why."""
        reason = body(request, ReasonSerializer)["reason"]
        key = ReportKey(code, requirement, party)
        return self._stands(decline(acting(request), key, reason, arrived_at=arrived_at(request)))


class Resume(Step):
    """Take part after all."""

    @_step("resume")
    def post(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Take part after all: the report is a draft again."""
        key = ReportKey(code, requirement, party)
        return self._stands(resume(acting(request), key, arrived_at=arrived_at(request)))


class SubmissionList(APIView):
    """What was handed in of one report."""

    @extend_schema(operation_id="submissions", responses=answers({200: SubmissionSerializer(many=True)}))
    def get(self, request: Request, code: str, party: str, requirement: str) -> Response:
        """Answer with every submission, the newest first, for who may read what the party hands in."""
        actor, key = acting(request), ReportKey(code, requirement, party)
        ground = ground_of(key)
        if ground is None or not reads_submissions(actor, ground.party):
            raise Http404
        return Response([submission_data(one) for one in submissions(actor, key)])


def _changes(request: Request, key: ReportKey, sent: Plain) -> tuple[Change, ...]:
    """Return the changes that were sent. A comment without an answer leaves the answer as it stands."""
    written: Mapping[str, object] = sent.get("answers", {})
    comments: Mapping[str, str] = sent.get("comments", {})
    alone = [question for question in comments if question not in written]
    place = report_place(acting(request), key, now=arrived_at(request)) if alone else None
    return (
        *(Change(one, value, sent["base"], comment=comments.get(one)) for one, value in written.items()),
        *(_comment(place, one, sent["base"], comments[one]) for one in alone),
    )


def _comment(place: ReportPlace | None, question: str, base: int, comment: str) -> Change:
    report = place.report if place else None
    return Change(
        question,
        report.answers.get(question) if report else None,
        base,
        typed=report.typed.get(question) if report else None,
        comment=comment,
    )


def _saved(saved: Saved, problems: Mapping[str, str]) -> Response:
    stands: Plain = {"revision": saved.revision, "saved": list(saved.saved)}
    if not saved.clashes and not problems:
        return Response(stands)
    message = " ".join([CLASHED] * bool(saved.clashes) + [UNREADABLE] * bool(problems))
    clashes = [
        {
            "question": one.question,
            "mine": one.mine,
            "theirs": one.theirs,
            "unreadable": one.typed,
            "by": one.by_name,
            "at": one.at.astimezone(clock.STOCKHOLM).isoformat(),
        }
        for one in saved.clashes
    ]
    code = status.HTTP_409_CONFLICT if clashes else status.HTTP_422_UNPROCESSABLE_ENTITY
    return Response(problem_data(message, (), problems) | stands | {"clashes": clashes}, status=code)
