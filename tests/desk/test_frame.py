"""What stands around every page: sign-in by default, tabs that one may open, errors that say what to do."""

import re

import pytest
from django.test import Client

from prio.accounts.roles import Role
from tests.desk.conftest import SignIn, World

pytestmark = pytest.mark.django_db
AGREEMENT = "/overenskommelser/prov-2014/"


@pytest.mark.parametrize(
    "address", ["/", "/overenskommelser/", AGREEMENT, f"{AGREEMENT}lan/", f"{AGREEMENT}lan/23/"]
)
def test_everything_but_the_open_pages_asks_for_sign_in(world: World, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/logga-in/?next=")


def test_about_page_with_the_account_of_accessibility_is_open(client: Client) -> None:
    html = client.get("/om/").content.decode()
    assert 'id="tillganglighet"' in html


def test_health_check_is_open_and_asks_the_database(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        answer = client.get("/halsa/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def tabs(client: Client) -> list[str]:
    html = client.get(AGREEMENT).content.decode()
    found = re.search(r'aria-label="Överenskommelsens sidor">(.*?)</nav>', html)
    assert found
    return re.findall(r">([^<>]+)</a>", found[1])


def test_tabs_lead_only_where_one_may_go(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    results, account, always = (
        ["Länen", "Fördelningen", "Beslut"],
        "Redovisning",
        ["Medel", "Frågor och svar"],
    )
    reader = signed_in(make.person(Role.READER, organisation=world.are.organisation))
    assert tabs(signed_in(make.person(Role.AUDITOR))) == [
        "Överenskommelsen", "Inlämnat", "Bedömning", *results, "Utbetalning", account, *always,
    ]  # fmt: skip
    assert tabs(reader) == ["Överenskommelsen", "Rapportera", "Länet", *always]
    assert tabs(signed_in(make.person(Role.ADMINISTRATOR))) == ["Överenskommelsen", *always]
    make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    assert tabs(reader) == ["Överenskommelsen", "Rapportera", *results, *always]


def test_every_tab_answers(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    make.decision(make.run(world.agreement, {"B1": {world.ostersund: 600_000}}))
    client = signed_in(make.person(Role.AUDITOR))
    for address in ("", "lan/", "beslut/"):
        assert client.get(f"{AGREEMENT}{address}").status_code == 200


def test_an_address_that_is_not_there_says_what_to_do_in_swedish(world: World, signed_in: SignIn) -> None:
    from tests import factories as make

    answer = signed_in(make.person(Role.AUDITOR)).get("/finns-inte/")
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.content.decode()


@pytest.mark.parametrize(
    ("template", "words"), [("400.html", "kan inte läsas"), ("500.html", "Något gick fel hos oss")]
)
def test_error_pages_need_nothing_but_themselves(template: str, words: str) -> None:
    from django.template.loader import get_template

    assert words in get_template(template).render()


def test_a_form_without_its_token_is_refused_in_swedish(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/logga-in/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "Sidan hade legat öppen för länge" in answer.content.decode()


def test_reading_never_writes(world: World, signed_in: SignIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests import factories as make

    client = signed_in(make.person(Role.AUDITOR))
    for address in ("/", "/overenskommelser/", AGREEMENT, f"{AGREEMENT}lan/", f"{AGREEMENT}lan/23/", "/om/"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        written = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
        assert written == []


def test_no_page_holds_style_or_script_that_the_content_policy_would_refuse(
    world: World, signed_in: SignIn
) -> None:
    from tests import factories as make

    client = signed_in(make.person(Role.AUDITOR))
    for address in ("/", "/overenskommelser/", AGREEMENT, f"{AGREEMENT}lan/", f"{AGREEMENT}lan/23/", "/om/"):
        answer = client.get(address)
        html = answer.content.decode()
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", html)
