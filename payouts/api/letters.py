"""The letters of a decision as data: what the pages show, to the same persons, and the same steps."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from payouts.models import Decision, DecisionLetter
from payouts.selectors.letters import LettersPage, letter_of, letters_page
from payouts.services.letter_sending import open_letter, order_sending, resend_letters
from payouts.services.letters import order_letters
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class LetterSerializer(serializers.Serializer[Plain]):
    """A letter to one organisation."""

    reference = serializers.CharField()
    decision = serializers.CharField()
    organisation = serializers.CharField()
    state = serializers.CharField(help_text="ordered, made, sent or read")
    sent_at = serializers.DateTimeField(allow_null=True)
    sendings = serializers.IntegerField()
    read_at = serializers.DateTimeField(allow_null=True)
    sha256 = serializers.CharField(help_text="Of its document; empty while there is none.")
    simulated = serializers.BooleanField()


class LettersSerializer(serializers.Serializer[Plain]):
    """The letters of a decision, and how far they are."""

    total = serializers.IntegerField()
    made = serializers.IntegerField()
    sent = serializers.IntegerField()
    read = serializers.IntegerField()
    letters = LetterSerializer(many=True)


class LetterStepSerializer(serializers.Serializer[Plain]):
    """What a step came to: the job that does it, or how many letters were sent again."""

    job = serializers.CharField(allow_null=True)
    sent = serializers.IntegerField(allow_null=True)


class LetterResendSerializer(serializers.Serializer[Plain]):
    """Which unread letters to send again; left out: all of them."""

    organisations = serializers.ListField(child=serializers.CharField(), required=False)


class LetterList(APIView):
    """The letters of a decision."""

    @extend_schema(
        operation_id="letters",
        parameters=[OpenApiParameter("county", str), OpenApiParameter("unread", bool)],
        responses=answers({200: LettersSerializer}),
    )
    def get(self, request: Request, code: str, decision_id: int) -> Response:
        """Answer with the letters that the asker may see."""
        asked = request.query_params
        page = _page(request, code, decision_id, asked.get("county", ""), asked.get("unread") == "true")
        counts = page.counts
        return Response(
            {
                "total": counts.total,
                "made": counts.made,
                "sent": counts.sent,
                "read": counts.read,
                "letters": [letter_data(row.letter, page.decision) for row in page.rows],
            }
        )


def _page(
    request: Request, code: str, decision_id: int, county: str = "", only_unread: bool = False
) -> LettersPage:
    page = letters_page(acting(request), code, decision_id, county=county, only_unread=only_unread)
    if page is None:
        raise Http404
    return page


class LetterStep(APIView):
    """Making the letters, sending them, sending unread ones again."""

    @extend_schema(
        operation_id="letters_step",
        request=LetterResendSerializer,
        responses=answers({200: LetterStepSerializer, 202: LetterStepSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, decision_id: int, verb: str) -> Response:
        """Take the step; what takes long is a job."""
        actor, page = acting(request), _page(request, code, decision_id)
        match verb:
            case "make":
                return Response({"job": str(order_letters(decision_id, actor).pk), "sent": None}, 202)
            case "send":
                return Response({"job": str(order_sending(decision_id, actor).pk), "sent": None}, 202)
            case "resend":
                codes = body(request, LetterResendSerializer).get("organisations")
                chosen = [
                    row.letter.pk
                    for row in page.rows
                    if codes is None or row.letter.organisation.code in codes
                ]
                return Response({"job": None, "sent": resend_letters(decision_id, actor, chosen)})
        raise Http404


class LetterDetail(APIView):
    """One letter."""

    @extend_schema(operation_id="letter", responses=answers({200: LetterSerializer}))
    def get(self, request: Request, code: str, decision_id: int, organisation: str) -> Response:
        """Answer with where the letter is in its life."""
        letter = _letter(request, code, decision_id, organisation)
        return Response(letter_data(letter, letter.decision))


class LetterOpen(APIView):
    """Proof of reading."""

    @extend_schema(
        operation_id="letter_open", request=None, responses=answers({200: LetterSerializer}, WRITES)
    )
    def post(self, request: Request, code: str, decision_id: int, organisation: str) -> Response:
        """Note that the organisation has read its letter: the first one counts."""
        letter = _letter(request, code, decision_id, organisation)
        open_letter(letter.pk, acting(request))
        letter = _letter(request, code, decision_id, organisation)
        return Response(letter_data(letter, letter.decision))


def _letter(request: Request, code: str, decision_id: int, organisation: str) -> DecisionLetter:
    found = letter_of(acting(request), code, decision_id, organisation)
    if found is None:
        raise Http404
    return found


def letter_data(letter: DecisionLetter, decision: Decision) -> Plain:
    """Return the letter as LetterSerializer describes it."""
    return {
        "reference": letter.reference,
        "decision": decision.reference,
        "organisation": letter.organisation.code,
        "state": letter.state,
        "sent_at": letter.sent_at,
        "sendings": letter.sendings,
        "read_at": letter.read_at,
        "sha256": letter.document_id or "",
        "simulated": letter.simulated,
    }


LETTERS = "agreements/<slug:code>/decisions/<int:decision_id>/letters"
urlpatterns = [
    path(f"{LETTERS}/", LetterList.as_view(), name="api_letters"),
    path(f"{LETTERS}/steps/<slug:verb>/", LetterStep.as_view(), name="api_letters_step"),
    path(f"{LETTERS}/<slug:organisation>/", LetterDetail.as_view(), name="api_letter"),
    path(f"{LETTERS}/<slug:organisation>/open/", LetterOpen.as_view(), name="api_letter_open"),
]
