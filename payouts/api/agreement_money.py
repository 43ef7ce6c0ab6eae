"""Money beside and after the pots as data: lines and their reports, accounts of use, claims and repayments."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, arrived_at, body
from payouts.api.agreement_money_shapes import (
    ClaimSerializer,
    HandInUseSerializer,
    LinePaymentSerializer,
    LineReportInSerializer,
    LineReportSerializer,
    MoneySerializer,
    RepaymentInSerializer,
    SaveUseSerializer,
    TakingBackSerializer,
    UseSerializer,
    WholeClaimSerializer,
    WithdrawalSerializer,
    claim_data,
    line_data,
    report_data,
    spent_in,
    use_data,
    whole_claim_data,
)
from payouts.selectors.claims import ClaimPage, claim_page
from payouts.selectors.lines import LineView, line_of
from payouts.selectors.money import money_page
from payouts.selectors.uses_of_money import UseView, use_of
from payouts.services.claims import register_repayment, withdraw_claim
from payouts.services.lines import LineAccount, hand_in_line_report, note_line_payment
from payouts.services.taking_back import take_back_repayment
from payouts.services.uses_of_money import (
    Account,
    correct_use_of_money,
    discard_correction,
    hand_in_use_of_money,
    save_use_of_money,
)
from payouts.views.lines import download
from prio import clock
from prio.accounts.authentication import acting


class Money(APIView):
    """The money of an agreement beside and after the pots."""

    @extend_schema(operation_id="money", responses=answers({200: MoneySerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with every line, and with the accounts of use and claims that the caller reads."""
        page = money_page(acting(request), code, clock.today())
        if page is None:
            raise Http404
        return Response(
            {
                "agreement": code,
                "lines": [line_data(view) for view in page.lines],
                "uses": [use_data(view, with_areas=False) for view in page.uses],
                "claims": [claim_data(claim) for claim in page.claims],
            }
        )


class _OneLine(APIView):
    def line(self, request: Request, code: str, number: int) -> LineView:
        """Return the line. Raises Http404."""
        found = line_of(acting(request), code, number, clock.today())
        if found is None:
            raise Http404
        return found[1]


class LineReports(_OneLine):
    """The reports on one line."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="line_reports", responses=answers({200: LineReportSerializer(many=True)}))
    def get(self, request: Request, code: str, number: int) -> Response:
        """Answer with every report on the line, the newest first."""
        return Response([report_data(one) for one in self.line(request, code, number).reports])

    @extend_schema(
        operation_id="hand_in_line_report",
        request={"multipart/form-data": LineReportInSerializer},
        responses=answers({201: LineReportSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Hand in a report with its file. The same file with the same figures again is the same report."""
        self.line(request, code, number)
        sent = LineReportInSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        account = LineAccount(spent_in(said["areas"]), said["vat_sek"], said["note"].strip())
        made = hand_in_line_report(
            acting(request), code, number, account, said["file"], arrived_at=arrived_at(request)
        )
        return Response(report_data(made), status=status.HTTP_201_CREATED)


class LineReportFile(APIView):
    """The file of a report."""

    @extend_schema(
        operation_id="line_report_file",
        responses=answers({(200, "application/octet-stream"): OpenApiTypes.BINARY}),  # type: ignore[dict-item]  # with its media type
    )
    def get(self, request: Request, code: str, number: int, report: int) -> HttpResponse:
        """Answer with the bytes that were handed in."""
        return download(acting(request), code, number, report)


class LinePayment(_OneLine):
    """What is noted as paid of a line."""

    @extend_schema(
        operation_id="note_line_payment",
        request=LinePaymentSerializer,
        responses=answers({200: LinePaymentSerializer}, WRITES),
    )
    def put(self, request: Request, code: str, number: int) -> Response:
        """Note that the line is paid, or correct what is noted."""
        self.line(request, code, number)
        said = body(request, LinePaymentSerializer)
        grant = note_line_payment(acting(request), code, number, said["amount_sek"], said["paid_on"])
        return Response({"amount_sek": grant.paid, "paid_on": grant.paid_on})


class _OneUse(APIView):
    def use(self, request: Request, code: str, organisation: str) -> UseView:
        """Return the account of use. Raises Http404."""
        found = use_of(acting(request), code, organisation, clock.today())
        if found is None:
            raise Http404
        return found[1]


class Use(_OneUse):
    """An organisation's account of use."""

    @extend_schema(operation_id="use_of_money", responses=answers({200: UseSerializer}))
    def get(self, request: Request, code: str, organisation: str) -> Response:
        """Answer with the account as it stands, begun or not."""
        return Response(use_data(self.use(request, code, organisation)))

    @extend_schema(
        operation_id="save_use_of_money",
        request=SaveUseSerializer,
        responses=answers({200: UseSerializer}, WRITES),
    )
    def put(self, request: Request, code: str, organisation: str) -> Response:
        """Save the draft."""
        view, said = self.use(request, code, organisation), body(request, SaveUseSerializer)
        save_use_of_money(acting(request), code, view.organisation.pk, _account(said))
        return Response(use_data(self.use(request, code, organisation)))


