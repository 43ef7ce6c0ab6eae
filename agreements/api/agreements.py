"""The agreements as data, with the definition and the schema of each requirement, for everybody who is signed in."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import READS, answers
from agreements.api.shapes import RequirementSerializer
from agreements.domain.answer_schema import json_schema
from agreements.domain.requirement import RequirementDefinition
from agreements.models import AgreementVersion, VersionState
from agreements.selectors.agreements import published_version
from prio.accounts.authentication import acting


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

    @extend_schema(
        operation_id="agreements", responses=answers({200: AgreementSerializer(many=True)}, (401, 429))
    )
    def get(self, request: Request) -> Response:
        """Answer with all published agreements."""
        versions = AgreementVersion.objects.filter(state=VersionState.PUBLISHED).defer("plain")
        versions = versions.select_related("agreement").order_by("-agreement__year", "agreement__code")
        return Response([AgreementSerializer(version).data for version in versions])


class AgreementDetail(APIView):
    """One published agreement."""

    @extend_schema(operation_id="agreement", responses=answers({200: AgreementWithDefinitionSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the agreement and its definition."""
        published = AgreementVersion.objects.filter(agreement__code=code, state=VersionState.PUBLISHED)
        version = published.select_related("agreement").first()
        if version is None:
            raise Http404
        data: dict[str, Any] = AgreementWithDefinitionSerializer(version).data
        return Response(data)


class RequirementDetail(APIView):
    """One requirement of an agreement."""

    @extend_schema(operation_id="requirement", responses=answers({200: RequirementSerializer}))
    def get(self, request: Request, code: str, requirement: str) -> Response:
        """Answer with the requirement: its wording, its questions and its rule."""
        version, found = _published(request, code, requirement)
        return Response(
            {
                "agreement": code,
                "version": version.number,
                "simulated": version.agreement.simulated,
                "definition": found.to_plain(),
            }
        )


class RequirementSchema(APIView):
    """What answers on one requirement look like."""

    @extend_schema(operation_id="requirement_schema", responses=answers({200: OpenApiTypes.OBJECT}, READS))
    def get(self, request: Request, code: str, requirement: str) -> Response:
        """Answer with the JSON Schema (2020-12) of the answers on the requirement."""
        _, found = _published(request, code, requirement)
        return Response(json_schema(found))


def _published(
    request: Request, code: str, requirement: str
) -> tuple[AgreementVersion, RequirementDefinition]:
    version = published_version(acting(request), code)
    if version is None:
        raise Http404
    try:
        return version, version.definition.requirement(requirement)
    except KeyError:
        raise Http404 from None
