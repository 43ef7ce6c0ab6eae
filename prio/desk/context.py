"""What every page needs around its content: the menu, who is signed in, where one is, what just happened."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from prio.accounts.requests import KNOWN_AGREEMENT, ActorRequest
from prio.accounts.roles import ASSESSING_ROLES, Actor, Role
from prio.accounts.selectors import is_demonstration
from prio.desk.navigation import AgreementFrame, Link, agreement_frame, frame_of, main_menu
from prio.mail.selectors import unread

MESSAGE_SHAPES = {messages.SUCCESS: "good", messages.ERROR: "bad"}


@dataclass(frozen=True, slots=True)
class Message:
    """Something that just happened, told on the next page."""

    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page; without a person it is that of an open page. `unread` counts the person's messages.

    sign_in: where to sign in, for who is not and reads another page than that. signs: the person signs for an
    organisation, and so makes keys to the API. assesses: and so declares jäv.
    """

    messages: tuple[Message, ...] = ()
    person: str = ""
    acts_for: str = ""
    role: str = ""
    demonstration: bool = False
    sign_in: str = ""
    unread: int = 0
    signs: bool = False
    assesses: bool = False
    navigation: tuple[Link, ...] = ()
    agreement: AgreementFrame | None = None


def frame(request: HttpRequest) -> dict[str, object]:
    """Give templates `frame`, read when the page's frame is drawn: pages that have none pay nothing."""
    return {"frame": SimpleLazyObject(lambda: _frame_of(request))}


def _frame_of(request: HttpRequest) -> Frame:
    told = tuple(Message(str(m), MESSAGE_SHAPES.get(m.level, "")) for m in messages.get_messages(request))
    user = getattr(request, "user", None)  # an address that is refused has none yet
    if user is None:
        return Frame(messages=told)
    if not user.is_authenticated:
        return Frame(messages=told, demonstration=is_demonstration(), sign_in=_sign_in(request))
    actor: Actor = cast("ActorRequest", request).actor
    code = request.resolver_match.kwargs.get("code") if request.resolver_match else None
    role = ", ".join(sorted(role.label for role in actor.roles))
    return Frame(
        messages=told,
        person=actor.name,
        acts_for=actor.acts_for_in_short or role or "Ingen roll",
        role=role or "Ingen roll",
        demonstration=user.demonstration,
        unread=unread(actor),
        signs=Role.SIGNER in actor.roles,
        assesses=not actor.roles.isdisjoint(ASSESSING_ROLES),
        navigation=main_menu(actor, request.path),
        agreement=_agreement(request, actor, code) if code else None,
    )


def _sign_in(request: HttpRequest) -> str:
    address = reverse("sign_in")
    return "" if request.path == address else f"{address}?{urlencode({'next': request.path})}"


def _agreement(request: HttpRequest, actor: Actor, code: str) -> AgreementFrame | None:
    """The frame of the agreement that the address names; a view that has read it already spares the query."""
    known = getattr(request, KNOWN_AGREEMENT, None)
    return (
        frame_of(actor, code, request.path, *known) if known else agreement_frame(actor, code, request.path)
    )
