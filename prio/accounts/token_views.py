"""The page with an organisation's API keys, for who signs for it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prio.accounts.requests import ActorRequest
from prio.accounts.selectors import OwnTokens, own_tokens
from prio.accounts.tokens import (
    LONGEST_NAME,
    MadeToken,
    NoSuchToken,
    make_token,
    revoke_token,
)
from prio.refused import Refused

REFUSED = 422
LARGEST_ID = 2**31 - 1


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: ActorRequest) -> HttpResponse:
    """List the keys; by POST make one, which is shown in this answer alone, or revoke one."""
    found = own_tokens(request.actor)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found)
    try:
        if request.POST.get("verb") == "revoke":
            revoked = revoke_token(request.actor, _number(request, "key"))
            messages.success(
                request, f"Nyckeln ”{revoked.name}” är återkallad och går inte att använda längre."
            )
            return redirect("api_keys")
        made = make_token(
            request.actor,
            found.organisations[0][0] if len(found.organisations) == 1 else _number(request, "organisation"),
            request.POST.get("name", ""),
            may_hand_in=request.POST.get("may_hand_in") == "ja",
        )
    except NoSuchToken as gone:
        raise Http404 from gone
    except Refused as refusal:
        return _show(request, found, refusal=refusal)
    return _show(request, own_tokens(request.actor) or found, made=made)


def _number(request: ActorRequest, name: str) -> int:
    """Return a primary key that was posted; 0, which nothing has, for what is none."""
    text = request.POST.get(name, "")
    return (
        min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NAME else 0
    )


def _show(
    request: ActorRequest,
    found: OwnTokens,
    *,
    made: MadeToken | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    context = {
        "found": found,
        "made": made,
        "refusal": refusal,
        "name": request.POST.get("name", "") if refusal else "",
        "organisation": request.POST.get("organisation", "") if refusal else "",
        "may_hand_in": refusal is not None and request.POST.get("may_hand_in") == "ja",
        "longest": LONGEST_NAME,
    }
    return render(request, "accounts/api_keys.html", context, status=REFUSED if refusal else None)
