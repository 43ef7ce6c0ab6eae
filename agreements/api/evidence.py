"""Evidence through the API: attach a file to a question, see whether it may be used, take it away."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.report_data import file_data
from agreements.api.requests import READS, WRITES, answers, arrived_at
from agreements.api.shapes import FileSerializer, StepSerializer, UploadSerializer
from agreements.domain.report_key import ReportKey
from agreements.selectors.evidence import readable_file
from agreements.selectors.places import report_place
from agreements.services.evidence import (
    Place,
    leave_county_file,
    receive_file,
    remove_file,
    use_county_file,
)
from agreements.views.evidence import attachment, is_kept
from prio.accounts.authentication import acting
from prio.refused import Refused


class Evidence(APIView):
    """The files at a question of the own report."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="attach_file",
        request={"multipart/form-data": UploadSerializer},
        responses=answers({201: FileSerializer}, WRITES),
    )
    def post(self, request: Request, code: str, party: str, requirement: str, question: str) -> Response:
        """Attach a file. It is checked after it came: ask for its state until that is not `checking`."""
        sent = UploadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if len(request.FILES.getlist("file")) > 1:
            raise ValidationError({"file": ["Skicka en fil i taget."]})
        row, sections = sent.validated_data.get("row"), sent.validated_data.get("sections")
        file = receive_file(
            acting(request),
            ReportKey(code, requirement, party),
            question,
            sent.validated_data["file"],
            arrived_at=arrived_at(request),
            where=Place(row=row, sections=tuple(sections) if sections else None),
        )
        return Response(
            file_data(readable_file(acting(request), file.pk) or file), status=status.HTTP_201_CREATED
        )


class CommonEvidence(APIView):
    """A file of the county at a question of the own report."""

    @extend_schema(
        operation_id="use_county_file", request=None, responses=answers({200: StepSerializer}, WRITES)
    )
    def post(
        self, request: Request, code: str, party: str, requirement: str, question: str, evidence_id: UUID
    ) -> Response:
        """Answer with a file of the county: the party confirms that it holds for it too."""
        key = ReportKey(code, requirement, party)
        use_county_file(acting(request), key, question, evidence_id, arrived_at=arrived_at(request))
        return _stands(request, key)

    @extend_schema(
        operation_id="leave_county_file", request=None, responses=answers({200: StepSerializer}, WRITES)
    )
    def delete(
        self, request: Request, code: str, party: str, requirement: str, question: str, evidence_id: UUID
    ) -> Response:
        """Answer without a file of the county; it stays with the county."""
        key = ReportKey(code, requirement, party)
        leave_county_file(acting(request), key, evidence_id, arrived_at=arrived_at(request))
        return _stands(request, key)


def _stands(request: Request, key: ReportKey) -> Response:
    place = report_place(acting(request), key, now=arrived_at(request))
    if place is None or place.report is None:
        raise Http404
    return Response({"state": place.state, "revision": place.report.revision})


class EvidenceContent(APIView):
    """What is in a file."""

    @extend_schema(
        operation_id="evidence_content",
        responses={
            **answers({}, (*READS, 409)),
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, evidence_id: UUID) -> HttpResponseBase:
        """Answer with the file's content, for who may read it, once it is usable; media_type says what it is."""
        file = readable_file(acting(request), evidence_id)
        if file is None:
            raise Http404
        if not is_kept(file):
            raise Refused("Filen kan inte hämtas.", (file.reason or "Den kontrolleras fortfarande.",))
        return attachment(file, media_type="application/octet-stream")


class EvidenceDetail(APIView):
    """One file."""

    @extend_schema(operation_id="evidence", responses=answers({200: FileSerializer}))
    def get(self, request: Request, evidence_id: UUID) -> Response:
        """Answer with the file's state, for who may read it."""
        file = readable_file(acting(request), evidence_id)
        if file is None:
            raise Http404
        return Response(file_data(file))

    @extend_schema(operation_id="remove_file", responses=answers({204: None}, WRITES))
    def delete(self, request: Request, evidence_id: UUID) -> Response:
        """Take a file out of the answer; what was handed in keeps it."""
        remove_file(acting(request), evidence_id, arrived_at=arrived_at(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
