"""Sending stored documents."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from payouts.models import StoredDocument
from prio.accounts.requests import ActorRequest


def stored_file(request: ActorRequest, document: StoredDocument, name: str) -> HttpResponseBase:
    """Send the stored bytes: to look at, or with `?ladda-ner=1` to keep; 304 where the reader has them."""
    etag = f'"{document.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(bytes(document.content), content_type=document.media_type)
        place = "attachment" if request.GET.get("ladda-ner") else "inline"
        response["Content-Disposition"] = f'{place}; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
