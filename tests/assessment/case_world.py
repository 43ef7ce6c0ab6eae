"""The pages of cases in the world of the judgements: their addresses, and somebody in front of them."""

from typing import Any

from django.test import Client

from prio.accounts.models import User
from prio.accounts.roles import Actor
from prio.parties.models import Party
from tests.assessment.judging import CODE, verdict

SENT = {"met.c2": "nej", "why.c2": "Samråden är inte hållna.", "outcome": "not_met"}


def page_of(requirement: str, party: Party, kind: str = "slutlig") -> str:
    """The address of a case."""
    return f"/overenskommelser/{CODE}/bedomning/{kind}/{party.code}/{requirement}/"


def api_of(requirement: str, party: Party, step: str = "", kind: str = "final") -> str:
    """The same in the API."""
    return f"/api/agreements/{CODE}/cases/{kind}/{party.code}/{requirement}/{step}"


def client_of(who: Actor | User) -> Client:
    """A browser where somebody is signed in."""
    client = Client()
    user = who if isinstance(who, User) else User.objects.get(pk=who.user_id)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, requirement: str, party: Party, verb: str, **more: Any) -> Any:
    """Press a button of the case as it stands; `revision` says what was read, where it is another."""
    sent = {"verb": verb, "revision": verdict(requirement, party).revision} | more
    return client.post(page_of(requirement, party), sent)
