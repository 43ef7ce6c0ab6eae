"""What a draft of an agreement said before, as data: who saved it when, the text, and taking it back."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.drafts import DraftRevisionSerializer, DraftSerializer, draft_data, page_of_draft
from agreements.api.requests import WRITES, answers, body
from agreements.models import DraftRevision
from agreements.selectors.draft_revisions import revision_page, revisions_of
from agreements.services.drafting import restore_revision
from prio.accounts.authentication import acting

Plain = dict[str, Any]
MOST = 500  # rows


class SavedRevisionSerializer(serializers.Serializer[Plain]):
    """A text that somebody saved."""

    number = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    restores = serializers.IntegerField(allow_null=True, help_text="The revision whose text was taken back.")


class SavedTextSerializer(SavedRevisionSerializer):
    """The same with the text."""

    text = serializers.CharField(help_text="YAML.")


class DraftRevisions(APIView):
    """What a draft has said."""

    @extend_schema(
        operation_id="draft_revisions", responses=answers({200: SavedRevisionSerializer(many=True)})
    )
    def get(self, request: Request, draft_id: int) -> Response:
        """Answer with who saved the draft when, the newest first."""
        rows = revisions_of(page_of_draft(request, draft_id).draft)
        return Response([_row(one) for one in rows[:MOST]])


class DraftRevisionDetail(APIView):
    """What a draft said in one revision."""

    @extend_schema(operation_id="draft_revision", responses=answers({200: SavedTextSerializer}))
    def get(self, request: Request, draft_id: int, number: int) -> Response:
        """Answer with the text."""
        found = revision_page(page_of_draft(request, draft_id), number)
        if found is None:
            raise Http404
        return Response(_row(found.revision) | {"text": found.text})


class RestoreDraft(APIView):
    """Taking an earlier text back."""

    @extend_schema(
        operation_id="restore_draft",
        request=DraftRevisionSerializer,
        responses=answers({200: DraftSerializer}, WRITES),
    )
    def post(self, request: Request, draft_id: int, number: int) -> Response:
        """Let the draft say what it said in that revision, as a new one. 409 when somebody was faster."""
        page_of_draft(request, draft_id)
        base = body(request, DraftRevisionSerializer)["revision"]
        restore_revision(acting(request), draft_id, number, base=base)
        return Response(draft_data(page_of_draft(request, draft_id)))


def _row(one: DraftRevision) -> Plain:
    return {"number": one.number, "by": str(one.saved_by), "at": one.saved_at, "restores": one.restores}
