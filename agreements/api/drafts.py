"""Drafts of agreements as data: begun as a copy, replaced whole with faults told, spoken of, approved, published."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from agreements.domain.drafting.raw import written
from agreements.models import DraftComment
from agreements.selectors.drafts import DraftPage, draft_page, drafts_page
from agreements.services.draft_opinions import answer_comment, approve_draft, comment
from agreements.services.drafting import (
    begin_draft,
    copy_agreement,
    discard_draft,
    publish_draft,
    save_plain,
)
from prio.accounts.authentication import acting

Plain = dict[str, Any]


class DraftRowSerializer(serializers.Serializer[Plain]):
    """A draft in the list."""

    id = serializers.IntegerField()
    code = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    state = serializers.CharField(help_text="draft, published or discarded")
    revision = serializers.IntegerField()
    copied_from = serializers.CharField(allow_null=True)
    changed_at = serializers.DateTimeField()
    open_comments = serializers.IntegerField()
    simulated = serializers.BooleanField()


class DraftFaultSerializer(serializers.Serializer[Plain]):
    """A fault, or what looks wrong without stopping anybody, at the place that it concerns."""

    place = serializers.CharField(allow_blank=True, help_text="requirements/0/pot; empty: the whole.")
    message = serializers.CharField()
    grounds = serializers.CharField(allow_blank=True, help_text="Where a limit comes from.")


class DraftSideSerializer(serializers.Serializer[Plain]):
    """One of the three with its latest approval."""

    side = serializers.CharField()
    approved = serializers.BooleanField(help_text="As the draft stands.")
    stale = serializers.BooleanField(help_text="Approved, but changed since.")
    by = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)
    revision = serializers.IntegerField()


class DraftCommentSerializer(serializers.Serializer[Plain]):
    """A comment with its answer."""

    id = serializers.IntegerField()
    requirement = serializers.CharField(allow_blank=True)
    side = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    revision = serializers.IntegerField()
    text = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    answered_by = serializers.CharField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class DraftSerializer(DraftRowSerializer):
    """A draft with its text, its faults, what looks wrong, comments and approvals. definition: null while faulty."""

    text = serializers.CharField(help_text="YAML.")
    definition = serializers.DictField(allow_null=True)
    faults = DraftFaultSerializer(many=True)
    warnings = DraftFaultSerializer(many=True)
    comments = DraftCommentSerializer(many=True)
    approvals = DraftSideSerializer(many=True)


class DraftOrderSerializer(serializers.Serializer[Plain]):
    """What a draft is begun from: a published agreement, or a year."""

    copy = serializers.CharField(required=False, help_text="Code of the agreement to copy.")
    code = serializers.CharField()
    title = serializers.CharField()
    year = serializers.IntegerField(required=False, min_value=1900, max_value=2200)


class DraftReplacementSerializer(serializers.Serializer[Plain]):
    """A whole definition in place of the one that stands."""

    revision = serializers.IntegerField(min_value=0, help_text="The one that was read.")
    definition = serializers.DictField(help_text="In the shape of the YAML file.")


class DraftRevisionSerializer(serializers.Serializer[Plain]):
    """The revision that was read."""

    revision = serializers.IntegerField(min_value=0)


class DraftPublicationSerializer(DraftRevisionSerializer):
    """The revision that was read, and that who publishes it has seen what is not settled."""

    despite = serializers.BooleanField(
        required=False, help_text="Publish in spite of what is not settled; left out: 409 where anything is."
    )


class DraftWordsSerializer(serializers.Serializer[Plain]):
    """A comment."""

    text = serializers.CharField()
    requirement = serializers.CharField(required=False, allow_blank=True)


class DraftAnswerSerializer(serializers.Serializer[Plain]):
    """An answer to a comment."""

    text = serializers.CharField()


class PublishedDraftSerializer(serializers.Serializer[Plain]):
    """The agreement that a draft became."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    sha256 = serializers.CharField()


class DraftList(APIView):
    """The drafts of agreements."""

    @extend_schema(operation_id="drafts", responses=answers({200: DraftRowSerializer(many=True)}))
    def get(self, request: Request) -> Response:
        """Answer with every draft, for the ministry, SKR and Socialstyrelsen."""
        page = drafts_page(acting(request))
        if page is None:
            raise Http404
        rows = [(row.draft, row.open) for row in page.rows]
        return Response(
            [
                {
                    "id": draft.pk,
                    "code": draft.code,
                    "title": draft.title,
                    "state": draft.state,
                    "revision": draft.revision,
                    "copied_from": draft.copied_from.code if draft.copied_from else None,
                    "changed_at": draft.changed_at,
                    "open_comments": waiting,
                    "simulated": draft.simulated,
                }
                for draft, waiting in rows
            ]
        )

    @extend_schema(
        operation_id="begin_draft",
        request=DraftOrderSerializer,
        responses=answers({201: DraftSerializer}, WRITES),
    )
    def post(self, request: Request) -> Response:
        """Begin a draft as a copy of a year, or from nothing; again: the same draft."""
        actor, sent = acting(request), body(request, DraftOrderSerializer)
        if copy := sent.get("copy"):
            draft = copy_agreement(actor, copy, code=sent["code"], title=sent["title"])
        elif "year" in sent:
            draft = begin_draft(actor, code=sent["code"], title=sent["title"], year=sent["year"])
        else:
            raise serializers.ValidationError({"year": ["Ange copy eller year."]})
        return Response(draft_data(page_of_draft(request, draft.pk)), status=status.HTTP_201_CREATED)