class UseCorrection(_OneUse):
    """A correction of an account of use that is handed in."""

    @extend_schema(
        operation_id="begin_correction_of_use",
        request=None,
        responses=answers({200: UseSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, organisation: str) -> Response:
        """Begin one, which says the same; begun already: nothing happens. It is saved and handed in as the first."""
        view = self.use(request, code, organisation)
        correct_use_of_money(acting(request), code, view.organisation.pk)
        return Response(use_data(self.use(request, code, organisation)))

    @extend_schema(
        operation_id="discard_correction_of_use",
        responses=answers({200: UseSerializer}, WRITES),
    )
    def delete(self, request: Request, code: str, organisation: str) -> Response:
        """Take away one that is not handed in; there is none: nothing happens."""
        view = self.use(request, code, organisation)
        discard_correction(acting(request), code, view.organisation.pk)
        return Response(use_data(self.use(request, code, organisation)))


class HandInUse(_OneUse):
    """Handing in an account of use."""

    @extend_schema(
        operation_id="hand_in_use_of_money",
        request=HandInUseSerializer,
        responses=answers({200: UseSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, organisation: str) -> Response:
        """Hand it in: it is frozen, and what is unused is claimed back where the agreement asks for it."""
        view, said = self.use(request, code, organisation), body(request, HandInUseSerializer)
        hand_in_use_of_money(
            acting(request),
            code,
            view.organisation.pk,
            _account(said),
            signed_as=said["signed_as"],
            arrived_at=arrived_at(request),
        )
        return Response(use_data(self.use(request, code, organisation)))


class _OneClaim(APIView):
    def page(self, request: Request, code: str, claim: int) -> ClaimPage:
        """Return the claim. Raises Http404."""
        found = claim_page(acting(request), code, claim, clock.today())
        if found is None:
            raise Http404
        return found


class OneClaim(_OneClaim):
    """A claim."""

    @extend_schema(operation_id="claim", responses=answers({200: WholeClaimSerializer}))
    def get(self, request: Request, code: str, claim: int) -> Response:
        """Answer with the claim, its repayments and where to repay."""
        return Response(whole_claim_data(self.page(request, code, claim)))


class Repayments(_OneClaim):
    """Repayments of a claim."""

    @extend_schema(
        operation_id="register_repayment",
        request=RepaymentInSerializer,
        responses=answers({201: ClaimSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, claim: int) -> Response:
        """Note a repayment. The same key again is the same repayment."""
        self.page(request, code, claim)
        said = body(request, RepaymentInSerializer)
        register_repayment(acting(request), claim, said["amount_sek"], said["paid_on"], key=said["key"])
        return Response(claim_data(self.page(request, code, claim).claim), status=status.HTTP_201_CREATED)


class TakingBack(_OneClaim):
    """Taking back the note of a repayment."""

    @extend_schema(
        operation_id="take_back_repayment",
        request=TakingBackSerializer,
        responses=answers({200: WholeClaimSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, claim: int, repayment: int) -> Response:
        """Take back a note that was wrong, with a reason: it is kept and counts no more."""
        if all(one.pk != repayment for one in self.page(request, code, claim).repayments):
            raise Http404
        take_back_repayment(acting(request), repayment, body(request, TakingBackSerializer)["reason"])
        return Response(whole_claim_data(self.page(request, code, claim)))


class Withdrawal(_OneClaim):
    """Giving a claim up."""

    @extend_schema(
        operation_id="withdraw_claim",
        request=WithdrawalSerializer,
        responses=answers({200: ClaimSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, claim: int) -> Response:
        """Give up what remains of the claim, with a reason."""
        self.page(request, code, claim)
        withdraw_claim(acting(request), claim, body(request, WithdrawalSerializer)["reason"])
        return Response(claim_data(self.page(request, code, claim).claim))


def _account(said: dict[str, Any]) -> Account:
    return Account(spent_in(said["areas"]), said["text"].strip(), said["revision"])


_MONEY = "agreements/<slug:code>/money"

urlpatterns = [
    path(f"{_MONEY}/", Money.as_view(), name="api_money"),
    path(f"{_MONEY}/lines/<int:number>/reports/", LineReports.as_view(), name="api_line_reports"),
    path(
        f"{_MONEY}/lines/<int:number>/reports/<int:report>/file/",
        LineReportFile.as_view(),
        name="api_line_report_file",
    ),
    path(f"{_MONEY}/lines/<int:number>/payment/", LinePayment.as_view(), name="api_line_payment"),
    path(f"{_MONEY}/uses/<slug:organisation>/", Use.as_view(), name="api_use_of_money"),
    path(
        f"{_MONEY}/uses/<slug:organisation>/correction/",
        UseCorrection.as_view(),
        name="api_correction_of_use",
    ),
    path(f"{_MONEY}/uses/<slug:organisation>/hand-in/", HandInUse.as_view(), name="api_hand_in_use_of_money"),
    path(f"{_MONEY}/claims/<int:claim>/", OneClaim.as_view(), name="api_claim"),
    path(f"{_MONEY}/claims/<int:claim>/repayments/", Repayments.as_view(), name="api_repayments"),
    path(
        f"{_MONEY}/claims/<int:claim>/repayments/<int:repayment>/cancel/",
        TakingBack.as_view(),
        name="api_take_back_repayment",
    ),
    path(f"{_MONEY}/claims/<int:claim>/withdraw/", Withdrawal.as_view(), name="api_withdraw_claim"),
]
