"""Handing in through the API: once for each key, with the receipt as the answer."""

from uuid import UUID, uuid4

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.report_data import hand_in_data
from agreements.api.requests import WRITES, answers, arrived_at, body
from agreements.api.shapes import (
    HandInOrderSerializer,
    HandInRowSerializer,
    ReceiptSerializer,
    SignatureSerializer,
)
from agreements.models import HandIn, Requirement
from agreements.receipt_file import receipt_data
from agreements.selectors.agreements import published_version
from agreements.selectors.ground import reporting_parties
from agreements.selectors.places import reads_submissions
from agreements.selectors.receipts import receipt
from agreements.selectors.reports import hand_ins
from agreements.services.handing_in import hand_in
from agreements.services.leaving import ask_for_signature
from agreements.services.under_lock import NoSuchReport
from agreements.views.hand_in import MAY_SIGN
from prio.accounts.authentication import acting
from prio.accounts.roles import Actor
from prio.parties.models import Party

IDEMPOTENCY = "Idempotency-Key"


class HandInList(APIView):
    """The hand-ins of a party in an agreement."""

    @extend_schema(operation_id="hand_ins", responses=answers({200: HandInRowSerializer(many=True)}))
    def get(self, request: Request, code: str, party: str) -> Response:
        """Answer with every hand-in, the newest first, for who may read what the party hands in."""
        actor = acting(request)
        version = published_version(actor, code)
        found = reporting_parties(version.definition, code=party) if version else ()
        if not found or not reads_submissions(actor, found[0]):
            raise Http404
        return Response([hand_in_data(made) for made in hand_ins(actor, code, party)])

    @extend_schema(
        operation_id="hand_in",
        request=HandInOrderSerializer,
        parameters=[
            OpenApiParameter(
                IDEMPOTENCY, OpenApiTypes.UUID, OpenApiParameter.HEADER, description="Instead of key."
            )
        ],
        responses=answers({200: ReceiptSerializer, 201: ReceiptSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, party: str) -> Response:
        """Hand in all the requirements or none. 201: handed in now; 200: it was already, and this is its receipt.

        What arrives after the last day is received and marked late.
        """
        actor = acting(request)
        sent = body(request, HandInOrderSerializer)
        key = _key(request, sent.get("key"))
        organisation = _organisation(actor, party)
        if not sent["confirm"]:
            raise ValidationError(
                {"confirm": [f"Skicka true: ni bekräftar att ni är behörig att lämna in för {organisation}."]}
            )
        is_known = HandIn.objects.filter(key=key).exists()
        made = hand_in(
            actor,
            code,
            party,
            sent["requirements"],
            key=key,
            signed_as=f"{actor.name}, {MAY_SIGN}, {organisation}",
            arrived_at=arrived_at(request),
            seen=sent.get("revisions"),
        )
        is_new = made.key == key and not is_known
        return _receipt(
            actor, code, party, made.number, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        )


class Signature(APIView):
    """Who fills in asks who signs."""

    @extend_schema(
        operation_id="ask_for_signature", request=None, responses=answers({200: SignatureSerializer}, WRITES)
    )
    def post(self, request: Request, code: str, party: str) -> Response:
        """Say that the party's drafts are ready, and ask its signers to hand them in."""
        ready = ask_for_signature(acting(request), code, party)
        codes = Requirement.objects.filter(reports__in=ready).order_by("position")
        return Response({"requirements": list(codes.values_list("code", flat=True))})


class HandInDetail(APIView):
    """One hand-in."""

    @extend_schema(operation_id="receipt", responses=answers({200: ReceiptSerializer}))
    def get(self, request: Request, code: str, party: str, number: int) -> Response:
        """Answer with the receipt, from which the checksums can be computed again."""
        return _receipt(acting(request), code, party, number, status.HTTP_200_OK)


def _receipt(actor: Actor, code: str, party: str, number: int, answer: int) -> Response:
    found = receipt(actor, code, party, number)
    if found is None:
        raise Http404
    return Response(receipt_data(found), status=answer)


def _organisation(actor: Actor, party: str) -> str:
    """Return the name of the organisation behind an own party. Raises NoSuchReport."""
    name = (
        Party.objects.filter(code=party, pk__in=actor.parties)
        .values_list("organisation__name", flat=True)
        .first()
    )
    if name is None:
        raise NoSuchReport
    return name


def _key(request: Request, sent: UUID | None) -> UUID:
    """Return the key of the hand-in: from the body or the header; a new one where neither is sent."""
    header = request.headers.get(IDEMPOTENCY, "").strip().strip('"')
    if not header:
        return sent or uuid4()
    try:
        found = UUID(header)
    except ValueError:
        raise ValidationError({IDEMPOTENCY: ["Skicka ett UUID."]}) from None
    if sent and sent != found:
        raise ValidationError(
            {"key": [f"Nyckeln är en annan än den i huvudet {IDEMPOTENCY}. Skicka en av dem."]}
        )
    return found
