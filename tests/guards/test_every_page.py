"""Every address of the site × every role: who gets the page, who is told that it does not exist.

An address that stands in no table of addresses.py fails: whoever makes a page says there who may see it.
"""

import hashlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from prio.accounts.roles import Role
from tests.guards.addresses import ACTIONS, LEADS_ON, OPEN, READ_BY_ALL, UNDECIDED
from tests.guards.site import Site, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """A decided agreement, an undecided one, and somebody for every role."""
    return make_site()


def every_name(resolver: URLResolver | None = None) -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        else:
            yield from every_name(pattern)


def test_every_address_stands_in_a_table_and_every_table_names_addresses() -> None:
    assert set(every_name()) == OPEN | ACTIONS | LEADS_ON | READ_BY_ALL | set(UNDECIDED)


def test_without_signing_in_only_the_open_pages_answer(site: Site) -> None:
    for name in every_name():
        answer = Client().get(reverse(name, kwargs=site.arguments.get(name)))
        if name in OPEN:
            assert answer.status_code == 200, name
        elif name.startswith("api_"):
            assert answer.status_code in {302, 401, 403}, name
        elif name not in ACTIONS:
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
                302,
                reverse("sign_in"),
            ), name


@pytest.mark.parametrize("role", Role)
def test_what_is_decided_is_read_by_everybody_who_is_signed_in(site: Site, role: Role) -> None:
    client = site.client(role)
    statuses = {
        name: client.get(reverse(name, kwargs=site.arguments.get(name))).status_code for name in READ_BY_ALL
    }
    assert statuses == dict.fromkeys(READ_BY_ALL, 200)


@pytest.mark.parametrize("role", Role)
def test_what_is_not_decided_does_not_exist_for_others(site: Site, role: Role) -> None:
    client = site.client(role)
    statuses = {
        name: client.get(reverse(name, kwargs=site.undecided_arguments[name])).status_code
        for name in UNDECIDED
    }
    assert statuses == {name: 200 if role in readers else 404 for name, readers in UNDECIDED.items()}


@pytest.mark.parametrize("role", Role)
def test_no_page_writes_when_it_is_read(site: Site, role: Role) -> None:
    client = site.client(role)
    client.get(reverse("home"))
    before = contents()
    for name in READ_BY_ALL:
        client.get(reverse(name, kwargs=site.arguments.get(name)))
    assert contents() == before


def contents() -> str:
    """Return a hash over what is in every table of ours."""
    ours = ("parties", "accounts", "audit", "jobs", "mail", "agreements", "assessment", "payouts")
    digest = hashlib.sha256()
    for label in ours:
        for model in apps.get_app_config(label).get_models():
            for row in model._default_manager.order_by("pk").values_list():
                cells = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                digest.update(repr(cells).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("role", Role)
def test_a_page_that_only_reads_refuses_to_be_posted_to(site: Site, role: Role) -> None:
    client = site.client(role)
    posted = {
        "extensions",
        "password_change",
        "calendar",
        "allocation",
        "allocation_run",
        "decisions",
        "decision",
    }
    posted |= {"questions", "question", "api_runs", "api_decisions"}
    for name in READ_BY_ALL - posted:
        answer = client.post(reverse(name, kwargs=site.arguments.get(name)))
        assert answer.status_code in {403, 405}, name
