"""Keys with which an organisation's own systems use the API: making one, ending one, and who acts with it."""

import hashlib
import secrets
from dataclasses import dataclass, replace

from django.db import transaction

from prio import clock
from prio.accounts.models import ApiToken
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from prio.audit.services import record
from prio.parties.models import Organisation
from prio.refused import Refused

BEGINS = "prio_"
SHOWN = 12  # characters of a key that are kept, to tell keys apart
RANDOM_BYTES = 32
LONGEST_KEY = 100  # characters; a longer text is no key
LONGEST_NAME = 60  # characters
MOST_KEYS = 20  # of one organisation at a time


class NoSuchToken(Refused):
    """There is no such key, or it is another organisation's: nobody is told which. A page answers 404."""

    def __init__(self) -> None:
        super().__init__("Det finns ingen sådan nyckel.")


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A key that was just made. key: the whole of it, shown once and kept nowhere."""

    token: ApiToken
    key: str


def make_token(actor: Actor, organisation_id: int, name: str, *, may_hand_in: bool) -> MadeToken:
    """Make a key for an organisation, on behalf of the signer who asks.

    Args:
        actor: a signer of the organisation.
        organisation_id: its primary key.
        name: what the system is called; no two keys in use have the same name.
        may_hand_in: whether the system also signs and hands in.

    Raises:
        NoSuchToken: the actor does not sign for that organisation.
        Refused: the name is missing, too long or taken, or there are too many keys.
    """
    if not actor.is_for(organisation_id, Role.SIGNER):
        raise NoSuchToken
    name = readable_name(name)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)
        in_use = set(
            ApiToken.objects.filter(organisation=organisation, revoked_at=None).values_list("name", flat=True)
        )
        if name in in_use:
            raise Refused(
                f"Det finns redan en nyckel som heter ”{name}”. Återkalla den, eller välj ett annat namn."
            )
        if len(in_use) >= MOST_KEYS:
            raise Refused(f"Högst {MOST_KEYS} nycklar kan vara i bruk. Återkalla en som inte används.")
        key = BEGINS + secrets.token_urlsafe(RANDOM_BYTES)
        token = ApiToken.objects.create(
            organisation=organisation,
            name=name,
            prefix=key[:SHOWN],
            sha256=_hash_of(key),
            may_hand_in=may_hand_in,
            made_by_id=actor.user_id,
            made_at=clock.now(),
        )
        _record(token, actor, "made", is_first=True)
    return MadeToken(token, key)


def revoke_token(actor: Actor, token_id: int) -> ApiToken:
    """End a key of an organisation that the actor signs for. Again: nothing is changed.

    Raises:
        NoSuchToken: there is none, or it is another organisation's.
    """
    with transaction.atomic():
        token = ApiToken.objects.select_for_update(of=("self",)).filter(pk=token_id).first()
        if token is None or not actor.is_for(token.organisation_id, Role.SIGNER):
            raise NoSuchToken
        if token.revoked_at is None:
            token.revoked_at = clock.now()
            token.save(update_fields=["revoked_at"])
            _record(token, actor, "revoked")
    return token


def token_of(key: str) -> ApiToken | None:
    """Return the key's row with who made it, if it is in use: one query."""
    if not key.startswith(BEGINS) or len(key) > LONGEST_KEY:
        return None
    return (
        ApiToken.objects.select_related("made_by")
        .filter(sha256=_hash_of(key), revoked_at=None, made_by__is_active=True)
        .first()
    )


def actor_with(token: ApiToken) -> Actor | None:
    """Return who acts with a key: its maker, narrowed to the organisation, as long as they work there. Two queries.

    None when the maker is no longer its reporter or signer. Only a key that may hand in signs, while its maker does.
    """
    maker = actor_of(token.made_by, clock.today(), organisation_id=token.organisation_id)
    roles = maker.roles & {Role.REPORTER, Role.SIGNER}
    if not roles:
        return None
    narrowed = {Role.REPORTER} | (roles & {Role.SIGNER} if token.may_hand_in else set())
    return replace(
        maker,
        name=f"{maker.name} genom systemet {token.name}",
        roles=frozenset(narrowed),
        holds=frozenset((role, token.organisation_id) for role in narrowed),
        coordinates=frozenset(),
    )


def readable_name(name: str) -> str:
    """Return a name as it is kept. Raises Refused when there is none or it is too long."""
    text = " ".join(name.split())
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise Refused(f"Skriv vad systemet heter, högst {LONGEST_NAME} tecken.")
    return text


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _record(token: ApiToken, actor: Actor, verb: str, *, is_first: bool = False) -> None:
    record(
        "api_token",
        token.pk,
        verb,
        by_id=actor.user_id,
        facts={
            "name": token.name,
            "begins": token.prefix,
            "organisation": token.organisation_id,
            "may_hand_in": token.may_hand_in,
        },
        is_first=is_first,
    )
