"""Registers as data: how they stand, uploading a file, what it came to, approving or discarding it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from assessment.models import RegisterImport, RegisterImportState
from assessment.selectors.register_pages import import_page, register_page, registers_page
from assessment.services.registers import (
    Ordered,
    approve_register_import,
    discard_register_import,
    match_columns,
    upload_register_file,
)
from assessment.views.registers import download
from prio import clock
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class RegisterVersionSerializer(serializers.Serializer[Plain]):
    """A version of a register. It counts when its state is approved."""

    register = serializers.CharField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RegisterImportState.choices)
    file = serializers.CharField(help_text="The name of the file.")
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    read_on = serializers.DateField(help_text="The day that the figures were taken out of the register.")
    uploaded_at = serializers.DateTimeField(help_text="With its offset from UTC.")
    approved_at = serializers.DateTimeField(allow_null=True)
    figures = serializers.IntegerField(help_text="How many the file gave.")
    fault_count = serializers.IntegerField()
    revision = serializers.IntegerField(
        help_text="How many times it was read anew; approve what you have seen."
    )
    refusal = serializers.CharField(help_text="Why the file was not taken; empty where it was.")


class RegisterSerializer(serializers.Serializer[Plain]):
    """A register that the agreement reads from."""

    register = serializers.CharField()
    name = serializers.CharField()
    requirements = serializers.ListField(child=serializers.CharField())
    approved = RegisterVersionSerializer(allow_null=True)
    open = RegisterVersionSerializer(many=True, help_text="To be looked at.")
    lacking = serializers.IntegerField(
        help_text="Organisations that the approved version gives nothing about."
    )


class RegisterVersionsSerializer(serializers.Serializer[Plain]):
    """The versions of a register, the newest first."""

    versions = RegisterVersionSerializer(many=True)


class RegisterFaultSerializer(serializers.Serializer[Plain]):
    """Something wrong in the file. row: 0 where it is about several."""

    row = serializers.IntegerField()
    column = serializers.CharField(help_text="Its letter, or empty.")
    text = serializers.CharField()


class RegisterDifferenceSerializer(serializers.Serializer[Plain]):
    """A figure that the version changes; null where it is not there."""

    party = serializers.CharField()
    requirement = serializers.CharField()
    key = serializers.CharField()
    unit = serializers.CharField()
    month = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class MatchingSerializer(serializers.Serializer[Plain]):
    """What the columns hold (docs/formats.md)."""

    sheet = serializers.CharField(required=False, allow_blank=True, help_text="Of an Excel file.")
    heading = serializers.IntegerField(
        min_value=0, max_value=2_000_000, help_text="The number of the row with the headings."
    )
    requirement = serializers.CharField(
        required=False, allow_blank=True, help_text="Whose figures they are, where no column says so."
    )
    columns = serializers.DictField(
        child=serializers.CharField(), help_text="By the number of the column, from 0: what it holds."
    )


class RegisterPreviewSerializer(RegisterVersionSerializer):
    """A version with everything that a person looks at before approving it."""

    matching = MatchingSerializer()
    summary = serializers.DictField(help_text="Rows, what is missing by requirement, how many differences.")
    faults = RegisterFaultSerializer(many=True, help_text="The first thousand.")
    differences = RegisterDifferenceSerializer(many=True, help_text="The first of each sort.")


class RegisterUploadSerializer(serializers.Serializer[Plain]):
    """A file, and what it does not say of itself."""

    file = serializers.FileField(help_text="Excel (.xlsx) or CSV, at most 20 MB.")
    read_on = serializers.DateField(required=False, help_text="Today where nothing is said.")
    requirement = serializers.CharField(
        required=False, allow_blank=True, help_text="Whose figures they are, where the file does not say it."
    )


class ApprovalSerializer(serializers.Serializer[Plain]):
    """What was looked at."""

    revision = serializers.IntegerField(min_value=0, max_value=2_000_000_000)
    without_faulty = serializers.BooleanField(
        required=False, default=False, help_text="Leave out the organisations that have faults."
    )


class Registers(APIView):
    """The registers of an agreement."""

    @extend_schema(operation_id="registers", responses=answers({200: RegisterSerializer(many=True)}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with each register and how it stands, to who reads all."""
        page = registers_page(acting(request), code)
        if page is None:
            raise Http404
        return Response(
            [
                {
                    "register": row.register.code,
                    "name": row.register.name,
                    "requirements": list(row.register.requirements),
                    "approved": version_data(row.approved) if row.approved else None,
                    "open": [version_data(one) for one in row.open],
                    "lacking": row.lacking,
                }
                for row in page.rows
            ]
        )


