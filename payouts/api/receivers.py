"""What an organisation does to be paid, as data: its payment details, its requisition."""

from typing import cast

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, arrived_at, body
from payouts import payment_shapes as shapes
from payouts.domain.account_numbers import AccountType, WrongAccount
from payouts.models import PaymentDetails
from payouts.payment_shapes import Plain
from payouts.selectors.payment_details import DetailsPage, details_page
from payouts.selectors.payments import payments_page
from payouts.selectors.requisitions import RequisitionPage, requisition_page
from payouts.services.payment_details import propose_details, settle_details
from payouts.services.requisitions import accept_late, requisition
from prio import clock
from prio.accounts.authentication import acting


class Details(APIView):
    """The payment details of an organisation."""

    @extend_schema(operation_id="payment_details", responses=answers({200: shapes.DetailsHistorySerializer}))
    def get(self, request: Request, organisation: str) -> Response:
        """Answer with the details and their history, to who speaks for the organisation and to payers."""
        return Response(history_data(_page(request, organisation)))

    @extend_schema(
        operation_id="propose_payment_details",
        request=shapes.NewDetailsSerializer,
        responses=answers({201: shapes.DetailsHistorySerializer}, WRITES),
    )
    def post(self, request: Request, organisation: str) -> Response:
        """Propose where the money is to be sent; another person approves it."""
        page = _page(request, organisation)
        said = body(request, shapes.NewDetailsSerializer)
        try:
            kind = cast("AccountType", said["kind"])
            propose_details(page.organisation.pk, kind, said["number"], acting(request))
        except WrongAccount as wrong:
            raise ValidationError({"number": [str(wrong)]}) from wrong
        return Response(history_data(_page(request, organisation)), status=status.HTTP_201_CREATED)


class Settle(APIView):
    """Settling details that wait."""

    @extend_schema(
        operation_id="settle_payment_details",
        request=shapes.SettleSerializer,
        responses=answers({200: shapes.DetailsHistorySerializer}, WRITES),
    )
    def post(self, request: Request, organisation: str) -> Response:
        """Approve or refuse them, as another person of the organisation or as a payer."""
        page = _page(request, organisation)
        said = body(request, shapes.SettleSerializer)
        if all(one.pk != said["id"] for one in page.history):
            raise Http404
        settle_details(said["id"], acting(request), approve=said["approve"], reason=said["reason"])
        return Response(history_data(_page(request, organisation)))


class Requisitions(APIView):
    """The own requisitions of an agreement's money."""

    @extend_schema(
        operation_id="requisitions", responses=answers({200: shapes.RequisitionSerializer(many=True)})
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer with what the own organisations may ask for, and have asked for."""
        return Response(requisition_data(_asked(request, code)))

    @extend_schema(
        operation_id="make_requisition",
        request=shapes.NewRequisitionSerializer,
        responses=answers({201: shapes.RequisitionSerializer(many=True)}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Ask for the money. After the last day it waits for the payer."""
        page = _asked(request, code)
        said = body(request, shapes.NewRequisitionSerializer)
        found = [one.organisation for one in page.bodies if one.organisation.code == said["organisation"]]
        if not found:
            raise Http404
        requisition(code, found[0].pk, said["reference"], acting(request), arrived_at=arrived_at(request))
        return Response(requisition_data(_asked(request, code)), status=status.HTTP_201_CREATED)


class AcceptLate(APIView):
    """Accepting a requisition that came late."""

    @extend_schema(
        operation_id="accept_late_requisition",
        request=shapes.AcceptSerializer,
        responses=answers({204: None}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Accept it, with a reason."""
        page = payments_page(acting(request), code)
        if page is None:
            raise Http404
        said = body(request, shapes.AcceptSerializer)
        wanted = [one for one in page.late if one.organisation.code == said["organisation"]]
        if not wanted or wanted[0].requisition is None:
            raise Http404
        accept_late(wanted[0].requisition.pk, said["reason"], acting(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _page(request: Request, organisation: str) -> DetailsPage:
    page = details_page(acting(request), organisation)
    if page is None:
        raise Http404
    return page


def _asked(request: Request, code: str) -> RequisitionPage:
    page = requisition_page(acting(request), code)
    if page is None:
        raise Http404
    return page


def history_data(page: DetailsPage) -> Plain:
    """Return an organisation's details as DetailsHistorySerializer describes them."""
    return {
        "organisation": page.organisation.code,
        "details": [_details_data(one) for one in page.history],
    }


def _details_data(one: PaymentDetails) -> Plain:
    settled = one.settled_at
    return {
        "id": one.pk,
        "kind": one.kind,
        "number": one.number,
        "state": one.state,
        "proposed_at": one.proposed_at.astimezone(clock.STOCKHOLM).isoformat(),
        "settled_at": settled.astimezone(clock.STOCKHOLM).isoformat() if settled else None,
        "reason": one.reason,
        "simulated": one.simulated,
    }


def requisition_data(page: RequisitionPage) -> list[Plain]:
    """Return the own organisations as RequisitionSerializer describes them."""
    return [
        {
            "organisation": one.organisation.code,
            "amount_sek": one.amount,
            "reference": one.made.reference if one.made else None,
            "state": one.made.state if one.made else None,
        }
        for one in page.bodies
    ]


_DETAILS = "organisations/<slug:organisation>/payment-details"
_REQUISITIONS = "agreements/<slug:code>/requisitions"

urlpatterns = [
    path(f"{_DETAILS}/", Details.as_view(), name="api_payment_details"),
    path(f"{_DETAILS}/settle/", Settle.as_view(), name="api_payment_details_settle"),
    path(f"{_REQUISITIONS}/", Requisitions.as_view(), name="api_requisitions"),
    path(f"{_REQUISITIONS}/accept/", AcceptLate.as_view(), name="api_requisition_accept"),
]
