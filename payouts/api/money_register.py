"""The register of money as data: what the page shows, narrowed in the same ways."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from payouts.domain.money_filters import BY_AMOUNT, BY_NAME, KINDS, NEWEST, OLDEST, PaidState, Wanted
from payouts.money_register_file import record_of
from payouts.selectors.money_register import money_page

Plain = dict[str, Any]
# What a parameter is called here, and on the page.
NAMES = {
    "q": "q", "agreement": "overenskommelse", "year": "ar", "source": "mal", "kind": "slag", "county": "lan",
    "payment": "betalning", "least": "lagst", "most": "hogst", "order": "ordning",
}  # fmt: skip
ORDERS = {"newest": NEWEST, "oldest": OLDEST, "amount": BY_AMOUNT, "party": BY_NAME}
LONGEST_NUMBER = 6  # digits of a page


class MoneyRegisterRowSerializer(serializers.Serializer[Plain]):
    """An amount that a decision gives, or gave where money of it has moved; or a budget line. Whole kronor."""

    agreement = serializers.CharField()
    year = serializers.IntegerField()
    source = serializers.CharField(help_text="Code of the goal, or `budget_line`.")  # type: ignore[assignment]  # a field's name
    source_name = serializers.CharField()
    source_total_sek = serializers.IntegerField(allow_null=True, help_text="The whole pot or line.")
    decision = serializers.CharField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    party = serializers.CharField(allow_null=True, help_text="Code of the party.")
    recipient = serializers.CharField(help_text="Its name in the agreement's year.")
    kind = serializers.CharField(allow_null=True)
    county = serializers.CharField(allow_null=True)
    amount_sek = serializers.IntegerField(help_text="What is decided: 0 where the decision has ended.")
    payment = serializers.ChoiceField([one.value for one in PaidState], allow_null=True)
    report_due = serializers.DateField(allow_null=True)
    simulated = serializers.BooleanField()
    decision_state = serializers.ChoiceField(["in_force", "corrected", "revoked"], allow_null=True)
    paid_sek = serializers.IntegerField(help_text="What the bank, or for a line the payer, says is paid.")
    on_the_way_sek = serializers.IntegerField(help_text="What is ordered and not answered for.")
    to_repay_sek = serializers.IntegerField(help_text="What is claimed back and has not come.")
    repaid_sek = serializers.IntegerField(help_text="What has come back of what was paid.")


class MoneyRegisterSerializer(serializers.Serializer[Plain]):
    """A page of the register, with the sums of everything that is wanted."""

    count = serializers.IntegerField()
    total_sek = serializers.IntegerField()
    lines_total_sek = serializers.IntegerField()
    paid_total_sek = serializers.IntegerField(
        allow_null=True,
        help_text="Of amounts and lines together, as the three after it; null for many parts of agreements.",
    )
    on_the_way_total_sek = serializers.IntegerField(allow_null=True)
    to_repay_total_sek = serializers.IntegerField(allow_null=True)
    repaid_total_sek = serializers.IntegerField(allow_null=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    amounts = MoneyRegisterRowSerializer(many=True)
    lines = MoneyRegisterRowSerializer(many=True)


class MoneyList(APIView):
    """The register of money."""

    @extend_schema(
        operation_id="money_register",
        parameters=[
            OpenApiParameter(
                "q", OpenApiTypes.STR, description="A recipient's name or code, or a decision's number."
            ),
            OpenApiParameter("agreement", OpenApiTypes.STR, description="Code."),
            OpenApiParameter("year", OpenApiTypes.INT),
            OpenApiParameter(
                "source", OpenApiTypes.STR, description="Code of a goal, or name of a budget line."
            ),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=list(KINDS)),
            OpenApiParameter("county", OpenApiTypes.STR, description="Code."),
            OpenApiParameter("payment", OpenApiTypes.STR, enum=[one.value for one in PaidState]),
            OpenApiParameter("least", OpenApiTypes.INT, description="Kronor, included."),
            OpenApiParameter("most", OpenApiTypes.INT, description="Kronor, included."),
            OpenApiParameter("order", OpenApiTypes.STR, enum=list(ORDERS)),
            OpenApiParameter("page", OpenApiTypes.INT),
        ],
        responses=answers({200: MoneyRegisterSerializer}, (401, 422, 429)),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of amounts, and every budget line that is wanted."""
        asked = request.query_params
        data = {theirs: asked.get(ours, "") for ours, theirs in NAMES.items()}
        wanted = Wanted.of({**data, "ordning": ORDERS.get(data["ordning"], "")})
        if wanted.faults:
            back = {theirs: ours for ours, theirs in NAMES.items()}
            raise ValidationError({back[name]: [fault] for name, fault in wanted.faults.items()})
        number = asked.get("page", "")
        is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
        found = money_page(wanted, int(number) if is_number else 1)
        moved = found.moved + found.lines_moved if found.moved else None
        return Response(
            {
                "count": found.count,
                "total_sek": found.total,
                "lines_total_sek": found.lines_total,
                "paid_total_sek": moved.paid if moved else None,
                "on_the_way_total_sek": moved.on_the_way if moved else None,
                "to_repay_total_sek": moved.to_repay if moved else None,
                "repaid_total_sek": moved.repaid if moved else None,
                "page": found.number,
                "pages": found.pages,
                "amounts": [record_of(row) for row in found.rows],
                "lines": [record_of(line) for line in found.lines],
            }
        )