class RegisterVersions(APIView):
    """The versions of one register."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="register_versions", responses=answers({200: RegisterVersionsSerializer}))
    def get(self, request: Request, code: str, register: str) -> Response:
        """Answer with every version, the newest first."""
        page = register_page(acting(request), code, register)
        if page is None:
            raise Http404
        return Response({"versions": [version_data(one) for one in page.versions]})

    @extend_schema(
        operation_id="upload_register_file",
        request={"multipart/form-data": RegisterUploadSerializer},
        responses=answers({201: RegisterVersionSerializer, 202: RegisterVersionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, register: str) -> Response:
        """Upload a file. 202: it is large and being read; ask for the version until it is no longer `reading`."""
        if register_page(acting(request), code, register) is None:
            raise Http404
        sent = RegisterUploadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        ordered = upload_register_file(
            acting(request),
            code,
            register,
            given["file"],
            read_on=given.get("read_on"),
            requirement=given.get("requirement", ""),
        )
        return _answered(ordered, status.HTTP_201_CREATED)


class _OneVersion(APIView):
    """What is done with one version: it exists for who reads all."""

    def version(self, request: Request, code: str, register: str, number: int) -> RegisterImport:
        """Return the version. Raises Http404."""
        page = import_page(acting(request), code, register, number)
        if page is None:
            raise Http404
        return page.found


class RegisterVersion(_OneVersion):
    """One version."""

    @extend_schema(operation_id="register_version", responses=answers({200: RegisterPreviewSerializer}))
    def get(self, request: Request, code: str, register: str, number: int) -> Response:
        """Answer with what the file came to: its columns, faults, what is missing and what it changes."""
        return Response(preview_data(self.version(request, code, register, number)))

    @extend_schema(operation_id="discard_register_version", responses=answers({204: None}, WRITES))
    def delete(self, request: Request, code: str, register: str, number: int) -> Response:
        """Throw the version away, with its file."""
        found = self.version(request, code, register, number)
        discard_register_import(acting(request), found.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RegisterMatching(_OneVersion):
    """What the columns of a version hold."""

    @extend_schema(
        operation_id="match_register_columns",
        request=MatchingSerializer,
        responses=answers({200: RegisterVersionSerializer, 202: RegisterVersionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, register: str, number: int) -> Response:
        """Say what the columns hold, and have the file read again."""
        found = self.version(request, code, register, number)
        ordered = match_columns(acting(request), found.pk, body(request, MatchingSerializer))
        return _answered(ordered, status.HTTP_200_OK)


class RegisterApproval(_OneVersion):
    """Taking a version in."""

    @extend_schema(
        operation_id="approve_register_version",
        request=ApprovalSerializer,
        responses=answers({200: RegisterVersionSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, register: str, number: int) -> Response:
        """Approve what was looked at: its figures count from now on."""
        found = self.version(request, code, register, number)
        said = body(request, ApprovalSerializer)
        approved = approve_register_import(
            acting(request), found.pk, without_faulty=said["without_faulty"], revision=said["revision"]
        )
        return Response(version_data(approved))


class RegisterVersionFile(_OneVersion):
    """The file of a version."""

    @extend_schema(
        operation_id="register_version_file",
        responses=answers({(200, "application/octet-stream"): OpenApiTypes.BINARY}),  # type: ignore[dict-item]  # with its media type
    )
    def get(self, request: Request, code: str, register: str, number: int) -> HttpResponse:
        """Answer with the bytes that were uploaded."""
        return download(acting(request), code, register, number)


def _answered(ordered: Ordered, done: int) -> Response:
    code = status.HTTP_202_ACCEPTED if ordered.job_id else done
    return Response(version_data(ordered.found), status=code)


def version_data(found: RegisterImport) -> Plain:
    """Return a version as RegisterVersionSerializer describes it."""
    approved = found.approved_at
    return {
        "register": found.register,
        "number": found.number,
        "state": found.state,
        "file": found.file_name,
        "size": found.size,
        "sha256": found.sha256,
        "read_on": found.read_on.isoformat(),
        "uploaded_at": found.uploaded_at.astimezone(clock.STOCKHOLM).isoformat(),
        "approved_at": approved.astimezone(clock.STOCKHOLM).isoformat() if approved else None,
        "figures": found.figure_count,
        "fault_count": found.fault_count,
        "revision": found.revision,
        "refusal": found.refusal,
    }


def preview_data(found: RegisterImport) -> Plain:
    """Return a version as RegisterPreviewSerializer describes it."""
    faults: list[tuple[int, str, str]] = found.faults
    names = ("party", "requirement", "key", "unit", "month", "before", "after")
    matching: Mapping[str, object] = found.matching
    return version_data(found) | {
        "matching": dict(matching),
        "summary": found.summary,
        "faults": [{"row": row, "column": column, "text": text} for row, column, text in faults],
        "differences": [dict(zip(names, one, strict=True)) for one in found.differences],
    }


_REGISTERS = "agreements/<slug:code>/registers"
_VERSION = f"{_REGISTERS}/<slug:register>/<int:number>"

urlpatterns = [
    path(f"{_REGISTERS}/", Registers.as_view(), name="api_registers"),
    path(f"{_REGISTERS}/<slug:register>/", RegisterVersions.as_view(), name="api_register"),
    path(f"{_VERSION}/", RegisterVersion.as_view(), name="api_register_version"),
    path(f"{_VERSION}/columns/", RegisterMatching.as_view(), name="api_register_columns"),
    path(f"{_VERSION}/approve/", RegisterApproval.as_view(), name="api_register_approve"),
    path(f"{_VERSION}/file/", RegisterVersionFile.as_view(), name="api_register_file"),
]
