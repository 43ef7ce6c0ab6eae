"""Decisions, their steps, and whether a document is genuine, as data: what the pages show, to the same persons."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.jobs import JobSerializer, job_data
from agreements.api.requests import WRITES, answers, body
from payouts.api.runs import ReturnSerializer
from payouts.models import DecidedAmount, Decision, DecisionKind
from payouts.models.decision import ISSUED
from payouts.selectors.access import visible_decisions, visible_runs
from payouts.selectors.corrections import correctable
from payouts.selectors.verification import Verified, hash_of, verify
from payouts.services import approve_decision, approve_grant_decision, prepare_decision
from payouts.services.corrections import (
    LONGEST_OTHERS,
    LONGEST_RAPPORTEUR,
    LONGEST_REASON,
    Addition,
    Participants,
    edit_draft,
    prepare_addition,
    prepare_revocation,
    withdraw_draft,
)
from payouts.services.decisions import order_document
from payouts.services.sending_back import send_back_decision
from prio.accounts.authentication import acting
from prio.accounts.roles import Actor

Plain = dict[str, Any]
LARGEST_KEY = 2**63 - 1


class DecisionSerializer(serializers.Serializer[Plain]):
    """A decision. Amounts in whole kronor."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    kind = serializers.CharField(help_text="allocation, grant or revocation")
    state = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    decision_maker = serializers.CharField()
    rapporteur = serializers.CharField()
    others = serializers.CharField(help_text="Who else took part, with any dissent.")
    reason = serializers.CharField(help_text="Why it corrects or revokes another.")
    total_sek = serializers.IntegerField()
    corrects = serializers.CharField(help_text="The reference of the decision that it corrects or revokes.")
    ended_by = serializers.CharField(help_text="The reference of the one that corrects or revokes it.")
    sha256 = serializers.CharField(help_text="Of its document; empty while there is none.")
    simulated = serializers.BooleanField()
    sent_back = serializers.CharField(help_text="Why the draft was sent back; empty once it is saved anew.")


class DecidedAmountSerializer(serializers.Serializer[Plain]):
    """What the decision gives a party, of a pot or of a line of the budget."""

    party = serializers.CharField()
    requirement = serializers.CharField()
    line = serializers.CharField()
    amount_sek = serializers.IntegerField()
    simulated = serializers.BooleanField()


class DecisionDetailSerializer(DecisionSerializer):
    """A decision with every amount."""

    amounts = DecidedAmountSerializer(many=True)


class DecisionPreparationSerializer(serializers.Serializer[Plain]):
    """What to prepare a decision on."""

    run = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY, help_text="The approved run.")


class DraftParticipantsSerializer(serializers.Serializer[Plain]):
    """Who takes part in a decision, and why it corrects another; what is left out stays as it is."""

    rapporteur = serializers.CharField(max_length=LONGEST_RAPPORTEUR, required=False)
    others = serializers.CharField(max_length=LONGEST_OTHERS, required=False, allow_blank=True)
    reason = serializers.CharField(
        max_length=LONGEST_REASON,
        required=False,
        help_text="Only of a decision that corrects or revokes another.",
    )


class AdditionSerializer(serializers.Serializer[Plain]):
    """Whom to add to a decision, from which line of the budget, and why. The amount follows from the verdicts."""

    party = serializers.CharField(max_length=20)
    line = serializers.CharField(max_length=200, help_text="The name of the line in the agreement's budget.")
    reason = serializers.CharField(max_length=LONGEST_REASON)


