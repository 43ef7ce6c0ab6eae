"""Standard phrases as data: read by who reads all, written by who leads the assessment."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.api.requests import WRITES, answers, body
from assessment.models import PhraseUse, StandardPhrase
from assessment.selectors.phrases import PhrasePage, phrase_page
from assessment.services.phrases import LONGEST_PHRASE, add_phrase, copy_phrases, retire_phrase
from prio import clock
from prio.accounts.authentication import acting

Plain = dict[str, Any]
LONGEST_KEY = 60


class PhraseSerializer(serializers.Serializer[Plain]):
    """A phrase of a requirement, or of one criterion of it."""

    id = serializers.IntegerField()
    requirement = serializers.CharField()
    criterion = serializers.CharField(allow_blank=True, help_text="Empty: of the whole requirement.")
    use = serializers.ChoiceField(choices=PhraseUse.choices)
    text = serializers.CharField()
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField(help_text="With its offset from UTC.")


class PhrasesSerializer(serializers.Serializer[Plain]):
    """The phrases of an agreement that are in use."""

    agreement = serializers.CharField()
    phrases = PhraseSerializer(many=True)
    can_copy = serializers.BooleanField(help_text="The year before has some to take over.")


class NewPhraseSerializer(serializers.Serializer[Plain]):
    """A phrase to be written."""

    requirement = serializers.CharField(max_length=LONGEST_KEY)
    criterion = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_KEY,
        help_text="The key of a `manual` criterion; empty: of the whole requirement.",
    )  # fmt: skip
    use = serializers.ChoiceField(choices=PhraseUse.choices)
    text = serializers.CharField(max_length=LONGEST_PHRASE)


class PhrasesCopiedSerializer(serializers.Serializer[Plain]):
    """How many phrases were taken over."""

    copied = serializers.IntegerField()


class PhraseList(APIView):
    """The phrases of an agreement."""

    @extend_schema(operation_id="phrases", responses=answers({200: PhrasesSerializer}))
    def get(self, request: Request, code: str) -> Response:
        """Answer with the phrases in use, in the order of the requirements, to who reads all."""
        page = _page(request, code)
        return Response(
            {
                "agreement": code,
                "phrases": [phrase_data(one) for group in page.groups for one in group.phrases],
                "can_copy": page.earlier,
            }
        )

    @extend_schema(
        operation_id="add_phrase",
        request=NewPhraseSerializer,
        responses=answers({201: PhraseSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Write a phrase; one that is there already is the answer, and not doubled."""
        _page(request, code)
        made = add_phrase(acting(request), code, **body(request, NewPhraseSerializer))
        return Response(phrase_data(made), status=status.HTTP_201_CREATED)


class PhraseCopying(APIView):
    """Taking over the phrases of the year before."""

    @extend_schema(
        operation_id="copy_phrases",
        request=None,
        responses=answers({200: PhrasesCopiedSerializer}, WRITES),
    )
    def post(self, request: Request, code: str) -> Response:
        """Take over the phrases of the demands that the requirements follow."""
        _page(request, code)
        return Response({"copied": copy_phrases(acting(request), code)})


class PhraseRetiring(APIView):
    """Offering a phrase no more."""

    @extend_schema(
        operation_id="retire_phrase",
        request=None,
        responses=answers({204: None}, WRITES),
    )
    def post(self, request: Request, code: str, phrase: int) -> Response:
        """Offer the phrase no more; reasons that used it keep their words."""
        page = _page(request, code)
        if phrase not in {one.pk for group in page.groups for one in group.phrases}:
            raise Http404
        retire_phrase(acting(request), phrase)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _page(request: Request, code: str) -> PhrasePage:
    page = phrase_page(acting(request), code)
    if page is None:
        raise Http404
    return page


def phrase_data(phrase: StandardPhrase) -> Plain:
    """Return a phrase as PhraseSerializer describes it."""
    return {
        "id": phrase.pk,
        "requirement": phrase.requirement.code,
        "criterion": phrase.criterion,
        "use": phrase.use,
        "text": phrase.text,
        "made_by": str(phrase.made_by),
        "made_at": phrase.made_at.astimezone(clock.STOCKHOLM).isoformat(),
    }


_PHRASES = "agreements/<slug:code>/phrases"

urlpatterns = [
    path(f"{_PHRASES}/", PhraseList.as_view(), name="api_phrases"),
    path(f"{_PHRASES}/copy/", PhraseCopying.as_view(), name="api_phrases_copy"),
    path(f"{_PHRASES}/<int:phrase>/retire/", PhraseRetiring.as_view(), name="api_phrase_retire"),
]
