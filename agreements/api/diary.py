"""The diary through the API: the list, narrowed as on the page, and one case."""

import re
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import answers
from agreements.models import Direction, EntryKind
from agreements.selectors.diary import DiaryRow, Wanted, case_page, diary_page
from prio.accounts.authentication import acting

Plain = dict[str, Any]
# What a parameter is called here, and on the page.
NAMES = {
    "q": "sok",
    "party": "part",
    "agreement": "overenskommelse",
    "kind": "slag",
    "direction": "riktning",
    "since": "fran",
    "until": "till",
    "order": "ordning",
}
ORDERS = {"newest": "nyast", "oldest": "aldst", "number": "nummer"}
_REFERENCE = re.compile(r"([0-9]{4})-([0-9]{1,9})")


class EntrySerializer(serializers.Serializer[Plain]):
    """An entry of a case."""

    reference = serializers.CharField(
        help_text="Registration number of the case, and the number of the entry."
    )
    case = serializers.CharField()
    at = serializers.DateTimeField(
        help_text="When it arrived, was sent or was made. With its offset from UTC."
    )
    direction = serializers.CharField(help_text="In Swedish.")
    kind = serializers.CharField(help_text="In Swedish.")
    correspondent = serializers.CharField(allow_blank=True, help_text="From or to whom.")
    title = serializers.CharField(help_text="What it concerns.")
    party = serializers.CharField(allow_blank=True, help_text="What the party was called then.")
    agreement = serializers.CharField(allow_blank=True)
    secrecy = serializers.CharField(
        allow_blank=True, help_text="A mark that secrecy is to be tested with care, in Swedish."
    )
    support = serializers.CharField(allow_blank=True, help_text="The paragraph of the mark.")
    simulated = serializers.BooleanField(help_text="What it is about is made up.")
    page = serializers.CharField(allow_blank=True, help_text="The address of what it is about, on the site.")


class DiarySerializer(serializers.Serializer[Plain]):
    """A page of the diary."""

    count = serializers.IntegerField(help_text="Entries that were found.")
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    entries = EntrySerializer(many=True)


class DiaryCaseSerializer(serializers.Serializer[Plain]):
    """A case with its entries in order."""

    case = serializers.CharField()
    title = serializers.CharField()
    agreement = serializers.CharField(allow_blank=True)
    entries = EntrySerializer(many=True)


class DiaryList(APIView):
    """The entries of all cases."""

    @extend_schema(
        operation_id="diary",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="A registration number, or words."),
            OpenApiParameter("party", OpenApiTypes.STR, description="Code or name."),
            OpenApiParameter("agreement", OpenApiTypes.STR, description="Code."),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=EntryKind.values),
            OpenApiParameter("direction", OpenApiTypes.STR, enum=Direction.values),
            OpenApiParameter("since", OpenApiTypes.DATE, description="Included."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Included."),
            OpenApiParameter("order", OpenApiTypes.STR, enum=list(ORDERS)),
            OpenApiParameter("page", OpenApiTypes.INT),
        ],
        responses=answers({200: DiarySerializer}, (401, 404, 422, 429)),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of entries, for those who read every organisation's material."""
        actor = acting(request)
        if not actor.reads_all:
            raise Http404
        asked = request.query_params
        data = {theirs: asked.get(ours, "") for ours, theirs in NAMES.items()}
        wanted = Wanted.of({**data, "ordning": ORDERS.get(data["ordning"], "")})
        if wanted.faults:
            back = {theirs: ours for ours, theirs in NAMES.items()}
            raise ValidationError({back[name]: [fault] for name, fault in wanted.faults.items()})
        found = diary_page(actor, wanted, asked.get("page", ""))
        if found is None:
            raise Http404
        return Response(
            {
                "count": found.page.paginator.count,
                "page": found.page.number,
                "pages": found.page.paginator.num_pages,
                "entries": [_entry(row) for row in found.rows],
            }
        )


class DiaryCase(APIView):
    """One case."""

    @extend_schema(operation_id="diary_case", responses=answers({200: DiaryCaseSerializer}))
    def get(self, request: Request, reference: str) -> Response:
        """Answer with the case and its entries in order."""
        read = _REFERENCE.fullmatch(reference)
        found = case_page(acting(request), int(read[1]), int(read[2])) if read else None
        if found is None:
            raise Http404
        return Response(
            {
                "case": found.case.reference,
                "title": found.title,
                "agreement": found.agreement,
                "entries": [_entry(row) for row in found.rows],
            }
        )


def _entry(row: DiaryRow) -> Plain:
    return {
        "reference": row.reference,
        "case": row.case,
        "at": row.at.isoformat(),
        "direction": row.direction,
        "kind": row.kind,
        "correspondent": row.correspondent,
        "title": row.title,
        "party": row.party,
        "agreement": row.agreement,
        "secrecy": row.mark,
        "support": row.support,
        "simulated": row.simulated,
        "page": row.url,
    }
