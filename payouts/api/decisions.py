"""Decisions, their letters, and whether a document is genuine, as data: what the pages show, to the same persons."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from payouts.models import DecidedAmount, Decision, DecisionLetter
from payouts.models.decision import ISSUED
from payouts.selectors.access import visible_decisions
from payouts.selectors.letters import LettersPage, letter_of, letters_page
from payouts.selectors.verification import Verified, hash_of, verify
from payouts.services.letter_sending import open_letter, order_sending, resend_letters
from payouts.services.letters import order_letters
from prio.accounts.authentication import acting
from prio.refused import Refused

Plain = dict[str, Any]


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


class VerificationSerializer(serializers.Serializer[Plain]):
    """What is known of a document."""

    answer = serializers.CharField(help_text="genuine, altered, number_only or unknown")
    number = serializers.CharField()
    decision = serializers.CharField()
    agreement = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    state = serializers.CharField(help_text="Of the decision: in_force, corrected or revoked.")
    ended_by = serializers.CharField()
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


class DecisionDetail(APIView):
    """One decision."""

    @extend_schema(operation_id="decision", responses=answers({200: DecisionDetailSerializer}))
    def get(self, request: Request, code: str, decision_id: int) -> Response:
        """Answer with the decision and every amount."""
        rows = visible_decisions(acting(request)).filter(agreement__code=code, pk=decision_id)
        decision = rows.select_related("corrects", "corrected_by").first()
        if decision is None:
            raise Http404
        return Response(decision_data(decision) | {"amounts": _amounts(decision)})


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


class Verification(APIView):
    """Whether a document is genuine and in force."""

    @extend_schema(
        operation_id="verification",
        parameters=[OpenApiParameter("number", str), OpenApiParameter("sha256", str)],
        responses=answers({200: VerificationSerializer}),
    )
    def get(self, request: Request) -> Response:
        """Answer with what is known of the document with that number, hash, or both."""
        typed = request.query_params.get("sha256", "")
        sha256 = hash_of(typed) or ""
        if typed and not sha256:
            raise Refused("En kontrollsumma har 64 tecken: siffror och bokstäverna a till f.")
        return Response(_verified(verify(request.query_params.get("number", ""), sha256)))


def _verified(found: Verified) -> Plain:
    return {
        "answer": found.answer.value,
        "number": found.number,
        "decision": found.decision,
        "agreement": found.agreement,
        "decided_on": found.decided_on,
        "state": found.state,
        "ended_by": found.ended_by,
        "unchanged": found.unchanged,
        "simulated": found.simulated,
    }


DECISION = "agreements/<slug:code>/decisions/<int:decision_id>"
urlpatterns = [
    path("agreements/<slug:code>/decisions/", DecisionList.as_view(), name="api_decisions"),
    path(f"{DECISION}/", DecisionDetail.as_view(), name="api_decision"),
    path(f"{DECISION}/letters/", LetterList.as_view(), name="api_letters"),
    path(f"{DECISION}/letters/steps/<slug:verb>/", LetterStep.as_view(), name="api_letters_step"),
    path(f"{DECISION}/letters/<slug:organisation>/", LetterDetail.as_view(), name="api_letter"),
    path(f"{DECISION}/letters/<slug:organisation>/open/", LetterOpen.as_view(), name="api_letter_open"),
    path("verification/", Verification.as_view(), name="api_verification"),
]
