"""Cases as data, and their steps, for those who assess. A key acts for an organisation: to it there are no cases."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from agreements.domain.report_key import ReportKey
from assessment.api.case_shapes import (
    CaseApproveSerializer,
    CaseCommunicateSerializer,
    CaseCompletionSerializer,
    CaseCorrectionSerializer,
    CaseLateSerializer,
    CasePrepareSerializer,
    CaseReadSerializer,
    CaseReasonSerializer,
    CaseSendBackSerializer,
    CaseStepTakenSerializer,
    Plain,
    Shape,
    WholeCaseSerializer,
)
from assessment.models import Communication, Finding, RoundKind, Verdict
from assessment.selectors.case import CasePage, case_page, case_stands
from assessment.selectors.case_log import Happening
from assessment.services.asking import ask_for_completion, decide_late
from assessment.services.communicating import communicate, note_silence
from assessment.services.correcting import abandon_correction, begin_correction
from assessment.services.judging import Criterion, approve, prepare, send_back
from assessment.services.under_lock import CHANGED, NoSuchCase
from prio import clock
from prio.accounts.authentication import acting
from prio.accounts.roles import Actor
from prio.refused import Refused

KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=RoundKind.values)


class CaseDetail(APIView):
    """One case."""

    @extend_schema(operation_id="case", parameters=[KIND], responses=answers({200: WholeCaseSerializer}))
    def get(self, request: Request, code: str, kind: str, party: str, requirement: str) -> Response:
        """Answer with the case, its history, and what you may do with it."""
        return Response(case_data(_page(acting(request), kind, ReportKey(code, requirement, party))))


Taken = Callable[[Actor, RoundKind, ReportKey, Plain], object]


class CaseStep(APIView):
    """A step of a case, by POST."""

    shape: ClassVar[type[Shape]]
    final_only: ClassVar[bool] = True
    taken: ClassVar[Taken]

    def post(self, request: Request, code: str, kind: str, party: str, requirement: str) -> Response:
        """Take the step, on the revision that was read."""
        actor, key = acting(request), ReportKey(code, requirement, party)
        if kind not in RoundKind.values or (self.final_only and kind != RoundKind.FINAL):
            raise Http404
        round_kind = RoundKind(kind)
        sent = body(request, self.shape)
        try:
            type(self).taken(actor, round_kind, key, sent)
        except NoSuchCase as gone:
            raise Http404 from gone
        except Refused as refusal:
            if refusal.message != CHANGED:
                raise
            page = _page(actor, kind, key)
            raise Refused(CHANGED, tuple(map(_told, page.meanwhile(sent["revision"])))) from refusal
        stands = case_stands(actor, round_kind, key)
        if stands is None:
            raise Http404
        return Response(stands._asdict())


def _step(operation: str, shape: type[Shape], taken: Taken, *, final_only: bool = True) -> type[CaseStep]:
    """Make the view of one step."""
    described = extend_schema(
        operation_id=operation,
        parameters=[KIND],
        request=shape,
        responses=answers({200: CaseStepTakenSerializer}, WRITES),
    )
    attributes = {"shape": shape, "taken": staticmethod(taken), "final_only": final_only}
    made = type(operation, (CaseStep,), attributes)
    return extend_schema_view(post=described)(made)


def _prepare(actor: Actor, kind: RoundKind, key: ReportKey, sent: Plain) -> object:
    criteria = {leaf: Criterion(**said) for leaf, said in sent.pop("criteria", {}).items()}
    return prepare(actor, kind, key, criteria=criteria, **sent)


def _page(actor: Actor, kind: str, key: ReportKey) -> CasePage:
    page = case_page(actor, RoundKind(kind), key) if kind in RoundKind.values else None
    if page is None:
        raise Http404
    return page


def case_data(page: CasePage) -> Plain:
    """Return a case as WholeCaseSerializer describes it."""
    row = page.row
    own: Sequence[str] = sorted(page.steps.report_verbs)
    return {
        **page.key._asdict(),
        "kind": page.kind,
        "state": row.state if row else None,
        "revision": page.revision,
        "proposed_outcome": row.proposed_outcome if row else "",
        "outcome": row.outcome if row else "",
        "reasons": row.reasons if row else {},
        "judged": _judged(row),
        "motivation": row.motivation if row else "",
        "attention": row.attention if row else [],
        "submission": page.newest.number if page.newest else None,
        "report_state": page.report_state,
        "hindrance": page.steps.hindrance,
        "steps": [
            *({"step": one.verb, "words": one.label, "why_not": one.why_not} for one in page.steps.steps),
            *({"step": verb, "words": page.steps.labels[verb], "why_not": ""} for verb in own),
        ],
        "communications": [_communication(one) for one in page.told],
        "verdicts": [_made(one) for one in page.judged],
        "happened": [
            {"at": _at(one.at), "by": one.by, "what": one.what, "detail": one.detail}
            for one in page.happenings
        ],
        "simulated": page.is_simulated,
    }


def _judged(row: Finding | Verdict | None) -> Plain:
    judged = row.judged if row else {}
    return {key: {"met": said["met"], "reason": said["reason"]} for key, said in judged.items()}


def _communication(told: Communication) -> Plain:
    return {
        "due": told.due.isoformat(),
        "sent_at": _at(told.sent_at),
        "motivation": told.motivation,
        "answer": told.answer,
        "answered_at": _at(told.answered_at),
        "silent_at": _at(told.silent_at),
    }


def _made(verdict: Verdict) -> Plain:
    return {
        "state": verdict.state,
        "outcome": verdict.outcome,
        "motivation": verdict.motivation,
        "prepared_by": str(verdict.prepared_by or ""),
        "approved_by": str(verdict.approved_by or ""),
        "final_at": _at(verdict.final_at),
        "correction": verdict.correction,
        "correction_reason": verdict.correction_reason,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.STOCKHOLM).isoformat() if moment else None


def _told(one: Happening) -> str:
    return f"{one.by or 'Prio'} {one.what} {_at(one.at)}."


CASE = "agreements/<slug:code>/cases/<slug:kind>/<slug:party>/<slug:requirement>"
STEPS: dict[str, type[CaseStep]] = {
    "prepare": _step("prepare_case", CasePrepareSerializer, _prepare, final_only=False),
    "approve": _step(
        "approve_case", CaseApproveSerializer, lambda actor, kind, key, sent: approve(actor, key, **sent)
    ),
    "send-back": _step(
        "send_back_case",
        CaseSendBackSerializer,
        lambda actor, kind, key, sent: send_back(actor, kind, key, **sent),
        final_only=False,
    ),
    "communicate": _step(
        "communicate_case",
        CaseCommunicateSerializer,
        lambda actor, kind, key, sent: communicate(actor, key, **sent),
    ),
    "note-silence": _step(
        "note_silence", CaseReadSerializer, lambda actor, kind, key, sent: note_silence(actor, key, **sent)
    ),
    "request-completion": _step(
        "request_completion",
        CaseCompletionSerializer,
        lambda actor, kind, key, sent: ask_for_completion(actor, kind, key, **sent),
        final_only=False,
    ),
    "decide-late": _step(
        "decide_late",
        CaseLateSerializer,
        lambda actor, kind, key, sent: decide_late(actor, kind, key, **sent),
        final_only=False,
    ),
    "begin-correction": _step(
        "begin_correction",
        CaseCorrectionSerializer,
        lambda actor, kind, key, sent: begin_correction(actor, key, **sent),
    ),
    "abandon-correction": _step(
        "abandon_correction",
        CaseReasonSerializer,
        lambda actor, kind, key, sent: abandon_correction(actor, key, **sent),
    ),
}

urlpatterns = [
    path(f"{CASE}/", CaseDetail.as_view(), name="api_case"),
    *(
        path(f"{CASE}/{step}/", view.as_view(), name=f"api_case_{step.replace('-', '_')}")
        for step, view in STEPS.items()
    ),
]