class RevocationSerializer(serializers.Serializer[Plain]):
    """Why a decision is revoked."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class VerificationSerializer(serializers.Serializer[Plain]):
    """What is known of a document."""

    answer = serializers.CharField(help_text="genuine, altered, number_only or unknown")
    number = serializers.CharField()
    decision = serializers.CharField()
    agreement = serializers.CharField()
    recipient = serializers.CharField(help_text="Whom a letter is to; empty for a decision.")
    decided_on = serializers.DateField(allow_null=True)
    state = serializers.CharField(help_text="Of the decision: in_force, corrected or revoked.")
    revokes = serializers.CharField(help_text="The decision that it revokes.")
    ended_by = serializers.CharField(help_text="The decision that corrected or revoked it.")
    ended_on = serializers.DateField(allow_null=True)
    unchanged = serializers.BooleanField(help_text="The correction changes nothing for who the letter is to.")
    simulated = serializers.BooleanField()


class DecisionList(APIView):
    """The agreement's decisions."""

    @extend_schema(operation_id="decisions", responses=answers({200: DecisionSerializer(many=True)}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the decisions that the asker may see, the newest first."""
        actor = acting(request)
        rows = visible_decisions(actor).filter(agreement__code=code)
        found = [
            decision_data(one) for one in rows.select_related("corrects", "corrected_by").order_by("-number")
        ]
        if not found and not actor.reads_all:
            raise Http404
        return Response(found)

    @extend_schema(
        operation_id="prepare_decision",
        request=DecisionPreparationSerializer,
        responses=answers({201: DecisionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Prepare the decision on an approved run; again: the same one."""
        actor = acting(request)
        _refuse_others(actor)
        run_id = body(request, DecisionPreparationSerializer)["run"]
        if not visible_runs(actor).filter(agreement__code=code, pk=run_id).exists():
            raise Http404
        return _told(prepare_decision(run_id, actor), status.HTTP_201_CREATED)


class DecisionDetail(APIView):
    """One decision."""

    @extend_schema(operation_id="decision", responses=answers({200: DecisionDetailSerializer}))
    def get(self, request: Request, code: str, decision_id: int) -> Response:
        """Answer with the decision and every amount."""
        decision = _decision(acting(request), code, decision_id)
        return Response(decision_data(decision) | {"amounts": _amounts(decision)})


class DraftEdit(APIView):
    """Who takes part in a draft."""

    @extend_schema(
        operation_id="edit_decision",
        request=DraftParticipantsSerializer,
        responses=answers({200: DecisionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Change who takes part in a draft, or why it corrects another."""
        actor, found = _to_change(request, code, decision_id)
        now = {"rapporteur": found.rapporteur, "others": found.others, "reason": found.reason}
        said = now | body(request, DraftParticipantsSerializer)
        return _told(edit_draft(found.pk, actor, Participants(**said)))


class DecisionApproval(APIView):
    """The second person's approval."""

    @extend_schema(
        operation_id="approve_decision", request=None, responses=answers({200: DecisionSerializer}, WRITES)
    )
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Approve the decision as another person than the one who prepared it; a worker makes its document."""
        actor, found = _to_change(request, code, decision_id)
        approve = approve_grant_decision if found.kind == DecisionKind.GRANT else approve_decision
        return _told(approve(found.pk, actor))


class DecisionDocument(APIView):
    """The making of a decision's document, once more."""

    @extend_schema(
        operation_id="order_decision_document", request=None, responses=answers({202: JobSerializer}, WRITES)
    )
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Order the document of an approved decision again, where a worker failed; on its way already: that job."""
        actor, found = _to_change(request, code, decision_id)
        return Response(job_data(order_document(found, actor)), status.HTTP_202_ACCEPTED)


class DraftWithdrawal(APIView):
    """Taking a draft back."""

    @extend_schema(operation_id="withdraw_decision", request=None, responses=answers({204: None}, WRITES))
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Take the draft back: it is gone, and the log keeps that it was there."""
        actor, found = _to_change(request, code, decision_id)
        withdraw_draft(found.pk, actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class DraftReturn(APIView):
    """Sending a prepared decision back."""

    @extend_schema(
        operation_id="send_back_decision",
        request=ReturnSerializer,
        responses=answers({200: DecisionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Send the draft back to who prepared it, with the reason; saved anew it can be approved."""
        actor, found = _to_change(request, code, decision_id)
        return _told(send_back_decision(found.pk, actor, body(request, ReturnSerializer)["reason"]))


class AdditionList(APIView):
    """Additions to a decision in force."""

    @extend_schema(
        operation_id="add_to_decision",
        request=AdditionSerializer,
        responses=answers({201: DecisionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Prepare a correction that adds what a party lacks, from a line of the budget."""
        actor, found = _to_correct(request, code, decision_id)
        addition = Addition(**body(request, AdditionSerializer))
        return _told(prepare_addition(found.pk, actor, addition), status.HTTP_201_CREATED)


class RevocationList(APIView):
    """Revoking a decision in force."""

    @extend_schema(
        operation_id="revoke_decision",
        request=RevocationSerializer,
        responses=answers({201: DecisionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, decision_id: int) -> Response:
        """Prepare that the decision is revoked; again: the same draft."""
        actor, found = _to_correct(request, code, decision_id)
        reason = body(request, RevocationSerializer)["reason"]
        return _told(prepare_revocation(found.pk, actor, reason), status.HTTP_201_CREATED)


def _refuse_others(actor: Actor) -> None:
    """What only those who read all may do does not exist for others, as on the pages."""
    if not actor.reads_all:
        raise Http404


def _decision(actor: Actor, code: str, decision_id: int) -> Decision:
    rows = visible_decisions(actor).filter(agreement__code=code, pk=decision_id)
    decision = rows.select_related("corrects", "corrected_by").first()
    if decision is None:
        raise Http404
    return decision


def _to_change(request: Request, code: str, decision_id: int) -> tuple[Actor, Decision]:
    actor = acting(request)
    _refuse_others(actor)
    return actor, _decision(actor, code, decision_id)


def _to_correct(request: Request, code: str, decision_id: int) -> tuple[Actor, Decision]:
    actor = acting(request)
    found = correctable(actor, code, decision_id)
    if found is None:
        raise Http404
    return actor, found


def _told(decision: Decision, code: int = status.HTTP_200_OK) -> Response:
    return Response(decision_data(decision), code)


def decision_data(decision: Decision) -> Plain:
    """Return the decision, fetched with those that it corrects and that corrects it, as DecisionSerializer says."""
    ended: Decision | None = getattr(decision, "corrected_by", None)  # there is none: Django raises
    is_ended = ended is not None and ended.state in ISSUED
    return {
        "id": decision.pk,
        "reference": decision.reference,
        "kind": decision.kind,
        "state": decision.state,
        "decided_on": decision.decided_on,
        "decision_maker": decision.decision_maker,
        "rapporteur": decision.rapporteur,
        "others": decision.others,
        "reason": decision.reason,
        "total_sek": decision.total,
        "corrects": decision.corrects.reference if decision.corrects else "",
        "ended_by": ended.reference if ended and is_ended else "",
        "sha256": decision.document_id or "",
        "simulated": decision.simulated,
        "sent_back": decision.sent_back,
    }


def _amounts(decision: Decision) -> list[Plain]:
    rows = DecidedAmount.objects.filter(decision=decision)
    columns = ("party__code", "requirement__code", "line", "amount", "simulated")
    return [
        {
            "party": party,
            "requirement": requirement or "",
            "line": line,
            "amount_sek": amount,
            "simulated": made_up,
        }
        for party, requirement, line, amount, made_up in rows.values_list(*columns)
    ]


class Verification(APIView):
    """Whether a document is genuine and in force."""

    @extend_schema(
        operation_id="verification",
        parameters=[OpenApiParameter("number", str), OpenApiParameter("sha256", str)],
        responses=answers({200: VerificationSerializer}, (401, 422, 429)),
    )
    def get(self, request: Request) -> Response:
        """Answer with what is known of the document with that number, hash, or both."""
        typed = request.query_params.get("sha256", "")
        sha256 = hash_of(typed) or ""
        if typed and not sha256:
            raise ValidationError(
                {"sha256": ["En kontrollsumma har 64 tecken: siffror och bokstäverna a till f."]}
            )
        return Response(_verified(verify(request.query_params.get("number", ""), sha256)))


def _verified(found: Verified) -> Plain:
    return {
        "answer": found.answer.value,
        "number": found.number,
        "decision": found.decision,
        "agreement": found.agreement,
        "recipient": found.recipient,
        "decided_on": found.decided_on,
        "state": found.state,
        "revokes": found.revokes,
        "ended_by": found.ended_by,
        "unchanged": found.unchanged,
        "ended_on": found.ended_on,
        "simulated": found.simulated,
    }


DECISION = "agreements/<slug:code>/decisions/<int:decision_id>"
urlpatterns = [
    path("agreements/<slug:code>/decisions/", DecisionList.as_view(), name="api_decisions"),
    path(f"{DECISION}/", DecisionDetail.as_view(), name="api_decision"),
    path(f"{DECISION}/edit/", DraftEdit.as_view(), name="api_decision_edit"),
    path(f"{DECISION}/approve/", DecisionApproval.as_view(), name="api_decision_approve"),
    path(f"{DECISION}/document/", DecisionDocument.as_view(), name="api_decision_document"),
    path(f"{DECISION}/withdraw/", DraftWithdrawal.as_view(), name="api_decision_withdraw"),
    path(f"{DECISION}/send-back/", DraftReturn.as_view(), name="api_decision_send_back"),
    path(f"{DECISION}/additions/", AdditionList.as_view(), name="api_decision_additions"),
    path(f"{DECISION}/revocation/", RevocationList.as_view(), name="api_decision_revocation"),
    path("verification/", Verification.as_view(), name="api_verification"),
]
