"""Payments as data: what is next, orders, their files, the bank's answers, the reconciliation. By role as the pages."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from payouts import payment_shapes as shapes
from payouts.api.reconciled import reconciliation_data
from payouts.domain.ledger import ControlSums
from payouts.models import Payment, PaymentOrder
from payouts.payment_shapes import Plain
from payouts.selectors.payments import OrderPage, order_page, payment_page, payments_page, readable_version
from payouts.selectors.reconciliation import reconciliation
from payouts.selectors.status_files import StatusPage, status_page
from payouts.services.payment_orders import approve_order, attest_order, prepare_order, withdraw_order
from payouts.services.payment_statuses import (
    LARGEST,
    approve_statuses,
    discard_statuses,
    mark_bounced,
    mark_paid,
    upload_statuses,
)
from payouts.views.payment_orders import file_of_order
from prio import clock
from prio.accounts.authentication import acting
from prio.refused import Refused


class PaymentPlan(APIView):
    """What is to be paid next, and who waits for what."""

    @extend_schema(operation_id="payment_plan", responses=answers({200: shapes.PlanSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with everybody who has money to get, to who reads payments."""
        page = payments_page(acting(request), code)
        if page is None:
            raise Http404
        plan = page.plan
        return Response(
            {
                "agreement": code,
                "decision": plan.decision.reference if plan.decision else None,
                "count": plan.sums.count,
                "total_sek": plan.sums.total,
                "problems": list(plan.problems),
                "organisations": [
                    {
                        "organisation": one.organisation.code,
                        "name": one.organisation.name,
                        "to_pay_sek": one.to_pay,
                        "next": one.is_next,
                        "waits_for": one.row.waits.value,
                    }
                    for one in plan.members
                    if one.to_pay
                ],
            }
        )


