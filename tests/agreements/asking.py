"""Short verbs for tests of questions and answers."""

import re

from django.test import Client
from django.urls import reverse

from agreements.models import PublicQuestion
from agreements.services.questions import answer, ask
from prio import clock
from prio.accounts.models import User
from prio.accounts.roles import Actor, Role
from prio.accounts.selectors import actor_of
from tests import factories
from tests.world import World

CODE = "prov-2014"
LIST = "/overenskommelser/prov-2014/fragor/"
TEXT = "Räcker det att nämnden har beslutat?"


def person(role: Role, world: World) -> User:
    """Somebody of Östersund or of its county, or with a national role."""
    county = world.ostersund.counties.get().county
    return factories.person(role, organisation=world.ostersund.organisation, county=county)


def acting(role: Role, world: World) -> Actor:
    """The same as an actor."""
    return actor_of(person(role, world), clock.today())


def signed_in(user: User) -> Client:
    """A browser of theirs."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(html: str) -> str:
    """A page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def page(user: User, address: str = LIST) -> str:
    """What somebody reads at an address."""
    return words(signed_in(user).get(address).content.decode())


def address(question: PublicQuestion) -> str:
    """The page of a question."""
    return reverse("question", args=[CODE, question.pk])


def answered(
    world: World, text: str = TEXT, said: str = "Ja, om fullmäktige har delegerat."
) -> PublicQuestion:
    """A reporter's question about GK1, answered by an assessor."""
    asked = ask(acting(Role.REPORTER, world), CODE, "GK1", text)
    return answer(acting(Role.ASSESSOR, world), asked.pk, said, seen="")