class DraftDetail(APIView):
    """One draft."""

    @extend_schema(operation_id="draft", responses=answers({200: DraftSerializer}))
    def get(self, request: Request, draft_id: int) -> Response:
        """Answer with the draft, its faults and what is said about it."""
        return Response(draft_data(page_of_draft(request, draft_id)))

    @extend_schema(
        operation_id="replace_draft",
        request=DraftReplacementSerializer,
        responses=answers({200: DraftSerializer}, WRITES),
    )
    def put(self, request: Request, draft_id: int) -> Response:
        """Replace the whole definition; faults in it are kept and told. 409 when somebody was faster."""
        page_of_draft(request, draft_id)
        sent = body(request, DraftReplacementSerializer)
        save_plain(acting(request), draft_id, sent["definition"], base=sent["revision"])
        return Response(draft_data(page_of_draft(request, draft_id)))


class DraftComments(APIView):
    """What is said about a draft."""

    @extend_schema(operation_id="draft_comments", responses=answers({200: DraftCommentSerializer(many=True)}))
    def get(self, request: Request, draft_id: int) -> Response:
        """Answer with every comment and its answer."""
        return Response([_comment(one) for one in page_of_draft(request, draft_id).comments])

    @extend_schema(
        operation_id="comment_draft",
        request=DraftWordsSerializer,
        responses=answers({201: DraftCommentSerializer}, WRITES),
    )
    def post(self, request: Request, draft_id: int) -> Response:
        """Comment on the draft, or on one requirement of it; the same again is the same comment."""
        page_of_draft(request, draft_id)
        sent = body(request, DraftWordsSerializer)
        made = comment(acting(request), draft_id, sent["text"], requirement=sent.get("requirement", ""))
        return Response(_comment(made), status=status.HTTP_201_CREATED)


class DraftAnswer(APIView):
    """The answer to a comment."""

    @extend_schema(
        operation_id="answer_draft_comment",
        request=DraftAnswerSerializer,
        responses=answers({200: DraftCommentSerializer}, WRITES),
    )
    def post(self, request: Request, draft_id: int, comment: int) -> Response:
        """Answer a comment."""
        page_of_draft(request, draft_id)
        text = body(request, DraftAnswerSerializer)["text"]
        return Response(_comment(answer_comment(acting(request), draft_id, comment, text)))


class ApproveDraft(APIView):
    """Approving a draft for one of the three."""

    @extend_schema(
        operation_id="approve_draft",
        request=DraftRevisionSerializer,
        responses=answers({200: DraftSerializer}, WRITES),
    )
    def post(self, request: Request, draft_id: int) -> Response:
        """Say that the draft is good as it stands in that revision."""
        page_of_draft(request, draft_id)
        approve_draft(acting(request), draft_id, base=body(request, DraftRevisionSerializer)["revision"])
        return Response(draft_data(page_of_draft(request, draft_id)))


class PublishDraft(APIView):
    """Publishing a draft."""

    @extend_schema(
        operation_id="publish_draft",
        request=DraftPublicationSerializer,
        responses=answers({200: PublishedDraftSerializer}, WRITES),
    )
    def post(self, request: Request, draft_id: int) -> Response:
        """Publish it as a new agreement: by neither who began it nor who saved the latest change.

        409 names what is not settled: who has not approved it, open comments, what must be confirmed.
        """
        page_of_draft(request, draft_id)
        sent = body(request, DraftPublicationSerializer)
        version = publish_draft(
            acting(request), draft_id, base=sent["revision"], despite=sent.get("despite", False)
        )
        data = {"code": version.agreement.code, "version": version.number, "sha256": version.sha256}
        return Response(data)


class DiscardDraft(APIView):
    """Throwing a draft away."""

    @extend_schema(
        operation_id="discard_draft", request=None, responses=answers({200: DraftSerializer}, WRITES)
    )
    def post(self, request: Request, draft_id: int) -> Response:
        """Throw the draft away; it can be read afterwards."""
        page_of_draft(request, draft_id)
        discard_draft(acting(request), draft_id)
        return Response(draft_data(page_of_draft(request, draft_id)))


def page_of_draft(request: Request, draft_id: int) -> DraftPage:
    """Return the draft as who asks may see it. Raises Http404."""
    page = draft_page(acting(request), draft_id)
    if page is None:
        raise Http404
    return page


def draft_data(page: DraftPage) -> Plain:
    """Return a draft as the API answers with it."""
    draft, found = page.draft, page.checked
    return {
        "id": draft.pk,
        "code": draft.code,
        "title": draft.title,
        "state": draft.state,
        "revision": draft.revision,
        "copied_from": draft.copied_from.code if draft.copied_from else None,
        "changed_at": draft.changed_at,
        "open_comments": page.open_comments,
        "simulated": draft.simulated,
        "text": draft.text,
        "definition": found.definition.to_plain() if found.definition else None,
        "faults": [
            {"place": written(one.path), "message": one.message, "grounds": ""} for one in found.faults
        ],
        "warnings": [
            {"place": written(one.path), "message": one.message, "grounds": one.source}
            for one in found.warnings
        ],
        "comments": [_comment(one) for one in page.comments],
        "approvals": [
            {
                "side": side.side,
                "approved": side.holds,
                "stale": side.is_stale,
                "by": side.by,
                "at": side.at,
                "revision": side.revision,
            }
            for side in page.sides
        ],
    }


def _comment(one: DraftComment) -> Plain:
    return {
        "id": one.pk,
        "requirement": one.requirement,
        "side": one.side,
        "by": str(one.author),
        "at": one.written_at,
        "revision": one.revision,
        "text": one.text,
        "answer": one.answer,
        "answered_by": str(one.answered_by) if one.answered_by else None,
        "answered_at": one.answered_at,
    }