class PaymentOrders(APIView):
    """The payment orders of an agreement."""

    @extend_schema(operation_id="payment_orders", responses=answers({200: shapes.OrderSerializer(many=True)}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with every order, the newest first."""
        page = payments_page(acting(request), code)
        if page is None:
            raise Http404
        return Response([order_data(one) for one in page.orders])

    @extend_schema(
        operation_id="prepare_payment_order",
        request=shapes.NewOrderSerializer,
        responses=answers({201: shapes.OrderDetailSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Prepare an order of everything that nothing stands in the way of."""
        if readable_version(acting(request), code) is None:
            raise Http404
        said = body(request, shapes.NewOrderSerializer)
        order = prepare_order(code, said["pay_on"], _sums(said), acting(request))
        return Response(detail_data(_order(request, code, order.number)), status=status.HTTP_201_CREATED)


class OneOrder(APIView):
    """A payment order."""

    @extend_schema(operation_id="payment_order", responses=answers({200: shapes.OrderDetailSerializer}))
    def get(self, request: Request, code: str, number: int) -> Response:
        """Answer with the order and its payments."""
        return Response(detail_data(_order(request, code, number)))


class _SumsStep(APIView):
    step: Callable[..., PaymentOrder]

    def take(self, request: Request, code: str, number: int) -> Response:
        """Take the step with the sums that were looked at."""
        page = _order(request, code, number)
        said = body(request, shapes.SumsSerializer)
        type(self).step(page.order.pk, _sums(said), acting(request))
        return Response(detail_data(_order(request, code, number)))


class Attest(_SumsStep):
    """Attesting an order."""

    step = staticmethod(attest_order)

    @extend_schema(
        operation_id="attest_payment_order",
        request=shapes.SumsSerializer,
        responses=answers({200: shapes.OrderDetailSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Attest the order, with the control sums that you looked at."""
        return self.take(request, code, number)


class Approve(_SumsStep):
    """Approving an order."""

    step = staticmethod(approve_order)

    @extend_schema(
        operation_id="approve_payment_order",
        request=shapes.SumsSerializer,
        responses=answers({200: shapes.OrderDetailSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Approve the order as another person; a worker makes its file."""
        return self.take(request, code, number)


class Withdraw(APIView):
    """Withdrawing an order."""

    @extend_schema(
        operation_id="withdraw_payment_order",
        request=shapes.WhySerializer,
        responses=answers({200: shapes.OrderDetailSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Withdraw the order before its file is made."""
        page = _order(request, code, number)
        withdraw_order(page.order.pk, body(request, shapes.WhySerializer)["reason"], acting(request))
        return Response(detail_data(_order(request, code, number)))


class OrderFile(APIView):
    """The file of an order."""

    @extend_schema(
        operation_id="payment_order_file",
        responses=answers({(200, "application/xml"): OpenApiTypes.BINARY}),  # type: ignore[dict-item]  # with its media type
    )
    def get(self, request: Request, code: str, number: int) -> HttpResponse:
        """Answer with the bytes that the bank pays from, to who pays."""
        return file_of_order(acting(request), code, number)


class Mark(APIView):
    """What became of a payment, by hand."""

    @extend_schema(
        operation_id="mark_payment",
        request=shapes.MarkSerializer,
        responses=answers({200: shapes.PaymentSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, payment: int) -> Response:
        """Mark the payment as paid or bounced, with a reason."""
        actor = acting(request)
        if payment_page(actor, code, payment) is None:
            raise Http404
        said = body(request, shapes.MarkSerializer)
        if said["became"] == "bounced":
            mark_bounced(payment, said["reason"], actor)
        elif "paid_on" not in said:
            raise Refused("Ange dagen som betalningen gjordes.")
        else:
            mark_paid(payment, said["paid_on"], said["reason"], actor)
        found = payment_page(actor, code, payment)
        if found is None:
            raise Http404
        return Response(payment_data(found.payment))


class StatusFiles(APIView):
    """The bank's answers."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="upload_payment_statuses",
        request={"multipart/form-data": shapes.StatusFileUploadSerializer},
        responses=answers({201: shapes.StatusFileSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Upload a file; nothing changes before it is approved. The same bytes again are the file that is there."""
        if readable_version(acting(request), code) is None:
            raise Http404
        sent = shapes.StatusFileUploadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        file = sent.validated_data["file"]
        if file.size > LARGEST:
            raise Refused(f"Filen är större än {LARGEST // 1024 // 1024} MB.")
        found = upload_statuses(code, file.name, file.read(), acting(request))
        return Response(file_data(_file(request, code, found.pk)), status=status.HTTP_201_CREATED)


class OneStatusFile(APIView):
    """One of the bank's answers."""

    @extend_schema(operation_id="payment_statuses", responses=answers({200: shapes.StatusFileSerializer}))
    def get(self, request: Request, code: str, file: int) -> Response:
        """Answer with what every row of the file leads to as the payments are now."""
        return Response(file_data(_file(request, code, file)))

    @extend_schema(operation_id="discard_payment_statuses", responses=answers({204: None}, WRITES))
    def delete(self, request: Request, code: str, file: int) -> Response:
        """Discard the file; nothing has changed."""
        discard_statuses(_file(request, code, file).file.pk, acting(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ApproveStatuses(APIView):
    """Letting a file become of the payments what it says."""

    @extend_schema(
        operation_id="approve_payment_statuses",
        request=shapes.SeenSerializer,
        responses=answers({200: shapes.StatusFileSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, file: int) -> Response:
        """Approve what you have looked at, by its fingerprint."""
        found = _file(request, code, file).file
        approve_statuses(found.pk, body(request, shapes.SeenSerializer)["seen"], acting(request))
        return Response(file_data(_file(request, code, file)))


class Reconciled(APIView):
    """The reconciliation."""

    @extend_schema(operation_id="reconciliation", responses=answers({200: shapes.ReconciliationSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with pot, decision, order, payment and repayment: every difference is zero or explained."""
        found = reconciliation(acting(request), code)
        if found is None:
            raise Http404
        return Response(reconciliation_data(found))


def _order(request: Request, code: str, number: int) -> OrderPage:
    page = order_page(acting(request), code, number)
    if page is None:
        raise Http404
    return page


def _file(request: Request, code: str, file: int) -> StatusPage:
    version = readable_version(acting(request), code)
    page = status_page(acting(request), version, file, clock.today()) if version else None
    if page is None:
        raise Http404
    return page


def _sums(said: Plain) -> ControlSums:
    return ControlSums(said["count"], said["total_sek"])


def order_data(order: PaymentOrder) -> Plain:
    """Return an order as OrderSerializer describes it."""
    return {
        "number": order.number,
        "decision": order.decision.reference,
        "state": order.state,
        "count": order.payments_count,
        "total_sek": order.total,
        "pay_on": order.pay_on.isoformat(),
        "file_sha256": order.file_id,
        "simulated": order.simulated,
    }


def detail_data(page: OrderPage) -> Plain:
    """Return an order as OrderDetailSerializer describes it."""
    return order_data(page.order) | {"payments": [payment_data(one) for one in page.payments]}


def payment_data(payment: Payment) -> Plain:
    """Return a payment as PaymentSerializer describes it."""
    return {
        "id": payment.pk,
        "end_to_end_id": payment.end_to_end_id,
        "organisation": payment.organisation.code,
        "amount_sek": payment.amount,
        "state": payment.state,
        "account": str(payment.details),
        "paid_on": payment.paid_on.isoformat() if payment.paid_on else None,
        "reason": payment.trouble or payment.by_hand,
        "replaces": payment.replaces.end_to_end_id if payment.replaces else None,
        "simulated": payment.simulated,
    }


def file_data(page: StatusPage) -> Plain:
    """Return a file from the bank as StatusFileSerializer describes it."""
    file = page.file
    return {
        "id": file.pk,
        "name": file.name,
        "kind": file.kind,
        "state": file.state,
        "sha256": file.document_id,
        "applied": file.applied,
        "seen": page.seen,
        "rows": [
            {"row": one.row.number, "payment": one.payment, "outcome": one.outcome, "text": one.words}
            for one in page.rows
        ],
    }


_ORDERS = "agreements/<slug:code>/payment-orders"
_FILES = "agreements/<slug:code>/payment-statuses"

urlpatterns = [
    path("agreements/<slug:code>/payment-plan/", PaymentPlan.as_view(), name="api_payment_plan"),
    path(f"{_ORDERS}/", PaymentOrders.as_view(), name="api_payment_orders"),
    path(f"{_ORDERS}/<int:number>/", OneOrder.as_view(), name="api_payment_order"),
    path(f"{_ORDERS}/<int:number>/attest/", Attest.as_view(), name="api_payment_order_attest"),
    path(f"{_ORDERS}/<int:number>/approve/", Approve.as_view(), name="api_payment_order_approve"),
    path(f"{_ORDERS}/<int:number>/withdraw/", Withdraw.as_view(), name="api_payment_order_withdraw"),
    path(f"{_ORDERS}/<int:number>/file/", OrderFile.as_view(), name="api_payment_order_file"),
    path("agreements/<slug:code>/payments/<int:payment>/mark/", Mark.as_view(), name="api_payment_mark"),
    path(f"{_FILES}/", StatusFiles.as_view(), name="api_payment_statuses"),
    path(f"{_FILES}/<int:file>/", OneStatusFile.as_view(), name="api_payment_status_file"),
    path(f"{_FILES}/<int:file>/approve/", ApproveStatuses.as_view(), name="api_payment_statuses_approve"),
    path("agreements/<slug:code>/reconciliation/", Reconciled.as_view(), name="api_reconciliation"),
]
