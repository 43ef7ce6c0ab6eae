"""Jäv as data: one's own declaration and recusals, and for who leads the assessment everybody's."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import READS, WRITES, answers, body
from assessment.models import RoundKind
from assessment.selectors.recusals import AssessorRow, HandedOver, RecusalPage, RecusalRow, recusal_page
from assessment.selectors.round_view import KINDS
from assessment.services.recusals import LONGEST_REASON, declare, end_recusal, recuse
from prio import clock
from prio.accounts.authentication import acting

Plain = dict[str, Any]
LONGEST_PARTY = 4
MOST_TIES = 50


class RecusalSerializer(serializers.Serializer[Plain]):
    """That somebody is recused from a party's cases."""

    id = serializers.IntegerField()
    party = serializers.CharField()
    reason = serializers.CharField()
    since = serializers.DateTimeField(help_text="With its offset from UTC.")
    ended_at = serializers.DateTimeField(allow_null=True)


class DeclarationSerializer(serializers.Serializer[Plain]):
    """This year's declaration."""

    home = serializers.CharField(allow_blank=True, help_text="The code of the kommun; empty: abroad.")
    declared_at = serializers.DateTimeField()


class RecusalAssessorSerializer(serializers.Serializer[Plain]):
    """An assessor, as who leads the assessment sees them."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    authority = serializers.CharField()
    declared_at = serializers.DateTimeField(allow_null=True, help_text="This year.")
    recusals = RecusalSerializer(many=True)


class HandedOverSerializer(serializers.Serializer[Plain]):
    """A case that a recusal took out of somebody's hands and that nobody has taken."""

    agreement = serializers.CharField()
    kind = serializers.ChoiceField(choices=RoundKind.choices)
    requirement = serializers.CharField()
    party = serializers.CharField()


class RecusalsSerializer(serializers.Serializer[Plain]):
    """One's own jäv. assessors, handed_over: for who leads the assessment; empty for others."""

    year = serializers.IntegerField()
    declaration = DeclarationSerializer(allow_null=True, help_text="Null: none is made this year.")
    recusals = RecusalSerializer(many=True, help_text="Those that stand, then those that have ended.")
    assessors = RecusalAssessorSerializer(many=True)
    handed_over = HandedOverSerializer(many=True)


class RecusingSerializer(serializers.Serializer[Plain]):
    """From whose cases one recuses oneself, and why."""

    party = serializers.CharField(max_length=LONGEST_PARTY, help_text="The code of a kommun or region.")
    reason = serializers.CharField(max_length=LONGEST_REASON)


class DeclaringSerializer(serializers.Serializer[Plain]):
    """This year's declaration."""

    home = serializers.CharField(
        allow_blank=True, max_length=LONGEST_PARTY, help_text="The code of the kommun; empty: abroad."
    )
    ties = serializers.ListField(
        child=RecusingSerializer(), max_length=MOST_TIES, help_text="Empty: there are none."
    )


class RecusalList(APIView):
    """One's own jäv."""

    @extend_schema(operation_id="recusals", responses=answers({200: RecusalsSerializer}, READS))
    def get(self, request: Request) -> Response:
        """Answer with the declaration and recusals of who asks, to those who assess."""
        return Response(recusals_data(_page(request)))

    @extend_schema(
        operation_id="recuse",
        request=RecusingSerializer,
        responses=answers({200: RecusalsSerializer}, WRITES),
    )
    def post(self, request: Request) -> Response:
        """Recuse oneself from a party's cases; those that one has in hand are handed over."""
        _page(request)
        sent = body(request, RecusingSerializer)
        recuse(acting(request), sent["party"], sent["reason"])
        return Response(recusals_data(_page(request)))


class RecusalDeclaring(APIView):
    """Declaring one's ties."""

    @extend_schema(
        operation_id="declare_ties",
        request=DeclaringSerializer,
        responses=answers({200: RecusalsSerializer}, WRITES),
    )
    def post(self, request: Request) -> Response:
        """Make this year's declaration, or renew it; the home kommun and every tie become recusals."""
        _page(request)
        sent = body(request, DeclaringSerializer)
        declare(acting(request), sent["home"], [(one["party"], one["reason"]) for one in sent["ties"]])
        return Response(recusals_data(_page(request)))


class RecusalEnding(APIView):
    """Ending somebody else's recusal."""

    @extend_schema(operation_id="end_recusal", request=None, responses=answers({204: None}, WRITES))
    def post(self, request: Request, recusal: int) -> Response:
        """End somebody else's recusal, because its reason is gone; who leads the assessment does."""
        _page(request)
        end_recusal(acting(request), recusal)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _page(request: Request) -> RecusalPage:
    page = recusal_page(acting(request))
    if page is None:
        raise Http404
    return page


def _at(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.STOCKHOLM).isoformat() if moment else None


def recusals_data(page: RecusalPage) -> Plain:
    """Return jäv as RecusalsSerializer describes it."""
    declared = page.declaration
    return {
        "year": page.year,
        "declaration": {
            "home": page.home.code if page.home else "",
            "declared_at": _at(declared.declared_at),
        }
        if declared
        else None,
        "recusals": [_recusal(one) for one in (*page.own, *page.ended)],
        "assessors": [_assessor(one) for one in page.assessors],
        "handed_over": [_handed_over(one) for one in page.handed_over],
    }


def _recusal(row: RecusalRow) -> Plain:
    return {
        "id": row.id,
        "party": row.code,
        "reason": row.reason,
        "since": _at(row.since),
        "ended_at": _at(row.ended_at),
    }


def _assessor(row: AssessorRow) -> Plain:
    return {
        "id": row.user_id,
        "name": row.name,
        "authority": row.authority,
        "declared_at": _at(row.declared_at),
        "recusals": [_recusal(one) for one in row.recusals],
    }


def _handed_over(case: HandedOver) -> Plain:
    return {
        "agreement": case.agreement,
        "kind": KINDS[case.slug],
        "requirement": case.requirement,
        "party": case.party,
    }


urlpatterns = [
    path("recusals/", RecusalList.as_view(), name="api_recusals"),
    path("recusals/declaration/", RecusalDeclaring.as_view(), name="api_recusal_declaration"),
    path("recusals/<int:recusal>/end/", RecusalEnding.as_view(), name="api_recusal_end"),
]
