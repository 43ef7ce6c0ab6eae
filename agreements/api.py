"""The agreements as data, read-only."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.models import AgreementVersion, VersionState


class AgreementSerializer(serializers.Serializer[AgreementVersion]):
    """A published agreement."""

    code = serializers.CharField(source="agreement.code")
    title = serializers.CharField(source="agreement.title")
    year = serializers.IntegerField(source="agreement.year")
    simulated = serializers.BooleanField(source="agreement.simulated")
    version = serializers.IntegerField(source="number")
    sha256 = serializers.CharField(help_text="Hash of the definition.")
    published_at = serializers.DateTimeField()


class AgreementWithDefinitionSerializer(AgreementSerializer):
    """A published agreement with its whole definition."""

    definition = serializers.DictField(
        source="plain", help_text="The definition, in the shape of its YAML file."
    )


class AgreementList(APIView):
    """The published agreements, the latest year first."""

    @extend_schema(operation_id="agreements", responses=AgreementSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Answer with all published agreements."""
        versions = AgreementVersion.objects.filter(state=VersionState.PUBLISHED).defer("plain")
        versions = versions.select_related("agreement").order_by("-agreement__year", "agreement__code")
        return Response([AgreementSerializer(version).data for version in versions])


class AgreementDetail(APIView):
    """One published agreement."""

    @extend_schema(operation_id="agreement", responses=AgreementWithDefinitionSerializer)
    def get(self, request: Request, code: str) -> Response:
        """Answer with the agreement and its definition."""
        published = AgreementVersion.objects.filter(agreement__code=code, state=VersionState.PUBLISHED)
        version = published.select_related("agreement").first()
        if version is None:
            raise Http404
        data: dict[str, Any] = AgreementWithDefinitionSerializer(version).data
        return Response(data)


urlpatterns = [
    path("agreements/", AgreementList.as_view(), name="api_agreements"),
    path("agreements/<slug:code>/", AgreementDetail.as_view(), name="api_agreement"),
]
